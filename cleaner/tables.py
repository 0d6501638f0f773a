"""Tables: many texts at once, in whatever the program around them holds them.

| handed in                                                  | comes back                                               |
|------------------------------------------------------------|----------------------------------------------------------|
| a Mapping with the text field: a batch, or a row           | a dict: the text cleaned, the findings beside it         |
| an Arrow table or batch, or a frame that can be made one   | the same in Arrow                                        |
| a column: list, numpy, Arrow, pandas or polars             | the same kind of column, of cleaned texts                |

Every row is cleaned by itself, so batches may be cut anywhere.  Rows keep their order and the other
columns; a null stays a null and has no findings.

    >>> from cleaner import Cleaner
    >>> batch = Cleaner()({"id": [7, 8], "text": ["Một câu.\\n16/05/2024 - 14:51\\n", None]})
    >>> batch["id"], batch["text"]
    ([7, 8], ['Một câu.\\n', None])
    >>> [[finding["rule"] for finding in row] for row in batch["findings"]]
    [['junk/any/timestamp'], []]
    >>> restored(batch["text"][0], batch["findings"][0])
    'Một câu.\\n16/05/2024 - 14:51\\n'
"""
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cleaner.assembly import decided, rulebook
from cleaner.chain import Step
from cleaner.edits import Edit
from cleaner.errors import CleanerError
from cleaner.settings import Settings
from cleaner.undo import undo

if TYPE_CHECKING:
    import pyarrow as pa

    from cleaner.library import Cleaner

FINDINGS = "findings"       # the column that is added
Record = dict[str, Any]     # JSON-able; every one has the same keys, so that columns of them have one type


def records(steps: Sequence[Step], settings: Settings) -> list[Record]:
    """Every edit as plain values.

    Its offsets count in the text that its step saw, so `step` leads back.  Category and severity (1 mild
    to 4 extreme) are of its rule, None where it has none.
    """
    return [_record(number, edit, settings) for number, step in enumerate(steps) for edit in step.edits]


def restored(text: str, findings: Iterable[Mapping[str, Any]]) -> str:
    """The text as it was, from the cleaned one and its findings."""
    return undo(text, [("", [Edit(*(finding[name] for name in Edit._fields)) for finding in step])
                       for _, step in groupby(findings, itemgetter("step"))])


def cleaned(clean: "Cleaner", values: Any) -> Any:
    """Rows, a table or a column, as in the table above.  Raises CleanerError for what holds no texts."""
    if _null(values):
        return values
    if isinstance(values, Mapping):
        return rows(clean, values) if (table := _behind(values)) is None else arrow(clean, table)
    # Of the type: a lazy frame would work out its whole plan to say its columns.
    return arrow(clean, values) if hasattr(type(values), "columns") else column(clean, values)


def rows(clean: "Cleaner", batch: Mapping[str, Any]) -> dict[str, Any]:
    """A batch, which holds a column under each name, or a single row, whose text is a str or null."""
    field = _field(clean, list(batch))
    given = batch[field]
    single = isinstance(given, str) or _null(given)
    texts, findings = _each(clean, [given] if single else given)
    return {**batch, field: texts[0] if single else texts, FINDINGS: findings[0] if single else findings}


def arrow(clean: "Cleaner", table: Any) -> "pa.Table | pa.RecordBatch":
    """A pyarrow RecordBatch for a RecordBatch; a Table for a Table, a frame or what else has `__arrow_c_stream__`.

    The text keeps its type and its chunks; the metadata stay.
    """
    pa = _pyarrow()
    if not isinstance(table, (pa.Table, pa.RecordBatch)):
        try:
            table = pa.table(table)
        except TypeError:
            raise CleanerError("Cleaner.arrow", f"{type(table).__name__} is no table", "collect it into one first") from None
    at = table.schema.names.index(_field(clean, table.schema.names))
    column, kind = table.column(at), _record_type()
    parts = [_each(clean, chunk.to_pylist()) for chunk in _chunks(column)]
    columns = [*table.columns, _like(column, [findings for _, findings in parts], pa.list_(kind))]
    columns[at] = _like(column, [texts for texts, _ in parts], column.type)
    made = pa.RecordBatch if isinstance(table, pa.RecordBatch) else pa.Table
    return made.from_arrays(columns, schema=table.schema.append(pa.field(FINDINGS, pa.list_(kind))))


def column(clean: "Cleaner", values: Any) -> Any:
    """A column of the same kind, index and type, or a list."""
    def one(text: Any) -> Any:
        return text if _null(text) else clean(_text(text)).text

    if hasattr(values, "map_elements"):     # polars
        return values.map_elements(one, return_dtype=values.dtype)
    if hasattr(values, "iloc"):     # pandas
        return values.map(one, na_action="ignore")
    if hasattr(values, "to_pylist"):        # pyarrow
        return _like(values, [[one(text) for text in chunk.to_pylist()] for chunk in _chunks(values)], values.type)
    if hasattr(values, "tolist"):           # numpy
        import numpy as np
        return np.array([one(text) for text in values.tolist()], dtype=object)
    if not isinstance(values, Iterable) or isinstance(values, (bytes, bytearray)):
        raise CleanerError("Cleaner", f"cannot clean {type(values).__name__}", "hand it a text, a column, a batch or a table")
    return [one(text) for text in values]


def _behind(batch: Mapping[str, Any]) -> Any:
    """The Arrow table behind a batch of Hugging Face datasets, as long as nobody read or changed the batch.

    Handed back as lists, their writer would take the type of the findings from the first rows, which
    may have none, and refuse the later ones; and the other columns would be decoded for nothing.
    """
    table = getattr(batch, "pa_table", None)
    untouched = table is not None and set(batch) == getattr(batch, "keys_to_format", None) == set(table.column_names)
    return table if untouched else None


def _each(clean: "Cleaner", texts: Iterable[Any]) -> tuple[list[Any], list[list[Record]]]:
    after: list[Any] = []
    findings: list[list[Record]] = []
    for text in texts:
        if _null(text):
            after.append(text)
            findings.append([])
        else:
            result = clean(_text(text))
            after.append(result.text)
            findings.append(records(result.steps, clean.settings))
    return after, findings


def _null(value: Any) -> bool:
    return value is None or isinstance(value, float) and value != value     # pandas writes NaN


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise CleanerError("Cleaner", f"a row holds {type(value).__name__} where its text should stand", "cast the column to text first")
    return value


def _field(clean: "Cleaner", names: Sequence[str]) -> str:
    field = clean.settings.text_field
    if field not in names:
        raise CleanerError("Cleaner", f"there is no column {field!r}", f"Cleaner(text_field=...), with one of {', '.join(map(str, names))}")
    if FINDINGS in names:
        raise CleanerError("Cleaner", f"there is a column {FINDINGS!r} already", "rename it, or take it out, first")
    return field


def _record(step: int, edit: Edit, settings: Settings) -> Record:
    category, severity = None, None
    if edit.rule.startswith(("abuse/", "junk/")):
        category, severity = _weights(settings.rules, tuple(settings.severities.items())).get(edit.rule, (None, None))
    return {**edit._asdict(), "step": step, "category": category, "severity": severity}


@lru_cache(maxsize=8)
def _weights(rules: tuple[str, ...], severities: tuple[tuple[str, int], ...]) -> dict[str, tuple[str, int | None]]:
    """Category and severity of every rule, with the user's severities."""
    settings = Settings(rules=rules, severities=dict(severities))
    return {rule.name: (rule.category, rule.severity if rule.kind == "abuse" else None)
            for rule in decided(settings).in_force(rulebook(settings).rules)}


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise CleanerError("Cleaner.arrow", "tables need the package pyarrow", "pip install 'text-corpus-cleaner[parquet]'") from None
    return pyarrow


def _record_type() -> "pa.DataType":
    """Stated rather than inferred: the first batch may have no findings."""
    pa = _pyarrow()
    kinds = {"start": pa.int64(), "end": pa.int64(), "step": pa.int64(), "severity": pa.int64()}
    return pa.struct([(name, kinds.get(name, pa.string())) for name in (*Edit._fields, "step", "category", "severity")])


def _chunks(column: Any) -> list[Any]:
    return column.chunks if hasattr(column, "chunks") else [column]


def _like(column: Any, parts: list[list[Any]], kind: "pa.DataType") -> Any:
    """The parts as an Arrow array where the column is one, else chunk by chunk."""
    pa = _pyarrow()
    if hasattr(column, "chunks"):
        return pa.chunked_array([pa.array(part, type=kind) for part in parts], type=kind)
    return pa.array(parts[0], type=kind)
