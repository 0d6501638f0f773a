"""Text files: the whole file is one document; a very big one is cut into pieces at line ends.

Pieces are cut by a grid of bytes: piece k holds the lines that begin in bytes k*size to (k+1)*size, so
a reader that starts in the middle of the file finds the same pieces.

    >>> [piece for piece, _ in pieces(io.BytesIO(b"one\\ntwo\\nthree\\n"), 6)]
    [b'one\\ntwo\\n', b'three\\n']
"""
import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.decoding import Decision, Decoded, Undecidable, decide, decode
from cleaner.errors import Fault
from cleaner.formats.rows import LONGEST, FormatOptions, Head, Row, lines_from

SAMPLE = 1 << 20
UNDECIDED: Head = {"encoding": None, "bom": "", "newline": "\n", "margin": 0.0, "evidence": ""}
CURE = "name the encoding with --encoding, if you know it"


def whole(data: bytes, place: str, options: FormatOptions, head: Head) -> Row:
    """The one row of a file that is a single document; what is found out goes into `head`."""
    try:
        found = decode(data, options.encoding)
    except Undecidable as error:
        head |= UNDECIDED
        return Row(1, None, data, Fault(place, error.cause, CURE), (0, len(data)), head)
    head |= _found(found, found.newline)
    return Row(1, found.text, data, None, (len(found.bom), len(data)), head)


def big(file: BinaryIO, sample: bytes, complete: bool, place: str, options: FormatOptions, head: Head,
        part: tuple[int, int] | None = None) -> Iterator[Row]:
    """The pieces of a big file, or of the lines that begin in `part`.  A sample decides on the encoding."""
    try:
        head |= decided(sample, complete, options)
    except Undecidable as error:
        head |= UNDECIDED
        return set_aside(file, Fault(place, error.cause, CURE), head)
    start, end = part or (0, None)
    return _rows(pieces(file, options.piece, "\n".encode(head["encoding"]), start, end), place, head, start)


def cleaned(file: BinaryIO, head: Head) -> Iterator[Row]:
    """The rows of the cleaned file: UTF-8, cut where `head["lengths"]` says."""
    lengths = head.get("lengths", [-1])
    for number, length in enumerate(lengths, 1):
        data = file.read(length)
        try:
            text = data.decode() if head["encoding"] else None
        except UnicodeDecodeError:
            text = None     # set aside as a fault when the file was cleaned
        yield Row(number, text, data, None, (0, len(data)), head)


def _found(found: Decision | Decoded, newline: str) -> Head:
    return {"encoding": found.encoding, "bom": found.bom.hex(), "newline": newline, "margin": found.margin, "evidence": found.evidence}


def decided(sample: bytes, complete: bool, options: FormatOptions) -> Head:
    """What a sample says about a file.  Raises Undecidable."""
    if options.encoding:
        try:
            given = decode(_whole_lines(sample), options.encoding)
        except Undecidable:
            # One odd byte is the fault of its piece or row, not of the file that the user knows better.
            given = decode(sample[:3] if sample.startswith(codecs.BOM_UTF8) else b"", options.encoding)
        return _found(given, given.newline)
    decision = decide(_telling(sample), complete)
    first = _whole_lines(sample)[len(decision.bom):].decode(decision.encoding, "replace")
    feeds = first.count("\n")
    newline = "\r\n" if feeds and first.count("\r\n") == feeds else "\r" if "\r" in first and not feeds else "\n"
    return _found(decision, newline)


def _whole_lines(sample: bytes) -> bytes:
    end = sample.rfind(b"\n") + 1 or len(sample)
    return sample[:end - end % 4] if b"\0" in sample else sample[:end]


def sample_of(file: BinaryIO, size: int) -> bytes:
    """Lines from the beginning, the middle and the end of a big file that can be sought in.

    One that begins in ASCII may go on in anything, and each reader of a part has to decide alike.
    """
    def lines_at(at: int) -> bytes:
        file.seek(at)
        block = file.read(SAMPLE)
        return block[block.find(b"\n") + 1 if at else 0:block.rfind(b"\n") + 1 or len(block)]

    first = lines_at(0)
    if b"\0" in first or first.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or size < 4 * SAMPLE:
        return first
    return first + lines_at(size // 2) + lines_at(size - SAMPLE)


def _telling(sample: bytes) -> bytes:
    """The sample from its first line on that is not ASCII: eight-bit encodings are judged by their first 64 KiB."""
    if sample.isascii() or not sample[:1 << 16].isascii() or b"\0" in sample:
        return sample
    odd = next(at for at in range(0, len(sample), 1 << 10) if not sample[at:at + (1 << 10)].isascii())
    return sample[sample.rfind(b"\n", 0, odd) + 1:]


def pieces(file: BinaryIO, size: int, end_of_line: bytes = b"\n", start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, bool]]:
    """Blocks of whole lines, and whether each is text; an endless line is given in blocks that are not."""
    at = lines_from(file, start) if start else 0
    size = max(size - size % len(end_of_line), len(end_of_line))    # never within a character of UTF-16
    while end is None or at < end:
        block = file.read(size - at % size)
        if not block:
            return
        if not _ended(block, end_of_line):
            block += _line(file, end_of_line)
        at += len(block)
        if len(block) < LONGEST or _ended(block, end_of_line):
            yield block, True
            continue
        yield block, False
        while (rest := _line(file, end_of_line)):
            at += len(rest)
            yield rest, False
            if _ended(rest, end_of_line):
                break


def _ended(block: bytes, end_of_line: bytes) -> bool:
    return block.endswith(end_of_line) and len(block) % len(end_of_line) == 0


def _line(file: BinaryIO, end_of_line: bytes) -> bytes:
    """Up to the next line end of one, two or four bytes, of which the last may not be the "\\n"."""
    width = len(end_of_line)
    if width == 1:
        return file.readline(LONGEST)
    line = bytearray()
    while len(line) < LONGEST and (some := file.readline(LONGEST)):
        line += some
        line += file.read(-len(line) % width)
        if line.endswith(end_of_line):
            break
    return bytes(line)


def _rows(blocks: Iterator[tuple[bytes, bool]], place: str, head: Head, start: int) -> Iterator[Row]:
    bom = len(bytes.fromhex(head["bom"]))
    too_long = False
    for number, (block, is_text) in enumerate(blocks, 1):
        begin = bom if number == 1 and not start else 0
        where = f"{place} (from byte {start:,} on):{number}" if start else f"{place}:{number}"
        if not is_text:
            fault = None if too_long else Fault(where, f"a line is longer than {LONGEST:,} bytes", "check that it is a text file")
            too_long = True
            yield Row(number, None, block, fault, (0, len(block)), head)
            continue
        too_long = False
        try:
            text = block[begin:].decode(head["encoding"])
        except UnicodeError as error:
            yield Row(number, None, block, Fault(where, f"not {head['encoding']}, as its beginning is: {error}", CURE), (0, len(block)), head)
            continue
        if (newline := head["newline"]) != "\n":
            turned = text.replace(newline, "\n")
            text = turned if turned.replace("\n", newline) == text else text
        yield Row(number, text, block, None, (begin, len(block)), head)


def set_aside(file: BinaryIO, fault: Fault | None, head: Head) -> Iterator[Row]:
    """A whole file as blocks without text; the fault is told once."""
    number = 1
    while (block := file.read(SAMPLE)):
        yield Row(number, None, block, fault, (0, len(block)), head)
        number, fault = number + 1, None


def literal(text: str, head: Head) -> bytes:
    if head["encoding"] is None:
        return text.encode()
    if head["newline"] != "\n":
        text = text.replace("\n", head["newline"])
    return text.encode(head["encoding"])


def splice(row: Row, text: str, head: Head, original: bool = True) -> bytes:
    """The bytes of the row in the encoding and with the line ends of its file."""
    start, end = row.at
    return row.raw[:start] + literal(text, head) + row.raw[end:]


def cleaned_bytes(row: Row, text: str | None = None) -> bytes:
    """The row in the cleaned file: UTF-8 and "\\n", without a byte order mark."""
    if text is not None:
        return text.encode()
    if row.text is None:
        return row.raw
    if row.head["encoding"] == "utf-8" and row.head["newline"] == "\n":
        return row.raw[row.at[0]:]
    return row.text.encode()
