"""Checking: what cleaning files one by one would do, shown or written in place.

A file is judged by itself: copies are looked for within it, and nothing is compared across files.
"""
import difflib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.edits import Edit, origin
from cleaner.errors import Fault
from cleaner.formats import FormatOptions, Row, Source, Writer, open_source
from cleaner.library import Cleaned, Cleaner
from cleaner.settings import Settings


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
