"""For people: a finding on one line, with its place, its rule and its reason.

    >>> from cleaner.checking import Finding, Span
    >>> from cleaner.edits import Edit
    >>> found = Finding("a.md", 0, Span(3, 1, 3, 4), 3, "nhÃ©", True, Edit(0, 4, "nhÃ©", "nhé", "encoding/mojibake", "UTF-8 that was misread."))
    >>> list(text()([found]))
    ['a.md:3:1: encoding/mojibake: «nhÃ©» -> «nhé» UTF-8 that was misread.']
"""
from collections.abc import Iterable, Iterator

import click

from cleaner.checking import Finding
from cleaner.printers import Event, Printer, Summary
from cleaner.printers.quoting import isolated, told


def text(terminal: bool = False, statistics: bool = False) -> Printer:
    """Faults are left out: they go to the standard error, whatever is printed."""
    def lines(events: Iterable[Event]) -> Iterator[str]:
        for event in events:
            if isinstance(event, Finding):
                yield _finding(event, terminal)
            elif isinstance(event, Summary) and statistics:
                yield from _statistics(event)
    return lines


def _finding(finding: Finding, terminal: bool) -> str:
    if not terminal:
        return f"{finding.place}: {finding.edit.rule}: {told(finding.edit)}"
    place = click.style(isolated(f"«{finding.place}»").strip("«»"), bold=True)
    rule = click.style(finding.edit.rule, fg="red" if finding.edit.changes else "yellow")
    return f"{place}: {rule}: {isolated(told(finding.edit))}"


def _statistics(summary: Summary) -> Iterator[str]:
    if summary.rules:
        width = max(map(len, summary.rules))
        yield from (f"{rule:{width}}  {count:>7,}" for rule, count in summary.rules.items())
    known = f"; {summary.known:,} more are in the baseline" if summary.known else ""
    yield f"{summary.findings:,} findings in {summary.files:,} files, of which {summary.fixable:,} can be fixed{known}"
