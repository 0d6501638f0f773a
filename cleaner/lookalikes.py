"""Letters that are drawn like Latin ones: full-width, mathematical, enclosed, Cyrillic, Greek, ...

    >>> "".join(LETTERS[character] for character in "ｆ𝓾Ⓒ🅺")
    'fuck'
    >>> LOOKALIKES["с"], "с" in LETTERS     # Cyrillic: a letter in its own right
    ('c', False)

Compatibility forms come from the Unicode character database that Python carries; the rest is drawn up
here by shape.  Everything maps to one lower-case letter, since matching ignores case.
"""
import unicodedata
from string import ascii_lowercase

# Letters of other alphabets, which mean themselves in their own words.
_FOREIGN = {
    "a": "аα", "b": "вьβ", "c": "сϲ", "d": "ԁժ", "e": "еёєε", "g": "ԍցգ", "h": "һнհ", "i": "іїιίϊ", "j": "јյϳ",
    "k": "кκҝ", "l": "ӏ", "m": "м", "n": "пиηո", "o": "оοσօө", "p": "рρ", "q": "ԛզ", "r": "гя", "s": "ѕ", "t": "тτ",
    "u": "υսц", "v": "νѵ", "w": "ԝωѡш", "x": "хχ", "y": "уγ",
}

# Phonetic and small capital letters, and rare Latin ones: no word of running text has them by chance.
_DRAWN = {
    "a": "ᴀɑ", "b": "ʙ", "c": "ᴄ", "d": "ᴅ", "e": "ᴇ", "f": "ꜰƒ", "g": "ɢɡ", "h": "ʜ", "i": "ɪɩı", "j": "ᴊ", "k": "ᴋ",
    "l": "ʟ", "m": "ᴍ", "n": "ɴ", "o": "ᴏ", "p": "ᴘ", "r": "ʀ", "s": "ꜱ", "t": "ᴛ", "u": "ᴜʋ", "v": "ᴠ", "w": "ᴡɯ",
    "y": "ʏ", "z": "ᴢ", "đ": "ðɖ",
}

# Blocks of which Unicode says itself which letter each character is a form of.
_COMPATIBLE = (
    (0x02B0, 0x02B9), (0x1D2C, 0x1D6B), (0x1D78, 0x1DC0),       # raised letters
    (0x2071, 0x2072), (0x207F, 0x2080), (0x2090, 0x209D),       # raised and lowered
    (0x2102, 0x214A), (0x2160, 0x2180),                         # letter-like symbols, Roman numerals
    (0x249C, 0x24EA), (0x1F110, 0x1F14A), (0xFF21, 0xFF5B),     # in brackets, circled, squared; full width
    (0x1D400, 0x1D6A6),                                         # mathematical alphabets
)

# White on black, and the letters that flags are spelled with: Unicode gives them no plain letter.
_SPELLED = (0x1F150, 0x1F170, 0x1F1E6)


def _letters() -> dict[str, str]:
    found = {shape: letter for letter, shapes in _DRAWN.items() for shape in shapes}
    found |= {chr(first + place): letter for first in _SPELLED for place, letter in enumerate(ascii_lowercase)}
    for first, end in _COMPATIBLE:
        for shape in map(chr, range(first, end)):
            letter = unicodedata.normalize("NFKC", shape).strip("()").lower()
            if len(letter) == 1 and letter in ascii_lowercase:
                found[shape] = letter
    return found


LETTERS: dict[str, str] = _letters()
LOOKALIKES: dict[str, str] = LETTERS | {shape: letter for letter, shapes in _FOREIGN.items() for shape in shapes}
