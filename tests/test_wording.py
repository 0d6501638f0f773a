"""Vietnamese words that lost the blank between them: what is flagged, and above all what is not."""
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.edits import apply
from cleaner.filters.wording import wording
from cleaner.text import Document

SEEDS = Path(__file__).parent.parent / "seeds"


def flagged(text: str) -> list[str]:
    return [edit.before for edit in wording()(Document(text))]


@pytest.mark.parametrize("text, words", [
    ("Họ thiếtđáp bạn bè suốt đêm.", ["thiếtđáp"]),
    ("AIĐang vào lớp học.", ["AIĐang"]),                                    # an acronym, then a word
    ("Xem lại cáclựa chọn còn đó.", ["cáclựa"]),
    ("Bà ấy sốngở quê, tôi sốngvới cậu.", ["sốngở", "sốngvới"]),
    ("Mưa suốt buổisáng rồi tạnhhẳn.", ["buổisáng", "tạnhhẳn"]),
    ("Đây là cửanhà tôi và vườnrau.", ["cửanhà", "vườnrau"]),               # one tone is enough if loans do not have it
    ("Lớp họcBắt đầu lúc tám giờ", ["họcBắt"]),                             # the next sentence
    ("Quê ngoạiSửa | Xem thêm", ["ngoạiSửa"]),                              # a button of the page
    ("thăm vàFrancfort, rồi củaUNESCO", ["vàFrancfort", "củaUNESCO"]),      # foreign after a Vietnamese word
    ("HỌPCHỢ mỗi phiên", ["HỌPCHỢ"]),
    ("ởtrọ nhà bà con", ["ởtrọ"]),
])
def test_glued(text, words):
    assert flagged(text) == words


@pytest.mark.parametrize("text", [
    "Người ta nói vậy, biết đâu đấy; giữa trưa, quyển vở, nghiêng mình, khuya khoắt.",
    # places and names
    "Ở Đắk Lắk, Đăk Nông, Krông Pắc, Kon Tum và Pleiku; Êđê, Xơđăng, Cơtu, Y Moan Ênuôl, Hmông",
    "Giêsu, Phaolô, Phêrô, Gioan, Mátthêu, Giuđa, Êlia, Xaviê, Lêôna",
    "Rôma, Mátxcơva, Ôxtrâylia, Môngôlia, Inđônêxia, Marốc, Khơme, Ápganixtan, Giơnevơ, Lútvích, Béctơrăng, Hêghen",
    "Việtnam, Hànội và Đàlạt trong sách in ngày trước",
    # loans in one word
    "pêđan, ghiđông, xíchlô, ôtô, canô, nilông, ximăng, bêtông, cátxét, catốt, rađa, rôbốt, vắcxin, phátxít, xúcxích",
    "cácbon, cácbonát, axít, ôxít, hiđrô, hiđrôxít, phốtpho, phốtphát, nitơ, nơtron, clorua, kilôgam, véctơ, tensơ, barơ",
    "càphê, càrem, xàlúp, mitting, côngtenơ, ăngten, sơmi, tờrớt",
    # brands, code, addresses
    "VinFast, VietinBank, YouTube, iPhone, eBay, OpenAI, LaTeX, McDonald, DeMille",
    "#ViệtNamVôĐịch @HàNội /ảnhđẹp/ báo_cáođẹp",
    # other languages
    "São Tomé, Córdoba, Bíró, Concón, Łódź, Dvořák, déjà, thé, naïveté, être, Tête",
    "Onye ọzọ na-ekwukwa: ọnụmba, ndịbe, ụlọakwụkwọ",
    "Zhōnghuá Rénmín, Zhènníng, Gònghé",
    "Ayvu rapyta, avañe'ẽ, porãmi, Itakyrỹ",
    # spelling mistakes are not glued words
    "ngưười, họặc, chuỵên, đựơc, tơí, khíến, truờng, nghiêp",
    "HĐND, UBND, TP.HCM, QĐ, ĐHQG, GS.TS, NĐ-CP",
    "plain ASCII text, nothing to see", "", "مرحبا بالعالم",
])
def test_not_glued(text):
    assert flagged(text) == []


def test_the_flag_says_where_the_blank_belongs_and_changes_nothing():
    text = "Bà con đềulo cho vụmùa tới."
    edits = list(wording()(Document(text)))
    assert [(edit.start, edit.rule, edit.why) for edit in edits] == [
        (7, "wording/vi/glued", "A blank is missing: «đều lo»."),
        (17, "wording/vi/glued", "A blank is missing: «vụ mùa».")]
    assert not any(edit.changes for edit in edits) and apply(text, edits) == text


def test_in_the_five_articles_three_words_are_glued():
    found = {path.name[:3]: flagged(path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.txt"))}
    assert {name: words for name, words in found.items() if words} == {"004": ["thiếtđáp", "AIĐang", "cáclựa"]}


@settings(max_examples=200)
@given(st.text(st.sampled_from("aáạăđêệơợưqugnhtcbl ANĐỆ.\n"), max_size=60))
def test_flags_are_words_in_order(text):
    done = 0
    for edit in wording()(Document(text)):
        assert edit.start >= done and text[edit.start:edit.end] == edit.before == edit.after and edit.before.isalpha()
        done = edit.end
