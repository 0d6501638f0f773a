"""A document, and its lines and paragraphs as spans of characters.

A line ends at "\\n" and nowhere else: `str.splitlines` also splits at form feeds and at U+2028, which
are part of a line here.  A paragraph is what duplicates are counted in: a line, or, in text that was
hard-wrapped, the block of lines between two blank ones.

    >>> text = "one\\n\\ntwo"
    >>> [text[start:end] for start, end in lines(text)]
    ['one', '', 'two']
    >>> [text[start:end] for start, end in paragraphs(text)]
    ['one', 'two']
"""
from collections.abc import Iterator
from functools import partial
from typing import Literal, NamedTuple

Paragraphs = Literal["line", "block", "auto"]


class Document(NamedTuple):
    text: str        # line ends are "\n"
    key: str = ""    # what it is known by: its path in the corpus, with ":row" where a file holds many


class Span(NamedTuple):
    start: int
    end: int


def lines(text: str) -> Iterator[Span]:
    """Every line without its "\\n", the last one also when it is empty."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield Span(start, end)
        start = end + 1
    yield Span(start, len(text))


def line_around(text: str, start: int, end: int) -> Span:
    """The lines that text[start:end] lies in, without the last "\\n"."""
    stop = text.find("\n", end)
    return Span(text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop)


def paragraphs(text: str, how: Paragraphs = "auto") -> list[Span]:
    """Spans of the paragraphs that are not blank, in order, without overlap.

    `auto` decides block by block, so that a block is the same wherever it stands.
    """
    found: list[Span] = []
    block: list[Span] = []
    start = 0
    # Every pass asks for the paragraphs of nearly every document: split is twice as fast as find.
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            block.append(_span((start, end)))
        elif block:
            found += _joined(text, block, how)
            block = []
        start = end + 1
    return found + (_joined(text, block, how) if block else [])


_span = partial(tuple.__new__, Span)     # without the detour by Span.__new__


def _joined(text: str, block: list[Span], how: Paragraphs) -> list[Span]:
    if how == "block" or how == "auto" and _hard_wrapped(text, block):
        return [Span(block[0].start, block[-1].end)]
    return block


# Hard-wrapped text fills a column: mail and old newsgroups use 60-80 characters, e-books up to 100.
NARROWEST, WIDEST, RAGGED = 45, 100, 20


def _hard_wrapped(text: str, block: list[Span]) -> bool:
    """Three lines or more of nearly one width, of which only the last may be short or end a sentence."""
    full = block[:-1]
    if len(full) < 2 or full[0].end - full[0].start > WIDEST:
        return False
    widths = [end - start for start, end in full]
    if not (NARROWEST <= min(widths) and max(widths) <= WIDEST and max(widths) - min(widths) <= RAGGED):
        return False
    if block[-1].end - block[-1].start > max(widths) + RAGGED:
        return False
    # A list of full sentences can look like a column; in wrapped prose most lines break inside one.
    ended = sum(text[end - 1] in ".!?…:;。！？؟।" for _, end in full)
    return ended * 2 <= len(full)
