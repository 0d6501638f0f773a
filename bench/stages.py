"""Where the time of the job goes: every stage over the same documents, one after the other, in one process.

    python bench/stages.py CORPUS

Processor time of this process, so that what else the machine does counts little.
"""
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import job
from cleaner.assembly import local
from cleaner.duplicates.claims import Collector
from cleaner.filters import ORDER
from cleaner.inputs import find
from cleaner.settings import Settings
from cleaner.job.shards import Plan, key_of, opened
from cleaner.text import Document

LOCAL = ("encoding", "spacing", "abuse", "junk", "wording")


class Stage(NamedTuple):
    name: str
    seconds: float


class Clock:
    """Adds up processor time under names, in the order the names come first."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - start

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            with self(name):
                return function(*arguments, **options)
        return timed


def stages(folder: Path) -> tuple[int, dict[str, float], dict[str, float]]:
    """Bytes of input; seconds of each stage of the first pass; seconds of each pass of the job itself."""
    settings = Settings()
    inputs = find([str(folder)], ())
    parts, passes = Clock(), Clock()
    with parts("start: rules and automata"):
        only = {name: local(settings.with_options(skip=tuple(other for other in ORDER if other != name))) for name in LOCAL}
        local(settings)
    work = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        plan = Plan(settings, work, work)
        size = 0
        for task in job.shards(inputs.sources, plan.options, job.SHARD):
            documents = []
            with parts("read and decode"):
                for piece in task.pieces:
                    with opened(plan, piece) as reader:
                        for row in reader:
                            size += len(row.raw)
                            if row.text is not None:
                                documents.append(Document(row.text, key_of(piece, row.number)))
            for name, clean in only.items():
                with parts(name):
                    documents = [Document(clean(document).text, document.key) for document in documents]
            collector = Collector(settings, sum(source_size(source) for source in inputs.sources))
            with parts("claims: fold and digest"):
                for number, document in enumerate(documents):
                    collector.add(0, number, document.text)
            with parts("MinHash"):
                collector.claims()
        for name, function in (("first pass", "read_all"), ("election", "decide"), ("second pass: writing, trail", "write_all")):
            setattr(job, function, passes.around(name, getattr(job, function)))
        with passes("whole job"):
            job.clean(inputs, work / "out", settings, 1, lambda _: None)
    finally:
        shutil.rmtree(work)
    return size, parts.seconds, passes.seconds


def source_size(source: Any) -> int:
    return Path(source.path).stat().st_size


def table(size: int, seconds: dict[str, float]) -> Iterator[str]:
    for name, spent in seconds.items():
        yield f"    {name:30} {spent:8.2f} s {spent / size * 1e9:8.1f} ns a byte {size / spent / 1e6 if spent else 0:8.1f} MB/s"


def main() -> None:
    size, parts, passes = stages(Path(sys.argv[1]))
    print("stages of the first pass, each over all documents")
    print("\n".join(table(size, parts)))
    print("the job")
    print("\n".join(table(size, passes)))


if __name__ == "__main__":
    main()
