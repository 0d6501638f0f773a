"""UTF-8 that was read as a code page, whichever it was, once or several times over; all of a line or parts of it.

That a line's characters lead back to valid UTF-8 is strong evidence, and not enough: a list of Arabic letters
with commas does.  So the measure has the last word.

    >>> whole_line("Hб»Џi Д‘Гўu Д‘бєҐy?")
    ('Hỏi đâu đấy?', 'UTF-8 that was read as windows-1251.')
    >>> whole_line("أ، ز، ص") is None
    True
    >>> in_parts("هو قال ط§ظ„ط³ظ„ط§ظ… ثم مضى")
    ('هو قال السلام ثم مضى', 'UTF-8 that was read as windows-1256, in parts of the line.')
"""
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import is_normalized, normalize

from cleaner import guard
from cleaner.mojibake import pages
from cleaner.mojibake.measure import LATIN, MARGIN, MIXED, PART_MARGIN, cost, improves, is_good, is_latin
from cleaner.mojibake.sound import Repaired, is_sound
from cleaner.mojibake.suspicion import is_of_one_byte_pages
from cleaner.mojibake.windows_1252 import is_shown, pieces
from cleaner.vietnamese import is_syllable

LAYERS = 3
# windows_1252 reads these two, faster, and knows more of what they look like in good text.
ELSEWHERE = ("windows-1252", "ISO 8859-1")

Pages = tuple[str, ...]


def whole_line(line: str) -> Repaired:
    """The line, if all of it is UTF-8 that was read as some page; up to three layers at once."""
    found = best(line, LAYERS, ELSEWHERE)
    return found and (found[0], reasons(found[1]))


def best(line: str, layers: int, left_out: Pages = ()) -> tuple[str, Pages] | None:
    """The reading that makes the line the most likely text, and the pages, the outermost first.

    What one of the pages `left_out` alone would make of it is not considered, by whatever way.
    """
    found = [(text, read_as) for text, read_as in _readings(line, layers)
             if is_sound(line, text) and not _too_little(line, text, read_as[0] in pages.WIDE)]
    barred = {text for text, read_as in found if len(read_as) == 1 and read_as[0] in left_out}
    return best_of(line, [reading for reading in found if reading[0] not in barred], MARGIN)


def best_of(line: str, candidates: list[tuple[str, Pages]], margin: float) -> tuple[str, Pages] | None:
    if not candidates:
        return None
    costs = {text: cost(text) for text, _ in candidates}
    text, read_as = min(candidates, key=lambda found: (costs[found[0]], len(found[1])))
    return (text, read_as) if cost(line) - costs[text] >= margin and is_good(text) else None


def _readings(line: str, layers: int) -> Iterator[tuple[str, Pages]]:
    for page in pages.pages_for(line):
        data = pages.bytes_of(line, page)
        if data is None:
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if text == line:
            continue
        composed = text if is_normalized("NFC", text) else normalize("NFC", text)
        yield composed, (page,)
        if layers > 1 and not composed.isascii():
            for deeper, read_as in _readings(text, layers - 1):
                yield deeper, (page, *read_as)


GLUED_TO_LATIN = re.compile("[A-Za-z](?=[\u3000-\uffef])|[\u3000-\uffef](?=[A-Za-z])|[\uff61-\uff9f](?=[0-9])")


def _too_little(line: str, text: str, wide: bool) -> bool:
    """Whether what was read is too short to speak for another script than Latin, or for ideographs: as GBK, 猫 is "è"."""
    outside = [char for char in text if char > "\x7f"]
    if all(map(is_latin, outside)):
        return wide and not GLUED_TO_LATIN.search(line)
    scripts = {ord(char) >> 8 for char in outside if "\u0250" <= char < "\u1e00"}
    return len(outside) < 3 or wide and (len(outside) < 4 or len(scripts) > 1)


def reasons(read_as: Pages, addition: str = "") -> str:
    return " ".join(f"UTF-8 that was read as {page}{addition}." for page in read_as)


# -- parts of a line ----------------------------------------------------------------------------------

IN_PARTS = ("windows-1258", "windows-1256", "windows-1251", "windows-1255", "KOI8-R", "Mac Roman", "GBK", "Shift-JIS")
WORD_BEFORE = re.compile(f"[{LATIN}]*\\Z")


def in_parts(line: str) -> Repaired:
    """The line with those parts of it read again which are UTF-8 that was read as one page, windows-1252 among them."""
    found = pieces(line) if guard.is_garbled(line) else None
    if found and not improves(line, found[0]):
        found = None
    likely = IN_PARTS if is_of_one_byte_pages(line) else tuple(pages.WIDE)
    candidates = [(text, page) for page in likely if (text := _reread_parts(line, page)) and is_sound(line, text)]
    if not candidates:
        return found
    before = cost(line)
    costs = {text: cost(text) for text, _ in candidates}
    text, page = min(candidates, key=lambda candidate: costs[candidate[0]])
    if before - costs[text] < PART_MARGIN or not improves(line, text) or found and cost(found[0]) <= costs[text]:
        return found
    return text, reasons((page,), ", in parts of the line")


def _reread_parts(line: str, page: str) -> str | None:
    again: dict[int, str] = {}
    proven = False
    for part in _parts(page).finditer(line):
        data = pages.bytes_of(part[0], page)
        if data is None:
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        start, end = part.span()
        if is_shown(line, start, end, text):
            continue
        if page in pages.WIDE and _too_little(line[max(0, start - 1):end + 1], text, True):
            continue
        if not is_good(text) and (deeper := best(text, LAYERS - 1)):
            text = deeper[0]
        # By itself a letter and punctuation behind it; beside others that are proven, the word В or à.
        alone = not line[start - 1:start].isalpha()
        odd = page in pages.WIDE or any(char not in pages.NATURAL for char in part[0][1:]) or _mixed(line, start, end)
        odd = odd and (len(text) > 1 or is_latin(text))      # ЩЁ is a digit in Arabic
        if _cost(part[0]) > _cost(text) and (odd or alone or len(text) > 1 or _within_word(line, start, end, text)):
            again[start] = text
            proven = proven or odd
    if not proven:
        return None
    return _parts(page).sub(lambda part: again.get(part.start(), part[0]), line)


_cost = lru_cache(1 << 12)(cost)      # of parts, which recur


def _mixed(line: str, start: int, end: int) -> bool:
    """Whether the part stands in a word as no letter can: of another script, or a Latin capital behind a small one."""
    return MIXED.search(line[max(0, start - 1):end + 1]) is not None or "Ā" <= line[start] < "ɐ" and line[start].isupper() and line[start - 1:start].islower()


def _within_word(line: str, start: int, end: int, text: str) -> bool:
    """Whether a word goes on behind the part, or ends with it as a Vietnamese syllable."""
    return line[end:end + 1].isalpha() or is_syllable(WORD_BEFORE.search(line[max(0, start - 7):start])[0] + text)


@cache
def _parts(page: str) -> re.Pattern[str]:
    """What letters of UTF-8 look like when read as the page."""
    if page in pages.WIDE:
        return re.compile("[\u3000-\uffef]{2,}|(?<=[a-z])[\u3400-\uffef](?=[a-z])")
    chars = pages.table(page)
    two, three, four, follow = (f"[{re.escape(chars[start:end])}]" for start, end in
                                ((0xC2, 0xE0), (0xE0, 0xF0), (0xF0, 0xF5), (0x80, 0xC0)))
    return re.compile(f"(?:{two}{follow}|{three}{follow}{{2}}|{four}{follow}{{3}})+")
