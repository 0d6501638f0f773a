"""The main job: what comes out of the five seeds stands in tests/expected, and nothing else changes."""
import json
from pathlib import Path

import pytest

from cleaner import job
from cleaner.inputs import OWN, find
from cleaner.trail.restore import restore
from cleaner.settings import Settings
from cleaner.trail import parts

ROOT = Path(__file__).parent.parent
SEEDS, EXPECTED = ROOT / "seeds", ROOT / "tests" / "expected"
NAMES = sorted(path.name for path in SEEDS.iterdir())


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory):
    into = tmp_path_factory.mktemp("seeds") / "cleaned"
    job.clean(find([str(SEEDS)]), into, Settings(), 1, lambda _: None)
    return into


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_out(cleaned, name):
    assert (cleaned / name).read_text("utf-8") == (EXPECTED / name).read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_no_line_changes_but_in_its_blanks(cleaned, name):
    """A line of the output is a line of the source, apart from blanks at its ends and no-break spaces."""
    before = {"", *(line.replace("\u00a0", " ").strip() for line in (SEEDS / name).read_text("utf-8").split("\n"))}
    assert {line.strip() for line in (cleaned / name).read_text("utf-8").split("\n")} <= before


def found(cleaned, name, changes):
    for part, records in parts(cleaned / OWN / "trail"):
        if part.key.startswith(name):
            return [(edit.rule.split("/")[0], edit.before.strip()) for record in records for _, edits in record.steps for edit in edits
                    if edit.changes == changes and edit.before.strip()]
    return []


@pytest.mark.parametrize("name, gone", [
    ("000", ["Don Jong Un", "Cái lồn nhăn nheo"]),
    ("001", []),
    ("002", ["https://www.scmp.com/news/china/diplomacy/article/3318837/china-could-counter-us-tech-curbs-engaging-global-south-ai-analysts-say",
             "Không có file đính kèm.", "10", "Thảo luận", "© Sóng AI - Tóm tắt tin, bài trí tuệ nhân tạo"]),
    ("004", []),
])
def test_what_goes(cleaned, name, gone):
    assert [before for _, before in found(cleaned, name, changes=True)] == gone


def test_the_second_body_goes_once_paragraph_by_paragraph(cleaned):
    gone = found(cleaned, "003", changes=True)
    assert [before for _, before in gone[:2]] == ["16/05/2024 - 14:51", "235"]
    assert [kind for kind, _ in gone[2:]] == ["duplicates"] * 7
    kept = (cleaned / NAMES[3]).read_text("utf-8")
    assert all(before in kept for _, before in gone[2:])


@pytest.mark.parametrize("name, flagged", [
    ("001", []),
    ("003", [("junk", "Mỹ và Trung Quốc lần đầu tiên tổ chức đối thoại liên chính phủ về trí tuệ nhân tạo (AI) tại Geneva, Thụy Sĩ. "
                      "Đây là một phần trong nỗ lực nhằm thúc ...")]),
    ("004", [("wording", "thiếtđáp"), ("wording", "AIĐang"), ("wording", "cáclựa")]),
])
def test_what_is_flagged(cleaned, name, flagged):
    assert found(cleaned, name, changes=False) == flagged


def test_the_seeds_come_back(cleaned, tmp_path):
    assert all(each.exact for each in restore(cleaned, tmp_path, Settings()))
    assert {name: (tmp_path / name).read_bytes() for name in NAMES} == {name: (SEEDS / name).read_bytes() for name in NAMES}


def test_rows_of_one_file_are_cleaned_as_files_are(cleaned, tmp_path):
    rows = "".join(json.dumps({"id": name, "text": (SEEDS / name).read_text("utf-8")}) + "\n" for name in NAMES)
    (tmp_path / "seeds.jsonl").write_text(rows)
    job.clean(find([str(tmp_path / "seeds.jsonl")]), tmp_path / "out", Settings(), 1, lambda _: None)
    texts = [json.loads(line)["text"] for line in (tmp_path / "out" / "seeds.jsonl").read_text("utf-8").splitlines()]
    assert texts == [(EXPECTED / name).read_text("utf-8") for name in NAMES]
