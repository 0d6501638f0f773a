"""The election: of things that are alike, which one stays.

Always the smallest by (document, paragraph), never the first to arrive, so that shards, workers and restarts
change nothing.  Documents are numbered by rank: whoever calls has sorted the keys.  Everything here is a pure
function on arrays.

    >>> import numpy as np
    >>> digests = np.array([[7, 1], [9, 1], [7, 1], [7, 2]], np.uint64)
    >>> documents = np.array([5, 5, 3, 1], np.uint32)
    >>> elect(digests, documents)            # claim 0 loses to claim 2, which lies in a smaller document
    Elected(losers=array([0], dtype=uint32), keepers=array([2], dtype=uint32))
"""
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Elected(NamedTuple):
    losers: "np.ndarray"     # uint32, ascending: the claims that go
    keepers: "np.ndarray"    # uint32: for each of them the claim that stays


class NearDuplicates(NamedTuple):
    losers: "np.ndarray"     # uint32, ascending: the documents that go
    keepers: "np.ndarray"    # uint32: for each a smaller document that stays and is like it
    likeness: "np.ndarray"   # float32: how much


# Claims that are compared at a time: their work space of about 100 bytes each is 26 MB, whatever the number of all.
SLICE = 1 << 18


def elect(digests: "np.ndarray", documents: "np.ndarray", ordinals: "np.ndarray | None" = None) -> Elected:
    """Of the claims with one digest the smallest by (document, ordinal) stays, and the others lose to it.

    digests (n, 2) uint64; documents and ordinals (n,) uint32, no pair of them twice; n below 2^32.  Memory, the
    arguments included: 37 bytes a claim.  Claims may be elected in parts, say from sorted files, as long as all
    that share digests[:, 0] are in one part.
    """
    import numpy as np
    first = digests[:, 0]
    keepers = np.zeros(len(digests), np.uint32)
    loses = np.zeros(len(digests), bool)
    order = np.argsort(first)            # int64: 8 bytes a claim
    for low, high in _slices(first, order):
        claims = order[low:high]
        claims = claims[_neighbours_equal(first[claims])]
        if not len(claims):
            continue
        # Who agrees in the second half, too, is the same; two digests that share only the first stay apart.
        places = np.zeros(len(claims), np.uint32) if ordinals is None else ordinals[claims]
        claims = claims[np.lexsort((places, documents[claims], digests[claims, 1], digests[claims, 0]))]
        pairs = digests[claims]
        begins = np.append(True, (pairs[1:] != pairs[:-1]).any(1))
        keepers[claims] = claims[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
        loses[claims[~begins]] = True
    del order
    losers = np.flatnonzero(loses).astype(np.uint32)
    return Elected(losers, keepers[losers])


def _slices(first: "np.ndarray", order: "np.ndarray") -> Iterator[tuple[int, int]]:
    """Pieces of `order` that never part two claims with the same first half."""
    low = 0
    while low < len(order):
        high = min(low + SLICE, len(order))
        if high < len(order):
            # Beyond the run that lies across the cut, however long it is.
            value = first[order[high - 1]]
            high += _run_length(first, order, high, value)
        yield low, high
        low = high


def _run_length(first: "np.ndarray", order: "np.ndarray", start: int, value: "np.uint64") -> int:
    low, step = start, 1024
    while low < len(order):
        other = (first[order[low:low + step]] != value).nonzero()[0]
        if len(other):
            return low + int(other[0]) - start
        low += step
        step *= 2
    return len(order) - start


def _neighbours_equal(values: "np.ndarray") -> "np.ndarray":
    import numpy as np
    equal = values[1:] == values[:-1]
    return np.append(equal, False) | np.append(False, equal)


def side_by_side(digests: Sequence[bytes], weights: Sequence[int], gone: Sequence[bool]) -> list[tuple[int, int]]:
    """(loser, keeper) among the paragraphs of one document that equal the paragraph right before them.

    "Before" is the nearest one that stays: `gone` says which were dropped already.  Weight 0 never loses: equal
    numbers under each other are a table.

    >>> side_by_side([b"a", b"a", b"b", b"a", b"a"], [1] * 5, [False] * 5)
    [(1, 0), (4, 3)]
    """
    found: list[tuple[int, int]] = []
    last = -1
    for i, digest in enumerate(digests):
        if gone[i]:
            continue
        if last >= 0 and weights[i] and digest == digests[last]:
            found.append((i, last))
        else:
            last = i
    return found


def near_duplicates(starts: "np.ndarray", members: "np.ndarray", similarity: "Callable[[np.ndarray], np.ndarray]",
                    threshold: float, fixed: int = 0) -> NearDuplicates:
    """A document goes if and only if it is like a smaller one that stays: no chains that swallow a neighbourhood.

    members[starts[i]:starts[i + 1]] are the documents of bucket i, ascending; only documents that share a bucket are
    ever compared.  `similarity` is given pairs (m, 2) and returns m numbers; the smaller document comes first and
    is certain to stay.  The losers are those of walking through the documents in order and comparing each with
    all kept ones; the work is done in rounds, so that pairs come in batches and a bucket of a thousand copies
    costs a thousand comparisons.  Documents below `fixed` never go: they lie in an earlier corpus.
    """
    import numpy as np
    buckets = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    members = members.astype(np.int64)
    results: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    top = int(members.max()) + 1 if len(members) else 0
    lost = np.zeros(top, bool)
    stays = np.zeros(top, bool)
    while len(members):
        # Who is the smallest open document of each of its buckets has nobody left to lose to.
        heads = np.append(True, buckets[1:] != buckets[:-1])
        stays[members] = True
        stays[members[~heads]] = False
        run = np.flatnonzero(heads)[np.cumsum(heads) - 1]
        asked = stays[members[run]] & ~heads & (members >= fixed)
        pairs = _distinct_pairs(members[run[asked]], members[asked])
        likeness = np.asarray(similarity(pairs), np.float32) if len(pairs) else np.zeros(0, np.float32)
        hit = likeness >= threshold
        keeper, loser, likeness = pairs[hit, 0], pairs[hit, 1], likeness[hit]
        # Pairs are sorted, so the first mention of a loser is beside its smallest keeper.
        order = np.argsort(loser, kind="stable")
        order = order[np.append(True, loser[order][1:] != loser[order][:-1])] if len(order) else order
        results.append((loser[order], keeper[order], likeness[order]))
        lost[loser] = True
        open_ = ~(lost[members] | stays[members])
        buckets, members = buckets[open_], members[open_]
    if not results:
        return NearDuplicates(np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.float32))
    loser, keeper, likeness = (np.concatenate(parts) for parts in zip(*results, strict=True))
    order = np.argsort(loser)
    return NearDuplicates(loser[order].astype(np.uint32), keeper[order].astype(np.uint32), likeness[order])


def _distinct_pairs(small: "np.ndarray", large: "np.ndarray") -> "np.ndarray":
    """(m, 2) int64, sorted, each pair once."""
    import numpy as np
    packed = np.sort(small << 32 | large)
    if len(packed):
        packed = packed[np.append(True, packed[1:] != packed[:-1])]
    return np.stack((packed >> 32, packed & 0xFFFFFFFF), axis=1)
