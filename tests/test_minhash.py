"""Signatures: the same from every engine; buckets: who is proposed."""
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.duplicates import minhash
from cleaner.duplicates.minhash import (
    JUDGED, NUMBA_FROM, Signatures, bands_for, buckets, engine_for, estimated, permutations, proposed, signatures,
)

ENGINES = ("numba", "numpy", "datasketch")
texts = st.lists(st.text(st.sampled_from("abcdeạ 1,\n今字ทีिİ"), max_size=80) | st.text(max_size=30), max_size=8)


@given(texts, st.sampled_from((1, 16, 128, 200)))
@settings(max_examples=60, deadline=None)
def test_engines_agree_to_the_bit(texts, count):
    first, *others = (signatures(texts, engine, count) for engine in ENGINES)
    for other in others:
        assert np.array_equal(first.values, other.values) and np.array_equal(first.sizes, other.sizes)


def test_permutations_are_those_of_datasketch():
    from datasketch import MinHash
    assert np.array_equal(np.array(permutations()), MinHash(128, seed=1, scheme="affine32").permutations)


def test_a_batch_more_or_less_changes_nothing(monkeypatch):
    some = [" ".join(f"w{i * k % 97}" for k in range(60)) for i in range(1, 40)]
    whole = signatures(some)
    monkeypatch.setattr(minhash, "BATCH", 1000)
    assert np.array_equal(signatures(some).values, whole.values)


def test_no_text_no_signature():
    assert signatures([]).values.shape == (0, 128)
    nothing = signatures(["", "…"])
    assert (nothing.values == 0xFFFFFFFF).all() and not nothing.sizes.any()
    assert len(buckets(nothing, 21, 6).members) == 0


def test_numba_is_for_big_work_and_can_be_missing(monkeypatch):
    assert engine_for(NUMBA_FROM - 1) == "numpy"
    assert engine_for(NUMBA_FROM) == "numba"
    monkeypatch.setattr(minhash, "find_spec", lambda name: None)
    assert engine_for(NUMBA_FROM) == "numpy"


def test_without_a_folder_for_machine_code_it_is_compiled_in_memory(monkeypatch):
    from numba.core import caching
    monkeypatch.setattr(caching.FunctionCache, "_impl_class", _NoPlace)
    monkeypatch.delitem(sys.modules, "cleaner.duplicates.minhash_kernel", raising=False)
    text = ["one two three four five six seven eight nine ten eleven"]
    assert np.array_equal(signatures(text, "numba").values, signatures(text, "numpy").values)


class _NoPlace:
    def __init__(self, function):
        raise RuntimeError(f"cannot cache function {function.__name__!r}: no locator available")


@pytest.mark.parametrize("threshold", (0.5, 0.6, 0.7, 0.8, 0.9, 1.0))
def test_bands_propose_nearly_all_at_the_threshold(threshold):
    bands, rows = bands_for(threshold)
    assert bands * rows <= 128
    assert proposed(threshold, bands, rows) >= 0.995
    assert proposed(threshold / 2, bands, rows) < 0.7


def random_pair(similarity: float, seed: int) -> list[str]:
    """Two texts of about this Jaccard similarity that share their beginning."""
    same = round(2 * similarity / (1 + similarity) * 300)
    return [" ".join(f"{seed}x{i}" + side * (i >= same) for i in range(300)) for side in "ab"]


def test_pairs_above_the_threshold_are_proposed_and_most_below_are_not():
    def found(similarity):
        some = [text for seed in range(60) for text in random_pair(similarity, seed)]
        sign = signatures(some)
        both = buckets(sign, *bands_for(0.8))
        pairs = {tuple(both.members[both.starts[i]:both.starts[i + 1]].tolist()) for i in range(len(both.starts) - 1)}
        assert pairs <= {(2 * i, 2 * i + 1) for i in range(60)}
        return len(pairs)
    assert found(0.85) == 60
    assert found(0.3) < 6


def test_a_thousand_copies_are_one_bucket():
    one = " ".join(f"w{i}" for i in range(50))
    both = buckets(signatures(["something else " * 9, *[one] * 1000]), 21, 6)
    assert both.starts.tolist() == [0, 1000]
    assert both.members.tolist() == list(range(1, 1001))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 1)), max_size=12))
def test_buckets_are_those_of_a_dictionary(rows):
    values = np.array([row[:2] for row in rows], np.uint32).reshape(-1, 2)
    sizes = np.array([JUDGED - row[2] for row in rows], np.uint32)
    plain: dict[tuple[int, int], list[int]] = {}
    for band in (0, 1):
        for i, row in enumerate(rows):
            if not row[2]:
                plain.setdefault((band, row[band]), []).append(i)
    both = buckets(Signatures(values, sizes), 2, 1)
    found = [tuple(both.members[a:b].tolist()) for a, b in zip(both.starts, both.starts[1:])]
    assert sorted(found) == sorted({tuple(members) for members in plain.values() if len(members) > 1})


def test_estimates_come_close():
    some = [text for seed in range(40) for text in random_pair(0.7, seed)]
    guess = estimated(signatures(some), np.arange(80).reshape(-1, 2))
    assert abs(guess.mean() - 0.7) < 0.03 and guess.dtype == np.float32
    assert len(estimated(signatures(some), np.zeros((0, 2), np.int64))) == 0


@given(st.lists(st.integers(0, 40), unique=True), st.lists(st.integers(0, 40), unique=True))
@settings(max_examples=60, deadline=None)
def test_compiled_and_plain_count_the_same_shared_shingles(one, other):
    from cleaner.duplicates import minhash_kernel
    a, b = np.array(sorted(one), np.uint64), np.array(sorted(other), np.uint64)
    assert minhash_kernel.shared(a, b) == len({*one} & {*other})


def test_sets_of_many_texts_are_those_of_each():
    from cleaner.duplicates.minhash import shingle_sets
    from cleaner.duplicates.shingles import shingles
    texts = ["", "một hai", "một hai ba bốn năm sáu bảy một hai ba bốn năm", "河边的村民说那一年", "một"]
    for engine in ("numpy", "numba"):
        assert [each.tolist() for each in shingle_sets(texts, engine)] == [shingles(text).tolist() for text in texts]
