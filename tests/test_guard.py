"""The guard: it has to know better than ftfy, cheaper, and never wrongly that there is nothing to do."""
import itertools
import subprocess
import sys
import warnings
from pathlib import Path
from unicodedata import is_normalized

import ftfy
import pytest
from ftfy.badness import BADNESS_RE, is_bad
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import _guard_generator, _guard_pattern, guard

# With these options ftfy repairs encodings and nothing else; the guard's proof is about them.
ONLY_ENCODINGS = ftfy.TextFixerConfig(
    unescape_html=False, remove_terminal_escapes=False, remove_control_chars=False, uncurl_quotes=False,
    fix_character_width=False, fix_latin_ligatures=False, fix_line_breaks=False, fix_surrogates=False,
    normalization="NFC")


def every_character_ftfy_looks_for() -> list[str]:
    [(_, (_, alternatives))] = _guard_generator.parser.parse(BADNESS_RE.pattern, BADNESS_RE.flags)
    found: set[int] = set()
    for alternative in alternatives:
        for sequence in _guard_generator.sequences(alternative):
            found.update(*(item for item in sequence if not isinstance(item, str)))
    return [chr(code) for code in sorted(found)]


ALPHABET = every_character_ftfy_looks_for() + list("\n\r\t \x0b\x85\u2028_9é\u0301\u0653字\u3000😀")
# Where an alternative needs three characters or more, all of them have to come up together.
DENSE = list("aZ \n\nÂÃØÙÐÎ×à√≈‚āвЂœŒ°²»”“«€™®\xa0\xad\x93Ä") + ["β€", "ГўВЂВ", "‚Ä", "В°В", "ΒΓ", "e\u0301"]
TEXTS = st.lists(st.sampled_from(ALPHABET) | st.sampled_from(DENSE), max_size=12).map("".join)


def test_the_generated_pattern_is_what_ftfys_tables_give():
    assert _guard_pattern.FTFY == ftfy.__version__, "ftfy has changed: python -m cleaner._guard_generator"
    checked_in = Path(_guard_pattern.__file__).read_text(encoding="utf-8")
    assert checked_in == _guard_generator.module(), "run: python -m cleaner._guard_generator"


def test_two_characters_at_a_time_it_agrees_with_ftfy():
    for pair in map("".join, itertools.product(ALPHABET, repeat=2)):
        assert guard.is_garbled(pair) == any(map(is_bad, pair.split("\n"))), ascii(pair)


@settings(max_examples=800, deadline=None)
@given(TEXTS)
def test_a_document_is_garbled_exactly_where_a_line_of_it_is_bad_to_ftfy(text):
    bad = [line for line in text.split("\n") if is_bad(line) or not is_normalized("NFC", line)]
    assert [text[start:end] for start, end in guard.lines_to_repair(text)] == bad
    assert guard.needs_repair(text) == bool(bad)


@settings(max_examples=800, deadline=None)
@given(TEXTS | st.text(max_size=20))
def test_what_passes_is_left_alone_by_ftfy(text):
    if not guard.needs_repair(text):
        for line in text.split("\n"):
            assert ftfy.fix_text(line, ONLY_ENCODINGS) == line


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_character_beyond_the_code_pages_keeps_ftfy_from_rereading_a_line(line):
    if guard.beyond_code_pages(line):
        assert not any(ftfy.chardata.possible_encoding(line, page) for page in ftfy.chardata.CHARMAP_ENCODINGS)


@pytest.mark.parametrize("text, lines", [
    ("", []),
    ("plain ASCII, \x1b[31mcontrols\x07\nincluded", []),
    ("Đường tới ngày mai — “bình yên”", []),
    ("وقال: «نعم»\nثم مضى", []),
    ("a\n\nnÃ³\nc", ["nÃ³"]),
    ("nÃ³", ["nÃ³"]),
    ("nÃ³\n", ["nÃ³"]),
    ("\nnÃ³ Ã©\nnÃ³", ["nÃ³ Ã©", "nÃ³"]),
    ("cœ\nvœu", []),                      # œ before a line end is before nothing
    ("một\na\u0306\nhai", ["a\u0306"]),   # decomposed
    ("nÃ³\nа\u0306", ["nÃ³", "а\u0306"]),  # each for its own reason
    ("a\x85b\nc\u2028nÃ³", ["a\x85b", "c\u2028nÃ³"]),   # lines end at \n only
])
def test_lines_to_repair(text, lines):
    assert [text[start:end] for start, end in guard.lines_to_repair(text)] == lines
    assert guard.needs_repair(text) == bool(lines)


def test_with_another_ftfy_the_guard_lets_only_ascii_pass_and_says_so_once(monkeypatch):
    monkeypatch.setattr(guard, "ftfy_version", lambda: "99.0")
    guard.proven.cache_clear()
    try:
        with pytest.warns(UserWarning, match=r"ftfy 99\.0 is installed, and the guard knows ftfy 6"):
            assert guard.needs_repair("xin chào")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert guard.lines_to_repair("plain\nxin chào\nđẹp") == [(6, 14), (15, 18)]
            assert not guard.needs_repair("plain")
            assert not guard.beyond_code_pages("ế")
    finally:
        guard.proven.cache_clear()


def test_the_version_is_read_without_importing_ftfy():
    program = "import sys; from cleaner import guard; print(guard.ftfy_version(), 'ftfy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.split() == [ftfy.__version__, "False"]
