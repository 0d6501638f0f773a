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
from cleaner.text import Document
from cleaner.vietnamese import COMMON, is_syllable, split_glued

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

NEAR = 500           # characters to each side that tell which language a line is in
LONGEST_WORD = 40    # characters; what is longer is no two words without their blank

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
        found = _surely_glued(word) if len(word) <= LONGEST_WORD else None
        if found and not _is_address(text, start, end) and _stands_in_vietnamese(text, start, end):
            yield Edit(start, end, word, word, RULE, f"A blank is missing: «{found}».")


def _word_around(text: str, spot: int) -> tuple[int, int]:
    start, end = spot, spot + 1
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return start, end


@lru_cache(1 << 14)
def _surely_glued(word: str) -> str | None:
    """The word with the blank put back where it is likely to belong, or None if the word may be whole."""
    if word.isascii() or word.lower() in NAMES:
        return None
    if (found := _CAMEL.fullmatch(word)) and len(found[1]) > 1 and is_syllable(found[1]) and is_syllable(found[2]):
        return f"{found[1]} {found[2]}"
    if found := _RUNS_ON.fullmatch(word):
        return f"{found[1]} {found[2]}" if is_syllable(found[1]) and not found[1].isascii() else None
    if found := _AFTER_ACRONYM.fullmatch(word):
        return f"{found[1]} {found[2]}" if is_syllable(found[2]) and not found[2].isascii() else None
    cut = split_glued(word)
    one_case = word.islower() or word.istitle() or word.isupper()
    return " ".join(cut) if cut and one_case and _no_loan([piece.lower() for piece in cut]) else None


def _no_loan(cut: list[str]) -> bool:
    # A later syllable that begins with a vowel is mostly a misspelt one (chu|ỵên, ngư|ười), unless it is a common word.
    if any(piece[0] in _VOWELS and piece not in COMMON for piece in cut[1:]) or len(cut[0]) == 1 and not _TONED.search(cut[0]):
        return False
    if any(map(_NATIVE.search, cut)):
        return True
    return any(map(_HALF_NATIVE.search, cut)) and sum(bool(_TONED.search(piece)) for piece in cut) > 1


def _is_address(text: str, start: int, end: int) -> bool:
    """Part of a hashtag, a path, an identifier, where blanks are left out on purpose."""
    return text[max(0, start - 1):start] in tuple("#@/\\_=&") or text[end:end + 1] in tuple("/\\_=@")


def _stands_in_vietnamese(text: str, start: int, end: int) -> bool:
    """Of the other words around it on the line that have marks, most are syllables (Igbo and Yoruba write ị, ọ, ẹ too)."""
    # A line may be as long as a book: what stands near tells as much, and each word is judged in the same time.
    low, high = max(0, start - NEAR), end + NEAR
    line_end = text.find("\n", end, high)
    around = text[max(low, text.rfind("\n", low, start) + 1):start] + " " + text[end:high if line_end < 0 else line_end]
    marked = [word for word in re.findall(r"[^\W\d_]+", around) if not word.isascii()]
    return 3 * sum(map(is_syllable, marked)) >= 2 * len(marked)
