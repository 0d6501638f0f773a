"""windows-1252 and ISO 8859-1: the pages that nearly all mojibake comes from, read fast and with care.

Looking garbled is no proof: ftfy makes “HỢP TÁC XÃ” into “HỢP TÁC XÔ.  So a reading has to explain
characters that cannot be meant as they stand.

    >>> whole_line("Máº¥t")
    ('Mất', 'UTF-8 that was read as windows-1252.')
    >>> pieces("Ngày mai tráº»")                 # not a whole line of it: a piece in a good line
    ('Ngày mai trẻ', 'UTF-8 that was read as windows-1252, in parts of the line.')
    >>> pieces("“HỢP TÁC XÃ”, tổ hợp tác")
"""
import codecs
import re
from functools import cache

from cleaner import guard
from cleaner.mojibake.measure import improves
from cleaner.mojibake.sound import Repaired, is_sound

# windows-1252 as browsers and ftfy read it: the five bytes that it lacks stay control characters.
WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
TO_WINDOWS_1252 = codecs.charmap_build(WINDOWS_1252)
TO_BYTE = {ord(char): byte for byte, char in enumerate(WINDOWS_1252)}
FROM_C1 = {code: WINDOWS_1252[code] for code in range(0x80, 0xA0)}

OPENING = "“„‘‚«‹"
QUOTATION = OPENING + "”’»›"
BETWEEN = QUOTATION + "\xa0–—…"                         # what stands between words, with or without a space
NOTES = "¹²³†‡"
ENDS = BETWEEN + NOTES + "®©™\xad"                     # what may follow a word
MARKS = ENDS + "•·´°§¶€£¥¢±×¼½¾"                       # what may follow it in a line that is known to be good
QUOTES = tuple("\"'`‘’“”«»")

# What follows the first byte of a letter: 80 to BF, read as windows-1252 or as ISO 8859-1.
FOLLOW = "".join(FROM_C1.values()) + "".join(map(chr, range(0x80, 0xC0)))
# Next to one of these a piece is part of a larger wreck, and is left alone: ftfy's precaution.
WRECK = "".join(sorted(set(FOLLOW) - set(MARKS)))


def whole_line(line: str) -> Repaired:
    """The line, if all of it is UTF-8 that was read as windows-1252 or ISO 8859-1.

    ftfy's answer, at ten times ftfy's speed.
    """
    for name, page in (("windows-1252", TO_WINDOWS_1252), ("ISO 8859-1", None)):
        try:
            data = codecs.charmap_encode(line, "strict", page)[0] if page else line.encode("latin-1")
            text = data.decode("utf-8")
        except UnicodeError:
            continue
        if _explains(line, data, text):
            return text, f"UTF-8 that was read as {name}."
    return None


# The byte A0, a no-break space when read alone, is also the second half of à.  Once it is a plain space, "Ã " stands
# for "à" if the space is doubled, if a Vietnamese word goes on behind it, or if no word does; else "à" and the space
# between two words were made one.  Right in 99% of Vietnamese lines, where ftfy alone is in 20%.
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
    data = line.encode(page)
    if not _explains(line, data, data.decode("utf-8", "replace")) or not improves(line, text):
        return None
    return text, f"UTF-8 that was read as {page.removeprefix('sloppy-')}."


def pieces(line: str) -> Repaired:
    """Pieces of a line that is otherwise good, where several sources were put together."""
    readable: dict[int, str] = {}
    proof = 0
    for piece in _piece().finditer(line):
        data = piece[0].translate(TO_BYTE).encode("latin-1")
        try:
            text = data.decode("utf-8")
        except UnicodeError:
            continue
        start, end = piece.span()
        if is_sound("", text) and not is_shown(line, start, end, text):
            weight = _weight(line, start, data, rest_is_good=True)
            proof = max(proof, weight)
            # “HỢP TÁC XÃ” stays even where another piece proves the damage.
            if weight >= PROOF or not (line[start - 1:start].isupper() and piece[0][1:] in QUOTATION):
                readable[start] = text
    if proof < PROOF:
        return None
    text = _piece().sub(lambda piece: readable.get(piece.start(), piece[0]), line)
    return text, "UTF-8 that was read as windows-1252, in parts of the line."


@cache
def _piece() -> re.Pattern[str]:
    letters = f"[Â-ß][{FOLLOW}]|[à-ï][{FOLLOW}]{{2}}|[ð-ô][{FOLLOW}]{{3}}"
    return re.compile(f"(?<![{WRECK}])(?:{letters})++(?![{WRECK}])")


def c1_controls(line: str) -> Repaired:
    """Quotation marks and dashes of windows-1252 that came through as the controls U+0080 to U+009F."""
    return line.translate(FROM_C1), "windows-1252 that was read as ISO 8859-1."


# Bytes of letters beyond the first: of three letters of two bytes, or two of three.
PROOF = 3       # do not come about in good text
MUCH = 24       # are too many for a line that only shows some
LETTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
RUN = re.compile(rb"(?:[\xc2-\xf4][\x80-\xbf]+)+")


def _explains(line: str, data: bytes, text: str) -> bool:
    """Whether a line is explained by a reading: as the bytes `data`, which are UTF-8 for `text`."""
    if len(data) - len(text) >= MUCH:
        return True
    weight = 0
    for run in RUN.finditer(data):
        if not is_shown(line, *run.span()):
            weight += _weight(line, run.start(), run[0])
            if weight >= PROOF:
                return True
    return False


def _weight(line: str, start: int, data: bytes, rest_is_good: bool = False) -> int:
    """What a run of letters adds to the proof that it was misread: PROOF if one cannot be meant as it stands."""
    weight = 0
    for letter in LETTER.finditer(data):
        first, end = letter.span()
        if not _meant(line, start + first, start + end, rest_is_good):
            return PROOF
        weight += end - first - 1
    return weight


def _meant(line: str, start: int, end: int, rest_is_good: bool) -> bool:
    """Whether line[start:end], which could be UTF-8, could also be meant as it stands.

    That is the last letter of a word, and marks after it: XÃ”, MANHÃ”, là²³, liberté\xa0».
    """
    letter, marks = line[start], line[start + 1:end]
    before, after = line[start - 1:start], line[end:end + 1]
    if letter in "Ýß":
        return True                     # they would begin a letter of N'Ko, or a rare one of Arabic
    if letter == "á" and marks[0] == "»":
        # Half the Vietnamese letters: sá»±, Ká»³, vá»›i.  In good text «đá»«cỏ», or «đá»³ with the number of a note.
        return rest_is_good and (after.isalnum() if marks[1] == "«" else
                                 marks[1] in BETWEEN + NOTES and not after.isalpha())
    foreign = marks.strip(MARKS if rest_is_good else ENDS)
    no_word = letter in "ÂÃÄÐÑÙ" and not before.isalpha()
    return not (
        letter == "â" or not (letter.isalpha() or letter == "×")                # no word ends in â
        or foreign and not (rest_is_good and len(marks) == 1 and foreign > "\x9f")
        or marks[-1] == "\xad" and after != "" and not after.isalnum()          # a soft hyphen parts a word
        or marks[0] in BETWEEN and marks[-1] not in BETWEEN + NOTES
        or letter.isupper() and before.islower() and before not in MARKS        # inside a word: cafÃ©
        or after.islower() and marks[-1] not in BETWEEN                         # inside a word: Ã©tat, Máº¥t
        # Letters that are no words stand alone where letters are listed (Ă, Â”), and quoted.
        or no_word and (after.isalpha() and marks != "\xa0" or marks not in QUOTATION + "\xa0" * rest_is_good))


def is_shown(line: str, start: int, end: int, text: str = "") -> bool:
    """Whether the line speaks about a piece: "Ã©" alone in quotation marks, Ã© → é, or "cafÃ©" for "café"."""
    if end - start <= 4 and line[start - 1:start] in QUOTES and line[end:end + 1] in QUOTES:
        return True
    if not text.isalpha():
        return False
    first, last = start, end
    while first and line[first - 1].isalnum():
        first -= 1
    while last < len(line) and line[last].isalnum():
        last += 1
    quoted = line[first - 1:first] in QUOTES and line[last:last + 1] in QUOTES
    word = line[first:start] + text + line[end:last]
    if not quoted and word != text:
        return False
    reach = 200 if quoted else len(word) + 4
    beside = line[max(0, first - reach):first] + "\n" + line[last:last + reach]
    return re.search(rf"\b{re.escape(word)}\b", beside) is not None
