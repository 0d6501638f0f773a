"""Printers: findings as people and machines want to read them.

What is found is one stream of events, and ends with a summary; a printer turns the events into lines
and knows nothing else, so that every format says the same.

| format | for whom                                          | room       |
|--------|---------------------------------------------------|------------|
| text   | a person at a terminal                            | `text`     |
| json   | a program, all at once; docs/check.schema.json    | `records`  |
| jsonl  | a program, as it comes: the same records by line  | `records`  |
| github | annotations on a pull request, from a workflow    | `github`   |
| sarif  | code scanning and editors: SARIF 2.1.0            | `sarif`    |
"""
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, get_args
from typing import Literal

from cleaner.checking import Finding
from cleaner.errors import Fault

Format = Literal["text", "json", "jsonl", "github", "sarif"]
FORMATS: tuple[Format, ...] = get_args(Format)


class Summary(NamedTuple):
    """What all events come to."""
    files: int                  # looked at
    findings: int               # that count
    fixable: int                # of them, those that change something
    faults: int
    known: int                  # left out, since the baseline holds them
    needless: int               # in the baseline and not in the files any more
    rules: Mapping[str, int]    # findings by rule, the most frequent first
    fixed: str = ""             # folder of the trail, where files were written


Event = Finding | Fault | Summary
Printer = Callable[[Iterable[Event]], Iterator[str]]    # to lines without their ends
About = Callable[[str], Mapping[str, Any]]              # of a rule, by name: why, kind, category, severity, as far as known


def printer(format: Format, *, terminal: bool = False, statistics: bool = False, about: About = lambda name: {}) -> Printer:
    """The printer of a format; `terminal` allows colours and directional isolates."""
    if format == "text":
        from cleaner.printers.text import text
        return text(terminal, statistics)
    if format == "github":
        from cleaner.printers.github import github
        return github
    if format == "sarif":
        from cleaner.printers.sarif import sarif
        return sarif(about)
    from cleaner.printers.records import json_whole, jsonl
    return json_whole if format == "json" else jsonl
