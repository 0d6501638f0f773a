"""What a project knows of and lives with: known by rule, file and line, wherever the line stands now."""
import json

import pytest

from cleaner.hook import baseline
from cleaner.hook.baseline import Baseline, Entry, digest
from cleaner.checking import Finding, Span
from cleaner.edits import Edit
from cleaner.errors import CleanerError


def finding(key: str, lines: str, rule: str = "abuse/en/insult", at: int = 1) -> Finding:
    return Finding(key, 0, Span(at, 1, at, 2), at, lines, True, Edit(0, 1, "x", "x", rule, ""))


def test_a_line_that_moved_or_was_indented_is_still_known():
    known = Baseline().updated([finding("a.md", "the line", at=3)], ["a.md"], whole=True)
    assert known.matcher()("a.md", "abuse/en/insult", "    the line")


@pytest.mark.parametrize("key, rule, lines", [
    ("b.md", "abuse/en/insult", "the line"),      # another file
    ("a.md", "abuse/en/slur", "the line"),        # another rule
    ("a.md", "abuse/en/insult", "the Line"),      # another line
])
def test_anything_else_is_new(key, rule, lines):
    known = Baseline().updated([finding("a.md", "the line")], ["a.md"], whole=True)
    assert not known.matcher()(key, rule, lines) and not known.holds(key, rule, lines)


def test_one_more_of_the_same_line_is_new():
    is_known = Baseline().updated([finding("a.md", "x")] * 2, ["a.md"], whole=True).matcher()
    assert [is_known("a.md", "abuse/en/insult", "x") for _ in range(3)] == [True, True, False]


def test_what_is_gone_is_told_only_of_files_that_were_looked_at(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.md").write_text("")
    known = Baseline({"a.md": (Entry("r/x", "0", 2),), "b.md": (Entry("r/x", "0", 1),)})
    (tmp_path / "a.md").write_text("")
    assert known.matcher().needless({"a.md"}.__contains__) == 2
    (tmp_path / "b.md").unlink()      # a file that is gone needs no entry either
    assert known.matcher().needless({"a.md"}.__contains__) == 3


def test_an_update_of_some_files_keeps_the_others(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        (tmp_path / f"{name}.md").write_text("")
    old = Baseline().updated([finding("a.md", "x"), finding("b.md", "y")], ["a.md", "b.md"], whole=True)
    assert set(old.updated([], ["a.md"], whole=False).files) == {"b.md"}
    assert not old.updated([], ["a.md"], whole=True).files


def test_on_disk_it_is_sorted_lines_without_words(tmp_path):
    path = tmp_path / baseline.NAME
    known = Baseline().updated([finding("b.md", "words of shame"), finding("a\"é.md", "x"), finding("a\"é.md", "x")], [], whole=True)
    baseline.write(path, known)
    assert baseline.read(path) == known
    text = path.read_text("utf-8")
    assert "shame" not in text and text.index("é.md") < text.index("b.md") and json.loads(text)["version"] == 1
    assert f'      {{"rule": "abuse/en/insult", "line": "{digest("x")}", "count": 2}}\n' in text
    baseline.write(path, Baseline())
    assert baseline.read(path) == Baseline() and json.loads(path.read_text()) == {"version": 1, "files": {}}


@pytest.mark.parametrize("written, says", [
    ('{"version": 2, "files": {}}', "version 2"), ("[]", "is not a baseline"), ("{", "is not a baseline"),
    ('{"version": 1, "files": {"a": [{}]}}', "is not a baseline")])
def test_what_is_no_baseline_is_said(tmp_path, written, says):
    (tmp_path / "x").write_text(written)
    with pytest.raises(CleanerError, match=says):
        baseline.read(tmp_path / "x")


def test_none_is_an_empty_one(tmp_path):
    assert baseline.read(tmp_path / "nowhere") == Baseline()
