"""The encoding filter: one edit for a line, cut to the change, and nothing for the second run."""
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import guard
from cleaner.edits import Edit, apply, inverted
from cleaner.filters.encoding import encoding
from cleaner.text import Document

NFC = "Letters and their marks were not in Unicode form NFC."
READ_AS_1252 = "UTF-8 that was read as windows-1252."
ENTITY = "An HTML entity stood where its character was meant."


def edits(text: str) -> list[Edit]:
    return list(encoding()(Document(text)))


def cleaned(text: str) -> str:
    return apply(text, edits(text))


@pytest.mark.parametrize("text, start, before, after, rule, why", [
    ("một\nnÃ³ đi", 5, "Ã³", "ó", "encoding/mojibake", "UTF-8 that was read as windows-1252, in parts of the line."),
    # cut at both ends, but from the first change of a line to the last
    ("Mai cÃ³ mÆ°a to", 5, "Ã³ mÆ°", "ó mư", "encoding/mojibake", READ_AS_1252),
    # a letter and its marks are not cut apart
    ("gia đi\u0300nh em", 5, "i\u0300", "ì", "encoding/nfc", NFC),
    ("ve\u0302\u0309 a\u0323\u0306n", 1, "e\u0302\u0309 a\u0323\u0306", "ể ặ", "encoding/nfc", NFC),
    ("مُعَلّ\u0650م", 4, "ل\u0651\u0650", "ل\u0650\u0651", "encoding/nfc", NFC),
    # the first step names the edit, all of them the reason
    ("&quot;CÃ´&quot;", 0, "&quot;CÃ´&quot;", '"Cô"', "encoding/html-entity", f"{ENTITY} {READ_AS_1252}"),
    # twice misread
    ("dÃƒÂ i", 1, "ÃƒÂ ", "à", "encoding/mojibake",
     "UTF-8 that was read as windows-1252, and whose no-break spaces were lost. " + READ_AS_1252),
])
def test_an_edit(text, start, before, after, rule, why):
    assert edits(text) == [Edit(start, start + len(before), before, after, rule, why)]


def test_one_edit_for_a_line_in_order():
    text = "&quot;một&quot;\nsạch\nhai Ã©m\n\nba\u0301\n"
    assert [(edit.start, edit.rule) for edit in edits(text)] == [
        (0, "encoding/html-entity"), (25, "encoding/mojibake"), (31, "encoding/nfc")]
    assert cleaned(text) == '"một"\nsạch\nhai ém\n\nbá\n'


@pytest.mark.parametrize("line, meant", [
    ("&quot;Chào&quot; bạn, it&#39;s &#x201c;ok&#x201d;", "\"Chào\" bạn, it's “ok”"),
    ("caf&eacute; v&agrave; tr&agrave;", "café và trà"),
    ("10&nbsp;km", "10\xa0km"),
    ("R&amp;D, AT&amp;T", "R&D, AT&T"),
    ("/search?a=1&amp;b=2", "/search?a=1&b=2"),
    ("قال &quot;نعم&quot; ثم مضى", 'قال "نعم" ثم مضى'),
    ("كتابٌ&#8221; جديد", "كتابٌ” جديد"),       # a vowel mark is part of the word
    ("vui qu&aacute;&#128514;&#128514;", "vui quá😂😂"),
    ("it&#146;s", "it’s"),                        # windows-1252, as HTML reads it
    # between two names, or in a script without capitals
    ("Lan &amp; Mai", "Lan & Mai"),
    ("2010 &ndash; 2012", "2010 – 2012"),
    ("الرياض &#8211; جدة", "الرياض – جدة"),
    # escaped twice, or three times
    ("caf&amp;eacute; v&amp;agrave;", "café và"),
    ("AT&amp;amp;T, Ti&amp;amp;#7871;ng", "AT&T, Tiếng"),
    # one that is plainly meant speaks for the others of the line
    ("&quot; Hai &quot; v&agrave; &ldquo; ba &rdquo;", '" Hai " và “ ba ”'),
])
def test_html_entities(line, meant):
    assert cleaned(line) == meant


@pytest.mark.parametrize("line", [
    "Use &eacute; for é, and &amp; for the ampersand.",
    "Gõ &nbsp; để có dấu cách không ngắt",
    "dùng `caf&eacute;` trong mã",
    "<p>caf&eacute;</p>",
    "a&lt;b&gt;c",                                # would become markup
    "int *p = &copy; q = mask&reg; f(&sum;)",     # programs
    "R&D; M&A; Q&A",
    "x&#10;y &#0;z&#65533;",                      # no line ends, no controls, no U+FFFD
    "x&#xD83D;&#xDE00;y",                         # halves of a character
    "&amp;",
])
def test_html_entities_that_stay(line):
    assert edits(line) == []


@pytest.mark.parametrize("text", [
    "", "\n", "\n\n\n", "plain", "Đi chợ mua “rau” – 5 € …", "ngày\x0cmới\u2028đến \x1b[0m",
    "ﬁne ＡＢＣ ‘quotes’ ½ ™",                    # ftfy's other repairs are not wanted
    "\udc80\udcff bytes kept by surrogateescape",
])
def test_good_text_stays(text):
    assert edits(text) == []


GARBAGE = st.sampled_from(list("ÂÃÐØÙáâãºð»«°´œŸŠ€™“”’–…²³\x81\x85\x93\xa0 \u0301\u0323\u0653ạếаو\n\u2028�&;<aA1") + [
    "Ã³", "â€œ", "Ã¢â‚¬", "áº¿", "ï¿½", "Ø§", "&quot;", "&#233;", "&amp;", "XÃ”", "Ã ", "вЂ”", "√©"])
TEXTS = st.lists(GARBAGE, max_size=14).map("".join) | st.text(max_size=20)


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
def test_the_laws(text):
    found = edits(text)
    clean = apply(text, found)
    assert apply(clean, inverted(found)) == text
    assert not any(edit.changes for edit in edits(clean))
    assert clean.count("\n") == text.count("\n")
    assert "\ufffd" in text or "\ufffd" not in clean


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS.map(lambda text: text.replace("\n", " ")), max_size=5))
def test_every_line_is_judged_alone(lines):
    assert cleaned("\n".join(lines)) == "\n".join(map(cleaned, lines))


@pytest.mark.parametrize("word, before, after", [
    ("xin chào ", "Ã³", "ó"),
    ("&amp; chó &amp; mèo ", "Ã³", "ó"),
    ('"Ã©" và ế ', "Ã³", "ó"),
])
def test_a_long_line_takes_no_longer_than_its_length(word, before, after):
    [edit] = edits(word * 20_000 + "nÃ³ " + word * 20_000)      # seconds if anything were quadratic
    assert (edit.before, edit.after) == (before, after)


def test_with_another_ftfy_the_answers_are_the_same(monkeypatch):
    lines = ["Xin chào", "Xin chÃ\xa0o bÃ© Ãºt", "Cô ấy: khÃ´ng", "“HỢP TÁC XÃ” là tên", "donâ€™t", "đi\u0300", "ASCII"]
    expected = [cleaned(line) for line in lines]
    monkeypatch.setattr(guard, "proven", lambda: False)
    assert [cleaned(line) for line in lines] == expected


def test_ftfy_is_imported_for_a_line_that_needs_it_only():
    program = """
import sys
from cleaner.filters.encoding import encoding
from cleaner.text import Document
for text in ("Xin chào", "Xin chÃ\\xa0o", "Cô ấy: khÃ´ng", "XÃ” là hợp tác xã", "don‚Äôt É ê"):
    list(encoding()(Document(text)))
    print("ftfy" in sys.modules)
"""
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["False"] * 4 + ["True"]
