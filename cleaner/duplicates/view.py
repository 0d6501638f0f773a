"""The view that an election has of a corpus: claims by task, and questions about the texts behind them.

Documents are numbered over all tasks, in the order of their keys; paragraphs over all documents.  The claims stay in
files and are streamed, so that what an election holds in memory is what it compares, and no more.
"""
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.duplicates.runs import Runs, parts_for

if TYPE_CHECKING:
    import numpy as np


class Table(NamedTuple):
    """What goes from the documents of one task in one round, sorted by document and paragraph; arrays of one length."""
    documents: "np.ndarray"        # int64
    paragraphs: "np.ndarray"       # int64, -1 for the document itself
    kinds: "np.ndarray"            # uint8, place in KINDS
    kept: "np.ndarray"             # int64: the document that keeps it; of boilerplate the document itself
    kept_paragraphs: "np.ndarray"  # int64, -1 for a document
    likeness: "np.ndarray"         # float32
    holders: "np.ndarray"          # uint32: of boilerplate, how many documents have it,
    of: "np.ndarray"               # uint32: of how many in the source


class View(NamedTuple):
    """How the rounds look at a corpus.  Documents that are asked for come ascending."""
    first: "np.ndarray"            # (tasks + 1,) int64: number of each task's first document, and of all documents
    columns: Callable[..., "list[np.ndarray]"]   # (task, names of arrays of Claims) -> these, as the documents are now
    sources: "np.ndarray"          # (documents,) uint32: which folder, or file of many, each belongs to
    shingles: Callable[["np.ndarray"], Callable[["np.ndarray"], "np.ndarray"]]   # documents -> similarity of pairs
    beginnings: Callable[["np.ndarray"], "np.ndarray"]   # (m, 3) document, paragraph, characters -> (m, 2) digests
    publish: Callable[[int, Table], None]        # a task and what goes from it
    reread: Callable[["np.ndarray"], None]       # all tasks are published: these documents lost paragraphs
    rank: "np.ndarray | None" = None             # (documents,) uint32: who stays, the smallest; None: in their order
    earlier: int = 0               # documents, the first ones, that lie in an earlier corpus and never go
    memory: int = 1 << 62          # bytes that an election may hold before it goes to files
    folder: Path | None = None     # for these files

    @property
    def tasks(self) -> range:
        return range(len(self.first) - 1)

    def mine(self) -> Iterator[int]:
        """The tasks that do not belong to an earlier corpus."""
        return (task for task in self.tasks if self.first[task] >= self.earlier)

    def runs(self, name: str, kind: "np.dtype[Any]", records: int) -> Runs:
        return Runs(kind, parts_for(records), self.memory, self.folder / name if self.folder else None)

    def ranked(self, documents: "np.ndarray") -> "np.ndarray":
        """The documents by their rank, which orders them as who stays."""
        return documents if self.rank is None else self.rank[documents]


def numbering(count: int) -> str:
    """The dtype that numbers so many things."""
    return "<u4" if count < 1 << 32 else "<u8"
