"""Odd lines: UTF-8 in which some lines are in another encoding, or a byte is damaged.

The good lines must not be lost for the others.  A line is read in the encoding that all odd lines
together, or it alone, are decided to be in; a byte that stands in the way of good UTF-8, or between letters where no
encoding has one, is left out.  Either way the text does not lead back to the bytes, and the evidence names the lines.

    >>> mended("Trời mưa to.\\nĐường ngập.\\n".encode() + "Ai cũng về muộn hôm ấy.".encode("viscii"))
    ('Trời mưa to.\\nĐường ngập.\\nAi cũng về muộn hôm ấy.', 'UTF-8, but line 3 in viscii', 1.0)
    >>> mended("Đã xế chiều ở đây.".encode().replace(b"chi", b"ch\\xffi"))[:2]
    ('Đã xế chiều ở đây.', 'UTF-8, but line 1 without byte 0xff')
"""
from typing import NamedTuple

from cleaner.detection import MOST_STRAYS, NEVER, NO_LANGUAGE, Undecidable, is_damaged_ascii, is_utf8, likeliest

GOOD_PER_STRAY = 3      # characters outside ASCII that must be whole for each


def mended(data: bytes) -> tuple[str, str, float]:
    """The text, a sentence on what was odd, and the margin of the least certain decision.

    Raises Undecidable if a line cannot be read.
    """
    lines = data.split(b"\n")
    odd = [at for at, line in enumerate(lines) if not is_utf8(line)]
    alphabet = set("".join(line.decode("utf-8", "ignore") for line in lines))
    read = {at: found for at in odd if (found := _without_strays(lines[at], alphabet))}
    read |= _in_another_encoding(lines, [at for at in odd if at not in read])
    text = "\n".join(read[at].text if at in read else line.decode() for at, line in enumerate(lines))
    notes: dict[str, list[int]] = {}
    for at in odd:
        notes.setdefault(read[at].note, []).append(at)
    said = "; ".join(f"{'lines' if len(where) > 1 else 'line'} {_numbers(where)} {what}" for what, where in notes.items())
    return text, f"UTF-8, but {said}", min(line.margin for line in read.values())


class Line(NamedTuple):
    text: str
    note: str
    margin: float = 1.0


def _in_another_encoding(lines: list[bytes], odd: list[int]) -> dict[int, Line]:
    """What the lines together are decided to be in, or else each by itself."""
    try:
        found = likeliest(b"\n".join(lines[at] for at in odd)) if odd else None
        return {at: Line(lines[at].decode(found.encoding), f"in {found.encoding}", found.margin) for at in odd}
    except (Undecidable, UnicodeDecodeError):
        return {at: _by_itself(lines[at], at) for at in odd}


def _by_itself(line: bytes, at: int) -> Line:
    try:
        found = likeliest(line)
        return Line(line.decode(found.encoding), f"in {found.encoding}", found.margin)
    except UnicodeDecodeError as error:
        raise Undecidable(f"UTF-8, but line {at + 1} is not: {error}") from None
    except Undecidable as error:
        if error.cause == NO_LANGUAGE and is_damaged_ascii(line):
            return _left_out(line.decode("ascii", "ignore"), bytes(byte for byte in line if byte > 0x7F))
        raise Undecidable(f"UTF-8, but line {at + 1} is not: {error.cause}", error.candidates) from None


def _left_out(text: str, strays: bytes) -> Line:
    return Line(text, "without byte " + " ".join(f"{byte:#04x}" for byte in strays))


def _without_strays(line: bytes, alphabet: set[str]) -> Line | None:
    """The line without its damaged bytes, if there is one way to make it whole."""
    good = line.decode("utf-8", "ignore")
    outside = len(good) - len(good.encode("ascii", "ignore"))
    left_out = b""
    while (at := _first_fault(line)) is not None:
        if len(left_out) == MOST_STRAYS:
            return None
        ways = {line[:cut] + line[cut + 1:]: line[cut] for cut in range(max(0, at - 3), min(len(line), at + 4)) if line[cut] > 0x7F}
        reached = {way: byte for way, byte in ways.items() if (then := _first_fault(way)) is None or then > at + 3}
        # A byte that UTF-8 never has is the one; else the way in which no new character comes up.
        sure = {way: byte for way, byte in reached.items() if byte in NEVER} or {
            way: byte for way, byte in reached.items() if set(way.decode("utf-8", "ignore")) <= alphabet}
        if len(sure) != 1:
            return None
        (line, byte), = sure.items()
        left_out += bytes([byte])
    return _left_out(line.decode(), left_out) if outside >= GOOD_PER_STRAY * len(left_out) else None


def _first_fault(line: bytes) -> int | None:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _numbers(where: list[int]) -> str:
    shown = ", ".join(str(at + 1) for at in where[:8])
    return shown + (f" and {len(where) - 8} more" if len(where) > 8 else "")
