"""Detection: which encoding bytes are in, with what evidence, or that it cannot be decided.

What the bytes prove is asked first (byte order mark, UTF-8, the stride of UTF-16 and UTF-32, the escapes of
ISO-2022); only what is left is a matter of statistics, and there a narrow lead is no lead.

    >>> decide("Ничего не потеряно, всё на месте.".encode("cp1251")).encoding
    'cp1251'
    >>> decide(b"caf\\xe9")
    Traceback (most recent call last):
    ...
    cleaner.detection.Undecidable: too few letters outside ASCII (1) to tell its encoding
"""
import codecs
import re
from typing import NamedTuple

# The four bytes of UTF-32 LE begin with the two of UTF-16 LE: longest first.
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 1 << 16
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
TOO_MANY_CONTROLS = 0.01


class Decision(NamedTuple):
    encoding: str   # a Python codec name
    bom: bytes      # what stands before the text
    margin: float   # lead over the next best reading, 0..1; 1.0 where the bytes prove it
    evidence: str   # one sentence for a person


class Undecidable(Exception):
    """The bytes are no text, or no reading of them is clearly ahead: `candidates`, best first."""

    def __init__(self, cause: str, candidates: tuple[str, ...] = ()):
        super().__init__(cause)
        self.cause = cause
        self.candidates = candidates


def decide(sample: bytes, complete: bool = True) -> Decision:
    """The encoding of a file, from all of it (`complete`) or its beginning.

    Raises Undecidable.  A decision made on a beginning can be refuted by what follows.
    """
    for bom, encoding in BOMS:
        if sample.startswith(bom):
            return Decision(encoding, bom, 1.0, f"byte order mark of {encoding}")
    controls = _controls(sample)
    if not controls and b"\x1b" not in sample and is_utf8(sample, complete):
        return Decision("utf-8", b"", 1.0, "ASCII" if sample.isascii() else "valid UTF-8")
    sample = _whole_characters(sample, complete)
    decision = (_wide(sample) if controls else None) or (_iso_2022(sample) if b"\x1b" in sample else None)
    if decision:
        return decision
    if b"\0" in sample:
        raise Undecidable("not text: it holds NUL bytes")
    if controls > TOO_MANY_CONTROLS * len(sample):
        raise Undecidable(f"not text: {controls} of {len(sample):,} bytes are control characters")
    if is_utf8(sample, complete):
        return Decision("utf-8", b"", 1.0, "valid UTF-8")
    return _statistics(sample)


def is_utf8(sample: bytes, complete: bool = True) -> bool:
    try:
        codecs.utf_8_decode(sample, "strict", complete)
    except UnicodeDecodeError:
        return False
    return True


def _controls(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, CONTROLS))


def _whole_characters(sample: bytes, complete: bool) -> bytes:
    """A beginning, cut after its last line: "\\n" is never the second byte of a character outside UTF-16."""
    if complete:
        return sample
    end = sample.rfind(b"\n") + 1 or len(sample)
    return sample[:end - end % 4] if b"\0" in sample else sample[:end]


# -- UTF-16 and UTF-32 without a byte order mark ------------------------------------------------------

# Read the wrong way round, ASCII becomes ideographs, ideographs become a hotchpotch of scripts, unassigned
# characters and private use: the right reading keeps to few scripts.
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
COMMON = re.compile("[\t\n\r -~\u00a0-\u00ff\u2010-\u2026\u3000-\u3002\u300c-\u3011\uff01-\uff5e]")
SCRIPTS = tuple(re.compile(chars) for chars in (
    "[A-Za-z\u00c0-\u024f\u0300-\u0323\u1e00-\u1eff\u20ab]",   # Latin
    "[\u0370-\u03ff\u1f00-\u1fff]", "[\u0400-\u052f]", "[\u0590-\u05ff]", "[\u0600-\u06ff\u200c-\u200f\ufe70-\ufeff]",
    "[\u0900-\u097f]", "[\u0980-\u09ff]", "[\u0b80-\u0bff]", "[\u0e00-\u0e7f]", "[\u10a0-\u10ff]", "[\u0530-\u058f]",
    "[\u1780-\u17ff]", "[\u1000-\u109f]", "[\uac00-\ud7a3]", "[\u3040-\u30ff\u4e00-\u9fff]",
))
SURE_OF_WIDE, AHEAD_WIDE = 0.9, 0.3


def _wide(sample: bytes) -> Decision | None:
    scores = sorted(((_wide_score(sample, encoding), encoding) for encoding in WIDE), reverse=True)
    (best, encoding), (second, _) = scores[:2]
    if best < SURE_OF_WIDE or best - second < AHEAD_WIDE:
        return None
    evidence = f"{best:.0%} of its characters keep to one script as {encoding}, {max(second, 0):.0%} in the next best reading"
    return Decision(encoding, b"", round(best - max(second, 0), 3), evidence)


def _wide_score(sample: bytes, encoding: str) -> float:
    try:
        text = sample[:SAMPLE].decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    if not text:
        return 0.0
    common = len(COMMON.findall(text))
    script = max(len(chars.findall(text)) for chars in SCRIPTS[1:])
    reversed_ascii = sum(not ord(char) & 0xFF for char in text)
    return (common + script - reversed_ascii) / len(text)


# -- ISO-2022 ---------------------------------------------------------------------------------------

ESCAPES = (
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (re.compile(rb"\x1b\$[@B]|\x1b\([IJ]|\x1b\$\([DQOP]"), ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp_2")),
)


def _iso_2022(sample: bytes) -> Decision | None:
    if not sample.isascii():
        return None
    for escape, encodings in ESCAPES:
        if not escape.search(sample):
            continue
        for encoding in encodings:
            try:
                sample.decode(encoding)
            except UnicodeDecodeError:
                continue
            return Decision(encoding, b"", 1.0, f"escape sequences of {encoding}")
    return None


# -- eight bits ---------------------------------------------------------------------------------------

FEWEST_LETTERS = 3


def _statistics(sample: bytes) -> Decision:
    import charset_normalizer

    odd = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    if odd < FEWEST_LETTERS:
        raise Undecidable(f"too few letters outside ASCII ({odd}) to tell its encoding")
    found = charset_normalizer.from_bytes(sample[:SAMPLE], enable_fallback=False, preemptive_behaviour=False)
    best = found.best()
    if best is None:
        raise Undecidable("not text in any encoding known")
    others = [match for match in found if match is not best]
    margin = 1.0 if not others else max(others[0].chaos - best.chaos, best.coherence - others[0].coherence)
    if margin <= 0:
        raise Undecidable("several encodings fit alike", tuple(match.encoding for match in found))
    evidence = f"{best.encoding}: mess {best.chaos:.1%}, language {best.language} {best.coherence:.0%}"
    return Decision(best.encoding, b"", round(margin, 3), evidence)
