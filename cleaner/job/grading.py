"""Grading: by what documents are ranked when not the smallest key is to stay.

    >>> longest = Grades("longest")
    >>> longest.of(Row(1, "a longer text", b""), "a longer text") > longest.of(Row(2, "short", b""), "short")
    True
    >>> score = Grades("score")
    >>> rows = [Row(number, "", b'{"text": "", "score": %s}' % value) for number, value in enumerate((b"-1", b"0.5", b"12", b'"2024-05-16"'))]
    >>> sorted(rows, key=lambda row: score.of(row, "")) == rows
    True

A grade is a string of bytes whose order is the order of what it stands for; an empty one is lower than all others.
"""
import csv
import json
import math
import struct
from typing import Any

from cleaner.formats import Row

LONGEST = 40    # bytes of a grade: a time with its zone, or a number; of two strings that differ later the smaller key stays


class Grades:
    """The grades of the rows of one file, in their order: `keep` is longest, a field, or lowest:FIELD."""

    def __init__(self, keep: str):
        self.keep = keep
        self.field = keep.removeprefix("lowest:")
        self.column = -1      # of a table

    def of(self, row: Row, text: str) -> bytes:
        """The grade of a row whose cleaned text this is; b"" where it has none."""
        if self.keep in ("first", "last"):
            return b""
        if self.keep == "longest":
            return _number(len(text))
        return _value(self._field(row))

    def header(self, row: Row) -> None:
        """Takes in a row that is no document: the header of a table, maybe."""
        if "delimiter" in row.head and self.column < 0:
            cells = _cells(row)
            self.column = cells.index(self.field) if self.field in cells else -1

    def _field(self, row: Row) -> Any:
        if row.held is not None:
            batch = row.held.batch
            return batch.column(self.field)[row.held.index].as_py() if self.field in batch.schema.names else None
        if "delimiter" in row.head:
            cells = _cells(row)
            return cells[self.column] if 0 <= self.column < len(cells) else None
        try:
            fields = json.loads(row.raw)
        except ValueError:
            return None       # a text, which has no fields
        return fields.get(self.field) if isinstance(fields, dict) else None


def _cells(row: Row) -> list[str]:
    return next(csv.reader([row.raw.decode("utf-8", "replace")], delimiter=row.head["delimiter"]), [])


def _value(value: Any) -> bytes:
    if value is None or value == "":
        return b""
    try:
        return _number(float(value))
    except (TypeError, ValueError):
        return b"s" + str(value).encode("utf-8", "surrogatepass")[:LONGEST - 1]


def _number(value: float) -> bytes:
    """IEEE doubles order as integers do, once the sign is turned."""
    if math.isnan(value):
        return b""
    (bits,) = struct.unpack(">Q", struct.pack(">d", value))
    return b"n" + struct.pack(">Q", bits ^ (2**64 - 1 if bits >> 63 else 1 << 63))
