"""CSV and TSV: the text column of each record, found where it stands between its separators.

Records are read as RFC 4180 has them, over line ends within quotes.  Where quotes do not fit, nothing is
guessed: the record is a fault and stays as it is.

    >>> table = b'id;text\\n1;"a;b"\\n2;c\\n'
    >>> head = head_of(table, "csv", "text")
    >>> found = list(rows(io.BytesIO(table), "a.csv", head))
    >>> [(row.number, row.text) for row in found]
    [(1, None), (2, 'a;b'), (3, 'c')]
    >>> splice(found[2], 'c;d', head)
    b'2;"c;d"\\n'
"""
import io
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from cleaner.errors import Fault
from cleaner.formats.rows import LONGEST, Head, Row

_excel_hint = re.compile(rb'"?sep=([,;\t|])"?\r?\n?')
_MEND = "mend or remove the record"


class Record(NamedTuple):
    raw: bytes
    fields: list[tuple[int, int]]   # spans of bytes, quotes included
    odd: str                        # what is wrong with its quotes, if anything is


def head_of(beginning: bytes, kind: str, field: str) -> Head:
    """Separator, column and quoting, which the file's beginning decides.  `column` is None if none has that name."""
    newline = "\r" if b"\r" in beginning and b"\n" not in beginning else "\n"
    hint = _excel_hint.match(beginning)
    lines_before = 1 if hint else 0
    candidates = hint[1].decode() if hint else "\t" if kind == "tsv" else ",;\t|"
    best: Head = {}
    for delimiter in candidates:
        found = list(_records(_lines(io.BytesIO(beginning), newline), delimiter.encode()))[lines_before:]
        names = [_value(found[0].raw, span) for span in found[0].fields] if found else []
        head = {"field": field, "delimiter": delimiter, "newline": newline, "lines_before": lines_before,
                "columns": len(names), "column": None, "quoted": False}
        if names.count(field.encode()) == 1:
            column = head["column"] = names.index(field.encode())
            # The last record may be cut short.
            literals = [each.raw[slice(*each.fields[column])] for each in found[1:-1] or found[1:] if len(each.fields) == len(names)]
            head["quoted"] = bool(literals) and all(literal.startswith(b'"') for literal in literals)
            return head
        if not best or len(names) > best["columns"]:
            best = head
    return best


def rows(file: BinaryIO, place: str, head: Head) -> Iterator[Row]:
    """The rows, after those of the header, which have no text."""
    column, columns, header = head["column"], head["columns"], head["lines_before"] + 1
    for number, record in enumerate(_records(_lines(file, head["newline"]), head["delimiter"].encode()), 1):
        raw, fields, odd = record
        where = f"{place}:{number}"
        if number <= header:
            fault = _no_column(where, record, head) if number == header and column is None else None
            yield Row(number, None, raw, fault, (0, 0), head)
        elif column is None or not raw.strip(b"\r\n"):
            yield Row(number, None, raw, None, (0, 0), head)
        elif odd:
            yield Row(number, None, raw, Fault(where, odd, _MEND), (0, 0), head)
        elif len(fields) != columns and (len(fields) < columns or any(start < end for start, end in fields[columns:])):
            cause = f"it has {len(fields)} fields where the header has {columns}"
            yield Row(number, None, raw, Fault(where, cause, _MEND), (0, 0), head)
        else:
            try:
                yield Row(number, _value(raw, fields[column]).decode(), raw, None, fields[column], head)
            except UnicodeDecodeError:
                fault = Fault(where, f"«{head['field']}» is not UTF-8", "name the encoding of the file with --encoding")
                yield Row(number, None, raw, fault, (0, 0), head)


def _no_column(where: str, record: Record, head: Head) -> Fault:
    names = [_value(record.raw, span).decode("utf-8", "replace") for span in record.fields]
    twice = "two columns are" if names.count(head["field"]) > 1 else "no column is"
    return Fault(where, f"{twice} named «{head['field']}»; it has {', '.join(names[:20])}", "name the column that holds the text with --text-field")


def _lines(file: BinaryIO, newline: str) -> Iterator[bytes]:
    if newline == "\n":
        yield from iter(partial(file.readline, LONGEST), b"")
        return
    rest = b""
    while (block := file.read(1 << 16)):
        *whole, rest = (rest + block).split(b"\r")
        for line in whole:
            yield line + b"\r"
    if rest:
        yield rest


def _records(lines: Iterator[bytes], delimiter: bytes) -> Iterator[Record]:
    for line in lines:
        if b'"' in line:
            yield _quoted(line, lines, delimiter)
            continue
        fields, at = [], 0
        for value in line[:_body(line)].split(delimiter):
            fields.append((at, at + len(value)))
            at += len(value) + 1
        yield Record(line, fields, "")


def _body(line: bytes | bytearray) -> int:
    """Where the line end begins."""
    end = len(line)
    if line.endswith(b"\n"):
        end -= 1
    return end - 1 if line[max(end - 1, 0):end] == b"\r" else end


def _quoted(line: bytes, lines: Iterator[bytes], delimiter: bytes) -> Record:
    """The record that begins with `line` and takes more `lines` while a quote is open."""
    raw = bytearray(line)   # grows in place: a field of a hundred thousand lines is not copied for each
    fields: list[tuple[int, int]] = []
    at, odd = 0, ""
    while True:
        end = at
        if raw[at:at + 1] == b'"':
            end = _closing(raw, at + 1, lines) + 1
            if not end:
                return Record(bytes(raw), fields, "a quote is opened here and never closed")
        after = raw.find(delimiter, end)
        stop = _body(raw) if after < 0 else after
        if at < end < stop:
            odd = odd or "text stands after a closing quote"
        fields.append((at, stop))
        if after < 0:
            return Record(bytes(raw), fields, odd)
        at = after + 1


def _closing(raw: bytearray, at: int, lines: Iterator[bytes]) -> int:
    """Where the quote that closes a field is, or -1; doubled quotes stand for one."""
    while True:
        at = raw.find(b'"', at)
        if at < 0:
            at = len(raw)
            line = next(lines, b"") if at < LONGEST else b""
            if not line:
                return -1
            raw += line
        elif raw[at + 1:at + 2] == b'"':
            at += 2
        else:
            return at


def _value(raw: bytes, span: tuple[int, int]) -> bytes:
    value = raw[slice(*span)]
    return value[1:-1].replace(b'""', b'"') if value[:1] == b'"' else value


def splice(row: Row, text: str, head: Head, original: bool = False) -> bytes:
    """The record with another text, in quotes if its own is, or, for the `original`, if its file's are; or if need be."""
    start, end = row.at
    quoted = head["quoted"] if original else row.raw[start:start + 1] == b'"'
    # Without quotes an empty text would make the record of a single column an empty line, which is none.
    if quoted or not text and head["columns"] == 1 or any(char in text for char in ('"', "\n", "\r", head["delimiter"])):
        text = '"' + text.replace('"', '""') + '"'
    return row.raw[:start] + text.encode() + row.raw[end:]
