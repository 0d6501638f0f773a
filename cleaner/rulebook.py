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
    files: tuple[tuple[str, str], ...] = ()     # "abuse/vi" and the digest of that file, sorted

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
    files.sort(key=lambda file: (file.kind, file.stem, file.content))    # as they lie on disk says nothing
    listed = terms.installed()
    digests = tuple((f"{file.kind}/{file.stem}", _digest([file], listed)) for file in files)
    digest = _digest(files, listed)
    kept = cache.read(f"rules-{digest}")
    if kept is None:
        rules, left_out = _parsed(files)
        rules, notes = terms.dealt(rules, left_out, listed)
        kept = [[astuple(rule) for rule in sorted(rules, key=lambda rule: rule.name)], left_out, notes]
        cache.write(f"rules-{digest}", kept)
    rules, left_out, notes = kept
    return Rulebook(_thawed(rules, files), digest, _spared(left_out), tuple(notes), digests)


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
    whole = hashlib.blake2b(digest_size=16)
    for kind, stem, _, content in files:
        for part in (kind.encode(), stem.encode(), content):
            whole.update(len(part).to_bytes(8, "little") + part)
    if listed is not None:
        whole.update("\n".join(listed.terms).encode())
    return whole.hexdigest()


def _parsed(files: Sequence[_File]) -> tuple[list[Rule], list[LeftOut]]:
    """All rules, each file on its own, so that after a change to one only that one is parsed again."""
    rules: list[Rule] = []
    left_out: list[LeftOut] = []
    places: dict[str, str] = {}
    for file in files:
        name = f"file-{_digest([file], None)}"
        kept = cache.read(name)
        if kept is None:
            found, spared = parse(file.content.decode("utf-8"), file.kind, file.stem, file.shown)
            kept = [[astuple(rule) for rule in found], spared]
            cache.write(name, kept)
        for rule in _thawed(kept[0], [file]):
            if rule.name in places:
                raise CleanerError(file.shown, f"{rule.name} stands in {places[rule.name]} too",
                                   "give the file or the rule another name")
            places[rule.name] = file.shown
            rules.append(rule)
        left_out += _spared(kept[1])
    return rules, left_out


def _thawed(rows: Sequence[Sequence], files: Sequence[_File]) -> tuple[Rule, ...]:
    shown = {f"{file.kind}/{file.stem}": file.shown for file in files}
    rules = (Rule(*(tuple(value) if isinstance(value, list) else value for value in row)) for row in rows)
    # The same content may have been kept when it stood in another place.
    return tuple(rule if rule.file == (place := shown[rule.name.rpartition("/")[0]]) else replace(rule, file=place) for rule in rules)


def _spared(rows: Sequence[Sequence]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(tuple(words), reason) for words, reason in rows)
