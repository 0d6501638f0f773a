"""Code pages: what each byte looks like when it is read as one, and the way back.

A page that lacks a byte is completed the way browsers and ftfy do it, with the control character of the
same number, so that nothing is lost on the way there.

    >>> shown("Đà Lạt".encode(), "windows-1251")
    'ДђГ\\xa0 LбєЎt'
    >>> bytes_of("ДђГ\\xa0 LбєЎt", "windows-1251").decode()
    'Đà Lạt'
    >>> bytes_of("Đà", "windows-1251") is None
    True
"""
import codecs
import re
import unicodedata
from functools import cache

# By the names that people know, the most usual first.
PYTHON_NAMES = {
    "windows-1252": "cp1252", "ISO 8859-1": "latin-1", "windows-1258": "cp1258", "windows-1256": "cp1256", "windows-1251": "cp1251",
    "windows-1255": "cp1255", "windows-1250": "cp1250", "windows-1254": "cp1254", "windows-1253": "cp1253",
    "KOI8-R": "koi8-r", "Mac Roman": "mac-roman", "code page 437": "cp437", "code page 866": "cp866",
}
WIDE = {"GBK": ("gbk", "gb18030"), "Shift-JIS": ("cp932",)}     # two bytes for most characters
PAGES = (*PYTHON_NAMES, *WIDE)

# What follows a letter in good text, the letter ё of its own script too: by itself no sign that it was misread.
NATURAL = "“”‘’«»‹›–—…•·،؛؟\xa0\xad°ёЁ"


@cache
def table(page: str) -> str:
    """The characters of the 256 bytes."""
    return "".join(bytes([byte]).decode(PYTHON_NAMES[page], "ignore") or chr(byte) for byte in range(256))


@cache
def lacking(page: str) -> bytes:
    """The bytes that the page has no character for; a reader may put U+FFFD or a question mark."""
    return bytes(byte for byte in range(256) if not bytes([byte]).decode(PYTHON_NAMES[page], "ignore"))


@cache
def blank(page: str) -> int:
    """The byte that is a no-break space in the page."""
    return table(page).index("\xa0")


@cache
def pages_with(char: str) -> tuple[str, ...]:
    """The pages that have a character: asked of a line's first, this leaves few to try."""
    one_byte = tuple(page for page in PYTHON_NAMES if char in table(page)
                     or page == "windows-1258" and ord(char) in _apart())
    return one_byte + tuple(page for page in WIDE if bytes_of(char, page) is not None)


_OUTSIDE = re.compile("[^\x00-\x7f]")


def pages_for(line: str) -> tuple[str, ...]:
    """The pages that a line could have been read as."""
    outside = _OUTSIDE.search(line)
    return pages_with(outside[0]) if outside else ()


@cache
def _back(page: str) -> object:
    return codecs.charmap_build(table(page))


def shown(data: bytes, page: str) -> str:
    """What bytes look like when read as the page.  Raises UnicodeDecodeError for pages of two bytes."""
    if page in WIDE:
        return data.decode(WIDE[page][0])
    return codecs.charmap_decode(data, "strict", table(page))[0]


def bytes_of(text: str, page: str) -> bytes | None:
    """The bytes that look like the text when read as the page; None if it has a character which the page has not."""
    if page in WIDE:
        for name in WIDE[page]:
            try:
                return text.encode(name)
            except UnicodeEncodeError:
                continue
        return None
    try:
        return codecs.charmap_encode(text, "strict", _back(page))[0]
    except UnicodeEncodeError as error:
        # In windows-1258 tones are characters of their own, which NFC has joined with the letters before them.
        if page != "windows-1258" or ord(text[error.start]) not in _apart():
            return None
    try:
        return codecs.charmap_encode(text.translate(_apart()), "strict", _back(page))[0]
    except UnicodeEncodeError:
        return None


@cache
def _apart() -> dict[int, str]:
    """Letters that windows-1258 lacks as the letters and marks that it has."""
    held = set(table("windows-1258"))
    found = {}
    for code in range(0xC0, 0x2000):
        parts = unicodedata.decomposition(chr(code)).split()
        if chr(code) in held or len(parts) != 2 or parts[0][0] == "<":
            continue
        pair = "".join(chr(int(part, 16)) for part in parts)
        if set(pair) <= held:
            found[code] = pair
    return found
