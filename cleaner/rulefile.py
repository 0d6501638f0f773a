"""One rule file: TOML in, `Rule`s out, and every mistake named with its place, cause and cure.

A rule is plain data.  What its keys mean stands in `KEYS`; a key that is not there is refused with
the nearest that is, since a misspelt `must_not_match` would otherwise prove nothing in silence.

    >>> rules, _ = parse('''
    ... [[rule]]
    ... id             = "rude"
    ... why            = "A rude word."
    ... category       = "profanity"
    ... severity       = 2
    ... certainty      = "unambiguous"
    ... words          = ["darn{,ed}"]
    ... must_match     = ["darned thing"]
    ... must_not_match = ["a darner of socks"]
    ... ''', "abuse", "en", "rules/abuse/en.toml")
    >>> rules[0].name, rules[0].words
    ('abuse/en/rude', ('darn{,ed}',))
"""
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from cleaner import braces
from cleaner.errors import CleanerError

Strings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str                       # "abuse/vi/obscene": the folder, the file, the id
    kind: str                       # "abuse" or "junk"
    file: str                       # where it stands, for messages
    why: str                        # one sentence for a person
    category: str
    must_match: Strings
    must_not_match: Strings
    known_misses: Strings = ()      # what it cannot catch yet; must keep missing
    source: str = ""
    action: str = ""                # "" leaves it to the policy
    # abuse
    severity: int = 1               # 1 mild .. 4 extreme
    certainty: str = "unambiguous"
    fold: Strings = ()              # the views it is safe under
    words: Strings = ()             # whole words or phrases, with braces (`braces.parse`)
    patterns: Strings = ()          # regexes: on the real text (abuse), on the whole stripped line (junk)
    needs: Strings = ()             # words (in Arabic: letters) near one of which a pattern is tried
    exceptions: Strings = ()        # `except` in the file: phrases, with braces, inside which a match is innocent
    except_patterns: Strings = ()
    except_beside: Strings = ()     # words, with braces, that make a match innocent wherever they stand in its line
    tier: str = ""                  # "unmarked": typed without marks, counts only in lines of that register
    terms_from: str = ""            # an installed word list ...
    stems: Strings = ()             # ... of which it takes the terms in which one of these regexes is found
    # junk
    lines: Strings = ()             # whole lines, braces already expanded
    where: str = "anywhere"

    @property
    def language(self) -> str:
        """Of the file: "ar" for ar.toml and for ar-arabizi.toml."""
        return self.name.split("/")[1].partition("-")[0]


class LeftOut(NamedTuple):
    """Terms of an installed list that are deliberately no rule, and the reason."""
    terms: Strings
    reason: str


CATEGORIES = ("sexual", "scatological", "profanity", "insult", "slur", "hate", "threat", "mock-name", "spam")
CERTAINTIES = ("unambiguous", "contextual", "slang")
ACTIONS = ("flag", "mask", "drop-line", "drop-document")
WHERE = ("anywhere", "near-junk")
FOLDS = ("case", "stretch", "separators", "zero-width", "lookalikes", "leet", "marks",
         "arabic-marks", "arabic-letters", "particles")

# What a key holds: str, int, list (of strings), or the tuple of what may stand there.
_COMMON = {"id": str, "why": str, "must_match": list, "must_not_match": list, "known_misses": list,
           "source": str, "action": ACTIONS}
KEYS: dict[str, dict[str, Any]] = {
    "abuse": _COMMON | {
        "category": CATEGORIES, "severity": int, "certainty": CERTAINTIES, "fold": list, "words": list,
        "patterns": list, "needs": list, "except": list, "except_patterns": list, "except_beside": list, "tier": ("unmarked",),
        "terms_from": str, "stems": list},
    "junk": _COMMON | {"category": str, "lines": list, "pattern": str, "patterns": list, "where": WHERE},
}
REQUIRED = {"abuse": ("id", "why", "category", "severity", "certainty", "must_match", "must_not_match"),
            "junk": ("id", "why", "category", "must_match", "must_not_match")}
SOURCES = {"abuse": ("words", "patterns", "stems"), "junk": ("lines", "pattern", "patterns")}
_FIELDS = {"except": "exceptions"}      # `except` is a word of Python
_BRACED = ("words", "lines", "except", "except_beside")
_REGEXES = ("patterns", "except_patterns", "stems")


def parse(text: str, kind: str, stem: str, file: str) -> tuple[list[Rule], list[LeftOut]]:
    """The rules of one file and the terms it leaves out.  Raises CleanerError at the first mistake."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CleanerError(file, f"is not valid TOML: {error}", "check quotes and brackets there") from None
    _known(data, ("rule", "left_out", "kind"), file, "the file")
    rules = [_rule(table, kind, stem, file) for table in _tables(data, "rule", file)]
    for first, second in zip(names := sorted(rule.name for rule in rules), names[1:]):
        if first == second:
            raise CleanerError(file, f"{first} is defined twice", "give one of them another id")
    left_out = []
    for table in _tables(data, "left_out", file):
        _known(table, ("terms", "reason"), file, "left_out")
        for key, wanted in (("terms", list), ("reason", str)):
            _check(key, table.get(key), wanted, file, "left_out")
        left_out.append(LeftOut(tuple(table["terms"]), table["reason"]))
    return rules, left_out


def _tables(data: Mapping[str, Any], key: str, file: str) -> list[dict[str, Any]]:
    tables = data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CleanerError(file, f"«{key}» is not a list of tables", f"write [[{key}]] above each")
    return tables


def _rule(table: Mapping[str, Any], kind: str, stem: str, file: str) -> Rule:
    identity = table.get("id", "")
    if not isinstance(identity, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity):
        raise CleanerError(file, f"a rule has the id «{identity}»", "use lower-case words joined by hyphens")
    name = f"{kind}/{stem}/{identity}"
    _known(table, KEYS[kind], file, name)
    for key, value in table.items():
        _check(key, value, KEYS[kind][key], file, name)
    for key in REQUIRED[kind]:
        if table.get(key) in (None, [], ""):
            raise CleanerError(file, f"{name} has no {key}", _WHY_REQUIRED.get(key, f"add {key} = ..."))
    if not any(table.get(key) for key in SOURCES[kind]):
        raise CleanerError(file, f"{name} has nothing to match", f"add {SOURCES[kind][0]} = [..]")
    if kind == "abuse":
        _check_abuse(table, file, name)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in _BRACED:
            value = _checked_braces(value, key, file, name)
        if key in _REGEXES or key == "pattern":
            _compiles([value] if key == "pattern" else value, key, file, name)
        if isinstance(value, list):
            value = tuple(unicodedata.normalize("NFC", each) for each in value) if key in _PLAIN else tuple(value)
        values[_FIELDS.get(key, key)] = value
    if pattern := values.pop("pattern", ""):
        values["patterns"] = (pattern, *values.get("patterns", ()))
    del values["id"]
    return Rule(name=name, kind=kind, file=file, **values)


_PLAIN = ("words", "lines", "except", "except_beside", "needs")     # compared with text in NFC
_WHY_REQUIRED = {
    "must_match": "give a sentence it must find: a rule proves itself",
    "must_not_match": "give the innocent sentence you are afraid of: a rule proves itself",
}


def _check_abuse(table: Mapping[str, Any], file: str, name: str) -> None:
    if table["severity"] not in (1, 2, 3, 4):
        raise CleanerError(file, f"{name} has severity {table['severity']}", "use 1 (mild) to 4 (extreme)")
    for fold in table.get("fold", []):
        if fold not in FOLDS:
            raise CleanerError(file, f"{name} names the fold «{fold}», which does not exist", _nearest(fold, FOLDS))
    if table.get("patterns") and not table.get("needs"):
        raise CleanerError(file, f"{name} has patterns and no needs",
                           "add needs = [..]: text one of which stands in every line the patterns match")
    if bool(table.get("stems")) != bool(table.get("terms_from")):
        raise CleanerError(file, f"{name} needs both terms_from and stems", "add the other or remove the one")


def _known(table: Mapping[str, Any], keys: Sequence[str] | Mapping[str, Any], file: str, place: str) -> None:
    for key in table:
        if key not in keys:
            raise CleanerError(file, f"{place} has the unknown key «{key}»", _nearest(key, list(keys)))


def _nearest(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, 1, 0.5)
    return f"write «{near[0]}»" if near else "use one of " + ", ".join(known)


def _check(key: str, value: object, wanted: Any, file: str, place: str) -> None:
    if isinstance(wanted, tuple):
        if value not in wanted:
            raise CleanerError(file, f"{place} has {key} = «{value}»", _nearest(str(value), wanted))
    elif wanted is list:
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise CleanerError(file, f"{place}: {key} is not a list of texts", f'write {key} = ["..", ".."]')
    elif type(value) is not wanted:
        kind = "a whole number" if wanted is int else "a text"
        raise CleanerError(file, f"{place}: {key} is not {kind}", f"write {key} = " + ("2" if wanted is int else '".."'))


def _checked_braces(words: Sequence[str], key: str, file: str, name: str) -> list[str]:
    """The words as they stand, since a family may have thousands of forms; what is looked up is written out."""
    try:
        families = [braces.parse(word) for word in words]
    except ValueError as error:
        raise CleanerError(file, f"{name}: in {key}, {error}", "balance the braces") from None
    return [form for family in families for form in braces.forms(family)] if key in ("lines", "except_beside") else list(words)


def _compiles(regexes: Sequence[str], key: str, file: str, name: str) -> None:
    for regex in regexes:
        try:
            re.compile(regex)
        except re.error as error:
            raise CleanerError(file, f"{name}: in {key}, «{regex}» is not a regular expression: {error}",
                               "write it in single quotes, so that TOML keeps its backslashes") from None
