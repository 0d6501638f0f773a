"""Deduplication of a corpus, from claims alone: verdicts in rounds, until nothing is a copy any more.

Each round decides documents first, then the paragraphs of the documents that stay: the other way
round, reprints are hollowed out paragraph by paragraph instead of being recognised.  A document that
lost paragraphs may now be like another one, so it is looked at again in the next round; the last
round finds nothing, which is what makes cleaning a cleaned corpus change nothing.
"""
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cleaner.duplicates.claims import Claims, replaced
from cleaner.duplicates.election import elect, near_duplicates
from cleaner.filters.duplicates import KINDS, WHOLE
from cleaner.duplicates.fingerprints import LONG

if TYPE_CHECKING:
    import numpy as np



class Verdict(NamedTuple):
    """What goes in one round, sorted by document and paragraph; arrays of one length."""
    documents: "np.ndarray"        # int64
    paragraphs: "np.ndarray"       # int64, WHOLE for the document itself
    kinds: "np.ndarray"            # uint8, place in KINDS
    kept: "np.ndarray"             # int64: the document that keeps it
    kept_paragraphs: "np.ndarray"  # int64, WHOLE for a document
    likeness: "np.ndarray"         # float32


class Inspect(NamedTuple):
    """How the rounds look at text again, which lies with whoever reads the shards.  Documents come ascending."""
    shingles: Callable[["np.ndarray"], Callable[["np.ndarray"], "np.ndarray"]]   # documents -> similarity of pairs
    beginnings: Callable[["np.ndarray"], "np.ndarray"]   # (m, 3) document, paragraph, characters -> (m, 2) digests
    reread: Callable[["np.ndarray"], Claims]             # documents that lost paragraphs -> what they claim now


def rounds(claims: Claims, threshold: float, inspect: Inspect, acting: Collection[str], flagging: Collection[str] = ()) -> Iterator[Verdict]:
    """The verdict of each round that finds something; the numbers of paragraphs are those before the round.

    Kinds of copies that are `acting` go; those that are `flagging` are named once, and stay.
    """
    import numpy as np
    alive = claims.counts > 0      # a document without a paragraph is nobody's copy
    while True:
        looking = {*acting, *flagging}
        found: list[Verdict] = []
        if "document" in looking:
            found.append(_equal_documents(claims, alive))
            alive[found[-1].documents] = "document" not in acting
        if "near-document" in looking and threshold < 1:
            found.append(_but_for(found, _near_documents(claims, alive, threshold, inspect)))
            alive[found[-1].documents] = "near-document" not in acting
        # A document that is only flagged as a copy is not flagged paragraph by paragraph as well.
        inside = [_but_for(found, each) for each in _paragraphs(claims, alive, inspect, looking, acting)]
        verdict = _sorted(found + inside)
        if not len(verdict.documents):
            return
        yield verdict
        flagging = ()
        lost = [each.documents for each in inside if len(each.kinds) and KINDS[each.kinds[0]] in acting]
        if not lost:
            # Nobody's text changed: what was compared in this round stands.
            return
        changed = np.unique(np.concatenate(lost))
        claims = replaced(claims, changed, inspect.reread(changed))
        alive &= claims.counts > 0


def _but_for(found: list[Verdict], verdict: Verdict) -> Verdict:
    """The verdict without the documents that were found already."""
    import numpy as np
    new = ~np.isin(verdict.documents, np.concatenate([np.zeros(0, np.int64), *(each.documents for each in found)]))
    return Verdict(*(column[new] for column in verdict))


def _equal_documents(claims: Claims, alive: "np.ndarray") -> Verdict:
    import numpy as np
    which = np.flatnonzero(alive)
    elected = elect(claims.documents[which], which.astype(np.uint32))
    return _whole(which[elected.losers], which[elected.keepers], "document", np.ones(len(elected.losers), np.float32))


def _near_documents(claims: Claims, alive: "np.ndarray", threshold: float, inspect: Inspect) -> Verdict:
    import numpy as np

    from cleaner.duplicates.minhash import JUDGED, Signatures, bands_for, buckets
    which = np.flatnonzero(claims.judged)
    living = alive[which]
    which = which[living]
    signed = claims.signatures[living]
    sizes = np.full(len(which), JUDGED, np.uint32)
    shared = buckets(Signatures(signed, sizes), *bands_for(threshold))
    if not len(shared.members):
        return _whole(which[:0], which[:0], "near-document", np.zeros(0, np.float32))
    members = which[shared.members]
    similarity = inspect.shingles(np.unique(members))
    elected = near_duplicates(shared.starts, members, similarity, threshold)
    return _whole(elected.losers, elected.keepers, "near-document", elected.likeness)


def _paragraphs(claims: Claims, alive: "np.ndarray", inspect: Inspect, looking: Collection[str], acting: Collection[str]) -> list[Verdict]:
    import numpy as np
    document = np.repeat(np.arange(len(claims.counts)), claims.counts)
    starts = np.concatenate(([0], np.cumsum(claims.counts, dtype=np.int64)))
    stays = alive[document]

    def found(kind: str, losers: "np.ndarray", keepers: "np.ndarray") -> Verdict:
        if kind not in looking:
            losers, keepers = losers[:0], keepers[:0]
        if kind in acting:
            stays[losers] = False
        return Verdict(document[losers], losers - starts[document[losers]], np.full(len(losers), KINDS.index(kind), np.uint8),
                       document[keepers], keepers - starts[document[keepers]], np.ones(len(losers), np.float32))

    long = np.flatnonzero(stays & (claims.weights == LONG))
    # Claims come in the order of documents and paragraphs, so their place is their rank.
    elected = elect(claims.digests[long], long.astype(np.uint32))
    verdicts = [found("paragraph", long[elected.losers], long[elected.keepers])]
    already = np.zeros(len(stays), bool)
    already[long[elected.losers]] = True

    teasers = _teasers(claims, starts, stays & ~already, inspect) if "teaser" in looking else (long[:0], long[:0])
    verdicts.append(found("teaser", *teasers))
    already[teasers[0]] = True

    # A line right below its equal, however short: the nearest line above that stays counts.
    left = np.flatnonzero(stays & ~already)
    same = (claims.digests[left[1:]] == claims.digests[left[:-1]]).all(1) & (document[left[1:]] == document[left[:-1]])
    same &= claims.weights[left[1:]] > 0
    begins = np.maximum.accumulate(np.where(np.append(False, same), 0, np.arange(len(left))))
    return [*verdicts, found("stutter", left[1:][same], left[begins[1:][same]])]


def _teasers(claims: Claims, starts: "np.ndarray", stays: "np.ndarray", inspect: Inspect) -> "tuple[np.ndarray, np.ndarray]":
    """Paragraphs that break off, and the smallest paragraph that goes on where each does."""
    import numpy as np
    place = starts[claims.teasers[:, 0]] + claims.teasers[:, 1]
    standing = np.flatnonzero(stays[place])
    none = np.zeros(0, np.int64)
    if not len(standing):
        return none, none
    wanted = np.sort(claims.heads[place[standing]])
    near = np.minimum(np.searchsorted(wanted, claims.heads), len(wanted) - 1)
    wholes = np.flatnonzero(stays & (wanted[near] == claims.heads) & (claims.heads != 0))
    # Who breaks off itself cannot be the whole of another: two teasers would take each other out.
    wholes = wholes[~np.isin(wholes, place)]
    asked: list[tuple[int, int]] = []           # (teaser, whole), the smallest whole first
    by_head: dict[int, list[int]] = {}
    for whole in wholes.tolist():
        by_head.setdefault(int(claims.heads[whole]), []).append(whole)
    for teaser in standing.tolist():
        asked += [(teaser, whole) for whole in by_head.get(int(claims.heads[place[teaser]]), ())[:MOST_WHOLES]]
    if not asked:
        return none, none
    pairs = np.array(asked)
    document = np.searchsorted(starts, pairs[:, 1], "right") - 1
    digests = inspect.beginnings(np.stack((document, pairs[:, 1] - starts[document], claims.teasers[pairs[:, 0], 2]), 1))
    pairs = pairs[(digests == claims.stems[pairs[:, 0]]).all(1)]
    teaser, first = np.unique(pairs[:, 0], return_index=True)
    return place[teaser], pairs[first, 1]


# Paragraphs that begin alike and that a teaser is held against; a form letter could have thousands.
MOST_WHOLES = 20


def _whole(losers: "np.ndarray", keepers: "np.ndarray", kind: str, likeness: "np.ndarray") -> Verdict:
    import numpy as np
    whole = np.full(len(losers), WHOLE, np.int64)
    return Verdict(losers.astype(np.int64), whole, np.full(len(losers), KINDS.index(kind), np.uint8), keepers.astype(np.int64), whole, likeness)


def _sorted(verdicts: list[Verdict]) -> Verdict:
    import numpy as np
    joined = [np.concatenate(columns) for columns in zip(*verdicts, strict=True)]
    order = np.lexsort((joined[1], joined[0]))
    return Verdict(*(column[order] for column in joined))
