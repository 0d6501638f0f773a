"""The page about a run: what it shows, what it keeps out, and that its marks become an allow file."""
import base64
import hashlib
import html
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import job, report
from cleaner.report import excerpts
from cleaner.report import page as report_page
from cleaner.cli import main
from cleaner.errors import CleanerError
from cleaner.filters.duplicates import Copy, duplicates
from cleaner.inputs import find
from cleaner.settings import Settings
from cleaner.report.survey import _KEPT, survey
from cleaner.text import Document
from cleaner.trail.sampling import sample

EVIL = '<script>alert("x")</script>'
BRIDGE = "The council met on Tuesday to talk about the bridge that the flood of last spring had washed away for good."
ARABIC = "اجتمع مجلس المدينة يوم الثلاثاء لمناقشة بناء الجسر الجديد فوق النهر."
STORY = [f"Part {number} tells how the miller's son walked {number} miles to the town and came back with a goose." for number in range(30)]


def corpus(folder: Path) -> None:
    rows = [{"text": f"The harbour office counted {number * 37} ships in week {number}.\n16/05/2024 - 14:51\n{200 + number}\n{EVIL} closes the line."} for number in range(30)]
    rows += [{"text": "\n".join(STORY)}, {"text": "\n".join(STORY).replace("Part 7 tells", "Chapter 7 says")}, {"no": EVIL}]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "a<script>alert(1)<b>.txt").write_text(f"{BRIDGE}\nYou stupid fucking cunt\nMá»¹ sáº½ tÃ¬m kiáº¿m.\n{EVIL} only three left\n{ARABIC}\n", "utf-8")
    (folder / "b.txt").write_text(f"{BRIDGE}\n{ARABIC}\nYou stupid fucking cunt\nWhat was said afterwards nobody in the town ever wrote down.\n", "utf-8")


RULE = '''[[rule]]
id = "left"
why = "Says how many are left <img src=x onerror=alert(1)>."
category = "counter"
pattern = '.*only \\w+ left'
must_match = ["only three left"]
must_not_match = ["Only three were left."]
'''


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (folder / "in").mkdir()
    corpus(folder / "in")
    (folder / "mine/junk").mkdir(parents=True)
    (folder / 'mine/junk/x"><script>alert(2)<b>.toml').write_text(RULE)
    return folder


@pytest.fixture
def run(place, monkeypatch):
    monkeypatch.chdir(place)

    def call(*arguments):
        done = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
        return done.exit_code, done.output
    return call


@pytest.fixture
def page(run):
    if not Path("page.html").exists():
        code, text = run("clean", "in", "-o", "out", "--rules", "mine", "--report", "page.html", "-j", "1")
        assert code == 2, text     # one row has no text
    return Path("page.html").read_text("utf-8")


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_texts_keys_and_rule_names_are_only_text(page):
    tags = Tags(page).found
    assert [tag for tag, _ in tags].count("script") == 1 and not [tag for tag, _ in tags if tag in ("img", "link", "iframe", "b")]
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert html.escape(EVIL, quote=False) in page.replace("&#34;", '"') and "a&lt;script&gt;alert(1)&lt;b&gt;.txt" in page
    assert "&lt;script&gt;alert(2)&lt;b&gt;/left" in page and "&lt;img src=x" in page


def test_it_needs_nothing_else_and_runs_its_own_script_only(page):
    assert all(value.startswith("#") for _, attributes in Tags(page).found for name, value in attributes.items() if name in ("href", "src"))
    assert "@import" not in page and "url(" not in page
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in html.unescape(page)
    assert "default-src 'none'" in page


def test_what_it_shows(page):
    for text in ("What happened to the bytes", "<svg", "rows.jsonl:33", "has no field", "Mỹ sẽ tìm kiếm", "valid UTF-8", "junk/any/timestamp", "Kept: <bdi>rows.jsonl:31"):
        assert text in page, text
    assert re.search(r"<del>Chapter </del><ins>Part </ins>7 <del>says </del><ins>tells </ins>", page)


def test_abusive_words_are_hidden_wherever_they_stand(page):
    body = re.sub(r'<button type="button" class="veil"[^>]*>[^<]*</button>', "", page)
    # What is left of them: the sentence that an allow file would hold.
    assert not re.search(r"fucking", re.sub(r'data-allow="[^"]*"', "", body))
    assert page.count('class="veil"') > 2


def test_right_to_left_text_decides_its_own_direction(page):
    at = page.index(ARABIC[:20])
    assert page.rindex('dir="auto"', 0, at) > page.rindex("</p>", 0, at)


def test_the_same_run_gives_the_same_page(page, run):
    assert run("report", "out", "-o", "again.html")[0] == 0
    assert Path("again.html").read_text("utf-8") == page
    assert run("report", "out") == (0, "report     out/.cleaner/report.html\n")


def test_samples_are_those_of_the_trail(page):
    found = survey(Path("out"), 5)
    for rule, shown in found.samples.items():
        assert {(each.key, each.edit) for each in shown} == {(each.key, each.edit) for each in sample(Path("out"), 5, re.sub(r"([*?[])", r"[\1]", rule))}, rule


def test_what_is_marked_wrong_stays_in_the_next_run(page, run):
    marked = {}
    rule = ""
    for _, attributes in Tags(page).found:
        rule = attributes.get("data-rule", rule)
        if attributes.get("data-allow") and "data-place" in attributes:
            marked.setdefault(rule, attributes["data-allow"])
    assert {"abuse/en/cunt", "junk/any/timestamp"} <= {*marked}
    Path("allow.toml").write_text("allow = [\n  " + ",\n  ".join(marked.values()) + ",\n]\n", "utf-8")
    run("clean", "in", "-o", "second", "--rules", "mine", "--config", "allow.toml", "-q", "-j", "1")
    kept = Path("second/rows.jsonl").read_text("utf-8")
    assert "16/05/2024 - 14:51" in kept and "16/05/2024 - 14:51" not in Path("out/rows.jsonl").read_text("utf-8")
    assert "stupid" in Path("second/b.txt").read_text("utf-8") and "stupid" not in Path("out/b.txt").read_text("utf-8")


def test_the_flow_adds_up(page):
    counts = json.loads(Path("out/.cleaner/report.json").read_text("utf-8"))
    flow = report_page.data("out", counts, survey(Path("out")), Settings())["flow"]
    assert flow["before"] + sum(stage["delta"] for stage in flow["stages"]) == flow["after"]
    assert all(0 <= stage["left"] <= report_page.WIDE for stage in flow["stages"])


def test_it_stays_small(page, monkeypatch):
    report_page.write(Path("out"), Path("small.html"))
    whole = Path("small.html").stat().st_size
    monkeypatch.setattr(report_page, "LARGEST", whole - 1)
    report_page.write(Path("out"), Path("small.html"))
    assert Path("small.html").stat().st_size < whole


@pytest.mark.parametrize("how, shard", [("", 700), ("corpus.jsonl", 700), ("", 8 << 20)], ids=["cut into parts", "into one file", "whole"])
def test_samples_have_their_lines_wherever_a_document_went(place, tmp_path, how, shard):
    inputs = find([str(place / "in")])
    outcome = job.clean(inputs, tmp_path / "out", Settings(), 1, lambda _: None, how, shard)
    report.write(tmp_path / "out", outcome, 0.5)
    found = survey(tmp_path / "out")
    stamps = found.samples["junk/any/timestamp"]
    assert {each.line for each in stamps} == {2} and all(each.above.startswith(f"The harbour office counted {(each.row - 1) * 37} ") for each in stamps)
    assert [group.text for group in found.groups["document"].values()] == ["\n".join(STORY)]
    assert all(each.share > 0 for each in found.stay)


def test_a_brief_trail_shows_where_and_no_text(place, tmp_path):
    inputs = find([str(place / "in")])
    outcome = job.clean(inputs, tmp_path / "out", Settings(trail="brief"), 1, lambda _: None)
    report.write(tmp_path / "out", outcome, 0.5)
    report_page.write(tmp_path / "out", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "is brief" in page and "rows.jsonl:3" in page and "stupid" not in page and "14:51" not in page


COPIES = [Copy("paragraph", "a: b, paragraph 7.txt", 3), Copy("teaser", "a.txt", 0), Copy("document", "a of b.txt:12"), Copy("near-document", "a (Jaccard).txt", similarity=0.87)]


@pytest.mark.parametrize("copy", COPIES, ids=lambda copy: copy.kind)
def test_what_the_filter_says_of_a_copy_is_read_again(copy):
    (edit,) = duplicates({0 if copy.paragraph >= 0 else -1: copy})(Document("one", "z.txt"))
    match = _KEPT[edit.rule].match(edit.why)
    assert (match[1], match[2]) == (copy.kept, str(copy.paragraph + 1) if copy.paragraph >= 0 else "")


def test_a_comparison_that_is_cut_claims_nothing_about_the_rest():
    words = [f"word{number}" for number in range(excerpts.COMPARED + 200)]
    found = excerpts.difference(" ".join(["new", *words]), " ".join(words))
    assert [part for part in found if part[0]] == [("removed", "new ")] and found[-1] == ("", " …")


PIECES = [
    ("a\u202eb", False, [("", "a"), ("sign", "U+202E"), ("", "b")]),     # would turn the page around
    ("می\u200cخواهم", False, [("", "می\u200cخواهم")]),                     # a joiner that Persian needs
    ("a\u200cb", True, [("", "a"), ("sign", "U+200C"), ("", "b")]),
    ("a\nb", True, [("", "a\nb")]),
]


@pytest.mark.parametrize("text, everything, expected", PIECES)
def test_what_cannot_be_seen_is_named(text, everything, expected):
    assert excerpts.pieces(text, everything) == expected


def test_a_line_that_would_allow_whole_rules_is_not_offered(place, tmp_path):
    (tmp_path / "a.txt").write_text("*a*\n16/05/2024 - 14:51\n", "utf-8")
    outcome = job.clean(find([str(tmp_path / "a.txt")]), tmp_path / "out", Settings(), 1, lambda _: None)
    report.write(tmp_path / "out", outcome, 0.5)
    (each,) = survey(tmp_path / "out").samples["junk/any/timestamp"]
    assert report_page.allowing(each, ["junk/any/timestamp"]) == '"16/05/2024 - 14:51"'
    assert report_page.allowing(each._replace(edit=each.edit._replace(before="*a*")), ["junk/any/timestamp"]) == ""


def test_without_jinja_it_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    code, text = run("clean", "in", "-o", "never", "--report", "page2.html")
    assert code == 2 and "pip install 'text-corpus-cleaner[report]'" in text and not Path("never").exists()


def test_a_page_that_cannot_be_written_is_said_before_the_run(run):
    code, text = run("clean", "in", "-o", "never", "--report", "nowhere/page.html")
    assert code == 2 and "nowhere" in text and not Path("never").exists()
    assert run("report", "in")[0] == 2


def test_a_folder_without_a_trail_is_a_mistake(tmp_path):
    with pytest.raises(CleanerError):
        report_page.write(tmp_path, tmp_path / "page.html")
