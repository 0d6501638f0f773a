"""What can be a Vietnamese syllable, and where glued words are cut."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.vietnamese import _syllables, is_syllable, split_glued

GOOD = {
    "no onset": "a ai ăn ấm ở ơi im ít ọp oẹ oang oanh uống uyên uể yêu yến y ỷ ôm út ừ ưu ướt",
    "every onset": "ba ca cha da đa gà ghế già hà kẻ khá lá mà na ngã nghĩ nhà pa phà quà rá sá tá thà trà và xá",
    "glide written o and u": "hoa hoè khoẻ khoai ngoáy toang loăng quăng huân khuấy thuế huỳnh khuya khuỷu truyền tuyết thuở",
    "old and new place of the tone": "hoà hòa khoẻ khỏe thuý thúy ngoạ ngọa huỷ hủy",
    "g, gh and gi": "gì gìn giếng giêng giết giúp giữa giương già giục giũ gỗ ghi ghê gà gù",
    "c, k and qu": "cá cô cua kí kỳ ký kia kiêu quý quí quốc quơ quen quyển quạch quýt quắt",
    "ng and ngh": "ngà ngồi ngữ ngoại nghe nghiêng nghì nghĩa nguyễn nguây",
    "i and y": "lý lí mỹ mĩ kỹ kĩ sĩ sỹ tỷ tỉ hy hi vy ty",
    "stops have sắc or nặng": "các cách cạch cấp cập tốt một thích lịch tiếp tuyệt được mướt",
    "oo": "xoong moóc goòng coóc",
    "diphthongs": "mía mua mưa bìa đĩa của chữa người muỗi ruột lươn ương hươu rượu chiều",
    "upper and title case": "NGHIÊNG Đường ĐƯỜNG Ốc Ỷ",
}
BAD = {
    "stop without its tone": "cat bac thich câp tiêp tôt môt trưởc bàc tảp mẽt hồc",
    "k, c, q against spelling": "ka kô ku ce ci cê cy qa qe qo koa coa coe",
    "g, ng against spelling": "ge gê ngi nge ngê gha gho ngha ngho ngiêng",
    "tone on the wrong vowel": "muôí tìêng hoaì đựơc tuôỉ ngừơi gíup",
    "no such rime": "êng băo hâ tă ơu ưe iêo uô uơng ươ iê",
    "foreign letters": "fa ja wa za fút zíp",
    "consonants that do not go together": "bra cla xtra đrăk krông plây nro",
    "more than one syllable": "ôtô cánbộ thiếtđáp hoaquả axít",
    "no vowel, nothing": "ng đ tr h",
}


@pytest.mark.parametrize("what", GOOD)
def test_syllables(what):
    assert [word for word in GOOD[what].split() if not is_syllable(word)] == []


@pytest.mark.parametrize("what", BAD)
def test_no_syllables(what):
    assert [word for word in BAD[what].split() if is_syllable(word)] == []


def test_the_table_is_neither_empty_nor_everything():
    assert 18_000 < len(_syllables()) < 20_000
    assert not is_syllable("")


@pytest.mark.parametrize("word, pieces", [
    ("bênđường", "bên đường"),
    ("cáccháu", "các cháu"),
    ("nhànước", "nhà nước"),        # not nhàn ước: a consonant begins the syllable
    ("thờigian", "thời gian"),
    ("củacácem", "của các em"),     # but words that are met all the time are likely
    ("sốngở", "sống ở"),
    ("LanNgồi", "Lan Ngồi"),        # a capital begins one always
    ("ĐÃXONG", "ĐÃ XONG"),
    ("Hànội", "Hà nội"),
    ("Rôma", "Rô ma"),              # form only: whether it is foreign is for others to say
    ("đường", None),
    ("Ôxtrâylia", None),
    ("McDonald", None),
    ("ng", None),
    ("", None),
])
def test_split(word, pieces):
    assert split_glued(word) == (tuple(pieces.split()) if pieces else None)


@given(st.lists(st.sampled_from(sorted(_syllables())), min_size=2, max_size=3))
def test_what_is_split_is_the_word_in_syllables(syllables):
    word = "".join(syllables)
    pieces = split_glued(word)
    assert pieces or is_syllable(word)
    assert "".join(pieces or [word]) == word and all(map(is_syllable, pieces or [word]))


@given(st.text(max_size=30))
def test_anything_may_be_asked(text):
    is_syllable(text)
    split_glued(text)
