"""The report as a page: what a data owner opens to decide whether to trust a run.

One HTML file that needs nothing else and no network.  All counts are from report.json and the trail,
all texts from a sample of fixed size, so the page of a 10 GB run is no bigger than that of a small one.

    >>> percent(0.074)
    '7.4 %'
"""
import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click

from cleaner.commands.batch import settings_of
from cleaner.chain import REPAIRS
from cleaner.errors import CleanerError
from cleaner.report.excerpts import AROUND, LONGEST, Veil, begun, clipped, difference, pieces, reason, veil
from cleaner.commands.explaining import BUILT_IN
from cleaner.filters import ORDER
from cleaner.formats import atomic
from cleaner.inputs import OWN
from cleaner.report import size
from cleaner.settings import Settings, to_toml
from cleaner.report.survey import TEXT, Survey, survey
from cleaner.trail import digest
from cleaner.trail.sampling import Sampled

LARGEST = 4_900_000     # bytes of the page: opens at once, and fits in a mail
LISTED = 200            # faults and alarms

_LANGUAGES = {"any": "any", "ar": "Arabic", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fr": "French",
              "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "pl": "Polish", "pt": "Portuguese",
              "ru": "Russian", "tr": "Turkish", "vi": "Vietnamese", "zh": "Chinese"}
_STAGES = {"encoding": "Encoding repaired", "spacing": "Hidden characters and blanks", "abuse": "Abuse", "junk": "Junk lines",
           "wording": "Wording", "duplicates": "Duplicates", "gaps": "Empty lines"}


def needs_jinja() -> Any:
    """The package that fills the page in.  Raises CleanerError where it is missing."""
    try:
        import jinja2
    except ImportError:
        raise CleanerError("--report", "making a page needs the package jinja2", "pip install 'text-corpus-cleaner[report]'") from None
    return jinja2


def write(cleaned: Path, target: Path, shown: str = "") -> None:
    """The page about the run that wrote `cleaned`, under the name `shown`."""
    settings, _ = settings_of(cleaned)
    ready(target)
    try:
        counts = json.loads((cleaned / OWN / "report.json").read_bytes())
    except (OSError, ValueError):
        raise CleanerError(str(cleaned), "holds no report.json", "let the run come to its end: the same command goes on from where it stopped") from None
    found = survey(cleaned)
    drawn = found.samples
    # Texts may be long everywhere: then fewer of them have to do.
    for every in (1, 2, 4, 12):
        found.samples = {rule: lots[::every] for rule, lots in drawn.items()}
        page = rendered(data(shown or str(cleaned), counts, found, settings)).encode("utf-8", "replace")
        if len(page) <= LARGEST:
            break
    with atomic(target) as file:
        file.write(page)


def report(cleaned: Path, target: Path | None) -> int:
    """`cleaner report`: the page of a run, beside its report.json if nothing else is said."""
    target = target or cleaned / OWN / "report.html"
    write(cleaned, target)
    click.echo(f"report     {target}")
    return 0


def ready(target: Path) -> None:
    """Raises CleanerError where the page could not be written: before a long run, not after it."""
    needs_jinja()
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise CleanerError(str(target), "is a folder" if target.is_dir() else "lies in a folder that is not there", "--report with the name of a file")


def rendered(values: Mapping[str, Any]) -> str:
    jinja2 = needs_jinja()
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters |= {
        "number": lambda value: f"{value:,}" if value else "–", "size": size, "percent": percent,
        # The page runs this script and no other, whatever a text might hold.
        "sha256": lambda text: base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()}
    return environment.from_string(Path(__file__).with_name("report.html.j2").read_text("utf-8")).render(values)


def percent(share: float) -> str:
    """A share for a person: never 0 % for something, never 100 % for not quite all.

        >>> percent(0), percent(0.0002), percent(0.074), percent(0.9999), percent(1)
        ('0 %', '< 0.1 %', '7.4 %', '> 99.9 %', '100 %')
    """
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{share * 100:.1f} %".replace(".0 %", " %")


def data(name: str, counts: Mapping[str, Any], found: Survey, settings: Settings) -> dict[str, Any]:
    """All that the page shows, as plain values."""
    veiled = veil(found.abusive)
    rules = _rules(counts["rules"], found)
    names = [rule["name"] for rule in rules]
    for rule in rules:
        rule["why"] = reason(rule["name"], clipped(rule["why"]), veiled)
        rule["samples"] = [_sample(each, names, veiled) for each in found.samples.get(rule["name"], [])]
    in_order = sorted(rules, key=lambda rule: ORDER.index(rule["kind"]) if rule["kind"] in ORDER else len(ORDER))
    top, _, tables = to_toml(settings).partition("\n\n[")
    usual = set(to_toml(Settings()).splitlines())
    own = [line for line in top.splitlines()[1:] if line not in usual and not line.startswith("allow = ")]
    return {
        "name": name, "run": digest(json.dumps(counts, sort_keys=True).encode()), "version": counts["cleaner"], "read": counts["read"], "written": counts["written"], "brief": found.brief,
        "alarms": counts["alarms"][:LISTED], "limit": settings.alarm, "faults": [{key: clipped(value, 300) for key, value in fault.items()} for fault in counts["faults"][:LISTED]], "fault_count": len(counts["faults"]),
        "flow": _flow(counts, found), "rules": rules, "most": max((rule["removed"] for rule in rules), default=0) or 1,
        "languages": _languages(rules),
        "judged": [rule for rule in in_order if rule["samples"] and rule["kind"] not in REPAIRS],
        "repaired": [rule for rule in in_order if rule["samples"] and rule["kind"] in REPAIRS],
        "groups": {kind: [_group(group, veiled) for group in groups.values()] for kind, groups in sorted(found.groups.items())},
        "encodings": sorted(found.encodings.items(), key=lambda item: (-item[1].files, item[0])),
        "stay": found.stay, "gone": found.gone,
        "settings": own, "allow": [_toml(each) for each in settings.allow], "tables": f"[{tables}" if tables else "",
    }


def _rules(counts: Mapping[str, Mapping[str, int]], found: Survey) -> list[dict[str, Any]]:
    """By the characters they took, then by count."""
    rules = []
    for name, count in counts.items():
        kind, _, rest = name.partition("/")
        language = rest.partition("/")[0].partition("-")[0] if "/" in rest else ""
        why = BUILT_IN.get(name) or re.sub(r" (?:Found )?«.*", "", found.why.get(name, ""), flags=re.DOTALL)
        rules.append({"name": name, "kind": kind, "language": _LANGUAGES.get(language, language), "why": why, **count, "flagged": count["found"] - count["changed"]})
    return sorted(rules, key=lambda rule: (-rule["removed"], -rule["found"], rule["name"]))


def _languages(rules: Iterable[Mapping[str, Any]]) -> list[tuple[str, int, int, int]]:
    """Of the rules that are for a language: what they changed, flagged and took."""
    totals: dict[str, list[int]] = {}
    for rule in rules:
        if rule["language"]:
            total = totals.setdefault(rule["language"], [0, 0, 0])
            for place, key in enumerate(("changed", "flagged", "removed")):
                total[place] += rule[key]
    return sorted(((name, *total) for name, total in totals.items()), key=lambda row: (-row[3], -row[1], row[0]))


def _flow(counts: Mapping[str, Any], found: Survey) -> dict[str, Any]:
    """Bytes stage by stage, in units of the drawing: what comes in is `WIDE`."""
    before, after = counts["read"]["bytes"], counts["written"]["bytes"]
    stages, left = [], before
    for name in ORDER:
        out, more = found.stages.get(name, (0, 0))
        stages.append({"name": _STAGES[name], "delta": more - out, "out": out, "in": more})
        left += more - out
    stages.append({"name": "Markup of dropped rows, other encodings, rows set aside", "delta": after - left, "out": max(left - after, 0), "in": max(after - left, 0)})
    stages = [stage for stage in stages if stage["delta"] or stage["out"]]
    unit = WIDE / max(before, after, 1)
    now = before
    for stage in stages:
        stage["wide"], now = now * unit, now + stage["delta"]
        stage["left"], stage["share"] = max(now, 0) * unit, abs(stage["delta"]) / before if before else 0.0
    return {"stages": stages, "before": before, "after": after, "wide": before * unit, "last": after * unit}


WIDE = 150


def _sample(each: Sampled, rules: Iterable[str], veiled: Veil) -> dict[str, Any]:
    edit = each.edit
    repair = edit.rule.partition("/")[0] in REPAIRS
    before = edit.before if repair else edit.before.strip("\n")
    gone = pieces(clipped(before), repair, veiled)
    if repair and before.isspace():
        gone = [("sign", "space" if char == " " else "↵" if char == "\n" else f"U+{ord(char):04X}") for char in before[:40]]
    if edit.rule.startswith("abuse/") and not any(kind == "veil" for kind, _ in gone):
        gone = [("veil" if kind == "" else kind, text) for kind, text in gone]
    return {
        "place": each.key + (f":{each.row}" if each.row else f":{each.line}" if each.line else ""),
        "above": pieces(clipped(each.above, AROUND, end=False), veiled=veiled), "below": pieces(begun(each.below), veiled=veiled),
        "left": pieces(clipped(each.around[0], AROUND, end=False), veiled=veiled),
        "right": pieces(begun(each.around[1]), veiled=veiled),
        "gone": gone, "new": pieces(clipped(edit.after), repair, veiled) if edit.changes else [],
        "flagged": not edit.changes, "characters": len(edit.before) if len(edit.before) > LONGEST else 0,
        "why": reason(edit.rule, clipped(edit.why), veiled) if "«" in edit.why else [],
        "allow": allowing(each, rules),
    }


def allowing(each: Sampled, rules: Iterable[str]) -> str:
    """The words, as TOML, that keep this text when they stand in `allow`; "" where only its rule can be allowed."""
    edit = each.edit
    line = (each.around[0] + edit.before.removesuffix("\n") + each.around[1]).strip()
    judged = edit.rule.startswith("junk/") or edit.rule.startswith("abuse/") and ("Found «" in edit.why or not edit.why)
    if not judged or not edit.before.strip() or "\n" in line or "\N{WHITE SQUARE}" in edit.before:
        return ""
    if edit.rule.startswith("abuse/") and len(line) > 200:
        # The words around it are enough: what is allowed is a hit that stands among them.
        left, right = each.around[0].split()[-6:], each.around[1].split()[:6]
        glue = [part for part in (each.around[0][-1:], each.around[1][:1])]
        line = (" ".join(left) + ("" if glue[0].strip() else " ") + edit.before.strip() + ("" if glue[1].strip() else " ") + " ".join(right)).strip()
    # Rules are allowed by globs, and a line such as "*a*" would be one that fits half of them.
    if len(line) > LONGEST or any(fnmatchcase(rule, line) for rule in rules) or re.search("[\ud800-\udfff]", line):
        return ""
    return _toml(line)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _group(group: Any, veiled: Veil) -> dict[str, Any]:
    copies = []
    for _, key, text in sorted(group.shown, key=lambda copy: copy[1]):
        changes = difference(text.strip(), group.text.strip()) if group.text is not None else []
        same = group.text is not None and len(text) < TEXT and text.split() == group.text.split()
        # Words are hidden within the pieces of a comparison as anywhere.
        copies.append({"key": key, "same": same, "text": [(kind, pieces(part, veiled=veiled)) for kind, part in changes] if changes and not same
                       else [("", pieces(clipped(text.strip()), veiled=veiled))]})
    return {"rule": group.rule, "kept": group.kept, "paragraph": group.paragraph, "copies": group.copies, "list": copies, "known": group.text is not None}
