"""Disguised words: `f*ck`, `5h1t`, `f.u.c.k`, `đ!t`, `fuuuck`, `ｆuсk`, read as the words they stand for.

Only tokens at a telltale are read, and against the words that rules know: a reading that is no rule's
word does not exist, so ordinary text gains no alarm from being misread.

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
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from cleaner.folding import Kinds, plain, unaccented, wordy
from cleaner.lookalikes import LETTERS
from cleaner.telltales import APART, BETWEEN, UNSEEN

EVERY: Kinds = frozenset({"case", "stretch", "separators", "zero-width", "lookalikes", "leet"})

IN_PHRASE = "in-phrase"     # among the folds of a reading: it counts only as one word of a phrase

# Single letters, each apart from the next by the same kind of thing; more of them than any word has are none.
SPELLED = re.compile(f"(?<![\\w*])[^\\W_](?:[ ]?[{BETWEEN}{APART}*|+]{{1,3}}[ ]?[^\\W_]){{2,24}}(?![\\w*])"
                     f"|(?<!\\w)(?<!['’-])[^\\W_](?: {{1,2}}[^\\W_]){{2,24}}(?!\\w)(?!['’-])")

_OUTSIDE = " \n\"“”„«»‹›‘’'()\\[\\]{}<>…،؛"     # never inside a token; others, such as commas, may be
_BEFORE, _BEHIND = re.compile(f"[^{_OUTSIDE}]*\\Z"), re.compile(f"[^{_OUTSIDE}]*")
_REACH = 32                                    # longer tokens are addresses and hashes
_PART = re.compile(r"[^-/,.:=?…~#]+")


class Token(NamedTuple):
    start: int
    end: int
    readings: tuple[tuple[str, Kinds], ...]     # the words it may stand for, and the folds that took


Reader = Callable[[str], tuple[tuple[str, Kinds], ...]]


def tokens(text: str, places: Iterable[int], read: Reader) -> Iterator[Token]:
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
    # A word in single letters is met at its first letter or at the first thing between them.
    if place and wordy[text[place - 1]]:
        spelled = SPELLED.match(text, place - 1)
    else:
        spelled = SPELLED.match(text, place)
    if spelled:
        yield spelled.span()
        # "you are a f u c k e r": words of one letter are no part of the spelling
        yield spelled.start() + 2, spelled.end()
    reach = _REACH if text[place] != "&" else 4 * _REACH       # entities are long
    start = _BEFORE.search(text, max(0, place - reach), place).start()
    end = _BEHIND.match(text, place, place + reach).end()
    if end - start >= reach:
        return
    while start < place and not (_inside(text[start]) or text[start] in "@$!&"):
        start += 1
    last = "$;" if "&" in text[start:end] else "$"      # an entity ends in ";"
    while end > place + 1 and not (_inside(text[end - 1]) or text[end - 1] in last):
        end -= 1
    yield start, end
    for part in _PART.finditer(text, start, end):
        if part.start() <= place < part.end() and part.span() != (start, end):
            yield part.span()


def _inside(character: str) -> bool:
    """Whether a character at its edge belongs to a token."""
    return wordy[character] or character in LETTERS or bool(_HIDDEN.match(character))


_HIDDEN = re.compile(f"[{UNSEEN}]")

# What a sign may stand for.  Vowels in all their tones, since `đ!t` stands for `địt`.
_A, _E, _I = "aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị"
_O, _U = "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự"
_STANDS_FOR = {"0": _O, "1": _I + "l", "!": _I + "l", "|": _I + "l", "¡": _I, "3": _E, "€": _E, "4": _A, "@": _A, "5": "s",
               "$": "s", "7": "t", "+": "t", "8": "b", "£": "l", "¢": "c"}
_MASKS = "*#%?@!$_"
_SEPARATORS = re.compile(f"[{BETWEEN}{APART}*|+ ]+")
# One letter for all that may be taken for each other; and again with the signs for i read as l.
_AS_I = str.maketrans({letter: family[0] for family in (_A, _E, _I, _O, _U) for letter in family}
                      | {sign: family[0] for sign, family in _STANDS_FOR.items()})
_AS_L = _AS_I | str.maketrans("1!|", "lll")


def reader(words: Mapping[str, Kinds], phrases: Mapping[str, str] = {}) -> Reader:
    """Reads a token as those of `words` it may stand for; each word says which disguises to see through.

    `phrases` leads from a phrase without blanks to itself, for those that are spelled in single letters.
    """
    @cache
    def by_skeleton() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in words:
            found.setdefault(_skeleton(word, _AS_I), []).append(word)
        return found

    @cache
    def by_ends() -> dict[tuple[str, int], list[str]]:
        found: dict[tuple[str, int], list[str]] = {}
        for word in words:
            found.setdefault((word[0], len(word)), []).append(word)
        return found

    def masked(text: str) -> list[str]:
        return [word for word in by_ends().get((text[0], len(text)), ())
                if all(sign in _MASKS or _means(sign, letter) for sign, letter in zip(text, word))]

    @lru_cache(maxsize=1 << 14)
    def read(token: str) -> tuple[tuple[str, Kinds], ...]:
        text, kinds = plain(token)
        found: dict[str, Kinds] = {}

        def offer(word: str, used: Kinds) -> None:
            if word in words and used - {IN_PHRASE} <= words[word]:
                found.setdefault(word, used)
            elif word in phrases and "separators" in used:
                found.setdefault(phrases[word], used)

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
            for table in (_AS_I, _AS_L) if signs else (_AS_I,):
                for word in by_skeleton().get(_skeleton(closed, table), ()):
                    if (stretch := _stands_for(closed, word, table)) is not None and (signs or stretch):
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


_Table = Mapping[int, int | str | None]


def _skeleton(word: str, table: _Table) -> str:
    return "".join(letter for letter, _ in groupby(word.translate(table)))


def _runs(word: str, table: _Table) -> list[str]:
    """The word cut where its skeleton goes on to the next letter."""
    places = list(accumulate((len(list(run)) for _, run in groupby(word.translate(table))), initial=0))
    return [word[start:end] for start, end in pairwise(places)]


def _stands_for(text: str, word: str, table: _Table) -> Kinds | None:
    """Whether a text is a word of the same skeleton with signs for letters, and the fold `stretch` if it took that."""
    stretched = False
    for signs, letters in zip(_runs(text, table), _runs(word, _AS_I), strict=True):
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
    (`n****r`).  A digit at an end is a number, not a letter: `mp3`, `4ss`; at the start of a longer
    word it may be one: `5hit`.
    """
    letters = len(text) - signs
    if letters < 2 or text[-1].isdigit() or text[0].isdigit() and len(text) < 4:
        return False
    return letters >= signs or len(text) > 4 and text[0].isalpha() and text[-1].isalpha() and "**" in text
