"""Mojibake: UTF-8 that was read as a code page with one byte for a character, and how to read it again.

    >>> repair("Ngày mai tráº»")                 # not a whole line of it: a piece in a good line
    ('Ngày mai trẻ', 'UTF-8 that was read as windows-1252, in parts of the line.')

READINGS are tried in order on a line that looks garbled.  Looking garbled is no proof: ftfy makes
“HỢP TÁC XÃ” into “HỢP TÁC XÔ.  So a reading has to explain characters that cannot be meant as they
stand, and it may bring in no U+FFFD, no line end and no character without a meaning:

    >>> repair("“HỢP TÁC XÃ”, tổ hợp tác")
"""
import codecs
import re
from functools import cache
from unicodedata import category

from cleaner import guard

Repaired = tuple[str, str] | None      # the line after it, and why; None where there is nothing to do

# windows-1252 as browsers and ftfy read it: the five bytes that it lacks stay control characters.
WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
TO_WINDOWS_1252 = codecs.charmap_build(WINDOWS_1252)
TO_BYTE = {ord(char): byte for byte, char in enumerate(WINDOWS_1252)}
FROM_C1 = {code: WINDOWS_1252[code] for code in range(0x80, 0xA0)}

CLOSING = "\xa0“”„‘’‚«»‹›–—…"                         # what stands between words, with or without a blank
NOTES = "¹²³†‡"
MARKS = CLOSING + NOTES + "\xad•·´°®©™§¶€£¥¢±×¼½¾"   # what may follow a word

QUOTES = tuple("\"'`‘’“”«»")

# What follows the first byte of a letter: 80 to BF, read as windows-1252 or as ISO 8859-1.
FOLLOW = "".join(FROM_C1.values()) + "".join(map(chr, range(0x80, 0xC0)))
# Next to one of these a piece is part of a larger wreck, and is left alone: ftfy's precaution.
WRECK = "".join(sorted(set(FOLLOW) - set(MARKS)))


def repair(line: str) -> Repaired:
    """One level of damage undone, or None."""
    if guard.is_garbled(line):
        readings = READINGS
    else:
        readings = () if guard.proven() else (by_ftfy,)
    for reading in readings:
        result = reading(line)
        if result and result[0] != line and _sound(line, result[0]):
            return result
    return None


def whole_line(line: str) -> Repaired:
    """The line, if all of it is UTF-8 that was read as windows-1252 or ISO 8859-1.

    ftfy's answer, at twenty times ftfy's speed.
    """
    for name, page in (("windows-1252", TO_WINDOWS_1252), ("ISO 8859-1", None)):
        try:
            data = codecs.charmap_encode(line, "strict", page)[0] if page else line.encode("latin-1")
            text = data.decode("utf-8")
        except UnicodeError:
            continue
        if _explains(line, data):
            return text, f"UTF-8 that was read as {name}."
    return None


# The byte A0, a no-break space when read alone, is also the second half of à.  Once it is a plain space, "Ã " stands
# for "à" if the space is doubled, if a Vietnamese word goes on behind it, or if no word does; else "à" and the space
# between two words were made one.  Right in 99.5% of Vietnamese lines, 97% where runs of spaces were closed as well.
A0_LOST = re.compile(
    r"Ã(?: (?= |(?:[imnou]|ng|nh|(?<![vl]Ã )y)(?![\w'])|/|[.,;:!?)](?!\w))|(?= )|$)"
    r"|[ÂÅÆÎÐÙ](?: |$)|[áï][º»] ")


def lost_a0(line: str) -> Repaired:
    """The whole line, where the byte A0 was a half of letters and was taken for a space."""
    result = whole_line(A0_LOST.sub(lambda match: match[0].rstrip(" ") + "\xa0", line))
    return result and (result[0], result[1][:-1] + ", and whose no-break spaces were lost.")


def by_ftfy(line: str) -> Repaired:
    """The whole line through the other code pages that ftfy knows."""
    if guard.beyond_code_pages(line):
        return None
    from ftfy import fix_encoding_and_explain

    # Without the options that repair a line in parts, which `pieces` does with more care, or that guess lost bytes.
    text, steps = fix_encoding_and_explain(line, restore_byte_a0=False, replace_lossy_sequences=False,
                                           decode_inconsistent_utf8=False, fix_c1_controls=False)
    if not steps or steps[-1].parameter == "windows-1252":
        return None
    page = steps[0].parameter
    if not _explains(line, line.encode(page)):
        return None
    return text, f"UTF-8 that was read as {page.removeprefix('sloppy-')}."


def pieces(line: str) -> Repaired:
    """Pieces of a line that is otherwise good, where several sources were put together."""
    def reread(match: re.Match[str]) -> str:
        data = match[0].translate(TO_BYTE).encode("latin-1")
        try:
            text = data.decode("utf-8")
        except UnicodeError:
            return match[0]
        misread = _weight(line, match.start(), data, rest_is_good=True) >= PROOF
        return text if misread and _sound("", text) and not _is_compared(line, *match.span(), text) else match[0]

    return _piece().sub(reread, line), "UTF-8 that was read as windows-1252, in parts of the line."


@cache
def _piece() -> re.Pattern[str]:
    letters = f"[Â-ß][{FOLLOW}]|[à-ï][{FOLLOW}]{{2}}|[ð-ô][{FOLLOW}]{{3}}"
    return re.compile(f"(?<![{WRECK}])(?:{letters})++(?![{WRECK}])")


def c1_controls(line: str) -> Repaired:
    """Quotation marks and dashes of windows-1252 that came through as the controls U+0080 to U+009F."""
    return line.translate(FROM_C1), "windows-1252 that was read as ISO 8859-1."


READINGS = (whole_line, lost_a0, by_ftfy, pieces, c1_controls)


# Three letters of two bytes in a row, or two of three, do not come about in good text.
PROOF = 3
LETTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
RUN = re.compile(rb"(?:[\xc2-\xf4][\x80-\xbf]+)+")


def _explains(line: str, data: bytes) -> bool:
    """Whether a reading explains a line, of which `data` are the bytes."""
    weight = 0
    for run in RUN.finditer(data):
        weight += _weight(line, run.start(), run[0])
        if weight >= PROOF:
            return True
    return False


def _weight(line: str, start: int, data: bytes, rest_is_good: bool = False) -> int:
    """What a run of letters adds to the proof that it was misread: PROOF if one cannot be meant as it stands."""
    if line[start - 1:start] in QUOTES and line[start + len(data):start + len(data) + 1] in QUOTES:
        return 0                        # shown, not meant: text about encodings
    weight = 0
    for letter in LETTER.finditer(data):
        weight += letter.end() - letter.start() - 1
        if weight >= PROOF or not _meant(line, start + letter.start(), start + letter.end(), rest_is_good):
            return PROOF
    return weight


def _is_compared(line: str, start: int, end: int, text: str) -> bool:
    """Whether the line has the right word as well, and so is about the wrong one: "cafÃ©" for "café", Ã© → é."""
    first, last = start, end
    while first and line[first - 1].isalnum():
        first -= 1
    while last < len(line) and line[last].isalnum():
        last += 1
    quoted = line[first - 1:first] in QUOTES and line[last:last + 1] in QUOTES
    word = line[first:start] + text + line[end:last]
    return word.isalpha() and (quoted or word == text) and bool(re.search(rf"\b{re.escape(word)}\b", line))


def _meant(line: str, start: int, end: int, rest_is_good: bool = False) -> bool:
    """Whether line[start:end], which could be UTF-8, could also be meant as it stands.

    That is the last letter of a word, and marks after it: XÃ”, MANHÃ”, là²³, liberté\xa0».
    """
    letter, marks = line[start], line[start + 1:end]
    before, after = line[start - 1:start], line[end:end + 1]
    if letter in "Ýß":
        return True                     # they would begin a letter of N'Ko, or a rare one of Arabic
    if not (letter.isalpha() or letter == "×") or letter == "â":
        return False                    # no word ends in â
    if not all(mark in MARKS for mark in marks) and not (rest_is_good and len(marks) == 1):
        return False
    if len(marks) == 2 and marks[0] in CLOSING and (marks[1] not in CLOSING + NOTES or letter == "á" and not rest_is_good):
        return False                    # after a quotation mark only others, or the number of a note; sá»±, Ká»³
    if letter.isupper() and before.islower() and before not in MARKS:
        return False                    # a capital inside a word: cafÃ©
    if after.islower() and marks[-1] not in CLOSING:
        return False                    # marks inside a word: Ã©tat, Máº¥t
    if letter in "ÂÃÄ" and not before.isalpha():
        # No words either.  Where letters are listed (Ă, Â”), only quotation marks follow.
        return not after.islower() and marks in "\xa0“”„‘’‚«»‹›"
    return True


def _sound(before: str, after: str) -> bool:
    """Whether a reading brings in only characters that mean something.

    The controls U+0080 to U+009F may come in: they are windows-1252, and the next round repairs them.
    """
    if "\ufffd" in after and "\ufffd" not in before:
        return False
    return after.isprintable() or not any(
        category(char) in ("Cc", "Cn", "Co", "Cs", "Zl", "Zp") and not "\x80" <= char <= "\x9f"
        for char in set(after) - set(before))
