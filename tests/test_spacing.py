import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.edits import apply
from cleaner.filters.spacing import gaps, spacing
from cleaner.text import Document


def clean(text):
    edits = list(spacing()(Document(text)))
    return apply(text, edits), {edit.rule.removeprefix("spacing/") for edit in edits}


@pytest.mark.parametrize("text, expected, rules", [
    ("a\u00a0b", "a b", {"no-break"}),
    ("10\u202f000 km", "10 000 km", {"no-break"}),              # the French and SI thousands space
    ("end \t\nnext", "end\nnext", {"trailing"}),
    ("\u00a0\nnext", "\nnext", {"trailing"}),                   # a line of blanks only
    ("line\r\nline\rline", "line\nline\nline", {"line-separator"}),
    ("page\x0cpage", "page\npage", {"line-separator"}),
    ("a\x00b\x07c\x9fd", "abcd", {"control"}),
    ("\x1b[31mred\x1b[0m", "red", {"control"}),                 # a terminal's colours, whole
    ("ha\u00adha \ufeffho\u200bho", "haha hoho", {"zero-width"}),
    ("left\u200e right\u202c", "left right", {"bidi"}),         # nothing here runs from right to left
    ("tab\tstays", "tab\tstays", set()),
    ("\u3000段落", "\u3000段落", set()),                         # an indent of one letter's width
    ("  • bullet", "  • bullet", set()),
])
def test_what_goes(text, expected, rules):
    assert clean(text) == (expected, rules)


@pytest.mark.parametrize("text", [
    "می\u200cخواهم",              # Persian: without the non-joiner another word
    "क्\u200dष क्\u200cष",          # Devanagari: half form and explicit virama
    "ക\u0d4d\u200d.",              # Malayalam: a chillu at a word's end
    "👨\u200d👩\u200d👧 ❤️\u200d🔥",    # one picture out of several
    "ភាសា\u200bខ្មែរ",              # Khmer: the end of a word
    "שלום\u200f abc",               # a mark among right-to-left letters
    "كتاب\u200e (a)",
])
def test_what_carries_meaning_stays(text):
    assert clean(text) == (text, set())


@pytest.mark.parametrize("text, expected", [
    ("a\n\n\n\nb", "a\n\nb"),
    ("\n\na\n", "a\n"),
    ("a\n\n\n", "a\n"),
    ("a\n\nb\n", "a\n\nb\n"),
    ("\n", ""),
])
def test_gaps(text, expected):
    assert apply(text, list(gaps()(Document(text)))) == expected


@given(st.text(st.sampled_from("ab \t\n\r\u00a0\u200b\u200c\u200d\u200e\u2028\x1b[m\x00\u3000نक👨"), max_size=40))
def test_spacing_is_stable(text):
    once, _ = clean(text)
    assert clean(once) == (once, set())


def test_a_megabyte_of_blanks_takes_linear_time():
    # Quadratic, this would run for hours.
    text = "a" + " " * 1_000_000 + "b\u200b" + " " * 1_000_000 + "c"
    assert clean(text)[0] == text.replace("\u200b", "")
