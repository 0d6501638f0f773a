"""Writing: rows put back into a file, as they were or with another text.

The cleaned file is UTF-8 without a byte order mark.  The `original` is in the encoding, with the mark
and the line ends, that its head tells.

    >>> import tempfile
    >>> from cleaner.formats.rows import Row
    >>> head = {"format": "text", "encoding": "utf-16-le", "bom": "fffe", "newline": "\\r\\n"}
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     with Writer(file.name, head, original=True) as writer:
    ...         writer.keep(Row(1, "a\\n", b"a\\n", None, (0, 2), head))
    ...     open(file.name, "rb").read()
    b'\\xff\\xfea\\x00\\r\\x00\\n\\x00'
"""
import codecs
import os
import sys
from contextlib import ExitStack
from types import TracebackType

from cleaner.formats import jsonl, parquet, separated, text
from cleaner.formats.atomic import atomic
from cleaner.formats.compression import compressed
from cleaner.formats.rows import Head, Row


def splice(row: Row, new: str, head: Head, original: bool = False) -> bytes:
    """The bytes of the row with another text; everything else in them stays.

    It is written in the row's own style (escapes, quotes), or, for the `original`, in that of its file.
    """
    if head["format"] == "text":
        return text.splice(row, new, head)
    if head["format"] == "parquet":
        return parquet.one_row(row.held, head, new)
    if head["format"] == "jsonl":
        return jsonl.splice(row, new, head, original)
    return separated.splice(row, new, head, original)


class Writer:
    """A file that is written row by row and is there when it is committed; "-" is standard output.

    A context manager: it commits when the block ends well, and leaves nothing behind when it does not.
    `head` is what the rows were read with; after the commit of a cleaned file, `self.head` also tells how to
    read that again.
    """

    def __init__(self, path: str | os.PathLike[str], head: Head, *, original: bool = False):
        self.head = head
        self._original = original
        self._text = head["format"] == "text"
        self._bom = bytes.fromhex(head.get("bom", "")) if original else b""
        self._lengths: list[int] = []
        # CSV rows are UTF-8 in here, whatever their file is in; text rows hold the bytes of their file.
        encoding = head.get("encoding") or "utf-8"
        self._encoder = None
        if original and not self._text and encoding != "utf-8":
            self._encoder = codecs.getincrementalencoder(encoding)("strict")
        self._stack = ExitStack()
        file = sys.stdout.buffer if path == "-" else self._stack.enter_context(atomic(path))
        self._write = self._stack.enter_context(compressed(file, head.get("compression", ""))).write
        self._table = self._stack.enter_context(parquet.Table(file, head)) if head["format"] == "parquet" else None

    def keep(self, row: Row) -> None:
        """Writes the row with its own text."""
        if self._table:
            self._table.add(row.held)
        elif self._text and row.text is not None:
            self._put(self._literal(row, row.text))
        else:
            self.raw(row.raw)

    def replace(self, row: Row, new: str) -> None:
        """Writes the row with another text.  Raises UnicodeEncodeError if the original's encoding cannot hold it."""
        if self._table:
            self._table.add(row.held, new)
        elif self._text:
            self._put(self._literal(row, new))
        else:
            self.raw(splice(row, new, self.head, self._original))

    def raw(self, data: bytes) -> None:
        """Writes what `raw_of` gave for a row."""
        if self._table:
            self._table.add(parquet.row_of(data, 0, self.head).held)
        elif self._text:
            self._bom = b""   # the bytes of the first row of a file hold its mark
            self._put(data)
        else:
            if self._bom:
                self._write(self._bom)
                self._bom = b""
            self._write(self._encoder.encode(data.decode()) if self._encoder else data)

    def _literal(self, row: Row, new: str) -> bytes:
        if not self._original:
            return text.cleaned_bytes(row, new)
        mark, self._bom = self._bom, b""
        return mark + text.literal(new, self.head)

    def _put(self, data: bytes) -> None:
        self._lengths.append(len(data))
        self._write(data)

    def commit(self) -> None:
        with self._stack:
            if self._bom:
                self._write(self._bom)   # the file holds nothing but its mark
        if self._text and not self._original and len(self._lengths) != 1:
            self.head = self.head | {"lengths": self._lengths}

    def abandon(self) -> None:
        self._stack.__exit__(_Abandoned, _Abandoned(), None)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.commit()
        else:
            self._stack.__exit__(kind, error, trace)    # says so, if it was the disk that is full


class _Abandoned(Exception):
    """Tells the files that are being written that they are not wanted."""


def raw_of(row: Row) -> bytes:
    """What has to be kept of a row that is dropped, for `Writer.raw`."""
    return row.raw if row.held is None else parquet.one_row(row.held, row.head)
