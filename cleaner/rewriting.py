"""Rewriting: disguised words written out in the text around them, and what is found in that.

A disguised word may be one word of a phrase (`piece of sh!t`, `đ!t mẹ`), so it is matched where it stands.

    >>> from cleaner.disguises import EVERY, reader
    >>> text = "a p1ece of junk"
    >>> def find(text, first, last):
    ...     start = text.find("piece of junk")
    ...     return [(start, start + 13, 0)] if start >= 0 else []
    >>> [(text[start:end], rule, sorted(seen)) for start, end, rule, seen in written_out(text, [3], reader({"piece": EVERY}), find)]
    [('p1ece of junk', 0, ['leet'])]
"""
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cleaner.disguises import IN_PHRASE, Reader, Token, tokens
from cleaner.folding import Kinds

# Hits in a folded text that may reach into a part of it: start, end, rule.
Find = Callable[[str, int, int], list[tuple[int, int, int]]]
NEAR = 48      # characters around a disguised word that a phrase with it may reach


class _Piece(NamedTuple):
    """A disguised word, written out."""
    start: int      # where it stands in the text written out
    end: int
    token: Token
    seen: Kinds


def written_out(text: str, places: Sequence[int], read: Reader, find: Find) -> Iterator[tuple[int, int, int, Kinds]]:
    """Hits that hold at least one disguised word, at their place in the folded text."""
    found = list(tokens(text, places, read))
    for number, token in enumerate(found):
        low, high = max(0, token.start - NEAR), min(len(text), token.end + NEAR)
        near = [other for other in found[max(0, number - 8):number + 9] if low <= other.start and other.end <= high]
        for reading_here in token.readings:
            written, at = "", low
            pieces: list[_Piece] = []
            for other in near:
                word, seen = reading_here if other is token else other.readings[0]
                written += text[at:other.start]
                pieces.append(_Piece(len(written), len(written) + len(word), other, seen))
                written += word
                at = other.end
            written += text[at:high]
            own = next(piece for piece in pieces if piece.token is token)
            for start, end, rule in find(written, own.start, own.end):
                within = [piece for piece in pieces if piece.start < end and start < piece.end]
                seen = frozenset().union(*(piece.seen for piece in within))
                if own in within and not (IN_PHRASE in seen and " " not in written[start:end]):
                    yield *_way_back(start, end, pieces, low), rule, seen - {IN_PHRASE}


def _way_back(start: int, end: int, pieces: Sequence[_Piece], low: int) -> tuple[int, int]:
    """Where a span of the text written out lies in the text as it stands, disguised words as a whole."""
    real_start, real_end = start + low, end + low
    for piece in pieces:
        if piece.end <= start:
            real_start = start - piece.end + piece.token.end
        elif piece.start <= start:
            real_start = piece.token.start
        if piece.end <= end:
            real_end = end - piece.end + piece.token.end
        elif piece.start < end:
            real_end = piece.token.end
    return real_start, real_end
