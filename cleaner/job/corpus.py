"""The corpus as the election sees it: documents numbered over all shards, looked at again on demand.

`deduplication` decides from arrays; what it must see of the texts themselves (shingles to verify a
similarity, the beginning of a paragraph, what a shortened document claims now) is read here, by
the shards that hold it.
"""
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from cleaner.duplicates.claims import columns, pairs
from cleaner.duplicates.view import Table, View
from cleaner.filters.duplicates import KINDS
from cleaner.engines.local import Map
from cleaner.job.shards import Piece, Plan, Request, Task, beginnings, key_of, reread, shingled, write_verdict

if TYPE_CHECKING:
    import numpy as np


class Corpus:
    """All documents of a job, as a `View` for the rounds."""

    def __init__(self, plan: Plan, tasks: Sequence[Task], spread: Map):
        import numpy as np
        self.plan, self.tasks, self.spread = plan, tasks, spread
        self.round = 0                           # how many verdicts have been published in full
        self.version = [0] * len(tasks)          # round in which the claims of each task were last written
        places = [columns(plan.claims(task.number, 0), "places")[0] for task in tasks]
        self.first = np.cumsum([0, *map(len, places)])
        self.places = np.concatenate([np.zeros((0, 2), np.uint32), *places])

    def view(self, memory: int) -> View:
        return View(self.first, self._columns, self._sources(), self._similarity, self._beginnings, self._publish, self._reread,
                    memory=memory, folder=self.plan.work / "runs")

    def _columns(self, task: int, *names: str) -> "list[np.ndarray]":
        return columns(self.plan.claims(task, self.version[task]), *names)

    def _sources(self) -> "np.ndarray":
        """A number for each folder of files, and for each file that holds many documents."""
        import numpy as np
        numbers: dict[str, int] = {}
        found = np.zeros(len(self.places), np.uint32)
        for task in self.tasks:
            own = slice(self.first[task.number], self.first[task.number + 1])
            of = np.array([numbers.setdefault(source_of(piece), len(numbers)) for piece in task.pieces], np.uint32)
            found[own] = of[self.places[own, 0]]
        return found

    def _similarity(self, documents: "np.ndarray") -> "Callable[[np.ndarray], np.ndarray]":
        import numpy as np

        from cleaner.duplicates.shingles import Sets
        sets = Sets(documents)
        for request, (path, sizes) in self._ask(shingled, list(self._requests(documents))):
            sets.add(np.array(request.ordinals) + self.first[request.task.number], np.load(path, mmap_mode="r"), sizes)
        return sets.jaccard

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

    def _publish(self, number: int, table: Table) -> None:
        """Writes what a task is to take out in this round."""
        key = lru_cache(maxsize=100_000)(self._key)
        task, begin = self.tasks[number], int(self.first[number])
        out: dict[int, dict[int, tuple[Any, ...]]] = {}
        for document, paragraph, kind, kept, kept_paragraph, likeness, holders, of in zip(*(column.tolist() for column in table)):
            if KINDS[kind] == "boilerplate":
                source = source_of(task.pieces[int(self.places[document, 0])])
                copy = ("boilerplate", source, -1, 1.0, holders, of)
            else:
                copy = (KINDS[kind], key(kept), kept_paragraph, likeness)
            out.setdefault(document - begin, {})[paragraph] = copy
        write_verdict(self.plan, task, self.round, out)

    def _reread(self, documents: "np.ndarray") -> None:
        self.round += 1
        for request, _ in self._ask(reread, list(self._requests(documents))):
            self.version[request.task.number] = self.round
        shutil.rmtree(self.plan.work / "runs", ignore_errors=True)

    def _requests(self, documents: "np.ndarray") -> Iterator[Request]:
        """The documents, ascending, as requests to their tasks."""
        import numpy as np
        bounds = np.searchsorted(documents, self.first)
        for task, low, high in zip(self.tasks, bounds, bounds[1:]):
            if low < high:
                yield Request(task, self.round, (documents[low:high] - self.first[task.number]).tolist(), self.version[task.number])

    def _ask(self, function: Callable[[Plan, Request], Any], requests: list[Request]) -> Iterator[tuple[Request, Any]]:
        return self.spread(partial(_labelled, partial(function, self.plan)), requests)

    def _key(self, document: int) -> str:
        import numpy as np
        number = int(np.searchsorted(self.first, document, "right")) - 1
        piece, row = self.places[document].tolist()
        return key_of(self.tasks[number].pieces[piece], row)


def source_of(piece: Piece) -> str:
    """What a document shares its boilerplate with: the file that holds many, or the folder of one that stands alone."""
    return piece.source.key if piece.many else piece.source.key.rpartition("/")[0]


def _labelled(function: Callable[[Any], Any], request: Any) -> tuple[Any, Any]:
    return request, function(request)


def _apart(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)
