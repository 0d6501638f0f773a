"""The hook: files that people write and keep under version control, before they are committed.

A corpus is cleaned, a repository is looked after, so a hook has a chain of its own:

| filter     | in a hook                                        | why otherwise than in a corpus                       |
|------------|--------------------------------------------------|------------------------------------------------------|
| encoding   | mojibake, NFC, entities; not in code             | text about damage shows it in code                   |
| spacing    | hidden characters only (`filters.hidden`)        | two blanks end a line in Markdown; diffs stay small  |
| abuse      | what changes, and flags from severity 3          | nobody stops a commit for "damn"                     |
| junk       | off, until `junk = true`                         | a repository is not a page that was scraped          |
| duplicates | long paragraphs that repeat within the file      | code, tables and refrains repeat by design           |

Comments count (`cleaner.hook.inline`), and so does what is already known (`cleaner.hook.baseline`).

    >>> clean = HookChain(Settings())
    >>> clean("Hai ly cÃ\\u00a0 phÃª.  \\nA `nhÃ©` in code.\\n", "a.md").text
    'Hai ly cà phê.  \\nA `nhÃ©` in code.\\n'
"""
import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import PurePath
from typing import Any

from cleaner.hook import inline
from cleaner.hook import markup
from cleaner.assembly import decided, rulebook
from cleaner.chain import Named, Result, Step, run, until_stable
from cleaner.duplicates.seen import Seen
from cleaner.edits import Edit
from cleaner.errors import CleanerError
from cleaner.filters import Filter
from cleaner.filters.duplicates import duplicates
from cleaner.formats import format_of
from cleaner.library import Cleaned
from cleaner.settings import Settings
from cleaner.text import Document, line_around


@dataclass(frozen=True)
class Hook:
    """`[tool.cleaner.hook]`: what a hook does otherwise than its defaults."""
    junk: bool = False                     # also take out what web pages show around their text
    severity: int = 3                      # flag abusive words from here on: 1 mild .. 4 extreme
    near_duplicate: float = 1.0            # across files; below 1, near-duplicate documents too
    baseline: str = ".cleaner-baseline.json"


def from_table(table: Mapping[str, Any], place: str = "[tool.cleaner.hook]") -> Hook:
    """Raises CleanerError for what does not fit."""
    known = {each.name.replace("_", "-"): each for each in fields(Hook)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.5)
            raise CleanerError(place, f"unknown setting {key!r}", near[0] if near else ", ".join(known))
        default = getattr(Hook(), known[key].name)
        value = float(value) if isinstance(default, float) and type(value) is int else value
        if type(value) is not type(default):
            raise CleanerError(place, f"{key} cannot be {value!r}", f"{key} = {json.dumps(default)}")
        values[known[key].name] = value
    hook = Hook(**values)
    if hook.severity not in (1, 2, 3, 4):
        raise CleanerError(place, f"severity cannot be {hook.severity}", "a number from 1 (mild) to 4 (extreme)")
    if not 0 < hook.near_duplicate <= 1:
        raise CleanerError(place, f"near-duplicate cannot be {hook.near_duplicate}", "a share above 0 and up to 1, such as 0.8")
    return hook


Known = Callable[[str, str, str], bool]    # path, rule, lines: `Baseline.holds`


class HookChain:
    """Cleans one file of a repository, or one row of it; holds settings only.

    What is `known` is left as it is.
    """

    def __init__(self, settings: Settings, hook: Hook = Hook(), known: Known | None = None):
        self.settings = settings
        self.hook = hook
        self.known = known
        self._filters     # a rule that does not prove itself is said now, not at the first file

    def __call__(self, text: str, key: str = "") -> Cleaned:
        kind = kind_of(key)

        def sparing(text: str) -> Sequence[inline.Spared]:
            return spared(text, kind)

        repairs, judgements = ([(name, self._leaving_known(inline.respecting(find, sparing))) for name, find in filters] for filters in self._filters)
        if kind != "row":
            judgements.append(("inline", self._as_decided(inline.comments())))
        repaired = until_stable(Document(text, key), repairs)
        judged = run(Document(repaired.text, key), judgements)
        copied = self._without_copies(Document(judged.text, key), sparing)
        return Cleaned(copied.text, repaired.steps + judged.steps + copied.steps, key)

    @cached_property
    def _filters(self) -> tuple[list[Named], list[Named]]:
        skip = self.settings.skip
        repairs: list[Named] = []
        judgements: list[Named] = []
        if "encoding" not in skip:
            from cleaner.filters.encoding import encoding
            repairs.append(("encoding", self._as_decided(_in_keyboard_order(encoding()))))
        if "spacing" not in skip:
            from cleaner.filters.hidden import hidden
            repairs.append(("spacing", self._as_decided(hidden())))
        if "abuse" not in skip:
            judgements.append(("abuse", self._as_decided(self._abuse())))
        if self.hook.junk and "junk" not in skip:
            from cleaner.filters.junk import junk
            judgements.append(("junk", self._as_decided(junk(rulebook(self.settings).of("junk"), decided(self.settings)))))
        return repairs, judgements

    def _abuse(self) -> Filter:
        from cleaner.filters.abuse import abuse
        book, policy = rulebook(self.settings), decided(self.settings)
        find = abuse(book, policy)
        severities = {rule.name: rule.severity for rule in policy.in_force(book.of("abuse"))}

        def edits(document: Document) -> Iterator[Edit]:
            # Rules that stand for a whole document have no severity of their own.
            yield from (edit for edit in find(document) if edit.changes or severities.get(edit.rule, 4) >= self.hook.severity)
        return edits

    def _as_decided(self, find: Filter) -> Filter:
        """The filter with its rules only flagging, or left out, where the settings say so."""
        settings = self.settings

        def edits(document: Document) -> Iterator[Edit]:
            for edit in find(document):
                treatment = settings.treatment(edit.rule)
                if treatment == "flag":
                    yield edit._replace(after=edit.before)
                elif treatment == "act" and not any(inline.names(each, edit.rule) for each in settings.allow):
                    yield edit
        return edits

    def _leaving_known(self, find: Filter) -> Filter:
        known = self.known
        if known is None:
            return find

        def edits(document: Document) -> Iterator[Edit]:
            path, _, row = document.key.rpartition(":")
            key = path if row.isdigit() else document.key
            for edit in find(document):
                end = max(edit.start, edit.end - edit.before.endswith("\n"))
                if not known(key, edit.rule, document.text[slice(*line_around(document.text, edit.start, end))]):
                    yield edit
        return edits

    def _without_copies(self, document: Document, sparing: inline.Sparing) -> Result:
        """Again until nothing goes: a paragraph may end where another one was taken out."""
        steps: list[Step] = []
        while "duplicates" not in self.settings.skip and (treatment := self.settings.treatment("duplicates/paragraph")) != "leave":
            seen = Seen(self.settings.paragraphs)
            masked = without_spared(document.text, sparing(document.text))
            found = duplicates(seen.paragraphs(masked, document.key, ("paragraph",)), seen.how, ("paragraph",) if treatment == "flag" else ())
            result = run(document, [("duplicates", self._leaving_known(lambda each: _unmasked(each.text, found(Document(masked, each.key)))))])
            steps += result.steps
            if result.text == document.text:
                break
            document = document._replace(text=result.text)
        return Result(document.text, steps)


def _in_keyboard_order(find: Filter) -> Filter:
    """Without edits that only put marks into another order.

    Arabic is typed with the shadda before its vowel and stored in NFC the other way round: one text out of
    thirty would stop a commit, and the next person types it the same way again.
    """
    def edits(document: Document) -> Iterator[Edit]:
        yield from (edit for edit in find(document) if edit.rule != "encoding/nfc" or sorted(edit.before) != sorted(edit.after))
    return edits


def spared(text: str, kind: str) -> list[inline.Spared]:
    # Rows are data: what stands in one of them is no comment of the file.
    return [*markup.spared(text, kind), *(inline.spared(text) if kind != "row" else ())]


def without_spared(text: str, spans: Sequence[inline.Spared], rule: str = "duplicates/paragraph") -> str:
    """The text with dashes for what this rule leaves alone: as long, and nobody's paragraph."""
    pieces, done = [], 0
    for start, end, rules in sorted(spans):
        start, end = max(start, done), min(end, len(text))
        if start < end and any(inline.names(each, rule) for each in rules):
            pieces += [text[done:start], _IN_A_LINE.sub("-", text[start:end])]
            done = end
    return "".join([*pieces, text[done:]])


_IN_A_LINE = re.compile(".")


def _unmasked(text: str, edits: Iterable[Edit]) -> Iterator[Edit]:
    """Without paragraphs that are spared in part, and with the empty line below or above each that goes."""
    done = 0
    for edit in edits:
        start, end = edit.start, edit.end
        if text[start:end] != edit.before:
            continue
        if edit.changes and (start == 0 or text[start - 2:start] == "\n\n"):
            if text[end:end + 1] == "\n":
                end += 1
            elif end == len(text) and start > max(done, 1):
                start -= 1
        done = end
        yield edit._replace(start=start, end=end, before=text[start:end]) if edit.changes else edit


def kind_of(key: str) -> str:
    """What a document is written in, by its key: "md", "rst", "row" for a row of a data file, or "".

        >>> kind_of("docs/a.md"), kind_of("a.md:2"), kind_of("rows.jsonl:7"), kind_of("a.txt")
        ('md', 'md', 'row', '')
    """
    path, _, row = key.rpartition(":")
    path = path if row.isdigit() else key
    known = format_of(path)
    if known and known[0] != "text":
        return "row"
    return markup.KINDS.get(PurePath(path).suffix.lower(), "")
