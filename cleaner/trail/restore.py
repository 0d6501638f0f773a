"""Restore: from a cleaned corpus and its trail back to the sources, or to the corpus without some rule.

Whole sources come back byte for byte and are checked against the digest that was taken when they
were read.  A compressed source is the same once decompressed; a Parquet file holds the same values.
"""
import fnmatch
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

import xxhash

from cleaner.edits import Edit
from cleaner.errors import CleanerError, Fault
from cleaner.formats import FormatOptions, Reader, Row, Source, Writer, open_source
from cleaner.inputs import OWN
from cleaner.settings import Settings
from cleaner.trail import PartRecord, RowRecord, content_of, filled, parts
from cleaner.undo import undo


class Restored(NamedTuple):
    key: str
    exact: bool             # checked against the digest of the source; always False when one rule was undone
    faults: list[Fault]


def restore(cleaned: Path, into: Path, settings: Settings, rule: str = "", file: str = "") -> Iterator[Restored]:
    """Puts back every source, or those whose key fits `file`; or only what the rules that fit `rule` did.

    Writes below `into`, never into the cleaned corpus.  Raises CleanerError where there is no trail or
    it was written without the removed text.
    """
    chosen = (lambda edit: fnmatch.fnmatch(edit.rule, rule)) if rule else None
    any_file = False
    with ExitStack() as stack:
        corpus: Iterator[Row] | None = None
        for key, parts_of in groupby(parts(cleaned / OWN / "trail"), key=lambda part: part[0].key):
            group = list(parts_of)
            if group[0][0].into and corpus is None:
                corpus = iter(stack.enter_context(open_source(Source(str(cleaned / group[0][0].into), group[0][0].into), head=CORPUS)))
            if file and not fnmatch.fnmatch(key, file):
                if corpus is not None:
                    deque(islice(corpus, sum(_staying(*each) for each in group)), 0)
                continue
            any_file = True
            yield _restore_file(cleaned, into, key, group, settings, chosen, corpus)
    if file and not any_file:
        raise CleanerError(file, "the trail knows no such file", f"cleaner trail {cleaned} --by file")


def restore_in_place(fixes: Path, settings: Settings) -> Iterator[Restored]:
    """Puts back the files that `cleaner check --fix` wrote over.  Raises CleanerError where one was changed since."""
    for part, records in parts(fixes / OWN / "trail"):
        by_row = {record.row: record for record in records}
        options = FormatOptions(text_field=settings.text_field, encoding=settings.encoding)
        with open_source(Source(part.source, part.key), options) as reader, Writer(part.source, part.head, original=True) as writer:
            for row in reader:
                record = by_row.get(row.number)
                if record is None:
                    writer.raw(row.raw)
                elif record.raw is not None:
                    writer.raw(record.raw)
                else:
                    try:
                        writer.replace(row, undo(row.text or "", record.steps))
                    except ValueError:
                        raise _changed(part.source, f"row {row.number} is not what the trail ends in") from None
        yield Restored(part.source, *_checked(Path(part.source), part.key, [part], settings))


# A corpus.jsonl as `formats.jsonl_row` writes it.
CORPUS = {"format": "jsonl", "compression": "", "encoding": "utf-8", "bom": "", "field": "text", "escapes": False}


def _staying(part: PartRecord, records: list[RowRecord]) -> int:
    return part.rows - sum(record.gone != "" for record in records)


def _restore_file(cleaned: Path, into: Path, key: str, group: list[tuple[PartRecord, list[RowRecord]]], settings: Settings,
                  chosen: Callable[[Edit], bool] | None, corpus: Iterator[Row] | None) -> Restored:
    if any(part.brief for part, _ in group):
        raise CleanerError(key, "its trail is brief: the removed text was not kept", "take the file from its source, " + group[0][0].source)
    head = group[0][0].head
    if len(group) > 1 and head["format"] == "text":
        head = head | {"lengths": [length for part, _ in group for length in part.head["lengths"]]}
    target = into / key
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = chosen is None
    with _reader(cleaned, key, head) as reader, Writer(target, head, original=whole) as writer:
        rows = iter(reader) if corpus is None else corpus
        for part, records in group:
            by_row = {record.row: record for record in records}
            for number in range(1, part.rows + 1):
                _restore_row(by_row.get(number), rows, writer, reader, chosen, key)
        if corpus is None and (surplus := next(rows, None)) is not None:
            raise _changed(key, f"row {surplus.number} is more than the trail knows of")
    return Restored(key, *_checked(target, key, [part for part, _ in group], settings)) if whole else Restored(key, False, [])


def _reader(cleaned: Path, key: str, head: dict) -> Reader:
    path = cleaned / key
    if not path.exists():
        # Its only document was dropped; all there is lies in the trail.
        return Reader(head, iter(()))
    return open_source(Source(str(path), key), head=head)


def _restore_row(record: RowRecord | None, rows: Iterator[Row], writer: Writer, reader: Reader,
                 chosen: Callable[[Edit], bool] | None, key: str) -> None:
    whole = chosen is None
    if record and record.gone:
        if record.raw is not None and (whole or record.gone == "left-out"):
            writer.raw(record.raw)
        elif record.gone == "dropped" and (text := undo("", record.steps, chosen)):
            if record.shell is not None:
                _put_back(writer, filled(record.shell, text, reader.head) if not _is_text(reader) else text, record, reader)
            elif record.raw is not None:
                _put_back(writer, text if _is_text(reader) else record.raw, record, reader)
        return
    row = next(rows, None)
    if row is None:
        raise _changed(key, "it holds fewer rows than the trail knows of")
    if record is None and reader.head["format"] == "text" and row.text is not None:
        writer.replace(row, row.text)
    elif record is None or row.text is None:
        writer.keep(row)
    elif whole and record.raw is not None:
        writer.raw(record.raw)
    else:
        try:
            text = undo(row.text, record.steps, chosen)
            writer.raw(filled(record.shell, text, reader.head)) if record.shell else writer.replace(row, text)
        except ValueError as error:
            raise _changed(key, f"row {row.number} is not what the trail ends in: {error}") from None


def _put_back(writer: Writer, row: bytes | str, record: RowRecord, reader: Reader) -> None:
    if isinstance(row, bytes):
        writer.raw(row)
    else:
        writer.replace(Row(record.row, row, b"", None, (0, 0), reader.head), row)


def _is_text(reader: Reader) -> bool:
    return reader.head["format"] == "text"


def _checked(target: Path, key: str, group: Iterable[PartRecord], settings: Settings) -> tuple[bool, list[Fault]]:
    options = FormatOptions(text_field=settings.text_field, encoding=settings.encoding)
    for part in group:
        content = xxhash.xxh3_128()
        with open_source(Source(str(target), key), options, part.part) as reader:
            for row in reader:
                content.update(content_of(row))
        if content.hexdigest() != part.digest:
            return False, [Fault(key, "what came back is not what was read", f"compare {target} with the source, {part.source}")]
    return True, []


def _changed(key: str, what: str) -> CleanerError:
    return CleanerError(key, f"it was changed after it was written: {what}", "clean again from the source")
