"""Tokens, shingles and their likeness, against the definition written out in plain Python."""
import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.duplicates.shingles import (
    CHARACTER, FMIX_1, FMIX_2, MARK, SEPARATOR, WORDS, P, Q, characters, containment, jaccard, shingle_runs, shingles,
)

MASK = 2**64 - 1


def fmix64(h: int) -> int:
    h ^= h >> 33
    h = h * FMIX_1 & MASK
    h ^= h >> 33
    h = h * FMIX_2 & MASK
    return h ^ h >> 33


def tokens(text: str) -> list[str]:
    """The definition, one character at a time."""
    found: list[str] = []
    before = SEPARATOR
    for c in unicodedata.normalize("NFC", text):
        entry = int(characters()[ord(c)])
        kind, lower = entry & 3, chr(entry >> 2)
        if kind != SEPARATOR:
            opens = kind == CHARACTER or before == SEPARATOR or (before == CHARACTER and kind != MARK)
            if opens:
                found.append(lower)
            else:
                found[-1] += lower
        before = kind
    return found


def polynomial(values: list[int], factor: int) -> int:
    return fmix64(sum(value * pow(factor, k, 2**64) for k, value in enumerate(values)) & MASK)


def plain_shingles(text: str) -> list[int]:
    hashes = [polynomial([ord(c) for c in token], P) for token in tokens(text)]
    if not hashes:
        return []
    return [polynomial(hashes[i:i + WORDS], Q) for i in range(max(1, len(hashes) - WORDS + 1))]


TOKENS = [
    ("Mỹ sẽ, TÌM kiếm!", "mỹ sẽ tìm kiếm", "words without punctuation, lower case"),
    ("cafe\u0301 cafe", "café cafe", "composed first"),
    ("हिन्दी में", "हिन्दी में", "matras and virama are parts of words"),
    ("عَلِمَ", "عَلِمَ", "tashkeel, too"),
    ("می\u200cخواهم", "می\u200cخواهم", "the non-joiner does not part a Persian word"),
    ("今天好abc123的", "今 天 好 abc123 的", "each Han character, Latin and numbers whole"),
    ("ทำไม ๑๒๓", "ท ำ ไ ม ๑๒๓", "Thai by characters, its numbers whole"),
    ("ที่นี่", "ที่ นี่", "with the marks on them"),
    ("한국어 문장", "한국어 문장", "Korean has blanks"),
    ("ΟΔΟΣ οδος", "οδοσ οδοσ", "a final sigma is a sigma"),
    ("İstanbul", "istanbul", "one letter for one letter"),
    ("𠀀𠀁", "𠀀 𠀁", "Han beyond the BMP"),
    ("a_b 1.5", "a_b 1 5", "underscore joins, a point parts"),
    ("😀 … —", "", "no words"),
]


@pytest.mark.parametrize("text, expected, why", TOKENS, ids=[row[2] for row in TOKENS])
def test_tokens(text, expected, why):
    assert tokens(text) == expected.split()


@given(st.lists(st.text(st.sampled_from("aBạ é́Σ 1,\n今字ทีिकİ\u200c\U00020000"), max_size=40) | st.text(max_size=20), max_size=6))
@settings(max_examples=150)
def test_numpy_gives_what_the_definition_says(texts):
    hashes, runs = shingle_runs(texts)
    assert [hashes[runs[i]:runs[i + 1]].tolist() for i in range(len(texts))] == [plain_shingles(text) for text in texts]
    for text in texts:
        assert shingles(text).tolist() == sorted(set(plain_shingles(text)))


def test_every_word_character_of_re_is_in_a_token():
    everything = "".join(map(chr, range(0x20000)))
    kinds = characters() & 3
    assert all(kinds[found.start()] != SEPARATOR for found in re.finditer(r"\w", everything))


def test_a_lone_surrogate_does_no_harm():
    assert len(shingles("a \udce9 b")) == 1


def words(*numbers: int) -> str:
    return " ".join(f"w{number}" for number in numbers)


LIKENESS = [
    (words(*range(20)), words(*range(20)), 1.0, 1.0, "the same"),
    (words(*range(20)), words(*range(20, 40)), 0.0, 0.0, "nothing shared"),
    (words(*range(24)), words(*range(14)), 0.5, 1.0, "one contained in the other: 10 of 20"),
    (words(*range(21)), words(*range(10), 99, *range(11, 21)), 12 / 22, 12 / 17, "a changed word costs five shingles"),
    ("", "", 0.0, 0.0, "two empty texts are not alike"),
    ("w1 w2", "w1 w2", 1.0, 1.0, "short texts have one shingle"),
]


@pytest.mark.parametrize("a, b, expected, contained, why", LIKENESS, ids=[row[4] for row in LIKENESS])
def test_likeness(a, b, expected, contained, why):
    a, b = shingles(a), shingles(b)
    assert jaccard(a, b) == jaccard(b, a) == pytest.approx(expected)
    assert containment(a, b) == containment(b, a) == pytest.approx(contained)


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_likeness_is_that_of_sets(one, two):
    a, b = (np.array(sorted(each), np.uint64) for each in (one, two))
    assert jaccard(a, b) == (len(one & two) / len(one | two) if one | two else 0)
