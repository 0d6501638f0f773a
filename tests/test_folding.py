"""Reading past case, marks and disguises, and the way back to the real text."""
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.folding import bounded, fold, lower, plain, reading, unaccented, wordy
from cleaner.lookalikes import LETTERS, LOOKALIKES


@pytest.mark.parametrize("text, folded", [
    ("ĐỊT Mẹ", "địt mẹ"),
    ("lồn lớn lon lộn", "lồn lớn lon lộn"),             # tones are meaning
    ("İstanbul", "istanbul"),                            # the one letter whose lower case is longer
    ("a  b\tc\u00a0 d", "a b c d"),
    ("كَلْبٌ كـــلب", "كلب كلب"),                       # vowel marks, tatweel
    ("أحمق إبن آنت على مدرسة", "احمق ابن انت علي مدرسه"),
    ("line  one\n\n  line two", "line one\n\n line two"),   # line ends stay
])
def test_what_is_folded(text, folded):
    assert fold(text).text == folded


letters = st.text("aĐİ \t\u00a0\nكَـأةxب", max_size=40)


@given(letters)
def test_every_place_leads_back_to_its_letter(text):
    folded = fold(text)
    low = lower(text)
    assert len(low) == len(text)
    ends = 0
    for place, letter in enumerate(folded.text):
        start, end = folded.span(place, place + 1)
        assert ends <= start < end <= len(text)
        assert fold(text[start:end]).text in (letter, letter * 2, " ")
        ends = start + 1


@given(letters, letters)
def test_lines_are_folded_each_by_itself(first, second):
    assert fold(first + "\n" + second).text == fold(first).text + "\n" + fold(second).text


@pytest.mark.parametrize("token, word, kinds", [
    ("ｆｕｃｋ", "fuck", {"lookalikes"}),
    ("𝓯𝓾𝓬𝓴", "fuck", {"lookalikes"}),
    ("ⓕⓤⓒⓚ", "fuck", {"lookalikes"}),
    ("🅵🆄🅲🅺", "fuck", {"lookalikes"}),
    ("fᴜᴄᴋ", "fuck", {"lookalikes"}),
    ("fuсk", "fuck", {"lookalikes"}),                     # a Cyrillic letter among Latin ones
    ("сосk", "cock", {"lookalikes"}),
    ("жизнь", "жизнь", set()),                            # letters that look like no Latin ones
    ("fu\u200b\u00adck", "fuck", {"zero-width"}),
    ("f\u0336u\u0336c\u0336k\u0336", "fuck", {"zero-width"}),
    ("l\u006f\u0302\u0300n", "lồn", set()),               # decomposed: the same letters
    ("f&#117;&#x63;k", "fuck", set()),
    ("&#1603;&#1604;&#1576;", "كلب", set()),
])
def test_a_token_in_plain_letters(token, word, kinds):
    assert plain(token) == (word, frozenset(kinds))


def test_a_whole_word_of_foreign_letters_reads_as_latin_among_latin_words_only():
    assert plain("сосо", among_latin=False) == ("сосо", frozenset())
    assert plain("сосо")[0] == "coco"


def test_lookalikes_are_single_letters_and_never_plain_ones():
    for shape, letter in LOOKALIKES.items():
        assert len(shape) == 1 and letter in "abcdefghijklmnopqrstuvwxyzđ" and not shape.isascii()
    assert not LETTERS.keys() & set("àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ")
    assert all(unicodedata.category(shape) != "Ll" or letter for shape, letter in LETTERS.items())


def test_marks_are_taken_off_latin_letters():
    assert unaccented("cabrón mẹ") == "cabron me"


@pytest.mark.parametrize("folds, same, different", [
    (("case",), ("Kalb", "kalb"), ("kalb", "kälb")),
    ((), ("Dick", "Dick"), ("Dick", "dick")),
    (("case", "arabic-marks"), ("كَلب", "كلب"), ("أحمق", "احمق")),
    (("case", "arabic-letters"), ("أحمق", "احمق"), ("كَلب", "كلب")),
])
def test_how_a_rule_reads(folds, same, different):
    read = reading(folds)
    assert read(same[0]) == read(same[1])
    assert read(different[0]) != read(different[1])


@pytest.mark.parametrize("text", ["हिन्दी", "ภาษาไทยมีวรรณยุกต์", "العَرَبِيَّة", unicodedata.normalize("NFD", "tiếng"), "한국어", "abc9"])
def test_letters_of_all_scripts_and_the_marks_on_them_are_word_characters(text):
    assert all(wordy[character] for character in text)


def test_what_is_written_without_blanks_has_no_boundary():
    assert not bounded("操") and not bounded("く")
    assert bounded("씨") and bounded("a") and not bounded("*")
