"""Required text: whatever a regex matches holds it, begins as it says, and has the digit it says."""
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.required import fold, initial, required

CASES = [
    # regex, required texts, first characters, digit: what is special about it
    (r"views", {"views"}, {"v"}, False),
    (r"VIEWS", {"views"}, {"v"}, False),                                    # folded
    (r"view(?:s|er)", {"views", "viewer"}, {"v"}, False),                   # joined with what follows
    (r"(?:the )?views?", {"view", "the view"} - {"the view"}, {"t", "v"}, False),   # the longer holds the shorter
    (r"\d+ views", {" views"}, {"0"}, True),
    (r"[\d.,]+ ?k? views", {" views"}, {"0", ".", ","}, False),             # "., views" holds no digit
    (r"(?:views|\d+)", set(), {"v", "0"}, False),                           # neither in every match
    (r".*views", {"views"}, None, False),
    (r"(?=.*views).{3,}", {"views"}, None, False),                          # looked ahead for
    (r"(?!views)\d+", set(), {"0"}, True),                                  # what must not follow is not required
    (r"(?:ab){2}", {"abab"}, {"a"}, False),
    (r"x{0,3}", set(), None, False),                                        # may be empty
    (r"(?x) page [ ] \d  # comment", {"page "}, {"p"}, True),
    (r"([./-])\1", set(), {".", "/", "-"}, False),
    (r"İletişim", {"iletişim"}, {"i"}, False),                              # dotted and dotless i are one
    (r"ΣΧΟΛΙΑΣ", {"σχολιασ"}, {"σ"}, False),                                # and the two small sigmas
    (r"(?:19|20)\d\d ©", {"19", "20"} - {"19", "20"}, {"0"}, True),         # digits stand everywhere ...
    (r"[^a]b", set(), None, False),                                         # ... and so do single letters
]


@pytest.mark.parametrize("regex, texts, first, digit", CASES)
def test_what_is_required(regex, texts, first, digit):
    found = required(regex)
    if texts:
        assert found.texts == texts
    assert (found.first, found.digit) == (first if first is None else frozenset(first), digit)


def test_a_regex_that_cannot_be_read_says_so():
    with pytest.raises(re.error):
        required("(")


PIECES = st.sampled_from(["ab", "a|b", "[ab]", "[a-c]", r"\d", r"\d{2}", "x?", "(?:cd)?", "(?:cd|ef)", "(?:a|)", "g+", "h*", ".", r"\s", "(?:ij){2}", "ς", "İ",
                          "(?=.*b)", "(?!c)", "[^a]", "(k)", r"(?:l\d|m)"])


@settings(max_examples=300)
@given(st.lists(PIECES, min_size=1, max_size=5), st.text("abcdefghijklmx0129 σıİ", max_size=12))
def test_nothing_that_matches_is_missed(pieces, text):
    regex = "".join(f"(?:{piece})" for piece in pieces)
    if not re.compile(regex, re.IGNORECASE).fullmatch(text):
        return
    found, folded = required(regex), fold(text)
    assert not found.texts or any(each in folded for each in found.texts)
    assert found.first is None or initial(folded) in found.first
    assert not found.digit or any(map(str.isdecimal, text))


@given(st.text())
def test_folding_is_stable_and_keeps_the_case_of_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.lower()) == fold(text)
