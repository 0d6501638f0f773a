"""Terms of an installed word list, dealt out to the rules that judge them.

better-profanity lists 900 English terms without saying how bad each is, among them `gay`, `God` and
`hell`.  A rule takes those in which one of its `stems` is found and gives them its severity; what a
rule file leaves out, it names with the reason; what no rule takes is no rule: precision first.
The list is read where the package is installed, which is neither imported nor copied.

    >>> found = installed()
    >>> found is None or "better-profanity" in found.name
    True
"""
import re
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import CleanerError
from cleaner.rulefile import LeftOut, Rule

NAME = "better-profanity"
KNOWN = 916     # how many terms the release holds against which the rules were written (0.7.0)


class TermList(NamedTuple):
    name: str
    terms: tuple[str, ...]


def installed() -> TermList | None:
    """The list of the installed better-profanity, or None."""
    spec = find_spec("better_profanity")
    if spec is None or not spec.origin:
        return None
    try:
        text = (Path(spec.origin).parent / "profanity_wordlist.txt").read_text(encoding="utf-8")
    except OSError:
        return None
    return TermList(NAME, tuple(dict.fromkeys(term for line in text.splitlines() if (term := line.strip()))))


def dealt(rules: Sequence[Rule], left_out: Sequence[LeftOut],
          listed: TermList | None) -> tuple[list[Rule], tuple[str, ...]]:
    """The rules with their terms added to `words`, and what a listing should say about it."""
    takers = [rule for rule in rules if rule.terms_from]
    for rule in takers:
        if rule.terms_from != NAME:
            raise CleanerError(rule.file, f"{rule.name} takes terms from «{rule.terms_from}»", f"use «{NAME}»")
    if not takers:
        return list(rules), ()
    if listed is None:
        return list(rules), (f"{NAME} is not installed: English has only the words of the rule files",)
    spared = {term.casefold() for entry in left_out for term in entry.terms}
    taken: dict[str, list[str]] = {rule.name: [] for rule in takers}
    stems = [(rule.name, re.compile("|".join(rule.stems), re.IGNORECASE)) for rule in takers]
    for term in listed.terms:
        if term.casefold() in spared or "*" in term:
            continue
        name = next((name for name, stem in stems if stem.search(term)), None)
        if name:
            taken[name].append(term)
    count = sum(map(len, taken.values()))
    total = len(listed.terms)
    note = f"{NAME}: {count} of {total} terms in use, {total - count} left out"
    if total != KNOWN:
        note += f" (the rules were written for a list of {KNOWN})"
    return [replace(rule, words=tuple(dict.fromkeys(rule.words + tuple(taken[rule.name]))))
            if rule.terms_from else rule for rule in rules], (note,)
