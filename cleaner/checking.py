"""Checking: what cleaning files one by one would do, shown or written in place.

A file is judged by itself: copies are looked for within it, and nothing is compared across files.
"""
import difflib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import xxhash

from cleaner import trail
from cleaner.edits import Edit, origin
from cleaner.formats import FormatOptions, Row, Source, Writer, atomic, open_source
from cleaner.inputs import OWN
from cleaner.library import Cleaned, Cleaner
from cleaner.settings import Settings
from cleaner.trail import content_of


class Finding(NamedTuple):
    """An edit with its place in the file as it is on disk."""
    key: str
    row: int        # 0 where the file is one document
    line: int       # from 1: of the file, or of the text of a row
    column: int     # from 1, in characters
    edit: Edit

    @property
    def place(self) -> str:
        return f"{self.key}:{self.row}" if self.row else f"{self.key}:{self.line}:{self.column}"


class Checked(NamedTuple):
    """A row of a file and what cleaning makes of it."""
    row: Row
    cleaned: Cleaned | None    # None: nothing to clean here
    many: bool                 # whether the file holds more than this document


def check(source: Source, clean: Cleaner) -> Iterator[Checked]:
    """Every row of a file, cleaned."""
    options = FormatOptions(text_field=clean.settings.text_field, encoding=clean.settings.encoding)
    with open_source(source, options) as reader:
        many = None
        for row in reader:
            many = reader.head["format"] != "text" or row.number > 1 if many is None else many
            key = f"{source.key}:{row.number}" if many else source.key
            yield Checked(row, None if row.text is None else clean(row.text, key), many)


def findings(source: Source, checked: Checked) -> Iterator[Finding]:
    """The findings of a row, in the order of their places."""
    if checked.cleaned is None or checked.row.text is None:
        return
    found = []
    before: list[Sequence[Edit]] = []
    for _, edits in checked.cleaned.steps:
        for edit in edits:
            at = edit.start
            for earlier in reversed(before):
                at = origin(earlier, at)
            found.append((at, edit))
        before.append(edits)
    text = checked.row.text
    for at, edit in sorted(found, key=lambda each: each[0]):
        line = text.count("\n", 0, at) + 1
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        yield Finding(source.key, checked.row.number if checked.many else 0, line, column, edit)


def diff(source: Source, checked: Checked) -> Iterator[str]:
    """A unified diff from the row's text to its cleaned text, without line ends."""
    if checked.cleaned is None or checked.row.text == checked.cleaned.text:
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
        fixes = root / OWN / "fixes"
        taken = [int(each.name) for each in fixes.glob("*") if each.name.isdigit()]
        self.folder = fixes / f"{max(taken, default=0) + 1:04d}"
        self.files = 0

    def fixed(self, source: Source, clean: Cleaner) -> list[Checked]:
        """Checks a file, writes it if something changes, and gives its rows."""
        rows = list(check(source, clean))
        if not any(each.cleaned and each.cleaned.text != each.row.text for each in rows):
            return rows
        head = rows[0].row.head
        records = []
        before = xxhash.xxh3_128()
        with trail.writing(self.folder / OWN / "trail", self.files) as record, Writer(source.path, head, original=True) as writer:
            for each in rows:
                before.update(content_of(each.row))
                if each.cleaned is None or not each.cleaned.steps:
                    writer.raw(each.row.raw)
                    continue
                writer.replace(each.row, each.cleaned.text)
                records.append(trail.RowRecord(each.row.number, each.cleaned.steps, "", None if each.row.plain else each.row.raw))
            record(trail.to_json(trail.PartRecord(source.key, os.path.abspath(source.path), None, len(rows), head, before.hexdigest())))
            for each in records:
                record(trail.to_json(each))
        self.files += 1
        return rows

    def close(self) -> str:
        """The folder of the trail, or "" if no file was written."""
        if not self.files:
            return ""
        with atomic(self.folder / OWN / "job.json") as file:
            file.write(json.dumps({"in_place": True, "settings": self.settings.plain()}).encode())
        return os.path.relpath(self.folder)
