"""Review: what `cleaner check`, `cleaner hook` and `cleaner baseline` do on the command line.

Files become one stream of events; printers tell it, the summary decides how the command ends.
"""
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from cleaner.hook import baseline as baselines
from cleaner.checking import Checked, Clean, Finding, Fixes, check, diff, findings
from cleaner.errors import Fault
from cleaner.formats import atomic
from cleaner.hook import Hook, HookChain, from_table
from cleaner.inputs import Inputs, find
from cleaner.library import Cleaner
from cleaner.printers import Event, Format, Summary, printer
from cleaner.hook.repository import Corpus, excluded, tracked
from cleaner.settings import Settings


@dataclass(frozen=True)
class View:
    """How what is found is told."""
    format: Format = "text"
    output: Path | None = None      # instead of the standard output
    statistics: bool = False
    quiet: bool = False
    diff: bool = False


@dataclass(frozen=True)
class Task:
    """What is looked for, and what is done about it."""
    hook: Hook | None = None        # as in a hook, and not as in a corpus
    fix: bool = False
    corpus: bool = False            # what stands in two files
    force_exclude: bool = False     # leave out excluded files that were named, too


def review(names: Sequence[str], settings: Settings, task: Task, view: View, colour: bool) -> int:
    """0: nothing found; 1: something, or, where a hook mends, something was written; 2: a file that cannot be read."""
    inputs = _inputs(names, settings, task)
    summary = Summary(0, 0, 0, 0, 0, 0, {})

    def watched() -> Iterator[Event]:
        nonlocal summary
        for event in _events(inputs, settings, task):
            if isinstance(event, Fault):
                click.echo(str(event), err=True)
            elif isinstance(event, Summary):
                summary = event
            yield event

    if view.diff:
        summary = _show_diff(inputs, settings, task)
    else:
        lines = printer(view.format, terminal=colour and not view.output, statistics=view.statistics, about=_about(settings))(watched())
        _tell(lines, view)
    if summary.needless:
        click.echo(f"{_baseline_of(task)}: {summary.needless:,} of its findings are gone\n  try: cleaner baseline", err=True)
    if summary.fixed:
        click.echo(f"fixed; undo with: cleaner restore {summary.fixed}", err=True)
    wrong = bool(summary.fixed) if task.fix and task.hook else summary.findings > 0
    return 2 if summary.faults else 1 if wrong else 0


def make_baseline(names: Sequence[str], settings: Settings, hook: Hook) -> int:
    path = Path(hook.baseline)
    task = Task(hook, force_exclude=True)
    inputs = _inputs(names, settings, task)
    clean = HookChain(settings, hook)
    found: list[Finding] = []
    faults = list(inputs.faults)
    for source in inputs.sources:
        for checked in check(source, clean):
            faults += [checked.row.fault] if checked.row.fault else []
            found += findings(source, checked)
    new = baselines.read(path).updated(found, [source.key for source in inputs.sources], whole=not names)
    baselines.write(path, new)
    for fault in faults:
        click.echo(str(fault), err=True)
    count = sum(entry.count for entries in new.files.values() for entry in entries)
    click.echo(f"{path}: {count:,} findings in {len(new.files):,} files are known from here on")
    return 2 if faults else 0


def _inputs(names: Sequence[str], settings: Settings, task: Task) -> Inputs:
    """The files, each known by its path from here, as messages and annotations need it."""
    if not names and task.hook:
        names = [name for name in tracked() if not excluded(name, settings.exclude)]
    elif task.force_exclude:
        names = [name for name in names if not excluded(_from_here(name), settings.exclude)]
    if not names:
        return Inputs([], [], {})
    found = find(names, settings.exclude)
    named = {os.path.realpath(name) for name in names}
    sources = [source._replace(key=_from_here(source.path)) for source in found.sources]
    return found._replace(sources=sorted((source for source in sources if os.path.realpath(source.path) in named
                                          or not excluded(source.key, settings.exclude)), key=lambda source: source.key))


def _from_here(path: str) -> str:
    near = os.path.relpath(path)
    return Path(path if near.startswith("..") else near).as_posix()


def _events(inputs: Inputs, settings: Settings, task: Task) -> Iterator[Event]:
    fixes = Fixes(Path.cwd(), settings) if task.fix else None
    known = baselines.read(Path(_baseline_of(task))) if task.hook and not task.corpus else baselines.Baseline()
    clean = _clean(settings, task, known)
    is_known = known.matcher()
    rules: Counter[str] = Counter()
    faults = list(inputs.faults)
    fixable = expected = 0
    yield from faults
    for source in inputs.sources:
        for checked in fixes.fixed(source, clean) if fixes else check(source, clean):
            if checked.row.fault:
                faults.append(checked.row.fault)
                yield checked.row.fault
            for finding in findings(source, checked, "corpus" if task.corpus else ""):
                if task.hook and fixes and not finding.edit.changes:
                    continue    # for the hook that checks
                if not fixes and is_known(finding.key, finding.edit.rule, finding.lines):
                    expected += 1
                    continue
                rules[finding.edit.rule] += 1
                fixable += finding.edit.changes
                yield finding
    looked_at = {source.key for source in inputs.sources}
    needless = 0 if fixes else is_known.needless(looked_at.__contains__)
    yield Summary(len(inputs.sources), rules.total(), fixable, len(faults), expected, needless, dict(rules.most_common()),
                  fixes.close() if fixes else "")


def _clean(settings: Settings, task: Task, known: baselines.Baseline) -> Clean:
    if task.hook is None:
        return Cleaner.of(settings)
    if task.corpus:
        return Corpus(settings, task.hook)
    # What a project has decided to live with is not mended behind its back.
    return HookChain(settings, task.hook, known.holds if task.fix else None)


def _baseline_of(task: Task) -> str:
    return task.hook.baseline if task.hook else baselines.NAME


def _tell(lines: Iterator[str], view: View) -> None:
    if view.output:
        with atomic(view.output) as file:
            for line in lines:
                file.write(line.encode("utf-8", "backslashreplace") + b"\n")
        return
    for line in lines:
        if not view.quiet:
            click.echo(line)


def _show_diff(inputs: Inputs, settings: Settings, task: Task) -> Summary:
    clean = _clean(settings, task, baselines.Baseline())
    fixes = Fixes(Path.cwd(), settings) if task.fix else None
    found = 0
    faults = list(inputs.faults)
    for source in inputs.sources:
        rows: Sequence[Checked] | Iterator[Checked] = fixes.fixed(source, clean) if fixes else check(source, clean)
        for checked in rows:
            faults += [checked.row.fault] if checked.row.fault else []
            found += bool(checked.cleaned and checked.cleaned.steps)
            for line in diff(source, checked):
                click.secho(line, fg={"+": "green", "-": "red", "@": "cyan"}.get(line[:1]))
    for fault in faults:
        click.echo(str(fault), err=True)
    return Summary(len(inputs.sources), found, found, len(faults), 0, 0, {}, fixes.close() if fixes else "")


def _about(settings: Settings) -> Callable[[str], Mapping[str, Any]]:
    """What is known of a rule; the rules are only asked for where a format tells of them."""
    rules: dict[str, Mapping[str, Any]] = {}

    def about(name: str) -> Mapping[str, Any]:
        if not rules:
            from cleaner.assembly import rulebook
            from cleaner.commands.explaining import BUILT_IN
            rules.update({name: {"why": why} for name, why in BUILT_IN.items()})
            for rule in rulebook(settings).rules:
                rules[rule.name] = {"why": rule.why, "category": rule.category} | (
                    {"severity": rule.severity, "certainty": rule.certainty} if rule.kind == "abuse" else {})
        return rules.get(name, {})
    return about


def wants_colour(choice: str) -> bool:
    """Whether to use colours: as asked, else on a terminal that can show them, unless NO_COLOR is set (no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def hook_of(settings: Settings, junk: bool | None, baseline: str | None) -> Hook:
    """What the settings say of a hook, and the options in place of it."""
    chosen = {name: value for name, value in (("junk", junk), ("baseline", baseline)) if value is not None}
    return replace(from_table(settings.hook), **chosen)
