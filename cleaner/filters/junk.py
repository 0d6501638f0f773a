"""Junk: takes out the lines a page shows around its text, such as counters, dates, buttons and footers.

Only whole lines go, and only short ones: prose is never touched.  A rule says where its lines count:
"anywhere", or "near-junk", for what is also an ordinary heading or number.  Those go only in a run of
adjacent junk lines (empty ones between them do not part it) that holds a line which is junk anywhere.

    >>> from cleaner.edits import apply
    >>> from cleaner.rulebook import load
    >>> find = junk(load().of("junk"))
    >>> text = "Discussion\\nThey met at noon.\\n\\n10\\n\\nDiscussion\\n\\n© The Evening Paper\\n"
    >>> apply(text, list(find(Document(text))))
    'Discussion\\nThey met at noon.\\n\\n\\n\\n'

The filter's own result never changes again: a run is parted by lines that stay, so lines that were
not near junk before are not near it afterwards, whatever else is taken out of the text later.  Rules
for the head or the tail of a text could not promise that, which is why there are none.
"""
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from cleaner.edits import Edit, drop_line
from cleaner.filters import Filter
from cleaner.policy import Policy
from cleaner.required import Required, fold, initial, required_by
from cleaner.rulebook import Rule
from cleaner.text import Document

# Longer lines are text, but for those that state or ask something in whole sentences.
SHORT = 120
LONGER = {"copyright": 300, "cookies": 400, "url": 2000, "truncated": 2000}
# A longer line is known by how it begins and how it ends ("... Read more »").
OPENING, ENDING = 60, 24
OFTEN = 30    # lines up to this length are worth remembering

# What may stand around a button's label.  Bullets, dashes, quotation marks and "#" are not among
# them: a list item, a line of dialogue and a heading of the text are no buttons.
_AROUND = " .:…!?,;·|›»‹«→←↑↓▲▼►◄▶◀><()[]،؛؟。：！？（）［］【】"
_DIGIT = re.compile(r"\d")
_NONE: frozenset[int] = frozenset()


class JunkHit(NamedTuple):
    line: int     # from 0
    start: int
    end: int      # without the line end
    rule: Rule


def junk(rules: Iterable[Rule], policy: Policy | None = None) -> Filter:
    """Takes out the lines that the rules name; flags them where rule or policy says so.

    A rule may also take out the whole document (action "drop-document").  "mask" has no sense for a
    whole line and drops it.
    """
    policy = policy or Policy("careful")
    rules = [replace(rule, action="drop-line") if _remark(rule) and policy.action(rule) not in ("", "flag") else rule
             for rule in policy.in_force(tuple(rules))]
    judged = _judge(rules, policy.allow)
    actions = {rule.name: policy.action(rule) or ("drop-line" if policy.changes else "flag") for rule in rules}

    def edits(document: Document) -> list[Edit]:
        text = document.text
        found: list[Edit] = []
        for run in judged(text):
            # What is only flagged stays, and what stays may not take its neighbours away: they would
            # go a second time, after the lines between had gone.
            sure = any(_sure(line.rules[0]) and actions[line.rules[0].name] != "flag" for line in run)
            for _, start, end, (rule, *_) in run:
                action = actions[rule.name]
                if sure and action == "drop-document":
                    return [Edit(0, len(text), text, "", rule.name, rule.why)]
                if sure and action != "flag":
                    found.append(drop_line(text, start, end, rule.name, rule.why))
                else:
                    found.append(Edit(start, end, text[start:end], text[start:end], rule.name, rule.why))
        return found
    return edits


def junk_lines(rules: Iterable[Rule]) -> Callable[[str], list[JunkHit]]:
    """Every rule that counts at every line of a text: what the rules' examples are proven with.

        >>> from cleaner.rulebook import load
        >>> hits = junk_lines(load().of("junk"))
        >>> [(hit.line, hit.rule.name) for hit in hits("Title\\n\\n10\\n© The Evening Paper")]
        [(2, 'junk/any/count'), (3, 'junk/any/copyright')]
        >>> hits("10")
        []
    """
    judged = _judge(tuple(rules))
    return lambda text: [JunkHit(line.number, line.start, line.end, rule)
                         for run in judged(text) for line in run for rule in line.rules]


class _Line(NamedTuple):
    number: int
    start: int
    end: int
    rules: list[Rule]    # those that count, the surest first


def _remark(rule: Rule) -> bool:
    """Whether its lines are text about which something is to be said."""
    return rule.action == "flag"


def _sure(rule: Rule) -> bool:
    return rule.where == "anywhere" and not _remark(rule)


def _judge(rules: Sequence[Rule], allow: Iterable[str] = ()) -> Callable[[str], Iterator[list[_Line]]]:
    """The runs of lines that are junk; a remark on a line that stays is a run of its own."""
    named_by = _recogniser(rules)
    allowed = frozenset(_label(fold(line)) for line in allow)

    def runs(text: str) -> Iterator[list[_Line]]:
        run: list[_Line] = []
        fenced = False
        start = 0
        fences = "```" in text
        for number, line in enumerate(text.split("\n")):
            end = start + len(line)
            if line and not line.isspace():
                if fences and line.lstrip().startswith("```") and line.count("```") % 2:
                    fenced = not fenced
                found = [] if fenced else named_by(line)
                if found and allowed and _label(fold(line.strip())) in allowed:
                    found = []
                if found and not _remark(found[0]):
                    run.append(_Line(number, start, end, found))
                else:
                    if any(_sure(junk.rules[0]) for junk in run):
                        yield run
                    run = []
                    if found:
                        yield [_Line(number, start, end, found)]
            start = end + 1
        if any(_sure(junk.rules[0]) for junk in run):
            yield run
    return runs


class _Pattern(NamedTuple):
    rank: int          # of its rule
    longest: int       # line it is tried on
    needs: Required
    regex: str


def _recogniser(rules: Sequence[Rule]) -> Callable[[str], list[Rule]]:
    """The rules that name a line, the surest first."""
    ranked = sorted(rules, key=lambda rule: (not _sure(rule), _remark(rule)))
    labels: dict[str, list[int]] = {}
    patterns: list[_Pattern] = []
    needs = iter(required_by([regex for rule in ranked for regex in rule.patterns]))
    for rank, rule in enumerate(ranked):
        for line in rule.lines:
            if label := _label(fold(line)):    # a label of signs alone would name every line of signs
                labels.setdefault(label, []).append(rank)
        longest = LONGER.get(rule.category, SHORT)
        patterns += [_Pattern(rank, longest, next(needs), regex) for regex in rule.patterns]
    longest_label = max(map(len, labels), default=0) + 8      # with what may stand around it
    longest = max((pattern.longest for pattern in patterns), default=0)
    matching = _matcher(patterns)
    matching_long = _matcher([pattern for pattern in patterns if pattern.longest > SHORT])

    def named_by(line: str) -> list[Rule]:
        line = line.strip()
        size = len(line)
        if size <= SHORT:
            folded = fold(line)
            ranks = matching(line, folded)
            if size <= longest_label:
                ranks = ranks.union(labels.get(_label(folded), ()))
        elif size <= longest:
            ranks = matching_long(line, fold(line[:OPENING] + line[-ENDING:]))
        else:
            return []
        return [ranked[rank] for rank in sorted(ranks)] if ranks else []

    # Buttons, counts and menus come again and again; sentences do not.
    often = lru_cache(maxsize=1 << 14)(named_by)
    return lambda line: often(line) if len(line) <= OFTEN else named_by(line)


def _matcher(patterns: Sequence[_Pattern]) -> Callable[[str, str], frozenset[int] | set[int]]:
    """The ranks of the patterns that match a line, given with its folded form.

    A pattern is tried only on lines that begin as it does and hold a text it cannot do without; all
    those texts are looked for in one pass (Aho-Corasick).
    """
    import ahocorasick_rs

    asking: dict[str, list[_Pattern]] = {"": []}      # required text -> its patterns; "": those that require none
    for pattern in patterns:
        for text in pattern.needs.texts or ("",):
            asking.setdefault(text, []).append(pattern)
    asked_always = _by_first(asking.pop(""))
    asked = [_by_first(found) for found in asking.values()]
    texts_in = ahocorasick_rs.AhoCorasick(
        list(asking), implementation=ahocorasick_rs.Implementation.ContiguousNFA).find_matches_as_indexes
    compiled: dict[str, Callable[[str], object]] = {}

    def matches(pattern: _Pattern, line: str) -> bool:
        match = compiled.get(pattern.regex)
        if match is None:    # a page of one language wakes few of the patterns
            match = compiled[pattern.regex] = re.compile(pattern.regex, re.IGNORECASE).fullmatch
        return len(line) <= pattern.longest and match(line) is not None

    def matching(line: str, folded: str) -> frozenset[int] | set[int]:
        char = initial(folded)
        awake = asked_always.get(char) or asked_always[""]
        for text, _, _ in texts_in(folded, overlapping=True):
            awake = awake + (asked[text].get(char) or asked[text][""])
        if not awake:
            return _NONE
        digit = _DIGIT.search(line) is not None
        return {pattern.rank for pattern in awake if (digit or not pattern.needs.digit) and matches(pattern, line)}
    return matching


def _by_first(patterns: Iterable[_Pattern]) -> dict[str, list[_Pattern]]:
    """The patterns by the character a line begins with; "": those for a line that begins with any other."""
    patterns = list(patterns)
    free = [pattern for pattern in patterns if pattern.needs.first is None]
    table = {"": free}
    for pattern in patterns:
        for char in pattern.needs.first or ():
            table.setdefault(char, list(free)).append(pattern)
    return table


def _label(folded: str) -> str:
    if "  " in folded or "\t" in folded:
        folded = " ".join(folded.split())
    # Between guillemets stands a quotation, between bars a table's cell.
    if folded[:1] in "«»|" and folded[-1:] in "«»|":
        return folded
    return folded.strip(_AROUND).replace("’", "'")
