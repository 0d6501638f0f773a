"""Transcoding: a stream in any encoding, read as UTF-8 (Excel exports tables as UTF-16).

    >>> from cleaner.formats.compression import Stream
    >>> stream = Transcoded(Stream(io.BytesIO("Mưa,nắng".encode("utf-16-le")), "", "a.csv"), "utf-16-le", "a.csv")
    >>> stream.read(11).decode()
    'Mưa,nắng'
"""
import codecs
import io
from typing import Any

from cleaner.errors import Fault
from cleaner.formats.compression import BLOCK, Stream


class Transcoded(io.RawIOBase):
    """Like `Stream`: it ends, with `damage` set, before bytes that could not be written back as they were."""

    def __init__(self, stream: Stream, encoding: str, place: str):
        self._stream = stream
        self._encoding = encoding
        self._place = place
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._encoder = codecs.getincrementalencoder(encoding)("strict")
        self._unproved = b""    # read, but not yet seen to come back
        self._done = 0
        self._ahead = b""
        self._refused: Fault | None = None
        self._ended = False

    @property
    def damage(self) -> Fault | None:
        return self._refused or self._stream.damage

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ahead and not self._ended:
            self._ahead = self._next()
        some = self._ahead[:len(buffer)]
        self._ahead = self._ahead[len(some):]
        buffer[:len(some)] = some
        return len(some)

    def look(self, size: int) -> bytes:
        """The next `size` bytes, or what there is, which stay to be read."""
        while len(self._ahead) < size and not self._ended:
            self._ahead += self._next()
        return self._ahead[:size]

    def _next(self) -> bytes:
        block = self._stream.read(BLOCK) or b""
        self._ended = not block
        self._unproved += block
        try:
            # A stream that broke off may do so within a character; then that is not one more fault.
            text = self._decoder.decode(block, not block and not self._stream.damage)
            back = self._encoder.encode(text, not block)
        except UnicodeError as error:
            return self._refuse(str(error))
        if not self._unproved.startswith(back):
            return self._refuse("its bytes would not come back the same")
        self._unproved = self._unproved[len(back):]
        self._done += len(back)
        return text.encode()

    def _refuse(self, why: str) -> bytes:
        self._ended = True
        self._refused = Fault(self._place, f"not {self._encoding} after byte {self._done:,}: {why}", "name the encoding with --encoding, if you know it")
        return b""

    def close(self) -> None:
        self._stream.close()
        super().close()
