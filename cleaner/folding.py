"""Folding: reading past case, vowel marks and disguises while matching, and the way back.

Rules match on folded text; edits speak of the real text.  `fold` reads a whole document cheaply:
every letter keeps its place except where marks or blanks were left out, and `span` leads back.
`plain` reads one disguised token more closely.

    >>> folded = fold("Ya  KALB  يا كَـلْب")
    >>> folded.text
    'ya kalb يا كلب'
    >>> start = folded.text.index("كلب")
    >>> folded.span(start, start + 3)
    (13, 19)
    >>> word, kinds = plain("ｆu\\u200bс&#107;")
    >>> word, sorted(kinds)
    ('fuck', ['lookalikes', 'zero-width'])
"""
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from cleaner.lookalikes import LETTERS, LOOKALIKES

Kinds = frozenset[str]      # the names of the folds that were needed to read something

# Letters that Arabic writers use for one another.  Folded one for one, so that places stay.
# Measured on Arabic news, one core: these replaces 1100 MB/s, str.translate 33.
_LETTERS = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ٱ", "ا"), ("ى", "ي"), ("ی", "ي"), ("ة", "ه"), ("ک", "ك"))
_ARABIC = re.compile("[\u0600-\u06ff]")
# Tashkeel and tatweel.  Rarer marks, those of Koran editions, count as unseen characters (see `plain`).
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0640\u0670"
_MARK = re.compile(f"[{_MARKS}]+")
_CUT = re.compile(f"[ {_MARKS}](?:(?<! )|(?= ))")     # a mark, or a blank with another one behind it


# Prefixes that Arabic writes onto a word: and, so, by, like, for, the, and the calls "O" and "that".
PARTICLES = frozenset(f"{conjunction}{rest}" for conjunction in ("", "و", "ف")
                      for rest in ("", "ال", "ب", "ك", "ل", "بال", "كال", "لل", "يا", "هال", "عال")) - {""}


class Folded(NamedTuple):
    text: str
    span: Callable[[int, int], tuple[int, int]]     # of the folded text -> of the real text


def in_place(start: int, end: int) -> tuple[int, int]:
    return start, end


def lower(text: str) -> str:
    """Lower case, letter for letter: `İ` alone would become two."""
    low = text.lower()
    return low if len(low) == len(text) else text.replace("İ", "i").lower()


def fold(text: str) -> Folded:
    """Case, blanks and Arabic letters and marks folded: what every form and every text is read in."""
    return fold_lower(lower(text))


def fold_lower(low: str, blanks: bool = True) -> Folded:
    """The same for a text in lower case, or for its letters only."""
    if blanks:
        low = low.replace("\u00a0", " ").replace("\t", " ")
        blanks = "  " in low
    marked = False
    if not low.isascii() and _ARABIC.search(low):
        low = arabic_letters(low)
        marked = bool(_MARK.search(low))
    if not (marked or blanks):
        return Folded(low, in_place)
    folded = _CUT.sub("", low) if blanks else _unmarked(low)
    return Folded(folded, _span(folded, low, _CUT if blanks else _MARK))


def _span(folded: str, low: str, pattern: re.Pattern[str]) -> Callable[[int, int], tuple[int, int]]:
    """The way back, worked out for those lines only that somebody asks for: nothing cut out is a line end."""
    starts: list[tuple[list[int], list[int]]] = []
    known: dict[int, tuple[list[int], list[int]]] = {}

    def span(start: int, end: int) -> tuple[int, int]:
        if not starts:
            starts.append((_line_starts(folded), _line_starts(low)))
        begins, real_begins = starts[0]
        number = bisect_right(begins, start) - 1
        begin, real_begin = begins[number], real_begins[number]
        if number not in known:
            stop = real_begins[number + 1] if number + 1 < len(real_begins) else len(low)
            known[number] = _cuts(pattern, low, real_begin, stop)
        places, shifts = known[number]
        real = real_begin + start - begin + shifts[bisect_right(places, start - begin)]
        if end <= start:
            return real, real
        stop = real_begin + end - begin + shifts[bisect_right(places, end - 1 - begin)]
        # The marks on the last letter are part of the word.
        mark = _MARK.match(low, stop)
        return real, mark.end() if mark else stop

    return span


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _cuts(pattern: re.Pattern[str], low: str, begin: int, end: int) -> tuple[list[int], list[int]]:
    """Where the folded line lacks something, from its start, and by how much a place behind each has moved."""
    spans = [match.span() for match in pattern.finditer(low, begin, end)]
    shifts = [0, *accumulate(stop - start for start, stop in spans)]
    return [start - begin - before for (start, _), before in zip(spans, shifts)], shifts


def _unmarked(text: str) -> str:
    # Measured on Arabic news, one core: these replaces 880 MB/s, a regex 195.
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, "")
    return text


def arabic_letters(text: str) -> str:
    for letter, written in _LETTERS:
        text = text.replace(letter, written)
    return text


def reading(folds: tuple[str, ...]) -> Callable[[str], str]:
    """How a rule that names these folds reads a form and a place in the text, to compare the two."""
    def read(text: str) -> str:
        text = " ".join(text.split())
        if "case" in folds:
            text = lower(text)
        if "arabic-marks" in folds:
            text = _MARK.sub("", text)
        return arabic_letters(text) if "arabic-letters" in folds else text
    return read


class _Wordy(dict[str, bool]):
    """Whether a character belongs to a word: letters and digits of every script, and the marks on them."""
    def __missing__(self, character: str) -> bool:
        self[character] = wordy = character.isalnum() or unicodedata.category(character)[0] == "M"
        return wordy


wordy = _Wordy()

# Scripts written without blanks between words (Han, kana): a word there has no boundary to demand.
_RUNNING = ((0x2E80, 0x2FFF), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


def bounded(character: str) -> bool:
    """Whether a form with this character at its edge must end at a word boundary there."""
    return wordy[character] and not any(first <= ord(character) <= last for first, last in _RUNNING)


# What is slipped between letters and not seen: format characters, fillers, variation selectors, and
# combining marks that make no letter with the one before them.
_UNSEEN = re.compile("[\u00ad\u034f\u0610-\u061a\u061c\u0653-\u065f\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u115f\u1160\u17b4\u17b5"
                     "\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]+")
_LOOSE = re.compile("[\u0300-\u036f\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
_ENTITY = re.compile(r"&#?\w{2,8};?")
_FOREIGN = re.compile("[\u0370-\u058f]")                    # Greek, Cyrillic, Armenian
_LATIN = re.compile("[a-z\u00e0-\u024f\u1ea0-\u1ef9]")


@lru_cache(maxsize=1 << 14)
def plain(token: str, among_latin: bool = True) -> tuple[str, Kinds]:
    """A token without entities, unseen characters, NFD and look-alikes, and what that took.

    Greek and Cyrillic letters are look-alikes only beside Latin ones, or where a whole token of them
    reads as Latin in the middle of Latin text (`among_latin`).
    """
    used: set[str] = set()
    if token.isascii() and "&" not in token:
        return token, frozenset()
    if "&" in token:
        import html
        token = _MARK.sub("", arabic_letters(lower(_ENTITY.sub(lambda entity: html.unescape(entity[0]), token))))
    if _UNSEEN.search(token):
        used.add("zero-width")
        token = _UNSEEN.sub("", token)
    mixed = _FOREIGN.search(token) and (_LATIN.search(token) or among_latin and _all_latin(token))
    table = LOOKALIKES if mixed else LETTERS
    swapped = "".join(table.get(character, character) for character in token)
    if swapped != token:
        used.add("lookalikes")
        token = lower(swapped)
    token = unicodedata.normalize("NFC", token)
    if _LOOSE.search(token):
        used.add("zero-width")
        token = _LOOSE.sub("", token)
    return token, frozenset(used)


def _all_latin(token: str) -> bool:
    return all(character in LOOKALIKES or not _FOREIGN.match(character) for character in token)


def unaccented(token: str) -> str:
    """Latin letters without their marks, for rules that name the fold `marks`."""
    return "".join(character for character in unicodedata.normalize("NFD", token) if not _LOOSE.match(character))
