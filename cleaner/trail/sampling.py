"""Sampling: some edits of a trail with the text around them, so that false alarms are found by eye.

The sample is drawn by digest, so the same trail gives the same sample each time, and a bigger one
holds every smaller one.
"""
import fnmatch
import heapq
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cleaner.edits import Edit, origin
from cleaner.formats import Source, open_source
from cleaner.inputs import OWN
from cleaner.text import line_around
from cleaner.trail import PartRecord, RowRecord, digest, parts
from cleaner.undo import Steps, undo


class Sampled(NamedTuple):
    key: str
    row: int          # 0 where the file is one document
    line: int         # of the source, from 1; 0 where the source text is out of reach
    edit: Edit
    above: str        # the line above it, as it stood when the rule looked
    around: tuple[str, str]    # what stood before and behind it on its line
    below: str


class _Lot(NamedTuple):
    lot: int          # negative digest: the heap keeps the lowest digests
    serial: int
    key: str
    row: int
    step: int
    edit: Edit


def sample(cleaned: Path, count: int, rule: str = "", file: str = "") -> list[Sampled]:
    """`count` edits in the order of their places; rules and files may be globs."""
    heap: list[_Lot] = []
    serial = 0
    for part, records in _chosen(cleaned, file):
        for record in records:
            for step, (_, edits) in enumerate(record.steps):
                for edit in edits:
                    if rule and not fnmatch.fnmatch(edit.rule, rule):
                        continue
                    serial += 1
                    entry = _Lot(draw(part, record, step, edit), serial, part.key, record.row, step, edit)
                    heapq.heappush(heap, entry) if len(heap) < count else heapq.heappushpop(heap, entry)
    wanted: dict[str, list[_Lot]] = {}
    for entry in sorted(heap, key=lambda entry: entry.serial):
        wanted.setdefault(entry.key, []).append(entry)
    return [each for part, records in _chosen(cleaned, file) if part.key in wanted
            for each in _with_context(cleaned, part, records, wanted[part.key])]


def _chosen(cleaned: Path, file: str) -> Iterator[tuple[PartRecord, list[RowRecord]]]:
    return ((part, records) for part, records in parts(cleaned / OWN / "trail") if not file or fnmatch.fnmatch(part.key, file))


def _with_context(cleaned: Path, part: PartRecord, records: list[RowRecord], lots: list[_Lot]) -> Iterator[Sampled]:
    by_row = {record.row: record for record in records}
    texts = _texts(cleaned, part, records, {lot.row for lot in lots})
    many = part.rows > 1 or part.head["format"] != "text"
    for lot in lots:
        record = by_row.get(lot.row)
        # Parts of one file share its key; the edit tells which part it is from.
        if record is None or lot.step >= len(record.steps) or lot.edit not in record.steps[lot.step].edits:
            continue
        final = texts.get(lot.row)
        if final is None or part.brief:
            yield Sampled(part.key, lot.row if many else 0, 0, lot.edit, "", ("", ""), "")
            continue
        yield in_context(part.key, lot.row if many else 0, record.steps, lot.step, lot.edit, final)


def draw(part: PartRecord, record: RowRecord, step: int, edit: Edit) -> int:
    """What an edit draws; the highest lots are the sample."""
    return -int(digest(f"{part.key}:{part.part}:{record.row}:{step}:{edit.start}".encode()), 16)


def in_context(key: str, row: int, steps: Steps, step: int, edit: Edit, final: str) -> Sampled:
    """An edit of one of the steps with the text around it; `final` is what all of them have left."""
    start, end = edit.start, edit.end
    seen = undo(final, steps[step:])
    line = line_around(seen, start, end - edit.before.endswith("\n"))
    above = seen[line_around(seen, line.start - 1, line.start - 1).start:line.start - 1] if line.start else ""
    below = seen[line.end + 1:line_around(seen, line.end + 1, line.end + 1).end] if line.end < len(seen) else ""
    at = start
    for _, edits in reversed(steps[:step]):
        at = origin(edits, at)
    number = undo(final, steps).count("\n", 0, at) + 1
    return Sampled(key, row, number, edit, above, (seen[line.start:start], seen[end:line.end]), below)


def _texts(cleaned: Path, part: PartRecord, records: list[RowRecord], rows: set[int]) -> dict[int, str]:
    """What is left of the rows, as far as the cleaned file can be found again."""
    gone = {record.row for record in records if record.gone}
    texts = {row: "" for row in rows & gone}
    path = cleaned / part.key
    if part.into or part.part is not None or not path.exists():
        return texts
    with open_source(Source(str(path), part.key), head=part.head) as reader:
        staying = (row for row in range(1, part.rows + 1) if row not in gone)
        for number, row in zip(staying, reader):
            if number in rows and row.text is not None:
                texts[number] = row.text
    return texts
