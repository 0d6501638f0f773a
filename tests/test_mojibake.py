"""Mojibake: what is repaired, what only looks as if it should be, and that the fast way is ftfy's way."""
from unicodedata import normalize

import ftfy
import pytest
from ftfy.badness import is_bad
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import guard, mojibake
from cleaner.mojibake import losses, pages, windows_1252

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


UKRAINIAN = "Ґанок, її єдність, Київ; Гість і діти — ЖІНКА, ГІС"
GOOD = """
É|«É»|Ý|ÖBB|Århus|ÆØÅ|ÄÖÜß|áéíóú ÁÉÍÓÚ|В ЧЁМ|ЕЩЁ, ЩЁ|猫|猫猫|联通|app猫|ﾊﾝｶｸ|5 µm|Mã Ô, 3 µg
L'ÉTÉ DERNIER, À ÉVRY, ON A CRÉÉ UNE ŒUVRE|La boxe thaï plaît à Maël, haï de Saül|“IRMÃ”, disse ela, “MAÇÔ
GRÖSSE ÜBER ALLES: geändert, beäugt, Füße|SÃO JOÃO: AÇÃO E REAÇÃO|ÞÓRÐUR ÆTLAR Á ÞING, æðið og óþarfi
ŽLUŤOUČKÝ KŮŇ PĚL ÓDY|ÇOK GÜZEL, IĞDIR, ŞİŞLİ|DACĂ ȚĂRANII ÎN CAPITALĂ: “DACĂ”, «CĂ»|hääyöaie, jäääär, sileä, leveä
/ˈɪŋɡlɪʃ/ [ðə] [æ], [ɔ̃]|∑ᵢ aᵢ ≠ ∞, √2 ≈ 1,4; ∆x, ƒ(x), ∂f/∂x, ¬p|Ω ≤ 5 µm, 20 °C, ±½, 3 × 4|αβγ, α=30°, «Β», Δt·Δx
В·А, кВ·А, 5 А·ч, Н·м|«СССР», КНР», пункт Б», ГОСТ·Р|ЊИВА, ЂАК, Ѓорѓи, Ќе|ЎЎ, ДЗЯЎЧЫНА|├─ да │ нет │ а│ ╩
أ، ب، ج، د|أ، أ، أ|قال: «لا»؛ ثم… ماذا؟|گچ، پژ، کیک؛ ٹھیک ہے، ہاں|צה״ל, ב׳: «שלום»|使用Python写，iPhone好|カタカナとｶﾅ
Ð, ð, Þ, þ|El Niño, ñandú, ¿QUÉ? ¡OÍD!|België, coëfficiënt, zoölogie, Noël, naïf|don’t — «où» – “là”, l’Île, qu’à
Tōkyō, Kyōto|Chào ĐÀ NẴNG: “BÀ XÔ, CŨ², là²³|Ă, “Ă”, «Ă», Ơ°|X®, Tên©, a·b, l·l, m²|let é = "ü"; // café
""" + UKRAINIAN


@pytest.mark.parametrize("line", [line for row in GOOD.strip().split("\n") for line in row.split("|")])
def test_good_text_is_good_in_every_language(line):
    assert mojibake.repair(line) is None


@pytest.mark.parametrize("text", [
    "Hôm nay trời đẹp, cả nhà đi biển", "اليوم الجو جميل في المدينة", "Сегодня на улице тепло", "Wir hätten früher fahren können",
    "उसने किताब पढ़ी", "Το σπίτι είναι μεγάλο", "The café’s “new” menu",
])
@pytest.mark.parametrize("page", ["windows-1252", "ISO 8859-1", "windows-1258", "windows-1256", "windows-1251", "windows-1255", "KOI8-R", "Mac Roman"])
def test_utf8_read_as_any_page_comes_back(text, page):
    damaged = normalize("NFC", pages.shown(text.encode(), page))
    after, why = mojibake.repair(damaged)
    assert after == text and why.startswith("UTF-8 that was read as ")


@pytest.mark.parametrize("layers", [("windows-1251", "windows-1252"), ("windows-1252", "windows-1256"), ("windows-1252",) * 3])
def test_layers_come_off_one_after_the_other(layers):
    text = line = "Mưa suốt đêm qua, sáng mới tạnh"
    for page in layers:
        line = pages.shown(line.encode(), page)
    for _ in layers:
        line = (mojibake.repair(line) or [line])[0]
    assert line == text


@pytest.mark.parametrize("line, meant, why", [
    ("Ti岷縩g Vi峄噒", "Tiếng Việt", "UTF-8 that was read as GBK."),
    ("Trời đẹp, khГґng mЖ°a", "Trời đẹp, không mưa", "UTF-8 that was read as windows-1251, in parts of the line."),
    ("Nhà tôi lأ\xa0 nhà ؤ‘ل؛¹p", "Nhà tôi là nhà đẹp", "UTF-8 that was read as windows-1256, in parts of the line."),
    ("CГґ бєҐy lГ  bГЎc sД©", "Cô ấy là bác sĩ", "UTF-8 that was read as windows-1251, and whose no-break spaces were lost."),
    ("Đúng lĂ\xa0 vậy, khĂ´ng sai", "Đúng là vậy, không sai", "UTF-8 that was read as windows-1258, in parts of the line."),
    ("ÃæÑÇÞ ÇáÔÌÑ ÎÖÑÇÁ", "أوراق الشجر خضراء", "windows-1256 that was read as windows-1252."),
    ("Çåë¸íàÿ òðàâà", "Зелёная трава", "windows-1251 that was read as windows-1252."),
    ("úÅÌ£ÎÁÑ ÔÒÁ×Á", "Зелёная трава", "KOI8-R that was read as windows-1252."),
    ("ViÖt Nam", "Việt Nam", "TCVN3 that was read as windows-1252."),
    ("n\xadíc ch¶y ®¸ mßn", "nước chảy đá mòn", "TCVN3 that was read as windows-1252."),
    ("nöôùc chaûy ñaù moøn", "nước chảy đá mòn", "VNI that was read as windows-1252."),
    ("nß¾c chäy ðá mòn", "nước chảy đá mòn", "VISCII that was read as windows-1252."),
    ("nýõìc chaÒy ðaì moÌn", "nước chảy đá mòn", "windows-1258 that was read as windows-1252."),
    # letters of which a byte is gone, where one syllable is left
    ("nhiá»\ufffdu ngÆ°á»\ufffdi", "nhiều người", "UTF-8 that was read as windows-1252, and whose lost letters are the only ones that make syllables."),
])
def test_further_readings(line, meant, why):
    assert mojibake.repair(line) == (meant, why)


@pytest.mark.parametrize("page", ["GBK", "Shift-JIS"])
@pytest.mark.parametrize("text", ["Tiếng Việt rất đẹp", "Большая река течёт", "نهر كبير في الوادي", "今日天气很好我们去", "海が青くて空も高い", "It’s a naïve idea"])
def test_utf8_read_as_pages_of_two_bytes(text, page):
    try:
        damaged = pages.shown(text.encode(), page)
    except UnicodeDecodeError:      # most lines cannot be read without losses
        return
    assert (mojibake.repair(damaged) or [""])[0] == text


def test_a_lost_letter_that_could_be_several_stays_and_is_named():
    [(start, end, why)] = losses.open_words("Hôm ấy trá»\ufffdi mưa")
    assert "Hôm ấy trá»\ufffdi mưa"[start:end] == "trá»\ufffdi"
    assert why == "A letter was lost when UTF-8 was read as windows-1252: it may be «trọi» or «trỏi» or «trời»."
    assert mojibake.repair("Hôm ấy trá»\ufffdi mưa") is None


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
