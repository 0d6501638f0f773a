"""The measure of a repair: how many nats cheaper the line is to write down after it than before.

What a character outside ASCII costs is the negative logarithm of how often it is met, in the language that makes all of
them together cheapest: letters by their rank in `cleaner.alphabets` (Zipf's law), marks by the shares given there.  Words
that could be Vietnamese cost as much as they are unlikely to be syllables.  What no language does costs extra:
two scripts in a word, a capital after a small letter, a sign behind a letter that is no punctuation.

    >>> round(cost("Привет")), round(cost("Ïðèâåò")), round(cost("РџСЂРёРІРµС‚"))
    (22, 45, 101)
    >>> round(cost("Øresund på Ålborg")), round(cost("Шresund pе Еlborg"))
    (10, 39)
"""
import math
import re
from collections import Counter
from functools import cache, lru_cache
from unicodedata import category

from cleaner.alphabets import LANGUAGES, MARKS, STRANGE, VIETNAMESE, chances
from cleaner.vietnamese import is_syllable

# Nats.  A wrong reading that is accepted does harm, a right one that is not leaves the line as it was.
MARGIN = 9.0            # a repaired line is e^9 times likelier than what stood there
PART_MARGIN = 9.5       # the same for a part, which has the rest of the line against it
GOOD, GOOD_DENSE = 6.6, 9.4      # the most a character of text costs on average; ideographs are many
CAPITAL_INSIDE, TWO_SCRIPTS, GLUED, NO_SYLLABLE = 4.0, 8.0, 4.5, 3.5
ON_THE_WAY = 0.6
SYMBOL, STRANGEST = 7.0, -math.log(STRANGE)

LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_OTHER = "\u0386-\u03ff\u0400-\u0483\u048a-\u058f\u0591-\u05c7\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u0900-\u0dff\u2500-\u259f"
MIXED = re.compile(f"[{LATIN}](?=[{_OTHER}])|[{_OTHER}](?=[{LATIN}])")
# A sign that is no punctuation directly behind a letter, one ideograph within a Latin word, what C2 is before a sign, or £.
_GLUED = re.compile(f"[{LATIN}{_OTHER}](?=[¡-¦¨´¬¯±µ¶¸º¼-¿€†‡‰‹ƒˆ˜\u0080-\u009f\u0591-\u05af\u05b0-\u05c7√∞≈≠≤≥∆∂∑∏π∫Ω◊\u2500-\u259f])|[A-Za-z](?=[\u3400-\u9fff\uff61-\uff9f]{{1,2}}[a-z])|[a-z](?=[ª®º][a-z])|[Вб](?=[Јё][0-9])|[Вآ\u05b2](?=°)|[آ\u05b2](?=·)")
_CAPITAL = re.compile("[a-zß-öø-ÿ](?=[À-ÖØ-Þ])|[а-яё](?=[А-ЯЁ])|[α-ωά-ώ](?=[Α-Ω])")
_WORD = re.compile(f"[{LATIN}]+")

# Scripts that `alphabets` knows no language for: one letter is as good as another.
SCRIPTS = ("\u0530\u058f", "\u0900\u097f", "\u0980\u09ff", "\u0a00\u0a7f", "\u0a80\u0aff", "\u0b00\u0b7f", "\u0b80\u0bff", "\u0c00\u0c7f",
           "\u0c80\u0cff", "\u0d00\u0d7f", "\u0d80\u0dff", "\u0e80\u0eff", "\u0f00\u0fff", "\u1000\u109f", "\u10a0\u10ff",
           "\u1200\u137f", "\u1780\u17ff")
LETTER_OF_SCRIPT = 4.2


@cache
def _models() -> list[dict[str, float]]:
    """For every language what its characters cost."""
    marks = {mark: -math.log(0.1 * share) for mark, share in MARKS.items()}
    scripts = [marks | {chr(code): LETTER_OF_SCRIPT for code in range(ord(first), ord(last) + 1)} for first, last in SCRIPTS]
    return scripts + [{char: -chance for char, chance in chances(language).items()} for language in (*LANGUAGES, VIETNAMESE)]


def cost(text: str) -> float:
    """Nats that the characters outside ASCII cost."""
    counts = Counter(text)
    columns = [_costs(char) if count == 1 else [count * each for each in _costs(char)]
               for char, count in counts.items() if char > "\x7f"]
    if not columns:
        return 0.0
    totals = list(map(sum, zip(*columns)))
    least, vietnamese = min(totals), totals[-1]
    if vietnamese == least:
        vietnamese += NO_SYLLABLE * sum(not word.isascii() and not is_syllable(word) for word in _WORD.findall(text))
        least = min(vietnamese, *totals[:-1])
    least += GLUED * len(_GLUED.findall(text))
    return least + TWO_SCRIPTS * len(MIXED.findall(text)) + CAPITAL_INSIDE * len(_CAPITAL.findall(text))


@lru_cache(1 << 14)
def _costs(char: str) -> list[float]:
    """What a character costs in each language; Vietnamese is the last."""
    strange = _strange(char)
    return [model.get(char, strange) for model in _models()]


def _strange(char: str) -> float:
    # Emoji and signs belong to no language.
    return SYMBOL if category(char) in ("So", "Sm", "Sc") and char > "\u2000" and not "\u2500" <= char <= "\u25ff" else STRANGEST


FEW_STRANGE = 0.1       # of the characters; foreign names in Latin letters are none


def is_good(text: str) -> bool:
    """Whether the characters outside ASCII are such as text has."""
    outside = [char for char in text if char > "\x7f"]
    dense = any("\u2e80" <= char <= "\ud7a3" for char in outside)
    if cost(text) > (GOOD_DENSE if dense else GOOD) * len(outside):
        return False
    totals = list(map(sum, zip(*map(_costs, outside))))
    language = totals.index(min(totals, default=0.0)) if totals else 0
    strange = sum(_costs(char)[language] >= STRANGEST and not is_latin(char) for char in outside)
    return strange <= FEW_STRANGE * len(outside)


def is_latin(char: str) -> bool:
    """Whether it is a Latin letter, or punctuation."""
    return char < "\u0250" or "\u1e00" <= char < "\u2100"


def improves(before: str, after: str) -> bool:
    """Whether a line is good after a repair of its parts, or at least on the way there."""
    return is_good(after) or cost(after) < ON_THE_WAY * cost(before)
