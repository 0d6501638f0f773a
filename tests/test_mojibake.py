"""Mojibake: what is repaired, what only looks as if it should be, and that the fast way is ftfy's way."""
import ftfy
import pytest
from ftfy.badness import is_bad
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import guard, mojibake
from cleaner.mojibake import windows_1252

READ_AS_1252 = "UTF-8 that was read as windows-1252."
IN_PARTS = "UTF-8 that was read as windows-1252, in parts of the line."
A0_LOST = "UTF-8 that was read as windows-1252, and whose no-break spaces were lost."
C1 = "windows-1252 that was read as ISO 8859-1."


def misread(text: str, page: str = "windows-1252") -> str:
    """What UTF-8 looks like when read as a code page; bytes that the page lacks become C1 controls."""
    if page == "windows-1252":
        return "".join(windows_1252.WINDOWS_1252[byte] for byte in text.encode())
    return text.encode().decode(page)


@pytest.mark.parametrize("line, meant, why", [
    # all of the line
    (misread("Chiều nay mưa rào ở Đà Lạt"), "Chiều nay mưa rào ở Đà Lạt", READ_AS_1252),
    (misread("الطقس جميل اليوم"), "الطقس جميل اليوم", READ_AS_1252),
    (misread("The baker’s “new” café – open"), "The baker’s “new” café – open", READ_AS_1252),
    (misread("Đường phố", "latin-1"), "Đường phố", "UTF-8 that was read as ISO 8859-1."),
    (misread("Вечер в городе", "cp1251"), "Вечер в городе", "UTF-8 that was read as windows-1251."),
    (misread("don’t", "mac-roman"), "don’t", "UTF-8 that was read as Mac Roman."),
    (misread("한국어 수업"), "한국어 수업", READ_AS_1252),
    # one letter is enough where it cannot be meant
    ("cafÃ©", "café", READ_AS_1252),
    ("Máº¥t", "Mất", READ_AS_1252),
    ("Hoa Ká»³", "Hoa Kỳ", READ_AS_1252),
    ("CÃ´ Lan", "Cô Lan", READ_AS_1252),
    ("Ã–sterreich", "Österreich", READ_AS_1252),
    ("20 Â°C, Â£5", "20 °C, £5", READ_AS_1252),
    ("3 Ã— 4", "3 × 4", READ_AS_1252),
    # the byte A0 was taken for a space, then runs of spaces were closed
    ("BÃ  lÃ  bÃ¡c sÄ©", "Bà là bác sĩ", A0_LOST),
    ("NhÃ  hÃ ng nÃ y cÃ³ mÃ u vÃ ng.", "Nhà hàng này có màu vàng.", A0_LOST),
    ("bÃ¡c sÄ© lÃ bÃ", "bác sĩ là bà", A0_LOST),
    ("Lan vÃ y tÃ¡", "Lan và y tá", A0_LOST),
    ("voilÃ le travail, c'est lÃ .", "voilà le travail, c'est là.", A0_LOST),
    # several sources in one line
    ("Cô ấy nói: khÃ´ng.", "Cô ấy nói: không.", IN_PARTS),
    ("Trời đẹp â€” rất đẹp", "Trời đẹp — rất đẹp", IN_PARTS),
    ("قال Ø§Ù„Ø±Ø¬Ù„ نعم", "قال الرجل نعم", IN_PARTS),
    ("“HỢP TÁC XÃ” và cÃ´ng ty", "“HỢP TÁC XÃ” và công ty", IN_PARTS),
    # single controls
    ("it\x92s \x93here\x94", "it’s “here”", C1),
    ("giá \x80 5, đúng", "giá € 5, đúng", C1),
])
def test_repaired(line, meant, why):
    assert mojibake.repair(line) == (meant, why)


@pytest.mark.parametrize("line", [
    # capitals, and what follows a word; all of it looks bad to ftfy, which makes XÔ, ĐÔ, MANHÔ of it
    "“HỢP TÁC XÃ”, tổ hợp tác",
    "TẤT CẢ ĐÃ\xa0GÂY ấn tượng",
    "«BÀ XÃ» là cách gọi vợ",
    "O jornal “CORREIO DA MANHÃ”, de Lisboa",
    "CORREIO DA MANHÃ”, disse o autor",
    "Thương hiệu XÃ® và ĐÃ™",
    "ĐẠI HỌC XÃ²",
    # letters that are listed
    "Các chữ Ă, Â”, Ê là nguyên âm",
    "chữ Â\xa0trong tiếng Việt là Â”",
    # notes by number, and French spacing
    "như đã nói ở đó là²³ và nhà¹², ở CŨ²",
    "On dit «\xa0liberté\xa0» et «\xa0voilà\xa0», là²",
    # text about encodings
    'Nếu thấy "Ã©" thay cho "é" thì tệp đã bị đọc sai.',
    'Write "â€™" and "â€œ" on the board.',
    "Ã© → é, theo bảng mã",
    'Máy hiện "cafÃ©" thay vì "café" đấy',
    # no repair is better than half of one
    "Itï¿½s gone",                      # would bring in U+FFFD
    "BáÄ�ch Ä�áº ± ng là tên sông",     # a wreck
])
def test_left_alone(line):
    assert guard.is_garbled(line), "of no use here: the guard passes it"
    assert mojibake.repair(line) is None


LETTERS = st.sampled_from("aeđĐãàôạếệơưÃÂéßñçøåäöüœŸ‘’“”–…€™°²½»«\xa0 .,دنعшяж語한😀\u0301")
TEXTS = st.text(LETTERS, min_size=1, max_size=25)
PAGES = st.sampled_from(["windows-1252", "latin-1"])


@settings(max_examples=600, deadline=None)
@given(TEXTS, PAGES, st.integers(0, 25), st.text(LETTERS, max_size=2))
def test_a_whole_line_is_reread_as_ftfy_does_it(text, page, at, intruder):
    line = misread(text, page)
    line = line[:at] + intruder + line[at:]
    reread = windows_1252.whole_line(line)
    if reread and is_bad(line):
        _, steps = ftfy.fix_encoding_and_explain(line)
        assert reread[0] == ftfy.apply_plan(line, steps[:2])


@settings(max_examples=600, deadline=None)
@given(TEXTS, PAGES)
def test_a_repair_gives_what_was_meant_or_leaves_the_line(text, page):
    line = misread(text, page)
    result = mojibake.repair(line)
    if result and "in parts" not in result[1] and "lost" not in result[1] and "windows-1252 that" not in result[1]:
        assert result[0] == text


@settings(max_examples=600, deadline=None)
@given(st.lists(TEXTS | TEXTS.map(misread), max_size=4).map("".join))
def test_a_repair_brings_in_nothing_without_meaning(line):
    result = mojibake.repair(line)
    if result:
        assert not set("\ufffd\n\r\u2028") & (set(result[0]) - set(line))
        assert not any("\ud800" <= char <= "\udfff" or char < " " for char in set(result[0]) - set(line))
