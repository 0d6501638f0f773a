"""Encoding: puts right what was read in the wrong encoding, with one edit for a line.

    >>> from cleaner.text import Document
    >>> [edit] = encoding()(Document("Hai ly\\ncÃ\\xa0 phÃª nhÃ© !"))
    >>> edit.before, edit.after, edit.rule, edit.why
    ('Ã\\xa0 phÃª nhÃ©', 'à phê nhé', 'encoding/mojibake', 'UTF-8 that was read as windows-1252.')

Lines that the guard proves clean are not looked at.  The others go through STEPS, from the first again
after every change, until none acts: what was garbled twice is repaired twice, and a second run finds
nothing.  Every line is judged alone.
"""
from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from unicodedata import category, is_normalized, normalize

from cleaner import guard, mojibake
from cleaner.edits import Edit
from cleaner.filters import Filter, escapes
from cleaner.filters.tones import PATTERNS, Style, placed
from cleaner.mojibake import losses
from cleaner.mojibake.suspicion import suspect_lines
from cleaner.text import Document

Repaired = tuple[str, str] | None      # the line after it, and why; None where there is nothing to do

# Damage nests: UTF-8 is misread, saved as UTF-8, misread again.  One round undoes one level.
MOST_ROUNDS = 16


class Step(NamedTuple):
    rule: str
    repair: Callable[[str], Repaired]


def encoding(tones: Style | None = None) -> Filter:
    """The filter; with `tones`, hòa and hoà are written in the "old" or the "new" way throughout."""
    return _edits if tones is None else partial(_edits, tones=tones)


def _edits(document: Document, tones: Style | None = None) -> list[Edit]:
    text = document.text
    spans = {*guard.lines_to_repair(text), *suspect_lines(text)}
    for sign, escape in (("&", escapes.ENTITY), ("\\", escapes.BACKSLASHES), ("%", escapes.ENCODED)):
        if sign in text:
            spans.update(guard.lines_with(escape, text))
    if tones:
        spans.update(guard.lines_with(PATTERNS[tones], text))
    found = []
    for start, end in sorted(spans):
        line = text[start:end]
        after, reasons = repaired(line)
        if tones and (moved := placed(after, tones)) != after:
            after, reasons = moved, [*reasons, ("encoding/tone-place", f"The mark of the tone stands where {tones} spelling puts it.")]
        if after != line:
            found.append(_edit(start, line, after, reasons))
        else:
            found += _flags(start, line)
    return found


def _flags(start: int, line: str) -> list[Edit]:
    """What is damaged, or may be, and stays; of a line that was changed the next run tells."""
    lost = [(first, last, "encoding/lost", why) for first, last, why in losses.open_words(line)] if losses.LOST in line or "?" in line else []
    flags: list[Edit] = []
    for first, last, rule, why in sorted([*lost, *escapes.doubtful(line)]):
        if not flags or start + first >= flags[-1].end:
            flags.append(Edit(start + first, start + last, line[first:last], line[first:last], rule, why))
    return flags


def repaired(line: str) -> tuple[str, list[tuple[str, str]]]:
    """The line as it was meant, and rule and reason of every step that led there."""
    now, reasons = line, []
    for _ in range(MOST_ROUNDS):
        for step in STEPS:
            result = step.repair(now)
            if result and result[0] != now:
                now = result[0]
                reasons.append((step.rule, result[1]))
                break
        else:
            return now, reasons
    return line, []    # not settled: left as it is, so that the next run leaves it too


def _edit(start: int, before: str, after: str, reasons: list[tuple[str, str]]) -> Edit:
    """The change without what both sides share, cut only where letters keep their marks."""
    head = _shared(before, after)
    while head and (_is_mark(before[head:head + 1]) or _is_mark(after[head:head + 1])):
        head -= 1
    start, before, after = start + head, before[head:], after[head:]
    tail = _shared(before[::-1], after[::-1])
    while tail and _is_mark(before[len(before) - tail]):
        tail -= 1
    before, after = before[:len(before) - tail], after[:len(after) - tail]
    why = " ".join(dict.fromkeys(why for _, why in reasons))
    return Edit(start, start + len(before), before, after, reasons[0][0], why)


def _shared(a: str, b: str) -> int:
    """How many characters two strings begin with in common."""
    least, most = 0, min(len(a), len(b))
    while least < most:
        middle = (least + most + 1) // 2
        if a[least:middle] == b[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _is_mark(char: str) -> bool:
    return char != "" and category(char)[0] == "M"


def _in_nfc(line: str) -> Repaired:
    if is_normalized("NFC", line):
        return None
    return normalize("NFC", line), "Letters and their marks were not in Unicode form NFC."


STEPS = (
    Step("encoding/html-entity", escapes.without_entities),
    Step("encoding/escape", escapes.without_backslashes),
    Step("encoding/escape", escapes.without_percents),
    Step("encoding/mojibake", mojibake.repair),
    Step("encoding/nfc", _in_nfc),
)
