"""Parquet: the text column of each row; the other columns go through as they are.

What is written has the schema, metadata, compression and row groups of what was read, and equal values
in every row, but not the same bytes: those depend on the library that wrote the file.
"""
import base64
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from cleaner.errors import CleanerError, Fault
from cleaner.formats.rows import FormatOptions, Head, Row

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 1024            # rows that are held in memory at once while reading
LARGEST_GROUP = 1 << 29   # bytes of a row group that is held while writing; a larger one becomes two


class Held(NamedTuple):
    """A row as it lies in memory."""
    group: int
    batch: "pa.RecordBatch"
    index: int


class Unreadable(Exception):
    """`Fault` in hand: no row of the file can be read."""

    def __init__(self, fault: Fault):
        super().__init__(fault)
        self.fault = fault


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise CleanerError(".parquet", "reading and writing it needs the package pyarrow", "pip install 'text-corpus-cleaner[parquet]'") from None
    return pyarrow


def opened(file: BinaryIO, place: str, options: FormatOptions, given: Head | None = None) -> tuple[Head, Iterator[Row]]:
    """The head and the rows; `given` is the original's head, if this is a cleaned file.  Raises Unreadable."""
    pa = _pyarrow()
    if not file.seekable():
        raise Unreadable(Fault(place, "Parquet cannot be read from a pipe", "name the file"))
    try:
        table = pa.parquet.ParquetFile(file)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(Fault(place, f"not a Parquet file: {_first_line(error)}", "fetch or copy the file again")) from None
    head = given or _head(table, options.text_field)
    return head, _rows(table, place, head)


def _head(table: Any, field: str) -> Head:
    pa = _pyarrow()
    schema = table.schema_arrow
    found = [at for at in schema.get_all_field_indices(field) if _is_text(pa, schema.field(at).type)]
    groups = range(table.metadata.num_row_groups)
    chunks = [table.metadata.row_group(0).column(at) for at in range(table.metadata.num_columns)] if groups else []
    return {
        "format": "parquet", "compression": "", "exact": "values", "encoding": "utf-8", "bom": "",
        "field": field, "column": found[0] if len(found) == 1 else None,
        "schema": base64.b64encode(schema.serialize()).decode(),
        "codecs": {chunk.path_in_schema: "NONE" if chunk.compression == "UNCOMPRESSED" else chunk.compression for chunk in chunks},
        "dictionaries": [chunk.path_in_schema for chunk in chunks if any("DICTIONARY" in each for each in chunk.encodings)],
        "int96": any(chunk.physical_type == "INT96" for chunk in chunks),
        "version": table.metadata.format_version,
    }


def _is_text(pa: Any, kind: Any) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _rows(table: Any, place: str, head: Head) -> Iterator[Row]:
    pa = _pyarrow()
    fault = _no_column(table.schema_arrow, place, head) if head["column"] is None else None
    number = 0
    try:
        for group in range(table.metadata.num_row_groups):
            for batch in table.iter_batches(BATCH, row_groups=[group]):
                texts = [None] * len(batch) if head["column"] is None else _texts(pa, batch.column(head["column"]))
                for index, text in enumerate(texts):
                    number += 1
                    if isinstance(text, bytes):
                        fault = Fault(f"{place}:{number}", f"«{head['field']}» is not UTF-8", "mend or remove the row")
                        text = None
                    yield Row(number, text, b"", fault, (0, 0), head, Held(group, batch, index))
                    fault = None
    except (pa.ArrowException, OSError) as error:
        yield Row(number + 1, None, b"", Fault(place, f"damaged after row {number:,}: {_first_line(error)}", "fetch or copy the file again"), (0, 0), head)


def _texts(pa: Any, column: Any) -> list[str | bytes | None]:
    """The values; bytes where they are not UTF-8."""
    try:
        return column.to_pylist()
    except UnicodeDecodeError:
        return [_text(value) for value in column.cast(pa.large_binary()).to_pylist()]


def _text(value: bytes | None) -> str | bytes | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return value


def _no_column(schema: Any, place: str, head: Head) -> Fault:
    kinds = [str(schema.field(at).type) for at in schema.get_all_field_indices(head["field"])]
    cause = (f"no column is named «{head['field']}»; it has {', '.join(schema.names[:20])}" if not kinds
             else f"the column «{head['field']}» holds {' and '.join(kinds)}, not text")
    return Fault(place, cause, "name the column that holds the text with --text-field")


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _with_texts(batch: "pa.RecordBatch", texts: dict[int, str], head: Head) -> "pa.RecordBatch":
    """The batch with other texts at some of its rows."""
    pa = _pyarrow()
    at = head["column"]
    field = batch.schema.field(at)
    values = [texts.get(index, value) for index, value in enumerate(batch.column(at).to_pylist())]
    return batch.set_column(at, field, pa.array(values, field.type))


def one_row(held: Held, head: Head, text: str | None = None) -> bytes:
    """The row, or the row with another text, as an Arrow IPC stream."""
    pa = _pyarrow()
    batch = held.batch.slice(held.index, 1)
    if text is not None:
        batch = _with_texts(batch, {0: text}, head)
    # pandas and Hugging Face describe the whole table in the metadata; the head has that already.
    batch = batch.replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue().to_pybytes()


def row_of(data: bytes, number: int, head: Head) -> Row:
    """The row that `one_row` gave."""
    pa = _pyarrow()
    (batch,) = pa.ipc.open_stream(data)
    text = None if head["column"] is None else batch.column(head["column"])[0].as_py()
    return Row(number, text, b"", None, (0, 0), head, Held(-1, batch, 0))


class Table:
    """Collects the rows of a row group and writes it when the next one begins."""

    def __init__(self, file: BinaryIO, head: Head):
        pa = _pyarrow()
        self._head = head
        self._schema = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(head["schema"])))
        self._writer = pa.parquet.ParquetWriter(
            file, self._schema, compression=head["codecs"] or "snappy", use_dictionary=head["dictionaries"] or not head["codecs"],
            use_deprecated_int96_timestamps=head["int96"], version=head["version"])
        self._group = -1
        self._size = 0
        self._batch: "pa.RecordBatch | None" = None
        self._run: list[int] = [0, 0]       # rows of the batch that are waiting, start and end
        self._texts: dict[int, str] = {}    # of these, the ones with another text
        self._done: list["pa.RecordBatch"] = []

    def add(self, held: Held, text: str | None = None) -> None:
        group, batch, index = held
        if batch is not self._batch or index != self._run[1]:
            self._end_run()
            # A row put back from the trail belongs to the group of its neighbours.
            if group not in (-1, self._group) and self._group != -1 or self._size > LARGEST_GROUP:
                self._end_group()
            self._batch, self._run = batch, [index, index]
        if group != -1:
            self._group = group
        if text is not None:
            self._texts[index - self._run[0]] = text
        self._run[1] = index + 1

    def _end_run(self) -> None:
        if self._batch is None:
            return
        batch = self._batch.slice(self._run[0], self._run[1] - self._run[0])
        if self._texts:
            batch = _with_texts(batch, self._texts, self._head)
        self._done.append(batch.replace_schema_metadata(self._schema.metadata))
        self._size += batch.nbytes
        self._batch, self._texts = None, {}

    def _end_group(self) -> None:
        self._end_run()
        if self._done:
            pa = _pyarrow()
            table = pa.Table.from_batches(self._done, self._schema)
            self._writer.write_table(table, row_group_size=len(table))
        self._done, self._size = [], 0

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._end_group()
            self._writer.close()
        else:
            # Unclosed, it would try to write to a file that is gone by then.
            with suppress(OSError, ValueError):
                self._writer.close()
