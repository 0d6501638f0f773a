"""What counts as the same paragraph, what does not, and what is too short to say."""
import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cleaner.duplicates.fingerprints import (
    LINE, LONG, NO_HEAD, SHORT, WORDLESS, as_pairs, document_digest, fingerprints, fold, head, paragraph_digest,
    teaser_stem, weight, whole_of,
)

SAME = [
    ("Một ngày đẹp trời.", "một  ngày ĐẸP trời", "case, blanks and the full stop"),
    ("“Không!”, bà nói.", "\"Không\" – bà nói", "any quote, any dash"),
    ("Ba\u00a0người,\tba\u3000việc", "Ba người ba việc", "blanks of every width"),
    ("«Да», — сказал он…", "да сказал он", "Russian dialogue"),
    ("قال: «نعم»، ثم مضى؟", "قال نعم ثم مضى", "Arabic punctuation"),
    ("今天，很好。", "今天 很好", "Chinese punctuation"),
    ("यह घर है।", "यह घर है", "danda"),
    ("Xong vào năm 2023.", "xong vào năm 2023", "a full stop behind a number ends the sentence"),
    ("cafe\u0301", "café", "decomposed and composed"),
    ("a 5\"\tb", "a 5\" b", "blanks behind a quote that stays"),
    ("x\t-5", "x -5", "a tab before a number"),
    ("co-op", "co op", "a hyphen between letters"),
    ("- một\n- hai", "một\nhai", "lists"),
]
DIFFERENT = [
    ("ma", "má", "tone marks are letters"),
    ("ngả nghiêng", "ngã nghiêng", "hỏi is not ngã"),
    ("hòa", "hoà", "even where the mark sits: fold does not know the language"),
    ("Maße", "Masse", "casefold would say so"),
    ("sık", "sik", "Turkish dotless i"),
    ("कि", "की", "matras are marks, which \\w does not know"),
    ("कल", "किल", "a matra or none"),
    ("عَلِم", "عُلِم", "tashkeel"),
    ("على", "علي", "Arabic letters"),
    ("резать", "рёзать", "ё is not е here"),
    ("tăng 1.5 lần", "tăng 15 lần", "decimal point"),
    ("tăng 1,5 lần", "tăng 1.5 lần", "a comma may mean another number"),
    ("lạnh -5 độ", "lạnh 5 độ", "sign"),
    ("giá .5", "giá 5", "point without a zero"),
    ("a -.5", "a .5", "sign before a point"),
    ("lúc 10:30", "lúc 10 30", "time"),
    ("16/05", "16 05", "slash"),
    ("a 5' pipe", "a 5\" pipe", "feet and inches"),
    ("chiếm 5%", "chiếm 5", "per cent"),
    ("$5", "€5", "currencies"),
    ("C++", "C", "plus"),
    ("C#", "C", "number sign"),
    ("a/b", "ab", "slash between letters"),
    ("a@b", "a b", "at"),
    ("a & b", "a b", "ampersand"),
    ("a_b", "a b", "underscore"),
    ("năm 2023", "năm 2024", "digits"),
    ("٥", "5", "digits of another script are not converted"),
    ("resign", "re-sign", "a hyphen leaves a blank"),
    ("٪٥", "٥", "Arabic per cent sign"),
]


@pytest.mark.parametrize("one, two, why", SAME, ids=[row[2] for row in SAME])
def test_same(one, two, why):
    assert fold(one) == fold(two)
    assert paragraph_digest(fold(one)) == paragraph_digest(fold(two))


@pytest.mark.parametrize("one, two, why", DIFFERENT, ids=[row[2] for row in DIFFERENT])
def test_different(one, two, why):
    assert fold(one) != fold(two)
    assert paragraph_digest(fold(one)) != paragraph_digest(fold(two))


# Letters, digits, marks and what folding acts on, closer together than in arbitrary text.
dense = st.text(st.sampled_from("aB ạ́đΣς1 5.,-:'\"()…!?%/_\n\t\u00a0ि字。٥،"), max_size=24)


@given(st.text() | dense)
@example("--5")
@example(". 5")
@example("a -.5")
@example("İ")
def test_folding_twice_changes_nothing(text):
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip() and "  " not in once


@given(st.text() | dense)
@settings(max_examples=200)
def test_letters_marks_digits_and_symbols_survive(text):
    def meaning(some):
        some = unicodedata.normalize("NFC", some.lower())
        return [c for c in some if not c.isspace() and unicodedata.category(c)[0] in "LMNS"]
    assert meaning(fold(text)) == meaning(text)


@pytest.mark.parametrize("text", ("-" * 10**6 + "5", "5'" * 10**6, ".\t" * 10**6 + "5", "\t" * 10**6, ("-" * 999 + "5") * 1000, "… " * 10**6))
def test_long_rules_do_not_hang(text):
    fold(text)
    teaser_stem(text)
    weight(text)


def test_a_lone_surrogate_has_a_digest():
    assert len(fingerprints("a\udce9", [(0, 2)]).digests) == 16


WEIGHTS = [
    ("", WORDLESS, "nothing"),
    ("12 345,6 | 78 % – 90", WORDLESS, "a row of numbers"),
    ("1 2 3 4 5 6 7 8 9 0 " * 20, WORDLESS, "a long row of numbers"),
    ("१२३४५ " * 20, WORDLESS, "Devanagari numbers"),
    ("* * * * *", WORDLESS, "signs"),
    ("Kết luận", SHORT, "a heading"),
    ("Đọc thêm: những con số chính của bản báo cáo năm nay", LINE, "a caption"),
    ("USD 25.410 25.440 EUR 27.115 27.320 GBP 32.200 32.510 JPY 160,2 161,9", SHORT, "few letters, many digits"),
    ("Người dân ven sông kể rằng mùa lũ năm ấy nước lên nhanh đến mức không ai kịp dọn đồ.", LONG, "a sentence"),
    ("روى سكان القرية الواقعة على ضفة النهر أن مياه الفيضان ارتفعت في تلك السنة بسرعة لم يتوقعها أحد", LONG, "Arabic"),
    ("नदी के किनारे बसे गाँव के लोग बताते हैं कि उस साल बाढ़ का पानी इतनी तेज़ी से चढ़ा कि किसी को समय न मिला", LONG, "Hindi"),
    ("河边的村民说那一年洪水涨得太快", LINE, "15 Chinese characters"),
    ("河边的村民说那一年洪水涨得太快，谁也来不及收拾东西就逃到山上去了", LONG, "31 Chinese characters"),
]


@pytest.mark.parametrize("text, expected, why", WEIGHTS, ids=[row[2] for row in WEIGHTS])
def test_weight(text, expected, why):
    assert weight(fold(text)) == expected


def test_fingerprints_of_a_document():
    text = "Một\n\n  MỘT. \nhai 5%\n"
    prints = fingerprints(text, [(0, 3), (5, 12), (13, 19)])
    one, two, three = prints.digests[:16], prints.digests[16:32], prints.digests[32:]
    assert one == two != three
    assert list(prints.weights) == [SHORT] * 3
    assert prints.heads == NO_HEAD * 3
    assert as_pairs(prints.digests).shape == (3, 2)
    assert document_digest((one, three)) != document_digest((three, one))
    assert document_digest((prints.digests,)) == document_digest((one, two, three))


WHOLE = "Hội đồng thành phố sẽ họp vào thứ Năm để bàn về con đường mới chạy dọc bờ biển, theo thông báo."
TEASERS = [
    (WHOLE[:60] + "...", True, "three full stops"),
    (WHOLE[:60].rstrip() + " ...", True, "a blank before them"),
    (WHOLE[:61] + "…", True, "the ellipsis"),
    (WHOLE[:60] + "... »", True, "a closing quote behind"),
    (WHOLE[:60] + " [...]", True, "in brackets"),
    (WHOLE[:20] + "...", False, "too short to say"),
    (WHOLE[:60], False, "breaks off without saying so"),
    (WHOLE[:60] + "..", False, "two full stops"),
    (WHOLE[:60] + "!...", False, "a sentence that ended"),
]


@pytest.mark.parametrize("text, is_one, why", TEASERS, ids=[row[2] for row in TEASERS])
def test_teasers(text, is_one, why):
    stem = teaser_stem(text)
    assert (stem is not None) == is_one
    if stem:
        assert whole_of(stem, fold(WHOLE)) and head(stem) == head(fold(WHOLE))
        assert not whole_of(stem, stem)


@given(st.text(st.sampled_from("aBđạ 15.,-:'\"(%/\n"), min_size=40, max_size=80), st.integers(0, 80))
def test_the_beginning_of_a_text_folds_to_the_beginning_of_its_folding(text, cut):
    # What makes comparing stems by `startswith` right, wherever the text was cut.
    assume(cut <= len(text))
    assert fold(text).startswith(fold(text[:cut]))


@pytest.mark.parametrize("letter", ["क", "ကို", "a", "ع", "กา"])
def test_weighing_takes_no_longer_the_more_letters_are_missing(letter):
    """Fifty letters and many digits: a pattern with two ways to read each letter would try 2^50 of them."""
    import time
    start = time.perf_counter()
    assert weight(f"{letter * (50 // len(letter))} " + "1 " * 60) in (LINE, SHORT)
    assert time.perf_counter() - start < 1
