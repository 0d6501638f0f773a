"""Excuses: what makes a match innocent, in the phrase it stands in or in its line.

A rule excepts phrases (`cock-up`), patterns of its line, words that need only stand beside it (a hoe with
`garden`), and, in the tier "unmarked", every line that is not written in that register.

    >>> from cleaner.rulefile import Rule
    >>> rule = Rule("abuse/xx/hoe", "abuse", "", "", "insult", (), (), words=("hoe",), exceptions=("hoe cake{,s}",),
    ...             except_beside=("garden",))
    >>> excused = by_phrase([rule])
    >>> excused(0, "a hoe cake", 2, 5), excused(0, "a hoe", 2, 5)
    (True, False)
    >>> counts = by_line("the garden hoe\\nthe hoe")
    >>> counts(rule, 11, 14), counts(rule, 19, 22)
    (False, True)
"""
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from cleaner import braces, registers
from cleaner.folding import PARTICLES, fold, lower
from cleaner.lexicon import WORDY
from cleaner.rulefile import Rule
from cleaner.text import Span, line_around

LINE = 2000    # characters of a line by which its register is judged


def by_phrase(rules: Sequence[Rule]) -> Callable[[int, str, int, int], bool]:
    """Whether a match of a rule, by its place, lies inside a phrase that the rule excepts."""
    @cache
    def phrases(place: int) -> tuple[re.Pattern[str], int]:
        """What finds them, and how far the longest may reach."""
        families = sorted((braces.parse(fold(phrase).text) for phrase in rules[place].exceptions), key=braces.longest, reverse=True)
        attached = "(?:%s)?" % "|".join(sorted(PARTICLES, key=len, reverse=True)) if "particles" in rules[place].fold else ""
        choices = "|".join(map(braces.regex, families))
        return re.compile(f"(?<![{WORDY}]){attached}(?:{choices})(?![{WORDY}])"), braces.longest(families[0])

    def excused(place: int, text: str, start: int, end: int) -> bool:
        if not rules[place].exceptions:
            return False
        regex, reach = phrases(place)
        at, stop = max(0, start - reach), min(len(text), end + reach + 1)
        while match := regex.search(text, at, stop):
            if match.start() > start:
                return False
            if match.end() >= end:
                return True
            at = match.start() + 1
        return False
    return excused


def by_line(text: str) -> Callable[[Rule, int, int], bool]:
    """Whether a rule's word counts in the line it stands in: outside what the rule excepts, in its register."""
    excepted: dict[tuple[str, int], list[tuple[int, int]]] = {}
    words: dict[int, set[str]] = {}
    line_at = lines_of(text)

    def counts(rule: Rule, start: int, end: int) -> bool:
        low, high = line_at(start, end)
        if rule.except_patterns:
            if (rule.name, low) not in excepted:
                line = text[low:high]
                excepted[rule.name, low] = _merged(match.span() for regex in rule.except_patterns for match in compiled(regex).finditer(line))
            spans = excepted[rule.name, low]
            before = bisect_left(spans, (end - low,)) - 1       # the last that begins before the word ends
            if before >= 0 and start - low < spans[before][1]:
                return False
        if rule.except_beside:
            if low not in words:
                words[low] = set(_WORD.findall(lower(text[low:high])))
            if not words[low].isdisjoint(rule.except_beside):
                return False
        return not rule.tier or registers.fits(rule.language, text[low:min(high, low + LINE)], text[start:end])

    return counts


def lines_of(text: str) -> Callable[[int, int], Span]:
    """`line_around`, for one place after another: most lie in the line of the one before."""
    last = Span(0, -1)

    def line_at(start: int, end: int) -> Span:
        nonlocal last
        if not last.start <= start <= end <= last.end:
            last = line_around(text, start, end)
        return last
    return line_at


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places as sorted spans that do not overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


_WORD = re.compile(r"[^\W_]+")


@cache
def compiled(regex: str) -> re.Pattern[str]:
    """How patterns are read: on the real text, whatever its case, each line on its own."""
    written = re.sub(r"\\.|\(\?[a-z]+[:)]", "", regex)
    # Ignoring case costs a third even where no letter has any, as in Arabic.
    return re.compile(regex, re.MULTILINE | (re.IGNORECASE if written.lower() != written.upper() else 0))
