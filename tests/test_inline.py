"""Comments in a file that say what is to be left alone there, and what markup leaves alone by itself."""
import pytest

from cleaner.hook import inline
from cleaner.hook import markup
from cleaner.edits import Edit
from cleaner.filters.hidden import hidden
from cleaner.text import Document, lines

STYLES = [
    "# cleaner: ignore",                             # shell, Python, YAML
    "<!-- cleaner: ignore -->",                      # Markdown, HTML
    "// cleaner: ignore",
    ".. cleaner: ignore",                            # reStructuredText
    "/* cleaner: ignore */",
    "-- cleaner: ignore because it is quoted",       # with a reason
    "% cleaner: ignore",
    "[//]: # (cleaner: ignore)",                     # Markdown that no renderer shows
]


def rules_at(text: str, words: str, rule: str = "abuse/en/insult") -> bool:
    """Whether an edit of these words would be left out."""
    at = text.index(words)
    edit = Edit(at, at + len(words), words, "", rule, "")
    return any(each.holds(edit) for each in inline.spared(text))


@pytest.mark.parametrize("comment", STYLES)
def test_a_line_is_spared_in_the_comment_style_of_its_file(comment):
    text = f"before\nthe words {comment}\nafter\n"
    assert [rules_at(text, each) for each in ("before", "the words", "after")] == [False, True, False]


@pytest.mark.parametrize("text, spared", [
    ("a\n# cleaner: ignore-next-line\nb\nc\n", "b"),
    ("a\n  cleaner: ignore-next-line\nb\nc\n", "b"),                  # plain text: a line of its own
    ("a\n# cleaner: ignore-start\nb\nc\n# cleaner: ignore-end\nd\n", "bc"),
    ("a\n# cleaner: ignore-start\nb\nc\nd\n", "bcd"),                 # never closed: to the end
    ("a\n# cleaner: ignore-start\n# cleaner: ignore-start\nb\n# cleaner: ignore-end\nc", "b"),
    ("a\n# cleaner: ignore-end\nb", ""),
    ("# cleaner: ignore-next-line", ""),                              # there is none
    ("a cleaner: ignore\nb", ""),                                     # prose, no comment
    ("The cleaner: ignore-next-line does it.\nb", ""),
    ("a#cleaner: ignore\nb", ""),                                     # part of a word
    ("cleaner: repairs text\nb", ""),
])
def test_what_is_spared(text, spared):
    spans = inline.spared(text)
    edits = [Edit(start, end, text[start:end], "", "abuse/en/insult", "") for start, end in lines(text) if end - start == 1]
    assert "".join(edit.before for edit in edits if any(each.holds(edit) for each in spans)) == spared


@pytest.mark.parametrize("named, rule, holds", [
    ("abuse/en/obscene", "abuse/en/obscene", True),
    ("abuse/en/*", "abuse/en/obscene", True),
    ("obscene", "abuse/en/obscene", True),
    ("encoding/*, obscene", "abuse/en/obscene", True),
    ("abuse/vi/*", "abuse/en/obscene", False),
    ("scene", "abuse/en/obscene", False),
])
def test_rules_are_named_whole_by_glob_or_by_their_last_part(named, rule, holds):
    assert rules_at(f"the words  # cleaner: ignore[{named}]", "the words", rule) is holds


def test_an_edit_that_touches_a_spared_line_is_left_out_as_a_whole():
    text = "one\ntwo # cleaner: ignore\nthree"
    whole = Edit(0, len(text), text, "", "abuse/any/mostly-abuse", "")
    assert any(each.holds(whole) for each in inline.spared(text))
    assert not any(each.holds(Edit(0, 4, "one\n", "", "x/y", "")) for each in inline.spared(text))


@pytest.mark.parametrize("text, rule, says", [
    ("# cleaner: ingore\n", "inline/unknown", "«ignore»"),
    ("# cleaner: ignore-nextline\n", "inline/unknown", "«ignore-next-line»"),
    ("# cleaner: ignore-start\n", "inline/unclosed", "to the end of the file"),
    ("<!-- cleaner: ignore-end -->\n", "inline/unclosed", "no ignore-start"),
])
def test_a_comment_that_does_nothing_is_told(text, rule, says):
    [edit] = inline.comments()(Document(text))
    assert edit.rule == rule and says in edit.why and not edit.changes
    assert text[edit.start:edit.end] == edit.before


@pytest.mark.parametrize("text", ["# cleaner: the new soap\n", "# cleaner: ignore\n", "# cleaner: ignore-start\n# cleaner: ignore-end\n", ""])
def test_other_comments_are_nobodys_business(text):
    assert not list(inline.comments()(Document(text)))


def test_a_filter_sees_the_text_as_it_is():
    text = "a\u200bb # cleaner: ignore\nc\u200bd\n"
    found = list(inline.respecting(hidden(), inline.spared)(Document(text)))
    assert [(edit.start, edit.before) for edit in found] == [(text.index("\nc") + 2, "\u200b")]


LITERAL = [
    ("md", "```\nX\n```\n"),
    ("md", "~~~ text\nX\n~~~\n"),
    ("md", "````\n```\nX\n````\n"),                     # a longer fence holds a shorter one
    ("md", "```\nX"),                                    # never closed
    ("md", "text\n\n    X\n"),                           # indented code
    ("md", "---\ntitle: X\n---\ntext\n"),                # front matter
    ("rst", "Like this::\n\n    X\n\ntext\n"),
    ("rst", ".. code-block:: python\n\n    X\n"),
]


@pytest.mark.parametrize("kind, text", LITERAL)
def test_code_is_literal(kind, text):
    at = text.index("X")
    edit = Edit(at, at + 1, "X", "y", "encoding/mojibake", "")
    assert any(each.holds(edit) for each in markup.spared(text, kind))
    assert not any(each.holds(edit._replace(rule="hidden/bidi")) for each in markup.spared(text, kind))


@pytest.mark.parametrize("kind, text", [("md", "```\na\n```\nX"), ("md", "text\n    X lazily goes on\n"), ("rst", "Like this::\n\n    a\n\nX\n"),
                                        ("", "```\nX\n```\n"), ("md", "a `b` X `c`\n")])
def test_prose_is_not(kind, text):
    at = text.index("X")
    assert not any(each.holds(Edit(at, at + 1, "X", "y", "encoding/mojibake", "")) for each in markup.spared(text, kind))


@pytest.mark.parametrize("kind, line", [("md", "| a | b |"), ("md", "<img src='a.png'>"), ("md", "[one]: https://example.org"),
                                        ("md", "![badge](a.svg)"), ("rst", "+---+---+"), ("rst", "   .. note:: x")])
def test_tables_and_links_repeat_by_design(kind, line):
    edit = Edit(0, len(line), line, "", "duplicates/paragraph", "")
    assert any(each.holds(edit) for each in markup.spared(line, kind))
