"""Markup: what Markdown and reStructuredText mean literally, and what they repeat by design.

Text about damaged text shows it in code: nothing is repaired there, and no line of it is a repeated
paragraph.  Hidden characters and abuse are looked for everywhere.

    >>> text = "Nhé\\n\\n```\\nnhÃ©\\n```\\n"
    >>> [(text[each.start:each.end], each.rules) for each in spared(text, "md")][0]
    ('```\\nnhÃ©\\n```\\n', ('encoding/*', 'duplicates/*', 'junk/*'))
"""
import re
from collections.abc import Iterator

from cleaner.hook.inline import Spared
from cleaner.text import lines

LITERAL = ("encoding/*", "duplicates/*", "junk/*")
REPEATED = ("duplicates/*", "junk/*")
KINDS = {".md": "md", ".markdown": "md", ".mdx": "md", ".rst": "rst"}

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`+)(?!`)[^\n]+?(?<!`)\1(?!`)")
# Rows of tables, HTML, link and image lines.
_MARKDOWN_ROW = re.compile(r"\s*(?:\||<|!?\[[^\]]*\][:(])")
_RST_ROW = re.compile(r"\s*(?:[|+]|\.\. )|\s")
_RST_LITERAL = re.compile(r"(?:.*::|\s*\.\. (?:code|code-block|sourcecode|parsed-literal|raw|math|literalinclude)::.*)\s*$")


def spared(text: str, kind: str) -> list[Spared]:
    """What a text of this kind ("md", "rst", or "" for any other) keeps as it is."""
    if kind == "md":
        # An entity is how Markdown writes a character.
        return [*_markdown(text), Spared(0, len(text) + 1, ("encoding/html-entity",)), *_code(text)]
    if kind == "rst":
        return [*_rst(text), *_code(text)]
    return []


def _code(text: str) -> Iterator[Spared]:
    if "`" in text:
        yield from (Spared(*match.span(), ("encoding/*",)) for match in _CODE.finditer(text))


def _markdown(text: str) -> Iterator[Spared]:
    fence, begun = "", 0
    blank = True
    for start, end in lines(text):
        line = text[start:end]
        if start == 0 and line.rstrip() == "---" and (close := text.find("\n---", 3)) >= 0:
            fence, begun = "---", 0
            front = close + 1
        elif fence == "---":
            if start >= front:
                yield Spared(0, end + 1, LITERAL)
                fence = ""
        elif fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield Spared(begun, end + 1, LITERAL)
                fence = ""
        elif match := _FENCE.match(line):
            fence, begun = match[1], start
        elif line.startswith(("    ", "\t")) and blank:
            yield Spared(start, end + 1, LITERAL)
            continue    # the lines that go on with it are still code
        elif _MARKDOWN_ROW.match(line):
            yield Spared(start, end + 1, REPEATED)
        blank = not line.strip()
    if fence:
        yield Spared(begun, len(text) + 1, LITERAL)


def _rst(text: str) -> Iterator[Spared]:
    literal = False
    for start, end in lines(text):
        line = text[start:end]
        indented = line[:1].isspace()
        if literal and line.strip() and not indented:
            literal = False
        if literal and indented:
            yield Spared(start, end + 1, LITERAL)
        elif line.strip() and _RST_ROW.match(line):
            yield Spared(start, end + 1, REPEATED)
        if _RST_LITERAL.match(line):
            literal = True
