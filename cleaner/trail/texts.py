"""Texts: what is left of some rows, read from the cleaned files alongside the trail.

Each cleaned file is read once, and no further than the last row that is wanted; the trail tells which
of its rows is which.
"""
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cleaner.formats import Row, Source, open_source
from cleaner.inputs import OWN
from cleaner.trail import PartRecord, RowRecord, parts
from cleaner.trail.restore import CORPUS


class Found(NamedTuple):
    """A part in which something is wanted."""
    number: int                       # in the trail, from 0
    part: PartRecord
    first: int                        # rows before it in its file
    records: dict[int, RowRecord]     # by row
    texts: dict[int, str]             # cleaned, of the wanted rows that are within reach


def texts_of(cleaned: Path, wanted: Mapping[int, set[int]], documents: Collection[str], lengths: Mapping[str, list[int]]) -> Iterator[Found]:
    """The parts that hold wanted rows, which are given by the part's number, or wanted documents, given by key.

    `lengths` are those of the pieces of each text file that was cut.
    """
    kept_rows: dict[str, set[int]] = {}
    for key in documents:
        file, _, row = key.rpartition(":")
        kept_rows.setdefault(key, set()).add(1)
        if row.isdigit():
            kept_rows.setdefault(file, set()).add(int(row))
    last, first, behind = "", 0, 0       # rows of the file that earlier parts hold, and those not read yet
    rows: Iterator[Row] | None = None
    with ExitStack() as stack:
        for number, (part, records) in enumerate(parts(cleaned / OWN / "trail")):
            if part.key != last:
                last, first = part.key, 0
                if not part.into:
                    stack.close()
                    rows, behind = None, 0
            need = wanted.get(number, set()) | {row - first for row in kept_rows.get(part.key, ()) if first < row <= first + part.rows}
            by_row = {record.row: record for record in records}
            gone = {row for row, record in by_row.items() if record.gone}
            texts = {row: "" for row in need & gone}
            staying = part.rows - len(gone)
            if need - gone:
                if rows is None:
                    name = part.into or part.key
                    head = CORPUS if part.into else part.head | ({"lengths": lengths[part.key]} if part.key in lengths else {})
                    rows = iter(stack.enter_context(open_source(Source(str(cleaned / name), name), head=head)))
                deque(islice(rows, behind), 0)
                behind = 0
                for row in (row for row in range(1, max(need - gone) + 1) if row not in gone):
                    read = next(rows, None)
                    staying -= 1
                    if row in need and read is not None and read.text is not None:
                        texts[row] = read.text
            behind += staying
            if need:
                yield Found(number, part, first, by_row, texts)
            first += part.rows
