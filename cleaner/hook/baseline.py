"""The baseline: findings that a project knows of and has decided to live with, so that only new ones count.

A finding is known by its rule, its file and the digest of the line it stands in, never by the line's
number: a line that moves is still known, and the file need not be written again because something
above it grew.  The words themselves are not kept, since the baseline is committed where they are not wanted.

    >>> known = Baseline({"a.md": (Entry("abuse/en/insult", digest("a line"), 1),)})
    >>> match = known.matcher()
    >>> match("a.md", "abuse/en/insult", "  a line"), match("a.md", "abuse/en/insult", "a line")
    (True, False)
    >>> match("a.md", "abuse/en/insult", "another line")
    False
"""
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cleaner.checking import Finding
from cleaner.errors import CleanerError
from cleaner.formats import atomic

VERSION = 1
NAME = ".cleaner-baseline.json"


class Entry(NamedTuple):
    rule: str
    line: str       # digest of the line or lines, without blanks around them
    count: int      # how often the rule finds something in such lines of the file


def digest(lines: str) -> str:
    """128 bits of blake2b over the lines without the blanks around them: a line that is indented is the same line."""
    return hashlib.blake2b(lines.strip().encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Baseline:
    files: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)     # by path, as in findings

    def matcher(self) -> "Matcher":
        return Matcher(self)

    def holds(self, key: str, rule: str, lines: str) -> bool:
        """Whether such a finding is known, however often."""
        entries = self.files.get(key)
        return bool(entries) and (rule, digest(lines)) in {entry[:2] for entry in entries}

    def updated(self, findings: Iterable[Finding], looked_at: Iterable[str], whole: bool) -> "Baseline":
        """With the findings of the files that were looked at; those of other files stay, unless all were."""
        counts: dict[str, Counter[tuple[str, str]]] = {}
        for each in findings:
            counts.setdefault(each.key, Counter())[each.edit.rule, digest(each.lines)] += 1
        new = {key: tuple(Entry(*known, count) for known, count in sorted(found.items())) for key, found in counts.items()}
        seen = set(looked_at)
        kept = {} if whole else {key: entries for key, entries in self.files.items() if key not in seen and os.path.exists(key)}
        return Baseline(dict(sorted({**kept, **new}.items())))


class Matcher:
    """Tells known findings from new ones, and afterwards which entries nobody needed."""

    def __init__(self, baseline: Baseline):
        self._left = {(key, entry.rule, entry.line): entry.count for key, entries in baseline.files.items() for entry in entries}

    def __call__(self, key: str, rule: str, lines: str) -> bool:
        """Whether the finding is known; each entry stands for as many as it counts."""
        known = (key, rule, digest(lines))
        if not self._left.get(known):
            return False
        self._left[known] -= 1
        return True

    def needless(self, looked_at: Callable[[str], bool]) -> int:
        """How many findings are known that are not there any more, in the files that were looked at and those that are gone."""
        return sum(count for (key, _, _), count in self._left.items() if count and (looked_at(key) or not os.path.exists(key)))


def read(path: Path) -> Baseline:
    """Raises CleanerError where it is no baseline; where there is none it is empty."""
    try:
        written = json.loads(path.read_bytes())
        if written["version"] != VERSION:
            raise CleanerError(str(path), f"is a baseline of version {written['version']}", "use the release of cleaner that wrote it, or: cleaner baseline")
        return Baseline({key: tuple(Entry(each["rule"], each["line"], each.get("count", 1)) for each in entries)
                         for key, entries in written["files"].items()})
    except FileNotFoundError:
        return Baseline()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CleanerError(str(path), f"is not a baseline: {error}", "make it again: cleaner baseline") from None


def write(path: Path, baseline: Baseline) -> None:
    """One line for each finding, in a fixed order, so that merges and reviews are easy."""
    files = {key: [{"rule": entry.rule, "line": entry.line} | ({"count": entry.count} if entry.count > 1 else {}) for entry in entries]
             for key, entries in baseline.files.items()}
    lines = ['{', f'  "version": {VERSION},', '  "files": {']
    for at, (key, entries) in enumerate(files.items()):
        lines.append(f"    {json.dumps(key, ensure_ascii=False)}: [")
        lines += [f"      {json.dumps(entry)}" + ("," if place < len(entries) - 1 else "") for place, entry in enumerate(entries)]
        lines.append("    ]" + ("," if at < len(files) - 1 else ""))
    with atomic(path) as file:
        file.write(("\n".join([*lines, "  }", "}"]) + "\n").encode("utf-8", "surrogateescape"))
