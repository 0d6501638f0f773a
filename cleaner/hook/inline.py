"""Inline: comments in a file that say what is to be left alone there.

    cleaner: ignore                        this line
    cleaner: ignore[abuse/en/*, bidi]      this line, of these rules: a name, a glob or the last part of a name
    cleaner: ignore-next-line              the line below
    cleaner: ignore-start                  from here to `cleaner: ignore-end`, or to the end of the file

Each is written as a comment is in that file, with or without a reason behind it; in plain text, which has
no comments, it stands on a line of its own.

    >>> text = "one\\ntwo  <!-- cleaner: ignore[obscene] a quotation -->\\n"
    >>> [(text[each.start:each.start + 3], each.rules) for each in spared(text)][0]
    ('two', ('obscene',))

A comment only ever takes edits away, so whatever filter it meets goes on to see the text as it is.
"""
import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from cleaner.edits import Edit
from cleaner.filters import Filter
from cleaner.text import Document, lines

VERBS = ("ignore", "ignore-next-line", "ignore-start", "ignore-end")
RULES = {
    "inline/unknown": "A comment that begins with «cleaner:» and asks for something that does not exist.",
    "inline/unclosed": "An ignore-start whose ignore-end is missing, or an ignore-end without a start.",
}


class Spared(NamedTuple):
    """Characters text[start:end], whole lines or part of one, that these rules leave alone."""
    start: int
    end: int
    rules: tuple[str, ...]    # names, globs or last parts of names

    def holds(self, edit: Edit) -> bool:
        touches = edit.start < self.end and self.start < max(edit.end, edit.start + 1)
        return touches and any(names(each, edit.rule) for each in self.rules)


Sparing = Callable[[str], Sequence[Spared]]


def names(pattern: str, rule: str) -> bool:
    return fnmatchcase(rule, pattern) or pattern == rule.rpartition("/")[2]


def respecting(find: Filter, sparing: Sparing) -> Filter:
    """The filter without the edits that touch what is spared."""
    def edits(document: Document) -> Iterator[Edit]:
        if found := list(find(document)):
            yield from _left(found, sparing(document.text))
    return edits


def _left(edits: Sequence[Edit], spans: Sequence[Spared]) -> Iterator[Edit]:
    # Both in their order, so that a table of a hundred thousand rows is gone through once.
    coming = sorted(spans, reverse=True)
    near: list[Spared] = []
    for edit in edits:
        while coming and coming[-1].start < max(edit.end, edit.start + 1):
            near.append(coming.pop())
        near = [each for each in near if each.end > edit.start]
        if not any(each.holds(edit) for each in near):
            yield edit


# Of shells, Python and YAML; C and its kin; SQL and Lua; Lisp and INI; TeX; reStructuredText; HTML and
# Markdown; CSS; Jinja; and the link that Markdown never shows.
_LEADERS = r"#+|//+|--+|;+|%+|\.\.|<!--+|/\*+|\{#|\[//\]:\ \#\ \("
_COMMENT = re.compile(rf"(?:(?:^|(?<=\s))(?P<leader>{_LEADERS})[ \t]*|^[ \t]*)cleaner:[ \t]*(?P<verb>[a-z][a-z-]*)(?P<rules>\[[^\]\n]*\])?(?P<rest>[^\n]*)$")


class _Comment(NamedTuple):
    start: int     # of its line
    end: int       # of its line, with the "\n"
    at: int        # of the word "cleaner:"
    verb: str
    rules: tuple[str, ...]


def _comments(text: str) -> list[_Comment]:
    if "cleaner:" not in text:
        return []
    found = []
    for start, end in lines(text):
        line = text[start:end]
        if "cleaner:" in line and (match := _COMMENT.search(line)):
            # Without a comment's leader it has to be the whole line: prose may begin with "cleaner:" too.
            if match["leader"] or not match["rest"].strip():
                rules = tuple(each.strip() for each in (match["rules"] or "")[1:-1].split(",") if each.strip())
                found.append(_Comment(start, end + 1, start + line.index("cleaner:", match.start()), match["verb"], rules or ("*",)))
    return found


def spared(text: str) -> list[Spared]:
    """What the comments in a text take out of reach, in the order of the comments."""
    found: list[Spared] = []
    begun: _Comment | None = None
    for comment in _comments(text):
        match comment.verb:
            case "ignore":
                found.append(Spared(comment.start, comment.end, comment.rules))
            case "ignore-next-line":
                stop = text.find("\n", comment.end)
                found.append(Spared(comment.end, len(text) + 1 if stop < 0 else stop + 1, comment.rules))
            case "ignore-start":
                begun = begun or comment
            case "ignore-end" if begun:
                found.append(Spared(begun.start, comment.end, begun.rules))
                begun = None
        if comment.verb in VERBS:
            # The same reason may be given twice; comments are nobody's repeated paragraph, and no page's junk.
            found.append(Spared(comment.start, comment.end, ("duplicates/*", "junk/*")))
    if begun:
        found.append(Spared(begun.start, len(text) + 1, begun.rules))
    return found


def comments() -> Filter:
    """Flags comments that do nothing, so that nobody believes they do: rules inline/unknown and inline/unclosed."""
    def edits(document: Document) -> Iterator[Edit]:
        found = _comments(document.text)
        opened: _Comment | None = None
        wrong: list[tuple[_Comment, str, str]] = []
        for comment in found:
            if comment.verb not in VERBS:
                # «cleaner: ingore» is a mistake, «// cleaner: the new soap» is none of our business.
                if near := difflib.get_close_matches(comment.verb, VERBS, 1, 0.7):
                    wrong.append((comment, "inline/unknown", f"There is no «{comment.verb}»; write «{near[0]}»."))
            elif comment.verb == "ignore-start":
                opened = opened or comment
            elif comment.verb == "ignore-end":
                if not opened:
                    wrong.append((comment, "inline/unclosed", "There is no ignore-start above this ignore-end."))
                opened = None
        if opened:
            wrong.append((opened, "inline/unclosed", "There is no ignore-end below this ignore-start, so it reaches to the end of the file."))
        for comment, rule, why in sorted(wrong):
            word = document.text[comment.at:comment.end].split("\n")[0].split(comment.verb)[0] + comment.verb
            yield Edit(comment.at, comment.at + len(word), word, word, rule, why)
    return edits
