"""Runs: records parted by their digest, so that what is equal meets in one part; in memory up to a limit, then in files.

An election over more claims than fit in memory is a series of elections over parts, since nothing that is equal
ever lies in two of them.

    >>> import numpy as np
    >>> runs = Runs(np.dtype([("digest", "<u8"), ("claim", "<u4")]), 4)
    >>> runs.add(np.array([(2**63, 0), (5, 1), (2**63, 2)], runs.kind), np.array([2**63, 5, 2**63], np.uint64))
    >>> [runs.part(part)["claim"].tolist() for part in range(4)]
    [[1], [], [0, 2], []]
"""
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

GATHERED = 1 << 20     # bytes that are gathered before they are parted: pieces of 100 bytes would cost more than they hold
PART = 1 << 18         # records that one part should hold
MOST_PARTS = 256       # each may be a file


def parts_for(records: int) -> int:
    """A power of two."""
    return min(MOST_PARTS, 1 << max(0, (records // PART).bit_length()))


class Runs:
    """Records of one dtype, `kind`, in `parts` parts (a power of two)."""

    def __init__(self, kind: "np.dtype[Any]", parts: int, limit: int = 1 << 62, folder: Path | None = None):
        """`limit` is how many bytes are held in memory; beyond it they go to files in `folder`."""
        self.kind, self.parts, self.limit, self.folder = kind, parts, limit, folder
        self.held = 0
        self.memory: list[list[np.ndarray]] = [[] for _ in range(parts)]
        self.gathered: list[tuple[np.ndarray, np.ndarray]] = []
        self.waiting = 0

    def add(self, records: "np.ndarray", digests: "np.ndarray") -> None:
        """Takes records in; the leading bits of `digests`, uint64, say which part each belongs to."""
        if self.parts == 1:
            if len(records):
                self._keep(0, records.copy())
        else:
            import numpy as np
            part = (digests >> np.uint64(65 - self.parts.bit_length())).astype(np.uint16)
            self.gathered.append((records, part))
            self.waiting += records.nbytes
            if self.waiting >= GATHERED:
                self._scatter()

    def _scatter(self) -> None:
        import numpy as np
        if not self.gathered:
            return
        records, part = (np.concatenate(column) for column in zip(*self.gathered))
        self.gathered, self.waiting = [], 0
        order = np.argsort(part, kind="stable")
        records, bounds = records[order], np.searchsorted(part[order], np.arange(self.parts + 1))
        for number, low, high in zip(range(self.parts), bounds, bounds[1:]):
            if low < high:
                self._keep(number, records[low:high].copy())

    def _keep(self, part: int, records: "np.ndarray") -> None:
        self.memory[part].append(records)
        self.held += records.nbytes
        if self.held > self.limit and self.folder:
            for number in range(self.parts):
                if self.memory[number]:
                    with self._file(number).open("ab") as file:
                        for each in self.memory[number]:
                            each.tofile(file)
                    self.memory[number] = []
            self.held = 0

    def part(self, number: int) -> "np.ndarray":
        """The records of a part, in the order they came."""
        import numpy as np
        self._scatter()
        path = self._file(number) if self.folder else None
        stored = [np.fromfile(path, self.kind)] if path and path.exists() else []
        return np.concatenate([*stored, *self.memory[number], np.zeros(0, self.kind)])

    def drop(self, number: int) -> None:
        """Forgets a part."""
        self.held -= sum(each.nbytes for each in self.memory[number])
        self.memory[number] = []
        if self.folder:
            self._file(number).unlink(missing_ok=True)

    def _file(self, number: int) -> Path:
        assert self.folder
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{number:03d}.run"
