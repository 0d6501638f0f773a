"""Bytes to text and back: what the bytes prove, what their letters tell, and what is not guessed."""
import codecs
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cleaner.decoding import Undecidable, decide, decode, encode
from cleaner.errors import CleanerError

VI = "Sáng nay cả xóm kéo nhau ra bờ ruộng xem nước rút, trẻ con thì lội bì bõm, người lớn đứng bàn chuyện gieo mạ."
EN = "The ferry doesn’t leave before noon, so we waited in the café – and waited."
FR = "Le garçon a oublié sa clé à l’école ; très fâché, il est rentré où il était né."
DE = "Die Brücke über den Fluß wurde größer und schöner wieder aufgebaut, für Fußgänger."
ES = "El niño soñó que la montaña cantaba; mañana volverá aquí con más compañeros."
PL = "Wójt gminy ogłosił, że w przyszłą niedzielę będą świętować otwarcie żłobka i łaźni."
RU = "Вчера вечером соседи долго спорили о том, кто первым увидел журавлей над рекой."
UK = "Учора ввечері сусіди довго сперечалися, хто перший побачив журавлів над річкою."
EL = "Χθες το βράδυ οι γείτονες μιλούσαν ώρα πολλή για το ποιος είδε πρώτος τους γερανούς."
AR = "جلس الجيران مساء أمس يتحدثون طويلا عن أول من رأى الطيور فوق النهر، ثم عادوا إلى بيوتهم."
HE = "אתמול בערב ישבו השכנים ודיברו שעה ארוכה על מי שראה ראשון את הציפורים מעל הנהר."
TH = "เมื่อวานเย็นเพื่อนบ้านนั่งคุยกันนานว่าใครเห็นนกกระเรียนเหนือแม่น้ำก่อน"
ZH = "昨天晚上邻居们坐在一起聊了很久，说是谁第一个看见河上飞来的鸟，后来大家都回家去了。"
TW = "昨天晚上鄰居們坐在一起聊了很久，說是誰第一個看見河上飛來的鳥，後來大家都回家去了。"
JA = "昨日の夜、近所の人たちは川の上を飛ぶ鳥を最初に見たのは誰かと、ずいぶん長く話していた。"
KO = "어젯밤 이웃들은 강 위를 나는 새를 누가 먼저 보았는지 오랫동안 이야기하다가 집으로 돌아갔다."
SMALL_CAPITALS = "ở đâu cũng vậy, ai cũng phải tự giữ lấy nhà cửa của mình, để đến khi mưa bão khỏi phải chạy."


def as_1258(text: str) -> bytes:
    """Vowels with their marks, then the tone, as windows-1258 has them."""
    def letter(char: str) -> str:
        parts = unicodedata.normalize("NFD", char)
        tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones
    return "".join(map(letter, text)).encode("cp1258")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [VI, EN, RU, AR, TH, ZH, JA, KO, "plain ASCII", unicodedata.normalize("NFD", VI)])
def test_unicode(text, encoding):
    data = text.encode(encoding)
    found = decode(data)
    assert (found.text, found.exact) == (text, True) and encode(text, found) == data


@pytest.mark.parametrize("text, encodings", [
    (VI, "tcvn3 vni viscii vps viqr tcvn3_utf8 vni_utf8"),
    (EN, "cp1252 mac_roman cp037"), (FR, "cp1252 mac_roman"), (DE, "cp1252 cp850 mac_roman"), (ES, "cp1252 cp850"),
    (PL, "cp1250 iso8859_2 cp852"),
    (RU, "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic"), (UK, "cp1251 koi8_u"),
    (EL, "cp1253 iso8859_7 cp737"), (AR, "cp1256 iso8859_6"), (AR.replace("،", ""), "cp720"), (HE, "cp1255 iso8859_8"), (TH, "cp874"),
    (ZH, "gb18030 gbk"), (TW, "big5"), (JA, "cp932 euc_jp iso2022_jp"), (KO, "cp949 iso2022_kr"),
])
def test_legacy_encodings(text, encodings):
    for encoding in encodings.split():
        text = text.replace("’", "'").replace("–", "-") if encoding == "cp037" else text
        data = text.encode(encoding)
        found = decode(data)
        assert found.text == text, encoding
        assert found.exact == (encode(found.text, found) == data)


def test_windows_1258_is_left_in_base_and_mark():
    found = decode(as_1258(VI))
    assert (found.encoding, unicodedata.normalize("NFC", found.text), found.exact) == ("cp1258", VI, True)
    assert found.text != VI


@pytest.mark.parametrize("text", [SMALL_CAPITALS, "Bà Tư bảo: “Đi đi!” – rồi bà ấy quay vào bếp, để mặc lũ trẻ đứng đó."])
def test_tcvn3_has_small_letters_and_the_quotes_of_windows(text):
    assert decode(text.encode("tcvn3")).text == text


@pytest.mark.parametrize("text, encoding", [
    (FR, "cp1252"), (DE, "iso8859_15"), ("São todos irmãos, não há pão, só água e maçãs; é já amanhã.", "cp1252"),
    ("Già è più là di qua: né città, né virtù, può darsi però che sì.", "cp1252"), (ES, "cp1252"), (DE, "cp1252"), (PL, "cp1250"),
    ("La Móng đã từng", "utf-8"), ("Ordem: 5^2 + u+v, a(b) e o^2 add", "ascii"), (VI, "utf-8"),
])
def test_vietnamese_encodings_do_not_take_what_is_not_theirs(text, encoding):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("data, cause", [
    (b"\x7fELF\x02\x01\x01\x00\x00", "not text: it holds NUL bytes"),
    (bytes(range(1, 256)) * 3, "not text: it holds control characters"),
    (b"5 \xa4", "several encodings fit nearly alike"),                   # a currency sign in one, a letter in others
    (b"Ta d\xec\xec? \xb5\xb6\xb7", "in no encoding do its letters look like a language"),
    (b"\xff\xfe\x00\xd8\x41\x00", "not utf-16-le (byte order mark of utf-16-le)"),
    (b"Sa'ng nay ngo^`i xe. Chie^`u ve^` ho.c chu+~.", "VIQR, but 1 "),   # xẹ, or xe and a full stop
])
def test_what_cannot_be_decided_is_not_guessed(data, cause):
    with pytest.raises(Undecidable, match=".*") as raised:
        decode(data)
    assert cause in str(raised.value)


@pytest.mark.parametrize("raw, text, newline", [
    ("a\nb\n", "a\nb\n", "\n"),
    ("a\r\nb\r\n", "a\nb\n", "\r\n"),
    ("a\rb\rc", "a\nb\nc", "\r"),
    ("a\r\nb\n", "a\r\nb\n", "\n"),             # mixed: all are kept as they are
    ("a\r\r\nb\r\n", "a\r\r\nb\r\n", "\n"),
    ("a\rb", "a\rb", "\n"),                     # one alone is no line end
    ("", "", "\n"),
])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_line_ends(raw, text, newline, encoding):
    found = decode(raw.encode(encoding))
    assert (found.text, found.newline) == (text, newline) and encode(found.text, found) == raw.encode(encoding)


@pytest.mark.parametrize("odd, reading, evidence", [
    (RU.encode("cp1251"), RU, "UTF-8, but line 2 in cp1251"),
    (VI.encode("vni"), VI, "UTF-8, but line 2 in vni"),
    (VI.encode().replace("ruộng".encode(), b"ru\xe1\xbb\xff\x99ng"), VI, "UTF-8, but line 2 without byte 0xff"),
    (VI.encode().replace(b"xem", b"x\xc0em"), VI, "UTF-8, but line 2 without byte 0xc0"),
    (VI.encode().replace(b"xem", b"x\x80em").replace(b"con", b"co\xfen"), VI, "UTF-8, but line 2 without byte 0x80 0xfe"),
])
def test_good_lines_are_not_lost_for_an_odd_one(odd, reading, evidence):
    found = decode(VI.encode() + b"\n" + odd + b"\n" + VI.encode())
    assert (found.text, found.encoding, found.evidence, found.exact) == (f"{VI}\n{reading}\n{VI}", "utf-8", evidence, False)


@pytest.mark.parametrize("odd", [b"\xf0\x90 \x99\x9a\x9b\x8e!\x81", b"...\xa4\xa6\xa8..."])
def test_an_odd_line_that_cannot_be_read_sets_the_file_aside(odd):
    with pytest.raises(Undecidable, match="line 2"):
        decode(VI.encode() + b"\n" + odd + b"\n" + VI.encode())


def test_one_impossible_byte_in_much_ascii_is_left_out():
    text = "The ferry does not leave before noon, so we waited in the square, and waited, and went home."
    found = decode(text.encode().replace(b"leave", b"le\xc0ave"))
    assert (found.text, found.exact) == (text, False)
    with pytest.raises(Undecidable):      # here it may have been a letter
        decode(text.encode().replace(b"leave", b"le\x9fave"))


@pytest.mark.parametrize("encoding, data, text", [
    ("windows-1258", as_1258("Hết"), unicodedata.normalize("NFD", "Hết").replace("e\u0302", "ê")),
    ("latin1", b"\xe9\xff", "éÿ"),
    ("utf-16", "abc".encode("utf-16"), "abc"),
    ("utf8", codecs.BOM_UTF8 + b"x", "x"),
    ("vni", b"Tie\xe1ng", "Tiếng"),
    ("cp1252", b"", ""),
])
def test_a_named_encoding_is_followed(encoding, data, text):
    found = decode(data, encoding)
    assert found.text == text and encode(text, found) == data


def test_a_named_encoding_that_is_wrong_or_unknown():
    with pytest.raises(Undecidable, match="byte 0xff at offset 1"):
        decode(b"a\xff", "utf-8")
    for name in ("klingon-8", "rot13", "hex", ""):
        with pytest.raises(CleanerError, match="no text encoding named"):
            decode(b"a", name)


def test_bytes_that_the_encoding_would_write_otherwise_are_not_exact():
    found = decode(b"+AOk-", "utf-7")
    assert (found.text, found.exact) == ("é", encode("é", found) == b"+AOk-")
    redundant = decode(b"\x1b$B$\"\x1b$B$$\x1b(B", "iso2022_jp")     # says twice that Japanese follows
    assert (redundant.text, redundant.exact) == ("あい", False)


def test_a_beginning_is_decided_although_it_ends_in_a_letter():
    data = (VI + "\n").encode()
    assert decide(data[:data.index("ả".encode()) + 1], complete=False).encoding == "utf-8"
    gbk = (ZH + "\n").encode("gbk") * 2
    assert decide(gbk[:-3], complete=False).encoding == "gb18030"


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_bytes_come_back_or_are_said_not_to(data):
    try:
        found = decode(data)
    except Undecidable as error:
        assert error.cause
        return
    assert not found.exact or encode(found.text, found) == data
    assert "\ufffd" not in found.text or "\ufffd".encode(found.encoding) in data


@settings(max_examples=100)
@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_unicode_text_is_never_changed(text, encoding):
    assume("\x1b" not in text and "\0" not in text)
    data = text.encode(encoding)
    try:
        found = decode(data)
    except Undecidable:
        assert encoding == "utf-8"      # control characters, or something like VIQR
        return
    assert encode(found.text, found) == data
