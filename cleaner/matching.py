"""Matching: where the words of all rules stand in a text, found in one pass and then confirmed.

One Aho-Corasick automaton holds every form of every rule.  What it finds in the folded text is
confirmed at word boundaries, as the rule reads it, outside the phrases the rule excepts.  Disguised
words are looked for only where `disguises` sees a sign of one.

    >>> from cleaner.rulefile import parse
    >>> rules, _ = parse('''
    ... [[rule]]
    ... id = "tin"
    ... why = "Names a cock."
    ... category = "profanity"
    ... severity = 2
    ... certainty = "contextual"
    ... fold = ["case", "leet"]
    ... words = ["cock{,s}"]
    ... except = ["cock-up"]
    ... must_match = ["cock"]
    ... must_not_match = ["cock-up", "peacock"]
    ... ''', "abuse", "xx", "xx.toml")
    >>> [(hit.start, hit.text) for hit in matcher(rules)("Peacocks, Cocks, a cock-up and a c0ck.")]
    [(10, 'Cocks'), (33, 'c0ck')]
"""
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from cleaner import braces, disguises, registers
from cleaner.folding import Kinds, bounded, fold, reading, unaccented, wordy
from cleaner.rulefile import Rule
from cleaner.text import line_around


class Hit(NamedTuple):
    start: int      # offsets, in characters, into the text as it was given
    end: int
    text: str       # what stands there
    rule: Rule
    seen: Kinds     # the folds that it took to read it: empty where it stands written out


Matcher = Callable[[str], list[Hit]]


class _Owner(NamedTuple):
    """A rule that has a form."""
    rule: int
    exact: str      # what the place must read as under the rule's own folds; "" where folding says it all
    tail: str       # a regex for what follows the form; "" where the form is whole


class _Form(NamedTuple):
    left: bool      # whether a word boundary is demanded
    right: bool
    owners: tuple[_Owner, ...]
    needed_by: tuple[int, ...]     # rules whose patterns are tried where this stands
    sign: bool                     # of a disguise


class _Lexicon(NamedTuple):
    forms: dict[str, _Form]
    words: dict[str, Kinds]        # every word of a form, with the disguises to see through
    joined: dict[str, Kinds]       # short phrases without their blanks


class _Raw(NamedTuple):
    start: int
    end: int
    rule: int


# Prefixes that Arabic writes onto a word: and, so, by, like, for, the, and the calls "O" and "that".
PARTICLES = frozenset(f"{conjunction}{rest}" for conjunction in ("", "و", "ف")
                      for rest in ("", "ال", "ب", "ك", "ل", "بال", "كال", "لل", "يا", "هال", "عال")) - {""}
_LONGEST_PARTICLE = max(map(len, PARTICLES))
_ARABIC_LETTER = re.compile("[\u0620-\u064a]")
_NEAR = 48      # characters around a disguised word that a phrase with it may reach


def matcher(rules: Iterable[Rule], every: bool = False) -> Matcher:
    """A function from a text to the hits in it, sorted, of the abuse rules among `rules`.

    Of overlapping hits the more severe stays, then the longer; with `every`, all of them.
    """
    chosen = tuple(rule for rule in rules if rule.kind == "abuse")
    if not chosen:
        return lambda text: []
    lexicon = _lexicon(chosen)
    table = list(lexicon.forms.values())
    find = _automaton(list(lexicon.forms))
    read = disguises.reader(lexicon.words, lexicon.joined)
    folds = [frozenset(rule.fold) for rule in chosen]
    readings = [reading(rule.fold) for rule in chosen]
    particles = ["particles" in fold for fold in folds]
    excused = _excuses(chosen)
    regexes = {place: [re.compile(regex, re.IGNORECASE) for regex in rule.patterns]
               for place, rule in enumerate(chosen) if rule.patterns}

    def confirmed(text: str, signs: list[int], needs: set[tuple[int, int]], real: Callable[[int, int], str]) -> Iterator[_Raw]:
        size = len(text)
        for index, start, end in find(text):
            left, right, owners, needed_by, sign = table[index]
            if sign:
                signs.append(start)
            for rule in needed_by:
                needs.add((rule, start))
            if not owners:
                continue
            cut = right and end < size and wordy[text[end]]
            attached = 0
            if left and start and wordy[text[start - 1]]:
                if not (attached := _attached(text, start)):
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
                    yield _Raw(start - attached, stop, rule)

    def hits(text: str) -> list[Hit]:
        folded, span = fold(text)
        signs: list[int] = []
        needs: set[tuple[int, int]] = set()
        found: list[Hit] = []

        def hit(start: int, end: int, rule: int, seen: Kinds) -> None:
            line_start, line_end = line_around(text, start, end)
            judged = chosen[rule]
            if judged.tier and not registers.fits(judged.language, text[line_start:line_end][:2000], text[start:end]):
                return
            if judged.except_patterns and _excepted(judged, text[line_start:line_end], start - line_start, end - line_start):
                return
            found.append(Hit(start, end, text[start:end], judged, seen))

        def real(start: int, end: int) -> str:
            start, end = span(start, end)
            return text[start:end]

        for start, end, rule in confirmed(folded, signs, needs, real):
            hit(*span(start, end), rule, frozenset())
        places = [match.start() for match in disguises.TELLTALE.finditer(folded)]
        if signs or places:
            for start, end, rule, seen in _disguised(folded, sorted({*signs, *places}), read, confirmed):
                if seen <= folds[rule]:
                    hit(*span(start, end), rule, seen)
        tried: set[tuple[int, int]] = set()
        for rule, place in needs:
            line = line_around(text, *span(place, place))
            if (rule, line.start) not in tried:
                tried.add((rule, line.start))
                for regex in regexes[rule]:
                    for match in regex.finditer(text[line.start:line.end]):
                        if match[0]:
                            hit(line.start + match.start(), line.start + match.end(), rule, frozenset())
        if not found:
            return found
        return sorted(set(found), key=_place) if every else resolved(found)

    return hits


def resolved(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap, the more severe; of equals, the longer; of those, the first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.rule.severity, hit.start - hit.end, hit.start, hit.rule.name)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=_place)


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.rule.name


def _automaton(patterns: Sequence[str]) -> Callable[[str], list[tuple[int, int, int]]]:
    from ahocorasick_rs import AhoCorasick, Implementation
    automaton = AhoCorasick(patterns, implementation=Implementation.ContiguousNFA, store_patterns=False)
    return lambda text: automaton.find_matches_as_indexes(text, overlapping=True)


# An automaton of every form of every family would hold 80,000, most of them phrases like "{hit,beat}
# {him,her,them} {up,down}".  Enough to be rare in other text is a beginning of this many characters.
_HEADS, _HEAD = 32, 4
_MOST_JOINED = 14       # letters; nobody spells a longer phrase out letter by letter


def _lexicon(rules: Sequence[Rule]) -> _Lexicon:
    owners: dict[str, dict[tuple[int, str], _Owner]] = {}
    needed_by: dict[str, list[int]] = {}
    words: dict[str, Kinds] = {}
    joined: dict[str, Kinds] = {}
    for place, rule in enumerate(rules):
        folds = frozenset(rule.fold)
        disguised = "case" in folds and len(folds) > 1
        whole_arabic = {"arabic-marks", "arabic-letters"} <= folds
        for word in rule.words:
            folded = fold(word.strip()).text
            if "case" in folds and (whole_arabic or not _ARABIC_LETTER.search(folded)):
                for spelling in {folded, unaccented(folded)} if "marks" in folds else {folded}:
                    family = braces.parse(spelling)
                    heads, rest = braces.heads(family, _HEADS, _HEAD)
                    tail = _edged(braces.regex(rest), spelling[-1]) if rest else ""
                    for head in heads:
                        owners.setdefault(head, {})[place, tail] = _Owner(place, "", tail)
                        if disguised and not rest and " " in head and len(head) <= _MOST_JOINED:
                            _allow(joined, head.replace(" ", ""), folds)
                    for part in braces.words(family) if disguised else ():
                        _allow(words, part, folds)
            else:
                read = reading(rule.fold)
                for form in braces.forms(braces.parse(word)):
                    owners.setdefault(fold(form).text, {})[place, ""] = _Owner(place, read(form), "")
        for need in rule.needs:
            needed_by.setdefault(fold(need).text, []).append(place)
    signs = _signs(words)
    forms = {form: _Form(bounded(form[0]), bounded(form[-1]), tuple(owners.get(form, {}).values()),
                         tuple(needed_by.get(form, ())), form in signs)
             for form in dict.fromkeys([*owners, *needed_by, *signs])}
    return _Lexicon(forms, words, joined)


def _allow(words: dict[str, Kinds], word: str, folds: Kinds) -> None:
    known = words.get(word)
    if known is None:
        words[word] = folds
    elif not folds <= known:
        words[word] = known | folds


_WORDY = "\\w\u0300-\u036f\u064b-\u065f"


def _edged(regex: str, last: str) -> str:
    return f"{regex}(?![{_WORDY}])" if last == "}" or bounded(last) else regex


@cache
def _tail(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def _signs(words: dict[str, Kinds]) -> set[str]:
    """What stretched words and words spelled with blanks have in them, and ordinary text seldom."""
    letters = {letter for word, folds in words.items() if "stretch" in folds for letter in word if letter.isalpha()}
    spelled = {" ".join(word[:3]) for word, folds in words.items() if "separators" in folds and len(word) > 2}
    return {letter * 3 for letter in letters} | spelled


def _attached(text: str, start: int) -> int:
    """How many letters before `start` are particles written onto the word there; 0 when they are not."""
    first = start
    while first and start - first <= _LONGEST_PARTICLE and wordy[text[first - 1]]:
        first -= 1
    return start - first if text[first:start] in PARTICLES else 0


def _disguised(text: str, places: list[int], read: disguises.Reader, confirmed: Callable) -> Iterator[tuple[int, int, int, Kinds]]:
    """Hits that hold at least one disguised word, at their place in the folded text."""
    found = list(disguises.tokens(text, places, read))
    for number, token in enumerate(found):
        low, high = max(0, token.start - _NEAR), min(len(text), token.end + _NEAR)
        near = [other for other in found[max(0, number - 8):number + 9] if low <= other.start and other.end <= high]
        for word, kinds in token.readings:
            # The text around the token, with every disguised word in it written out.
            pieces: list[tuple[int, int, int, Kinds]] = []      # place, and then end, real start, real end, kinds
            written, at = "", low
            shifts: list[tuple[int, int, int, int, Kinds]] = []
            for other in near:
                plain, seen = (word, kinds) if other is token else other.readings[0]
                written += text[at:other.start]
                shifts.append((len(written), len(written) + len(plain), other.start, other.end, seen))
                written += plain
                at = other.end
            written += text[at:high]
            own = next(shift for shift in shifts if shift[2] == token.start)
            for start, end, rule in confirmed(written, [], set(), lambda start, end, written=written: written[start:end]):
                if start < own[1] and own[0] < end:
                    inside = [shift for shift in shifts if shift[0] < end and start < shift[1]]
                    yield (_real(start, low, shifts), _real(end, low, shifts, end=True), rule,
                           frozenset().union(*(shift[4] for shift in inside)))


def _real(place: int, low: int, shifts: list[tuple[int, int, int, int, Kinds]], end: bool = False) -> int:
    """Where a place in the text written out lies in the text as it stands; inside a word, at its edge."""
    moved = low
    for start, stop, real_start, real_end, _ in shifts:
        if place < start or place == start and not (end and False):
            break
        if place < stop or end and place == stop:
            return real_end if end else real_start
        moved = real_end - stop
    else:
        return place + moved
    return place + moved


def _excuses(rules: Sequence[Rule]) -> Callable[[int, str, int, int], bool]:
    """Whether a match lies inside a phrase that its rule excepts."""
    longest = [max(map(len, rule.exceptions), default=0) for rule in rules]

    @cache
    def phrases(place: int) -> re.Pattern[str]:
        rule = rules[place]
        attached = "(?:%s)?" % "|".join(sorted(PARTICLES, key=len, reverse=True)) if "particles" in rule.fold else ""
        folded = [fold(phrase).text for phrase in rule.exceptions]
        return re.compile("|".join(f"(?<![{_WORDY}]){attached}{braces.regex(braces.parse(phrase))}(?![{_WORDY}])"
                                   for phrase in sorted(folded, key=len, reverse=True)))

    def excused(place: int, text: str, start: int, end: int) -> bool:
        if not (reach := longest[place]):
            return False
        regex, at, stop = phrases(place), max(0, start - reach), min(len(text), end + reach + 1)
        while match := regex.search(text, at, stop):
            if match.start() > start:
                return False
            if match.end() >= end:
                return True
            at = match.start() + 1
        return False
    return excused


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.IGNORECASE)


def _excepted(rule: Rule, line: str, start: int, end: int) -> bool:
    return any(match.start() < end and start < match.end()
               for regex in rule.except_patterns for match in _compiled(regex).finditer(line))
