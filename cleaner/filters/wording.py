"""Wording: Vietnamese words that lost the blank between them are shown, not changed.

Where a blank belongs is often clear and sometimes not (nhà|nước, nhàn|ước), so a person decides.  Foreign
words take the form of Vietnamese syllables too (Rôma, rađa, phátxít, côngtenơ), so a word is flagged only if
its spelling can be nothing but Vietnamese, or if it goes on with a capital.

    >>> from cleaner.text import Document
    >>> for edit in wording()(Document("Họ thiếtđáp khách ở Rôma. AIĐang thay đổi cách làm việc.")):
    ...     print(edit.before, "-", edit.why)
    thiếtđáp - A blank is missing: «thiết đáp».
    AIĐang - A blank is missing: «AI Đang».
"""
import re
from collections.abc import Iterator
from functools import lru_cache

from cleaner.edits import Edit
from cleaner.filters import Filter
from cleaner.text import Document, line_around
from cleaner.vietnamese import is_syllable, split_glued

RULE = "wording/vi/glued"

# Letters that no other common alphabet has; à á â ã è é ê ì í ò ó ô õ ù ú ý ă đ are left out, and ơ, ư without a tone.
_ONLY = "ảạằắẳẵặầấẩẫậẻẽẹềếểễệỉĩịỏọồốổỗộờớởỡợủũụừứửữựỷỹỵ"
_VOWELS = "aàáãăâeèéêiìíoòóõôơuùúưyỳý" + _ONLY
_LOWER, _UPPER = f"a-zđ{_VOWELS}", f"A-ZĐ{_VOWELS.upper()}"
N, V, C = (letters + letters.upper() for letters in (_ONLY, _VOWELS, "bcdđghklmnpqrstvx"))

# A vowel, then consonants, then a vowel is never one syllable.  The search stops only at toned letters that Vietnamese
# alone has and looks around from there; measured, 6 ns a byte, where cutting the text into words costs 30.
_VIETNAMESE = re.compile(f"[{N}đĐ]")
_TWO_VOWELS = re.compile(
    f"[{N}](?:(?=[^ ,.\n][^ ,.\n])(?=[{V}]?[{C}]+[{V}])"
    f"|(?<=[^ ][^ ][^ ].)(?:(?<=[{V}][{C}].)|(?<=[{V}][{C}][{C}].)|(?<=[{V}][{C}][{C}][{C}].)))")
_CAPITAL_INSIDE = re.compile(f"[{_UPPER}](?<=[{_LOWER}{_UPPER}].)(?:(?<=[{_LOWER}].)|(?=[{_LOWER}]))")

# What loan words never have: the tones hỏi, ngã and nặng, a diphthong with a tone, â with a tone, huyền on ă ê ô ơ ư
# before a consonant.  Loans know sắc before p, t, c (catốt), ơ (nitơ), and now and then a plain huyền (càphê).
_NATIVE = re.compile("[ảạẳẵặẩẫậẻẽẹểễệỉĩịỏọổỗộởỡợủũụửữựỷỹỵấầ]|[iy][ếề]|u[ốồ]|ư[ớờ]|[ằềồờừ][mniu]")
_TONED = re.compile(f"[àáãèéìíòóõùúýỳ{_ONLY}]")
_HALF_NATIVE = re.compile("[ằềồờừứ]|[ếốớắ](?![ptc])")   # enough where the other syllable has a tone as well
_CAMEL = re.compile(f"([{_LOWER}]+|[{_UPPER}][{_LOWER}]+)([{_UPPER}][{_LOWER}]+)")
_RUNS_ON = re.compile(f"([{_LOWER}]{{2,}})([{_UPPER}]{{2,}}|[{_UPPER}][^\\W\\d_]+)")
_AFTER_ACRONYM = re.compile(f"([A-ZĐ]{{2,}})([{_UPPER}][{_LOWER}]+)")

# Names that older print wrote in one word.
NAMES = frozenset("việtnam hànội đànẵng đàlạt hảiphòng ấnđộ".split())


def wording() -> Filter:
    return _glued


def _glued(document: Document) -> Iterator[Edit]:
    text = document.text
    if text.isascii() or not _VIETNAMESE.search(text):
        return
    spots = [found.start() for search in (_TWO_VOWELS, _CAPITAL_INSIDE) for found in search.finditer(text)]
    end = 0
    for spot in sorted(spots):
        if spot < end:
            continue
        start, end = _word_around(text, spot)
        word = text[start:end]
        cut = _surely_glued(word)
        if cut and not _is_address(text, start, end) and _stands_in_vietnamese(text, start, end):
            yield Edit(start, end, word, word, RULE, f"A blank is missing: «{' '.join(cut)}».")


def _word_around(text: str, spot: int) -> tuple[int, int]:
    start, end = spot, spot + 1
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return start, end


@lru_cache(1 << 14)
def _surely_glued(word: str) -> tuple[str, ...] | None:
    """The likely cut, or None if the word may be whole."""
    if word.isascii() or word.lower() in NAMES:
        return None
    if found := _CAMEL.fullmatch(word):
        if len(found[1]) > 1 and is_syllable(found[1]) and is_syllable(found[2]):
            return found.group(1, 2)
    if found := _RUNS_ON.fullmatch(word):
        return found.group(1, 2) if is_syllable(found[1]) and not found[1].isascii() else None
    if found := _AFTER_ACRONYM.fullmatch(word):
        return found.group(1, 2) if is_syllable(found[2]) and not found[2].isascii() else None
    if not (word.islower() or word.istitle() or word.isupper()):
        return None
    cut = split_glued(word.lower())
    if not cut or any(piece[0] in _VOWELS for piece in cut[1:]) or len(cut[0]) == 1 and not _TONED.search(cut[0]):
        return None
    natives = sum(bool(_NATIVE.search(piece)) for piece in cut)
    halves = sum(bool(_HALF_NATIVE.search(piece)) for piece in cut)
    toned = sum(bool(_TONED.search(piece)) for piece in cut)
    if not (natives or halves and toned > 1):
        return None
    ends = [sum(map(len, cut[:at])) for at in range(len(cut) + 1)]
    return tuple(word[start:end] for start, end in zip(ends, ends[1:]))


def _is_address(text: str, start: int, end: int) -> bool:
    """Part of a hashtag, a path, an identifier, where blanks are left out on purpose."""
    return text[max(0, start - 1):start] in tuple("#@/\\_=&") or text[end:end + 1] in tuple("/\\_=@")


def _stands_in_vietnamese(text: str, start: int, end: int) -> bool:
    """Of the other words on the line that have marks, most are syllables (Igbo and Yoruba write ị, ọ, ẹ too)."""
    line = line_around(text, start, end)
    around = text[line.start:start] + " " + text[end:line.end]
    marked = [word for word in re.findall(r"[^\W\d_]+", around) if not word.isascii()]
    return 3 * sum(map(is_syllable, marked)) >= 2 * len(marked)
