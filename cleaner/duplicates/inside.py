"""Paragraphs that are copies: boilerplate, equal paragraphs, teasers, lines repeated below themselves.

Every paragraph has one number over all documents, its claim.  What is found is noted by claim, first come first
served, and told task by task.
"""
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleaner.duplicates.boilerplate import DOCUMENTS, HEAD, TAIL, Candidates, boilerplate, candidates, joined
from cleaner.duplicates.election import elect
from cleaner.duplicates.fingerprints import LONG, SHORT
from cleaner.duplicates.runs import Runs
from cleaner.duplicates.view import View, numbering
from cleaner.filters.duplicates import KINDS

if TYPE_CHECKING:
    import numpy as np

# Paragraphs that begin alike and that a teaser is held against; a form letter could have thousands.
MOST_WHOLES = 20


class Inside:
    """The paragraphs of one round; `find` each kind in turn, then read what `going` tells of each task."""

    def __init__(self, view: View, counts: "np.ndarray", alive: "np.ndarray", named: "np.ndarray"):
        """Of documents with so many paragraphs those `alive` are compared; of those `named` already nothing is told."""
        import numpy as np
        self.view, self.counts, self.alive, self.named = view, counts, alive, named
        self.starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
        self.total = int(self.starts[-1])
        self.found = np.zeros(self.total, bool)          # 1 byte a paragraph, the only array over all of them
        number = numbering(self.total)
        self.record = np.dtype([("digest", "<u8", (2,)), ("claim", number), ("weight", "u1")])
        self.noted = view.runs("noted", np.dtype([("loser", number), ("keeper", number), ("kind", "u1")]), self.total // 2)
        # Claims of the same leading bits are noted in one part, so that the parts come in the order of claims.
        self.shift = max(1, self.total).bit_length() - self.noted.parts.bit_length() + 1
        self.crowds: list[Candidates] = []               # what the keepers of boilerplate are numbers in
        self.runs: Runs | None = None

    def document(self, claims: "np.ndarray") -> "np.ndarray":
        """The document that each paragraph belongs to."""
        import numpy as np
        return np.searchsorted(self.starts, claims, "right") - 1

    def span(self, task: int) -> slice:
        return slice(int(self.starts[self.view.first[task]]), int(self.starts[self.view.first[task + 1]]))

    def standing(self, task: int) -> "np.ndarray":
        """Of the paragraphs of a task those of documents alive, bool."""
        import numpy as np
        documents = slice(self.view.first[task], self.view.first[task + 1])
        return np.repeat(self.alive[documents], self.counts[documents])

    def note(self, kind: str, losers: "np.ndarray", keepers: "np.ndarray") -> None:
        """Takes down that paragraphs go, or are flagged, because of others."""
        import numpy as np
        told = ~self.named[self.document(losers)] if len(losers) else np.zeros(0, bool)
        losers, keepers = losers[told], keepers[told]
        self.found[losers] = True
        records = np.empty(len(losers), self.noted.kind)
        records["loser"], records["keeper"], records["kind"] = losers, keepers, KINDS.index(kind)
        self.noted.add(records, records["loser"].astype(np.uint64) << np.uint64(64 - max(1, self.total).bit_length()))

    def gather(self, short: bool) -> None:
        """Brings the paragraphs together that may be equal; `short` ones, too, where their source is large enough."""
        import numpy as np
        view = self.view
        sizes = self._sizes()
        runs = self.runs = view.runs("paragraphs", self.record, self.total)
        for task in view.tasks:
            digests, weights = view.columns(task, "digests", "weights")
            wanted = weights == LONG
            if short and view.first[task] >= view.earlier:
                documents = slice(view.first[task], view.first[task + 1])
                crowded = np.repeat(sizes[view.sources[documents]] >= DOCUMENTS, self.counts[documents])
                wanted |= crowded & (weights >= SHORT)
            which = np.flatnonzero(wanted & self.standing(task))
            records = np.empty(len(which), self.record)
            records["digest"], records["weight"] = digests[which], weights[which]
            records["claim"] = which + self.span(task).start
            runs.add(records, records["digest"][:, 0])

    def _sizes(self) -> "np.ndarray":
        """How many documents are alive in each source."""
        import numpy as np
        mine = self.alive.copy()
        mine[:self.view.earlier] = False
        return np.bincount(self.view.sources[mine], minlength=int(self.view.sources.max(initial=0)) + 1)

    def boilerplate(self, share: float) -> None:
        import numpy as np
        assert self.runs
        sizes, crowd = self._sizes(), []
        for part in range(self.runs.parts):
            claims = _crowded(self.runs.part(part))
            number = claims["claim"].astype(np.int64)
            document = self.document(number)
            mine = (document >= self.view.earlier) & ~self.found[number]
            claims, number, document = claims[mine], number[mine], document[mine]
            if len(claims):
                ordinal = number - self.starts[document]
                edges = np.stack((ordinal < HEAD, ordinal >= self.counts[document].astype(np.int64) - TAIL), 1)
                crowd.append(candidates(claims["digest"], number, claims["weight"], document, self.view.sources[document], edges, sizes, share))
        if crowd:
            some = joined(crowd)
            goes = boilerplate(some, self.document(some.claims))
            before = sum(len(each.claims) for each in self.crowds)
            some = Candidates(*(column[goes] for column in some))
            self.crowds.append(some)
            self.note("boilerplate", some.claims, np.arange(before, before + len(some.claims)))

    def paragraphs(self, last: bool = True) -> None:
        """Equal long paragraphs, of which the one in the document of lowest rank stays; `last` forgets what was gathered."""
        import numpy as np
        assert self.runs
        for part in range(self.runs.parts):
            claims = self.runs.part(part)
            if last:
                self.runs.drop(part)
            claims = claims[(claims["weight"] == LONG) & ~self.found[claims["claim"]]]
            number = claims["claim"]
            if self.view.rank is None:
                elected = elect(claims["digest"], number)
            else:
                elected = elect(claims["digest"], self.view.rank[self.document(number)], number)
            losers, keepers = number[elected.losers].astype(np.int64), number[elected.keepers].astype(np.int64)
            mine = losers >= self.starts[self.view.earlier]
            self.note("paragraph", losers[mine], keepers[mine])

    def teasers(self) -> None:
        """Paragraphs that break off, and the paragraph of lowest rank that goes on where each does."""
        import numpy as np
        places, lengths, stems, heads = [], [], [], []
        for task in self.view.mine():
            teasers, stem, head = self.view.columns(task, "teasers", "stems", "heads")
            if not len(teasers):
                continue
            place = self.starts[self.view.first[task] + teasers[:, 0].astype(np.int64)] + teasers[:, 1]
            stands = self.standing(task)[place - self.span(task).start] & ~self.found[place]
            places.append(place[stands])
            lengths.append(teasers[stands, 2])
            stems.append(stem[stands])
            heads.append(head[places[-1] - self.span(task).start])
        if not sum(map(len, places)):
            return
        place, length, stem, head = map(np.concatenate, (places, lengths, stems, heads))
        wanted = np.sort(head)
        by_head: dict[int, list[int]] = {}
        for task in self.view.mine():
            (heads_here,) = self.view.columns(task, "heads")
            near = np.minimum(np.searchsorted(wanted, heads_here), len(wanted) - 1)
            whole = np.flatnonzero((wanted[near] == heads_here) & (heads_here != 0) & self.standing(task) & ~self.found[self.span(task)])
            # Who breaks off itself cannot be the whole of another: two teasers would take each other out.
            (broken,) = self.view.columns(task, "teasers")
            off = self.starts[self.view.first[task] + broken[:, 0].astype(np.int64)] + broken[:, 1] - self.span(task).start
            for each in whole[~np.isin(whole, off)].tolist():
                by_head.setdefault(int(heads_here[each]), []).append(each + self.span(task).start)
        if self.view.rank is not None:
            for wholes in by_head.values():
                rank = self.view.rank[self.document(np.array(wholes))].tolist()
                wholes[:] = [whole for _, whole in sorted(zip(rank, wholes))]
        asked = [(number, whole) for number, first in enumerate(head.tolist()) for whole in by_head.get(first, ())[:MOST_WHOLES]]
        if not asked:
            return
        pairs = np.array(asked)
        document = self.document(pairs[:, 1])
        digests = self.view.beginnings(np.stack((document, pairs[:, 1] - self.starts[document], length[pairs[:, 0]].astype(np.int64)), 1))
        pairs = pairs[(digests == stem[pairs[:, 0]]).all(1)]
        number, first = np.unique(pairs[:, 0], return_index=True)
        self.note("teaser", place[number], pairs[first, 1])

    def stutters(self) -> None:
        """Lines right below their equal, however short: the nearest line above that stays counts."""
        import numpy as np
        for task in self.view.mine():
            digests, weights = self.view.columns(task, "digests", "weights")
            begin = self.span(task).start
            left = np.flatnonzero(self.standing(task) & ~self.found[self.span(task)])
            document = self.document(left + begin)
            same = (digests[left[1:]] == digests[left[:-1]]).all(1) & (document[1:] == document[:-1]) & (weights[left[1:]] > 0)
            if same.any():
                above = np.maximum.accumulate(np.where(np.append(False, same), 0, np.arange(len(left))))
                self.note("stutter", left[1:][same] + begin, left[above[1:][same]] + begin)

    def going(self) -> "Iterator[tuple[int, np.ndarray]]":
        """Each task that is not of an earlier corpus, with what was noted of it, sorted by loser."""
        import numpy as np
        records, part = np.zeros(0, self.noted.kind), 0
        for task in self.view.mine():
            end = self.span(task).stop
            while part < self.noted.parts and part <= end - 1 >> self.shift:
                more = self.noted.part(part)
                records = np.concatenate((records, more[np.argsort(more["loser"])]))
                self.noted.drop(part)
                part += 1
            here = int(np.searchsorted(records["loser"], end))
            yield task, records[:here]
            records = records[here:]


def _crowded(claims: "np.ndarray") -> "np.ndarray":
    """The claims that so many others may be equal to that they could be boilerplate."""
    import numpy as np
    if len(claims) < DOCUMENTS:
        return claims[:0]
    first = claims["digest"][:, 0]
    ordered = np.sort(first)
    many = ordered[DOCUMENTS - 1:][ordered[DOCUMENTS - 1:] == ordered[:len(ordered) - DOCUMENTS + 1]]
    if not len(many):
        return claims[:0]
    near = np.minimum(np.searchsorted(many, first), len(many) - 1)
    return claims[many[near] == first]
