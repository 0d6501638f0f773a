"""Excerpts: texts for a page, in pieces of which each says what it is.

A piece is plain (""), a "sign" that stands for a character nobody can see, a word under a "veil", or, in a
comparison, "removed" or "kept".

    >>> pieces("a\\u00a0b", everything=True)
    [('', 'a'), ('sign', 'U+00A0'), ('', 'b')]
    >>> difference("one two three", "one 2 three")
    [('', 'one '), ('removed', 'two '), ('kept', '2 '), ('', 'three')]
"""
import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

LONGEST = 600           # characters of a text that are shown
AROUND = 160            # and of what stands around it
COMPARED = 1_000        # words and signs of two copies that are compared
DIFFERENT = 3_000       # characters of their difference that are shown

Pieces = list[tuple[str, str]]
Veil = Callable[[str], Pieces]      # takes out what is to be hidden


def pieces(text: str, everything: bool = False, veiled: Veil | None = None) -> Pieces:
    """A text with what cannot be seen made visible, and abusive words apart; `everything`: also what is ordinary in running text."""
    found: Pieces = []
    for kind, part in veiled(text) if veiled else [("", text)]:
        at = 0
        for match in (_HIDDEN if everything else _STRANGE).finditer(part):
            if part[at:match.start()]:
                found.append((kind, part[at:match.start()]))
            found += [("sign", "↵" if char == "\n" else f"U+{ord(char):04X}") for char in match[0]]
            at = match.end()
        if part[at:]:
            found.append((kind, part[at:]))
    return found


# Joiners are letters' business in many scripts; overrides would turn the page itself around.
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]")


def veil(words: Iterable[str]) -> Veil:
    """Takes abusive words out of a text as pieces of their own."""
    longest_first = sorted({word for word in words if word.strip()}, key=lambda word: (-len(word), word))
    if not longest_first:
        return lambda text: [("", text)]
    regex = re.compile(r"(?<!\w)(" + "|".join(re.escape(word) for word in longest_first) + r")(?!\w)", re.IGNORECASE)
    return lambda text: [("veil" if place % 2 else "", part) for place, part in enumerate(regex.split(text)) if part]


def clipped(text: str, longest: int = LONGEST, end: bool = True) -> str:
    """A long text without its middle, or, for what stands before something, without its beginning.

        >>> clipped("abcdefghij", 6), clipped("abcdefghij", 6, end=False)
        ('abc … hij', '… efghij')
    """
    if len(text) <= longest:
        return text
    return f"{text[:longest // 2]} … {text[-(longest // 2):]}" if end else f"… {text[-longest:]}"


def begun(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND] + " …"


def reason(rule: str, why: str, veiled: Veil) -> Pieces:
    """The sentence of a rule; one about abuse may quote the words it is about."""
    if not rule.startswith("abuse/"):
        return pieces(why, veiled=veiled)
    return [piece for place, part in enumerate(re.split(r'("[^"]+"|“[^”]+”)', why)) if part
            for piece in ([("veil", part)] if place % 2 else pieces(part, veiled=veiled))]


def difference(removed: str, kept: str) -> Pieces:
    """Word by word what only the removed copy has, what only the kept one has, and a little of what both have."""
    one, other = (re.findall(r"(?:\w+|[^\w\s])\s*", text) for text in (removed, kept))
    cut = max(len(one), len(other)) > COMPARED
    one, other = one[:COMPARED], other[:COMPARED]
    found: Pieces = []
    shown = 0
    # Words that come again and again are no anchors: without this the time grows with the cube of their number.
    steps = SequenceMatcher(None, [word.strip() for word in one], [word.strip() for word in other], autojunk=True).get_opcodes()
    if cut and steps and steps[-1][0] != "equal":
        steps.pop()     # what one text has there the other may have behind the cut
    for number, (what, low, high, start, end) in enumerate(steps):
        if what == "equal":
            same = one[low:high]
            head, tail = (0 if number == 0 else 8), (0 if number == len(steps) - 1 else 8)
            if len(same) > head + tail + 8 and len(steps) > 1:
                same = [*same[:head], " … ", *same[len(same) - tail:]]
            parts = [("", "".join(same))]
        else:
            parts = [(kind, clipped("".join(words))) for kind, words in (("removed", one[low:high]), ("kept", other[start:end])) if words]
        found += parts
        shown += sum(len(part) for _, part in parts)
        if shown > DIFFERENT:
            cut = True
            break
    return [*found, ("", " …")] if cut else found
