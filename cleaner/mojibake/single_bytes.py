"""Single bytes: text of another 8-bit encoding that was read as windows-1252 or ISO 8859-1.

Every reading of such bytes is valid, so only what they spell can tell: the right reading is much the likeliest
text (`measure`), and, of Vietnamese for the fonts of before Unicode, its words are syllables.

    >>> whole_line("ÇááÛÉ ÇáÚÑÈíÉ")
    ('اللغة العربية', 'windows-1256 that was read as windows-1252.')
    >>> whole_line("TiÕng ViÖt rÊt hay")
    ('Tiếng Việt rất hay', 'TCVN3 that was read as windows-1252.')
    >>> whole_line("ÆØÅ, Århus, ÖBB, «É»") is None
    True
"""
import math
import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from cleaner.mojibake import pages
from cleaner.mojibake.measure import LATIN, MARGIN, cost, is_good
from cleaner.mojibake.sound import Repaired, is_sound
from cleaner.mojibake.suspicion import is_of_single_bytes
from cleaner.vietnamese import is_syllable

ENCODINGS = {"windows-1256": "cp1256", "windows-1251": "cp1251", "KOI8-R": "koi8-r", "windows-1253": "cp1253", "windows-1255": "cp1255",
             "GBK": "gb18030", "Big5": "cp950", "Shift-JIS": "cp932", "EUC-KR": "cp949"}
WIDE = ("GBK", "Big5", "Shift-JIS", "EUC-KR")
FEWEST_WIDE = 4         # characters; and none that takes an ASCII letter for its second byte
VIETNAMESE = {"TCVN3": "tcvn3", "VNI": "vni", "VISCII": "viscii", "VPS": "vps", "windows-1258": "cp1258"}
ORDINARY = 3.0          # nats a character: Western languages cost 2 to 3, misread text 5 and more
LEAD = 3.0              # nats over the next best text: 20 to 1
GAIN_FACTOR = 0.3       # of what the line cost: a long line gains in proportion, or is none
SYLLABLE, MARKED_SYLLABLE, NO_SYLLABLE = 0.7, 2.0, -4.0
PART_MARGIN = 14.0      # for a run of words, of which a line has many
ALL_SYLLABLES = 3.0     # two words or more, and every one of them
MOST_EVIDENCE = 6.0     # of words without marks, which are the same in every reading
FEW_WRONG = 0.25        # of the words: names and foreign words
UNIT = re.compile(r"\bµ(?:[mgslLAVFWHJN]|Pa|mol|Sv|Ω)\b")     # micrometres, which are no syllables
_WORD = re.compile(f"[{LATIN}]+")
_ONLY_VIETNAMESE = re.compile("[ảạẳẵặẩẫậấầắằẻẽẹểễệếềỉĩịỏọổỗộốồơởỡợớờủũụưửữựứừỷỹỵđ]", re.IGNORECASE)


def whole_line(line: str) -> Repaired:
    """The line, if its bytes in windows-1252 are text of another encoding."""
    return _reread(line, MARGIN)


def _reread(line: str, margin: float) -> Repaired:
    import cleaner.legacy  # noqa: F401  the names of the Vietnamese encodings become known

    data = pages.bytes_of(line, "windows-1252")
    page = "windows-1252"
    if data is None or data.isascii():
        return None
    before = cost(line)
    if before < ORDINARY * (len(line) - len(_ascii(line))) or UNIT.search(line):
        return None
    found = sorted(_readings(line, data, before), reverse=True)
    if not found:
        return None
    best = found[0]
    rival = next((other.rank for other in found if other.text != best.text), -math.inf)
    if best.gain < max(margin, GAIN_FACTOR * before) or best.rank - rival < LEAD:
        return None
    return best.text, f"{best.name} that was read as {page}."


class Reading(NamedTuple):
    rank: float     # among the readings of a line
    gain: float     # over the line as it stands: words that all readings leave alone say nothing for one
    name: str
    text: str


def _readings(line: str, data: bytes, before: float) -> Iterator[Reading]:
    for name, encoding in {**ENCODINGS, **VIETNAMESE}.items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not is_normalized("NFC", text):
            text = normalize("NFC", text)
        if text == line or not is_sound(line, text) or not is_good(text):
            continue
        if name in WIDE and (len(text) - len(_ascii(text)) < FEWEST_WIDE or _ascii(text) != _ascii(line)):
            continue
        gain = before - cost(text)
        rank = gain
        if name in VIETNAMESE:
            evidence = _as_vietnamese(line, text, gain)
            if evidence is None:
                continue
            gain, rank = gain + evidence[0], gain + evidence[1]
        yield Reading(rank, gain, name, text)


def _ascii(text: str) -> bytes:
    return text.encode("ascii", "ignore")


def _as_vietnamese(line: str, text: str, gain: float) -> tuple[float, float] | None:
    """What the words say for its being Vietnamese, in nats: those that were changed, and all; None if they speak against it."""
    # Foreign names say nothing: they stand in Vietnamese as elsewhere.
    words = [word for word in _WORD.findall(text) if not word.isascii() or len(word) > 1 and (word.islower() or is_syllable(word))]
    marked = [word for word in words if not word.isascii()]
    wrong = sum(not _is_word(word) for word in words)
    if wrong > FEW_WRONG * len(words) or len(marked) < 3 and not all(map(_is_word, marked)):
        return None
    stood = set(_WORD.findall(line))
    changed = sum(word not in stood and _is_word(word) for word in marked)
    # Words such as là and cô are words elsewhere, too.
    if not any(map(_ONLY_VIETNAMESE.search, marked)) and (wrong or changed < 2 or gain < PART_MARGIN):
        return None
    whole = ALL_SYLLABLES if not wrong and len(words) > 1 else 0.0
    others = whole + min(MOST_EVIDENCE, SYLLABLE * (len(words) - len(marked))) + NO_SYLLABLE * wrong
    return others + MARKED_SYLLABLE * changed, others + MARKED_SYLLABLE * sum(map(_is_word, marked))


def _is_word(word: str) -> bool:
    return is_syllable(word) and (word.islower() or word.istitle() or word.isupper())


def in_parts(line: str) -> Repaired:
    """The line with those runs of words read again that are of another encoding."""
    if not is_of_single_bytes(line):
        return None
    words = line.split(" ")
    done: list[str] = []
    why = ""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and pages.bytes_of(words[end], "windows-1252") is not None:
            end += 1
        run = " ".join(words[at:end])
        result = _reread(run, PART_MARGIN) if end - at < len(words) and is_of_single_bytes(run) else None
        if result:
            why = why or result[1][:-1] + ", in parts of the line."
            done.append(result[0])
        else:
            done += words[at:end]
        done += words[end:end + 1]
        at = end + 1
    return (" ".join(done), why) if why else None
