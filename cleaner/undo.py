"""Undo: from a cleaned text and its steps back to what it was, all of it or what some edits did.

    >>> from cleaner.edits import Edit
    >>> steps = [("spacing", [Edit(1, 2, "\\u00a0", " ", "spacing/no-break", "")]),
    ...          ("junk", [Edit(4, 8, "235\\n", "", "junk/any/number", "")])]
    >>> undo("a b\\n", steps)
    'a\\xa0b\\n235\\n'
    >>> undo("a b\\n", steps, lambda edit: edit.rule.startswith("junk/"))
    'a b\\n235\\n'
"""
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cleaner.edits import Edit, apply, inverted

Steps = Sequence[tuple[str, Sequence[Edit]]]


def undo(text: str, steps: Steps, chosen: Callable[[Edit], bool] | None = None) -> str:
    """The text before the steps, or as it would be without the `chosen` edits.

    An edit that worked on what a chosen one had left goes with it: a word inside repaired mojibake was
    not there to be masked before the repair.
    """
    if chosen is None:
        for _, edits in reversed(steps):
            text = apply(text, inverted(edits))
        return text
    before = undo(text, steps)
    kept_out: list[_Patch] = []     # where the text without the chosen edits differs from the one with them
    for _, edits in steps:
        changes = [edit for edit in edits if edit.changes]
        kept_out = _carried_through(before, changes, kept_out, chosen)
        before = apply(before, changes)
    return _patched(before, kept_out)


class _Patch(NamedTuple):
    start: int      # in the text as cleaned so far
    end: int
    text: str       # what stands there when the chosen edits are left out


def _patched(text: str, patches: Sequence[_Patch], start: int = 0, end: int | None = None) -> str:
    end = len(text) if end is None else end
    pieces, done = [], start
    for patch in patches:
        pieces += (text[done:patch.start], patch.text)
        done = patch.end
    return "".join((*pieces, text[done:end]))


def _carried_through(text: str, edits: Sequence[Edit], patches: Sequence[_Patch],
                     chosen: Callable[[Edit], bool]) -> list[_Patch]:
    """The patches on the text after `edits`, with new ones for the edits that are left out."""
    moved: list[_Patch] = []
    shift = 0
    for group in _touching(edits, patches):
        changes = [each for each in group if isinstance(each, Edit)]
        inside = [each for each in group if isinstance(each, _Patch)]
        if not inside and not any(map(chosen, changes)):
            shift += sum(len(edit.after) - len(edit.before) for edit in changes)
            continue
        start, end = min(each.start for each in group), max(each.end for each in group)
        grown = sum(len(edit.after) - len(edit.before) for edit in changes)
        moved.append(_Patch(start + shift, end + shift + grown, _patched(text, inside, start, end)))
        shift += grown
    return moved


def _touching(edits: Sequence[Edit], patches: Sequence[_Patch]) -> list[list[Edit | _Patch]]:
    """Edits and patches in order of place, those that overlap together."""
    groups: list[list[Edit | _Patch]] = []
    reach = -1
    for each in sorted([*edits, *patches], key=lambda each: (each.start, each.end)):
        # An insertion point touches what begins or ends there; two neighbouring spans do not.
        if groups and (each.start < reach or each.start == reach and each.start == each.end):
            groups[-1].append(each)
        else:
            groups.append([each])
        reach = max(reach, each.end)
    return groups
