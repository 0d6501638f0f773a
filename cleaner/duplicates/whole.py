"""Whole documents that are copies: equal ones by their digest, near-duplicates by buckets and exact Jaccard.

Who is like a document of lower rank that stays, goes; who stays is decided first.
"""
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cleaner.duplicates.election import elect, near_duplicates
from cleaner.duplicates.view import View, numbering

if TYPE_CHECKING:
    import numpy as np


class Lost(NamedTuple):
    """Documents that go, ascending, and for each the one that stays."""
    losers: "np.ndarray"      # int64
    keepers: "np.ndarray"     # int64
    likeness: "np.ndarray"    # float32


def equal(view: View, alive: "np.ndarray") -> Lost:
    """Documents whose paragraphs are those of another, in the same order."""
    import numpy as np
    kind = np.dtype([("digest", "<u8", (2,)), ("claim", numbering(len(alive)))])
    runs = view.runs("documents", kind, len(alive))
    for task in view.tasks:
        (digests,) = view.columns(task, "documents")
        which = np.flatnonzero(alive[view.first[task]:view.first[task + 1]])
        records = np.empty(len(which), kind)
        records["digest"], records["claim"] = digests[which], which + view.first[task]
        runs.add(records, records["digest"][:, 0])
    found = []
    for part in range(runs.parts):
        claims = runs.part(part)
        documents = claims["claim"]
        elected = elect(claims["digest"], view.ranked(documents))
        found.append((documents[elected.losers], documents[elected.keepers], np.ones(len(elected.losers), np.float32)))
        runs.drop(part)
    return _ordered(view, found)


def near(view: View, alive: "np.ndarray", threshold: float) -> Lost:
    """Documents that are like another one, verified on their shingles."""
    import numpy as np

    from cleaner.duplicates.minhash import Bands, bands_for
    bands = Bands(*bands_for(threshold), int(alive.sum()), view.memory, view.folder / "bands" if view.folder else None)
    for task in view.tasks:
        judged, signatures = view.columns(task, "judged", "signatures")
        which = np.flatnonzero(judged)
        living = alive[which + view.first[task]]
        bands.add(signatures[living], which[living] + view.first[task])
    shared = bands.buckets(view.earlier)
    if not len(shared.members):
        return _ordered(view, [])
    documents = shared.members.astype(np.int64)
    distinct = np.unique(documents)
    similarity = view.shingles(distinct)
    if view.rank is None:
        elected = near_duplicates(shared.starts, documents, similarity, threshold, view.earlier)
        return _ordered(view, [(elected.losers, elected.keepers, elected.likeness)])
    # Numbered by rank instead, among themselves; earlier documents have the lowest.
    order = np.argsort(view.rank[distinct])
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    numbers = place[np.searchsorted(distinct, documents)]
    bucket = np.repeat(np.arange(len(shared.starts) - 1), np.diff(shared.starts))
    numbers = numbers[np.lexsort((numbers, bucket))]
    named = distinct[order]
    elected = near_duplicates(shared.starts, numbers, lambda pairs: similarity(named[pairs]), threshold, int((distinct < view.earlier).sum()))
    return _ordered(view, [(named[elected.losers], named[elected.keepers], elected.likeness)])


def _ordered(view: View, found: "Iterable[tuple[np.ndarray, np.ndarray, np.ndarray]]") -> Lost:
    import numpy as np
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    losers, keepers, likeness = (np.concatenate(column) for column in zip(none, *found))
    order = np.argsort(losers)
    order = order[losers[order] >= view.earlier]
    return Lost(losers[order], keepers[order], likeness[order])
