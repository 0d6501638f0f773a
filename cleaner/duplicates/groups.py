"""Groups: the documents of an index that are alike, for people to look at and to choose a threshold by.

Everything is read from the index: another threshold computes no signature again.
"""
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cleaner.duplicates import whole
from cleaner.duplicates.election import near_duplicates
from cleaner.duplicates.index import Earlier
from cleaner.duplicates.minhash import Bands, bands_for
from cleaner.duplicates.shingles import Sets
from cleaner.duplicates.view import View

if TYPE_CHECKING:
    import numpy as np

# Pairs are sought from here on whatever the threshold, so that the histogram shows both of its sides.
LOWEST = 0.5
BARS = 20        # of the histogram, from 0 to 1


class Group(NamedTuple):
    """A document that would stay and those that would go because of it."""
    kept: str
    others: list[tuple[str, float]]    # key and Jaccard similarity; 1.0 also for equal ones


class Found(NamedTuple):
    groups: list[Group]         # the largest first
    histogram: list[int]        # of the similarity of all pairs that were compared, in BARS steps


def groups(tasks: Sequence[Earlier], threshold: float) -> Found:
    """The groups at a threshold, as cleaning would decide them: the smallest key stays, and no chains."""
    import numpy as np
    counts = [len(task.columns("counts")[0]) for task in tasks]
    first = np.cumsum([0, *counts])
    view = _view(tasks, first)
    alive = np.concatenate([np.zeros(0, bool), *(task.columns("counts")[0] > 0 for task in tasks)])
    equal = whole.equal(view, alive)
    alive[equal.losers] = False
    bands = Bands(*bands_for(min(threshold, LOWEST)), int(alive.sum()))
    for number, task in enumerate(tasks):
        judged, signatures = task.columns("judged", "signatures")
        which = np.flatnonzero(judged)
        living = alive[which + first[number]]
        bands.add(signatures[living], which[living] + first[number])
    shared = bands.buckets()
    members = shared.members.astype(np.int64)
    histogram = np.zeros(BARS, np.int64)
    similarity = view.shingles(np.unique(members))

    def counted(pairs: "np.ndarray") -> "np.ndarray":
        likeness = similarity(pairs)
        np.add.at(histogram, np.minimum((likeness * BARS + 1e-6).astype(np.int64), BARS - 1), 1)
        return likeness

    near = near_duplicates(shared.starts, members, counted, threshold)
    key = lru_cache(maxsize=None)(lambda document: _key(tasks, first, document))
    found: dict[int, list[tuple[int, float]]] = {}
    for losers, keepers, likeness in ((equal.losers, equal.keepers, equal.likeness), (near.losers, near.keepers, near.likeness)):
        for loser, keeper, value in zip(losers.tolist(), keepers.tolist(), likeness.tolist()):
            found.setdefault(keeper, []).append((loser, value))
    listed = [Group(key(keeper), [(key(loser), value) for loser, value in sorted(others)]) for keeper, others in sorted(found.items())]
    return Found(sorted(listed, key=lambda group: -len(group.others)), histogram.tolist())


def _view(tasks: Sequence[Earlier], first: "np.ndarray") -> View:
    import numpy as np

    def similarity(documents: "np.ndarray") -> "object":
        sets = Sets(documents)
        bounds = np.searchsorted(documents, first)
        for task, begin, low, high in zip(tasks, first, bounds, bounds[1:]):
            if low < high:
                hashes, ends = task.shingles()
                sets.add(documents[low:high], hashes, ends, np.cumsum(task.columns("judged")[0])[documents[low:high] - begin] - 1)
        return sets.jaccard

    def nothing(*_: object) -> None:
        """An index is only read."""

    return View(first, lambda task, *names: tasks[task].columns(*names), np.zeros(int(first[-1]), np.uint32), similarity, nothing, nothing, nothing)


@lru_cache(maxsize=64)
def _keys(task: Earlier) -> list[str]:
    return task.keys()


def _key(tasks: Sequence[Earlier], first: "np.ndarray", document: int) -> str:
    import numpy as np
    number = int(np.searchsorted(first, document, "right")) - 1
    return _keys(tasks[number])[document - int(first[number])]


class Piece(NamedTuple):
    """A run of words of a comparison."""
    how: str        # "same", "gone" (in the kept text only) or "new" (in the other only)
    words: list[str]


def difference(kept: str, other: str) -> Iterator[Piece]:
    """How the other text differs from the kept one, word by word.

    >>> [(piece.how, " ".join(piece.words)) for piece in difference("giá vàng tăng hôm nay", "giá vàng giảm hôm nay")]
    [('same', 'giá vàng'), ('gone', 'tăng'), ('new', 'giảm'), ('same', 'hôm nay')]
    """
    from difflib import SequenceMatcher
    one, two = kept.split(), other.split()
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=len(one) > 5000).get_opcodes():
        if tag == "equal":
            yield Piece("same", one[a:b])
            continue
        if a < b:
            yield Piece("gone", one[a:b])
        if c < d:
            yield Piece("new", two[c:d])
