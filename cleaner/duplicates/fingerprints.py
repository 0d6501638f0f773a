"""Fingerprints: what a paragraph or a document is known by when copies are looked for.

Two paragraphs are the same when they differ in nothing but case, white space and prose punctuation.
Letters, tone marks, vowel signs, digits and symbols are meaning and always count:

    >>> fold("«Giá  vàng» tăng 1.5%, hôm nay…")
    'giá vàng tăng 1.5% hôm nay'
    >>> paragraph_digest(fold("Giá vàng, tăng!")) == paragraph_digest(fold("giá vàng tăng"))
    True
    >>> paragraph_digest(fold("giá vàng tăng")) == paragraph_digest(fold("giá vang tăng"))
    False

A digest of 128 bits stands for the text from here on; only digests travel between documents.
"""
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, is_normalized, normalize

import xxhash

if TYPE_CHECKING:
    import numpy as np

# What indexes on disk are made with: to be raised with every change of what two paragraphs have to share to be equal, of
# what they weigh, or of what a shingle is.
FOLDING = 1

# Unicode files these under punctuation, but they say something: 5% is not 5, a/b is not a b.
SYMBOLS = frozenset("#%&*/@\\_§¶†‡‰‱′″‴‵‶‷⁂※٪؉؊﹟﹠﹡﹨﹪﹫＃％＆＊／＠＼＿")


@cache
def _punctuation() -> re.Pattern[str]:
    """Runs of white space and prose punctuation that are not yet one blank.

    Digits keep what may belong to them: the punctuation directly before one (-5, .5, 10:30, 16-05, 1.5)
    and a straight quote directly behind one (5' is feet, 5" is inches).  A full stop behind a number is
    the end of a sentence.  Only the BMP: what lies beyond are ancient scripts, and one astral range
    makes `re` ten times slower.
    """
    # Skipping Han, Hangul and surrogates, which hold no punctuation, makes this 5 ms.
    points = [*range(0x3400), *range(0xA000, 0xAC00), *range(0xFE00, 0xFFFF)]
    blanks, prose = {c for c in points if chr(c).isspace()}, {c for c in points if _is_prose(chr(c))}
    first, b, p = map(_character_class, ((blanks | prose) - {0x20}, blanks, prose))
    # Beginning with anything but the plain blank, the search skips from one candidate to the next instead of
    # replacing every blank by itself: 100 MB/s of Vietnamese where [bp]+ makes 38.  The possessive "*+" and beginning
    # only where no punctuation stands before keep a rule of a million dashes from being tried a million times.
    return re.compile(rf"""(?xs) {first} (?:(?<={b})|(?<!{p}.)) (?<!\d['"])
        (?: {p}*+ (?: {b}++ (?:{p}*+{b}++)*+ (?:{p}++(?!\d))? | (?!\d) ) | (?<={b}) )""")


def _is_prose(c: str) -> bool:
    return category(c)[0] == "P" and c not in SYMBOLS


def _character_class(points: Iterable[int]) -> str:
    return "[" + "".join(re.escape(chr(c)) for c in sorted(points)) + "]"


def fold(text: str) -> str:
    """The text as it is compared: lower case, NFC, one blank for white space and prose punctuation.

    `lower`, not `casefold`: that one would make «Maße» and «Masse» the same word.
    """
    text = text.lower()
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return _one_blank(_punctuation().sub(" ", text)).strip(" ")


def _one_blank(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def folded(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """Each text[start:end] folded."""
    return [fold(text[start:end]) for start, end in spans]


def paragraph_digest(folded: str) -> bytes:
    """16 bytes that stand for a folded paragraph: xxh3, 128 bits."""
    return xxhash.xxh3_128_digest(folded.encode("utf-8", "surrogatepass"))


def document_digest(paragraphs: Iterable[bytes]) -> bytes:
    """16 bytes that stand for all paragraphs of a document, in order."""
    return xxhash.xxh3_128_digest(b"".join(paragraphs))


# What a paragraph weighs.  Numbers and signs alone recur in every table and are nobody's copy.  Up to 60 letters
# (about 12 words) are headings, captions, by-lines, "Key figures from the study:": two documents may have them in
# common without one copying the other, and of a headline that is also a link elsewhere the wrong one would go.
# On 180,000 lines of web pages in five languages what recurs between 15 and 60 letters is headings and links; from
# about 80 characters on it is sentences that were copied.
# From 20 letters on a line says something by itself, which a label or the heading of a section does not.
WORDLESS, SHORT, LINE, LONG = range(4)
LETTERS, DENSE_LETTERS = 60, 24       # one Han or Hangul character says as much as two or three Latin letters
LINE_LETTERS, DENSE_LINE_LETTERS = 20, 8
DENSE = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_NOT_A_TO_Z = bytes(set(range(256)) - set(b"abcdefghijklmnopqrstuvwxyz"))
_LETTER = re.compile(r"[^\W\d_]")
# South and South-East Asian vowels are marks, which \w does not know; there they are letters like any other.
_INDIC = r"[\u0900-\u109f\u1780-\u17ff]"
# No character fits two branches: where 60 are not found, each that did would double the ways to be tried.
_MANY_LETTERS = re.compile(rf"(?:(?:\d|(?!{_INDIC})[\W_])*+(?:(?!{_INDIC})[^\W\d_]|(?!\d){_INDIC})){{{LETTERS}}}")
_DENSE = re.compile(f"[{DENSE}]")
_MANY_DENSE = re.compile(rf"(?:[^{DENSE}]*+[{DENSE}]){{{DENSE_LETTERS}}}")


def weight(folded: str) -> int:
    """WORDLESS is never a duplicate, SHORT and LINE only beside their equal, LONG anywhere."""
    if len(folded) >= LETTERS:
        # The pattern takes 7 microseconds.  Most prose opens with that many letters and blanks, or at least has that
        # many plain a-z (Vietnamese, too), which is seen in one.
        opening = folded[:LETTERS * 3 // 2].replace(" ", "")
        if len(opening) >= LETTERS and opening.isalpha():
            return LONG
        if len(folded[:LETTERS * 3].encode("utf-8", "surrogatepass").translate(None, _NOT_A_TO_Z)) >= LETTERS:
            return LONG
        if _MANY_LETTERS.match(folded):
            return LONG
    if len(folded) >= DENSE_LETTERS and not folded.isascii() and _MANY_DENSE.match(folded):
        return LONG
    if len(folded) >= DENSE_LINE_LETTERS:
        letters = sum(map(str.isalpha, folded[:LETTERS * 3]))
        if letters >= LINE_LETTERS or letters >= DENSE_LINE_LETTERS and len(_DENSE.findall(folded)) >= DENSE_LINE_LETTERS:
            return LINE
    return SHORT if _LETTER.search(folded) else WORDLESS


class Fingerprints(NamedTuple):
    """The paragraphs of one document, one after the other."""
    digests: bytes    # 16 bytes each
    weights: bytes    # 1 byte each: WORDLESS, SHORT, LINE, LONG
    heads: bytes      # 8 bytes each; zeros where there is none


def fingerprints(text: str, spans: Iterable[tuple[int, int]]) -> Fingerprints:
    parts = folded(text, spans)
    return Fingerprints(b"".join(map(paragraph_digest, parts)), bytes(map(weight, parts)), b"".join(map(head, parts)))


# A teaser is the beginning of a paragraph, cut off by whoever made the front page: "The ministers met on Tuesday to…".
HEAD = 32
NO_HEAD = bytes(8)
_CUT = re.compile(r"""(?<![.…!?。！？؟।])(?:\.{3,}|…+)[\s"'”’»)\]\[(]*\Z""")


def head(folded: str) -> bytes:
    """8 bytes that stand for the first 32 characters, by which a teaser finds its whole; zeros if there are fewer."""
    return xxhash.xxh3_64_digest(folded[:HEAD].encode("utf-8", "surrogatepass")) if len(folded) >= HEAD else NO_HEAD


def teaser_stem(text: str) -> str | None:
    """The folded beginning that a paragraph ending in "..." or "…" gives; None for any other, and for one too short."""
    cut = _CUT.search(text, max(0, len(text) - 40))
    if not cut:
        return None
    stem = fold(text[:cut.start()])
    return stem if len(stem) >= HEAD else None


def whole_of(stem: str, folded: str) -> bool:
    """Whether the teaser's beginning stands in full at the start of this longer paragraph.

    >>> whole_of("các bộ trưởng gặp nhau hôm thứ b", "các bộ trưởng gặp nhau hôm thứ ba tại hà nội")
    True
    """
    return len(folded) > len(stem) and folded.startswith(stem)


def as_pairs(digests: bytes) -> "np.ndarray":
    """16-byte digests as an array of shape (n, 2), uint64; the order of the values means nothing."""
    import numpy as np
    return np.frombuffer(digests, "<u8").reshape(-1, 2).astype(np.uint64, copy=False)
