"""Hidden: characters that no reader sees, in files that people write and review.

What a reviewer does not see can make a line say another thing to a program, or to a model that reads
it, than to him (CVE-2021-42574, "Trojan Source").  `spacing` tidies text for a corpus; this filter is for
a repository.  It leaves blanks of every kind alone, since two of them end a line in Markdown and a
no-break space was typed on purpose, and it reports directional overrides in right-to-left text too.

    >>> from cleaner.edits import apply
    >>> text = "pass\\u200bword = 1  \\n\\u202eeciffo\\u202c\\n"
    >>> [(edit.rule, edit.before) for edit in hidden()(Document(text))]
    [('hidden/zero-width', '\\u200b'), ('hidden/bidi', '\\u202e'), ('hidden/bidi', '\\u202c')]
    >>> apply(text, list(hidden()(Document(text))))
    'password = 1  \\neciffo\\n'
"""
import re
from collections.abc import Iterator
from unicodedata import bidirectional

from cleaner.edits import Edit
from cleaner.filters import Filter
from cleaner.filters.spacing import joins
from cleaner.text import Document, line_around

RULES = {
    "hidden/bidi": "Directional controls are taken out of lines that hold no right-to-left letter; in lines that do, overrides, "
                   "and what is left open at the line's end, are reported.",
    "hidden/zero-width": "Characters without width are taken out where they join or part nothing.",
    "hidden/control": "Control characters and terminal commands are taken out; tabs, line ends and form feeds stay.",
    "hidden/tag": "Invisible copies of ASCII (U+E0000 to U+E007F) are taken out, but for those that make the flag of a region.",
    "hidden/selectors": "Two or more variation selectors in a row, which can carry any text unseen, are reported.",
}

_OVERRIDES = "\u202d\u202e"
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
          "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_MARKS = "\u061c\u200e\u200f"
# U+00AD, the soft hyphen, is not here: whoever typed it into a manuscript said where a word may break.
_ZERO_WIDTH = "\u200b-\u200d\u2060-\u2064\ufeff"
_CONTROLS = "\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"
# A carriage return, a form feed and U+0085 end a line or a page somewhere.
_hidden = re.compile(f"\x1b\\[[0-?]*[ -/]*[@-~]|[{_CONTROLS}{_ZERO_WIDTH}{_BIDI}]|[\ufe00-\ufe0f]{{2,}}")
# Apart, since one astral range makes `re` ten times slower; a flag is spelled in tags after a black flag.
_astral = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+|[\U000e0100-\U000e01ef\ufe00-\ufe0f]{2,}")

_WHY = {
    "control": "A control character that no reader sees.",
    "zero-width": "A character without width that joins or parts nothing here.",
    "bidi": "A directional control, in a line that holds no right-to-left letter.",
    "tag": "Invisible copies of ASCII characters.",
}
_OVERRIDDEN = "An override makes the line read in another order than it stands."
_OPEN = "A directional control that is not closed in its line turns what follows it."
_SELECTORS = "Variation selectors in a row, which can carry text unseen."


def hidden() -> Filter:
    """Rules hidden/bidi, zero-width, control, tag and selectors."""
    def edits(document: Document) -> Iterator[Edit]:
        text = document.text
        found = list(_hidden.finditer(text))
        if not text.isascii() and max(text) >= "\U000e0000":
            found = sorted([*found, *_astral.finditer(text)], key=re.Match.start)
        end = 0
        for match in found:
            if match.start() >= end and (edit := _judged(text, match)):
                end = edit.end
                yield edit
    return edits


def _judged(text: str, match: re.Match[str]) -> Edit | None:
    start, end = match.span()
    before = match[0]
    if before[0] in "\ufe00\ufe0f" or "\ufe00" <= before[0] <= "\ufe0f" or before[0] >= "\U000e0100":
        return Edit(start, end, before, before, "hidden/selectors", _SELECTORS)
    if before[0] >= "\U000e0000":
        rule = "tag"
    elif before[0] in "\u200b\u200c\u200d":
        if joins(text, start, before):
            return None
        rule = "zero-width"
    elif before[0] in "\ufeff\u2060\u2061\u2062\u2063\u2064":
        rule = "zero-width"
    elif before[0] >= "\u061c":
        return _directional(text, start, before)
    else:
        rule = "control"
    return Edit(start, end, before, "", f"hidden/{rule}", _WHY[rule])


def _directional(text: str, at: int, char: str) -> Edit | None:
    line = line_around(text, at, at)
    written = text[line.start:line.end]
    if not any(bidirectional(each) in ("R", "AL", "AN") for each in written if each not in _MARKS):
        return Edit(at, at + 1, char, "", "hidden/bidi", _WHY["bidi"])
    if char in _OVERRIDES:
        return Edit(at, at + 1, char, char, "hidden/bidi", _OVERRIDDEN)
    if char in _OPENS and at - line.start in _left_open(written):
        return Edit(at, at + 1, char, char, "hidden/bidi", _OPEN)
    return None


def _left_open(line: str) -> set[int]:
    """Where a line opens an embedding or isolate that it does not close."""
    opened: list[int] = []
    for at, char in enumerate(line):
        if char in _OPENS:
            opened.append(at)
        elif char in "\u202c\u2069":
            # An isolate's end also closes the embeddings within it.
            while opened and _OPENS[line[opened[-1]]] != char and char == "\u2069":
                opened.pop()
            if opened and _OPENS[line[opened[-1]]] == char:
                opened.pop()
    return set(opened)
