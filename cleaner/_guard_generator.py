"""Derives `_guard_pattern.py` from ftfy's own tables: run it again after every change of ftfy.

    python -m cleaner._guard_generator

ftfy repairs a line only where its expression for badness matches, and that expression makes `re` stop
at nearly every letter.  The same question is asked here from the rarer side.  Of every alternative one
item becomes the trigger, the one that clean text has least of; the items around it become lookbehind
and lookahead.  So the search runs over clean text with a single character set:

    >>> sequence = [frozenset(map(ord, "aàâ")), frozenset(map(ord, "€£"))]
    >>> trigger = rarest(sequence)
    >>> trigger, source(sequence[trigger])
    (1, '[\\\\u00a3\\\\u20ac]')

The pattern is for whole documents, and matches in one exactly if ftfy's expression matches in one of
its lines, "\\n" excluded.
"""
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from re import _constants as op
from re import _parser as parser
from typing import Any

Item = frozenset[int] | str              # code points, or the source of what cannot be listed
Context = tuple[tuple[Item, ...], tuple[Item, ...]]   # what stands before a trigger, and after it

LINE_START, NOT_NEWLINE = "^", "."
CATEGORIES = {op.CATEGORY_SPACE: r"[^\S\n]", op.CATEGORY_WORD: r"\w"}


def pattern() -> str:
    """The source of the expression that matches where ftfy sees mojibake."""
    from ftfy.badness import BADNESS_RE

    [(kind, (_, alternatives))] = parser.parse(BADNESS_RE.pattern, BADNESS_RE.flags)
    assert kind is op.BRANCH
    contexts: defaultdict[int, set[Context]] = defaultdict(set)
    for alternative in alternatives:
        for sequence in sequences(alternative):
            at = rarest(sequence)
            for trigger in sequence[at]:
                contexts[trigger].add((tuple(sequence[:at]), tuple(sequence[at + 1:])))
    alike: defaultdict[frozenset[Context], set[int]] = defaultdict(set)
    for trigger, found in contexts.items():
        alike[frozenset(found)].add(trigger)
    # The common triggers first: for them the engine has the fewest branches to try.
    groups = sorted(alike.items(), key=lambda group: (-max(map(commonness, group[1])), min(group[1])))
    branches = "|".join(f"(?<={source(frozenset(triggers))}){around(found)}" for found, triggers in groups)
    return f"(?m){source(frozenset(contexts))}(?:{branches})"


def beyond() -> str:
    """The source of a set: characters that none of the code pages has which ftfy tries."""
    from ftfy.chardata import CHARMAP_ENCODINGS

    held = {ord(char) for name in CHARMAP_ENCODINGS for char in bytes(range(256)).decode(name)}
    return f"[^{ranges(held)}]"


def sequences(items: Iterable[tuple[Any, Any]]) -> list[list[Item]]:
    """What one alternative of a parsed expression matches, one item for every character."""
    found: list[list[Item]] = [[]]
    for kind, value in items:
        if kind is op.MAX_REPEAT:
            least, most, inner = value
            assert (least, most) == (0, 1)
            further = [[], *sequences(inner)]
        elif kind is op.LITERAL:
            further = [[frozenset([value])]]
        elif kind is op.IN:
            further = [[members(value)]]
        elif kind is op.ANY:
            further = [[NOT_NEWLINE]]
        else:
            assert (kind, value) == (op.AT, op.AT_BEGINNING), kind
            further = [[LINE_START]]
        found = [before + after for before in found for after in further]
    return found


def members(parts: list[tuple[Any, Any]]) -> Item:
    """A parsed set as its code points, or as source where it is open."""
    kinds = [kind for kind, _ in parts]
    if op.CATEGORY in kinds:
        [(_, category)] = parts
        return CATEGORIES[category]
    listed: set[int] = set()
    for kind, value in parts:
        if kind is not op.NEGATE:
            listed.update([value] if kind is op.LITERAL else range(value[0], value[1] + 1))
    assert ord("\n") not in listed
    return f"[^{ranges(listed | {ord(chr(10))})}]" if op.NEGATE in kinds else frozenset(listed)


def commonness(code: int) -> int:
    """Roughly how often a character stands in clean text, which only the speed depends on."""
    char = chr(code)
    if code < 0x80:
        return 1000
    if char in "µƒªºўЂ":    # letters by category, yet rare
        return 1
    if unicodedata.category(char) == "Ll":
        return 100
    if unicodedata.category(char) == "Lu":
        return 300 if "Α" <= char <= "Ω" or "А" <= char <= "Я" else 10
    return 3 if char in "“”‘’–—…«»" else 1


def rarest(sequence: list[Item]) -> int:
    """Which item of a sequence to search for."""
    def cost(at: int) -> tuple[float, float]:
        item = sequence[at]
        if isinstance(item, str):
            return float("inf"), 0
        return max(map(commonness, item)), sum(map(commonness, item))

    return min(range(len(sequence)), key=cost)


def around(contexts: frozenset[Context]) -> str:
    """The conditions of one trigger, of which any will do; the trigger itself has been matched."""
    before: set[int] = set()
    after: set[int] = set()
    longer: list[str] = []
    for left, right in contexts:
        if not left and not right:
            return ""
        if not right and len(left) == 1 and isinstance(left[0], frozenset):
            before |= left[0]
        elif not left and len(right) == 1 and isinstance(right[0], frozenset):
            after |= right[0]
        else:
            ahead = f"(?={''.join(map(source, right))})" if right else ""
            longer.append(ahead + (f"(?<={''.join(map(source, left))}.)" if left else ""))
    short = [f"(?={source(frozenset(after))})"] if after else []
    short += [f"(?<={source(frozenset(before))}.)"] if before else []
    return f"(?:{'|'.join(short + sorted(longer))})"


def source(item: Item) -> str:
    if isinstance(item, str):
        return item
    return f"[{ranges(item)}]" if len(item) > 1 else ranges(item)


def ranges(codes: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\u{first:04x}" + (f"-\\u{last:04x}" if last > first else "") for first, last in runs)


HEADER = '''"""Where ftfy would act on a text: derived from ftfy's tables (Apache-2.0), not written.

    python -m cleaner._guard_generator
"""

'''


def module() -> str:
    """The text of `_guard_pattern.py`."""
    import ftfy

    return HEADER + "".join([
        f"FTFY = {ftfy.__version__!r}\n\n",
        "# Characters that are in none of the code pages which ftfy tries.\n",
        f"BEYOND = {literal(beyond())}\n\n",
        "# Mojibake: a trigger, then its contexts.\n",
        f"GARBLED = {literal(pattern())}\n",
    ])


def literal(text: str) -> str:
    lines = [""]
    for token in re.findall(r"\\u[0-9a-f]{4}|.", text):
        if len(lines[-1]) + len(token) > 100:
            lines.append("")
        lines[-1] += token
    return "(\n" + "".join(f'    r"{line}"\n' for line in lines) + ")"


if __name__ == "__main__":
    Path(__file__).with_name("_guard_pattern.py").write_text(module(), encoding="utf-8")
