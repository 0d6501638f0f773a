"""Listing: `cleaner duplicates`, which shows what is alike before anything goes."""
import csv
import io
import json
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import click

from cleaner.duplicates import index
from cleaner.duplicates.groups import BARS, Group, difference, groups
from cleaner.engines.local import processors
from cleaner.errors import CleanerError
from cleaner.inputs import Inputs, find
from cleaner.printers.quoting import shown
from cleaner.settings import Settings

WIDTH = 40          # of the longest bar
AROUND = 6          # words of what is the same that are shown around a difference


def duplicates(names: Sequence[str], settings: Settings, kind: str, kept_index: Path | None, differences: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        if len(names) == 1 and (Path(names[0]) / index.NAME).exists():
            place, inputs = Path(names[0]), None
        else:
            place, inputs = kept_index or Path(folder, "index"), find(names, settings.exclude)
            _index(inputs, place, settings, names)
        found = groups(index.tasks(place, settings.paragraphs), settings.near_duplicate)
    if kind == "jsonl":
        for group in found.groups:
            click.echo(json.dumps({"size": len(group.others) + 1, "kept": group.kept,
                                   "others": [{"key": key, "similarity": round(likeness, 4)} for key, likeness in group.others]}, ensure_ascii=False))
    elif kind == "csv":
        table = io.StringIO()
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["group", "size", "key", "kept", "similarity"])
        for number, group in enumerate(found.groups, 1):
            for key, likeness in [(group.kept, 1.0), *group.others]:
                rows.writerow([number, len(group.others) + 1, key, group.kept, f"{likeness:.4f}"])
        click.echo(table.getvalue(), nl=False)
    else:
        texts = _texts(inputs, settings, {key for group in found.groups for key in (group.kept, *(key for key, _ in group.others))}) if inputs and differences else {}
        for line in _text(found.groups, texts):
            click.echo(line)
        for line in _histogram(found.histogram, settings.near_duplicate):
            click.echo(line)
    return 0


def _index(inputs: Inputs, place: Path, settings: Settings, names: Sequence[str]) -> None:
    from cleaner.job import indexing
    if not inputs.sources and not inputs.faults:
        raise CleanerError(" ".join(names), "holds no text, JSON lines, CSV or Parquet files", "name a file itself to read it as text whatever its name")
    added = indexing.add(inputs, place, settings, Path(names[0]).resolve().name, processors(), lambda _: None)
    for fault in added.faults:
        click.echo(str(fault), err=True)
    if len(added.segments) > 1:
        click.echo(f"the index holds {len(added.segments)} corpora, and all of them are compared", err=True)


def _texts(inputs: Inputs, settings: Settings, keys: Collection[str]) -> dict[str, str]:
    """The cleaned texts of some documents, read again."""
    from cleaner.assembly import local
    from cleaner.formats import FormatOptions
    from cleaner.job import SHARD, tasks_of
    from cleaner.job.shards import Plan, key_of, opened
    from cleaner.text import Document
    plan = Plan(settings, Path(), Path())
    clean = local(settings)
    wanted = {key.rpartition(":")[0] for key in keys} | set(keys)
    found = {}
    rows: dict[str, int] = {}
    for task in tasks_of(inputs.sources, FormatOptions(text_field=settings.text_field, encoding=settings.encoding), SHARD):
        for piece in task.pieces:
            if piece.source.key not in wanted:
                continue
            piece = piece._replace(first=rows.get(piece.source.key, 0))
            number = 0
            with opened(plan, piece) as reader:
                for row in reader:
                    number += 1
                    if row.text is not None and (key := key_of(piece, row.number)) in keys:
                        found[key] = clean(Document(row.text, key)).text
            rows[piece.source.key] = piece.first + number
    return found


def _text(found: Sequence[Group], texts: dict[str, str]) -> Iterator[str]:
    for number, group in enumerate(found, 1):
        yield click.style(f"group {number}: {len(group.others) + 1} documents", bold=True)
        yield f"  stays        {group.kept}"
        for key, likeness in group.others:
            yield f"  goes  {likeness:5.3f}  {key}"
            if likeness < 1 and group.kept in texts and key in texts:
                yield f"               {_coloured(texts[group.kept], texts[key])}"
    documents = sum(len(group.others) for group in found)
    yield f"{len(found):,} groups; {documents:,} documents would go" if found else "no documents are alike"


def _coloured(kept: str, other: str) -> str:
    """What differs, with a few words around it; [-gone-] and {+new+} as `git diff --word-diff` marks them."""
    said = []
    for piece in difference(kept, other):
        words = piece.words
        if piece.how == "same":
            same = " ".join(words) if len(words) <= 2 * AROUND else " ".join([*words[:AROUND], "…", *words[-AROUND:]])
            said.append(shown(same, 200))
        elif piece.how == "gone":
            said.append(click.style(f"[-{shown(' '.join(words), 200)}-]", fg="red"))
        else:
            said.append(click.style(f"{{+{shown(' '.join(words), 200)}+}}", fg="green"))
    return " ".join(said)


def _histogram(counts: Sequence[int], threshold: float) -> Iterator[str]:
    if not any(counts):
        return
    yield ""
    yield "pairs that were compared, by similarity; equal documents are not among them"
    most = max(counts)
    marked = False
    for number in range(min(int(threshold * BARS), *(step for step, count in enumerate(counts) if count)), BARS):
        low, high = number / BARS, (number + 1) / BARS
        here = not marked and threshold < high
        marked = marked or here
        bar = "█" * max(round(counts[number] / most * WIDTH), 1 if counts[number] else 0)
        yield f"  {low:4.2f}  {bar:{WIDTH}}  {counts[number]:>8,}" + (f"  <- threshold {threshold:g}" if here else "")
