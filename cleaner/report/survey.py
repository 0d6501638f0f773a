"""Survey: what a page about a run needs from its trail, in two passes and in little memory.

The first pass counts and draws lots; only places and short texts are kept, never more of them for a
longer trail.  The second reads the cleaned files as far as what was drawn lies in them.
"""
import heapq
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.edits import Edit
from cleaner.inputs import OWN
from cleaner.trail import PartRecord, RowRecord, digest, parts
from cleaner.trail.sampling import Sampled, draw, in_context
from cleaner.trail.texts import texts_of
from cleaner.undo import undo

COPIES = 4          # of a group, that are shown
TEXT = 20_000       # characters of a copy that are compared with the kept one
WORDS = 1_000       # abusive words that are known again anywhere on the page

# What the filter writes about a copy, read again: a trail names the kept one nowhere else.
_KEPT = {"duplicates/paragraph": re.compile(r"The same paragraph stands in (.*), paragraph (\d+)\."),
         "duplicates/teaser": re.compile(r"A cut-off beginning of (.*), paragraph (\d+)\."),
         "duplicates/document": re.compile(r"The same document as (.*)()\."),
         "duplicates/near-document": re.compile(r"Nearly the same document as (.*)() \(Jaccard .*")}
_FOUND = re.compile(r"«([^»]+)»")


class Lot(NamedTuple):
    drawn: int     # the highest are the sample
    part: int      # which part of the trail, from 0
    row: int
    step: int
    edit: int      # which of the step


class Lost(NamedTuple):
    """A document that lost much."""
    characters: int
    part: int
    row: int
    gone: bool
    rules: tuple[tuple[str, int], ...]   # what took it, and how many characters each
    key: str = ""                        # from here on: known after the second pass
    share: float = 0.0                   # of its characters; 0 where the file is out of reach


@dataclass
class Group:
    """Copies of one document or paragraph, and the one that stays."""
    rule: str
    kept: str                    # key of its document
    paragraph: str               # its number there, "" for the document itself
    copies: int = 0
    shown: list[tuple[int, str, str]] = field(default_factory=list)    # lot, key, text
    text: str | None = None      # of the kept one; None where it is out of reach


class Encoding(NamedTuple):
    files: int
    margin: float      # the narrowest decision,
    evidence: str      # what it rests on
    example: str       # and the file it was made for


@dataclass
class Survey:
    brief: bool = False
    stages: dict[str, list[int]] = field(default_factory=dict)       # filter -> bytes of text taken out, put in
    why: dict[str, str] = field(default_factory=dict)                # rule -> its sentence
    samples: dict[str, list[Any]] = field(default_factory=dict)      # rule -> Lots, then Sampled
    abusive: set[str] = field(default_factory=set)                   # words that abuse rules found
    stay: list[Lost] = field(default_factory=list)
    gone: list[Lost] = field(default_factory=list)                   # dropped, but not as copies
    groups: dict[str, dict[str, Group]] = field(default_factory=dict)  # "document" or "paragraph" -> digest -> group
    encodings: dict[str, Encoding] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)      # of the pieces of a text file that was cut


def survey(cleaned: Path, samples: int = 12, documents: int = 12, groups: int = 8) -> Survey:
    """Both passes; `samples` are edits of each rule, `documents` and `groups` as many of each kind.

    Raises CleanerError where there is no trail.
    """
    found = Survey()
    last = ""
    first = 0
    for number, (part, records) in enumerate(parts(cleaned / OWN / "trail")):
        found.brief = found.brief or part.brief
        if part.key != last:
            _count_encoding(found, part)
            last, first = part.key, 0
        if "lengths" in part.head:
            found.lengths.setdefault(part.key, []).extend(part.head["lengths"])
        for record in records:
            _read(found, number, part, record, first, samples, documents, groups)
        first += part.rows
    _look(cleaned, found)
    return found


def _count_encoding(found: Survey, part: PartRecord) -> None:
    head = part.head
    name = str(head.get("encoding") or ("in Parquet" if head["format"] == "parquet" else "unknown")) + (" with BOM" if head.get("bom") else "")
    margin, evidence = float(head.get("margin", 1.0)), str(head.get("evidence", ""))
    files, least, *rest = found.encodings.get(name, Encoding(0, 2.0, "", ""))
    found.encodings[name] = Encoding(files + 1, margin, evidence, part.key) if margin < least else Encoding(files + 1, least, *rest)


def _read(found: Survey, number: int, part: PartRecord, record: RowRecord, first: int, samples: int, documents: int, groups: int) -> None:
    took: dict[str, int] = {}
    copy = False
    for step, (name, edits) in enumerate(record.steps):
        stage = found.stages.setdefault(name, [0, 0])
        for place, edit in enumerate(edits):
            rule = edit.rule
            if edit.changes:
                grown = _bytes(edit.after) - (len(edit.before) if part.brief else _bytes(edit.before))
                stage[grown > 0] += abs(grown)
                took[rule] = took.get(rule, 0) + len(edit.before) - len(edit.after)
            if rule not in found.why:
                found.why[rule] = edit.why
            if rule.startswith("abuse/") and len(found.abusive) < WORDS:
                found.abusive.update(_FOUND.findall(edit.why))
            lot = Lot(draw(part, record, step, edit), number, record.row, step, place)
            _keep(found.samples.setdefault(rule, []), lot, samples)
            if rule in _KEPT and edit.changes:
                copy = copy or "document" in rule
                _group(found, lot, edit, f"{part.key}:{first + record.row}" if _many(part) else part.key, groups)
    lost = Lost(sum(took.values()), number, record.row, bool(record.gone), tuple(sorted(took.items(), key=lambda item: -item[1])[:4]))
    if lost.characters > 0 and not copy and record.gone in ("", "dropped"):
        _keep(found.gone if record.gone else found.stay, lost, documents)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _many(part: PartRecord) -> bool:
    return part.rows > 1 or part.part is not None or part.head["format"] != "text"


def _keep(heap: list[Any], entry: Any, most: int) -> None:
    heapq.heappush(heap, entry) if len(heap) < most else heapq.heappushpop(heap, entry)


def _group(found: Survey, lot: Lot, edit: Edit, key: str, most: int) -> None:
    match = _KEPT[edit.rule].match(edit.why)
    if not match:
        return      # a brief trail keeps no reasons
    kept, paragraph = key if match[1] == "this document" else match[1], match[2]
    here = found.groups.setdefault("paragraph" if paragraph else "document", {})
    name = digest(f"{kept} {paragraph}".encode())
    if name not in here:
        # The groups of the lowest digests stay: one that was left out once never comes back.
        if len(here) == most and name > (highest := max(here)):
            return
        if len(here) == most:
            del here[highest]
        here[name] = Group(edit.rule, kept, paragraph)
    group = here[name]
    group.copies += 1
    _keep(group.shown, (lot.drawn, key, edit.before[:TEXT]), COPIES)


def _look(cleaned: Path, found: Survey) -> None:
    """The second pass: texts for what the first has drawn."""
    lots = {rule: sorted(drawn, key=lambda lot: lot[1:]) for rule, drawn in found.samples.items()}
    lost = found.stay + found.gone
    wanted: dict[int, set[int]] = {}
    for each in [*lost, *(lot for drawn in lots.values() for lot in drawn)]:
        wanted.setdefault(each.part, set()).add(each.row)
    of_kept: dict[str, list[Group]] = {}
    for group in (group for kind in found.groups.values() for group in kind.values()):
        of_kept.setdefault(group.kept, []).append(group)
    by_part: dict[int, list[Lot]] = {}
    for lot in (lot for drawn in lots.values() for lot in drawn):
        by_part.setdefault(lot.part, []).append(lot)
    found.samples = {rule: [] for rule in lots}
    found.stay, found.gone = [], []
    for number, part, first, records, texts in texts_of(cleaned, wanted, of_kept, found.lengths):
        def key(row: int) -> str:
            return f"{part.key}:{first + row}" if _many(part) else part.key
        for lot in by_part.get(number, []):
            steps = records[lot.row].steps
            edit = steps[lot.step].edits[lot.edit]
            found.samples[edit.rule].append(_sampled(part, first + lot.row if _many(part) else 0, records[lot.row], lot, edit, texts.get(lot.row)))
        for each in lost:
            if each.part == number:
                left = texts.get(each.row)
                share = each.characters / (len(left) + each.characters) if left is not None else 0.0
                (found.gone if each.gone else found.stay).append(each._replace(key=key(each.row), share=share))
        for row, text in texts.items():
            for group in of_kept.get(key(row), []):
                group.text = _kept_text(group, text, records.get(row))
    for each in (found.stay, found.gone):
        each.sort(key=lambda lost: (-lost.characters, lost.key))


def _sampled(part: PartRecord, row: int, record: RowRecord, lot: Lot, edit: Edit, final: str | None) -> Sampled:
    if final is not None and not part.brief:
        try:
            return in_context(part.key, row, record.steps, lot.step, edit, final)
        except ValueError:
            pass      # the cleaned file was changed since: the edit itself is still in the trail
    return Sampled(part.key, row, 0, edit, "", ("", ""), "")


def _kept_text(group: Group, text: str, record: RowRecord | None) -> str | None:
    """The kept document before duplicates were taken out of it, or the paragraph in it that stayed."""
    if not group.paragraph:
        after = next((number for number, step in enumerate(record.steps) if step.filter == "duplicates"), None) if record else None
        try:
            return (undo(text, record.steps[after:]) if record and after is not None else text)[:TEXT]
        except ValueError:
            return None
    words = _words(group.shown[0][2])
    return next((line[:TEXT] for line in re.split(r"\n\s*\n|\n" if "\n" not in group.shown[0][2].strip("\n") else r"\n\s*\n", text)
                 if _words(line).startswith(words)), None)


def _words(text: str) -> str:
    return "".join(re.findall(r"\w+", text[:2000])).casefold()[:500]
