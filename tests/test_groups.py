"""Looking at duplicates before anything goes: who is like whom, by how much, and where they differ."""
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.duplicates.groups import difference
from cleaner.duplicates.shingles import jaccard, shingles
from cleaner.job import indexing

TEXT = [f"từ{n}" for n in range(100)]


def changed(*places: int) -> str:
    return " ".join("khác" + word if n in places else word for n, word in enumerate(TEXT)) + "\n"


DOCUMENTS = {"a.txt": changed(), "b.txt": changed(50), "c.txt": changed(), "d.txt": changed(20, 50, 80), "e.txt": "một bài không giống bài nào khác ở đây\n" * 5}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for name, text in DOCUMENTS.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    return tmp_path / "in"


def run(*arguments: object) -> str:
    done = CliRunner().invoke(main, ["duplicates", *map(str, arguments), "--isolated"])
    assert done.exit_code == 0, done.output
    return done.output


def groups(output: str) -> list[tuple[str, dict[str, float]]]:
    rows = [json.loads(line) for line in output.splitlines()]
    assert all(row["size"] == len(row["others"]) + 1 for row in rows)
    return [(row["kept"], {other["key"]: other["similarity"] for other in row["others"]}) for row in rows]


def exact(one: str, other: str) -> float:
    return pytest.approx(jaccard(shingles(DOCUMENTS[one]), shingles(DOCUMENTS[other])), abs=1e-4)


def test_groups_name_the_kept_copy_and_exact_similarities(folder):
    assert groups(run(folder, "--format", "jsonl")) == [("a.txt", {"b.txt": exact("a.txt", "b.txt"), "c.txt": 1.0})]


def test_another_threshold_starts_from_the_index(folder, tmp_path, monkeypatch):
    run(folder, "--index", tmp_path / "index")
    monkeypatch.setattr(indexing, "read_all", lambda *_: pytest.fail("read again"))
    low = groups(run(folder, "--index", tmp_path / "index", "--threshold", 0.7, "--format", "jsonl"))
    assert low == [("a.txt", {"b.txt": exact("a.txt", "b.txt"), "c.txt": 1.0, "d.txt": exact("a.txt", "d.txt")})]
    assert groups(run(tmp_path / "index", "--threshold", 0.7, "--format", "jsonl")) == low
    assert groups(run(tmp_path / "index", "--threshold", 0.95, "--format", "jsonl")) == [("a.txt", {"c.txt": 1.0})]


def test_the_text_shows_what_differs_and_marks_the_threshold(folder):
    output = run(folder)
    assert "[-từ50-] {+káchtừ50+}".replace("kách", "khác") in output
    assert [line for line in output.splitlines() if "<- threshold 0.8" in line][0].split()[0] == "0.80"
    assert "1 groups; 2 documents would go" in output


def test_a_table(folder):
    rows = run(folder, "--format", "csv").splitlines()
    assert rows[0] == "group,size,key,kept,similarity" and rows[1:2] == ["1,3,a.txt,a.txt,1.0000"] and len(rows) == 4


def test_rows_of_one_file_are_told_apart_and_nothing_is_written(tmp_path):
    path = Path(tmp_path, "rows.jsonl")
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in DOCUMENTS.values()))
    output = run(path)
    assert "rows.jsonl:2" in output and "{+kháctừ50+}" in output
    assert [each.name for each in tmp_path.iterdir()] == ["rows.jsonl"]


def test_nothing_alike(tmp_path):
    Path(tmp_path, "a.txt").write_text("một\n")
    assert "no documents are alike" in run(tmp_path)


WORDS = st.lists(st.sampled_from(["giá", "vàng", "tăng", "giảm"]), max_size=12)


@given(WORDS, WORDS)
def test_law_a_difference_holds_both_texts(kept, other):
    pieces = list(difference(" ".join(kept), " ".join(other)))
    assert [word for piece in pieces if piece.how != "new" for word in piece.words] == kept
    assert [word for piece in pieces if piece.how != "gone" for word in piece.words] == other
