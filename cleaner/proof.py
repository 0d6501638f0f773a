"""Proof: a rule shows on its own examples that it finds what it must and leaves alone what it must.

Every rule carries sentences it must match and innocent ones it must not.  They are read by the same
matcher that reads the corpus; what `known_misses` lists must still be missed, so that the day it is
caught is noticed.  What was proven is remembered by the digest of the rules.

    >>> from cleaner.rulebook import load
    >>> failures(load(builtin=False))
    []
"""
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from cleaner import cache, disguises
from cleaner.errors import CleanerError, Fault
from cleaner.filters.junk import junk_lines
from cleaner.matching import Hit, matcher
from cleaner.rulebook import Rule, Rulebook


def prove(book: Rulebook) -> None:
    """Raises CleanerError with the first example that fails, and the number of the others.

    What was proven once is not proven again: abuse rules file by file, junk rules together, since what
    is junk beside a line of one file may depend on another.
    """
    digests = dict(book.files)
    parts = {file: digest for file, digest in digests.items() if file.startswith("abuse/")}
    parts["junk"] = hashlib.blake2b("".join(digests[file] for file in digests if file.startswith("junk/")).encode(),
                                    digest_size=16).hexdigest()
    failed: list[Fault] = []
    for part, digest in parts.items():
        if not cache.read(f"proven-{digest}"):
            rules = tuple(rule for rule in book.rules if rule.name.startswith(f"{part}/"))
            if faults := failures(replace(book, rules=rules)):
                failed += faults
            else:
                cache.write(f"proven-{digest}", True)
    if failed:
        first = failed[0]
        more = f"\n    and {len(failed) - 1} more examples fail" if len(failed) > 1 else ""
        raise CleanerError(first.place, first.cause + more, first.cure)


def failures(book: Rulebook) -> list[Fault]:
    """Every example that does not bear its rule out."""
    abuse, junk = matcher(book.rules, every=True), junk_lines(book.of("junk"))

    def found(rule: Rule, example: str) -> tuple[str, tuple[str, ...]] | None:
        """What the rule matches in the example, and the folds that took."""
        if rule.kind == "junk":
            return next(((example[hit.start:hit.end], ()) for hit in junk(example) if hit.rule.name == rule.name), None)
        hit = next((hit for hit in abuse(example) if hit.rule.name == rule.name), None)
        return hit and (hit.text, _folds(hit))

    return [fault for rule in book.rules for fault in _of(rule, found)]


def _folds(hit: Hit) -> tuple[str, ...]:
    return tuple(sorted(hit.seen & (disguises.EVERY | {"marks"})))


def _of(rule: Rule, found: Callable[[Rule, str], tuple[str, tuple[str, ...]] | None]) -> Iterator[Fault]:
    for example in rule.must_match:
        if found(rule, example) is None:
            yield _fault(rule, "does not match an example it must match", example, "",
                         "add what it lacks to the rule, or move the example to known_misses")
    for example in rule.must_not_match:
        if match := found(rule, example):
            text, folds = match
            cure = (f'remove "{folds[0]}" from fold' if folds else
                    "add the innocent phrase to except, or take the word out" if rule.kind == "abuse" else
                    "narrow the pattern or take the line out")
            yield _fault(rule, "matches an example it must leave alone", example, f"matched «{text}»", cure)
    for example in rule.known_misses:
        if match := found(rule, example):
            yield _fault(rule, "now matches one of its known_misses", example, f"matched «{match[0]}»",
                         "move the example to must_match")


def _fault(rule: Rule, verdict: str, example: str, matched: str, cure: str) -> Fault:
    shown = example.replace("\n", "\n        ")
    return Fault(rule.file, f"{rule.name} {verdict}:\n        {shown}" + (f"      {matched}" if matched else ""), cure)
