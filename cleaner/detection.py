"""Detection: which encoding bytes are in, with what evidence, or that it cannot be decided.

What the bytes prove is asked first (byte order mark, UTF-8, the stride of UTF-16 and UTF-32, the escapes of
ISO-2022); only what is left is a matter of likelihood, and there a narrow lead is no lead.

    >>> decide("Ничего не потеряно, всё на месте.".encode("cp1251")).encoding
    'cp1251'
    >>> decide(b"\\x93Yes,\\x94 she said").encoding
    'cp1252'
    >>> decide(b"5 \\xa4")
    Traceback (most recent call last):
    ...
    cleaner.eightbit.Undecidable: several encodings fit nearly alike
"""
import codecs
import re

import cleaner.legacy  # noqa: F401  from here on Python knows the Vietnamese encodings
from cleaner.eightbit import NO_LANGUAGE, SAMPLE, SURE_SHARE, Decision, Undecidable, decided_vietnamese, likeliest, vietnamese

# The four bytes of UTF-32 LE begin with the two of UTF-16 LE: longest first.
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
TOO_MANY_CONTROLS = 0.02    # of the bytes; VISCII and VPS have six rare capitals there


def decide(sample: bytes, complete: bool = True) -> Decision:
    """The encoding of a file, from all of it (`complete`) or its beginning.

    Raises Undecidable.  A decision made on a beginning can be refuted by what follows.
    """
    for bom, encoding in BOMS:
        if sample.startswith(bom):
            return Decision(encoding, bom, 1.0, f"byte order mark of {encoding}")
    unicode = is_utf8(sample, complete)
    controls = count_controls(sample)
    if unicode and not controls and b"\x1b" not in sample:
        return disguised(sample.decode("utf-8", "ignore")) or Decision("utf-8", b"", 1.0, "ASCII" if sample.isascii() else "valid UTF-8")
    sample = _whole_lines(sample, complete)
    decision = (_wide(sample) if controls else None) or (_iso_2022(sample) if b"\x1b" in sample else None)
    if decision:
        return decision
    if b"\0" in sample:
        raise Undecidable("not text: it holds NUL bytes")
    if unicode and controls <= TOO_MANY_CONTROLS * len(sample):
        return Decision("utf-8", b"", 1.0, "valid UTF-8")
    if not unicode and mostly_utf8(sample):
        return Decision("utf-8", b"", 1.0, "UTF-8, but not all of it")
    try:
        return _ebcdic(sample) or likeliest(sample, controls)
    except Undecidable as error:
        if error.cause == NO_LANGUAGE and is_damaged_ascii(sample):
            return Decision("utf-8", b"", 1.0, "ASCII, but not all of it")
        raise


def is_utf8(sample: bytes, complete: bool = True) -> bool:
    try:
        codecs.utf_8_decode(sample, "strict", complete)
    except UnicodeDecodeError:
        return False
    return True


def count_controls(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, CONTROLS))


def _whole_lines(sample: bytes, complete: bool) -> bytes:
    """A beginning, cut after its last line: "\\n" is never the second byte of a character outside UTF-16."""
    if complete:
        return sample
    end = sample.rfind(b"\n") + 1 or len(sample)
    return sample[:end - end % 4] if b"\0" in sample else sample[:end]


# -- UTF-8 that is not all there is to it -----------------------------------------------------------------

# A line of another encoding is valid UTF-8 by accident at times, but hardly with so many characters, nor one line in ten.
FEWEST_CHARACTERS, FEWEST_LINES, PER_STRAY = 3, 10, 10
NEVER = frozenset(b"\xc0\xc1" + bytes(range(0xF5, 0x100)))    # in no UTF-8
DAMAGED = NEVER | {0x80}
MOST_STRAYS = 2         # damaged bytes in a line; with more it is another encoding
FONT_SHARE = 0.1            # of characters outside ASCII; French and German have 3 to 5 in a hundred, Vietnamese 20 to 30
_VIQR = re.compile(r"[aeoAEO]\^|[ouOU]\+|[aA]\([^ ]|dd|D[dD]|[aeiouy^(+][.?~`'][a-z]|[aeiouy]`")
_VIQR_DOUBT = re.compile(r"(?<!\\)[aeiouyAEIOUY][\^(+*]?[.?'](?=[\"')\]]*(?:\s+[A-Z0-9\"'(]|\s*\n|\s*$))")
_UNICODE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u0300-\u0323\u1ea0-\u1ef9]")    # letters of Vietnamese that are not in Latin-1
_FONT = re.compile("[\u00a8-\u00ae\u00b5-\u00b9](?<=[A-Za-z].)|\u00ae(?=[a-z])|[\u00c6-\u00df](?<=[a-z].)"
                   "|[øûõùïâàåãáäØÛÕÙÏÂÀÅÃÁÄ](?<=[aeoyAEOYôöÔÖ].)")


def mostly_utf8(sample: bytes) -> bool:
    """Are there lines that can only be UTF-8, among others that are not?"""
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    good = [count for line in lines if is_utf8(line) and (count := _outside(line.decode())) >= FEWEST_CHARACTERS]
    if good and len(good) * FEWEST_LINES >= len(lines):
        return True
    kept = sample.decode("utf-8", "ignore")     # one line, or one that is not ASCII
    return _outside(kept) >= FEWEST_CHARACTERS + PER_STRAY * (len(sample) - len(kept.encode()))


def is_damaged_ascii(data: bytes) -> bool:
    """A byte or two in much ASCII, which are in no UTF-8 and where no encoding has a small letter that is common."""
    outside = data.translate(None, bytes(range(0x80)))
    return len(outside) <= MOST_STRAYS and len(data) >= 50 * len(outside) and DAMAGED.issuperset(outside)


def _outside(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def disguised(text: str) -> Decision | None:
    """Vietnamese in what is valid UTF-8: VIQR, or text for Vietnamese fonts that was saved as if it were Latin-1."""
    head = text[:SAMPLE]
    if text.isascii():
        if "^" not in text and "+" not in text or len(_VIQR.findall(head)) < 3:
            return None
        found = vietnamese(head.encode(), ("viqr",))
        if found and found[0].mean >= SURE_SHARE and "\\" not in text and (doubts := len(_VIQR_DOUBT.findall(text))):
            raise Undecidable(f"VIQR, but {doubts} points or apostrophes after vowels may be tones or not", ("viqr",))
    else:
        first = text[:1000]
        outside = len(first.encode("utf-8")) - len(first)
        if outside < FONT_SHARE * len(first) or _UNICODE.search(text, 0, 200) or len(_FONT.findall(first)) < 3 or _UNICODE.search(text):
            return None
        found = vietnamese(head.encode(), ("utf-8", "tcvn3_utf8", "vni_utf8"))
    decision = decided_vietnamese(found)
    return decision if decision and decision.encoding != "utf-8" else None


# -- UTF-16 and UTF-32 without a byte order mark ------------------------------------------------------

# Read the wrong way round, ASCII becomes ideographs, ideographs become a hotchpotch of scripts, unassigned
# characters and private use: the right reading keeps to few scripts.
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
COMMON = re.compile("[\t\n\r -~\u00a0-\u00bf\u2010-\u2026\u20ab\u3000-\u3002\u300c-\u3011\uff01-\uff5e]")
SCRIPTS = tuple(map(re.compile, (
    "[\u00c0-\u024f\u0300-\u0323\u1ea0-\u1ef9]", "[\u0370-\u03ff\u1f00-\u1fff]", "[\u0400-\u052f]", "[\u0590-\u05ff]",
    "[\u0600-\u06ff\u200c-\u200f\ufe70-\ufeff]", "[\u0900-\u097f]", "[\u0980-\u09ff]", "[\u0b80-\u0bff]", "[\u0e00-\u0e7f]",
    "[\u10a0-\u10ff]", "[\u0530-\u058f]", "[\u1780-\u17ff]", "[\u1000-\u109f]", "[\uac00-\ud7a3]", "[\u3040-\u30ff\u4e00-\u9fff]",
)))
SURE_OF_WIDE, AHEAD_WIDE = 0.9, 0.3


def _wide(sample: bytes) -> Decision | None:
    scores = sorted(((_wide_score(sample[:SAMPLE], encoding), encoding) for encoding in WIDE), reverse=True)
    (best, encoding), (second, _) = scores[:2]
    if best < SURE_OF_WIDE or best - second < AHEAD_WIDE:
        return None
    evidence = f"{best:.0%} of its characters keep to one script as {encoding}, {max(second, 0):.0%} in the next best reading"
    return Decision(encoding, b"", round(best - max(second, 0), 3), evidence)


def _wide_score(sample: bytes, encoding: str) -> float:
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    common = len(COMMON.findall(text))
    script = max(len(chars.findall(text)) for chars in SCRIPTS)
    reversed_ascii = sum(not ord(char) & 0xFF for char in text)
    return (common + script - reversed_ascii) / max(1, len(text))


# -- ISO-2022 and EBCDIC ----------------------------------------------------------------------------

ESCAPES = (
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (re.compile(rb"\x1b\$[@B]|\x1b\([IJ]|\x1b\$\([DQOP]"), ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp_2")),
)


def _iso_2022(sample: bytes) -> Decision | None:
    if not sample.isascii():
        return None
    for escape, encodings in ESCAPES:
        for encoding in encodings if escape.search(sample) else ():
            try:
                sample.decode(encoding)
            except UnicodeDecodeError:
                continue
            return Decision(encoding, b"", 1.0, f"escape sequences of {encoding}")
    return None


def _ebcdic(sample: bytes) -> Decision | None:
    """Its blank is "@" in ASCII, its letters are outside.  The national versions differ in a few signs."""
    if sample.count(b"@") < 0.08 * len(sample) or sample.count(b" ") > 0.01 * len(sample):
        return None
    text = sample[:SAMPLE].decode("cp037")
    share = len(re.findall("[A-Za-z .,\n]", text)) / len(text)
    if share < 0.9 or re.search("[¢|¬^]", text) or text.count("[") != text.count("]"):
        return None
    return Decision("cp037", b"", round(share, 3), f"{share:.0%} of its characters are English as EBCDIC (cp037)")
