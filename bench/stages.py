"""Where the time of the job goes: every stage over the same documents, one after the other, in one process.

    python bench/stages.py CORPUS [WORK]

Processor time of this process, so that what else the machine does counts little.
"""
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cleaner import job
from cleaner.assembly import local
from cleaner.duplicates.claims import Collector
from cleaner.filters import ORDER
from cleaner.inputs import find
from cleaner.job.shards import Plan, key_of, opened
from cleaner.settings import Settings
from cleaner.text import Document

LOCAL = ("encoding", "spacing", "abuse", "junk", "wording")
PASSES = {"first pass, all of the above": "read_all", "election": "decide", "second pass: writing and trail": "write_all"}


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


def stages(folder: Path, work: str | None = None) -> tuple[int, dict[str, float], dict[str, float]]:
    """Bytes of input; seconds of each stage of the first pass; seconds of each pass of the job itself."""
    settings = Settings()
    inputs = find([str(folder)], ())
    size = sum(Path(source.path).stat().st_size for source in inputs.sources)
    parts, passes = Clock(), Clock()
    with parts("start: rules and automata"):
        only = {name: local(settings.with_options(skip=tuple(other for other in ORDER if other != name))) for name in LOCAL}
    local(settings)
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=work))
    try:
        plan = Plan(settings, work, work)
        for task in job.tasks_of(inputs.sources, plan.options, job.SHARD):
            documents: list[Document] = []
            with parts("read and decode"):
                for piece in task.pieces:
                    with opened(plan, piece) as reader:
                        documents += [Document(row.text, key_of(piece, row.number)) for row in reader if row.text is not None]
            for name, clean in only.items():
                with parts(name):
                    documents = [Document(clean(document).text, document.key) for document in documents]
            collector = Collector(settings, size)
            with parts("claims: fold and digest"):
                for number, document in enumerate(documents):
                    collector.add(0, number, document.text)
            with parts("claims: MinHash"):
                collector.claims()
        for name, function in PASSES.items():
            setattr(job, function, passes.around(name, getattr(job, function)))
        with passes("whole job"):
            job.clean(inputs, work / "out", settings, 1, lambda _: None)
    finally:
        shutil.rmtree(work)
    return size, parts.seconds, passes.seconds


def main() -> None:
    size, parts, passes = stages(Path(sys.argv[1]), *sys.argv[2:3])
    print(f"    {'':32}{'CPU s':>8}{'ns a byte':>12}{'MB/s':>10}")
    for name, seconds in (parts | passes).items():
        print(f"    {name:32}{seconds:8.2f}{seconds / size * 1e9:12.1f}{size / seconds / 1e6:10.1f}")


if __name__ == "__main__":
    main()
