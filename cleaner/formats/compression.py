"""Compression: gz, zst, bz2 and xz as streams, read up to where the data is damaged and no further.

    >>> import gzip
    >>> whole = gzip.compress(b"one\\ntwo\\n")
    >>> stream = Stream(io.BytesIO(whole[:-9]), "gz", "a.txt.gz")
    >>> stream.look(100)
    b'one\\ntwo\\n'
    >>> print(stream.damage)
    a.txt.gz: the compressed data ends early, after 8 bytes of text
      try: fetch or copy the file again
"""
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from cleaner.errors import CleanerError, Fault

SUFFIXES = {".gz": "gz", ".zst": "zst", ".bz2": "bz2", ".xz": "xz"}
BLOCK = 1 << 20
BLOCK_IN = 1 << 14


class Stream(io.RawIOBase):
    """The decompressed bytes of a file.  It never raises: where reading fails, it ends, and `damage` says why."""

    def __init__(self, file: BinaryIO, compression: str, place: str):
        self.damage: Fault | None = None
        self._place = place
        self._file = file
        self._compressed = bool(compression)
        self._read = _reader(file, compression)
        self._given = 0
        self._ahead = memoryview(b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return not self._compressed and self._file.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._ahead = memoryview(b"")
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell() - len(self._ahead)

    def readinto(self, buffer: Any) -> int:
        if not self._ahead:
            if not self._compressed and not self.damage:
                try:
                    return self._file.readinto(buffer)
                except OSError as error:
                    self.damage = self._damaged(error)
            self._ahead = memoryview(self._next(len(buffer)))
        some = self._ahead[:len(buffer)]
        self._ahead = self._ahead[len(some):]
        buffer[:len(some)] = some
        return len(some)

    def look(self, size: int) -> bytes:
        """The next `size` bytes, or what there is, which stay to be read."""
        parts, missing = [self._ahead], size - len(self._ahead)
        while missing > 0 and (block := self._next(BLOCK)):
            parts.append(memoryview(block))
            missing -= len(block)
        self._ahead = memoryview(b"".join(parts))
        return bytes(self._ahead[:size])

    def _next(self, size: int) -> bytes:
        if self.damage:
            return b""
        try:
            block = self._read(size)
        except Exception as error:   # each library has errors of its own, and all of them mean this
            self.damage = self._damaged(error)
            return b""
        self._given += len(block)
        return block

    def _damaged(self, error: Exception) -> Fault:
        if not self._compressed:
            return Fault(self._place, f"cannot be read to its end: {error}", "copy the file to another disk")
        what = "ends early, " if isinstance(error, EOFError) else f"is damaged ({error}) "
        return Fault(self._place, f"the compressed data {what}after {self._given:,} bytes of text", "fetch or copy the file again")

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _reader(file: BinaryIO, compression: str) -> Callable[[int], bytes]:
    """read(size) -> at most so many bytes, b"" at the end."""
    if not compression:
        return file.read1 if hasattr(file, "read1") else file.read
    blocks = _blocks(file, _decompressor(compression), compression)
    ahead = io.BytesIO()

    def read(size: int) -> bytes:
        nonlocal ahead
        while not (block := ahead.read(size)):
            if (some := next(blocks, None)) is None:
                return b""
            ahead = io.BytesIO(some)
        return block
    return read


def _decompressor(compression: str) -> Callable[[], Any]:
    if compression == "gz":
        try:
            from isal import isal_zlib as zlib   # three times as fast
        except ImportError:
            import zlib
        return lambda: zlib.decompressobj(wbits=31)
    if compression == "bz2":
        import bz2
        return bz2.BZ2Decompressor
    if compression == "xz":
        import lzma
        return lzma.LZMADecompressor
    # 2 GiB of window, as `zstd --long=31` writes: dumps of the web come so.
    return _zstandard().ZstdDecompressor(max_window_size=1 << 31).decompressobj


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError:
        raise CleanerError(".zst", "reading and writing it needs the package zstandard", "pip install 'text-corpus-cleaner[zst]'") from None
    return zstandard


def _blocks(file: BinaryIO, decompressor: Callable[[], Any], compression: str) -> Iterator[bytes]:
    """What the frames (members, streams) of a file hold.

    The libraries' own file objects differ in what they do with damage: one ends a truncated frame without
    a word, one loses what it had read.  In small blocks little is lost before a wrong checksum.
    """
    data = file.read(BLOCK_IN)
    while data:
        frame = decompressor()
        while data and not frame.eof:
            yield frame.decompress(data)
            data = frame.unused_data if frame.eof else file.read(BLOCK_IN)
        if not frame.eof:
            raise EOFError
        # Tapes and xz fill up with zeros.
        data = data or file.read(BLOCK_IN)
        while compression in ("gz", "xz") and data and not (data := data.lstrip(b"\0")):
            data = file.read(BLOCK_IN)


@contextmanager
def compressed(file: BinaryIO, compression: str) -> Iterator[BinaryIO]:
    """A file whose bytes go compressed into `file`; the same bytes for the same content, since no name or time goes in."""
    if not compression:
        yield file
        return
    if compression == "gz":
        # zlib also where isal is at hand: the output must not depend on what is installed.  Level 4 is
        # three times as fast as the usual 6 (60 MB/s against 18) and 7 % larger on Vietnamese prose.
        import gzip
        into: Any = gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=4)
    elif compression == "bz2":
        import bz2
        into = bz2.BZ2File(file, "wb")
    elif compression == "xz":
        import lzma
        into = lzma.LZMAFile(file, "wb")
    else:
        into = _zstandard().ZstdCompressor(level=3, write_checksum=True).stream_writer(file, closefd=False)
    # Rows come a few kilobytes at a time; compressors like more.
    buffered = io.BufferedWriter(into, BLOCK)
    try:
        yield buffered
    except BaseException:
        buffered.detach()
        raise
    buffered.close()
