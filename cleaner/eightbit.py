"""Eight bits: telling encodings apart that only their letters tell apart.

Every encoding reads the bytes as some text.  Vietnamese shows by its syllables: hardly any wrong reading yields
one.  Otherwise the reading wins whose letters are the most likely ones of a language written in that encoding,
and none wins if the next best different text is nearly as likely.

    >>> [(reading.encoding, reading.language) for reading in readings("Ничего не потеряно".encode("koi8-r"))][:1]
    [('koi8_u', 'Russian')]
    >>> [(reading.encoding, reading.mean) for reading in vietnamese("Ra đi từ sớm, đến trưa".encode("utf-8"), ("utf-8", "cp1258"))]
    [('utf-8', 1.0)]
"""
import math
import re
import unicodedata
from functools import cache
from typing import NamedTuple

from cleaner.alphabets import LANGUAGES, STRANGE, VIETNAMESE, Language, chances, likelihood
from cleaner.vietnamese import is_syllable


class Decision(NamedTuple):
    encoding: str   # a Python codec name
    bom: bytes      # what stands before the text
    margin: float   # lead over the next best reading, 0..1; 1.0 where the bytes prove it
    evidence: str   # one sentence for a person


class Undecidable(Exception):
    """The bytes are no text, or no reading of them is clearly ahead: `candidates`, best first."""

    def __init__(self, cause: str, candidates: tuple[str, ...] = ()):
        super().__init__(cause)
        self.cause = cause
        self.candidates = candidates


class Reading(NamedTuple):
    encoding: str
    language: str
    text: str
    score: float     # natural logarithm of its likelihood
    mean: float      # the same by character outside ASCII; of Vietnamese the share of syllables


# -- Vietnamese ---------------------------------------------------------------------------------------

SURE_SHARE, FEWEST_WORDS = 0.8, 3
NO_SYLLABLE = -3.5      # natural logarithm: in right readings these are the foreign names, one word in thirty
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_VIETNAMESE = re.compile("[ảạẳẵặẩẫậấầắằẻẽẹểễệếềỉĩịỏọổỗộốồơởỡợớờủũụưửữựứừỷỹỵđ]", re.IGNORECASE)


def vietnamese(data: bytes, encodings: tuple[str, ...] = VIETNAMESE.encodings) -> list[Reading]:
    """The readings in which most words with marks are syllables, the most likely first."""
    found = filter(None, (_as_vietnamese(data, encoding) for encoding in encodings))
    return sorted(found, key=lambda reading: -reading.score)


def _as_vietnamese(data: bytes, encoding: str) -> Reading | None:
    try:
        text = unicodedata.normalize("NFC", data.decode(encoding))
    except UnicodeDecodeError:
        return None
    words = _WORD.findall(text)
    marked = [word for word in words if not word.isascii()]
    only = sum(bool(_ONLY_VIETNAMESE.search(word)) for word in marked)
    # French and Portuguese have words that could be syllables (là, né, não), but none of these letters; and of Vietnamese
    # words two in three are marked, where quotes and dashes in English may pass for one.
    if len(marked) < FEWEST_WORDS or only * 5 < len(marked) or len(marked) * 5 < len(words):
        return None
    syllables = sum(map(is_syllable, marked))
    score = likelihood(text, VIETNAMESE) + NO_SYLLABLE * (len(marked) - syllables)
    return Reading(encoding, VIETNAMESE.name, text, score, syllables / len(marked))


# -- all others ---------------------------------------------------------------------------------------

# Natural logarithms.  Encodings other than a language's first are rarer than that; what is odd is a capital after a small
# letter, a small one between capitals, a sign between two letters, two scripts in one word.
RARER, ODD_PLACE, CONTRACTION, NOT_ENGLISH = -1.0, -4.0, 2.0, -4.0
_ODD = re.compile(rb"[al](?=u)|l(?=A)|m(?=M)|(?<=[Au])l(?=[Au])|(?<=M)m(?=M)|(?<=[\w])-(?=[\w])|[aAlu](?=[mMn])|[mMn](?=[aAlu])|(?<![\w'])'(?=[lumMn])|!")
_ENGLISH = re.compile(rb"\b(?:the|of|and|to|is|in|that)\b", re.IGNORECASE)
_CONTRACTED = re.compile(rb"(?<=[a-z])[\x80-\xff](?=(?:s|t|re|ve|ll|d|m)\b)")
WIDE = ("gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949", "johab")


def readings(data: bytes) -> list[Reading]:
    """All readings, the most likely first; of those with the same text, only the best."""
    best: dict[str, Reading] = {}
    for encoding, languages in _languages().items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        weigh = _by_characters if encoding in WIDE else _by_bytes
        scores = weigh(data, text, encoding, [language for language, _ in languages])
        found = max((score + RARER * rarer, language.name) for score, (language, rarer) in zip(scores, languages))
        characters = len(text) - len(text.encode("ascii", "ignore")) if encoding in WIDE else sum(_high(data).values())
        if text not in best or best[text].score < found[0]:
            best[text] = Reading(encoding, found[1], text, found[0], found[0] / max(1, characters))
    return sorted(best.values(), key=lambda reading: -reading.score)


@cache
def _languages() -> dict[str, list[tuple[Language, bool]]]:
    """For every encoding the languages written in it, and whether it is not the most usual for them."""
    found: dict[str, list[tuple[Language, bool]]] = {}
    for language in LANGUAGES:
        for encoding in language.encodings:
            found.setdefault(encoding, []).append((language, encoding != language.encodings[0]))
    return found


def _by_characters(data: bytes, text: str, encoding: str, languages: list[Language]) -> list[float]:
    return [likelihood(text, language) for language in languages]


def _by_bytes(data: bytes, text: str, encoding: str, languages: list[Language]) -> list[float]:
    """The same for encodings of one byte, where counting bytes is faster, and what stands beside them is known."""
    table, classes = _table(encoding)
    high = [(table[byte], count) for byte, count in _high(data).items()]
    odd = ODD_PLACE * len(_ODD.findall(data.translate(classes)))
    english = CONTRACTION * sum(table[found[0]] == "’" for found in _CONTRACTED.findall(data))
    foreign = NOT_ENGLISH if 8 * len(_ENGLISH.findall(data)) > len(data.split()) else 0.0
    strange = math.log(STRANGE)
    return [odd + (english if language.name == "English" else foreign)
            + sum(count * chances(language).get(char or "", strange) for char, count in high) for language in languages]


@cache
def _table(encoding: str) -> tuple[list[str | None], bytes]:
    """The characters of the 256 bytes, and their classes."""
    characters: list[str | None] = []
    for byte in range(256):
        try:
            characters.append(bytes([byte]).decode(encoding))
        except UnicodeDecodeError:
            characters.append(None)
    return characters, bytes(_class(char or " ", byte < 0x80) for byte, char in enumerate(characters))


def _class(char: str, ascii_byte: bool) -> int:
    """Letters: a A in ASCII, l u Latin, m M of other scripts, n without case; "'" the apostrophe, "-" signs, "!" controls and the like."""
    if char.isalpha():
        latin = unicodedata.name(char, "").startswith("LATIN")
        small, capital = "aA" if ascii_byte else "lu" if latin else "mM"
        return ord(capital if char.isupper() else small if char.islower() or latin else "n")
    if char == "’":
        return ord("'")
    if ascii_byte or char in "·\u00ad\u200c\u200d":
        return ord(" ")
    if unicodedata.category(char)[0] == "M":    # vowels in Thai, Arabic and Hebrew
        return ord("n")
    # Box drawing and blocks are what the encodings of DOS have in the place of letters.
    return ord("!" if unicodedata.category(char) in ("Cc", "Co", "Cn") or "\u2500" <= char <= "\u25ff" else "-")


def _high(data: bytes) -> dict[int, int]:
    return {byte: data.count(byte) for byte in set(data) if byte > 0x7F}


# -- decisions ----------------------------------------------------------------------------------------

# Logarithms of likelihood: the lead that is asked for is 20 to 1, and text that is right has -1.5 to -4 by letter and up to
# -8.4 by ideograph; no wrong reading of 638 measured files reached that lead.
SAMPLE = 1 << 14    # bytes that a judgment by likelihood is made on: 20 ms
LEAD, LETTERS, IDEOGRAPHS = 3.0, -5.0, -9.0
NO_LANGUAGE = "in no encoding do its letters look like a language"


def likeliest(sample: bytes, controls: int = 0) -> Decision:
    """Decided by what language the letters would be.  Raises Undecidable."""
    sample = _telling_lines(sample)
    syllables = [reading for reading in vietnamese(sample) if reading.mean >= SURE_SHARE]
    if decision := decided_vietnamese(syllables):
        return decision
    if controls:
        raise Undecidable("not text: it holds control characters")
    found = sorted(readings(sample) + syllables, key=lambda reading: -reading.score)
    if not found:
        raise Undecidable("not text in any encoding known")
    best, names = found[0], tuple(reading.encoding for reading in found[:3])
    if best not in syllables and best.mean < (IDEOGRAPHS if max(best.text) > "\u2fff" else LETTERS):
        raise Undecidable(NO_LANGUAGE, names)
    if _lead(found) < LEAD or best in syllables:
        raise Undecidable("several encodings fit nearly alike", names)
    evidence = f"its letters are those of {best.language} in {best.encoding}"
    return Decision(best.encoding, b"", round(1 - math.exp(-_lead(found)), 3), evidence)


def decided_vietnamese(found: list[Reading]) -> Decision | None:
    lead = _lead(found)
    if not found or found[0].mean < SURE_SHARE or lead < LEAD:
        return None
    evidence = f"{found[0].mean:.0%} of the words with marks are Vietnamese syllables in {found[0].encoding}"
    return Decision(found[0].encoding, b"", round(1 - math.exp(-lead), 3), evidence)


def _lead(found: list[Reading]) -> float:
    """Of the best reading over the next one with another text."""
    return next((found[0].score - other.score for other in found if other.text != found[0].text), math.inf) if found else 0.0


def _telling_lines(sample: bytes) -> bytes:
    """Lines that are not ASCII, up to SAMPLE."""
    if len(sample) <= SAMPLE:
        return sample
    kept, size = [], 0
    for line in sample.split(b"\n"):
        if not line.isascii():
            kept.append(line)
            size += len(line)
            if size >= SAMPLE:
                break
    return b"\n".join(kept)
