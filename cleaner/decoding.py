"""Decoding: bytes to text, strictly, with the evidence kept, and back to the same bytes.

What cannot be decided is not guessed: `Undecidable` says why, and the file is set aside.

    >>> found = decode("Xin chào\\r\\n".encode("utf-16"))
    >>> found.text, found.encoding, found.newline
    ('Xin chào\\n', 'utf-16-le', '\\r\\n')
    >>> encode(found.text, found) == "Xin chào\\r\\n".encode("utf-16")
    True
    >>> decode(bytes(range(256)))
    Traceback (most recent call last):
    ...
    cleaner.eightbit.Undecidable: not text: it holds NUL bytes

A reader of big files decides on a beginning with `decide`, then decodes block by block, strictly, in that
encoding; a block where that fails is one for `decode`.
"""
import codecs
from typing import NamedTuple

from cleaner.detection import BOMS, CONTROLS, Decision, Undecidable, decide, disguised
from cleaner.errors import CleanerError
from cleaner.oddlines import mended

__all__ = ["Decision", "Decoded", "Undecidable", "decide", "decode", "encode", "python_name"]

# Always the same bytes again, so the way back need not be tried.
EXACT = frozenset({"utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "ascii", "iso8859-1"})
UTF_8 = Decision("utf-8", b"", 1.0, "valid UTF-8")
STARTS = tuple(bom for bom, _ in BOMS)
HEAD = 1 << 10      # bytes in which control characters are looked for


class Decoded(NamedTuple):
    text: str         # without the byte order mark; line ends are "\n" if they were all alike
    encoding: str     # a Python codec name
    bom: bytes        # what stood before the text
    newline: str      # what "\n" in the text stands for: "\n", "\r\n" or "\r"
    margin: float     # lead over the next best reading, 0..1; 1.0 where the bytes prove it
    evidence: str     # one sentence for a person
    exact: bool = True  # False: `encode` does not give the bytes back, so keep them


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a whole file or row.

    Raises Undecidable where the bytes are not text or no encoding is clearly ahead, CleanerError for an
    `encoding` that does not exist.
    """
    if encoding is None and (text := _plain_utf8(data)) is not None:
        return _decoded(text, UTF_8)
    decision = decide(data) if encoding is None else _given(data, encoding)
    body = data[len(decision.bom):]
    try:
        decoded = _decoded(body.decode(decision.encoding), decision)
    except UnicodeError as error:
        if encoding is not None or decision.encoding != "utf-8":
            raise _broken(decision, error) from None
        text, evidence, margin = mended(body)
        return _decoded(text, decision._replace(evidence=evidence, margin=margin))._replace(exact=False)
    return decoded if decision.encoding in EXACT else decoded._replace(exact=_comes_back(decoded, data))


def _decoded(text: str, decision: Decision) -> Decoded:
    text, newline = _line_ends(text)
    return Decoded(text, decision.encoding, decision.bom, newline, decision.margin, decision.evidence)


def encode(text: str, decoded: Decoded) -> bytes:
    """The bytes of a text in the encoding, with the byte order mark and line ends, that `decoded` had.

    Raises UnicodeEncodeError where the text has characters that the encoding has not.
    """
    if decoded.newline != "\n":
        text = text.replace("\n", decoded.newline)
    return decoded.bom + text.encode(decoded.encoding)


def python_name(encoding: str) -> str:
    """Python's name for an encoding; CleanerError if there is none, or if it is no encoding of text."""
    try:
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, UnicodeError, ValueError):
        cure = "use a name that Python knows, such as utf-8, windows-1258 or gb18030"
        raise CleanerError("encoding", f"there is no text encoding named «{encoding}»", cure) from None


def _plain_utf8(data: bytes) -> str | None:
    """The text, if this is UTF-8 without byte order mark, NUL, escape and disguise: nearly every file."""
    if b"\0" in data or b"\x1b" in data or data.startswith(STARTS):
        return None
    head = data[:HEAD]
    if len(head.translate(None, CONTROLS)) != len(head):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if disguised(text) else text


def _given(data: bytes, encoding: str) -> Decision:
    name = python_name(encoding)
    evidence = f"{encoding}, as told"
    for bom, of in BOMS:
        if data.startswith(bom) and name in (of, of[:-3], of + "-sig"):
            return Decision(of, bom, 1.0, evidence)
    if name in ("utf-16", "utf-32"):
        # Without a mark the standard says big-endian; files from Windows are little-endian.  Look.
        decision = decide(data)
        if not decision.encoding.startswith(name):
            raise Undecidable(f"not {name}: it reads as {decision.encoding}", (decision.encoding,))
        return decision
    return Decision("utf-8" if name == "utf-8-sig" else name, b"", 1.0, evidence)


def _broken(decision: Decision, error: UnicodeError) -> Undecidable:
    where = str(error)      # some multi-byte codecs give no position
    if isinstance(error, UnicodeDecodeError):
        at = error.start
        where = f"byte {error.object[at]:#04x} at offset {len(decision.bom) + at:,} is no part of a character"
    return Undecidable(f"not {decision.encoding} ({decision.evidence}): {where}", (decision.encoding,))


def _line_ends(text: str) -> tuple[str, str]:
    """The text with "\\n" for line ends if they are all alike, and what they were."""
    returns = text.count("\r") if "\r" in text else 0
    if not returns:
        return text, "\n"
    feeds = text.count("\n")
    if returns == feeds == text.count("\r\n"):
        return text.replace("\r\n", "\n"), "\r\n"
    if not feeds and returns > 1:
        return text.replace("\r", "\n"), "\r"
    return text, "\n"


def _comes_back(decoded: Decoded, data: bytes) -> bool:
    try:
        return encode(decoded.text, decoded) == data
    except UnicodeError:
        return False
