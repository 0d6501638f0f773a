"""What `cleaner clean` and `cleaner restore` do on the command line: progress, faults, summary, exit code."""
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from cleaner import job, report
from cleaner.engines.local import processors
from cleaner.errors import CleanerError
from cleaner.inputs import OWN, check_output, find
from cleaner.settings import Settings


def clean(names: Sequence[str], output: Path, settings: Settings, workers: int | None, to: str | None, quiet: bool,
          against: Sequence[Path] = (), memory: str | None = None) -> int:
    inputs = find(names, settings.exclude)
    check_output(output, inputs.sources, names)
    if not inputs.sources and not inputs.faults:
        raise CleanerError(" ".join(names), "holds no text, JSON lines, CSV or Parquet files", "name a file itself to clean it as text whatever its name")
    progress = _Progress() if sys.stderr.isatty() and not quiet else None
    try:
        outcome = job.clean(inputs, output, settings, workers or processors(), progress or (lambda _: None), "corpus.jsonl" if to == "jsonl" else "",
                            memory=bytes_of(memory) if memory else 0, against=against)
    finally:
        if progress:
            progress.clear()
    report.write(output, outcome, settings.alarm)
    for fault in outcome.faults:
        click.echo(str(fault), err=True)
    if not quiet:
        for line in report.summary(str(output), outcome, inputs.passed_over):
            click.echo(line)
    for alarm in report.alarms(outcome, settings.alarm):
        which = f"--file '{alarm.source}'" if alarm.source in {source.key for source in inputs.sources} else f"--file '{alarm.source}/*'" if alarm.source != "." else ""
        click.secho(f"{alarm.lost:.0%} of {alarm.source} is gone, more than the alarm at {settings.alarm:.0%}", fg="red", bold=True, err=True)
        click.echo(f"  look: cleaner trail {output} --sample 20 {which}".rstrip(), err=True)
    return 2 if outcome.faults else 0


def index(names: Sequence[str], folder: Path, settings: Settings, name: str, workers: int | None) -> int:
    from cleaner.job import indexing
    inputs = find(names, settings.exclude)
    if not inputs.sources and not inputs.faults:
        raise CleanerError(" ".join(names), "holds no text, JSON lines, CSV or Parquet files", "name a file itself to index it as text whatever its name")
    progress = _Progress() if sys.stderr.isatty() else None
    try:
        added = indexing.add(inputs, folder, settings, name or Path(names[0]).resolve().name, workers or processors(), progress or (lambda _: None))
    finally:
        if progress:
            progress.clear()
    for fault in added.faults:
        click.echo(str(fault), err=True)
    if added.documents:
        click.echo(f"added      {added.documents:,} documents, {added.paragraphs:,} paragraphs")
    else:
        click.echo("added      nothing: these files are in the index as they are")
    click.echo(f"index      {folder}: {sum(each.documents for each in added.segments):,} documents of {', '.join(dict.fromkeys(each.corpus for each in added.segments))}")
    click.echo(f"use        cleaner clean INPUT --output DIR --against {folder}")
    return 2 if added.faults else 0


def bytes_of(size: str) -> int:
    """A size as people write it.

        >>> bytes_of("4GB"), bytes_of("500 mb"), bytes_of("1024")
        (4000000000, 500000000, 1024)
    """
    number = size.strip().lower().removesuffix("b").strip()
    unit = {"k": 3, "m": 6, "g": 9, "t": 12}.get(number[-1:], 0)
    try:
        value = int(float(number[:-1] if unit else number) * 10 ** unit)
    except ValueError:
        value = 0
    if value <= 0:
        raise CleanerError("--memory", f"cannot be {size!r}", "a size such as 4GB")
    return value


def stream(settings: Settings, output: Path | None, kind: str) -> int:
    """Standard input to standard output, by way of a file, so that it may be of any size; a trail only with `output`."""
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        source = Path(folder, f"stdin.{kind}")
        with source.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
        into = output or Path(folder, "cleaned")
        inputs = find([str(source)])
        check_output(into, inputs.sources, [str(source)])
        outcome = job.clean(inputs, into, settings, processors(), lambda _: None)
        report.write(into, outcome, settings.alarm)
        if (into / source.name).exists():
            with (into / source.name).open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer, 1 << 20)
        sys.stdout.buffer.flush()
    for fault in outcome.faults:
        click.echo(str(fault), err=True)
    return 2 if outcome.faults else 0


def restore(cleaned: Path, output: Path | None, rule: str, file: str) -> int:
    from cleaner.trail.restore import restore as put_back
    from cleaner.trail.restore import restore_in_place
    settings, in_place = settings_of(cleaned)
    if in_place:
        restored, into = restore_in_place(cleaned, settings), Path("place")
    else:
        into = output or cleaned.with_name(cleaned.name + ".restored")
        if into.exists() and (not into.is_dir() or any(into.iterdir())):
            raise CleanerError(str(into), "is not an empty folder", "--output with a new folder")
        restored = put_back(cleaned, into, settings, rule, file)
    files = exact = faults = 0
    for each in restored:
        files += 1
        exact += each.exact
        faults += len(each.faults)
        for fault in each.faults:
            click.echo(str(fault), err=True)
    if rule and not in_place:
        click.echo(f"{files:,} files without what {rule} did, in {into}")
    else:
        click.echo(f"{exact:,} of {files:,} files restored and checked against their digests, in {into}")
    return 2 if faults else 0


def settings_of(cleaned: Path) -> tuple[Settings, bool]:
    """The settings of the run that wrote a folder, and whether it wrote in place."""
    try:
        fields: dict[str, Any] = json.loads((cleaned / OWN / "job.json").read_bytes())
        settings = Settings(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields["settings"].items()})
    except (OSError, ValueError, KeyError, TypeError):
        raise CleanerError(str(cleaned), "is not a folder that cleaner wrote", "name the folder that was given as --output") from None
    return settings, fields.get("in_place", False)


class _Progress:
    """One line on a terminal: stage, bytes, documents, rate, time left."""

    def __init__(self) -> None:
        self.stage = ""
        self.since = 0.0

    def __call__(self, now: job.Progress) -> None:
        if now.stage != self.stage:
            self.stage, self.since = now.stage, time.monotonic()
        line = f"{now.stage}  {now.documents:,} documents"
        seconds = time.monotonic() - self.since
        if now.total:
            rate = now.bytes / seconds if seconds else 0.0
            left = (now.total - now.bytes) / rate if rate else 0.0
            line += f"  {report.size(now.bytes)} of {report.size(now.total)}  {report.size(int(rate))}/s  {left:,.0f} s left"
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()

    def clear(self) -> None:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
