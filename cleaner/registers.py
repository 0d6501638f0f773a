"""Registers: whether a line is written the way a rule of the tier "unmarked" expects.

Vietnamese typed without marks and Arabic typed in Latin letters share their words with half the
languages of the world: `lon` is a can, a place in Norwegian and a Spanish noun's beginning.  Such a
word counts only where the line around it is in that register:

1. never in a line that has letters of the marked script (toned Vietnamese, Arabic): who types marks,
   types them in this word too;
2. a phrase of two words or more and seven letters, or a word with a digit inside, is long enough to
   be nothing else, unless the line is plainly English;
3. anything shorter needs two other words of the register in the line, and more of them than of English.

    >>> fits("vi", "do an com ma no noi nhu lon vay troi", "lon")
    True
    >>> fits("vi", "El lon de la casa", "lon"), fits("vi", "Người ta gọi là lon", "lon")
    (False, False)
    >>> fits("ar", "kos omak ya 7ayawan", "kos omak")
    True
"""
import re

_WORD = re.compile(r"[^\W_]+")
_TONED = re.compile("[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)
_ARABIC = re.compile("[\u0620-\u064a]")
_DIGIT_INSIDE = re.compile(r"[a-z][2356789]|[2356789][a-z]", re.IGNORECASE)

# Words that only this way of typing has: left out are those that English, Spanish, French, Italian or
# Indonesian write alike (con, me, la, an, to, hai, di, mata, anh is kept).
_VIETNAMESE = frozenset("""
    khong kho6ng nguoi duoc nhung cung thang biet roi vay thoi choi nhieu minh truoc luon deo toi gio dau nhu voi moi
    noi chi hoc viet trong cua thi nao tao tui tui may tuoi anh chung phai thay nghe chet gai trai dung hieu hon xem
    lam lai nua vua qua chu bon tien ngon thich cuoi khoc mai ngay dem doi nay vao trai nghi tha cai cuoc suot ko hok
    dc ntn mik mng bik bit ng vs nhg trc thik bjo oke hok hong hông vl vcl vkl dm dmm clgt
""".split())
_ARABIZI = frozenset("""
    ya yabn yaibn enta inta enti inti ento into ana e7na mesh mish msh wallah walla wallahi yalla habibi 7abibi akhi
    okhti abu abo abouk abok ommak omak ommek omek baladi kol kolo kteer ktir awi gedan jiddan leh lesh laish shu eh
    aywa aiwa inshallah hada hay di da dah illi elli eli el al bel fel men min 3ala 3an ma3 bas bass khalas 5alas
    7ayawan 3eb 3ayb kelb kalb ibn bint wld weld rabena allah yil3an yel3an yekhreb kuss koss
""".split())
_ENGLISH = frozenset("""
    the of and is are was were to in it that this with for you your he she they we have has had not but on at from by
    what who which be been will would can could do does did a an my his her their our as or if so just about
""".split())


def fits(language: str, line: str, found: str) -> bool:
    """Whether `found`, a word of an unmarked tier, counts in this line of real text."""
    if language == "vi" and _TONED.search(line) or language == "ar" and _ARABIC.search(line):
        return False
    others = [word.lower() for word in _WORD.findall(line.replace(found, " ", 1))]
    english = sum(word in _ENGLISH for word in others)
    own = _VIETNAMESE if language == "vi" else _ARABIZI if language == "ar" else frozenset()
    evidence = sum(word in own or language == "ar" and bool(_DIGIT_INSIDE.search(word)) for word in others)
    words = _WORD.findall(found)
    letters = sum(map(len, words))
    if len(words) > 1 and letters > 6 or letters > 3 and _DIGIT_INSIDE.search(found):
        return evidence >= english or english < 2
    return evidence >= 2 and evidence > english
