"""For programs: one record for each finding and fault and for the summary, as JSON or as JSON lines.

`docs/check.schema.json` describes both.  Within a version, keys are added and never taken away.

    >>> from cleaner.errors import Fault
    >>> print(*jsonl([Fault("a.csv:2", "has no text", "mend the row")]))
    {"type": "fault", "place": "a.csv:2", "cause": "has no text", "cure": "mend the row"}
"""
import json
from collections.abc import Iterable, Iterator
from typing import Any

from cleaner import __version__
from cleaner.hook.baseline import digest
from cleaner.checking import Finding
from cleaner.errors import Fault
from cleaner.printers import Event, Summary

VERSION = 1


def record(event: Event) -> dict[str, Any]:
    if isinstance(event, Finding):
        edit = event.edit
        return {"type": "finding", "path": event.key, "row": event.row or None, "file_line": event.at_line or None,
                **event.span._asdict(), "rule": edit.rule, "why": edit.why, "changes": edit.changes,
                "before": edit.before, "after": edit.after, "line_digest": digest(event.lines)}
    if isinstance(event, Fault):
        return {"type": "fault", **event._asdict()}
    return {"type": "summary", "version": VERSION, "tool": "cleaner", "tool_version": __version__, **event._asdict()}


def jsonl(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        yield _line(record(event))


def json_whole(events: Iterable[Event]) -> Iterator[str]:
    """One object; its findings are written as they come, one to a line."""
    faults: list[dict[str, Any]] = []
    summary: dict[str, Any] = {}
    yield f'{{"version": {VERSION}, "tool": "cleaner", "tool_version": "{__version__}", "findings": ['
    comma = ""
    for event in events:
        if isinstance(event, Finding):
            yield comma + _line(record(event))
            comma = ","
        elif isinstance(event, Summary):
            summary = record(event)
        else:
            faults.append(record(event))
    yield f'], "faults": {_line(faults)}, "summary": {_line(summary)}}}'


def _line(value: object) -> str:
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:      # lone surrogates: a byte of the file that is in no encoding
        return json.dumps(value)
    return line
