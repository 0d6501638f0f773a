"""Settings: what a user may choose, from `cleaner.toml` or `[tool.cleaner]` of the nearest pyproject.toml.

    >>> from_table({"policy": "strict", "near-duplicate": 0.7}, "cleaner.toml").near_duplicate
    0.7
    >>> from_table({"polcy": "strict"}, "cleaner.toml")
    Traceback (most recent call last):
    cleaner.errors.CleanerError: cleaner.toml: unknown setting 'polcy'
      try: policy
"""
import difflib
import fnmatch
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from cleaner.errors import CleanerError
from cleaner.filters import ORDER
from cleaner.text import Paragraphs

PolicyName = Literal["careful", "strict", "flag-only"]
TrailKind = Literal["full", "brief"]


@dataclass(frozen=True)
class Settings:
    """Plain values only, so that worker processes and digests can be made from them."""
    policy: PolicyName = "careful"
    rules: tuple[str, ...] = ()                  # folders or files of the user's own rules
    actions: Mapping[str, str] = field(default_factory=dict)      # rule name or glob -> flag, mask, drop-line, drop-document
    severities: Mapping[str, int] = field(default_factory=dict)   # rule name or glob -> 1..4
    allow: tuple[str, ...] = ()                  # rules, words or whole sentences that are never touched
    mask: str = "***"                            # "first-letter" keeps the length and the first letter
    skip: tuple[str, ...] = ()                   # filters to leave out, by name
    paragraphs: Paragraphs = "auto"
    near_duplicate: float = 0.8                  # Jaccard similarity of 5-word shingles, 0 < x <= 1; 1 looks for exact copies only
    boilerplate: float = 0.5                     # share of a source's documents from which a line is the site's, 0 < x <= 1
    keep: str = "first"                          # of copies: first or last by key, longest, FIELD (the highest) or lowest:FIELD
    text_field: str = "text"                     # of JSONL rows, CSV and Parquet columns
    encoding: str | None = None                  # instead of detecting it
    tones: Literal["", "old", "new"] = ""        # where Vietnamese tone marks go: "old" (hòa) or "new" (hoà); "" leaves them
    exclude: tuple[str, ...] = ()                # globs of paths that are left out of folders
    trail: TrailKind = "full"
    alarm: float = 0.5                           # share of a source that may go before `clean` says so loudly
    hook: Mapping[str, Any] = field(default_factory=dict)         # what is otherwise in a hook: cleaner.hook.Hook

    def plain(self) -> dict[str, Any]:
        """JSON-able, in a fixed order: what the digest of a job is made from."""
        return {name: dict(sorted(value.items())) if isinstance(value, Mapping) else value
                for name, value in asdict(self).items() if name != "hook"}     # which no job asks

    def treatment(self, rule: str) -> Literal["act", "flag", "leave"]:
        """What the user decided for a rule that the program itself brings, such as "duplicates/stutter"."""
        if any(fnmatch.fnmatchcase(rule, each) for each in self.allow):
            return "leave"
        chosen = [action for glob, action in self.actions.items() if fnmatch.fnmatchcase(rule, glob)]
        if chosen:
            return "flag" if chosen[-1] == "flag" else "act"
        return "flag" if self.policy == "flag-only" and rule.startswith("duplicates/") else "act"

    def with_options(self, **options: Any) -> "Settings":
        """These settings with every option that is not None put in place of theirs."""
        return checked(replace(self, **{name: value for name, value in options.items() if value is not None}), "option")


_CHOICES = {"policy": get_args(PolicyName), "trail": get_args(TrailKind), "paragraphs": get_args(Paragraphs), "tones": ("", "old", "new")}
_ACTIONS = ("flag", "mask", "drop-line", "drop-document")


def from_table(table: Mapping[str, Any], place: str) -> Settings:
    """Settings from a parsed TOML table; `place` is named in what is wrong with it."""
    known = {each.name.replace("_", "-"): each for each in fields(Settings)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            nearest = difflib.get_close_matches(key, known, 1, 0.5)
            raise CleanerError(place, f"unknown setting {key!r}", nearest[0] if nearest else ", ".join(known))
        default = getattr(Settings(), known[key].name)
        if isinstance(default, tuple):
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise CleanerError(place, f"{key} must be a list of strings", f'{key} = ["..."]')
            value = tuple(value)
        elif isinstance(default, Mapping) and not isinstance(value, Mapping):
            raise CleanerError(place, f"{key} must be a table", f'{key} = {{ "abuse/vi/*" = ... }}')
        elif isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        elif (isinstance(default, float) and not isinstance(value, float)) or (
                isinstance(default, str | None) and not isinstance(value, str)):
            raise CleanerError(place, f"{key} cannot be {value!r}", f"{key} = {default!r}".replace("'", '"'))
        values[known[key].name] = value
    return checked(Settings(**values), place)


def checked(settings: Settings, place: str) -> Settings:
    """The settings themselves; raises CleanerError where a value is out of its range."""
    for name, choices in _CHOICES.items():
        if (value := getattr(settings, name)) not in choices:
            raise _not_one_of(place, name, value, choices)
    for name in settings.skip:
        if name not in ORDER:
            raise _not_one_of(place, "skip", name, ORDER)
    for action in settings.actions.values():
        if action not in _ACTIONS:
            raise _not_one_of(place, "actions", action, _ACTIONS)
    for severity in settings.severities.values():
        if severity not in (1, 2, 3, 4):
            raise CleanerError(place, f"severities cannot be {severity!r}", "a number from 1 (mild) to 4 (extreme)")
    if not 0 <= settings.alarm <= 1:
        raise CleanerError(place, f"alarm cannot be {settings.alarm}", "a share from 0 to 1, such as 0.5")
    if not 0 < settings.near_duplicate <= 1:
        raise CleanerError(place, f"near-duplicate cannot be {settings.near_duplicate}", "a share above 0 and up to 1, such as 0.8")
    if not 0 < settings.boilerplate <= 1:
        raise CleanerError(place, f"boilerplate cannot be {settings.boilerplate}", "a share above 0 and up to 1, such as 0.5")
    return settings


def _not_one_of(place: str, name: str, value: object, choices: tuple[str, ...]) -> CleanerError:
    nearest = difflib.get_close_matches(str(value), choices, 1, 0.5)
    return CleanerError(place, f"{name.replace('_', '-')} cannot be {value!r}", nearest[0] if nearest else " or ".join(choices))


def nearest(folder: Path) -> tuple[Settings, str]:
    """The settings in force in a folder and the file they come from: the nearest one above, or none ("")."""
    for above in (folder.absolute(), *folder.absolute().parents):
        for name in ("cleaner.toml", "pyproject.toml"):
            path = above / name
            if not path.is_file():
                continue
            table = read(path)
            if name == "pyproject.toml":
                table = table.get("tool", {}).get("cleaner")
            if table is not None:
                return relative_to(from_table(table, str(path)), above), str(path)
    return Settings(), ""


def read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CleanerError(str(path), f"not valid TOML: {error}", "mend the file; strings stand in double quotes") from None
    except OSError as error:
        raise CleanerError(str(path), f"cannot be read: {error.strerror}", "check the path and its permissions") from None


def to_toml(settings: Settings, source: str = "") -> str:
    """Every setting, as a cleaner.toml would hold it, under a comment that says where they come from.

        >>> 'skip = ["junk"]' in to_toml(Settings(skip=("junk",)))
        True
        >>> from_table(tomllib.loads(to_toml(Settings(skip=("junk",), hook={"junk": True}))), "") == Settings(skip=("junk",), hook={"junk": True})
        True
    """
    lines = [f"# from {source}" if source else "# defaults and options: there is no cleaner.toml, and no [tool.cleaner], here or above"]
    tables = []
    for each in fields(settings):
        value, name = getattr(settings, each.name), each.name.replace("_", "-")
        if isinstance(value, Mapping):
            tables += ["", f"[{name}]", *(f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(entry, ensure_ascii=False)}" for key, entry in value.items())] if value else []
        elif value is not None:
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join([*lines, *tables]) + "\n"


def relative_to(settings: Settings, folder: Path) -> Settings:
    """Rule folders are named relative to the file that names them."""
    return replace(settings, rules=tuple(str(folder / each) for each in settings.rules))
