"""Checking: what cleaning files one by one would do, shown or written in place.

A file is judged by itself: copies are looked for within it, and nothing is compared across files.
"""
import difflib
import json
import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import xxhash

from cleaner import trail
from cleaner.edits import Edit
from cleaner.errors import Fault
from cleaner.formats import FormatOptions, Row, Source, Writer, atomic, open_source
from cleaner.inputs import OWN
from cleaner.library import Cleaned
from cleaner.settings import Settings
from cleaner.text import line_around
from cleaner.trail import content_of


class Clean(Protocol):
    """`Cleaner`, or the chain of a hook."""
    settings: Settings

    def __call__(self, text: str, key: str) -> Cleaned: ...


class Span(NamedTuple):
    """Of the file, or of the text of a row, as it is on disk: lines and columns from 1, the end exclusive."""
    line: int
    column: int
    end_line: int
    end_column: int


class Finding(NamedTuple):
    """An edit with its place in the file as it is on disk."""
    key: str
    row: int        # 0 where the file is one document
    span: Span
    at_line: int    # of the file where the row or finding begins; 0 where a file has no lines
    lines: str      # the line or lines it stands in, whole
    exact: bool     # whether `edit.before` stands so in the file, right at `span`
    edit: Edit

    @property
    def line(self) -> int:
        return self.span.line

    @property
    def column(self) -> int:
        return self.span.column

    @property
    def place(self) -> str:
        return f"{self.key}:{self.row}" if self.row else f"{self.key}:{self.line}:{self.column}"


class Checked(NamedTuple):
    """A row of a file and what cleaning makes of it."""
    row: Row
    cleaned: Cleaned | None    # None: nothing to clean here
    many: bool                 # whether the file holds more than this document
    at_line: int = 1           # of the file, where the row begins; 0 where a file has no lines

    @property
    def changed(self) -> bool:
        return self.cleaned is not None and self.cleaned.text != self.row.text


def check(source: Source, clean: Clean) -> Iterator[Checked]:
    """Every row of a file, cleaned."""
    options = FormatOptions(text_field=clean.settings.text_field, encoding=clean.settings.encoding)
    with open_source(source, options) as reader:
        many = None
        at_line = 1
        for row in reader:
            many = reader.head["format"] != "text" or row.number > 1 if many is None else many
            key = f"{source.key}:{row.number}" if many else source.key
            yield Checked(row, None if row.text is None else clean(row.text, key), many, at_line if row.raw else 0)
            at_line += row.raw.count(b"\n")


def findings(source: Source, checked: Checked, step: str = "") -> Iterator[Finding]:
    """The findings of a row, or of one step of its cleaning, in the order of their places."""
    if checked.cleaned is None or checked.row.text is None:
        return
    found: list[tuple[int, int, Edit]] = []
    before: list[Sequence[Edit]] = []
    for name, edits in checked.cleaned.steps:
        if step in ("", name):
            starts, ends = [edit.start for edit in edits], [max(edit.start, edit.end - 1) for edit in edits]
            for earlier in reversed(before):
                starts, ends = _origins(earlier, starts), _origins(earlier, ends)
            found += ((start, max(start, end + 1) if edit.before else start, edit) for start, end, edit in zip(starts, ends, edits))
        before.append(edits)
    text = checked.row.text
    breaks = [at for at, char in enumerate(text) if char == "\n"] if found else []
    for start, end, edit in sorted(found, key=lambda each: each[0]):
        exact = text[start:end] == edit.before
        if exact and not edit.before.isspace():
            # The empty line above may go along; what is found begins below it.
            start += len(edit.before) - len(edit.before.lstrip("\n"))
        span = Span(*_place(breaks, start), *_place(breaks, end))
        at_line = checked.at_line and (checked.at_line if checked.many else span.line)
        around = line_around(text, start, max(start, end - text[start:end].endswith("\n")))
        yield Finding(source.key, checked.row.number if checked.many else 0, span, at_line, text[around.start:around.end],
                      exact and text[start:end] == edit.before, edit)


def _place(breaks: Sequence[int], at: int) -> tuple[int, int]:
    line = bisect_left(breaks, at)
    return line + 1, at - (breaks[line - 1] if line else -1)


def _origins(edits: Sequence[Edit], positions: Sequence[int]) -> list[int]:
    """`edits.origin` of sorted positions, in one go: a big file has as many edits as positions.

        >>> from cleaner.edits import origin
        >>> edits = [Edit(1, 3, "xx", "", "a/b", ""), Edit(5, 6, "x", "yyy", "a/b", "")]
        >>> _origins(edits, range(8)) == [origin(edits, at) for at in range(8)]
        True
    """
    found: list[int] = []
    passed = shift = 0
    for position in positions:
        while passed < len(edits) and position >= edits[passed].start + shift + len(edits[passed].after):
            shift += len(edits[passed].after) - len(edits[passed].before)
            passed += 1
        inside = passed < len(edits) and position >= edits[passed].start + shift and edits[passed].changes
        found.append(edits[passed].start if inside else position - shift)
    return found


def diff(source: Source, checked: Checked) -> Iterator[str]:
    """A unified diff from the row's text to its cleaned text, without line ends."""
    if checked.cleaned is None or not checked.changed:
        return
    name = f"{source.key}:{checked.row.number}" if checked.many else source.key
    before, after = (text.split("\n") for text in (checked.row.text or "", checked.cleaned.text))
    yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")


class Fixes:
    """Writes what cleaning makes of files into the files themselves, and keeps the trail of it.

    Encoding, byte order mark and line ends stay as they were; a file that cleaning leaves alone is not
    touched.  The trail goes to `.cleaner/fixes/<number>`, from where `cleaner restore` puts it back.
    """

    def __init__(self, root: Path, settings: Settings):
        self.settings = settings
        self.own = root / OWN
        self.folder: Path | None = None
        self.files = 0

    def fixed(self, source: Source, clean: Clean) -> list[Checked]:
        """Checks a file, writes it if something changes, and gives its rows."""
        rows = list(check(source, clean))
        if not any(each.changed for each in rows):
            return rows
        self.folder = self.folder or _new_folder(self.own)
        try:
            self._write(source, rows)
        except UnicodeEncodeError as error:
            row = rows[0].row
            fault = Fault(source.place, f"its encoding, {error.encoding}, has no {error.object[error.start:error.end]!r}, so it stays as it is",
                          "convert the file to UTF-8 first")
            return [rows[0]._replace(row=row._replace(fault=fault), cleaned=None)]
        self.files += 1
        return rows

    def _write(self, source: Source, rows: Sequence[Checked]) -> None:
        assert self.folder
        head = rows[0].row.head
        records = []
        before = xxhash.xxh3_128()
        with trail.writing(self.folder / OWN / "trail", self.files) as record, Writer(source.path, head, original=True) as writer:
            for each in rows:
                before.update(content_of(each.row))
                if each.cleaned and each.changed:
                    writer.replace(each.row, each.cleaned.text)
                    records.append(trail.RowRecord(each.row.number, each.cleaned.steps, "", None if each.row.plain else each.row.raw))
                elif each.row.held is not None:
                    writer.keep(each.row)
                else:
                    writer.raw(each.row.raw)    # as it stands, whatever style it is written in
            record(trail.to_json(trail.PartRecord(source.key, os.path.abspath(source.path), None, len(rows), head, before.hexdigest())))
            for each in records:
                record(trail.to_json(each))

    def close(self) -> str:
        """The folder of the trail, or "" if no file was written."""
        if not self.folder or not self.files:
            return ""
        with atomic(self.folder / OWN / "job.json") as file:
            file.write(json.dumps({"in_place": True, "settings": self.settings.plain()}).encode())
        return os.path.relpath(self.folder)


def _new_folder(own: Path) -> Path:
    """The next free number, also when two commands look for it at once."""
    fixes = own / "fixes"
    fixes.mkdir(parents=True, exist_ok=True)
    ignore = own / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")    # the trail holds what was taken out; nobody wants to commit it unawares
    number = max((int(each.name) for each in fixes.glob("*") if each.name.isdigit()), default=0)
    while True:
        number += 1
        try:
            (fixes / f"{number:04d}").mkdir()
        except FileExistsError:
            continue
        return fixes / f"{number:04d}"
