"""Explaining: what a rule is for, and what happens to a line on its way through the chain."""
import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.hook import inline
from cleaner.edits import Edit, apply, carried, origin
from cleaner.errors import CleanerError
from cleaner.filters import hidden
from cleaner.printers.quoting import shown, told
from cleaner.settings import Settings
from cleaner.text import line_around

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
    "encoding/html-entity": "HTML entities in running text become the characters they stand for.",
    "encoding/nfc": "Letters and their marks are joined into one character each (Unicode NFC).",
    "encoding/escape": "Letters written as escapes (\\u1ea3, %E1%BA%A3) in prose are written as letters.",
    "encoding/lost": "Letters that were lost before the text came to us are flagged.",
    "encoding/tone-place": "Vietnamese tone marks are moved to where the setting `tones` wants them.",
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
    **hidden.RULES,
    **inline.RULES,
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
    first = here[0] if here else None
    if first is None:
        return None
    at = carried(edits, first.start)
    line = line_around(now, at, at)
    taken_out = any(edit.after == "" and edit.before.endswith("\n") for edit in here)
    return None if taken_out else now[line.start:line.end]


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


TEMPLATES = {
    "junk": """\
[[rule]]
id             = "stock-notice"
why            = "Says how many are left."
category       = "counter"
pattern        = '''only \\d+ left in stock'''
where          = "anywhere"        # or "near-junk": only beside a line that is junk anywhere
must_match     = ["Only 3 left in stock"]
must_not_match = ["There were only 3 left in stock houses of the city."]
""",
    "abuse": """\
[[rule]]
id             = "silly"
why            = "Calls somebody silly."
category       = "insult"
severity       = 2                 # 1 mild, 2 rude, 3 strong, 4 extreme
certainty      = "contextual"      # unambiguous, contextual, slang
fold           = ["case", "stretch", "separators", "zero-width", "lookalikes"]
words          = ["silly {billy,goose}"]
except         = ["silly goose chase"]
must_match     = ["You silly billy!"]
must_not_match = ["A silly mistake.", "They went on a silly goose chase."]
""",
}


def new_rules(path: Path) -> int:
    """Writes a rule file to start from, which proves itself as it stands."""
    kind = path.absolute().parent.name
    if kind not in TEMPLATES:
        raise CleanerError(str(path), "does not lie in a folder junk/ or abuse/, which says what its rules are", f"cleaner rules --new {path.parent / 'junk' / path.name}")
    if path.exists():
        raise CleanerError(str(path), "exists", "name a new file")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATES[kind], "utf-8")
    click.echo(f"{path}: a rule that proves itself; make it yours, then: cleaner check --rules {path} FILE")
    return 0
