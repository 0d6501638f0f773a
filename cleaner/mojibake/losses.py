"""Losses: UTF-8 that was read as a code page, and of whose bytes some did not come through.

The byte that the page shows as a no-break space became a plain one, or went with the space behind it; or a byte
that the page has no character for became U+FFFD or a question mark.

    >>> lost_blanks("CГґ бєҐy lГ  bГЎc sД©")
    ('Cô ấy là bác sĩ', 'UTF-8 that was read as windows-1251, and whose no-break spaces were lost.')
    >>> lost_letters("nhiá»\\ufffdu ngÆ°á»\\ufffdi")
    ('nhiều người', 'UTF-8 that was read as windows-1252, and whose lost letters are the only ones that make syllables.')

Where more than one Vietnamese syllable fits, or the word is of another language, it stays, and `open_words` names it.
"""
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple
from unicodedata import category, normalize

from cleaner.mojibake import pages
from cleaner.mojibake.measure import LATIN, MARGIN, cost, is_good
from cleaner.mojibake.sound import Repaired, is_sound
from cleaner.mojibake.utf8 import LAYERS, Pages, best, best_of, reasons
from cleaner.vietnamese import is_syllable

# -- the blank ----------------------------------------------------------------------------------------

# A letter in bytes, of which one is a space; behind the last byte, whether a further space follows.
_BLANKED = re.compile(rb"([\xc2-\xdf])(?: |\Z)|([\xe1-\xef]) (?=[\x80-\xbf])|([\xe0-\xef][\x80-\xbf])(?: |\Z)|([\xf0-\xf4][\x80-\xbf]{2})(?: |\Z)")
_MAYBE = "\ue000"       # stands where there may have been a space as well


def lost_blanks(line: str) -> Repaired:
    candidates: list[tuple[str, Pages]] = []
    for page in pages.pages_for(line):
        if page in pages.WIDE or "\xa0" not in pages.table(page):
            continue
        text = _with_blanks(line, page)
        if text is None or not is_sound(line, text):
            continue
        deeper = None if is_good(text) else best(text, LAYERS - 1)
        text, read_as = (deeper[0], (page, *deeper[1])) if deeper else (text, (page,))
        candidates.append((text, read_as))
    found = best_of(line, candidates, MARGIN - 3)
    if not found:
        return None
    text, (page, *deeper) = found
    return text, " ".join([reasons((page,), ", and whose no-break spaces were lost"), *filter(None, [reasons(tuple(deeper))])])


def _with_blanks(line: str, page: str) -> str | None:
    data = pages.bytes_of(line, page)
    if data is None:
        return None
    blank = bytes([pages.blank(page)])

    def whole(found: re.Match[bytes]) -> bytes:
        start, inside = found.lastindex, found.lastindex == 2
        doubt = not inside and found[0][-1:] == b" " and data[found.end():found.end() + 1] not in (b" ", b"")
        return found[start] + blank + (_MAYBE.encode() if doubt else b"")

    again, count = _BLANKED.subn(whole, data)
    if not count:
        return None
    try:
        text = again.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return normalize("NFC", _parted(text))


def _parted(text: str) -> str:
    """The text with a space, or none, where there may have been one."""
    first, *pieces = text.split(_MAYBE)
    found, word = [first], first[-LONGEST:]
    for piece in pieces:
        if not _goes_on(word, piece[:LONGEST]):
            found.append(" ")
            word = ""
        found.append(piece)
        word = (word + piece)[-LONGEST:]
    return "".join(found)


LONGEST = 16            # more than a syllable has
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_LEFT, _RIGHT = re.compile(r"[^\W\d_]*\Z"), re.compile(r"[^\W\d_]*")


def _goes_on(before: str, after: str) -> bool:
    """Whether the word goes on behind the place, or punctuation that closes follows."""
    letter = before[-1:]
    if not after or letter == "\xa0" or _NO_SPACES.match(letter) or category(after[0])[0] == "M":
        return True
    if not after[0].isalnum():
        return after[0] in ".,;:!?)]}/%”’»…،؛؟।"
    left, right = _LEFT.search(before)[0], _RIGHT.match(after)[0]
    if re.fullmatch(f"[{LATIN}]+", left):
        # Right in 99 of 100 lines: a word of one vowel or a coda alone is none, but for "và y tá", "là y".
        return right != "" and is_syllable(left + right) and not (right == "y" and left.lower() in ("và", "là"))
    if letter.isdigit() or after[0].isdigit():
        return letter.isdigit() and after[0].isdigit()
    if letter.isupper():            # Р, К in Russian
        return not (len(left) > 1 and left.isupper() and after[0].islower())
    return True         # in Indic scripts the letter stands within words more often than at their ends


# -- the letter ---------------------------------------------------------------------------------------

LOST = "\ufffd"
_HOLE = re.compile(rb"(?P<two>[\xc2-\xdf])[\x00?](?![\x80-\xbf])|(?P<last>[\xe1-\xef][\x80-\xbf])[\x00?](?![\x80-\xbf])")
_FIRST_PRIVATE = 0xE100
WORD = re.compile(f"[{LATIN}\ue100-\uf8ff]+")
_STUMP = re.compile("[áÃÄÆ]")     # what Vietnamese letters begin with
MOST_IN_A_WORD = 3      # a syllable has no more letters with marks
MOST_HOLES = 6000       # in a line: as many as there are characters for private use to mark them


class Hole(NamedTuple):
    as_it_stands: str       # in the line
    letters: str            # what may have been there


def lost_letters(line: str) -> Repaired:
    """The line with its lost letters, as far as Vietnamese syllables leave one possibility for them."""
    if not _STUMP.search(line):
        return None
    for page in ("windows-1252", "windows-1258"):
        filled = _filled(line, page)
        if filled is None:
            continue
        text, left_open = filled
        if text != line and is_sound(line, text) and cost(line) - cost(text) >= MARGIN and (left_open or is_good(text)):
            stays = "; others stay" if left_open else ""
            return text, f"UTF-8 that was read as {page}, and whose lost letters are the only ones that make syllables{stays}."
    return None


def _filled(line: str, page: str) -> tuple[str, int] | None:
    """The line after it, and how many words stay as they are."""
    data = pages.bytes_of(line.replace(LOST, "\x00"), page)
    if data is None or not _HOLE.search(data):
        return None
    holes: list[Hole] = []

    def mark(found: re.Match[bytes]) -> bytes:
        start = found["two"] or found["last"]
        letters = "".join(filter(None, (_letter(start, byte) for byte in pages.lacking(page))))
        holes.append(Hole(pages.shown(found[0], page).replace("\x00", LOST), letters))
        return chr(_FIRST_PRIVATE + len(holes) - 1).encode()

    marked = _HOLE.sub(mark, data)
    if len(holes) > MOST_HOLES:
        return None
    try:
        text = marked.decode("utf-8")
    except UnicodeDecodeError:
        return None
    left_open = 0

    def fill(found: re.Match[str]) -> str:
        nonlocal left_open
        inside = [char for char in found[0] if char >= "\ue100"]
        if not inside:
            return found[0]
        fits = list(_fits(found[0], [holes[ord(char) - _FIRST_PRIVATE].letters for char in inside]))
        if len(fits) == 1:
            return fits[0]
        left_open += 1
        return "".join(holes[ord(char) - _FIRST_PRIVATE].as_it_stands if char >= "\ue100" else pages.shown(char.encode(), page)
                       for char in found[0])

    after = WORD.sub(fill, text)
    if after.count("\x00") or any("\ue100" <= char <= "\uf8ff" for char in after):
        return None
    return after, left_open


@cache
def _letter(start: bytes, byte: int) -> str:
    try:
        char = (start + bytes([byte])).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return char if char.isalpha() else ""


def _fits(word: str, letters: list[str]) -> Iterator[str]:
    """The ways to fill the holes of a word so that it is a syllable, with capitals where they can stand."""
    if len(letters) > MOST_IN_A_WORD:
        return
    for choice in product(*letters):
        rest = iter(choice)
        filled = "".join(next(rest) if char >= "\ue100" else char for char in word)
        if is_syllable(filled) and (filled.islower() or filled.istitle() or filled.isupper()):
            yield filled


# What a word with a lost letter looks like in a line that is otherwise good, or beyond repair.
_OPEN = re.compile(rf"(?<!\w)\w*(?:[Â-ß]{LOST}|[à-ï]{LOST}|[à-ï][\x80-¿Œœ-ƒˆ˜–-‰‹›€™]{LOST}|á[º»]\?|[ÐÑØÙ]\?(?=[ÐÑØÙ]))[\w{LOST}?]*")


def open_words(line: str) -> Iterator[tuple[int, int, str]]:
    """Where a word has lost a letter that nothing restores: start, end, and why."""
    for found in _OPEN.finditer(line):
        filled = None
        for page in ("windows-1252", "windows-1258"):
            filled = filled or _possible(found[0], page)
        may_be = f": it may be {filled}" if filled else ""
        yield *found.span(), f"A letter was lost when UTF-8 was read as windows-1252{may_be}."


def _possible(word: str, page: str) -> str:
    data = pages.bytes_of(word.replace(LOST, "\x00"), page)
    if data is None:
        return ""
    letters: list[str] = []

    def mark(found: re.Match[bytes]) -> bytes:
        start = found["two"] or found["last"]
        letters.append("".join(filter(None, (_letter(start, byte) for byte in pages.lacking(page)))))
        return chr(_FIRST_PRIVATE + len(letters) - 1).encode()

    try:
        return " or ".join(f"«{fit}»" for fit in _fits(_HOLE.sub(mark, data).decode("utf-8"), letters))
    except UnicodeDecodeError:
        return ""
