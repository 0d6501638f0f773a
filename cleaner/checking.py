"""Checking: what cleaning files one by one would do, shown or written in place.

A file is judged by itself: copies are looked for within it, and nothing is compared across files.
"""
import difflib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import xxhash

from cleaner import trail
from cleaner.edits import Edit, origin
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
    exact: bool     # whether `edit.before` stands so in the file, and no other repair comes first
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
        for edit in edits if step in ("", name) else ():
            start, end = edit.start, max(edit.start, edit.end - 1)
            for earlier in reversed(before):
                start, end = origin(earlier, start), origin(earlier, end)
            found.append((start, max(start, end + 1) if edit.before else start, edit))
        before.append(edits)
    text = checked.row.text
    for start, end, edit in sorted(found, key=lambda each: each[0]):
        span = _span(text, start, end)
        at_line = checked.at_line and (checked.at_line if checked.many else span.line)
        around = line_around(text, start, max(start, end - text[start:end].endswith("\n")))
        yield Finding(source.key, checked.row.number if checked.many else 0, span, at_line, text[around.start:around.end],
                      text[start:end] == edit.before, edit)


def _span(text: str, start: int, end: int) -> Span:
    line, column = _place(text, start)
    return Span(line, column, *_place(text, end))


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


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
