"""What `cleaner check`, `explain`, `trail` and `rules` show."""
import fnmatch
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.edits import Edit, apply, origin
from cleaner.errors import CleanerError
from cleaner.settings import Settings


def check(names: Sequence[str], settings: Settings, show_diff: bool, fix: bool) -> int:
    from cleaner.checking import Fixes, diff, findings
    from cleaner.checking import check as checked_rows
    from cleaner.job.inputs import find
    from cleaner.library import Cleaner
    inputs = find(names, settings.exclude)
    clean = Cleaner.of(settings)
    fixes = Fixes(Path.cwd(), settings) if fix else None
    found = changed = 0
    faults = list(inputs.faults)
    for source in inputs.sources:
        rows = fixes.fixed(source, clean) if fixes else checked_rows(source, clean)
        for checked in rows:
            if checked.row.fault:
                faults.append(checked.row.fault)
            if show_diff:
                for line in diff(source, checked):
                    changed += line.startswith("---")
                    click.secho(line, fg=_colour(line))
                found += bool(checked.cleaned and checked.cleaned.steps)
                continue
            for finding in findings(source, checked):
                found += 1
                click.echo(f"{finding.place}: {finding.edit.rule}: {told(finding.edit)}")
    for fault in faults:
        click.echo(str(fault), err=True)
    if fixes and (folder := fixes.close()):
        click.echo(f"fixed; undo with: cleaner restore {folder}", err=True)
    return 2 if faults else 1 if found else 0


def _colour(line: str) -> str | None:
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])


def told(edit: Edit) -> str:
    """An edit in one line: what stood there, what stands there now, and why."""
    if not edit.changes:
        return f"«{shown(edit.before)}» {edit.why}"
    after = f" -> «{shown(edit.after)}»" if edit.after else " removed"
    return f"«{shown(edit.before)}»{after} {edit.why}"


LONGEST = 60


def shown(text: str, longest: int = LONGEST) -> str:
    """Text for one line of a terminal: what cannot be seen is named, what is long is cut in the middle.

        >>> shown("a\\u00a0b\\n")
        'a<U+00A0>b<newline>'
        >>> shown("abcdefghij", 5)
        'ab…ij'
    """
    if len(text) > longest:
        half = (longest - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    return "".join("<newline>" if char == "\n" else char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)


def explain(what: str, settings: Settings) -> int:
    path, _, number = what.rpartition(":")
    if path and number.isdigit() and Path(path).exists():
        return _explain_line(Path(path), int(number), settings)
    if Path(what).is_file():
        return _explain_file(Path(what), settings)
    return _explain_rule(what, settings)


# What the program itself does, without a rule file.
BUILT_IN = {
    "encoding/mojibake": "Text that was UTF-8 and was read in another encoding is read again as it was meant.",
    "encoding/nfc": "Letters and their marks are joined into one character each (Unicode NFC).",
    "spacing/control": "Control characters that no reader sees are taken out.",
    "spacing/line-separator": "Line breaks of other systems are written as \\n.",
    "spacing/bidi": "Marks for right-to-left text are taken out of lines that hold none.",
    "spacing/zero-width": "Characters without width are taken out where they join or part nothing.",
    "spacing/no-break": "No-break spaces become ordinary ones.",
    "spacing/trailing": "Blanks at the end of a line are taken out.",
    "spacing/empty-lines": "Of several empty lines one stays; none opens or ends a text.",
    "wording/vi/glued": "Vietnamese words that lost the blank between them are flagged.",
    "duplicates/paragraph": "A paragraph that stands elsewhere, but for case, blanks and punctuation, goes; the smallest (document, paragraph) stays.",
    "duplicates/stutter": "A line that repeats the line above it goes, however short.",
    "duplicates/teaser": "A paragraph that breaks off with … goes where its beginning stands in full elsewhere.",
    "duplicates/document": "A document that equals another goes.",
    "duplicates/near-document": "A document goes whose 5-word shingles have at least the stated Jaccard similarity with one that stays.",
}


def _explain_rule(name: str, settings: Settings) -> int:
    from cleaner.assembly import rulebook
    for rule in rulebook(settings).rules:
        if rule.name == name:
            click.secho(rule.name, bold=True)
            click.echo(f"  {rule.why}")
            click.echo(f"  from {rule.file}; category {rule.category}"
                       + (f", severity {rule.severity} of 4, {rule.certainty}" if rule.kind == "abuse" else f", counts {rule.where}"))
            for title, examples in (("matches", rule.must_match), ("leaves alone", rule.must_not_match), ("cannot catch yet", rule.known_misses)):
                for example in examples:
                    click.echo(f"  {title:16} {shown(example, 100)}")
            return 0
    if name in BUILT_IN:
        click.secho(name, bold=True)
        click.echo(f"  {BUILT_IN[name]}")
        return 0
    import difflib
    names = [rule.name for rule in rulebook(settings).rules] + list(BUILT_IN)
    near = difflib.get_close_matches(name, names, 1, 0.4)
    raise CleanerError(name, "is neither a rule nor FILE:LINE", f"cleaner explain {near[0]}" if near else "cleaner rules")


def _explain_file(path: Path, settings: Settings) -> int:
    from cleaner.decoding import Undecidable, decode
    try:
        decoded = decode(path.read_bytes(), settings.encoding)
    except Undecidable as error:
        raise CleanerError(str(path), str(error), "name its encoding with --encoding") from None
    mark = " with a byte order mark" if decoded.bom else ""
    ends = {"\n": "\\n", "\r\n": "\\r\\n", "\r": "\\r"}[decoded.newline]
    click.echo(f"{path}: {decoded.encoding}{mark}, line ends {ends}; {decoded.evidence} (margin {decoded.margin:.2f})")
    click.echo(f"  a line: cleaner explain {path}:1")
    return 0


def _explain_line(path: Path, number: int, settings: Settings) -> int:
    from cleaner.checking import check as checked_rows
    from cleaner.formats import Source
    from cleaner.library import Cleaner
    for checked in checked_rows(Source(str(path), str(path)), Cleaner.of(settings)):
        text = checked.row.text
        if text is None or checked.cleaned is None:
            continue
        if checked.many:
            if checked.row.number != number:
                continue
            start, end = 0, len(text)
        else:
            lines = text.split("\n")
            if number > len(lines):
                break
            start = sum(len(line) + 1 for line in lines[:number - 1])
            end = start + len(lines[number - 1])
        click.echo(f"{'read':10} {shown(text[start:end], 200)}")
        before: list[Sequence[Edit]] = []
        touched = False
        for name, edits in checked.cleaned.steps:
            here = [edit for edit in edits if start <= _origin(before, edit.start) <= end]
            for edit in here:
                click.echo(f"{name:10} {edit.rule}: {told(edit)}")
            touched = touched or bool(here)
            before.append(edits)
            now = apply(text, edits)
            kept = _line_now(text, now, edits, here)
            if any(edit.changes for edit in here):
                click.echo(f"{'':10} {shown(kept, 200)}" if kept is not None else f"{'':10} (gone)")
            text = now
        if not touched:
            click.echo(f"{'':10} nothing to do")
        return 0
    raise CleanerError(f"{path}:{number}", "there is no such line", "count lines from 1")


def _origin(steps: Sequence[Sequence[Edit]], position: int) -> int:
    for edits in reversed(steps):
        position = origin(edits, position)
    return position


def _line_now(text: str, now: str, edits: Sequence[Edit], here: Sequence[Edit]) -> str | None:
    """The line that the edits worked on, after them; None if it is gone."""
    from cleaner.edits import carried
    from cleaner.text import line_around
    first = here[0] if here else None
    if first is None:
        return None
    at = carried(edits, first.start)
    line = line_around(now, at, at)
    taken_out = any(edit.after == "" and edit.before.endswith("\n") for edit in here)
    return None if taken_out else now[line.start:line.end]


def trail(cleaned: Path, by: str, rule: str, file: str, sample: int | None) -> int:
    if sample is not None:
        return _sample(cleaned, rule, file, sample)
    from cleaner.job.inputs import OWN
    from cleaner.trail import parts
    counts: dict[str, list[int]] = {}
    for part, rows in parts(cleaned / OWN / "trail"):
        if file and not fnmatch.fnmatch(part.key, file):
            continue
        for edit in (edit for record in rows for _, edits in record.steps for edit in edits):
            if rule and not fnmatch.fnmatch(edit.rule, rule):
                continue
            count = counts.setdefault(edit.rule if by == "rule" else part.key, [0, 0, 0])
            count[0] += edit.changes
            count[1] += not edit.changes
            count[2] += max(len(edit.before) - len(edit.after), 0)
    if not counts:
        click.echo("nothing was removed, changed or flagged")
        return 0
    width = max(map(len, counts))
    click.echo(f"{by:{width}}  {'removed or changed':>18}  {'flagged':>8}  {'characters gone':>15}")
    for name, count in sorted(counts.items(), key=lambda item: (-item[1][0], item[0])):
        changed, flagged, gone = (f"{each:,}" if each else "-" for each in count)
        click.echo(f"{name:{width}}  {changed:>18}  {flagged:>8}  {gone:>15}")
    return 0


def _sample(cleaned: Path, rule: str, file: str, count: int) -> int:
    from cleaner.trail.sampling import sample
    for each in sample(cleaned, count, rule, file):
        edit = each.edit
        place = each.key + (f":{each.row}" if each.row else f":{each.line}" if each.line else "")
        verb = "flagged" if not edit.changes else "changed" if edit.after else "removed"
        click.secho(f"{place}  {verb} by {edit.rule}", bold=True)
        if each.above:
            click.echo(f"    {shown(each.above, 100)}")
        before, behind = each.around
        after = f" -> {shown(edit.after, 200)}" if edit.changes and edit.after else ""
        gone = edit.before if after else edit.before.removesuffix("\n")
        click.echo(f"  {'-' if edit.changes else '?'} {shown(before[-40:])}«{shown(gone, 200)}»{after}{shown(behind[:40])}")
        if each.below:
            click.echo(f"    {shown(each.below, 100)}")
        click.echo(f"  {edit.why}")
    return 0


def rules(settings: Settings) -> int:
    from cleaner.assembly import rulebook
    book = rulebook(settings)
    width = max((len(rule.name) for rule in book.rules), default=0)
    for rule in book.rules:
        kind = f"severity {rule.severity} {rule.certainty}" if rule.kind == "abuse" else rule.where
        click.echo(f"{rule.name:{width}}  {kind:25}  {rule.file:24}  {rule.why}")
    for name, why in BUILT_IN.items():
        click.echo(f"{name:{width}}  {'built in':25}  {'':24}  {why}")
    for note in book.notes:
        click.echo(note)
    click.echo(f"{len(book.rules):,} rules from {len({rule.file for rule in book.rules}):,} files, all proven on their examples; digest {book.digest}")
    return 0
