"""Assembly: the filters that settings ask for, in the order of the chain, made once per process.

    >>> clean = local(Settings(skip=("abuse", "junk")))
    >>> clean(Document("Một\\u00a0câu.  \\n")).text
    'Một câu.\\n'
"""
import json
import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.chain import Named, Result, run, until_stable
from cleaner.edits import Edit
from cleaner.filters import Filter
from cleaner.rulebook import Rulebook
from cleaner.settings import Settings
from cleaner.text import Document

Local = Callable[[Document], Result]


def local(settings: Settings) -> Local:
    """All filters that need no other document: encoding and spacing until stable, then abuse, junk and wording."""
    return _local(json.dumps(settings.plain(), sort_keys=True), _stamp(settings.rules))


def rulebook(settings: Settings) -> Rulebook:
    """The rules in force, proven.  Raises CleanerError where one does not load or prove itself."""
    return _rulebook(settings.rules, _stamp(settings.rules))


Stamp = tuple[tuple[str, int, int], ...]


def _stamp(paths: Iterable[str]) -> Stamp:
    """What tells rule files that were edited, or that a relative path means others in another folder."""
    files = (file for path in map(Path, paths) for file in (sorted(path.rglob("*.toml")) if path.is_dir() else [path]) if file.exists())
    return tuple((os.path.abspath(file), (status := file.stat()).st_mtime_ns, status.st_size) for file in files)


@lru_cache(maxsize=8)
def _rulebook(paths: tuple[str, ...], _: Stamp) -> Rulebook:
    from cleaner.proof import prove
    from cleaner.rulebook import load
    book = load([Path(each) for each in paths])
    prove(book)
    return book


@lru_cache(maxsize=8)
def _local(key: str, _: Stamp) -> Local:
    # Settings hold tables, which no memo takes; their JSON is equal where they are.
    settings = Settings(**{name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(key).items()})
    repairs = _made(settings, {"encoding": _encoding, "spacing": _spacing})
    judgements = _made(settings, {"abuse": _abuse, "junk": _junk, "wording": _wording})

    def clean(document: Document) -> Result:
        repaired = until_stable(document, repairs)
        judged = run(document._replace(text=repaired.text), judgements)
        return Result(judged.text, repaired.steps + judged.steps)
    return clean


def _made(settings: Settings, makers: dict[str, Callable[[Settings], Filter]]) -> list[Named]:
    return [(name, _as_decided(settings, make(settings))) for name, make in makers.items() if name not in settings.skip]


def _as_decided(settings: Settings, find: Filter) -> Filter:
    """The filter with its own rules only flagging, or left out, where the settings say so."""
    if not settings.actions and not settings.allow:
        return find

    def edits(document: Document) -> Iterator[Edit]:
        for edit in find(document):
            treatment = settings.treatment(edit.rule)
            if treatment == "act" or not edit.changes:
                yield edit
            elif treatment == "flag":
                yield edit._replace(after=edit.before)
    return edits


# Each filter's module is imported here, so that one that is skipped costs nothing.

def _encoding(settings: Settings) -> Filter:
    from cleaner.filters.encoding import encoding
    return encoding(settings.tones or None)


def _spacing(settings: Settings) -> Filter:
    from cleaner.filters.spacing import spacing
    return spacing()


def _abuse(settings: Settings) -> Filter:
    from cleaner.filters.abuse import abuse
    return abuse(rulebook(settings), decided(settings))


def _junk(settings: Settings) -> Filter:
    from cleaner.filters.junk import junk
    return junk(rulebook(settings).of("junk"), decided(settings))


def _wording(settings: Settings) -> Filter:
    from cleaner.filters.wording import wording
    return wording()


def decided(settings: Settings) -> Any:
    """The policy that the settings name, with their own decisions."""
    from cleaner.policy import policy
    return policy(settings.policy, {"actions": settings.actions, "severities": settings.severities,
                                    "allow": settings.allow, "mask": settings.mask})


def treated(settings: Settings, treatment: str) -> frozenset[str]:
    """The kinds of duplicates that the settings want treated so: "act", "flag" or "leave"."""
    from cleaner.filters.duplicates import KINDS
    return frozenset(kind for kind in KINDS if settings.treatment(f"duplicates/{kind}") == treatment)
