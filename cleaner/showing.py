"""Showing: findings and edits as lines of text."""
import fnmatch
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.edits import Edit
from cleaner.settings import Settings


def check(names: Sequence[str], settings: Settings, show_diff: bool, fix: bool) -> int:
    from cleaner.checking import Fixes, diff, findings
    from cleaner.checking import check as checked_rows
    from cleaner.inputs import find
    from cleaner.library import Cleaner
    inputs = find(names, settings.exclude)
    clean = Cleaner.of(settings)
    fixes = Fixes(Path.cwd(), settings) if fix else None
    found = changed = 0
    faults = list(inputs.faults)
    for source in inputs.sources:
        rows = fixes.fixed(source, clean) if fixes else checked_rows(source, clean)
        for checked in rows:
            if checked.row.fault:
                faults.append(checked.row.fault)
            if show_diff:
                for line in diff(source, checked):
                    changed += line.startswith("---")
                    click.secho(line, fg=_colour(line))
                found += bool(checked.cleaned and checked.cleaned.steps)
                continue
            for finding in findings(source, checked):
                found += 1
                click.echo(f"{finding.place}: {finding.edit.rule}: {told(finding.edit)}")
    for fault in faults:
        click.echo(str(fault), err=True)
    if fixes and (folder := fixes.close()):
        click.echo(f"fixed; undo with: cleaner restore {folder}", err=True)
    return 2 if faults else 1 if found else 0


def _colour(line: str) -> str | None:
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])


def told(edit: Edit) -> str:
    """An edit in one line: what stood there, what stands there now, and why."""
    if not edit.changes:
        return f"«{shown(edit.before)}» {edit.why}"
    after = f" -> «{shown(edit.after)}»" if edit.after else " removed"
    return f"«{shown(edit.before)}»{after} {edit.why}"


LONGEST = 60


def shown(text: str, longest: int = LONGEST) -> str:
    """Text for one line of a terminal: what cannot be seen is named, what is long is cut in the middle.

        >>> shown("a\\u00a0b\\n")
        'a<U+00A0>b<newline>'
        >>> shown("abcdefghij", 5)
        'ab…ij'
    """
    if len(text) > longest:
        half = (longest - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    return "".join("<newline>" if char == "\n" else char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)


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
