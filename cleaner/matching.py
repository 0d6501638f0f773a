"""Matching: where the words of all rules stand in a text, found in one pass and then confirmed.

One Aho-Corasick automaton holds the words of every rule.  What it finds in the folded text is
confirmed at word boundaries, as the rule reads it, outside the phrases the rule excepts.  Disguised
words are looked for only where `disguises` sees a sign of one.

    >>> from cleaner.rulefile import Rule
    >>> rule = Rule("abuse/xx/cock", "abuse", "", "", "profanity", (), (), fold=("case", "leet"),
    ...             words=("cock{,s}",), exceptions=("cock-up",))
    >>> [(hit.start, hit.text) for hit in matcher([rule])("Peacocks, Cocks, a cock-up and a c0ck.")]
    [(10, 'Cocks'), (33, 'c0ck')]
"""
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from cleaner import disguises
from cleaner.automaton import Occurrences, automaton
from cleaner.excuses import by_line, by_phrase, compiled, lines_of
from cleaner.folding import PARTICLES, Kinds, fold_lower, in_place, lower, reading, wordy
from cleaner.lexicon import BLANKS, Form, Pattern, lexicon
from cleaner.rewriting import written_out
from cleaner.rulefile import Rule
from cleaner.telltales import even, telltales


class Hit(NamedTuple):
    start: int      # offsets, in characters, into the text as it was given
    end: int
    text: str       # what stands there
    rule: Rule
    seen: Kinds     # the folds that it took to read it: empty where it stands written out


Matcher = Callable[[str], list[Hit]]


class _Found(NamedTuple):
    """One pass over a folded text."""
    words: list[tuple[int, int, int]]     # start, end, rule
    signs: list[int]                      # where a disguise may be
    needs: list[tuple[int, int]]          # pattern, and where what it needs stands


_REACH = 60     # characters on either side of what a pattern needs


def matcher(rules: Iterable[Rule], every: bool = False) -> Matcher:
    """A function from a text to the hits in it, sorted, of the abuse rules among `rules`.

    Of overlapping hits the more severe stays, then the longer; with `every`, all of them.
    """
    chosen = tuple(rule for rule in rules if rule.kind == "abuse")
    if not chosen:
        return lambda text: []
    known = lexicon(chosen)
    occurrences = automaton(known.forms)
    tailed = {number for number, form in enumerate(known.forms.values()) if any(owner.tail for owner in form.owners)}
    blanks = {number for number, form in enumerate(known.forms) if form in BLANKS}
    confirmed = _confirmer(chosen, list(known.forms.values()))
    read = disguises.reader(known.words, known.phrases)
    folds = [frozenset(rule.fold) for rule in chosen]

    def find(text: str, first: int, last: int) -> list[tuple[int, int, int]]:
        reaching = [each for each in occurrences(text) if each[1] < last and (each[2] > first or each[0] in tailed)]
        return confirmed(text, reaching, lambda start, end: text[start:end]).words

    def candidates(text: str) -> Iterator[tuple[int, int, int, Kinds]]:
        """Places of words in the real text, their rule, and the folds it took to read them."""
        folded = low = lower(text)
        span = in_place
        if (places := even(low)) is None:
            folded, span = fold_lower(low, blanks=False)
            places = telltales(folded)
        occurring = occurrences(folded)
        if not (places or occurring):
            return
        if any(form in blanks for form, _, _ in occurring):
            folded, span = fold_lower(low)
            places, occurring = telltales(folded), occurrences(folded)
        found = confirmed(folded, occurring, lambda start, end: text[slice(*span(start, end))])
        for start, end, rule in found.words:
            yield *span(start, end), rule, frozenset()
        if places or found.signs:
            for start, end, rule, seen in written_out(folded, sorted(places + found.signs), read, find):
                if seen <= folds[rule]:
                    yield *span(start, end), rule, seen
        needs = [(number, span(place, place)[0]) for number, place in found.needs]
        for start, end, rule in _matched(text, needs, known.patterns) if needs else ():
            yield start, end, rule, frozenset()

    def hits(text: str) -> list[Hit]:
        found = []
        counts = by_line(text)
        for start, end, place, seen in candidates(text):
            rule = chosen[place]
            if not (rule.tier or rule.except_patterns or rule.except_beside) or counts(rule, start, end):
                found.append(Hit(start, end, text[start:end], rule, seen))
        return sorted(set(found), key=_place) if every else resolved(found) if found else found

    return hits


def resolved(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap, the more severe; of equals, the longer; of those, the first."""
    kept: list[Hit] = []        # sorted, without overlap
    for hit in sorted(hits, key=lambda hit: (-hit.rule.severity, hit.start - hit.end, hit.start, hit.rule.name)):
        place = bisect_right(kept, hit.start, key=lambda other: other.start)
        if (not place or kept[place - 1].end <= hit.start) and (place == len(kept) or hit.end <= kept[place].start):
            kept.insert(place, hit)
    return kept


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.rule.name


@cache
def _tail(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def _confirmer(rules: Sequence[Rule], table: Sequence[Form]) -> Callable[[str, Occurrences, Callable[[int, int], str]], _Found]:
    """What the occurrences in a folded text mean; `real` gives what stands at a place in the real one."""
    particles = ["particles" in rule.fold for rule in rules]
    readings = [reading(rule.fold) for rule in rules]
    excused = by_phrase(rules)

    def confirmed(text: str, occurrences: Occurrences, real: Callable[[int, int], str]) -> _Found:
        found = _Found([], [], [])
        size = len(text)
        for index, start, end in occurrences:
            left, right, owners, needed_by, sign = table[index]
            inside = left and start and wordy[text[start - 1]]
            if sign:
                found.signs.append(start)
            cut = right and end < size and (wordy[text[end]] or text[end] == "&" and _goes_on(text, end))
            # Needs are whole words: "cl" stands inside many.  Arabic writes particles onto them.
            if needed_by and (text[start] >= "\u0600" or not inside and not cut):
                found.needs.extend((pattern, start) for pattern in needed_by)
            if not owners:
                continue
            attached = 0
            if inside and not (attached := _attached(text, start)):
                continue
            for rule, exact, tail in owners:
                stop = end
                if tail:
                    if not (rest := _tail(tail).match(text, end)):
                        continue
                    stop = rest.end()
                elif cut:
                    continue
                if attached and not particles[rule] or exact and readings[rule](real(start, stop)) != exact:
                    continue
                if not excused(rule, text, start, stop):
                    found.words.append((start - attached, stop, rule))
        return found

    return confirmed


_ENTITY = re.compile(r"&#?\w{2,8};")


def _goes_on(text: str, end: int) -> bool:
    """Whether a word goes on with a letter written as an entity: `Jap&#243;n`."""
    import html
    entity = _ENTITY.match(text, end)
    return bool(entity) and wordy[html.unescape(entity[0])[0]]


_LONGEST_PARTICLE = max(map(len, PARTICLES))


def _attached(text: str, start: int) -> int:
    """How many letters before `start` are particles written onto the word there; 0 when they are not."""
    first = start
    while first and start - first <= _LONGEST_PARTICLE and wordy[text[first - 1]]:
        first -= 1
    return start - first if text[first:start] in PARTICLES else 0


def _matched(text: str, needs: Iterable[tuple[int, int]], patterns: Sequence[Pattern]) -> Iterator[tuple[int, int, int]]:
    """What the patterns match around the places of what they need, each line on its own."""
    done: dict[int, tuple[int, int]] = {}
    line_at = lines_of(text)
    for number, place in needs:
        line_start, line_end = line_at(place, place)
        if done.get(number, (-1, 0)) >= (line_start, place):
            continue
        done[number] = line_start, place + _REACH // 2
        low, high = max(line_start, place - _REACH), min(line_end, place + _REACH)
        # `$` must not hold where the line goes on: the end is moved into a word.
        while high < line_end and not (wordy[text[high - 1]] and wordy[text[high]]):
            high += 1
        rule, regex = patterns[number]
        for match in compiled(regex).finditer(text, low, high):
            if match[0]:
                yield *match.span(), rule
