"""Which copy stays is the user's to say, and the order of the inputs is never asked."""
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import job
from cleaner.errors import CleanerError
from cleaner.formats import Row
from cleaner.inputs import find
from cleaner.job.grading import Grades
from cleaner.settings import Settings

WORDS = [f"từ{n}" for n in range(60)]
TEXTS = [" ".join(WORDS), " ".join([*WORDS, "thêm", "nữa"]), " ".join(WORDS[:58])]
ROWS = [
    {"text": TEXTS[0], "score": 0.5, "date": "2024-03-01"},
    {"text": TEXTS[1], "score": 12, "date": "2024-01-15"},
    {"text": TEXTS[2], "score": -3, "date": "2024-05-20"},
    {"text": TEXTS[2]},
]
KEEP = [("first", 0), ("last", 3), ("longest", 1), ("score", 1), ("lowest:score", 2), ("date", 2), ("lowest:date", 1)]


def kept(tmp_path, name: str, data: bytes, keep: str, size: int = job.SHARD) -> list[int]:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    job.clean(find([str(tmp_path / "in")]), tmp_path / "out", Settings(skip=("abuse", "junk", "wording"), keep=keep), 1, lambda _: None, "corpus.jsonl", size)
    rows = [json.loads(line)["id"] for line in (tmp_path / "out" / "corpus.jsonl").read_text("utf-8").splitlines()]
    return [int(row.rpartition(":")[2]) for row in rows]


@pytest.mark.parametrize("keep, number", KEEP)
@pytest.mark.parametrize("size", [500, job.SHARD])
def test_of_near_duplicates_that_one_stays(tmp_path, keep, number, size):
    rows = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    assert kept(tmp_path, "rows.jsonl", rows, keep, size) == [number + 1]


@pytest.mark.parametrize("keep, number", KEEP)
def test_the_columns_of_a_table(tmp_path, keep, number):
    table = "score,text,date\n" + "".join(f'{row.get("score", "")},"{row["text"]}",{row.get("date", "")}\n' for row in ROWS)
    assert kept(tmp_path, "table.csv", table.encode(), keep) == [number + 2]


def test_the_columns_of_parquet(tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet
    pa.parquet.write_table(pa.table({"text": [row["text"] for row in ROWS], "score": [row.get("score") for row in ROWS]}), tmp_path / "rows.parquet")
    assert kept(tmp_path, "rows.parquet", (tmp_path / "rows.parquet").read_bytes(), "score") == [2]


def test_paragraphs_follow_their_documents(tmp_path):
    shared = " ".join(WORDS[:40])
    rows = [{"text": shared + "\n" + " ".join(f"{word}x{n}" for word in WORDS), "score": n} for n in range(3)]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    job.clean(find([str(tmp_path / "in")]), tmp_path / "out", Settings(skip=("abuse", "junk"), keep="score"), 1, lambda _: None)
    texts = [json.loads(line)["text"] for line in (tmp_path / "out" / "rows.jsonl").read_text().splitlines()]
    assert [shared in text for text in texts] == [False, False, True]


def test_a_field_that_no_document_has_is_a_mistake(tmp_path):
    with pytest.raises(CleanerError, match="no document has the field 'rank'"):
        kept(tmp_path, "rows.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS).encode(), "rank")


@given(st.lists(st.floats(allow_nan=False), min_size=2))
def test_law_numbers_are_graded_in_their_order(numbers):
    grades = Grades("score")
    rows = [Row(1, "", json.dumps({"score": number}).encode()) for number in numbers]
    assert [number for _, number in sorted(zip([grades.of(row, "") for row in rows], numbers))] == sorted(numbers)
