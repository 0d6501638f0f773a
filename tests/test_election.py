"""Who stays: the smallest, in any order of arrival; and nobody goes without a kept one that is like it."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.duplicates import election
from cleaner.duplicates.election import elect, near_duplicates, side_by_side

# Few values, so that claims meet; first halves that meet without the second are what a 64-bit sort would get wrong.
claims = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 5), st.integers(0, 5)),
                  unique_by=lambda claim: claim[2:], max_size=30)


def elected(some):
    columns = np.array(some, np.uint64).reshape(-1, 4)
    found = elect(columns[:, :2], columns[:, 2].astype(np.uint32), columns[:, 3].astype(np.uint32))
    assert found.losers.dtype == found.keepers.dtype == np.uint32
    return {some[loser]: some[keeper] for loser, keeper in zip(found.losers.tolist(), found.keepers.tolist())}


def plain(some):
    homes = {}
    for claim in sorted(some, key=lambda claim: claim[2:]):
        homes.setdefault(claim[:2], claim)
    return {claim: homes[claim[:2]] for claim in some if homes[claim[:2]] != claim}


@given(claims, st.randoms())
@settings(max_examples=200)
def test_the_smallest_stays_whatever_the_order(some, random):
    expected = plain(some)
    assert elected(some) == expected
    random.shuffle(some)
    assert elected(some) == expected


@given(claims)
def test_slices_and_parts_change_nothing(some):
    expected = plain(some)
    usual = election.SLICE
    try:
        election.SLICE = 2
        assert elected(some) == expected
    finally:
        election.SLICE = usual
    # In parts by the first half, as claims on disk are.
    parts = [[claim for claim in some if claim[0] % 2 == part] for part in (0, 1)]
    assert {**elected(parts[0]), **elected(parts[1])} == expected


def test_documents_have_no_ordinal():
    digests = np.array([[1, 1], [1, 1], [1, 2]], np.uint64)
    found = elect(digests, np.array([2, 1, 0], np.uint32))
    assert (found.losers.tolist(), found.keepers.tolist()) == ([0], [1])


def test_memory_for_each_claim(tmp_path):
    import tracemalloc
    count = 2_000_000
    draw = np.random.default_rng(1)
    digests = np.repeat(draw.integers(0, 2**64, (count // 2, 2), np.uint64), 2, axis=0)
    documents = draw.permutation(count).astype(np.uint32)
    tracemalloc.start()
    elect(digests, documents)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # 24 bytes come in (with ordinals), 16 are left of 40; a slice has work space of its own, whatever the number.
    assert peak <= 16 * count + 150 * election.SLICE


BESIDE = [
    ("aab", "111", "000", [(1, 0)], "right below its equal"),
    ("aaa", "111", "000", [(1, 0), (2, 0)], "a run goes down to its first"),
    ("aba", "111", "000", [], "something stands between"),
    ("aba", "111", "010", [(2, 0)], "what stood between went already"),
    ("aa", "00", "00", [], "equal numbers are a table"),
    ("aa", "22", "10", [], "who is gone keeps nobody"),
    ("", "", "", [], "nothing"),
]


@pytest.mark.parametrize("digests, weights, gone, expected, why", BESIDE, ids=[row[4] for row in BESIDE])
def test_side_by_side(digests, weights, gone, expected, why):
    assert side_by_side([c.encode() for c in digests], [int(c) for c in weights], [c == "1" for c in gone]) == expected


def csr(some):
    starts = np.cumsum([0, *map(len, some)])
    return starts, np.array([member for bucket in some for member in bucket], np.uint32)


bucket_lists = st.lists(st.sets(st.integers(0, 12), min_size=2, max_size=8).map(sorted), max_size=8)
alike = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)))


@given(bucket_lists, alike)
@settings(max_examples=300)
def test_near_duplicates_are_those_of_a_walk_through_the_documents(some, edges):
    asked = []

    def similarity(pairs):
        asked.extend(map(tuple, pairs.tolist()))
        return [0.9 if (a, b) in edges else 0.1 for a, b in pairs.tolist()]

    found = near_duplicates(*csr(some), similarity, 0.8)
    meet = {(a, b) for bucket in some for a in bucket for b in bucket if a < b}
    kept: list[int] = []
    for document in range(13):
        if not any((other, document) in meet & edges for other in kept):
            kept.append(document)
    assert sorted(set(range(13)) - set(kept)) == found.losers.tolist()
    assert len(asked) == len(set(asked)) and set(asked) <= meet      # no pair twice, only pairs that meet
    for loser, keeper, likeness in zip(found.losers.tolist(), found.keepers.tolist(), found.likeness):
        assert keeper in kept and keeper < loser and (keeper, loser) in meet & edges
        assert likeness == np.float32(0.9)


def test_no_chains():
    # 0 ~ 1 ~ 2, but 2 is not like 0: only 1 goes.
    def similarity(pairs):
        return [0.85 if b - a == 1 else 0.5 for a, b in pairs.tolist()]
    found = near_duplicates(*csr([[0, 1, 2]]), similarity, 0.8)
    assert (found.losers.tolist(), found.keepers.tolist()) == ([1], [0])


def test_a_thousand_copies_cost_a_thousand_comparisons():
    asked = []

    def similarity(pairs):
        asked.append(len(pairs))
        return np.ones(len(pairs))
    found = near_duplicates(*csr([list(range(1000))] * 3), similarity, 0.8)
    assert len(found.losers) == 999 and not found.keepers.any()
    assert asked == [999]


def test_members_that_are_not_like_the_first_find_each_other():
    def similarity(pairs):
        return [1.0 if a % 2 == b % 2 else 0.0 for a, b in pairs.tolist()]
    found = near_duplicates(*csr([list(range(6))]), similarity, 0.8)
    assert dict(zip(found.losers.tolist(), found.keepers.tolist())) == {2: 0, 4: 0, 3: 1, 5: 1}
