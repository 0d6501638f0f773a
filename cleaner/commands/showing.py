"""Showing: what a trail holds, counted or as a sample."""
import fnmatch
from pathlib import Path

import click

from cleaner.printers.quoting import shown


def trail(cleaned: Path, by: str, rule: str, file: str, sample: int | None) -> int:
    if sample is not None:
        return _sample(cleaned, rule, file, sample)
    from cleaner.inputs import OWN
    from cleaner.trail import parts
    counts: dict[str, list[int]] = {}
    for part, rows in parts(cleaned / OWN / "trail"):
        if file and not fnmatch.fnmatch(part.key, file):
            continue
        for edit in (edit for record in rows for _, edits in record.steps for edit in edits):
            if rule and not fnmatch.fnmatch(edit.rule, rule):
                continue
            count = counts.setdefault(edit.rule if by == "rule" else part.key, [0, 0, 0])
            count[0] += edit.changes
            count[1] += not edit.changes
            count[2] += max(len(edit.before) - len(edit.after), 0)
    if not counts:
        click.echo("nothing was removed, changed or flagged")
        return 0
    width = max(map(len, counts))
    click.echo(f"{by:{width}}  {'removed or changed':>18}  {'flagged':>8}  {'characters gone':>15}")
    for name, count in sorted(counts.items(), key=lambda item: (-item[1][0], item[0])):
        changed, flagged, gone = (f"{each:,}" if each else "-" for each in count)
        click.echo(f"{name:{width}}  {changed:>18}  {flagged:>8}  {gone:>15}")
    return 0


def _sample(cleaned: Path, rule: str, file: str, count: int) -> int:
    from cleaner.trail.sampling import sample
    for each in sample(cleaned, count, rule, file):
        edit = each.edit
        place = each.key + (f":{each.row}" if each.row else f":{each.line}" if each.line else "")
        verb = "flagged" if not edit.changes else "changed" if edit.after else "removed"
        click.secho(f"{place}  {verb} by {edit.rule}", bold=True)
        if each.above:
            click.echo(f"    {shown(each.above, 100)}")
        before, behind = each.around
        after = f" -> {shown(edit.after, 200)}" if edit.changes and edit.after else ""
        gone = edit.before if after else edit.before.removesuffix("\n")
        click.echo(f"  {'-' if edit.changes else '?'} {shown(before[-40:])}«{shown(gone, 200)}»{after}{shown(behind[:40])}")
        if each.below:
            click.echo(f"    {shown(each.below, 100)}")
        click.echo(f"  {edit.why}")
    return 0
