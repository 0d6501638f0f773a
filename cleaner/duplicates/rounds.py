"""Deduplication of a corpus, from claims alone: verdicts in rounds, until nothing is a copy any more.

Each round decides documents first, then the paragraphs of the documents that stay: the other way
round, reprints are hollowed out paragraph by paragraph instead of being recognised.  A document that
lost paragraphs may now be like another one, so it is looked at again in the next round; the last
round finds nothing, which is what makes cleaning a cleaned corpus change nothing.
"""
from collections.abc import Collection
from typing import TYPE_CHECKING

from cleaner.duplicates import whole
from cleaner.duplicates.inside import Inside
from cleaner.duplicates.view import Table, View
from cleaner.duplicates.whole import Lost
from cleaner.filters.duplicates import KINDS, WHOLE

if TYPE_CHECKING:
    import numpy as np


def rounds(view: View, threshold: float, share: float, acting: Collection[str], flagging: Collection[str] = ()) -> int:
    """Publishes the verdict of each round that finds something, and gives their number.

    Documents from a Jaccard similarity of `threshold` on are copies; lines in a `share` of their source's documents
    are boilerplate.  Kinds of copies that are `acting` go; those that are `flagging` are named once, and stay.
    """
    import numpy as np
    counts = _counts(view)
    alive = counts > 0      # a document without a paragraph is nobody's copy
    number = 0
    while True:
        looking = {*acting, *flagging}
        lost = {}
        named = np.zeros(len(counts), bool)      # documents of which the verdict is known
        if "document" in looking:
            lost["document"] = whole.equal(view, alive)
        if "near-document" in looking and threshold < 1:
            if "document" in acting:
                alive[lost["document"].losers] = False
            lost["near-document"] = whole.near(view, alive, threshold)
        for kind, found in lost.items():
            lost[kind] = Lost(*(column[~named[found.losers]] for column in found))
            named[lost[kind].losers] = True
            if kind in acting:
                alive[lost[kind].losers] = False
        inside = Inside(view, counts, alive, named)
        if looking & {"paragraph", "boilerplate"}:
            inside.gather("boilerplate" in looking)
        if "boilerplate" in acting:
            inside.boilerplate(share)
        if "paragraph" in looking:
            inside.paragraphs(last="boilerplate" not in flagging)
        if "boilerplate" in flagging:
            # What is only flagged as boilerplate may still go as a copy.
            inside.boilerplate(share)
        if "teaser" in looking:
            inside.teasers()
        if "stutter" in looking:
            inside.stutters()
        if not inside.found.any() and not any(len(each.losers) for each in lost.values()):
            return number
        changed = np.zeros(len(counts), bool)
        for task, noted in inside.going():
            table = _table(view, inside, lost, task, noted)
            changed[table.documents[np.isin(table.kinds, [KINDS.index(kind) for kind in acting]) & (table.paragraphs != WHOLE)]] = True
            view.publish(task, table)
        number += 1
        flagging = ()
        view.reread(np.flatnonzero(changed))
        if not changed.any():
            # Nobody's text changed: what was compared in this round stands.
            return number
        counts = _counts(view)
        alive &= counts > 0


def _counts(view: View) -> "np.ndarray":
    import numpy as np
    return np.concatenate([np.zeros(0, np.uint32), *(view.columns(task, "counts")[0] for task in view.tasks)])


def _table(view: View, inside: Inside, lost: dict[str, Lost], task: int, noted: "np.ndarray") -> Table:
    import numpy as np
    loser = noted["loser"].astype(np.int64)
    keeper = noted["keeper"].astype(np.int64)
    document = inside.document(loser)
    crowd = noted["kind"] == KINDS.index("boilerplate")
    holders, of = np.zeros((2, len(noted)), np.uint32)
    if crowd.any():
        which = keeper[crowd]
        holders[crowd] = np.concatenate([each.holders for each in inside.crowds])[which]
        of[crowd] = np.concatenate([each.of for each in inside.crowds])[which]
        keeper[crowd] = loser[crowd]
    kept = inside.document(keeper)
    tables = [Table(document, loser - inside.starts[document], noted["kind"], kept, keeper - inside.starts[kept],
                    np.ones(len(noted), np.float32), holders, of)]
    for kind, found in lost.items():
        low, high = np.searchsorted(found.losers, view.first[task:task + 2])
        size = high - low
        minus, none = np.full(size, WHOLE, np.int64), np.zeros(size, np.uint32)
        tables.append(Table(found.losers[low:high].astype(np.int64), minus, np.full(size, KINDS.index(kind), np.uint8),
                            found.keepers[low:high].astype(np.int64), minus, found.likeness[low:high], none, none))
    columns = [np.concatenate(column) for column in zip(*tables)]
    order = np.lexsort((columns[1], columns[0]))
    return Table(*(column[order] for column in columns))
