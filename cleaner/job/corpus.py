"""The corpus as the election sees it: documents numbered over all shards, looked at again on demand.

`duplicates.rounds` decides from arrays; what it must see of the texts themselves (shingles to verify a
similarity, the beginning of a paragraph, what a shortened document claims now) is read here, by
the shards that hold it.
"""
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from cleaner.duplicates.claims import columns, pairs
from cleaner.duplicates.index import Earlier
from cleaner.duplicates.view import Table, View
from cleaner.errors import CleanerError
from cleaner.filters.duplicates import KINDS
from cleaner.engines.local import Map
from cleaner.job.shards import Piece, Plan, Request, Task, beginnings, key_of, reread, shingled, write_verdict

if TYPE_CHECKING:
    import numpy as np


class Corpus:
    """All documents of a job, as a `View` for the rounds; those of earlier corpora come before them."""

    def __init__(self, plan: Plan, tasks: Sequence[Task], spread: Map, earlier: Sequence[Earlier] = ()):
        import numpy as np
        self.plan, self.tasks, self.spread, self.before = plan, tasks, spread, earlier
        self.round = 0                           # how many verdicts have been published in full
        self._keys = lru_cache(maxsize=64)(Earlier.keys)
        self.version = [0] * len(tasks)          # round in which the claims of each task were last written
        places = [columns(plan.claims(task.number, 0), "places")[0] for task in tasks]
        before = [len(each.columns("counts")[0]) for each in earlier]
        self.first = np.cumsum([0, *before, *map(len, places)])
        self.earlier = sum(before)               # documents
        # Of the own documents: those of earlier corpora are known by their keys alone.
        self.places = np.concatenate([np.zeros((0, 2), np.uint32), *places])

    def view(self, memory: int) -> View:
        return View(self.first, self._columns, self._sources(), self._similarity, self._beginnings, self._publish, self._reread,
                    self._rank(), self.earlier, memory, self.plan.work / "runs")

    def _columns(self, task: int, *names: str) -> "list[np.ndarray]":
        if task < len(self.before):
            return self.before[task].columns(*names)
        own = task - len(self.before)
        return columns(self.plan.claims(own, self.version[own]), *names)

    def begin(self, task: Task) -> int:
        """The number of the first document of a task."""
        return int(self.first[task.number + len(self.before)])

    def _rank(self) -> "np.ndarray | None":
        """Who stays, from 0, by the setting `keep`; the earlier ones before all others."""
        import numpy as np
        keep, count = self.plan.settings.keep, len(self.places)
        if keep == "first" or not count:
            return None
        if keep == "last":
            order = np.arange(count)[::-1]
        else:
            grades = np.concatenate([columns(self.plan.claims(task.number, 0), "grades")[0] for task in self.tasks])
            if not (grades != b"").any():
                raise CleanerError("keep", f"no document has the field {keep.removeprefix('lowest:')!r}", "the name of a field of JSON lines or a column, or first, last, longest")
            order = np.argsort(grades, kind="stable")
            if not keep.startswith("lowest:"):
                # Highest first; the stable sort of the reverse, turned around, keeps equal ones in their order.
                order = (count - 1 - np.argsort(grades[::-1], kind="stable"))[::-1]
            order = np.concatenate((order[grades[order] != b""], order[grades[order] == b""]))
        rank = np.empty(self.earlier + count, np.uint32)
        rank[:self.earlier] = np.arange(self.earlier)
        rank[self.earlier + order] = np.arange(self.earlier, self.earlier + count)
        return rank

    def _sources(self) -> "np.ndarray":
        """A number for each folder of files, and for each file that holds many documents."""
        import numpy as np
        numbers: dict[str, int] = {}
        found = np.zeros(int(self.first[-1]), np.uint32)
        for task, end in zip(self.tasks, self.first[len(self.before) + 1:]):
            own = slice(self.begin(task), end)
            of = np.array([numbers.setdefault(source_of(piece), len(numbers)) for piece in task.pieces], np.uint32)
            found[own] = of[self.places[own.start - self.earlier:own.stop - self.earlier, 0]]
        return found

    def _similarity(self, documents: "np.ndarray") -> "Callable[[np.ndarray], np.ndarray]":
        import numpy as np

        from cleaner.duplicates.shingles import Sets
        sets = Sets(documents)
        for task, low, high in zip(self.before, *self._bounds(documents)):
            if low < high:
                hashes, ends = task.shingles()
                (judged,) = task.columns("judged")
                begin = self.first[self.before.index(task)]
                sets.add(documents[low:high], hashes, ends, np.cumsum(judged)[documents[low:high] - begin] - 1)
        for request, (path, sizes) in self._ask(shingled, list(self._requests(documents))):
            sets.add(np.array(request.ordinals) + self.begin(request.task), np.load(path, mmap_mode="r"), np.cumsum([0, *sizes]))
        return sets.jaccard

    def _beginnings(self, asked: "np.ndarray") -> "np.ndarray":
        import numpy as np
        found: dict[tuple[int, int, int], bytes] = {}
        wanted: dict[int, list[tuple[int, int]]] = {}
        for document, paragraph, characters in asked.tolist():
            wanted.setdefault(document, []).append((paragraph, characters))
        calls = []
        for request in self._requests(np.unique(asked[:, 0])):
            begin = self.begin(request.task)
            calls.append((request, {ordinal: wanted[begin + ordinal] for ordinal in request.ordinals}))
        for (request, _), digests in self.spread(partial(_labelled, partial(_apart, partial(beginnings, self.plan))), calls):
            begin = self.begin(request.task)
            found |= {(begin + ordinal, paragraph, characters): digest for (ordinal, paragraph, characters), digest in digests.items()}
        return pairs(b"".join(found[document, paragraph, characters] for document, paragraph, characters in asked.tolist()))

    def _publish(self, number: int, table: Table) -> None:
        """Writes what a task is to take out in this round."""
        key = lru_cache(maxsize=100_000)(self._key)
        task, begin = self.tasks[number - len(self.before)], int(self.first[number])
        out: dict[int, dict[int, tuple[Any, ...]]] = {}
        for document, paragraph, kind, kept, kept_paragraph, likeness, holders, of in zip(*(column.tolist() for column in table)):
            if KINDS[kind] == "boilerplate":
                source = source_of(task.pieces[int(self.places[document - self.earlier, 0])])
                copy = ("boilerplate", source, -1, 1.0, holders, of)
            else:
                name, corpus = key(kept)
                copy = (KINDS[kind], name, kept_paragraph, likeness, 0, 0, corpus)
            out.setdefault(document - begin, {})[paragraph] = copy
        write_verdict(self.plan, task, self.round, out)

    def _reread(self, documents: "np.ndarray") -> None:
        self.round += 1
        for request, _ in self._ask(reread, list(self._requests(documents))):
            self.version[request.task.number] = self.round
        shutil.rmtree(self.plan.work / "runs", ignore_errors=True)

    def _requests(self, documents: "np.ndarray") -> Iterator[Request]:
        """The documents, ascending, as requests to their tasks."""
        lows, highs = (each[len(self.before):] for each in self._bounds(documents))
        for task, low, high in zip(self.tasks, lows, highs):
            if low < high:
                yield Request(task, self.round, (documents[low:high] - self.begin(task)).tolist(), self.version[task.number])

    def _bounds(self, documents: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        """Where the documents of each task, earlier ones first, begin and end among these."""
        import numpy as np
        bounds = np.searchsorted(documents, self.first)
        return bounds[:-1], bounds[1:]

    def _ask(self, function: Callable[[Plan, Request], Any], requests: list[Request]) -> Iterator[tuple[Request, Any]]:
        return self.spread(partial(_labelled, partial(function, self.plan)), requests)

    def _key(self, document: int) -> tuple[str, str]:
        """The key of a document, and the earlier corpus it lies in; "" for this one."""
        import numpy as np
        number = int(np.searchsorted(self.first, document, "right")) - 1
        if document < self.earlier:
            earlier = self.before[number]
            return self._keys(earlier)[document - int(self.first[number])], earlier.corpus
        piece, row = self.places[document - self.earlier].tolist()
        return key_of(self.tasks[number - len(self.before)].pieces[piece], row), ""


def source_of(piece: Piece) -> str:
    """What a document shares its boilerplate with: the file that holds many, or the folder of one that stands alone."""
    return piece.source.key if piece.many else piece.source.key.rpartition("/")[0]


def _labelled(function: Callable[[Any], Any], request: Any) -> tuple[Any, Any]:
    return request, function(request)


def _apart(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)
