"""The hook: files that people write and keep under version control, before they are committed.

A corpus is cleaned, a repository is looked after, so a hook has a chain of its own:

| filter     | in a hook                                        | why otherwise than in a corpus                       |
|------------|--------------------------------------------------|------------------------------------------------------|
| encoding   | mojibake, NFC, entities; not in code             | text about damage shows it in code                   |
| spacing    | hidden characters only (`filters.hidden`)        | two blanks end a line in Markdown; diffs stay small  |
| abuse      | what changes, and flags from severity 3          | nobody stops a commit for "damn"                     |
| junk       | off, until `junk = true`                         | a repository is not a page that was scraped          |
| duplicates | long paragraphs that repeat within the file      | code, tables and refrains repeat by design           |

Comments count (`cleaner.inline`), and so does what is already known (`cleaner.baseline`).

    >>> clean = Repository(Settings())
    >>> clean("Hai ly cÃ\\u00a0 phÃª.  \\nA `nhÃ©` in code.\\n", "a.md").text
    'Hai ly cà phê.  \\nA `nhÃ©` in code.\\n'
"""
import difflib
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatch
from functools import cached_property
from pathlib import PurePath
from typing import Any

from cleaner import inline, markup
from cleaner.assembly import decided, rulebook
from cleaner.chain import Named, Result, Step, run, until_stable
from cleaner.duplicates.fingerprints import LONG, fold, weight
from cleaner.duplicates.seen import Seen
from cleaner.edits import Edit
from cleaner.errors import CleanerError
from cleaner.filters import Filter
from cleaner.filters.duplicates import WHOLE, Copy, duplicates
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
            raise CleanerError(place, f"{key} cannot be {value!r}", f"{key} = " + str(default).lower() if default != Hook.baseline else f'{key} = "{default}"')
        values[known[key].name] = value
    hook = Hook(**values)
    if hook.severity not in (1, 2, 3, 4):
        raise CleanerError(place, f"severity cannot be {hook.severity}", "a number from 1 (mild) to 4 (extreme)")
    if not 0 < hook.near_duplicate <= 1:
        raise CleanerError(place, f"near-duplicate cannot be {hook.near_duplicate}", "a share above 0 and up to 1, such as 0.8")
    return hook


Known = Callable[[str, str, str], bool]    # path, rule, lines: `Baseline.holds`


class Repository:
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
            # Rows are data: what stands in one of them is no comment of the file.
            return [*markup.spared(text, kind), *(inline.spared(text) if kind != "row" else ())]

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


def without_spared(text: str, spans: Sequence[inline.Spared], rule: str = "duplicates/paragraph") -> str:
    """The text with dashes for what this rule leaves alone: as long, and nobody's paragraph."""
    for start, end, rules in spans:
        if any(inline.names(each, rule) for each in rules):
            end = min(end, len(text))
            text = text[:start] + "".join("\n" if char == "\n" else "-" for char in text[start:end]) + text[end:]
    return text


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


def excluded(path: str, globs: Sequence[str]) -> bool:
    """Whether one of the globs names this path or a folder that it lies in.

        >>> excluded("vendor/a/b.txt", ["vendor"]), excluded("a/b.csv", ["*.csv"]), excluded("a.txt", ["b*"])
        (True, True, False)
    """
    return any(fnmatch(path, each) or fnmatch(path, each.rstrip("/") + "/*") for each in globs)


def tracked() -> list[str]:
    """The text and data files here and below that git tracks.  Raises CleanerError outside a repository."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise CleanerError("git", "is not installed", "name the files or folders") from None
    except subprocess.CalledProcessError:
        raise CleanerError(".", "is no git repository", "name the files or folders, or change into a repository") from None
    names = [os.fsdecode(name) for name in listed.split(b"\0") if name]
    return [name for name in names if format_of(name) and os.path.isfile(name) and not os.path.islink(name)]


class Corpus:
    """What a file holds that an earlier one holds too; calls depend on those before, so files come in the order of their names.

    The step "corpus" of what it gives holds only what stands in two files; the rest is said where a file
    is judged by itself.
    """

    def __init__(self, settings: Settings, hook: Hook = Hook()):
        self.settings = settings
        # Copies are compared once their damage is repaired; what else may be said about them changes nothing.
        self._alone = Repository(settings.with_options(skip=(*settings.skip, "abuse", "junk")), hook)
        self._documents = Seen(settings.paragraphs, hook.near_duplicate)
        self._paragraphs = Seen(settings.paragraphs)

    def __call__(self, text: str, key: str) -> Cleaned:
        cleaned = self._alone(text, key)
        verdict = {place: copy for place, copy in self._verdict(cleaned.text, key).items()
                   if copy.kept != key and self.settings.treatment(f"duplicates/{copy.kind}") != "leave"}
        flagged = {copy.kind for copy in verdict.values() if self.settings.treatment(f"duplicates/{copy.kind}") == "flag"}
        edits = list(duplicates(verdict, self._documents.how, flagged)(Document(cleaned.text, key)))
        # The text as it was repaired, not without the copies: whoever compares with it next needs them.
        return Cleaned(cleaned.text, [*cleaned.steps, Step("corpus", edits)], key)

    def _verdict(self, text: str, key: str) -> dict[int, Copy]:
        # Placeholders of a line or two are equal in many a repository.
        if weight(fold(text)) < LONG:
            return {}
        if copy := self._documents.document(text, key):
            return {WHOLE: copy}
        kind = kind_of(key)
        masked = without_spared(text, [*markup.spared(text, kind), *(inline.spared(text) if kind != "row" else ())])
        copies = self._paragraphs.paragraphs(masked, key, ("paragraph",))
        self._documents.remember(text, key)
        self._paragraphs.remember(masked, key)
        return copies
