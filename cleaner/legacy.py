"""Vietnamese encodings from before Unicode, as Python codecs: tcvn3, vni, viscii, vps, viqr.

Importing this module makes the names known to `bytes.decode` and `str.encode`.  Text typed for the fonts of TCVN3
and VNI was often saved as UTF-8 without being converted; tcvn3_utf8 and vni_utf8 read that.

    >>> b"Ti\\xd5ng Vi\\xd6t".decode("tcvn3"), b"Tie\\xe1ng Vie\\xe4t".decode("vni")
    ('Tiếng Việt', 'Tiếng Việt')
    >>> b"Ti\\xaang Vi\\xaet".decode("viscii"), b"Tie^'ng Vie^.t".decode("viqr")
    ('Tiếng Việt', 'Tiếng Việt')
    >>> "Đi xa.".encode("viqr"), "TiÕng ViÖt".encode().decode("tcvn3_utf8")
    (b'DDi xa\\\\.', 'Tiếng Việt')
"""
import codecs
import re
import unicodedata
from collections.abc import Callable

TONES = "\u0300\u0309\u0303\u0301\u0323"    # huyền hỏi ngã sắc nặng
CIRCUMFLEX, BREVE, HORN = "\u0302", "\u0306", "\u031b"
NONE = "\ufffe"                             # how codecs.charmap_decode spells "undefined"

# The fonts of TCVN3 and VNI were made for Windows: quotes and dashes stand where windows-1252 has them.
WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "replace").replace("\ufffd", NONE)

# TCVN 5712:1993, from 0xA0 on: VN3, which the ABC fonts have, and the few capitals of VN2 between its letters.  Other
# capitals with a tone are drawn by a second font, whose name ends in H, in place of the small letters, and read as such.
TCVN3 = WINDOWS + (
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ" "_____àảãáạẲằẳẵắẴ" "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ" "éẹềểễếệìỉỄẾỒĩíịò" "Ổỏõóọồổỗốộờởỡớợù" "ỖủũúụừửữứựỳỷỹýỵỐ"
).replace("_", NONE)

# RFC 1456, from 0x80 on; six capitals took the place of control characters.
VISCII = ("ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ" "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ" "Õắằặấầẩậẽẹếềểễệố" "ồổỗỠƠộờởịỰỨỪỬơớƯ"
          "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ" "ĐứÒÓÔạỷừửÙÚỹỵÝỡư" "àáâãảăữẫèéêẻìíĩỉ" "đựòóôõỏọụùúũủýợỮ")
VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

# Vietnamese Professionals Society, as Netscape and Mozilla read it under the name x-viet-vps.
VPS = ("ÀẢÃẤẦẨọỗĂếềểệẮẰẲ" "Ế‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ" "\u00a0ắằẳẵặỠớÙờởỡŨỨợỪ" "ổỬỲỸÍÌộỈĨÓửữÒỎÕự"
       "ầÁÂấẩẫậđẻÉÊẹỉễịỹ" "ƯỦồốÔỏơÈừứÚũưÝẺß" "àáâãảạăçèéêẽìíîĩ" "ẴĐòóôõöƠụùúủüỶẼỳ")
VPS_LOW = {0x02: "Ạ", 0x03: "Ậ", 0x04: "Ặ", 0x05: "Ẹ", 0x06: "Ệ", 0x10: "Ị", 0x11: "Ọ", 0x12: "Ộ", 0x13: "Ợ", 0x14: "Ụ",
           0x15: "Ự", 0x19: "Ỵ", 0x1C: "Ẫ", 0x1D: "Ữ"}

# VNI for Windows, as the characters of Latin-1 that its bytes are: a second one adds tone, or mark and tone; ơ, ư, đ, ỵ
# and the letters on i are one byte each.
VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ì": "ì", "í": "í"}
VNI_SECOND = (("aeouôö", "øûõùï", TONES), ("y", "øûõù", TONES), ("aeo", "âàåãáä", ["", *TONES]), ("a", "êèúüéë", ["", *TONES]))

# VIQR, RFC 1456; "*" is the older way to write the horn, a backslash makes what follows stand for itself.
VIQR_MARKS = {"^": CIRCUMFLEX, "(": BREVE, "+": HORN, "*": HORN, "": ""}
VIQR_TONES = dict(zip("`?~'.", TONES)) | {"": ""}
VIQR = re.compile(r"\\(.)|(dd|D[dD])|([aAeEoO]\^|[aA]\(|[oOuU][+*]|[aeiouyAEIOUY])([`?~'.]?)", re.DOTALL)
VOWELS = r"[^\W\d_bcdfghjklmnpqrstvwxzđ]"
LITERAL = re.compile(rf"\\|(?<={VOWELS})[\^(+*`?~'.]|(?<=d)d|(?<=D)d", re.IGNORECASE)

Coder = Callable[..., tuple]    # as codecs.CodecInfo wants them


def _charmap(low: dict[int, str], high: str) -> tuple[Coder, Coder]:
    """One byte, one character; `high` holds the last of the 256."""
    table = "".join(low.get(byte, chr(byte)) for byte in range(0x100 - len(high))) + high
    back = {ord(char): byte for byte, char in enumerate(table) if char != NONE}
    return (lambda data, errors="strict": codecs.charmap_decode(data, errors, table),
            lambda text, errors="strict": codecs.charmap_encode(text, errors, back))


# -- VNI ----------------------------------------------------------------------------------------------

def _vni_letters() -> dict[str, str]:
    small = dict(VNI_ALONE)
    for bases, seconds, marks in VNI_SECOND:
        for base in bases:
            for second, mark in zip(seconds, marks):
                accent = CIRCUMFLEX if seconds[0] == "â" else BREVE if seconds[0] == "ê" else ""
                small[base + second] = unicodedata.normalize("NFC", VNI_ALONE.get(base, base) + accent + mark)
    return small | {shown.upper(): letter.upper() for shown, letter in small.items()}


VNI = _vni_letters()
# A capital is often followed by its mark in small: read both, write the one.
VNI_READ = {shown[0] + shown[1:].swapcase(): letter for shown, letter in VNI.items()} | VNI
VNI_PATTERN = re.compile("|".join(sorted(VNI_READ, key=len, reverse=True)))
VNI_STRAY = re.compile("[À-ÿ\x81\x8d\x8f\x90\x9d]")
PUNCTUATION = {0x80 + at: char for at, char in enumerate(WINDOWS) if char != NONE}
VNI_WRITE = ({ord(char): byte for byte, char in PUNCTUATION.items()} | {byte: byte for byte in [*range(0x80), *range(0xA0, 0xC0)]}
             | {ord(letter): shown.encode("latin-1") for shown, letter in VNI.items()})


def _vni_text(shown: str) -> str:
    return VNI_PATTERN.sub(lambda found: VNI_READ[found[0]], shown)


def _decode_vni(data: bytes, errors: str = "strict") -> tuple[str, int]:
    data = bytes(data)
    text, at = "", 0
    while at < len(data):
        shown = data[at:].decode("latin-1")
        stray = VNI_STRAY.search(VNI_PATTERN.sub(lambda found: " " * len(found[0]), shown))
        end = stray.start() if stray else len(shown)
        text += _vni_text(shown[:end]).translate(PUNCTUATION)
        at += end
        if stray:
            error = UnicodeDecodeError("vni", data, at, at + 1, "a mark without its letter")
            instead, at = codecs.lookup_error(errors)(error)
            text += str(instead)
    return text, len(data)


def _encode_vni(text: str, errors: str = "strict") -> tuple[bytes, int]:
    return codecs.charmap_encode(text, errors, VNI_WRITE)


# -- VIQR ---------------------------------------------------------------------------------------------

def _viqr_letter(found: re.Match[str]) -> str:
    literal, d, vowel, tone = found.groups()
    if not vowel:
        return literal or {"dd": "đ"}.get(d, "Đ")
    return unicodedata.normalize("NFC", vowel[0] + VIQR_MARKS[vowel[1:]] + VIQR_TONES[tone])


def _viqr_letters() -> dict[int, bytes]:
    letters = {ord("đ"): b"dd", ord("Đ"): b"DD"}
    for vowel in "a a^ a( e e^ i o o^ o+ u u+ y".split():
        for tone in VIQR_TONES:
            shown = vowel + tone
            letters |= {ord(VIQR.sub(_viqr_letter, case)): case.encode() for case in (shown, shown.upper())}
    return {byte: bytes([byte]) for byte in range(0x80)} | letters


VIQR_WRITE = _viqr_letters()


def _decode_viqr(data: bytes, errors: str = "strict") -> tuple[str, int]:
    return VIQR.sub(_viqr_letter, codecs.ascii_decode(data, errors)[0]), len(data)


def _encode_viqr(text: str, errors: str = "strict") -> tuple[bytes, int]:
    return codecs.charmap_encode(LITERAL.sub(r"\\\g<0>", text), errors, VIQR_WRITE)[0], len(text)


# -- fonts in UTF-8 -----------------------------------------------------------------------------------

FONT = {0xA0 + at: char for at, char in enumerate(TCVN3[0x20:]) if char != NONE}
FONT_BACK = {ord(char): chr(shown) for shown, char in FONT.items()}
VNI_BACK = {ord(letter): shown for shown, letter in VNI.items()}


def _decode_tcvn3_utf8(data: bytes, errors: str = "strict") -> tuple[str, int]:
    return codecs.utf_8_decode(data, errors, True)[0].translate(FONT), len(data)


def _encode_tcvn3_utf8(text: str, errors: str = "strict") -> tuple[bytes, int]:
    return _only_if_read_back("tcvn3_utf8", text, text.translate(FONT_BACK).encode("utf-8", errors), _decode_tcvn3_utf8)


def _decode_vni_utf8(data: bytes, errors: str = "strict") -> tuple[str, int]:
    return _vni_text(codecs.utf_8_decode(data, errors, True)[0]), len(data)


def _encode_vni_utf8(text: str, errors: str = "strict") -> tuple[bytes, int]:
    return _only_if_read_back("vni_utf8", text, text.translate(VNI_BACK).encode("utf-8", errors), _decode_vni_utf8)


def _only_if_read_back(name: str, text: str, data: bytes, read: Coder) -> tuple[bytes, int]:
    """A letter of Latin-1 that stands for another in these fonts cannot be written."""
    if read(data)[0] != text:
        at = next(at for at, (written, meant) in enumerate(zip(read(data)[0] + "\0", text)) if written != meant)
        raise UnicodeEncodeError(name, text, at, at + 1, "the font has another letter in its place")
    return data, len(text)


# -- what Python is told ------------------------------------------------------------------------------

CODERS: dict[str, tuple[Coder, Coder]] = {
    "tcvn3": _charmap({}, TCVN3),
    "viscii": _charmap(VISCII_LOW, VISCII),
    "vps": _charmap(VPS_LOW, VPS),
    "vni": (_decode_vni, _encode_vni),
    "viqr": (_decode_viqr, _encode_viqr),
    "tcvn3_utf8": (_decode_tcvn3_utf8, _encode_tcvn3_utf8),
    "vni_utf8": (_decode_vni_utf8, _encode_vni_utf8),
}


def _find(name: str) -> codecs.CodecInfo | None:
    name = name.replace("-", "_")
    if name not in CODERS:
        return None
    read, write = CODERS[name]

    class ByLines(codecs.BufferedIncrementalDecoder):
        """Letters of several bytes never go over the end of a line."""

        def _buffer_decode(self, data: bytes, errors: str, final: bool) -> tuple[str, int]:
            return read(data if final else data[:data.rfind(b"\n") + 1], errors)

    return codecs.CodecInfo(write, read, incrementaldecoder=ByLines, name=name)


codecs.register(_find)
