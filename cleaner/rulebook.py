"""The rulebook: every rule that is in force, read from rule files, and a digest of what they say.

Rules ship with the package; a user adds files or folders of them.  A rule's name is
"<kind>/<file>/<id>": its kind is the folder it stands in, `abuse` or `junk`.  Reading is checked
here, what a rule matches is proven in `proof`.

    >>> book = load()
    >>> {rule.kind for rule in book.rules} <= {"abuse", "junk"}
    True
    >>> load().digest == book.digest
    True
"""
import hashlib
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from cleaner import cache, terms
from cleaner.errors import CleanerError
from cleaner.rulefile import LeftOut, Rule, parse

__all__ = ["LeftOut", "Rule", "Rulebook", "load", "rules_dir"]

KINDS = ("abuse", "junk")


@dataclass(frozen=True)
class Rulebook:
    rules: tuple[Rule, ...]
    digest: str                         # of what the rules say, wherever they stand
    left_out: tuple[LeftOut, ...] = ()  # terms of installed lists that are deliberately no rule
    notes: tuple[str, ...] = ()         # what a listing of the rules should add

    def of(self, kind: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == kind)


class _File(NamedTuple):
    kind: str
    stem: str
    shown: str      # the path in messages
    content: bytes


def rules_dir() -> Path:
    """The folder of the rules that ship: inside the package once installed, beside it in a checkout."""
    here = Path(__file__).resolve().parent
    packed = here / "_rules"
    return packed if packed.is_dir() else here.parent / "rules"


def load(paths: Sequence[Path] = (), builtin: bool = True) -> Rulebook:
    """Rules from the built-in folder and from `paths`, files or folders of TOML files.

    Raises CleanerError, with file, rule, cause and cure, when one cannot be read or does not fit.
    """
    files = _builtin() if builtin else []
    for path in paths:
        files += _given(Path(path))
    listed = terms.installed()
    digest = _digest(files, listed)
    kept = cache.read(f"rules-{digest}")
    if kept is not None:
        shown = {(file.kind, file.stem): file.shown for file in files}
        return _thawed(kept, digest, shown)
    book = _parsed(files, listed, digest)
    cache.write(f"rules-{digest}", _frozen(book))
    return book


def _builtin() -> list[_File]:
    root = rules_dir()
    return [_read(path, kind, f"rules/{kind}/{path.name}")
            for kind in KINDS for path in sorted((root / kind).glob("*.toml"))]


def _given(path: Path) -> list[_File]:
    if path.is_dir():
        found = sorted(path.rglob("*.toml"))
        if not found:
            raise CleanerError(str(path), "holds no rule file", "put .toml files into abuse/ or junk/ in it")
    elif path.exists():
        found = [path]
    else:
        raise CleanerError(str(path), "does not exist", "check the path given as rules")
    return [_read(file, _kind(file), str(file)) for file in found]


def _kind(path: Path) -> str:
    for folder in (path.parent.name, path.absolute().parent.name):
        if folder in KINDS:
            return folder
    return ""


def _read(path: Path, kind: str, shown: str) -> _File:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CleanerError(shown, f"cannot be read: {error}", "save it as UTF-8 and check its permissions") from None
    if not kind:
        # Outside the two folders a file says itself what it holds.
        said = re.search(r'^kind\s*=\s*"(\w+)"', text, re.MULTILINE)
        kind = said[1] if said else ""
    if kind not in KINDS:
        raise CleanerError(shown, "does not say whether it holds abuse or junk rules",
                           'move it into a folder abuse/ or junk/, or add kind = "abuse" at its top')
    return _File(kind, path.stem, shown, content.replace(b"\r\n", b"\n"))


def _digest(files: Sequence[_File], listed: terms.TermList | None) -> str:
    # The order of files on disk or on the command line says nothing about what the rules are.
    whole = hashlib.blake2b(digest_size=16)
    for kind, stem, _, content in sorted(files, key=lambda file: (file.kind, file.stem, file.content)):
        for part in (kind.encode(), stem.encode(), content):
            whole.update(len(part).to_bytes(8, "little") + part)
    if listed is not None:
        whole.update("\n".join(listed.terms).encode())
    return whole.hexdigest()


def _parsed(files: Sequence[_File], listed: terms.TermList | None, digest: str) -> Rulebook:
    rules: list[Rule] = []
    left_out: list[LeftOut] = []
    places: dict[str, str] = {}
    for file in files:
        found, spared = parse(file.content.decode("utf-8"), file.kind, file.stem, file.shown)
        for rule in found:
            if rule.name in places:
                raise CleanerError(file.shown, f"{rule.name} stands in {places[rule.name]} too",
                                   "give the file or the rule another name")
            places[rule.name] = file.shown
        rules += found
        left_out += spared
    rules, notes = terms.dealt(rules, left_out, listed)
    return Rulebook(tuple(sorted(rules, key=lambda rule: rule.name)), digest, tuple(left_out), notes)


def _frozen(book: Rulebook) -> object:
    return [[astuple(rule) for rule in book.rules], book.left_out, book.notes]


def _thawed(kept: list, digest: str, shown: dict[tuple[str, str], str]) -> Rulebook:
    rules = []
    for row in kept[0]:
        rule = Rule(*(tuple(value) if type(value) is list else value for value in row))
        kind, stem, _ = rule.name.split("/")
        if rule.file != shown[kind, stem]:      # the same content, from another place
            rule = replace(rule, file=shown[kind, stem])
        rules.append(rule)
    left_out = tuple(LeftOut(tuple(spared), reason) for spared, reason in kept[1])
    return Rulebook(tuple(rules), digest, left_out, tuple(kept[2]))
