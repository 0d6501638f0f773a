"""Alphabets: how likely characters are as text of a language, and the encodings it was written in.

A model of one letter at a time is enough, because the wrong encoding moves every letter: what is frequent
becomes rare.  Letters are given in order of frequency; how often the n-th occurs goes by Zipf's law.  Only what
is outside ASCII counts, since nearly all encodings agree on the rest.

    >>> best = max(LANGUAGES, key=lambda language: likelihood("Σημειώνεται", language))
    >>> best.name, round(likelihood("Σημειώνεται", best)), round(likelihood("Узмейюнефбй", best))
    ('Greek', -38, -127)
"""
import math
from functools import cache
from typing import NamedTuple

WESTERN = ("cp1252", "mac_roman", "cp850", "iso8859_15")
CENTRAL = ("cp1250", "iso8859_2", "cp852", "mac_latin2")
BALTIC = ("cp1257", "iso8859_13", "cp775")
TURKISH = ("cp1254", "mac_turkish", "cp857")
CYRILLIC = ("cp1251", "koi8_u", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
GREEK = ("cp1253", "iso8859_7", "mac_greek", "cp737")
HEBREW = ("cp1255", "iso8859_8", "cp862")
ARABIC = ("cp1256", "iso8859_6", "cp720", "mac_arabic", "mac_farsi")
THAI = ("cp874", "tis_620")


class Language(NamedTuple):
    name: str
    encodings: tuple[str, ...]   # the most usual first
    letters: str                 # small ones, the most frequent first
    marks: float = 0.1           # the share that quotes, dashes and the like have
    others: float = 0.0          # the share of letters not listed, from `first` to `last`
    first: str = "\u4e00"
    last: str = "\u9fff"


LANGUAGES = (
    Language("English", WESTERN, "éèçñüöáíóïàêâäëôøåæãúî", 0.8),
    Language("French", WESTERN, "éèàêçôûâîùïëœü"),
    Language("German", WESTERN, "üäößéà"),
    Language("Spanish", WESTERN, "óíáéñúü"),
    Language("Portuguese", WESTERN, "ãçáéíóêõúâàô"),
    Language("Italian", WESTERN, "èàòùéì"),
    Language("Dutch", WESTERN, "ëéïèöüóê", 0.3),
    Language("Swedish or Finnish", WESTERN, "äöåé"),
    Language("Danish or Norwegian", WESTERN, "øåæéö"),
    Language("Icelandic", WESTERN, "áíðéóæþöúý"),
    Language("Polish", CENTRAL, "łąężóśćńź"),
    Language("Czech", CENTRAL, "íáěéřžýčšůúňóťď"),
    Language("Slovak", CENTRAL, "áíýéčžšúťľôňäóďŕĺ"),
    Language("Hungarian", CENTRAL, "áéöóőíüúű"),
    Language("Romanian", (*CENTRAL, "iso8859_16"), "ăâîşţșț"),
    Language("Croatian or Slovene", CENTRAL, "čšžćđ"),
    Language("Turkish", TURKISH, "ıüşöçğâîû"),
    Language("Lithuanian", BALTIC, "ėšžųįąūčę"),
    Language("Latvian", BALTIC, "āīēšūņļžčģķ"),
    Language("Estonian", (*BALTIC, *WESTERN), "äõüöšž"),
    Language("Russian", CYRILLIC, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"),
    Language("Ukrainian", CYRILLIC, "оанивіетрслкудмпязьбгйчхжїщєюцшґф"),
    Language("Bulgarian", CYRILLIC, "аоиетнрсвлкдпмзгябъучцйжщхюшфь"),
    Language("Serbian", CYRILLIC, "аоиенсртујдвкплмгзбчшцњљхжћфђџ"),
    Language("Belarusian", CYRILLIC, "аіенорстыялкудмпвзьбгчйцхжшюўфэё"),
    Language("Greek", GREEK, "αοιετσνηυρπκςμλόίέήάύώγδωχθφβξζψϊϋΐΰ"),
    Language("Hebrew", HEBREW, "יוהלארתבשמנדקפעחכםסטצגןזךףץ"),
    Language("Arabic", ARABIC, "اليمنورتبةعدسفهكقحأجىصشطخضذزثإئغءظؤآًَُِّْـٌٍ"),
    Language("Persian", ARABIC, "ایرنمدهوتسبشزکگفلقخعپجچآحصئطضغذژظثأءًّ"),
    Language("Thai", THAI, "านรอกเงมยลวดทสต่ปบค้ิพหแจใีัะไขช์ุศผซถธโณูญฐฉษฎฏฮฒฤ็ึ๊ฟภำ๋ฆฝฌๆฯ"),
    Language("simplified Chinese", ("gb18030",),
             "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
             "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性"
             "知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门"
             "任常先海通教原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安少报才结反受目太量再感建务做接必场", 0.12, 0.35),
    Language("traditional Chinese", ("cp950", "big5hkscs"),
             "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方"
             "多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性"
             "知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門"
             "任常先海通教原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活更別打女變四神總何電數安少報才結反受目太量再感建務做接必場", 0.12, 0.35),
    Language("Japanese", ("cp932", "euc_jp"),
             "のにるたをはがいとしてでなっれあらまかもすりこさんくだきうえつよけめわせどおちみそじばほろべげやずびふむへねぐごぎぶゆ"
             "ンスルトーラリイアックドシタレロジフマィプカテバコメサキニナミチハオムエウデセボグパビツブモケヤォャュヨェソノダワ"
             "日年人月本国大会中一者時出行事分上自社同生見間方政後場地市者長手気力東新部", 0.1, 0.2),
    Language("Korean", ("cp949", "johab"),
             "이다는에의을를가은한지고하로도나인사대기자서그시리과으해정어제일수부니보만있들게주여장전라원구상우신마조소동면했것연"
             "국성위공무경방비세관각치업용계화발성교회안문실내산생미년식선적간개까려할민말", 0.06, 0.35, "가", "힣"),
)

# Told by its syllables first of all (cleaner.eightbit).
VIETNAMESE = Language("Vietnamese", ("cp1258", "tcvn3", "vni", "viscii", "vps"),
                      "đàáộưôếạêảấâóủơợờìịệậíốớểăãềứọồụầữựảùổyẻỏỉởúéẽừắèễẫửẹýòũặằùẩõỹĩỷỳẵỗỡẳỵ")

# What stands among the letters of any language; the share is of all such marks.
MARKS = {"’": 0.25, "“": 0.12, "”": 0.12, "–": 0.1, "\u00a0": 0.08, "«": 0.05, "»": 0.05, "—": 0.05, "…": 0.05, "‘": 0.03, "„": 0.03,
         "،": 0.1, "؟": 0.02, "؛": 0.02, "°": 0.01, "§": 0.01, "£": 0.02, "€": 0.01, "•": 0.01, "·": 0.01, "©": 0.01, "®": 0.01,
         "™": 0.01, "º": 0.01, "ª": 0.01, "¿": 0.02, "¡": 0.01, "½": 0.005, "№": 0.01, "²": 0.005, "´": 0.002, "\u00ad": 0.002,
         "，": 0.3, "。": 0.2, "、": 0.15, "「": 0.05, "」": 0.05, "（": 0.03, "）": 0.03, "：": 0.03, "；": 0.01, "？": 0.01, "！": 0.01,
         "《": 0.02, "》": 0.02, "・": 0.03, "\u3000": 0.05, "『": 0.01, "』": 0.01, "【": 0.01, "】": 0.01, "％": 0.01, "．": 0.01,
         " ": 0.3, "\n": 0.02, ".": 0.03, ",": 0.03, '"': 0.02, "-": 0.01, "(": 0.01, ")": 0.01, ":": 0.01, "/": 0.01, "%": 0.01}
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９"
DIGIT = 0.005
CAPITAL = 0.06      # of the small letter
STRANGE = 1e-5      # a character the language does not have


@cache
def chances(language: Language) -> dict[str, float]:
    """Natural logarithm of how often a character is met; those that are not here: `STRANGE`."""
    letters = dict.fromkeys(language.letters)
    zipf = [1 / (rank + 2) for rank in range(len(letters))]
    known = 1 - language.marks - language.others
    shares = {letter: known * share / sum(zipf) for letter, share in zip(letters, zipf)}
    capitals = {letter.upper(): share * CAPITAL for letter, share in shares.items() if letter.upper() not in shares}
    if "ı" in letters:
        capitals["İ"] = capitals.pop("I")
    others = {}
    if language.others:
        block = range(ord(language.first), ord(language.last) + 1)
        others = {chr(code): language.others / 6000 for code in block}   # of the block, so many are in use
    marks = {mark: language.marks * share for mark, share in MARKS.items()} | dict.fromkeys(DIGITS, DIGIT)
    return {char: math.log(share) for char, share in (others | marks | capitals | shares).items()}


def likelihood(text: str, language: Language) -> float:
    """Natural logarithm of how likely the characters outside ASCII are, one by one, in this language."""
    of, strange = chances(language), math.log(STRANGE)
    return sum(of.get(char, strange) for char in text if char > "\x7f")
