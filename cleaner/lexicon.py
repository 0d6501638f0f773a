"""The lexicon: what an automaton is given to find the words of all rules, and what each find means.

    >>> from cleaner.rulefile import Rule
    >>> rule = Rule("abuse/xx/cock", "abuse", "", "", "profanity", (), (), fold=("case", "leet"),
    ...             words=("cock{,s}",))
    >>> found = lexicon([rule])
    >>> list(found.forms), sorted(found.words)
    (['cock', 'cocks', '  ', '\\t', '\\xa0'], ['cock', 'cocks'])
"""
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from cleaner import braces
from cleaner.folding import Kinds, bounded, fold, reading, unaccented
from cleaner.lookalikes import LETTERS
from cleaner.rulefile import Rule


class Owner(NamedTuple):
    """A rule that has a form."""
    rule: int
    exact: str      # what the place must read as under the rule's own folds; "" where folding says it all
    tail: str       # a regex for what follows the form; "" where the form is whole


class Form(NamedTuple):
    left: bool      # whether a word boundary is demanded
    right: bool
    owners: tuple[Owner, ...]
    needed_by: tuple[int, ...]     # patterns that are tried where this stands
    sign: bool                     # of a disguise


class Pattern(NamedTuple):
    rule: int
    regex: str


class Lexicon(NamedTuple):
    forms: dict[str, Form]         # by what is looked for in folded text
    words: dict[str, Kinds]        # every word of a form, with the disguises to see through
    phrases: dict[str, str]        # short phrases, by what they are without blanks
    patterns: list[Pattern]


# What has to be folded before phrases can be read; rare enough to be looked for like a form.
BLANKS = ("  ", "\t", "\u00a0")

# An automaton of every form of every family would be many times larger, with phrases like "{hit,beat}
# {him,her,them} {up,down}".  A beginning of this many letters is rare enough in other text.
HEADS, HEAD = 64, 6
MOST_JOINED = 14        # letters; nobody spells a longer phrase out letter by letter

_ARABIC_LETTER = re.compile("[\u0620-\u064a]")
WORDY = "\\w\u0300-\u036f\u064b-\u065f"


def lexicon(rules: Sequence[Rule]) -> Lexicon:
    owners: dict[str, tuple[Owner, ...]] = {}
    words: dict[str, Kinds] = {}
    phrases: dict[str, str] = {}

    def own(forms: Iterable[str], owner: Owner) -> None:
        alone = (owner,)
        for form in forms:
            known = owners.setdefault(form, alone)
            if known is not alone:
                owners[form] = known + alone

    for place, rule in enumerate(rules):
        folds = frozenset(rule.fold)
        disguised = "case" in folds and len(folds) > 1
        whole_arabic = {"arabic-marks", "arabic-letters"} <= folds
        parts: set[str] = set()
        for word in rule.words:
            folded = fold(word.strip()).text
            if "case" in folds and (whole_arabic or not _ARABIC_LETTER.search(folded)):
                for spelling in {folded, unaccented(folded)} if "marks" in folds else (folded,):
                    family = braces.parse(spelling)
                    for heads, rest in braces.heads(family, HEADS, HEAD):
                        own(heads, Owner(place, "", f"{braces.regex(rest)}(?![{WORDY}])" if rest else ""))
                        if disguised and not rest and " " in spelling:
                            phrases |= {head.replace(" ", ""): head for head in heads if len(head) <= MOST_JOINED}
                    if disguised:
                        parts |= braces.words(family)
            else:
                read = reading(rule.fold)
                for form in braces.forms(braces.parse(word)):
                    own([fold(form).text], Owner(place, read(form), ""))
        _allow(words, parts, folds)
    patterns, needed_by = _patterns(rules)
    return Lexicon(_table(owners, needed_by, _signs(words)), words, phrases, patterns)


def _table(owners: dict[str, tuple[Owner, ...]], needed_by: dict[str, list[int]], signs: set[str]) -> dict[str, Form]:
    edge = cache(bounded)
    same = cache(Form)      # most forms of a family mean the same
    table = {form: same(edge(form[0]), edge(form[-1]), own, (), False) for form, own in owners.items()}
    for form in [*needed_by, *signs]:
        table[form] = same(edge(form[0]), edge(form[-1]), owners.get(form, ()), tuple(needed_by.get(form, ())), form in signs)
    return table | {blank: Form(False, False, (), (), True) for blank in BLANKS}


def _allow(known: dict[str, Kinds], words: Iterable[str], folds: Kinds) -> None:
    for word in words:
        before = known.setdefault(word, folds)
        if before is not folds:
            known[word] = before | folds


def _patterns(rules: Sequence[Rule]) -> tuple[list[Pattern], dict[str, list[int]]]:
    """All patterns, and which are to be tried where a needed text stands: those that speak of it."""
    patterns: list[Pattern] = []
    needed_by: dict[str, list[int]] = {}
    for place, rule in enumerate(rules):
        needs = [fold(need).text for need in rule.needs]
        for regex in rule.patterns:
            written = fold(regex).text
            for need in [need for need in needs if need in written] or needs:
                needed_by.setdefault(need, []).append(len(patterns))
            patterns.append(Pattern(place, regex))
    return patterns, needed_by


def _signs(words: dict[str, Kinds]) -> set[str]:
    """What stretched words and words spelled with blanks have in them, and ordinary text seldom."""
    letters = {letter for word, folds in words.items() if "stretch" in folds for letter in word if letter.isalpha()}
    spelled = {apart.join(word[:4]) for word, folds in words.items() if "separators" in folds and len(word) > 2 for apart in (" ", ". ")}
    # Characters beyond the BMP would make a regex crawl.
    shaped = {shape for shape in LETTERS if shape > "\uffff"} if any("lookalikes" in folds for folds in words.values()) else set()
    return {letter * 3 for letter in letters} | {unaccented(letter) * 3 for letter in letters} | spelled | shaped
