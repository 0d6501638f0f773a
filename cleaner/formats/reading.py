"""Reading: a source file opened by its name, and given as rows that hold their text and their bytes.

What cannot be opened, and what ends in damage, comes as a row with a `Fault`; nothing else is raised
than CleanerError, for what the user can mend before starting.
"""
import io
import os
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.decoding import Undecidable
from cleaner.detection import BOMS
from cleaner.errors import Fault
from cleaner.formats import jsonl, parquet, separated, text
from cleaner.formats.compression import BLOCK, SUFFIXES, Stream
from cleaner.formats.rows import FormatOptions, Head, Reader, Row, Source
from cleaner.formats.transcoding import Transcoded

FORMATS = {".txt": "text", ".md": "text", ".text": "text", ".rst": "text",
           ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet"}
Part = tuple[int, int] | None
LOOK = 1 << 16   # bytes of the beginning that decide on a file's style


def format_of(name: str) -> tuple[str, str] | None:
    """The format and compression ("" for none) that a file's name tells, or None.

        >>> format_of("news/2024.JSONL.zst"), format_of("a.txt"), format_of("a.exe")
        (('jsonl', 'zst'), ('text', ''), None)
    """
    stem, suffix = os.path.splitext(name.lower())
    compression = SUFFIXES.get(suffix, "")
    if compression:
        suffix = os.path.splitext(stem)[1]
    kind = FORMATS.get(suffix)
    # Parquet compresses its own columns; as a stream it could not be read, since its index is at the end.
    return None if kind is None or kind == "parquet" and compression else (kind, compression)


def _format(source: Source, options: FormatOptions) -> tuple[str, str]:
    kind, compression = format_of(source.path) or ("text", SUFFIXES.get(os.path.splitext(source.path.lower())[1], ""))
    return options.format or kind, compression


def open_source(source: Source, options: FormatOptions = FormatOptions(), part: Part = None, *,
                stream: BinaryIO | None = None, head: Head | None = None) -> Reader:
    """The rows of a file, of a part of it (see `parts`), or of an open binary `stream` in its place.

    With the `head` of an original it reads the cleaned file that was made from that.
    """
    kind, compression = (head["format"], head["compression"]) if head else _format(source, options)
    try:
        file = stream or open(source.path, "rb", buffering=0)
    except (OSError, ValueError) as error:
        return _unreadable({"format": kind, "compression": compression}, source, error)
    try:
        if kind == "parquet":
            try:
                head, rows = parquet.opened(file, source.place, options, head)
            except parquet.Unreadable as error:
                file.close()
                return _nothing({"format": kind, "compression": ""}, error.fault)
            return Reader(head, rows, file.close)
        raw = Stream(file, compression, source.place)
        if head:
            buffered = io.BufferedReader(raw, BLOCK)
            rows = text.cleaned(buffered, head) if kind == "text" else _rows(buffered, source.place, head, part)
            return Reader(head, _until_damage(rows, raw, head), buffered.close)
        head = {"format": kind, "compression": compression, "exact": "content" if compression else "bytes"}
        if kind == "text":
            buffered = io.BufferedReader(raw, BLOCK)
            return Reader(head, _until_damage(_text(raw, buffered, source.place, options, part, head), raw, head), buffered.close)
        return _lines(kind, raw, source.place, options, part, head)
    except BaseException:
        file.close()
        raise


def _text(raw: Stream, file: BinaryIO, place: str, options: FormatOptions, part: Part, head: Head) -> Iterator[Row]:
    size = file.seek(0, io.SEEK_END) if raw.seekable() else 0
    if size > options.piece:
        sample, complete = text.sample_of(file, size), size <= text.SAMPLE
        file.seek(0)
        return text.big(file, sample, complete, place, options, head, part)
    if raw.seekable():
        file.seek(0)
    data = raw.look(options.piece + 1)
    if len(data) > options.piece:
        return text.big(file, data, False, place, options, head)
    row = text.whole(data, place, options, head)
    return iter([row._replace(text=None, fault=raw.damage) if raw.damage else row])


def _lines(kind: str, raw: Stream, place: str, options: FormatOptions, part: Part, head: Head) -> Reader:
    """The rows of JSON lines or CSV, which are read as UTF-8, whatever they are in."""
    sample = raw.look(text.SAMPLE if kind != "jsonl" or options.encoding else LOOK)
    wide = any(sample.startswith(bom) and encoding != "utf-8" for bom, encoding in BOMS)
    if kind == "jsonl" and not wide and not options.encoding:
        bom = sample[:3] if sample.startswith(b"\xef\xbb\xbf") else b""
        head |= {"encoding": "utf-8", "bom": bom.hex(), "margin": 1.0, "evidence": "JSON lines are UTF-8"}
    else:
        try:
            head |= text.decided(sample, len(sample) < text.SAMPLE, options)
        except Undecidable as error:
            head |= {"encoding": None, "bom": ""}
            buffered = io.BufferedReader(raw, BLOCK)
            fault = Fault(place, error.cause, text.CURE)
            return Reader(head, _until_damage(text.set_aside(buffered, fault, head), raw, head), buffered.close)
    at = len(raw.read(len(bytes.fromhex(head["bom"]))))
    utf8 = raw if head["encoding"] == "utf-8" else Transcoded(raw, head["encoding"], place)
    beginning = utf8.look(LOOK)
    head |= jsonl.head_of(beginning, options.text_field) if kind == "jsonl" else separated.head_of(beginning, kind, options.text_field)
    buffered = io.BufferedReader(utf8, BLOCK)
    return Reader(head, _until_damage(_rows(buffered, place, head, part, at), utf8, head), buffered.close)


def _rows(file: BinaryIO, place: str, head: Head, part: Part, at: int = 0) -> Iterator[Row]:
    if head["encoding"] is None:
        return text.set_aside(file, None, head)
    return jsonl.rows(file, place, head, part, at) if head["format"] == "jsonl" else separated.rows(file, place, head)


def _until_damage(rows: Iterator[Row], stream: Stream | Transcoded, head: Head) -> Iterator[Row]:
    """The rows, of which the one that damage cut short is no row but the fault."""
    last = None
    for row in rows:
        if last:
            yield last
        last = row
    if last and stream.damage and (last.fault or not last.raw.endswith(b"\n")):
        yield last._replace(text=None, fault=stream.damage)
        return
    if last:
        yield last
    if stream.damage:
        yield Row(last.number + 1 if last else 1, None, b"", stream.damage, (0, 0), head)


def _unreadable(head: Head, source: Source, error: Exception) -> Reader:
    if isinstance(error, IsADirectoryError):
        fault = Fault(source.place, "is a folder", "name the files in it, or a name that ends otherwise")
    else:
        fault = Fault(source.place, f"cannot be opened: {getattr(error, 'strerror', None) or error}", "check the path and its permissions")
    return _nothing(head, fault)


def _nothing(head: Head, fault: Fault) -> Reader:
    return Reader(head, iter([Row(1, None, b"", fault, (0, 0), head)]), fault=fault)


def parts(source: Source, options: FormatOptions = FormatOptions(), size: int = 8 << 20) -> list[Part]:
    """Ranges of bytes, each for a reader of its own, that together give all rows; [None] where a file cannot be cut.

    Only uncompressed UTF-8 can, as JSON lines or as pieces of text.
    """
    kind, compression = _format(source, options)
    if compression or source.path == "-" or kind not in ("jsonl", "text"):
        return [None]
    try:
        with open(source.path, "rb") as file:
            length = file.seek(0, io.SEEK_END)
            if kind == "text":
                if length <= options.piece or not _cut_as_utf8(text.sample_of(file, length), options):
                    return [None]
                size = max(1, size // options.piece) * options.piece
            elif length <= size:
                return [None]
            else:
                file.seek(0)
                beginning = file.read(4)
                if options.encoding or any(beginning.startswith(bom) and encoding != "utf-8" for bom, encoding in BOMS):
                    return [None]
    except (OSError, ValueError):
        return [None]    # the reader says what is wrong
    size = max(size, 4)     # the first line begins behind a byte order mark and belongs to the first part
    return [(at, min(at + size, length)) for at in range(0, length, size)]


def _cut_as_utf8(sample: bytes, options: FormatOptions) -> bool:
    try:
        return text.decided(sample, False, options)["encoding"] == "utf-8"
    except Undecidable:
        return False
