"""Edits: what a filter found, as values that are applied, undone and read.

    >>> text = "Mỹ\\u00a0sẽ  "
    >>> edits = [Edit(2, 3, "\\u00a0", " ", "spacing/no-break", "why"), Edit(5, 7, "  ", "", "spacing/trailing", "why")]
    >>> clean = apply(text, edits)
    >>> clean
    'Mỹ sẽ'
    >>> apply(clean, inverted(edits)) == text
    True
"""
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    start: int      # offsets, in characters, into the text this filter was shown
    end: int
    before: str     # what stood at text[start:end]
    after: str      # what stands there now; equal to `before` means "flagged, not changed"
    rule: str       # "abuse/vi/obscene": where the rule lives, then its id
    why: str        # one sentence for a person

    @property
    def changes(self) -> bool:
        return self.before != self.after


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text after the edits, which come sorted and do not overlap.

    Raises ValueError where an edit does not fit the text: nothing is ever cut out unseen.
    """
    pieces: list[str] = []
    done = 0
    for edit in edits:
        if edit.start < done or text[edit.start:edit.end] != edit.before:
            raise ValueError(f"{edit.rule} does not fit the text at {edit.start}:{edit.end}")
        if edit.before != edit.after:
            pieces += (text[done:edit.start], edit.after)
            done = edit.end
    if not done and not pieces:
        return text
    pieces.append(text[done:])
    return "".join(pieces)


def inverted(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that lead from the result back to the text before."""
    back: list[Edit] = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        back.append(edit._replace(start=start, end=start + len(edit.after), before=edit.after, after=edit.before))
        shift += len(edit.after) - len(edit.before)
    return back


def origin(edits: Iterable[Edit], position: int) -> int:
    """Where a position in the result lay before the edits; inside a replacement: where that began."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if position < start:
            break
        if position < start + len(edit.after):
            return position - shift if not edit.changes else edit.start
        shift += len(edit.after) - len(edit.before)
    return position - shift


def carried(edits: Iterable[Edit], position: int) -> int:
    """Where a position in the text before the edits lies in the result; the way of `origin`, forwards."""
    shift = 0
    for edit in edits:
        if edit.start >= position:
            break
        if position < edit.end:
            return edit.start + shift + min(position - edit.start, len(edit.after))
        shift += len(edit.after) - len(edit.before)
    return position + shift


def drop_line(text: str, start: int, end: int, rule: str, why: str) -> Edit:
    """The edit that takes out the whole line text[start:end] together with its line end."""
    end = min(end + 1, len(text))
    return Edit(start, end, text[start:end], "", rule, why)
