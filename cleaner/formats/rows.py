"""Rows: what every format is read as, one document each, with the bytes they came in.

    >>> row = Row(1, "a", b"a\\n", None)
    >>> row.number, row.text, row.fault
    (1, 'a', None)
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from cleaner.errors import Fault

Head = dict[str, Any]   # JSON-able: what is true of a whole file, and all that writing it again needs

# A line, record or piece beyond this is set aside unread: str, bytes and the filters' copies of it
# would take ten times as much memory.
LONGEST = 1 << 30


@dataclass(frozen=True)
class FormatOptions:
    text_field: str = "text"        # of JSON lines; the column of CSV and Parquet
    encoding: str | None = None     # instead of detecting it
    piece: int = 16 << 20           # bytes from which a text file is more than one document
    format: str | None = None       # instead of going by the name: text, jsonl, csv, tsv or parquet


class Source(NamedTuple):
    path: str   # where to open it, or "-"
    key: str    # its name in messages and outputs: relative, with "/"

    @property
    def place(self) -> str:
        """The key, fit for printing also where a name is not UTF-8."""
        return self.key.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class Row(NamedTuple):
    number: int                     # from 1, in this file or part: line, record, piece or Parquet row
    text: str | None                # None: nothing to clean here (blank line, header, fault)
    raw: bytes                      # the row's own bytes with its line end; b"" for Parquet
    fault: Fault | None = None      # why it has no text, if that is a mistake
    at: tuple[int, int] = (0, 0)    # where in `raw` the text is written: bytes, for JSON characters
    head: Head = {}                 # of the reader; never changed
    held: Any = None                # Parquet: (record batch, index)

    @property
    def plain(self) -> bool:
        """Whether writing `text` by the rules of `head` gives `raw` again.

        If not, whoever replaces the row (or, in text files, keeps it) has to keep `raw` to restore it.
        """
        from cleaner.formats import splice

        if self.text is None or self.held is not None:
            return True
        if self.head["format"] == "jsonl" and not self.head["escapes"] and b"\\u" not in self.raw and b"\\/" not in self.raw:
            return True     # it has only escapes that JSON cannot do without, and these are written in one way
        try:
            return splice(self, self.text, self.head, original=True) == self.raw
        except UnicodeEncodeError:
            return False


def lines_from(file: BinaryIO, start: int) -> int:
    """Goes to the first line that begins at `start` or after it, and says where that is."""
    if not start:
        return file.seek(0)
    # One byte back: a line that begins right at `start` is one of them.
    at = file.seek(start - 1)
    while (rest := file.readline(LONGEST)):
        at += len(rest)
        if rest.endswith(b"\n"):
            break
    return at


class Reader:
    """The rows of one file or part, and its `head`.  A context manager; iterates once."""

    def __init__(self, head: Head, rows: Iterator[Row], close: Callable[[], None] = lambda: None, fault: Fault | None = None):
        self.head = head
        self.fault = fault   # set when nothing of the file can be read; then it is also the only row's
        self.close = close
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
