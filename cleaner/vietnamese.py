"""Vietnamese: what can be a syllable, and where a blank was lost between two.

Every Vietnamese syllable is an onset, a rime and a tone; the written forms can be listed in full (some
20,000, of which about a third are in use).  The list tells a right decoding from a wrong one, and
words that were glued together from words that are foreign.

    >>> is_syllable("nghiêng"), is_syllable("ngiêng"), is_syllable("Hoà"), is_syllable("hòa")
    (True, False, True, True)
    >>> split_glued("thiếtđáp")
    ('thiết', 'đáp')
    >>> split_glued("Ôxtrâylia") is None
    True

Text is expected in NFC.  The rules of spelling are those taught in school: k, gh, ngh before e, ê, i, y; qu for
c + glide; p, t, c, ch end only syllables of tone sắc or nặng; the mark of the tone stands on the main vowel, where hòa
and hoà, thúy and thuý are both in use.
"""
import re
import unicodedata
from functools import cache

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")   # ngang sắc huyền hỏi ngã nặng
STOPPED = ("\u0301", "\u0323")
FRONT = "eêiy"

ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()

# The vowel that bears the tone, in each rime, is followed by "'"; a second "'" is the other spelling in use.
RIMES = """
    a' a'c a'ch a'i a'm a'n a'ng a'nh a'o a'p a't a'u a'y
    ă'c ă'm ă'n ă'ng ă'p ă't   â'c â'm â'n â'ng â'p â't â'u â'y
    e' e'c e'm e'n e'ng e'o e'p e't   ê' ê'ch ê'm ê'n ê'nh ê'p ê't ê'u
    i' i'a i'c i'ch i'm i'n i'ng i'nh i'p i't i'u iê'c iê'm iê'n iê'ng iê'p iê't iê'u
    o' o'c o'i o'm o'n o'ng o'p o't oo'c oo'n oo'ng oo't   ô' ô'c ô'i ô'm ô'n ô'ng ô'p ô't   ơ' ơ'i ơ'm ơ'n ơ'ng ơ'p ơ't
    u' u'a u'c u'i u'm u'n u'ng u'p u't uô'c uô'i uô'm uô'n uô'ng uô't
    ư' ư'a ư'c ư'i ư'm ư'n ư'ng ư't ư'u ươ'c ươ'i ươ'm ươ'n ươ'ng ươ'p ươ't ươ'u
    o'a' oa'c oa'ch oa'i oa'm oa'n oa'ng oa'nh oa'o oa'p oa't oa'y oă'c oă'm oă'n oă'ng oă'p oă't
    o'e' oe'm oe'n oe'o oe't
    uâ'n uâ'ng uâ't uâ'y uê' uê'ch uê'n uê'nh uê'u uơ'
    u'y' uy'a uy'ch uy'n uy'nh uy'p uy't uy'u uyê'n uyê't
""".split()
ALONE = "y' y'a yê'm yê'n yê'ng yê't yê'u".split()     # y in place of i: without an onset
Y_FOR_I = "h k l m n s t v".split()                    # and alone after these: lý, kỹ, Mỹ
QU_RIMES = """
    a' a'c a'ch a'i a'm a'n a'ng a'nh a'o a'p a't a'u a'y ă'c ă'm ă'n ă'ng ă'p ă't â'n â'ng â't â'u â'y
    e' e'n e'o e't ê' ê'ch ê'n ê'nh ê't i' i't i'nh i'ch y' y'ch y'n y'nh y'p y't yê'n yê't ô'c ơ' ơ'i ơ'n ơ't
""".split()
GI_RIMES = "ê' ê'm ê'n ê'ng ê'p ê't ê'u".split()       # iê with one i: giêng, giết, giếng
COMMON = frozenset("""
    và của là có các những được cho với trong để không người một đã này từ đến khi về ra vào như cũng nhưng thì mà ở theo tại sau
    trên bị do đó nhiều năm ngày lại đang sẽ rất hơn nên còn hai ba bà ông anh em ấy ăn việc phải qua rồi nếu vì hay hoặc
""".split())
_STOP = re.compile("(?:[ptc]|ch)$")
MOST_PIECES = 5
LONGEST = len("nghiêng")


def is_syllable(word: str) -> bool:
    """Can this be written as one Vietnamese syllable?  In lower case, Title Case or UPPER CASE."""
    return word.lower() in _syllables()


@cache
def _syllables() -> frozenset[str]:
    found = set()
    for onset in ["", *ONSETS]:
        for rime in _rimes_after(onset):
            found |= _toned(onset, rime)
    return frozenset(found)


def _rimes_after(onset: str) -> list[str]:
    if onset == "qu":
        return QU_RIMES
    if onset == "gi":
        return [rime for rime in RIMES if rime[0] not in "iu" or rime[:2] == "u'" or rime[:2] == "uô"] + GI_RIMES
    if onset in ("gh", "ngh"):
        return [rime for rime in RIMES if rime[0] in FRONT]
    if onset == "k":
        return [rime for rime in RIMES if rime[0] in FRONT] + ["y'"]
    if onset in ("g", "ng"):
        back = [rime for rime in RIMES if rime[0] not in FRONT]
        return back + ["i'", "i'n"] if onset == "g" else back
    if onset == "c":
        return [rime for rime in RIMES if rime[0] not in FRONT and not _has_glide(rime)]
    if onset == "":
        return RIMES + ALONE
    return RIMES + (["y'"] if onset in Y_FOR_I else [])


def _has_glide(rime: str) -> bool:
    return rime.replace("'", "")[:2] in ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")


def _toned(onset: str, rime: str) -> set[str]:
    plain = onset + rime.replace("'", "")
    found = set() if _STOP.search(plain) else {plain}
    for tone in STOPPED if _STOP.search(plain) else TONES[1:]:
        for place in re.finditer("'", rime):
            marked = rime[:place.start()] + tone + rime[place.start():]
            found.add(unicodedata.normalize("NFC", onset + marked.replace("'", "")))
    return found


def split_glued(word: str) -> tuple[str, ...] | None:
    """The syllables that a word of two or more is made of, as `cuts` likes best; None if it is one, or none of our making."""
    return next(iter(cuts(word)), None)


def cuts(word: str) -> list[tuple[str, ...]]:
    """The ways to cut a word into two syllables or more, as few as can be, the likeliest first.

    A capital in the middle begins a syllable.  Elsewhere words that are met all the time are likely (sống|ở), then a
    consonant is more likely to begin one than a vowel, and a long onset than a short one (nhà|nước, nhàn|ước).  This is
    about form only: Rô|ma is foreign.

        >>> cuts("nhànước")
        [('nhà', 'nước'), ('nhàn', 'ước')]
    """
    found: list[tuple[str, ...]] = [()]
    for part in _humps(word):
        found = [begun + more for begun in found for more in _fewest(part)]
    return sorted((cut for cut in found if len(cut) > 1), key=_unlikely)


def _humps(word: str) -> list[str]:
    """LanNgồi in its parts; a word in capitals is one part."""
    starts = [0] + [at for at in range(1, len(word)) if word[at].isupper() and word[at - 1].islower()] + [len(word)]
    return [word[start:end] for start, end in zip(starts, starts[1:])]


def _fewest(part: str) -> list[tuple[str, ...]]:
    """All ways to cut it into as few syllables as it has."""
    begun: list[tuple[tuple[str, ...], str]] = [((), part)]
    for _ in range(MOST_PIECES):
        begun = [((*cut, rest[:at]), rest[at:]) for cut, rest in begun for at in range(1, min(len(rest), LONGEST) + 1)
                 if is_syllable(rest[:at])]
        if whole := [cut for cut, rest in begun if not rest]:
            return whole
    return []


def _unlikely(cut: tuple[str, ...]) -> tuple[int, int, int]:
    onsets = [_onset_length(piece) for piece in cut[1:]]
    return -sum(piece.lower() in COMMON for piece in cut), onsets.count(0), -sum(onsets)


def _onset_length(piece: str) -> int:
    lowered = piece.lower()
    return max((len(onset) for onset in ONSETS if lowered.startswith(onset)), default=0)
