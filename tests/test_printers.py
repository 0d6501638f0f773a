"""Every format says the same of the same events, in the form that its readers expect."""
import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from cleaner.checking import Finding, Span
from cleaner.edits import Edit
from cleaner.errors import Fault
from cleaner.printers import FORMATS, Summary, printer
from cleaner.printers.quoting import isolated, shown

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/check.schema.json").read_text("utf-8"))


def finding(before="nhÃ©", after="nhé", rule="encoding/mojibake", key="a.md", row=0, line=3, end=(3, 5), exact=True, why="Misread.") -> Finding:
    return Finding(key, row, Span(line, 1, *end), 7 if row else line, before.strip(), exact, Edit(0, len(before), before, after, rule, why))


EVENTS = [
    finding(),
    finding("one line\n", "", "duplicates/paragraph", end=(4, 1)),
    finding("كلب", "كلب", "abuse/ar/beast", key="thư mục/b,c:d.txt", why="Found «كلب»."),
    finding("x", "", "hidden/zero-width", key="rows.jsonl", row=7),
    finding("50% :,\n", "", key="a.md", exact=False),
    Fault("noise.bin:2", "not text\nat all", "exclude it"),
    Summary(3, 5, 4, 1, 2, 0, {"encoding/mojibake": 2, "abuse/ar/beast": 1}),
]


def printed(format, events=EVENTS, **options) -> str:
    return "\n".join(printer(format, **options)(events))


def fits(value, schema) -> None:
    """As much of JSON Schema as check.schema.json speaks."""
    schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    if "type" in schema:
        wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert any(type(value) is kinds[each] for each in wanted), (value, schema)
    assert value == schema.get("const", value) and not (isinstance(value, int) and value < schema.get("minimum", value)), (value, schema)
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value), (value, schema)
        for key, each in value.items():
            fits(each, schema.get("properties", {}).get(key) or schema["additionalProperties"])
    for each in value if isinstance(value, list) else ():
        fits(each, schema["items"])


def test_json_fits_its_schema_and_jsonl_says_the_same():
    whole = json.loads(printed("json"))
    fits(whole, SCHEMA)
    assert len(whole["findings"]) == 5 and whole["summary"]["known"] == 2
    rows = [json.loads(line) for line in printed("jsonl").split("\n")]
    assert rows == [*whole["findings"], *whole["faults"], whole["summary"]]
    fits(json.loads(printed("json", EVENTS[-1:])), SCHEMA)      # nothing found


def test_a_byte_that_no_encoding_knows_can_be_written():
    assert json.loads(printed("jsonl", [finding("\udcff", "")]).encode())["before"] == "\udcff"


def test_text_is_one_line_each_and_leaves_faults_to_the_standard_error():
    lines = printed("text").split("\n")
    assert lines[0] == "a.md:3:1: encoding/mojibake: «nhÃ©» -> «nhé» Misread."
    assert lines[3].startswith("rows.jsonl:7: hidden/zero-width:") and len(lines) == 5
    assert printed("text", statistics=True).endswith("5 findings in 3 files, of which 4 can be fixed; 2 more are in the baseline")


def test_colours_and_isolates_only_on_a_terminal():
    assert "\x1b" not in printed("text") and "\u2068" not in printed("text")
    assert "\x1b[31m" in printed("text", terminal=True) and "«\u2068كلب\u2069»" in printed("text", terminal=True)


@pytest.mark.parametrize("text, expected", [
    ("«abc» -> «đẹp»", "«abc» -> «đẹp»"),
    ("«كلب» -> «»", "«\u2068كلب\u2069» -> «\u2068\u2069»"),
    ("«שלום» 12", "«\u2068שלום\u2069» 12"),
])
def test_right_to_left_words_are_isolated(text, expected):
    assert isolated(text) == expected


def test_what_cannot_be_seen_is_named():
    assert shown("a\u202eb\tc\udcff") == "a<U+202E>b<U+0009>c<U+DCFF>"


def test_github_escapes_what_ends_a_property_or_a_line():
    lines = printed("github").split("\n")
    assert len(lines) == 6 and all(line.startswith(("::error ", "::warning ")) for line in lines)
    assert lines[0].startswith("::error file=a.md,line=3,col=1,title=encoding/mojibake::")
    assert lines[2].startswith("::warning file=thư mục/b%2Cc%3Ad.txt,line=3,col=1,")
    assert lines[3].startswith("::error file=rows.jsonl,line=7,title=")      # a row's own columns mean nothing in the file
    assert "50%25 " in lines[4] and "not text%0Aat all" in lines[5]


KNOWN = {"abuse/ar/beast": {"why": "Compares to an animal.", "category": "insult", "severity": 2, "certainty": "contextual"}}


def test_sarif_is_a_log_that_code_scanning_takes():
    log = json.loads(printed("sarif", about=lambda name: KNOWN.get(name, {})))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    [run] = log["runs"]
    assert set(run) <= {"tool", "columnKind", "results", "invocations"} and run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert set(rule) == {"id", "shortDescription", "help", "defaultConfiguration", "properties"} and rule["help"]["text"]
    for result in run["results"]:
        assert set(result) <= {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "fixes"}
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] and result["level"] in ("error", "warning", "note")
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        assert all(value >= 1 for value in region.values())
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert ":" not in uri and " " not in uri and uri.isascii()
    assert unquote(run["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == "thư mục/b,c:d.txt"
    assert next(rule for rule in rules if rule["id"] == "abuse/ar/beast")["properties"] == {
        "tags": ["abuse"], "category": "insult", "severity": 2, "certainty": "contextual"}
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False and "not text" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_offers_only_fixes_that_fit_the_file():
    results = json.loads(printed("sarif"))["runs"][0]["results"]
    # changes; a whole line; only flagged; in a row; needs another repair first
    assert ["fixes" in result for result in results] == [True, True, False, False, False]
    [change] = results[1]["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [{"deletedRegion": {"startLine": 3, "startColumn": 1, "endLine": 4, "endColumn": 1}, "insertedContent": {"text": ""}}]


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_found_is_said_in_every_format(format):
    text = printed(format, [Summary(1, 0, 0, 0, 0, 0, {})])
    assert (json.loads(text) if format in ("json", "jsonl", "sarif") else not text)
