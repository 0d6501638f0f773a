"""Escapes: found where they were left in prose, left where they are right."""
import pytest

from cleaner.edits import apply
from cleaner.filters.encoding import encoding
from cleaner.text import Document


def edits(text):
    return list(encoding()(Document(text)))


@pytest.mark.parametrize("line, meant, rule", [
    (r"C\u1ea3 nh\u00e0 \u0111i ch\u01a1i", "Cả nhà đi chơi", "encoding/escape"),
    (r"\u0645\u062f\u0631\u0633\u0629 \u0643\u0628\u064a\u0631\u0629", "مدرسة كبيرة", "encoding/escape"),
    (r"vui qu\u00e1\ud83d\ude02", "vui quá😂", "encoding/escape"),
    (r"it doesn\u2019t matter", "it doesn’t matter", "encoding/escape"),
    ("đi H%C3%A0 N%E1%BB%99i chơi", "đi Hà Nội chơi", "encoding/escape"),
    ("caf&amp;eacute; n&amp;amp;#243;ng", "café nóng", "encoding/html-entity"),
    ("&amp;#1605;&amp;#1576;", "مب", "encoding/html-entity"),
])
def test_left_in_prose(line, meant, rule):
    found = edits(line)
    assert apply(line, found) == meant and found[0].rule == rule
    assert edits(meant) == []


@pytest.mark.parametrize("line", [
    r'print("ch\u01a1i")', r'{"t": "ch\u01a1i"}', r"[\u00e0-\u1ef9]+", r"C:\new\u1ea3b", r"x = 'ch\u01a1i'", r"Trong Unicode, \u1ea3 là ả",
    r"a\ud83db", r"a\u0041b", r"a\u2028b",          # half a character, ASCII, a line end
    "https://a.vn/H%C3%A0", "/H%C3%A0/x", "?q=H%C3%A0", "giảm 20%, 30%", "a%C3%28b", "a%00b",
    "`caf&amp;eacute;`", "<b>&amp;eacute;</b>x",
])
def test_right_in_code_and_addresses(line):
    assert edits(line) == []


@pytest.mark.parametrize("line, flagged", [
    ("chó &amp; mèo", ["&amp;"]),
    ("nhỏ&amp;lt;lớn", ["&amp;lt;"]),           # would become markup
    ("H%C3%A0_N%E1%BB%99i.jpg", ["H%C3%A0_N%E1%BB%99i.jpg"]),
    (r'"ch\u01a1i"', [r"\u01a1"]),
    (r"gõ \u1ea3 để có dấu", [r"\u1ea3"]),
])
def test_doubtful_ones_are_flagged(line, flagged):
    found = edits(line)
    assert [edit.before for edit in found] == flagged
    assert not any(edit.changes for edit in found)


def test_a_lost_letter_is_flagged():
    [edit] = edits("Hôm ấy trá»\ufffdi mưa")
    assert (edit.rule, edit.before, edit.after) == ("encoding/lost", "trá»\ufffdi", "trá»\ufffdi")
