"""The batch job: shards, passes, restart.

    read every shard -> elect, in rounds -> write every shard -> report

The work folder is named by a digest of the version, the rules, the settings and the inputs, and every
file in it appears whole or not at all.  So the same command started again goes on where it stopped,
and another rule set never meets stale files.
"""
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import __version__
from cleaner.assembly import rulebook, treated
from cleaner.job.corpus import Corpus
from cleaner.duplicates import index
from cleaner.duplicates.index import Earlier
from cleaner.duplicates.rounds import rounds
from cleaner.engines.local import Map, engine, half_the_memory
from cleaner.errors import Fault
from cleaner.formats import FormatOptions, Source, atomic, format_of, parts
from cleaner.inputs import OWN, Inputs
from cleaner.job.output import NOTHING, SET_ASIDE, Written, assemble, merged, write
from cleaner.settings import Settings
from cleaner.job.shards import Piece, PieceRead, Plan, Task, read
from cleaner.trail import digest

# Enough that a task repays its start, little enough that its text fits in memory ten times over.
SHARD = 8 << 20


class Progress(NamedTuple):
    stage: str        # "reading", "comparing" or "writing"
    bytes: int        # of the input, done in this stage
    total: int
    documents: int


Watch = Callable[[Progress], None]


def tasks_of(sources: Iterable[Source], options: FormatOptions, size: int) -> list[Task]:
    """Tasks of about `size` bytes: a big file in parts, small ones together.  They depend on the files alone."""
    tasks: list[Task] = []
    pieces: list[Piece] = []
    held = 0

    def close() -> None:
        nonlocal pieces, held
        if pieces:
            tasks.append(Task(len(tasks), tuple(pieces)))
        pieces, held = [], 0

    for source in sources:
        cuts = parts(source, options, size)
        for part in cuts:
            length = part[1] - part[0] if part else size_of(source)
            if held + length > size:
                close()
            pieces.append(Piece(source, part, _holds_many(source, options, cuts)))
            held += length
    close()
    return tasks


def _holds_many(source: Source, options: FormatOptions, cuts: Sequence[Any]) -> bool:
    kind = options.format or (format_of(source.path) or ("text", ""))[0]
    return kind != "text" or len(cuts) > 1 or size_of(source) > options.piece


def size_of(source: Source) -> int:
    try:
        return os.path.getsize(source.path)
    except OSError:
        return 0    # reading it will say what is wrong


def identity(settings: Settings, sources: Sequence[Source], corpus: str, shard: int, against: Sequence[Path] = ()) -> str:
    """The digest that names a job: equal if and only if it would write the same."""
    files = []
    for source in sources:
        try:
            status = os.stat(source.path)
            files.append([source.key, os.path.abspath(source.path), status.st_size, status.st_mtime_ns])
        except OSError:
            files.append([source.key, os.path.abspath(source.path), -1, -1])
    whole = [__version__, sys.version, rulebook(settings).digest, settings.plain(), corpus, shard, files,
             [[os.path.abspath(folder), digest((folder / index.NAME).read_bytes())] for folder in against]]
    return digest(json.dumps(whole, sort_keys=True).encode())


def read_all(plan: Plan, tasks: Sequence[Task], spread: Map, watch: Watch) -> tuple[list[Task], list[list[PieceRead]]]:
    """Pass 1 over all tasks; gives the tasks with the place of each part in its file filled in."""
    found: dict[int, list[PieceRead]] = {}
    total = sum(size_of(piece.source) if piece.part is None else piece.part[1] - piece.part[0] for task in tasks for piece in task.pieces)
    bytes_read = documents = 0
    for number, pieces in spread(partial(_numbered, partial(read, plan)), tasks):
        found[number] = pieces
        bytes_read += sum(piece.bytes for piece in pieces)
        documents += sum(piece.documents for piece in pieces)
        watch(Progress("reading", bytes_read, total, documents))
    before: dict[str, int] = {}
    placed: list[Task] = []
    for task in tasks:
        pieces = []
        for piece, done in zip(task.pieces, found[task.number]):
            pieces.append(piece._replace(first=before.get(piece.source.key, 0)))
            before[piece.source.key] = pieces[-1].first + done.rows
        placed.append(Task(task.number, tuple(pieces)))
    return placed, [found[task.number] for task in tasks]


def _numbered(function: Callable[[Task], Any], task: Task) -> tuple[int, Any]:
    return task.number, function(task)


def decide(plan: Plan, tasks: Sequence[Task], spread: Map, memory: int, earlier: Sequence[Earlier] = ()) -> int:
    """The election; leaves the verdicts on each task in its files and gives the number of rounds.

    Beyond `memory` bytes claims are compared in parts, from files.  Copies of what an `earlier` corpus holds go, too.
    """
    if "duplicates" in plan.settings.skip or not tasks:
        return 0
    settings = plan.settings
    view = Corpus(plan, tasks, spread, earlier).view(memory)
    return rounds(view, settings.near_duplicate, settings.boilerplate, treated(settings, "act"), treated(settings, "flag"))


class PieceTotals(NamedTuple):
    files: int
    rows: int
    documents: int
    bytes: int


class Outcome(NamedTuple):
    """What a job did, in numbers that add up."""
    read: PieceTotals
    written: Written
    faults: list[Fault]


def clean(inputs: Inputs, output: Path, settings: Settings, workers: int, watch: Watch, corpus: str = "", shard: int = SHARD,
          memory: int = 0, against: Sequence[Path] = ()) -> Outcome:
    """Cleans the sources into `output`; started again after a crash it goes on where it stopped.

    With the name of a `corpus` all documents go into that one file, as JSON lines.  `shard` is the size
    of a task in bytes; `memory` is how many the election may hold, half of the machine's if 0.
    What stands in the indexes `against` goes as a copy.
    """
    earlier = [task for folder in against for task in index.tasks(folder, settings.paragraphs)]
    name = identity(settings, inputs.sources, corpus, shard, against)
    own = output / OWN
    work = own / "work" / name
    _clear(own, name, [corpus] if corpus else [source.key for source in inputs.sources], settings)
    work.mkdir(parents=True, exist_ok=True)
    plan = Plan(settings, work, output, corpus)
    tasks = tasks_of(inputs.sources, plan.options, shard)
    workers = max(1, min(workers, len(tasks)))
    plan = plan._replace(share=sum(map(size_of, inputs.sources)) // workers)
    with engine(workers) as spread:
        tasks, read = read_all(plan, tasks, spread, watch)
        watch(Progress("comparing", 0, 0, sum(piece.documents for pieces in read for piece in pieces)))
        given = decide(plan, tasks, spread, memory or half_the_memory(), earlier)
        total = write_all(plan, tasks, given, read, spread, watch)
    assemble(plan, tasks)
    faults = [*inputs.faults, *(fault for pieces in read for piece in pieces for fault in piece.faults)]
    shutil.rmtree(own / "work")
    every = [piece for pieces in read for piece in pieces]
    totals = PieceTotals(len(inputs.sources), sum(p.rows for p in every), sum(p.documents for p in every), sum(p.bytes for p in every))
    return Outcome(totals, total, faults)


def write_all(plan: Plan, tasks: Sequence[Task], given: int, read: Sequence[Sequence[PieceRead]], spread: Map, watch: Watch) -> Written:
    """Pass 2 over all tasks."""
    totals: dict[int, Written] = {}
    bytes_read = documents = 0
    whole = sum(piece.bytes for pieces in read for piece in pieces)
    for number, written in spread(partial(_write_one, plan, given), list(zip(tasks, read))):
        totals[number] = written
        bytes_read += sum(piece.bytes for piece in read[number])
        documents += written.documents + written.dropped
        watch(Progress("writing", bytes_read, whole, documents))
    total = NOTHING
    for number in sorted(totals):
        total = merged(total, totals[number])
    return total


def _write_one(plan: Plan, given: int, pair: tuple[Task, Sequence[PieceRead]]) -> tuple[int, Written]:
    task, read = pair
    return task.number, write(plan, task, given, read)


def _clear(own: Path, name: str, files: Sequence[str], settings: Settings) -> None:
    """Takes away what another job left in the output; a job that goes on finds its own files."""
    listed = own / "job.json"
    output = own.parent
    if listed.exists():
        before = json.loads(listed.read_bytes())
        if before["job"] == name and (own / "work" / name).exists():
            return
        for key in before["files"]:
            (output / key).unlink(missing_ok=True)
    for folder in ("work", "trail", SET_ASIDE):
        shutil.rmtree(own / folder, ignore_errors=True)
    own.mkdir(parents=True, exist_ok=True)
    (own / ".gitignore").write_text("*\n")
    with atomic(listed) as file:
        file.write(json.dumps({"job": name, "cleaner": __version__, "settings": settings.plain(), "files": files}).encode())
