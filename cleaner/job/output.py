"""Output: pass 2 of a task writes its cleaned files, what was set aside, and the trail.

A file that is cut into parts is written part by part into the work folder and put together at the
end; every other file goes straight to its place.
"""
import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import trail
from cleaner.chain import Result, Step, run
from cleaner.filters.spacing import gaps
from cleaner.formats import Head, Row, Writer, atomic, jsonl_row, raw_of
from cleaner.inputs import OWN
from cleaner.job.shards import Piece, PieceRead, Plan, Replay, Task, key_of, opened
from cleaner.text import Document
from cleaner.trail import PartRecord, RowRecord, shell_of, to_json

SET_ASIDE = "set-aside"

class RuleCount(NamedTuple):
    """What one rule did."""
    found: int = 0         # edits
    changed: int = 0       # of these, the ones that changed the text
    removed: int = 0       # characters that are gone
    added: int = 0         # characters that are new


class Written(NamedTuple):
    """What pass 2 says of a task."""
    documents: int                     # that stay
    dropped: int
    set_aside: int                     # rows
    bytes: int
    rules: dict[str, RuleCount]
    sources: dict[str, tuple[int, int]]   # by source: characters in and out


NOTHING = Written(0, 0, 0, 0, {}, {})


def source_of(piece: Piece) -> str:
    """What losing much of is worth an alarm: a file that holds many documents, or the folder of one that stands alone."""
    return piece.source.key if piece.many else piece.source.key.rpartition("/")[0] or "."


def count(rules: dict[str, RuleCount], steps: list[Step]) -> None:
    """Adds what the steps did to `rules`."""
    for _, edits in steps:
        for edit in edits:
            found, changed, removed, added = rules.get(edit.rule, RuleCount())
            if edit.changes:
                # An edit that keeps part of what it replaces takes out only the rest.
                shrunk = len(edit.before) - len(edit.after)
                changed, removed, added = changed + 1, removed + max(shrunk, 0), added + max(-shrunk, 0)
            rules[edit.rule] = RuleCount(found + 1, changed, removed, added)


def finished(key: str, result: Result) -> Result:
    """The result with the gaps closed that removed lines left."""
    text, more = run(Document(result.text, key), [("gaps", gaps())])
    return Result(text, result.steps + more)


def write(plan: Plan, task: Task, rounds: int, read: Sequence[PieceRead]) -> Written:
    """Pass 2 of a task.  Leaves the file `written` when all its files are in place."""
    done = plan.file(task.number, "written")
    if done.exists():
        *numbers, rules, sources = json.loads(done.read_bytes())
        return Written(*numbers, {rule: RuleCount(*each) for rule, each in rules.items()},
                       {source: (before, after) for source, (before, after) in sources.items()})
    replay = Replay(plan, task, rounds)
    total = NOTHING
    with trail.writing(plan.output / OWN / "trail", task.number) as record:
        for number, piece in enumerate(task.pieces):
            total = merged(total, _write_piece(plan, task, number, read[number], replay, record))
    with atomic(done) as file:
        file.write(json.dumps(total).encode())
    return total


def _write_piece(plan: Plan, task: Task, number: int, read: PieceRead, replay: Replay, record: Callable[[bytes], None]) -> Written:
    piece = task.pieces[number]
    records: list[RowRecord] = []
    aside: list[bytes] = []
    rules: dict[str, RuleCount] = {}
    stay = dropped = before = after = 0
    apart = piece.part is None and not plan.corpus
    target = plan.output / piece.source.key if apart else plan.file(task.number, f"part{number}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened(plan, piece) as reader, ExitStack() as stack:
        # A text's head is complete once its first row is there.
        rows = replay.rows(number, piece, reader)
        first = next(rows, None)
        is_text = reader.head["format"] == "text"
        if reader.fault or first and is_text and not piece.many and first[0].fault:
            return NOTHING     # nothing of the file can be read: it is listed, and stays where it is
        writer = stack.enter_context(_Corpus(target, piece, reader.head) if plan.corpus else Writer(target, reader.head))
        for row, known in chain([first] if first else [], rows):
            if known is None:
                if row.fault or is_text:
                    aside.append(row.raw)
                    records.append(RowRecord(row.number, [], "set-aside", raw_of(row)))
                elif plan.corpus:
                    records.append(RowRecord(row.number, [], "left-out", raw_of(row)))
                else:
                    writer.keep(row)
                continue
            result = finished(key_of(piece, row.number), known.result)
            count(rules, result.steps)
            before, after = before + len(row.text or ""), after + len(result.text)
            if result.dropped:
                dropped += 1
                records.append(_gone(row, result, reader.head))
                continue
            stay += 1
            if result.text == row.text:
                writer.keep(row)
            else:
                writer.replace(row, result.text)
            # What the cleaned file keeps of a row in its own bytes need not be kept twice.
            in_doubt = result.text != row.text or is_text and (reader.head["encoding"], reader.head["newline"]) != ("utf-8", "\n")
            raw = raw_of(row) if in_doubt and not row.plain else None
            shell = None
            if plan.corpus and not is_text and raw is None:
                raw, shell = (raw_of(row), None) if row.held is not None or not row.plain else (None, shell_of(row, reader.head))
            if result.steps or raw is not None or shell is not None:
                records.append(RowRecord(row.number, result.steps, "", raw, shell))
        if is_text and not piece.many and dropped:
            writer.abandon()
        else:
            writer.commit()
        head = writer.head
        stack.pop_all()
    size = target.stat().st_size if target.exists() else 0
    if is_text and piece.part is not None and "lengths" not in head:
        head = head | {"lengths": [size]}
    if aside:
        with atomic(plan.file(task.number, f"aside{number}")) as file:
            file.writelines(aside)
    brief = plan.settings.trail == "brief"
    record(to_json(PartRecord(piece.source.key, piece.source.path, piece.part, read.rows, head, read.digest, plan.corpus, brief)))
    for each in records:
        record(to_json(each, brief))
    return Written(stay, dropped, len(aside), size, rules, {source_of(piece): (before, after)})


class _Corpus:
    """Writes rows into the one file of the corpus, in the manner of a `Writer`."""

    def __init__(self, path: Path, piece: Piece, head: Head):
        self.piece, self.head = piece, head
        self.stack = ExitStack()
        self.file = self.stack.enter_context(atomic(path))
        self.commit = self.stack.close

    def keep(self, row: Row) -> None:
        self.replace(row, row.text or "")

    def replace(self, row: Row, text: str) -> None:
        self.file.write(jsonl_row(key_of(self.piece, row.number), text))

    def abandon(self) -> None:
        """Nothing was written; an empty part is as good as none."""
        self.commit()

    def __enter__(self) -> "_Corpus":
        return self

    def __exit__(self, *error: Any) -> None:
        self.stack.__exit__(*error)


def _gone(row: Row, result: Result, head: Head) -> RowRecord:
    """The record of a row that is dropped: its text lies in the steps, so the rest of it is enough."""
    if row.held is not None or not row.plain:
        return RowRecord(row.number, result.steps, "dropped", raw_of(row))
    return RowRecord(row.number, result.steps, "dropped", None, shell_of(row, head))


def merged(one: Written, other: Written) -> Written:
    rules, sources = dict(one.rules), dict(one.sources)
    for rule, each in other.rules.items():
        rules[rule] = RuleCount(*map(sum, zip(rules.get(rule, RuleCount()), each)))
    for source, (before, after) in other.sources.items():
        so_far = sources.get(source, (0, 0))
        sources[source] = so_far[0] + before, so_far[1] + after
    return Written(*(a + b for a, b in zip(one[:4], other[:4])), rules, sources)


def assemble(plan: Plan, tasks: Sequence[Task]) -> None:
    """Puts the files that were written in parts together, and the rows that were set aside."""
    cleaned: dict[str, list[Path]] = {}
    aside: dict[str, list[Path]] = {}
    for task in tasks:
        for number, piece in enumerate(task.pieces):
            if piece.part is not None or plan.corpus:
                cleaned.setdefault(plan.corpus or piece.source.key, []).append(plan.file(task.number, f"part{number}"))
            if (path := plan.file(task.number, f"aside{number}")).exists():
                aside.setdefault(piece.source.key, []).append(path)
    for files, folder in ((cleaned, plan.output), (aside, plan.output / OWN / SET_ASIDE)):
        for key, pieces in files.items():
            (folder / key).parent.mkdir(parents=True, exist_ok=True)
            # Of a file that could not be read no part is there.
            if there := [path for path in pieces if path.exists()]:
                with atomic(folder / key) as whole:
                    for path in there:
                        with path.open("rb") as part:
                            shutil.copyfileobj(part, whole, 1 << 20)
