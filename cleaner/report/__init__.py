"""The report: what a job did, in counts that add up, for a person and as JSON.

Every number comes from the same edits that the trail holds.
"""
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cleaner import __version__
from cleaner.formats import atomic
from cleaner.inputs import OWN
from cleaner.job import Outcome

VERSION = 1    # of the JSON below


class Alarm(NamedTuple):
    """A source that lost more than it should have."""
    source: str     # a file of many documents, or a folder
    lost: float     # share of its characters


def alarms(outcome: Outcome, limit: float) -> list[Alarm]:
    """The sources of which more than the share `limit` is gone, the worst first."""
    found = [Alarm(source, 1 - after / before) for source, (before, after) in outcome.written.sources.items() if before]
    return sorted((alarm for alarm in found if alarm.lost > limit), key=lambda alarm: (-alarm.lost, alarm.source))


def write(output: Path, outcome: Outcome, limit: float) -> None:
    """`report.json` in the output's own folder."""
    read, written = outcome.read, outcome.written
    report = {
        "report": VERSION, "cleaner": __version__,
        "read": read._asdict(),
        "written": {"documents": written.documents, "dropped": written.dropped, "set_aside_rows": written.set_aside, "bytes": written.bytes},
        "rules": {rule: written.rules[rule]._asdict() for rule in sorted(written.rules)},
        "alarms": [alarm._asdict() for alarm in alarms(outcome, limit)],
        "faults": [fault._asdict() for fault in outcome.faults],
    }
    with atomic(output / OWN / "report.json") as file:
        file.write(json.dumps(report, ensure_ascii=False, indent=1).encode() + b"\n")


def summary(shown: str, outcome: Outcome, passed_over: Mapping[str, int]) -> Iterator[str]:
    """The lines a person reads at the end; `shown` is the output's path as the user gave it."""
    read, written = outcome.read, outcome.written
    yield f"documents  {read.documents:,} in, {written.documents:,} out" + (f", {written.dropped:,} dropped" if written.dropped else "")
    yield f"bytes      {size(read.bytes)} in, {size(written.bytes)} out"
    if written.rules:
        yield ""
        width = max(map(len, written.rules))
        yield f"{'rule':{width}}  {'removed or changed':>18}  {'flagged':>8}  {'characters gone':>15}"
        for rule in sorted(written.rules, key=lambda rule: (-written.rules[rule].changed, rule)):
            count = written.rules[rule]
            yield f"{rule:{width}}  {_number(count.changed):>18}  {_number(count.found - count.changed):>8}  {_number(count.removed):>15}"
    else:
        yield "nothing to clean"
    yield ""
    yield f"cleaned    {shown}"
    yield f"trail      {shown}/{OWN}/trail"
    yield f"look       cleaner trail {shown} --sample 20    cleaner report {shown}"
    yield f"undo       cleaner restore {shown}"
    if passed_over:
        kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in passed_over.items())
        yield f"left alone {kinds}: not text, JSON lines, CSV or Parquet by name"
    if outcome.faults:
        kept = f"; rows are kept in {shown}/{OWN}/set-aside" if written.set_aside else ""
        yield f"set aside  {len(outcome.faults):,}, each named above{kept}"


def _number(value: int) -> str:
    return f"{value:,}" if value else "-"


def size(value: int) -> str:
    """Bytes for a person.

        >>> size(999), size(56_667), size(1_234_567_890)
        ('999 B', '56.7 kB', '1.2 GB')
    """
    if value < 1000:
        return f"{value} B"
    amount = float(value)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 1000:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:.1f} TB"
