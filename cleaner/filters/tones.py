"""Tones: where the mark of the tone stands in hòa, khỏe, thúy, if the user wants it in one place.

Old spelling puts it on the first vowel of oa, oe, uy at the end of a word, new spelling on the second.  Both are
in use, so nothing is changed by itself; `placed` writes a line one way, and only syllables that have another.

    >>> placed("Hoà ở Thuỷ Nguyên, quý hoá: TOÀ, ngoài, hoàn", "old"), placed("Hòa khỏe, thúy", "new")
    ('Hòa ở Thủy Nguyên, quý hóa: TÒA, ngoài, hoàn', 'Hoà khoẻ, thuý')
"""
import re
from typing import Literal
from unicodedata import normalize

from cleaner.vietnamese import is_syllable

Style = Literal["old", "new"]
MARKS = "\u0300\u0301\u0303\u0309\u0323"
PAIRS = ("oa", "oe", "uy")


def _table(style: Style) -> dict[str, str]:
    """The vowels as the other style has them, and as this one does, in small letters, capitals and Title case."""
    found = {}
    for pair in PAIRS:
        for case in (pair, pair.upper(), pair.title()):
            for mark in MARKS:
                old, new = normalize("NFC", case[0] + mark + case[1]), normalize("NFC", case + mark)
                found[new if style == "old" else old] = old if style == "old" else new
    return found


TABLES: dict[Style, dict[str, str]] = {"old": _table("old"), "new": _table("new")}
# At a word's end, and not behind q, where u belongs to the consonant.
PATTERNS = {style: re.compile(rf"(?<![qQ])(?:{'|'.join(table)})(?!\w)") for style, table in TABLES.items()}
WORD = re.compile(r"[^\W\d_]+\Z")


def placed(line: str, style: Style) -> str:
    """The line with the tones of Vietnamese syllables where the style puts them; as long as it was."""
    table = TABLES[style]

    def other(found: re.Match[str]) -> str:
        word = WORD.search(line, max(0, found.start() - 8), found.end())
        return table[found[0]] if word and is_syllable(word[0]) else found[0]

    return PATTERNS[style].sub(other, line)
