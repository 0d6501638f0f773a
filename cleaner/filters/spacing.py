"""Spacing: characters that nobody sees, blanks at line ends, and runs of empty lines.

It runs after the encoding filter, since a no-break space may be the A0 byte of a letter that was
decoded wrongly.

    >>> from cleaner.edits import apply
    >>> from cleaner.text import Document, line_around
    >>> text = "Hà\\u00a0Nội \\u200b\\nhai\\u200bmươi\\n"
    >>> apply(text, list(spacing()(Document(text))))
    'Hà Nội\\nhaimươi\\n'
"""
import re
from collections.abc import Callable, Iterator

from cleaner.edits import Edit
from cleaner.filters import Filter
from cleaner.text import Document, line_around

# Blanks that may not stand at the end of a line.  U+3000 is a letter's width in Chinese and Japanese
# and indents paragraphs there, so within a line it stays.
BLANKS = " \t\u1680\u2000-\u200a\u205f\u3000"
NO_BREAK = "\xa0\u202f\u2007"
# What str.splitlines splits at and "\n" does not: the line breaks of other systems.
SEPARATORS = "\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
# Soft hyphen, zero-width space and joiners, word joiner and invisible operators, a BOM inside the text.
ZERO_WIDTH = "\xad\u200b-\u200d\u2060-\u2064\ufeff"
# Marks, embeddings, overrides and isolates of Unicode TR9, and the deprecated U+206A..206F.
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"

_HIDDEN = f"{NO_BREAK}{SEPARATORS}{CONTROLS}{ZERO_WIDTH}{BIDI}"
_hidden = re.compile(f"[{_HIDDEN}]")
# The lookbehind and the possessive `++` keep a megabyte of blanks linear.
_run = re.compile(rf"\x1b\[[0-?]*[ -/]*[@-~]|(?<![{BLANKS}])(?:[{BLANKS}]*+[{_HIDDEN}][{BLANKS}{_HIDDEN}]*|[{BLANKS}]++$)", re.MULTILINE)
_ends_blank = tuple(" \t\u3000\u2003\u2002\u2009\u200a\u205f\u1680\u2000\u2001\u2004\u2005\u2006\u2008")

# Scripts in which a joiner chooses the letter's form or a zero-width space ends a word (Unicode 16,
# chapters 9, 12, 13, 16): Arabic and Syriac to N'Ko and Mandaic, Indic, Tibetan, Myanmar, Khmer,
# Mongolian and their extensions; Thai and Lao for the zero-width space.
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af\u1900-\u1c4f"
                      "\ua800-\ua8ff\ua900-\uabff\ufb50-\ufdff\ufe70-\ufefe]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_EMOJI = re.compile("[\u203c-\u2fff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]")

_WHY = {
    "control": "A control character that no reader sees.",
    "line-separator": "A line break of another system, written as \\n.",
    "bidi": "A mark for right-to-left text, in a line that holds none.",
    "zero-width": "A character without width that joins or parts nothing here.",
    "no-break": "A no-break space, written as an ordinary one.",
    "trailing": "Blanks at the end of a line.",
}


def spacing() -> Filter:
    """Rules spacing/control, line-separator, bidi, zero-width, no-break and trailing."""
    def edits(document: Document) -> Iterator[Edit]:
        text = document.text
        if not _hidden.search(text) and not _has_trailing(text):
            return
        right_to_left = _by_line(text)
        for run in _run.finditer(text):
            before = run.group()
            after, rule = _mended(text, run.start(), run.end(), right_to_left)
            if after != before:
                yield Edit(run.start(), run.end(), before, after, f"spacing/{rule}", _WHY[rule])
    return edits


def _has_trailing(text: str) -> bool:
    # `in` scans at 1 GB/s where a regex for blanks before a line end manages a tenth of that.
    # And for one character ten times as fast as for two.
    return (" \n" in text or text.endswith(_ends_blank)
            or any(blank + "\n" in text for blank in _ends_blank[1:] if blank in text))


def _by_line(text: str) -> Callable[[int], bool]:
    """Whether the line that a place lies in holds right-to-left letters; each line is looked at once."""
    start = end = -1
    answer = False

    def right_to_left(at: int) -> bool:
        nonlocal start, end, answer
        if not start <= at < end:
            # Other systems' line breaks part lines too; this filter is about to write them as "\n".
            line = line_around(text, at, at)
            start = max(line.start, *(text.rfind(each, line.start, at) + 1 for each in _LINE_BREAKS))
            end = min((found for each in _LINE_BREAKS if (found := text.find(each, at, line.end)) >= 0), default=line.end)
            answer = _RIGHT_TO_LEFT.search(text, start, end) is not None
        return answer
    return right_to_left


def _mended(text: str, start: int, end: int, right_to_left: Callable[[int], bool]) -> tuple[str, str]:
    """What a run of blanks and hidden characters becomes, and the rule of its weightiest change."""
    if text.startswith("\x1b[", start):
        return "", "control"    # a terminal's colour or cursor command
    kept: list[str] = []
    rules: set[str] = set()
    for at in range(start, end):
        char = text[at]
        after, rule = _character(text, at, char, right_to_left)
        if after != char:
            rules.add(rule)
        kept.append(after)
    result = "".join(kept)
    if end == len(text) or text[end] == "\n":
        stripped = re.sub(f"[{BLANKS}\n]+\\Z", "", result)
        if stripped != result:
            result = stripped
            rules.add("trailing")
    if "\n" in result:
        result = re.sub(f"[{BLANKS}]+\n", "\n", result)
    if not result and rules <= {"trailing", "no-break"}:
        return "", "trailing"
    return result, next((rule for rule in _WHY if rule in rules), "trailing")


def _character(text: str, at: int, char: str, right_to_left: Callable[[int], bool]) -> tuple[str, str]:
    if char in NO_BREAK:
        return " ", "no-break"
    if char in _LINE_BREAKS:
        return "\n", "line-separator"
    if char in "\u200b\u200c\u200d":
        return (char, "") if joins(text, at, char) else ("", "zero-width")
    if char in "\xad\ufeff" or "\u2060" <= char <= "\u2064":
        return "", "zero-width"
    if char in "\u061c\u200e\u200f" or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u206f":
        return (char, "") if right_to_left(at) else ("", "bidi")
    if char < " " and char != "\t" or "\x7f" <= char < "\xa0":
        return "", "control"
    return char, ""


def joins(text: str, at: int, char: str) -> bool:
    """Whether the joiner or zero-width space at `at` does something to its neighbours."""
    before, after = text[at - 1:at], text[at + 1:at + 2]
    if char == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after):
        return True
    # A joiner also shapes a letter at a word's end (Malayalam chillu, Bengali khanda ta).
    return bool(_JOINING.match(before))


def gaps() -> Filter:
    """Rule spacing/empty-lines: one empty line parts what several parted; none opens or ends a text.

    It stands last in the order, so that it also closes the gaps that removed lines leave.
    """
    def edits(document: Document) -> Iterator[Edit]:
        text = document.text
        if "\n\n\n" not in text and not text.startswith("\n") and not text.endswith("\n\n"):
            return
        for run in _empty_lines.finditer(text):
            before = run.group()
            if run.start() == 0:
                after = ""
            elif run.end() == len(text):
                after = "\n"
            else:
                after = "\n\n"
            if after != before:
                yield Edit(run.start(), run.end(), before, after, "spacing/empty-lines", "A run of empty lines.")
    return edits


_empty_lines = re.compile(r"\A\n+|\n{3,}|\n{2,}\Z")
