"""For GitHub: workflow commands, which a run turns into annotations on the lines of a pull request.

GitHub shows ten errors and ten warnings of a step; the log holds all of them.

    >>> from cleaner.errors import Fault
    >>> print(*github([Fault("a,b.txt", "100% broken", "")]))
    ::error file=a%2Cb.txt,title=cleaner::100%25 broken
"""
from collections.abc import Iterable, Iterator

from cleaner.checking import Finding
from cleaner.errors import Fault
from cleaner.printers import Event
from cleaner.printers.quoting import isolated, told


def github(events: Iterable[Event]) -> Iterator[str]:
    for event in events:
        if isinstance(event, Finding):
            where = {"file": event.key}
            if event.at_line:
                where["line"] = str(event.at_line)
            if not event.row:
                # An annotation on several lines has no columns.
                last = event.span.end_line - (event.span.end_column == 1 and event.span.end_line > event.span.line)
                where |= {"endLine": str(last)} if last > event.span.line else {"col": str(event.span.column)}
            level = "error" if event.edit.changes else "warning"
            yield _command(level, where | {"title": event.edit.rule}, isolated(told(event.edit)))
        elif isinstance(event, Fault):
            yield _command("error", {"file": event.place, "title": "cleaner"}, event.cause + (f"; try: {event.cure}" if event.cure else ""))


def _command(level: str, properties: dict[str, str], message: str) -> str:
    values = ",".join(f"{name}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}" for name, value in properties.items())
    return f"::{level} {values}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
