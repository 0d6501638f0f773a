"""Disguised words: `f*ck`, `5h1t`, `f.u.c.k`, `đ!t`, `fuuuck`, `ｆuсk`, read as the words they stand for.

Clean text pays for one regex: `telltales` finds characters that stand where text without disguises has
none.  Only the token around such a place is read closely, against the words that rules know: a
reading that is no rule's word does not exist, so ordinary text gains no alarm from being misread.

    >>> read = reader({"fuck": EVERY, "shit": EVERY, "ass": frozenset({"stretch"}), "lồn": EVERY})
    >>> for token in ("f*ck", "5h1t", "f.u.c.k", "fuuuuck", "ａsssss", "l.ồ.n", "lồoooon", "folk", "b*ck"):
    ...     print(token, [word for word, kinds in read(token)])
    f*ck ['fuck']
    5h1t ['shit']
    f.u.c.k ['fuck']
    fuuuuck ['fuck']
    ａsssss []
    l.ồ.n ['lồn']
    lồoooon ['lồn']
    folk []
    b*ck []
"""
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from cleaner.folding import Kinds, plain, unaccented, wordy
from cleaner.lookalikes import LETTERS, LOOKALIKES

EVERY: Kinds = frozenset({"case", "stretch", "separators", "zero-width", "lookalikes", "leet"})

IN_PHRASE = "in-phrase"     # among the folds of a reading: it counts only as one word of a phrase

_L = r"[^\W\d_]"
_UNSEEN = ("\u00ad\u0300-\u036f\u0489\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff"
           "\u3164\ufe00-\ufe0f\ufeff\uffa0")
_SHAPED = "\u0192\u0250-\u02b8\u1d00-\u1dbf\u2071\u207f\u2090-\u209c\u2102-\u2149\u2160-\u217f\u249c-\u24e9\uff21-\uff5a"
_FOREIGN = "\u0370-\u058f"
_NEAR = "a-z\u00e0-\u024f\u1ea0-\u1ef9"                 # Latin letters
_LOOKS_LATIN = "".join(LOOKALIKES.keys() - LETTERS.keys())     # a whole word of these may be a Latin one
_LEET = "*@$#%!|+€£¢¡?0134578"
_BETWEEN = "._~·•‧∙"                                    # seldom between two letters of prose
_APART = "\\-,/=^\\\\:"                                  # often; a disguise only beside a single letter
_AT = _LEET + _BETWEEN + _APART

# The trigger character comes first and its context in lookarounds, so that the engine scans by set, and
# the cheapest test next: most of these characters have a blank or a digit behind them.
_SIGNS = (f"(?={_L})(?:(?:(?<={_L}.)|(?<={_L}\\d.))(?:(?<![{_APART}])|(?<!{_L}{_L}.)|(?={_L}(?!{_L})))"
          f"|(?<=[@$!0134578])(?<!\\w.)(?={_L}{{2}}))"
          f"|(?<={_L}.)(?=[{_LEET}{_BETWEEN}]+{_L})|(?<=&)(?=#?\\w{{2,8}};)")
_ODD_SIGNS = f"(?<=[{_UNSEEN}{_SHAPED}])(?=[^\\W\\d_{_FOREIGN}])|(?<=[{_SHAPED}])(?=[{_SHAPED}])"
# Greek and Cyrillic letters beside Latin ones; or a whole word of those that look Latin, at the end of
# its line or before a Latin word.
_FOREIGN_SIGNS = (f"(?=[{_NEAR}])|(?<=[{_NEAR}].)"
                  f"|(?<![{_FOREIGN}].)(?=[{_LOOKS_LATIN}]{{2,}}(?:[^\\w\\n]{{1,3}}[{_NEAR}]|[^\\w\\n]{{0,3}}(?:\\n|\\Z)))")
_ASCII_TELLTALE = re.compile(f"[{_AT}&](?:(?![\\s\\d])(?:{_SIGNS})|(?<=\\$)(?<={_L}.))")
_TELLTALE = re.compile(f"[{_AT}{_UNSEEN}{_SHAPED}{_FOREIGN}&](?:"
                       f"(?![\\s\\d])(?:(?<=[{_FOREIGN}])(?:{_FOREIGN_SIGNS})|(?<![{_FOREIGN}])(?:{_SIGNS}|{_ODD_SIGNS}))"
                       f"|(?<=[${_UNSEEN}{_SHAPED}])(?<={_L}.)|(?<=[{_FOREIGN}])(?<=[{_NEAR}].))")


def telltales(text: str) -> list[int]:
    """Places in a folded text at which some character may be part of a disguise."""
    telltale = _ASCII_TELLTALE if text.isascii() else _TELLTALE
    return [match.start() for match in telltale.finditer(text)]


# Single letters, each apart from the next by the same kind of thing.
SPELLED = re.compile(f"(?<![\\w*])[^\\W_](?:[ ]?[{_BETWEEN}{_APART}*|+]{{1,3}}[ ]?[^\\W_]){{2,}}(?![\\w*])"
                     f"|(?<!\\w)(?<!['’-])[^\\W_](?: {{1,2}}[^\\W_]){{2,}}(?!\\w)(?!['’-])")

_OUTSIDE = " \n\"“”„«»‹›‘’'()[]{}<>…،؛"     # never inside a token; others, such as commas, may be
_REACH = 32                                    # longer tokens are addresses and hashes
_PART = re.compile(r"[^-/,.:=?…~#]+")


class Token(NamedTuple):
    start: int
    end: int
    readings: tuple[tuple[str, Kinds], ...]     # the words it may stand for, and the folds that took


Reader = Callable[[str], tuple[tuple[str, Kinds], ...]]


def tokens(text: str, places: Iterator[int] | list[int], read: Reader) -> Iterator[Token]:
    """The tokens around these places that read as known words, in order, each once."""
    done = 0
    for place in places:
        if place >= done:
            for start, end in _around(text, place):
                if start >= done and (readings := read(text[start:end])):
                    yield Token(start, end, readings)
                    done = end
                    break


def _around(text: str, place: int) -> Iterator[tuple[int, int]]:
    """Spans at this place that may be one disguised word, the widest first."""
    if _SINGLE.search(text, max(0, place - 2), place + 3):
        for match in SPELLED.finditer(text, max(0, place - _REACH), place + _REACH):
            if match.start() <= place < match.end():
                yield match.span()
                # "you are a f u c k e r": words of one letter are no part of the spelling
                yield match.start() + 2, match.end()
    reach = _REACH if text[place] != "&" else 4 * _REACH       # entities are long
    start = end = place
    while start and place - start < reach and text[start - 1] not in _OUTSIDE:
        start -= 1
    while end < len(text) and end - place < reach and text[end] not in _OUTSIDE:
        end += 1
    if end - start >= reach:
        return
    while start < place and not (_inside(text[start]) or text[start] in "@$!&"):
        start += 1
    while end > place + 1 and not (_inside(text[end - 1]) or text[end - 1] in "$;"):
        end -= 1
    yield start, end
    for part in _PART.finditer(text, start, end):
        if part.start() <= place < part.end() and part.span() != (start, end):
            yield part.span()


def _inside(character: str) -> bool:
    """Whether a character at its edge belongs to a token."""
    return wordy[character] or character in LETTERS or bool(_HIDDEN.match(character))


_HIDDEN = re.compile(f"[{_UNSEEN}]")
_SINGLE = re.compile(r"(?<![^\W_])[^\W_](?![^\W_])")

# What a sign may stand for.  Vowels in all their tones, since `đ!t` stands for `địt`.
_A, _E, _I = "aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị"
_O, _U = "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự"
_STANDS_FOR = {"0": _O, "1": _I + "l", "!": _I + "l", "|": _I + "l", "¡": _I, "3": _E, "€": _E, "4": _A, "@": _A, "5": "s",
               "$": "s", "7": "t", "+": "t", "8": "b", "£": "l", "¢": "c"}
_MASKS = "*#%?@!$_"
_SEPARATORS = re.compile(f"[{_BETWEEN}{_APART}*|+ ]+")
# One letter for all that may be taken for each other; l and I share a sign, so they share a letter.
_SKELETON = str.maketrans({letter: family[0] for family in (_A, _E, _I, _O, _U) for letter in family} | {"l": "i"}
                          | {sign: family[0] for sign, family in _STANDS_FOR.items()})


def reader(words: Mapping[str, Kinds], joined: Mapping[str, Kinds] = {}) -> Reader:
    """Reads a token as those of `words` it may stand for; each word says which disguises to see through.

    `joined` are phrases without their blanks, for those that are spelled in single letters.
    """
    by_skeleton: dict[str, list[str]] = {}
    for word in words:
        by_skeleton.setdefault(_skeleton(word), []).append(word)
    by_ends: dict[tuple[str, int], list[str]] = {}

    def masked(text: str) -> list[str]:
        if not by_ends:
            for word in words:
                by_ends.setdefault((word[0], len(word)), []).append(word)
        return [word for word in by_ends.get((text[0], len(text)), ())
                if all(sign in _MASKS or _means(sign, letter) for sign, letter in zip(text, word))]

    @lru_cache(maxsize=1 << 14)
    def read(token: str) -> tuple[tuple[str, Kinds], ...]:
        text, kinds = plain(token)
        found: dict[str, Kinds] = {}

        def offer(word: str, used: Kinds) -> None:
            allowed = words.get(word) or joined.get(word)
            if allowed and used - {IN_PHRASE} <= allowed:
                found.setdefault(word, used)

        if text != token:
            offer(text, kinds)
        if (bare := unaccented(text)) != text:
            offer(bare, kinds | {"marks"})
        for closed, used in _closed(text, kinds):
            if closed != text:
                offer(closed, used)
            signs = sum(not letter.isalpha() for letter in closed)
            if signs and not _readable(closed, signs):
                continue
            leet = {"leet"} if signs else frozenset()
            for word in by_skeleton.get(_skeleton(closed), ()):
                if (stretch := _stands_for(closed, word)) is not None and (signs or stretch):
                    offer(word, used | leet | stretch)
            if signs and any(mask in closed for mask in _MASKS):
                for word in masked(closed):
                    offer(word, used | leet)
        return tuple(found.items())

    return read


def _closed(text: str, kinds: Kinds) -> Iterator[tuple[str, Kinds]]:
    yield text, kinds
    closed = _SEPARATORS.sub("", text)
    if closed != text and len(closed) > 1:
        # Initials such as "A.S.S." are three letters, in Vietnamese and Arabic two: so few count only
        # as part of a phrase ("đ.ụ má").
        few = len(closed) < 4 if closed.isascii() else len(closed) < 3
        yield closed, kinds | {"separators"} | ({IN_PHRASE} if few else frozenset())


def _skeleton(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word.translate(_SKELETON)))


def _runs(word: str) -> list[str]:
    """The word cut where its skeleton goes on to the next letter."""
    places = list(accumulate((len(list(run)) for _, run in groupby(word.translate(_SKELETON))), initial=0))
    return [word[start:end] for start, end in pairwise(places)]


def _stands_for(text: str, word: str) -> Kinds | None:
    """Whether a text is a word of the same skeleton with signs for letters, and the fold `stretch` if it took that."""
    stretched = False
    for signs, letters in zip(_runs(text), _runs(word), strict=True):
        if len(signs) == len(letters):
            if not all(map(_means, signs, letters)):
                return None
        elif len(signs) < 3 or len(letters) > 2:
            return None
        else:
            # `lồoooon` is lồn and not lon: a letter with a mark was typed on purpose.
            marked = {sign for sign in signs if sign.isalpha() and not sign.isascii()}
            if not marked <= set(letters) or not all(any(_means(sign, letter) for sign in signs) for letter in letters):
                return None
            stretched = True
    return frozenset({"stretch"}) if stretched else frozenset()


def _means(sign: str, letter: str) -> bool:
    return sign == letter or letter in _STANDS_FOR.get(sign, "")


def _readable(text: str, signs: int) -> bool:
    """Whether enough is left to know the word by.

    At least two letters and half of the word; or both ends of a longer one, starred out between
    (`n****r`).  A digit at the end is a number, not a letter: `mp3`, `as5`.
    """
    letters = len(text) - signs
    if letters < 2 or text[-1].isdigit():
        return False
    return letters >= signs or len(text) > 4 and text[0].isalpha() and text[-1].isalpha() and "**" in text
