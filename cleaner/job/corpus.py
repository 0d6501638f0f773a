"""The corpus as the election sees it: documents numbered over all shards, looked at again on demand.

`deduplication` decides from arrays; what it must see of the texts themselves (shingles to verify a
similarity, the beginning of a paragraph, what a shortened document claims now) is read here, by
the shards that hold it.
"""
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cleaner.duplicates.claims import Claims, joined, pairs
from cleaner.duplicates.rounds import Inspect, Verdict
from cleaner.filters.duplicates import KINDS
from cleaner.engines.local import Map
from cleaner.job.shards import Plan, Request, Task, beginnings, key_of, reread, shingled, write_verdict

if TYPE_CHECKING:
    import numpy as np


class Corpus:
    """All documents of a job; `claims` once, then a verdict is published for every round."""

    def __init__(self, plan: Plan, tasks: Sequence[Task], spread: Map):
        import numpy as np
        self.plan, self.tasks, self.spread = plan, tasks, spread
        self.rounds = 0
        loaded = [Claims.load(plan.file(task.number, "claims")) for task in tasks]
        self.first = np.cumsum([0, *(len(each.counts) for each in loaded)])   # number of each task's first document
        self.claims = joined(loaded)
        self.places = self.claims.places

    def inspect(self) -> Inspect:
        return Inspect(self._similarity, self._beginnings, self._reread)

    def _similarity(self, documents: "np.ndarray") -> "Callable[[np.ndarray], np.ndarray]":
        import numpy as np

        from cleaner.duplicates.shingles import jaccard
        requests = list(self._requests(documents))
        sets: dict[int, np.ndarray] = {}
        for request, (path, sizes) in self._ask(shingled, requests):
            hashes = np.load(path, mmap_mode="r")
            ends = np.cumsum(sizes)
            begin = int(self.first[request.task.number])
            for ordinal, start, end in zip(request.ordinals, ends - sizes, ends):
                sets[begin + ordinal] = hashes[start:end]

        def similarity(asked: "np.ndarray") -> "np.ndarray":
            return np.array([jaccard(sets[a], sets[b]) for a, b in asked.tolist()], np.float32)
        return similarity

    def _beginnings(self, asked: "np.ndarray") -> "np.ndarray":
        import numpy as np
        found: dict[tuple[int, int, int], bytes] = {}
        wanted: dict[int, list[tuple[int, int]]] = {}
        for document, paragraph, characters in asked.tolist():
            wanted.setdefault(document, []).append((paragraph, characters))
        calls = []
        for request in self._requests(np.unique(asked[:, 0])):
            begin = int(self.first[request.task.number])
            calls.append((request, {ordinal: wanted[begin + ordinal] for ordinal in request.ordinals}))
        for (request, _), digests in self.spread(partial(_labelled, partial(_apart, partial(beginnings, self.plan))), calls):
            begin = int(self.first[request.task.number])
            found |= {(begin + ordinal, paragraph, characters): digest for (ordinal, paragraph, characters), digest in digests.items()}
        return pairs(b"".join(found[document, paragraph, characters] for document, paragraph, characters in asked.tolist()))

    def _reread(self, documents: "np.ndarray") -> Claims:
        answers = {request.task.number: claims for request, claims in self._ask(reread, list(self._requests(documents)))}
        return joined([answers[number] for number in sorted(answers)])

    def _requests(self, documents: "np.ndarray") -> Iterator[Request]:
        """The documents, ascending, as requests to their tasks."""
        import numpy as np
        bounds = np.searchsorted(documents, self.first)
        for task, low, high in zip(self.tasks, bounds, bounds[1:]):
            if low < high:
                yield Request(task, self.rounds, (documents[low:high] - self.first[task.number]).tolist())

    def _ask(self, function: Callable[[Plan, Request], Any], requests: list[Request]) -> Iterator[tuple[Request, Any]]:
        return self.spread(partial(_labelled, partial(function, self.plan)), requests)

    def publish(self, verdict: Verdict) -> None:
        """Writes what each task is to take out in this round."""
        import numpy as np
        bounds = np.searchsorted(verdict.documents, self.first)
        keys = {document: self._key(document) for document in np.unique(verdict.kept).tolist()}
        for task, low, high in zip(self.tasks, bounds, bounds[1:]):
            begin = int(self.first[task.number])
            out: dict[int, dict[int, tuple[Any, ...]]] = {}
            for document, paragraph, kind, kept, kept_paragraph, likeness in zip(*(column[low:high].tolist() for column in verdict)):
                out.setdefault(document - begin, {})[paragraph] = (KINDS[kind], keys[kept], kept_paragraph, likeness)
            write_verdict(self.plan, task, self.rounds, out)
        self.rounds += 1

    def _key(self, document: int) -> str:
        import numpy as np
        number = int(np.searchsorted(self.first, document, "right")) - 1
        piece, row = self.places[document].tolist()
        return key_of(self.tasks[number].pieces[piece], row)


def _labelled(function: Callable[[Any], Any], request: Any) -> tuple[Any, Any]:
    return request, function(request)


def _apart(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)
