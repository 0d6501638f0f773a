"""Telltales: characters that stand where text without disguises has none.

Words in plain writing are found by the automaton.  This is one regex that clean text pays for, so that
the rest of it need not be looked at for `f*ck`, `f.u.c.k` or `ｆuсk`.

    >>> [text for text in ("a d!sguised word", "sp.e.lled out", "fullｗidth", "mixеd") if telltales(text)]
    ['a d!sguised word', 'sp.e.lled out', 'fullｗidth', 'mixеd']
    >>> telltales("A well-known story: 3.5 kg, i.e. 8 lb! (c) 2024")
    [29]
"""
import re
from functools import cache

from cleaner.lookalikes import LETTERS, LOOKALIKES

L = r"[^\W\d_]"
UNSEEN = ("\u00ad\u0300-\u036f\u0489\u0610-\u061a\u061c\u0653-\u065f\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u115f\u1160\u180b-\u180e"
          "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0")
_SHAPED = "\u0192\u0250-\u02b8\u1d00-\u1dbf\u2071\u207f\u2090-\u209c\u2102-\u2149\u2160-\u217f\u249c-\u24e9\uff21-\uff5a"
_FOREIGN = "\u0370-\u058f"
_NEAR = "a-z\u00e0-\u024f\u1ea0-\u1ef9"                 # Latin letters
_LOOKS_LATIN = "".join(sorted(LOOKALIKES.keys() - LETTERS.keys()))     # a whole word of these may be a Latin one
_LEET = "*@$#%!|+€£¢¡?0134578"
BETWEEN = "._~·•‧∙"                                    # seldom between two letters of prose
APART = "\\-/"                                        # often; a disguise only beside a single letter
_AT = _LEET + BETWEEN + APART

# The trigger character comes first and its context in lookarounds, so that the engine scans by set, and
# the cheapest test next: most of these characters have a blank or a digit behind them.
_SIGNS = (f"(?={L})(?:(?:(?<={L}.)|(?<={L}\\d.))(?:(?<![{APART}])|(?<!{L}{L}.)|(?={L}(?!{L})))"
          f"|(?<=[@$!0134578])(?<!\\w.)(?={L}{{2}}))"
          f"|(?<={L}.)(?=[{_LEET}{BETWEEN}]+{L})|(?<=&)(?=#?\\w{{2,8}};)")
_ODD_SIGNS = f"(?<=[{UNSEEN}{_SHAPED}])(?=[^\\W\\d_{_FOREIGN}])|(?<=[{_SHAPED}])(?=[{_SHAPED}])"
# Greek and Cyrillic letters beside Latin ones; or a whole word of those that look Latin, next to a Latin word.
_FOREIGN_SIGNS = (f"(?=[{_NEAR}])|(?<=[{_NEAR}].)"
                  f"|(?<=[{_LOOKS_LATIN}])(?<![{_FOREIGN}].)(?=[{_LOOKS_LATIN}]{{2,}}(?!\\w))(?:(?<=[{_NEAR}] .)|(?=[{_LOOKS_LATIN}]+ [{_NEAR}]))")


_EVERY_SIGN = f"(?<=[{_FOREIGN}])(?:{_FOREIGN_SIGNS})|(?<![{_FOREIGN}])(?:{_SIGNS}|{_ODD_SIGNS})"
_LAST = f"(?<=[${UNSEEN}{_SHAPED}{_FOREIGN}])(?:(?<![{_FOREIGN}])(?<={L}.)|(?<=[{_NEAR}].))"
_ARABIC = "\u0600-\u06ff"

# By what a text is made of: trigger characters, their context, and their context at the end of a word.
_KINDS = {
    "ascii": (f"{_AT}&", _SIGNS, f"(?<=\\$)(?<={L}.)"),
    "latin": (f"{_AT}{UNSEEN}{_SHAPED}{_FOREIGN}&", _EVERY_SIGN, _LAST),
    # One scan for two questions: what may be a disguise, and whether there is Arabic, which is folded first.
    "perhaps arabic": (f"{_AT}{UNSEEN}{_SHAPED}{_FOREIGN}{_ARABIC}&", _EVERY_SIGN, f"(?<=[{_ARABIC}])|{_LAST}"),
    # In Greek and Cyrillic text it is the Latin letters that are few.  What is found is the same.
    "foreign": (
        f"{_AT}{UNSEEN}{_SHAPED}{_NEAR}&",
        f"(?<=[{_NEAR}])(?:(?=[{_FOREIGN}])|(?<=[{_FOREIGN}].)|(?<=[{_LOOKS_LATIN}] .))|(?<![{_NEAR}])(?:{_SIGNS}|{_ODD_SIGNS})",
        f"(?<=[${UNSEEN}{_SHAPED}])(?<={L}.)"
        f"|(?<=[{_NEAR}])(?:(?<=[{_FOREIGN}].)|(?<=[{_LOOKS_LATIN}] .)|(?= ([{_LOOKS_LATIN}]{{3,}})(?!\\w)))"),
}
_SAMPLE = 400       # characters by which the script of a text is judged


@cache
def _telltale(kind: str) -> re.Pattern[str]:
    trigger, signs, last = _KINDS[kind]
    return re.compile(f"[{trigger}](?:(?![\\s\\d])(?:{signs})|{last})")


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def telltales(text: str) -> list[int]:
    """Places in a folded text at which some character may be part of a disguise."""
    if not text.isascii() and _foreign(text):
        return _among_foreign(text)
    return [match.start() for match in _telltale("ascii" if text.isascii() else "latin").finditer(text)]


def _among_foreign(text: str) -> list[int]:
    latin, beside = _compiled(f"[{_NEAR}]"), _compiled(f".(?:(?=[{_FOREIGN}])|(?<=[{_FOREIGN}].))")
    looking_latin = _compiled(f"(?<![{_FOREIGN}])[{_LOOKS_LATIN}]{{3,}} $")
    places = []
    for match in _telltale("foreign").finditer(text):
        place = match.start()
        if match[1]:                            # the word behind this one
            places.append(match.start(1))
        if word := looking_latin.search(text, max(0, place - 32), place) if text[place - 1:place] == " " else None:
            places.append(word.start())         # the word before it
        if not latin.match(match[0]) or beside.match(text, place):
            places.append(place)
    return places


def even(text: str) -> list[int] | None:
    """The telltales of a text in lower case; None where its letters have to be folded first."""
    if text.isascii():
        return telltales(text)
    arabic = _compiled(f"[{_ARABIC}]")
    if _foreign(text):
        return None if arabic.search(text) else _among_foreign(text)
    places = []
    for match in _telltale("perhaps arabic").finditer(text):
        if arabic.match(match[0]):
            return None
        places.append(match.start())
    return places


def _foreign(text: str) -> bool:
    return len(_compiled(f"[{_FOREIGN}]").findall(text, 0, _SAMPLE)) * 2 > min(len(text), _SAMPLE)
