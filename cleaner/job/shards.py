"""Shards: what one task of a job does with its files, in each pass.

    read     rows -> local edits and claims           (pass 1)
    shingled, beginnings   of documents that may be copies
    reread                 claims of documents that lost paragraphs

What pass 2 writes is in `output`.

Text is never kept between the passes: a later pass reads the source again and applies the edits that
are already known.  A task writes its results under a temporary name and renames them, so a file that
is there is whole, and a job that starts again goes on behind it.
"""
import json
import marshal
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xxhash

from cleaner.assembly import local, treated
from cleaner.chain import Result, Step, run
from cleaner.duplicates.claims import Claims, Collector, replaced
from cleaner.edits import Edit, apply
from cleaner.errors import Fault
from cleaner.filters.duplicates import Copy, duplicates
from cleaner.duplicates.fingerprints import Fingerprints, fold, paragraph_digest
from cleaner.formats import FormatOptions, Reader, Row, Source, open_source
from cleaner.formats.atomic import atomic
from cleaner.job.grading import Grades
from cleaner.settings import Settings
from cleaner.text import Document, paragraphs
from cleaner.trail import content_of

Part = tuple[int, int] | None


class Piece(NamedTuple):
    source: Source
    part: Part          # byte range; None for the whole file
    many: bool          # whether a document's key needs the row to tell it from its neighbours
    first: int = 0      # rows of the file that lie before this part; known after pass 1


class Task(NamedTuple):
    number: int
    pieces: tuple[Piece, ...]


class Plan(NamedTuple):
    """What all tasks of a job share; small, since it travels with each."""
    settings: Settings
    work: Path
    output: Path
    corpus: str = ""    # the one file that all rows go into; "" keeps the files apart
    share: int = 0      # bytes of input that fall to each worker, which decides what signs them

    def file(self, task: int, name: str) -> Path:
        return self.work / f"{task:06d}.{name}"

    def claims(self, task: int, version: int) -> Path:
        """What the documents of a task claim after so many rounds."""
        return self.file(task, f"claims{version or ''}")

    @property
    def options(self) -> FormatOptions:
        return FormatOptions(text_field=self.settings.text_field, encoding=self.settings.encoding)


class PieceRead(NamedTuple):
    """What pass 1 says of a piece."""
    rows: int
    documents: int
    bytes: int
    digest: str
    faults: list[Fault]


class Known(NamedTuple):
    """A document as a later pass finds it again."""
    piece: int           # of its task
    row: Row
    ordinal: int         # among the documents of the task
    result: Result       # its text after the edits that are known so far, and these


def opened(plan: Plan, piece: Piece) -> Reader:
    return open_source(piece.source, plan.options, piece.part)


def key_of(piece: Piece, row: int) -> str:
    return f"{piece.source.key}:{piece.first + row}" if piece.many else piece.source.key


def read(plan: Plan, task: Task) -> list[PieceRead]:
    """Pass 1.  Leaves the files `steps` (local edits by piece and row) and `claims`."""
    done = plan.file(task.number, "read")
    if done.exists():
        return [PieceRead(*fields[:4], [Fault(*fault) for fault in fields[4]]) for fields in json.loads(done.read_bytes())]
    clean = local(plan.settings)
    collector = Collector(plan.settings, plan.share)
    steps: dict[tuple[int, int], list[tuple[str, list[tuple[Any, ...]]]]] = {}
    found: list[PieceRead] = []
    for number, piece in enumerate(task.pieces):
        content = xxhash.xxh3_128()
        rows = documents = size = 0
        faults: list[Fault] = []
        grades = Grades(plan.settings.keep)
        with opened(plan, piece) as reader:
            for row in reader:
                rows += 1
                size += len(row.raw)
                content.update(content_of(row))
                if row.fault:
                    faults.append(row.fault)
                if row.text is None:
                    grades.header(row)
                    continue
                documents += 1
                result = clean(Document(row.text, key_of(piece, row.number)))
                if result.steps:
                    steps[number, row.number] = [(name, [tuple(edit) for edit in edits]) for name, edits in result.steps]
                collector.add(number, row.number, result.text, grades.of(row, result.text))
        found.append(PieceRead(rows, documents, size, content.hexdigest(), faults))
    _write(plan.file(task.number, "steps"), marshal.dumps(steps))
    collector.claims().save(plan.file(task.number, "claims"))
    _write(done, json.dumps(found).encode())
    return found


class Replay:
    """The rows of a task again, with their local edits and the first `rounds` verdicts applied."""

    def __init__(self, plan: Plan, task: Task, rounds: int):
        self.how = plan.settings.paragraphs
        self.flagged = treated(plan.settings, "flag")
        self.steps = marshal.loads(plan.file(task.number, "steps").read_bytes())
        self.verdicts = [marshal.loads(plan.file(task.number, f"verdict{each}").read_bytes()) for each in range(rounds)]
        self.ordinal = -1

    def rows(self, number: int, piece: Piece, reader: Reader, wanted: Collection[int] | None = None) -> Iterator[tuple[Row, Known | None]]:
        """Every row of the piece, in the order of pieces; with None for one that is no document or not `wanted`."""
        for row in reader:
            if row.text is None:
                yield row, None
                continue
            self.ordinal += 1
            if wanted is None or self.ordinal in wanted:
                yield row, Known(number, row, self.ordinal, self._result(number, piece, row, row.text))
            else:
                yield row, None

    def _result(self, number: int, piece: Piece, row: Row, text: str) -> Result:
        applied: list[Step] = []
        for name, edits in self.steps.get((number, row.number), ()):
            applied.append(Step(name, [Edit(*edit) for edit in edits]))
            text = apply(text, applied[-1].edits)
        for verdict in self.verdicts:
            if copies := verdict.get(self.ordinal):
                find = duplicates({place: Copy(*copy) for place, copy in copies.items()}, self.how, self.flagged)
                text, more = run(Document(text, key_of(piece, row.number)), [("duplicates", find)])
                applied += more
        return Result(text, applied)


class Request(NamedTuple):
    """What the election wants to know of some documents of a task."""
    task: Task
    rounds: int                # how many verdicts have been given
    ordinals: Sequence[int]    # ascending
    version: int = 0           # of the claims of the task


def known(plan: Plan, request: Request) -> Iterator[Known]:
    """The documents that a request names."""
    replay = Replay(plan, request.task, request.rounds)
    wanted = frozenset(request.ordinals)
    for number, (piece, done) in enumerate(zip(request.task.pieces, read(plan, request.task))):
        if wanted.isdisjoint(range(replay.ordinal + 1, replay.ordinal + 1 + done.documents)):
            replay.ordinal += done.documents     # nobody asks for anything in this file
            continue
        with opened(plan, piece) as reader:
            for _, found in replay.rows(number, piece, reader, wanted):
                if found:
                    yield found


def shingled(plan: Plan, request: Request) -> tuple[Path, list[int]]:
    """The shingles of the documents, one array behind the other in a file, and how many each has."""
    import numpy as np

    from cleaner.duplicates.minhash import engine_for, shingle_sets
    found = shingle_sets([each.result.text for each in known(plan, request)], engine_for(plan.share))
    path = plan.file(request.task.number, f"shingles{request.rounds}")
    with atomic(path) as file:
        np.save(file, np.concatenate(found))
    return path, [len(each) for each in found]


def beginnings(plan: Plan, request: Request, asked: Mapping[int, Sequence[tuple[int, int]]]) -> dict[tuple[int, int, int], bytes]:
    """Digests of the beginnings of folded paragraphs; `asked` are (paragraph, characters) by ordinal."""
    found = {}
    for each in known(plan, request):
        text = each.result.text
        spans = paragraphs(text, plan.settings.paragraphs)
        for paragraph, characters in asked[each.ordinal]:
            start, end = spans[paragraph]
            found[each.ordinal, paragraph, characters] = paragraph_digest(fold(text[start:end])[:characters])
    return found


def reread(plan: Plan, request: Request) -> None:
    """Writes the claims of a task anew, with what documents that lost paragraphs claim now."""
    import numpy as np
    collector = Collector(plan.settings, plan.share)
    before = Claims.load(plan.claims(request.task.number, request.version))
    ends = np.cumsum(before.counts, dtype=np.int64)
    gone = _gone(plan, request)
    for each in known(plan, request):
        end = int(ends[each.ordinal])
        left = list(range(end - int(before.counts[each.ordinal]), end))
        for verdict in gone:
            left = [place for at, place in enumerate(left) if at not in verdict.get(each.ordinal, ())]
        # Of the paragraphs that are left everything is known; only the document as a whole is another one.
        prints = Fingerprints(before.digests[left].tobytes(), before.weights[left].tobytes(), before.heads[left].tobytes())
        collector.add(each.piece, each.row.number, each.result.text, known=prints)
    replaced(before, np.array(request.ordinals), collector.claims()).save(plan.claims(request.task.number, request.rounds))


def _gone(plan: Plan, request: Request) -> list[dict[int, set[int]]]:
    """The paragraphs that went in each round since the claims were written, by ordinal and place."""
    flagged = treated(plan.settings, "flag")
    verdicts = (marshal.loads(plan.file(request.task.number, f"verdict{each}").read_bytes()) for each in range(request.version, request.rounds))
    return [{ordinal: {place for place, copy in copies.items() if copy[0] not in flagged} for ordinal, copies in verdict.items()}
            for verdict in verdicts]


def write_verdict(plan: Plan, task: Task, number: int, verdict: Mapping[int, Mapping[int, Sequence[Any]]]) -> None:
    """What goes from the documents of a task in a round: ordinal -> paragraph -> the fields of a Copy."""
    _write(plan.file(task.number, f"verdict{number}"), marshal.dumps(verdict))


def _write(path: Path, data: bytes) -> None:
    with atomic(path) as file:
        file.write(data)
