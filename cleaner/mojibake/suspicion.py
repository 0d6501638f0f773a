"""Suspicion: a cheap search for what mojibake looks like that ftfy, and so its guard, knows nothing of.

Suspicion is no proof: the readings judge the lines it lets through.  It has to see every kind of damage that they
repair, and cost clean text next to nothing, so the search stops only at characters that Vietnamese, Arabic and
English have little use for, and looks around from there.

    >>> is_suspect("Đường tới ngày mai — «bình yên»؛ قال: نعم"), is_suspect("ViÖt Nam"), is_suspect("ط§ظ„ط³ظ„ط§ظ…")
    (False, True, True)
"""
import re
from functools import cache

from cleaner import guard
from cleaner.mojibake import pages
from cleaner.text import Span


def is_suspect(text: str) -> bool:
    """Whether a line of the text could be mojibake of a kind that ftfy does not know."""
    return bool(suspect_lines(text))


def suspect_lines(text: str) -> list[Span]:
    """The lines that could be mojibake of a kind that ftfy does not know, in order."""
    if text.isascii():
        return []
    found = list(guard.lines_with(_pattern(), text))
    if not found or not _IDEOGRAPH.search(text):
        return found
    # The pattern stops at any ideograph: that the many ordinary ones are known costs 40 ms, which few texts should pay.
    return [span for span in found if _exactly().search(text, *span)]


def is_of_single_bytes(text: str) -> bool:
    """Whether it could be text of another 8-bit encoding that was read as windows-1252."""
    return _of_single_bytes().search(text) is not None


def is_of_one_byte_pages(text: str) -> bool:
    """Whether it could be UTF-8 that was read as a page of one byte for a character."""
    return _of_one_byte_pages().search(text) is not None


def is_of_wide_pages(text: str) -> bool:
    """Whether it could be UTF-8 that was read as GBK or Shift-JIS."""
    return _of_wide_pages().search(text) is not None


@cache
def _exactly() -> re.Pattern[str]:
    return _compiled([*_utf8(), *OTHERS, *SINGLE_BYTES, *_ideographs()])


IDEOGRAPHS = "\u3400-\u9fff\uff61-\uff9f"
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")


@cache
def _of_wide_pages() -> re.Pattern[str]:
    return _compiled(_ideographs())


def _ideographs() -> list[tuple[str, str]]:
    """Ideographs that stand for the beginning of a letter and are rare as such, and those within a Latin word."""
    pairs = [bytes([lead, follow]) for lead in range(0xC2, 0xF5) for follow in range(0x80, 0xC0)]
    gbk = {char for pair in pairs if pair[0] > 0xD7 or pair[1] < 0xA1 for char in pair.decode("gbk", "ignore")}
    shift_jis = {char for pair in pairs if pair[0] > 0xE0 for char in pair.decode("cp932", "ignore")}
    rare = sorted(char for char in gbk | shift_jis if "\u3400" <= char <= "\u9fff")
    # In Chinese one in forty is one of these; in what was misread, one of three.
    return [("".join(rare), f"(?:(?=.{{0,2}}[{''.join(rare)}])|(?<=[A-Za-z].)|(?=.?[A-Za-z]))"), ("\uff61-\uff9f", ""), ("\u3400-\u9fff", "(?<=[A-Za-z].)(?=[A-Za-z])")]


@cache
def _of_one_byte_pages() -> re.Pattern[str]:
    return _compiled([*_utf8(), *OTHERS])


@cache
def _pattern() -> re.Pattern[str]:
    return _compiled([*_utf8(), *OTHERS, *SINGLE_BYTES, (IDEOGRAPHS, "")])


@cache
def _of_single_bytes() -> re.Pattern[str]:
    return _compiled(list(SINGLE_BYTES))


def _compiled(conditions: list[tuple[str, str]]) -> re.Pattern[str]:
    triggers = "".join(trigger for trigger, _ in conditions)
    return re.compile(f"[{triggers}](?:{'|'.join(f'(?<=[{trigger}]){around}' for trigger, around in conditions)})")


def _utf8() -> list[tuple[str, str]]:
    """The second or third byte of a letter behind the first, for pages where the first is a letter that text has."""
    found = []
    for page in ("windows-1258", "windows-1256", "windows-1251", "windows-1255", "KOI8-R"):
        chars = pages.table(page)
        lead, lead_3, follow = chars[0xC2:0xE0], chars[0xE0:0xF5], re.escape(chars[0x80:0xC0])
        odd = "".join(char for char in chars[0x80:0xC0] if char not in pages.NATURAL)
        found.append((re.escape(odd), f"(?:(?<=[{lead}].)|(?<=[{lead_3}].)(?=[{follow}])|(?<=[{lead_3}][{follow}].))"))
    # Here the first byte is a sign, and the others are letters that text has.
    chars = pages.table("Mac Roman")
    found.append(("¬√ƒ≈∆–—ÿŸ◊·‚„‰", f"(?=[{re.escape(chars[0x80:0xC0])}])"))
    return found


_FOREIGN = "[\u0400-\u04ff\u05b0-\u05ea\u0600-\u06ffĂ]"
# A trigger, and what has to stand around it.
OTHERS = (
    # punctuation between a letter of another script and a Latin one: Deأ،k, tб»«
    (re.escape(pages.NATURAL), f"(?:(?<={_FOREIGN}.)(?=[A-Za-z])|(?<=[A-Za-z]{_FOREIGN}.))"),
    ("°·", "(?<=[Вآ\u05b2].)"),
    ("ё", "(?<=б.)(?=[0-9])"),        # £ read as KOI8-R
    # a letter that was lost
    ("\ufffd", "(?<=[À-ÿª»\u20ac].)"),
    ("º»", "(?<=á.)"),
)
SINGLE_BYTES = (
    # Cyrillic, Arabic, Greek, Hebrew read as windows-1252: three letters in a row, not all of them Vietnamese
    ("À-ÖØ-Þäåæçëîïðñö÷øûüþÿ", "(?:(?=[À-ÿ]{2})|(?<=[À-ÿ].)(?=[À-ÿ])|(?<=[À-ÿ]{2}.))"),
    # windows-1258: tones are letters of their own, đ is ð
    ("ÌÒÞìòð", "(?:(?<=[âêôõý].)|(?<=[a-z][ÌÒÞ])|(?<=ð)(?=[a-zà-ÿ]))"),
    # TCVN3, VISCII, VPS: a sign or a capital inside a word, or at its end
    ("À-ÖØ-Þ×÷ŒŠŽŸ", "(?<=[a-z].)"),
    ("¡-¦¨-ª¬-¯±´-¶¸-º¼-¿†‡ˆ‰‹œšž", "(?<=[A-Za-zß-ÿ].)(?=[A-Za-zß-ÿ])"),
    ("¨-ª¬\xad®µ¶·-¹", "(?:(?<=[A-Za-z].)|(?=[a-zà-ÿµ¶¸]))"),
    # VNI: a mark behind its vowel
    ("øûïåäØÛÏÅÄ", "(?<=[aeoôöuyAEOUY].)"),
    ("ö", "(?=[ôùïõøû])"),
)
