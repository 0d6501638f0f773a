"""Alphabets: how likely bytes are as text of a language, in an encoding it was written in.

A model of one letter at a time is enough, because an encoding moves every letter: what is frequent becomes rare.
Letters are given in order of frequency; how often the n-th occurs goes by Zipf's law.  Of Latin scripts only the
letters outside ASCII count, since the encodings agree on the others.

    >>> best = max(LANGUAGES, key=lambda language: likelihood("Σημειώνεται", language))
    >>> best.name, round(likelihood("Σημειώνεται", best)), round(likelihood("Узмейюнефбй", best))
    ('Greek', -35, -113)
"""
import math
import re
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
    marks: float = 0.1           # the share of quotes, dashes and the like in what is outside ASCII


LANGUAGES = (
    Language("English", WESTERN, "éèçñüöáíóïàêâëäôøåæãúî", 0.8),
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
    Language("Romanian", CENTRAL + ("iso8859_16",), "ăâîşţșț"),
    Language("Croatian or Slovene", CENTRAL, "čšžćđ"),
    Language("Turkish", TURKISH, "ıüşöçğâîû"),
    Language("Lithuanian", BALTIC, "ėšžųįąūčę"),
    Language("Latvian", BALTIC, "āīēšūņļžčģķ"),
    Language("Estonian", BALTIC + WESTERN, "äõüöšž"),
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
)

# What stands among the letters of any language; the likelihood is the share of all marks.
MARKS = {"’": 0.25, "“": 0.12, "”": 0.12, "–": 0.1, "\u00a0": 0.08, "«": 0.05, "»": 0.05, "—": 0.05, "…": 0.05, "‘": 0.03, "„": 0.03,
         "،": 0.1, "؟": 0.02, "؛": 0.02, "°": 0.01, "§": 0.01, "£": 0.02, "€": 0.01, "•": 0.01, "·": 0.01, "©": 0.01, "®": 0.01,
         "™": 0.01, "º": 0.01, "ª": 0.01, "¿": 0.02, "¡": 0.01, "½": 0.005, "№": 0.01, "²": 0.005, "´": 0.002, "\u00ad": 0.002,
         " ": 0.3, "\n": 0.02, ".": 0.03, ",": 0.03, '"': 0.02, "-": 0.01, "(": 0.01, ")": 0.01, ":": 0.01, "/": 0.01, "%": 0.01}
DIGITS = 0.01
CAPITAL = 0.06      # of the small letter
STRANGE = 1e-5      # a character the language does not have
ODD_PLACE = -5.0    # natural logarithm: a capital after a small letter, a sign between two letters


@cache
def _chances(language: Language) -> dict[str, float]:
    """Natural logarithm of how often a character is met."""
    zipf = [1 / (rank + 2) for rank in range(len(language.letters))]
    letters = {letter: (1 - language.marks) * share / sum(zipf) for letter, share in zip(language.letters, zipf)}
    capitals = {letter.upper(): share * CAPITAL for letter, share in letters.items() if letter.upper() != letter and len(letter.upper()) == 1}
    if "ı" in letters:
        capitals["İ"] = capitals.pop("I")
    marks = {mark: language.marks * share for mark, share in MARKS.items()}
    digits = {chr(first + digit): DIGITS for first in (0x30, 0x660, 0x6F0) for digit in range(10)}
    return {char: math.log(share) for char, share in (digits | marks | capitals | letters).items()}


def likelihood(text: str, language: Language) -> float:
    """Natural logarithm of how likely the characters outside ASCII are, one by one, in this language."""
    chances, strange = _chances(language), math.log(STRANGE)
    return sum(chances.get(char, strange) for char in text if char > "\x7f")
