"""Formats: files as rows, one document each, read and written so that only the texts change.

    >>> import io
    >>> with open_source(Source("-", "-"), FormatOptions(format="jsonl"), stream=io.BytesIO(b'{"n": 1, "text": "a"}\\n')) as reader:
    ...     [splice(row, row.text + "b", reader.head) for row in reader]
    [b'{"n": 1, "text": "ab"}\\n']

Read `rows` first, then one of the formats: `text`, `jsonl`, `separated` (CSV), `parquet`.
"""
from cleaner.formats.atomic import atomic
from cleaner.formats.jsonl import jsonl_row
from cleaner.formats.reading import format_of, open_source, parts
from cleaner.formats.rows import FormatOptions, Head, Reader, Row, Source
from cleaner.formats.writing import Writer, raw_of, splice

__all__ = ["FormatOptions", "Head", "Reader", "Row", "Source", "Writer", "atomic", "format_of", "jsonl_row",
           "open_source", "parts", "raw_of", "splice"]
