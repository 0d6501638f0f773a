"""Tones: untouched by default, moved on demand, in syllables only."""
import pytest

from cleaner.edits import apply
from cleaner.filters.encoding import encoding
from cleaner.filters.tones import placed
from cleaner.text import Document

OLD = "Hòa khỏe, thúy lụy; TÒA, HỦY: quý hóa, ngoài hoàn tuyết, của nhà."
NEW = "Hoà khoẻ, thuý luỵ; TOÀ, HUỶ: quý hoá, ngoài hoàn tuyết, của nhà."


def test_both_ways():
    assert placed(OLD, "new") == placed(NEW, "new") == NEW
    assert placed(NEW, "old") == placed(OLD, "old") == OLD


@pytest.mark.parametrize("line", ["Croàtia", "Moè", "eoà", "xin chào", "Oà oà", "uỷ ban"])
def test_a_line_is_as_long_afterwards(line):
    assert len(placed(line, "old")) == len(line)


def test_words_that_are_no_syllables_stay():
    assert placed("Roxoá ngoà Gennoà", "old") == "Roxoá ngoà Gennoà".replace("ngoà", "ngòa")


def test_the_filter_moves_them_only_if_asked():
    assert list(encoding()(Document(OLD + "\n" + NEW))) == []
    found = list(encoding(tones="old")(Document(OLD + "\n" + NEW)))
    assert [edit.rule for edit in found] == ["encoding/tone-place"]
    clean = apply(OLD + "\n" + NEW, found)
    assert clean == OLD + "\n" + OLD
    assert list(encoding(tones="old")(Document(clean))) == []
