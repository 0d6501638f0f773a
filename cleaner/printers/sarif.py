"""For code scanning and editors: SARIF 2.1.0 (OASIS, errata 01), with what each rule is for and what would mend it.

A fix is given only where the words stand in the file as the filter saw them: a change that needs
another repair first would not fit.

    >>> import json
    >>> log = json.loads("".join(sarif()([])))
    >>> log["version"], log["runs"][0]["results"]
    ('2.1.0', [])
"""
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from cleaner import __version__
from cleaner.hook.baseline import digest
from cleaner.checking import Finding, Span
from cleaner.errors import Fault
from cleaner.printers import About, Event, Printer
from cleaner.printers.quoting import told

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {1: "note", 2: "warning", 3: "warning", 4: "error"}


def sarif(about: About = lambda name: {}) -> Printer:
    """`about` a rule: its `why` and, for rules of a file, category, severity and certainty."""
    def lines(events: Iterable[Event]) -> Iterator[str]:
        places: dict[str, int] = {}      # rule -> its index
        results, notes = [], []
        for event in events:
            if isinstance(event, Finding):
                place = places.setdefault(event.edit.rule, len(places))
                results.append(_result(event, place, about(event.edit.rule)))
            elif isinstance(event, Fault):
                path = event.place.partition(":")[0]
                notes.append({"level": "error", "message": {"text": str(event)}, "locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}]})
        driver = {"name": "cleaner", "version": __version__, "rules": [_rule(name, about(name)) for name in places]}
        run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results,
               "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}]}
        yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=True, indent=1)
    return lines


def _rule(name: str, known: dict[str, Any]) -> dict[str, Any]:
    why = known.get("why") or name
    help = f"{why}\n\nWhat it finds and leaves alone: cleaner explain {name}\nTo keep a line as it is: cleaner: ignore[{name}]"
    properties = {key: known[key] for key in ("category", "severity", "certainty") if key in known}
    return {"id": name, "shortDescription": {"text": why}, "help": {"text": help},
            "defaultConfiguration": {"level": _LEVELS[known.get("severity", 3)]},
            "properties": {"tags": [name.partition("/")[0]], **properties}}


def _result(finding: Finding, index: int, known: dict[str, Any]) -> dict[str, Any]:
    edit = finding.edit
    location: dict[str, Any] = {"artifactLocation": _artifact(finding.key)}
    region = _region(finding)
    if region:
        location["region"] = region
    result: dict[str, Any] = {
        "ruleId": edit.rule, "ruleIndex": index, "level": "error" if edit.changes else _LEVELS[known.get("severity", 3)],
        "message": {"text": told(edit)}, "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"lineDigest/v1": digest(finding.lines)}}
    if finding.row:
        result["message"]["text"] = f"Row {finding.row}: " + result["message"]["text"]
    if edit.changes and finding.exact and not finding.row:
        change = {"artifactLocation": _artifact(finding.key),
                  "replacements": [{"deletedRegion": region, "insertedContent": {"text": edit.after}}]}
        what = "Take it out." if not edit.after else "Put what was meant."
        result["fixes"] = [{"description": {"text": what}, "artifactChanges": [change]}]
    return result


def _region(finding: Finding) -> dict[str, int]:
    if finding.row:
        return {"startLine": finding.at_line} if finding.at_line else {}
    span: Span = finding.span
    return {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": "%SRCROOT%"}
