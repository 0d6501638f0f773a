"""Indexing: adds a corpus to an index, as `cleaner index` does.

Documents are read as `clean` reads them, with every filter that looks at one document alone; what they claim is
kept, and their shingles, so that a near-duplicate found later is verified and not guessed.
"""
import shutil
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cleaner.duplicates import index
from cleaner.duplicates.claims import Claims
from cleaner.engines.local import engine
from cleaner.errors import Fault
from cleaner.inputs import Inputs
from cleaner.job import SHARD, Progress, Watch, identity, read_all, size_of, tasks_of
from cleaner.job.shards import Plan, Request, Task, key_of, known
from cleaner.settings import Settings


class Added(NamedTuple):
    """What an index holds after adding to it."""
    documents: int      # that were added; 0 if they were in it already
    paragraphs: int
    segments: list[index.Segment]
    faults: list[Fault]


def add(inputs: Inputs, folder: Path, settings: Settings, name: str, workers: int, watch: Watch, shard: int = SHARD) -> Added:
    """Adds the documents of the inputs to the index in `folder`; the trail will call their corpus `name`."""
    # Claims do not depend on what will be called a copy: another threshold finds the same index.
    usual = Settings()
    settings = settings.with_options(near_duplicate=usual.near_duplicate, keep=usual.keep, boilerplate=usual.boilerplate)
    segments = index.start(folder, settings.paragraphs)
    inputs_digest = identity(settings, inputs.sources, "", shard)
    if any(each.inputs == inputs_digest for each in segments):
        return Added(0, 0, segments, inputs.faults)
    adding = folder / index.ADDING
    if adding.exists() and not (adding / inputs_digest).exists():
        shutil.rmtree(adding)
    work, made = adding / inputs_digest, adding / "made"
    work.mkdir(parents=True, exist_ok=True)
    made.mkdir(exist_ok=True)
    plan = Plan(settings, work, made)
    tasks = tasks_of(inputs.sources, plan.options, shard)
    workers = max(1, min(workers, len(tasks)))
    plan = plan._replace(share=sum(map(size_of, inputs.sources)) // workers)
    with engine(workers) as spread:
        tasks, read = read_all(plan, tasks, spread, watch)
        watch(Progress("indexing", 0, 0, sum(piece.documents for pieces in read for piece in pieces)))
        counted = list(spread(partial(_write, plan), tasks))
    number = max((int(each.name) for each in segments), default=0) + 1
    segment = index.Segment(f"{number:06d}", name, inputs_digest, len(tasks), sum(each[0] for each in counted), sum(each[1] for each in counted))
    index.add(folder, settings.paragraphs, segments, segment, made)
    shutil.rmtree(adding)
    faults = [*inputs.faults, *(fault for pieces in read for piece in pieces for fault in piece.faults)]
    return Added(segment.documents, segment.paragraphs, [*segments, segment], faults)


def _write(plan: Plan, task: Task) -> tuple[int, int]:
    """One task of the segment; gives its documents and paragraphs."""
    import numpy as np

    from cleaner.duplicates.minhash import engine_for, shingle_sets
    claims = Claims.load(plan.claims(task.number, 0))
    keys = [key_of(task.pieces[piece], row) for piece, row in claims.places.tolist()]
    judged = np.flatnonzero(claims.judged).tolist()
    sets = shingle_sets([each.result.text for each in known(plan, Request(task, 0, judged))], engine_for(plan.share))
    index.save(plan.output / f"{task.number:06d}", claims, keys, sets)
    return len(claims.counts), len(claims.digests)
