"""Encoding: puts right what was read in the wrong encoding, with one edit for a line.

    >>> from cleaner.text import Document
    >>> [edit] = encoding()(Document("Hai ly\\ncÃ\\xa0 phÃª nhÃ© !"))
    >>> edit.before, edit.after, edit.rule, edit.why
    ('Ã\\xa0 phÃª nhÃ©', 'à phê nhé', 'encoding/mojibake', 'UTF-8 that was read as windows-1252.')

Lines that the guard proves clean are not looked at.  The others go through STEPS, from the first again
after every change, until none acts: what was garbled twice is repaired twice, and a second run finds
nothing.  Every line is judged alone.
"""
import re
from collections.abc import Callable
from typing import NamedTuple
from unicodedata import category, is_normalized, normalize

from cleaner import guard, mojibake
from cleaner.edits import Edit
from cleaner.filters import Filter
from cleaner.text import Document

Repaired = tuple[str, str] | None      # the line after it, and why; None where there is nothing to do

# Damage nests: UTF-8 is misread, saved as UTF-8, misread again.  One round undoes one level.
MOST_ROUNDS = 16


class Step(NamedTuple):
    rule: str
    repair: Callable[[str], Repaired]


def encoding() -> Filter:
    """The filter.  It has no settings."""
    return _edits


def _edits(document: Document) -> list[Edit]:
    text = document.text
    spans = set(guard.lines_to_repair(text))
    if "&" in text:
        spans.update(guard.lines_with(ENTITY, text))
    found = []
    for start, end in sorted(spans):
        line = text[start:end]
        after, reasons = repaired(line)
        if after != line:
            found.append(_edit(start, line, after, reasons))
    return found


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


ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
ENTITIES = re.compile(f"{ENTITY.pattern}(?:{ENTITY.pattern})*")
NAME = re.compile(r"#?\w+;")
BETWEEN_NAMES = ("&amp;", "&#38;", "&ndash;", "&#8211;", "&mdash;", "&#8212;")
TYPOGRAPHY = "\"'&\xa0\xad–—‘’‚“”„‹›«»…•·\u200c\u200d\u200e\u200f"


def _without_entities(line: str) -> Repaired:
    """The characters for the entities of a line, if one of them stands at a word or between two names.

    ftfy resolves every entity it knows.  Text about markup has to stay: it shows tags, quotes code, or
    sets the entity apart ("write &eacute; for é"), and it is told by that.
    """
    if "&" not in line or "<" in line or "`" in line:
        return None
    if not any(_in_running_text(line, *entities.span()) for entities in ENTITIES.finditer(line)):
        return None
    return ENTITY.sub(_character, line), "An HTML entity stood where its character was meant."


def _in_running_text(line: str, start: int, end: int) -> bool:
    before, after = line[start - 1:start], line[end:end + 1]
    if before.isalnum() or after.isalnum() or _is_mark(before):
        return True
    if not before == after == " " or line[start:end] not in BETWEEN_NAMES:
        return False
    initials = line[line.rfind(" ", 0, start - 1) + 1] + line[end + 1:end + 2]
    return len(initials) == 2 and initials.isalnum() and not any(map(str.islower, initials))


def _character(entity: re.Match[str]) -> str:
    from html import unescape

    char = unescape(entity[0])
    if len(char) != 1 or char in "<>\ufffd" or char == "&" and NAME.match(entity.string, entity.end()):
        return entity[0]
    # Names of other symbols are words of programs as well: &reg; &copy; &sum; &int;
    meant = char.isprintable() if entity[0][1] == "#" else char.isalpha() and char < "Ȁ"
    return char if meant or char in TYPOGRAPHY else entity[0]


def _in_nfc(line: str) -> Repaired:
    if is_normalized("NFC", line):
        return None
    return normalize("NFC", line), "Letters and their marks were not in Unicode form NFC."


STEPS = (
    Step("encoding/html-entity", _without_entities),
    Step("encoding/mojibake", mojibake.repair),
    Step("encoding/nfc", _in_nfc),
)
