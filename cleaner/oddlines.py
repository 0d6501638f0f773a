"""Odd lines: UTF-8 in which some lines are in another encoding, or a byte is damaged.

The good lines must not be lost for the others.  A line is read in the encoding that all odd lines
together, or it alone, are decided to be in; a byte that stands in the way of good UTF-8 is left out.  Either way
the text does not lead back to the bytes, and the evidence names the lines.

    >>> mended("Trời mưa to.\\nĐường ngập.\\n".encode() + "Ai cũng về muộn hôm ấy.".encode("viscii"))
    ('Trời mưa to.\\nĐường ngập.\\nAi cũng về muộn hôm ấy.', 'UTF-8, but line 3 in viscii', 1.0)
    >>> mended("Đã xế chiều ở đây.".encode().replace(b"chi", b"ch\\xffi"))[:2]
    ('Đã xế chiều ở đây.', 'UTF-8, but line 1 without byte 0xff')
"""
from collections.abc import Iterator

from cleaner.detection import Undecidable, is_utf8, likeliest

NEVER = frozenset(b"\xc0\xc1" + bytes(range(0xF5, 0x100)))   # in no UTF-8
MOST_STRAYS = 2         # damaged bytes in a line; with more it is another encoding
GOOD_PER_STRAY = 3      # characters outside ASCII that must be whole for each


def mended(data: bytes) -> tuple[str, str, float]:
    """The text, a sentence on what was odd, and the margin of the least certain decision.

    Raises Undecidable if a line cannot be read.
    """
    lines = data.split(b"\n")
    odd = [at for at, line in enumerate(lines) if not is_utf8(line)]
    alphabet = set("".join(line.decode("utf-8", "ignore") for line in lines))
    texts: dict[int, str] = {}
    notes: dict[str, list[int]] = {}
    for at in odd:
        if found := _without_strays(lines[at], alphabet):
            texts[at], left_out = found
            notes.setdefault("without byte " + " ".join(f"{byte:#04x}" for byte in left_out), []).append(at)
    margin = 1.0
    for at, encoding, lead in _other_encodings(lines, [at for at in odd if at not in texts]):
        texts[at] = lines[at].decode(encoding)
        notes.setdefault(f"in {encoding}", []).append(at)
        margin = min(margin, lead)
    text = "\n".join(texts[at] if at in texts else line.decode() for at, line in enumerate(lines))
    said = "; ".join(f"{'lines' if len(where) > 1 else 'line'} {_numbers(where)} {what}" for what, where in notes.items())
    return text, f"UTF-8, but {said}", margin


def _other_encodings(lines: list[bytes], odd: list[int]) -> Iterator[tuple[int, str, float]]:
    if not odd:
        return
    try:
        together = likeliest(b"\n".join(lines[at] for at in odd))
        for at in odd:
            lines[at].decode(together.encoding)
        yield from ((at, together.encoding, together.margin) for at in odd)
    except (Undecidable, UnicodeDecodeError):
        for at in odd:
            try:
                alone = likeliest(lines[at])
                lines[at].decode(alone.encoding)
            except (Undecidable, UnicodeDecodeError) as error:
                cause = error.cause if isinstance(error, Undecidable) else str(error)
                raise Undecidable(f"UTF-8, but line {at + 1} is not: {cause}", getattr(error, "candidates", ())) from None
            yield at, alone.encoding, alone.margin


def _without_strays(line: bytes, alphabet: set[str]) -> tuple[str, bytes] | None:
    """The line without its damaged bytes, if there is one way to make it whole, and those bytes."""
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
    return (line.decode(), left_out) if outside >= GOOD_PER_STRAY * len(left_out) else None


def _first_fault(line: bytes) -> int | None:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _numbers(where: list[int]) -> str:
    shown = ", ".join(str(at + 1) for at in where[:8])
    return shown + (f" and {len(where) - 8} more" if len(where) > 8 else "")
