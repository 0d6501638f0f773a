"""Batches, rows, columns and Arrow tables come out as they went in, but for the text and its findings."""
import json
import pickle
import sys
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, CleanerError
from cleaner.tables import restored

CLEAN = Cleaner()
TEXTS = ["Hai\u00a0câu. \n16/05/2024 - 14:51\n", None, "", "sạch\n"]
AFTER = ["Hai câu.\n", None, "", "sạch\n"]

# Lines that different filters act on, so that findings come from several steps.
LINES = st.sampled_from(["một câu", "hai\u00a0câu ", "16/05/2024 - 14:51", "235", "cÃ\u00a0 phÃª", "", "https://example.org/a", "you fucking idiot"])
ROWS = st.lists(st.none() | st.lists(LINES, max_size=6).map("\n".join), max_size=6)


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_a_batch_is_its_texts_one_by_one(texts):
    batch = CLEAN({"id": list(range(len(texts))), "text": texts})
    assert batch["id"] == list(range(len(texts)))
    for before, after, findings in zip(texts, batch["text"], batch["findings"], strict=True):
        if before is None:
            assert after is None and findings == []
            continue
        result = CLEAN(before)
        assert (after, restored(after, findings)) == (result.text, before)
        assert [finding["rule"] for finding in findings] == [edit.rule for edit in result.findings]
    assert json.loads(json.dumps(batch)) == batch
    assert CLEAN.arrow(pa.table({"text": pa.array(texts, pa.string())})).to_pydict() == {name: batch[name] for name in ("text", "findings")}


def test_a_finding_says_what_its_rule_is():
    rows = CLEAN({"text": "Hai câu. \n16/05/2024 - 14:51\nwhat a fucking mess this is, said the man\n"})["findings"]
    assert [(row["rule"], row["step"], row["category"], row["severity"]) for row in rows] == [
        ("spacing/trailing", 0, None, None), ("abuse/en/fuck", 1, "profanity", 2), ("junk/any/timestamp", 2, "timestamp", None)]


def test_a_severity_is_the_one_that_the_user_gave():
    clean = Cleaner(severities={"abuse/en/*": 1})
    assert clean({"text": "what a fucking mess this is, said the man\n"})["findings"][0]["severity"] == 1


def test_a_row_is_a_batch_of_one():
    assert CLEAN({"id": 7, "text": TEXTS[0]})["text"] == AFTER[0]
    assert CLEAN({"id": 7, "text": None}) == {"id": 7, "text": None, "findings": []}


def test_any_mapping_is_a_batch_and_stays_as_it_is():
    given = MappingProxyType({"text": tuple(TEXTS)})
    assert CLEAN(given)["text"] == AFTER
    assert given["text"] == tuple(TEXTS)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str)
@pytest.mark.parametrize("make", [pa.table, pa.record_batch], ids=["table", "batch"])
def test_arrow_keeps_order_columns_types_and_metadata(kind, make):
    schema = pa.schema([pa.field("id", pa.int8(), metadata={"of": "field"}), ("text", kind), ("more", pa.bool_())], {"of": "schema"})
    table = make([pa.array([3, 1, 2, 9], pa.int8()), pa.array(TEXTS, kind), pa.array([True, None, False, True])], schema=schema)
    cleaned = CLEAN.arrow(table)
    assert type(cleaned) is type(table)
    assert cleaned.schema.names == ["id", "text", "more", "findings"] and cleaned.schema.metadata == schema.metadata
    assert [cleaned.schema.field(name) for name in schema.names] == list(schema)
    assert cleaned.select(["id", "more"]).equals(table.select(["id", "more"]))
    assert cleaned.column(1).to_pylist() == AFTER


def test_the_type_of_the_findings_does_not_depend_on_them():
    table = CLEAN.arrow(pa.table({"text": pa.array(TEXTS)}))
    for other in (pa.table({"text": pa.array([], pa.string())}), pa.table({"text": ["sạch"]}), pa.table({"text": pa.chunked_array([], pa.string())})):
        assert CLEAN.arrow(other).schema == table.schema


def test_chunks_stay_where_they_are():
    table = pa.table({"text": pa.chunked_array([TEXTS[:1], [], TEXTS[1:]], pa.string())})
    cleaned = CLEAN.arrow(table)
    assert [len(chunk) for chunk in cleaned["text"].chunks] == [len(chunk) for chunk in cleaned["findings"].chunks] == [1, 0, 3]


class Frame:
    """A table of some other library: all that is asked of it."""
    columns = ("text",)

    def __arrow_c_stream__(self, requested_schema=None):
        return pa.table({"text": TEXTS}).__arrow_c_stream__(requested_schema)


def test_a_table_of_another_library_comes_back_in_arrow():
    assert CLEAN(Frame())["text"].to_pylist() == CLEAN.arrow(Frame())["text"].to_pylist() == AFTER


@pytest.mark.parametrize("column", [list(TEXTS), np.array(TEXTS, dtype=object), pa.array(TEXTS), pa.chunked_array([TEXTS])], ids=lambda column: type(column).__name__)
def test_a_column_comes_back_as_one(column):
    cleaned = CLEAN(column)
    assert type(cleaned) is type(column)
    assert (cleaned.to_pylist() if hasattr(cleaned, "to_pylist") else list(cleaned)) == AFTER


def test_a_null_stays_the_null_it_is():
    assert CLEAN(None) is None
    assert str(CLEAN(float("nan"))) == "nan"


def test_a_cleaner_pickles_with_its_settings():
    clean = pickle.loads(pickle.dumps(Cleaner(skip=("junk",), text_field="body", severities={"abuse/en/*": 1})))
    assert clean({"body": [TEXTS[0]]})["body"] == ["Hai câu.\n16/05/2024 - 14:51\n"]
    assert len(pickle.dumps(clean)) < 2000


@pytest.mark.parametrize("given, said", [
    (5, "cannot clean int"),
    (b"bytes", "cannot clean bytes"),
    (["text", 5], "a row holds int"),
    ([["a", "nested", "column"]], "a row holds list"),
    ({"body": ["a"]}, "no column 'text'"),
    ({"text": ["a"], "findings": [1]}, "a column 'findings' already"),
])
def test_what_holds_no_texts_is_refused(given, said):
    with pytest.raises(CleanerError, match=said):
        CLEAN(given)


def test_no_table_is_said_so():
    with pytest.raises(CleanerError, match="str is no table"):
        CLEAN.arrow("text")


def test_without_pyarrow_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CleanerError, match=r"text-corpus-cleaner\[parquet\]"):
        CLEAN.arrow(Frame())
