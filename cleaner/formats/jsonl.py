"""JSON lines: the text of each row found where it stands, so that everything else stays byte for byte.

    >>> row = parsed(1, b'{"n": 1.50, "text": "a\\\\tb"}\\n', "a.jsonl", {"field": "text", "escapes": False})
    >>> row.text
    'a\\tb'
    >>> splice(row, 'c "d"', row.head)
    b'{"n": 1.50, "text": "c \\\\"d\\\\""}\\n'
"""
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from json.decoder import JSONDecodeError, JSONDecoder, scanstring
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import BinaryIO

from cleaner.errors import Fault
from cleaner.formats.rows import LONGEST, Head, Row, lines_from

# Numbers are read over, never used: str is their cheapest reading, and has no limit of 4,300 digits.
_decoder = JSONDecoder(parse_int=str, parse_float=str)
_value = _decoder.scan_once
_open = re.compile(r"[ \t\r\n]*\{[ \t\r\n]*")
_key = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\r\n]*:[ \t\r\n]*')
_colon = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
_comma = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")
_close = re.compile(r"[ \t\r\n]*\}[ \t\r\n]*")
_number = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_escaped_letter = re.compile(r"(?<!\\)(?:\\\\)*+\\u(?!00[0-7])[0-9a-fA-F]{4}")
_surrogate = re.compile("[\ud800-\udfff]")


def head_of(beginning: bytes, field: str) -> Head:
    """Whether the file writes letters outside ASCII as \\\\u escapes, which its beginning decides."""
    escapes = beginning.isascii() and _escaped_letter.search(beginning.decode("ascii")) is not None
    return {"field": field, "escapes": escapes}


def rows(file: BinaryIO, place: str, head: Head, part: tuple[int, int] | None = None, at: int = 0) -> Iterator[Row]:
    """The rows of lines that begin in `part`, a range of bytes.  `file` stands at byte `at`, after any mark."""
    start, end = part or (0, None)
    if start:
        at = lines_from(file, start)
        place = f"{place} (from byte {at:,} on)"
    number = 0
    while (end is None or at < end) and (line := file.readline(LONGEST)):
        at += len(line)
        number += 1
        if len(line) < LONGEST or line.endswith(b"\n"):
            yield parsed(number, line, place, head)
            continue
        yield _fault(number, line, place, head, f"the line is longer than {LONGEST:,} bytes", "check that the file is JSON lines, one row a line")
        while (line := file.readline(LONGEST)):
            at += len(line)
            yield Row(number, None, line, None, (0, 0), head)
            if line.endswith(b"\n"):
                break


def parsed(number: int, raw: bytes, place: str, head: Head) -> Row:
    """The row of one line: with its text, blank, or with a fault."""
    if raw.isspace() and not raw.strip(b" \t\r\n"):
        return Row(number, None, raw, None, (0, 0), head)
    try:
        line = raw.decode()
    except UnicodeDecodeError as error:
        return _fault(number, raw, place, head, f"not UTF-8 at byte {error.start + 1:,} of the line", "convert the file to UTF-8")
    field = head["field"]
    try:
        text, start, end = _find(line, field)
    except (StopIteration, JSONDecodeError, RecursionError):
        return _fault(number, raw, place, head, *_why_not(line))
    if text is None:
        if start < 0:
            return _fault(number, raw, place, head, f"it has no field «{field}»", "name the field that holds the text with --text-field")
        return _fault(number, raw, place, head, f"«{field}» is {_kind(line[start:end])}, not a string", "name the field that holds the text with --text-field")
    if "\\u" in line and _surrogate.search(text):
        return _fault(number, raw, place, head, f"«{field}» holds half a surrogate pair (\\ud800 to \\udfff), which is no character", "mend or remove the row")
    return Row(number, text, raw, None, (start, end), head)


@lru_cache(4)
def _simple_members(field: str) -> re.Pattern[str]:
    """A run of members without escapes or brackets, each with its comma: most of most rows, in one call."""
    blank = r"[ \t\r\n]*+"
    string = r'"[^"\\\x00-\x1f]*+"'
    member = rf'(?!"{re.escape(field)}"){string}{blank}:{blank}(?:{string}|{_number}|true|false|null){blank},{blank}'
    return re.compile(f"(?:{member})*+")


def _find(line: str, field: str) -> tuple[str | None, int, int]:
    """The text, None if it is no string, and the span of its literal; (None, -1, -1) without the field.

    The whole line is read, so that what is returned is the last of equal keys, and the line valid JSON.
    Raises StopIteration or JSONDecodeError where it is not.
    """
    text, start, end = None, -1, -1
    if not (here := _open.match(line)):
        raise StopIteration
    at = here.end()
    more = line[at:at + 1] != "}"
    skip = _simple_members(field)
    while more:
        at = skip.match(line, at).end()
        if (here := _key.match(line, at)):
            key, at = here[1], here.end()
        else:
            key, at = _odd_key(line, at)
        begin = at
        if key != field:
            _, at = _value(line, at)
        elif line[at:at + 1] == '"':
            text, at = scanstring(line, at + 1)
            start, end = begin, at
        else:
            _, at = _value(line, at)
            text, start, end = None, begin, at
        if (here := _comma.match(line, at)):
            at = here.end()
        else:
            more = False
    if not (here := _close.match(line, at)) or here.end() != len(line):
        raise StopIteration
    return text, start, end


def _odd_key(line: str, at: int) -> tuple[str, int]:
    """A key written with escapes."""
    if line[at:at + 1] != '"':
        raise StopIteration
    key, at = scanstring(line, at + 1)
    if not (here := _colon.match(line, at)):
        raise StopIteration
    return key, here.end()


def _why_not(line: str) -> tuple[str, str]:
    cure = "mend or remove the row"
    try:
        value = _decoder.decode(line.rstrip(" \t\r\n"))
    except JSONDecodeError as error:
        return f"not valid JSON: {error.msg} at column {error.colno:,}", cure
    except RecursionError:
        return "its values are nested too deeply", cure
    return f"the row is {_kind(line.strip()) if not isinstance(value, dict) else 'odd'}, not an object", cure


def _kind(literal: str) -> str:
    return {"[": "a list", "{": "an object", '"': "a string", "n": "null", "t": "true", "f": "false"}.get(literal[:1], "a number")


def _fault(number: int, raw: bytes, place: str, head: Head, cause: str, cure: str) -> Row:
    return Row(number, None, raw, Fault(f"{place}:{number}", cause, cure), (0, 0), head)


def splice(row: Row, text: str, head: Head, original: bool = False) -> bytes:
    """The row with another text, escaped as its own literal is, or, for the `original`, as its file does."""
    line = row.raw.decode()
    start, end = row.at
    escapes = head["escapes"]
    if not original and not (literal := line[start:end]).isascii():
        escapes = False
    elif not original and _escaped_letter.search(literal):
        escapes = True
    literal = encode_basestring_ascii(text) if escapes else encode_basestring(text)
    return f"{line[:start]}{literal}{line[end:]}".encode()


def jsonl_row(key: str, text: str) -> bytes:
    """A document as a row of its own.

        >>> jsonl_row("a.txt", "Mưa").decode()
        '{"id": "a.txt", "text": "Mưa"}\\n'
    """
    return (json.dumps({"id": key, "text": text}, ensure_ascii=False) + "\n").encode()
