"""Shingles: a document as the set of its runs of five words, and how alike two such sets are.

A token is a word: letters, digits, underscores and the marks on them, in lower case, NFC.  In scripts that write no
blanks between words every character is a token, with the marks on it.  Five tokens in a row are a shingle, known
by a 64-bit hash; a text of one to four tokens has one shingle, of all of them.

    >>> one = shingles("the quick brown fox jumps over the lazy dog")
    >>> two = shingles("The quick brown fox jumps over the lazy cat!")
    >>> len(one), len(two), round(jaccard(one, two), 2)
    (5, 5, 0.67)

The hash is defined so that numpy, numba and plain Python give the same.  With t the code points of a token, mod 2^64:

    token = fmix64(sum of t[k] * P**k)           shingle = fmix64(sum of token[k] * Q**k)

where fmix64 is the finalizer of MurmurHash3.  Signatures use the low 32 bits.
"""
import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

WORDS = 5                # in a shingle: the field's habit, and what 358 hand-judged pairs bore out

P = 0x9E3779B97F4A7C15   # odd, so that multiplying loses nothing; 2^64 divided by the golden ratio
Q = 0xD6E8FEB86659FD93   # odd; no other property is asked of it
FMIX_1, FMIX_2 = 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53

# Scripts written without blanks between words: Thai, Lao, Myanmar, Khmer, kana, Han (planes 2 and 3 are all Han).
DENSE = ((0x0E01, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3041, 0x30FF), (0x31F0, 0x31FF),
         (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA9E0, 0xA9FE), (0xAA60, 0xAA7F), (0xF900, 0xFAFF), (0xFF66, 0xFF9F))
SEPARATOR, WORD, CHARACTER, MARK = range(4)


@cache
def characters() -> "np.ndarray":
    """For each code point, uint32: what it is lower-cased, times four, plus its kind, one of

    SEPARATOR, WORD (part of one), CHARACTER (a token by itself), MARK (joins either).  Case is looked up here,
    one code point at a time, and not by `str.lower`: a table costs nothing, and one word keeps one hash wherever it
    stands (a final sigma is a sigma).
    """
    import numpy as np
    points = "".join(map(chr, range(0x20000)))
    kind = np.zeros(0x110000, np.uint8)
    for run in re.finditer(r"\w+", points):
        kind[run.start():run.end()] = WORD
    for low, high in DENSE:
        block = kind[low:high + 1]
        # Their digits make numbers, which are tokens whole.
        block[(block == WORD) & [not chr(point).isdigit() for point in range(low, high + 1)]] = CHARACTER
    kind[0x20000:0x40000] = CHARACTER
    for point in (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0)):
        if kind[point] == SEPARATOR and unicodedata.category(chr(point)) in ("Mn", "Mc"):
            kind[point] = MARK
    kind[0x200C:0x200E] = MARK           # the joiners, which Persian and Indic words hold
    table = np.arange(0x110000, dtype=np.uint32)
    lower = points.replace("İ", "i").lower()      # the one letter whose lower case is two characters
    table[:0x20000] = np.frombuffer(lower.encode("utf-32-le", "surrogatepass"), np.uint32)
    table[[ord("Σ"), ord("ς")]] = ord("σ")
    return table << np.uint32(2) | kind


def code_points(texts: Sequence[str]) -> "tuple[np.ndarray, np.ndarray]":
    """Code points of all texts, composed, each text closed by a line end; and where each starts."""
    import numpy as np
    texts = [text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text) for text in texts]
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in texts], out=starts[1:])
    # The join is closed by one more line end, so that every text ends in a separator.
    joined = "\n".join([*texts, ""])
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32), starts


def fmix64(h: "np.ndarray") -> "np.ndarray":
    """In place, on uint64."""
    import numpy as np
    h ^= h >> np.uint64(33)
    h *= np.uint64(FMIX_1)
    h ^= h >> np.uint64(33)
    h *= np.uint64(FMIX_2)
    h ^= h >> np.uint64(33)
    return h


def shingle_runs(texts: Sequence[str]) -> "tuple[np.ndarray, np.ndarray]":
    """Shingle hashes of all texts in their order, uint64, repeats included; and where each text's run starts, int64."""
    import numpy as np
    points, starts = code_points(texts)
    points = characters()[points]
    kind = (points & np.uint32(3)).astype(np.uint8)
    before = np.empty_like(kind)
    before[:1], before[1:] = SEPARATOR, kind[:-1]
    begins = (kind == CHARACTER) | ((kind != SEPARATOR) & (before == SEPARATOR)) | ((kind == WORD) & (before == CHARACTER))
    inside = np.flatnonzero(kind)
    first = np.flatnonzero(begins[inside])
    if not len(first):
        return np.zeros(0, np.uint64), np.zeros(len(texts) + 1, np.int64)
    lengths = np.diff(first, append=len(inside))
    place = np.arange(len(inside)) - np.repeat(first, lengths)
    powers = np.full(int(lengths.max()), P, np.uint64)
    powers[0] = 1
    tokens = fmix64(np.add.reduceat((points[inside] >> np.uint32(2)) * np.multiply.accumulate(powers)[place], first))

    bounds = np.searchsorted(inside[first], starts)           # tokens of text i: bounds[i] to bounds[i + 1]
    counts = np.diff(bounds)
    sizes = np.where(counts < WORDS, np.minimum(counts, 1), counts - (WORDS - 1))
    runs = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(sizes, out=runs[1:])
    # Token that each shingle starts at, and the sum over the tokens that still belong to its text.
    at = np.arange(runs[-1]) + np.repeat(bounds[:-1] - runs[:-1], sizes)
    window = tokens[at]
    factor = 1
    short = np.repeat(np.minimum(counts, WORDS), sizes)
    tokens = np.append(tokens, np.zeros(WORDS, np.uint64))
    for k in range(1, WORDS):
        factor = factor * Q % 2**64
        window += np.where(k < short, tokens[at + k], np.uint64(0)) * np.uint64(factor)
    return fmix64(window), runs


def shingles(text: str) -> "np.ndarray":
    """The shingles of a text as a sorted uint64 array without repeats; a text of under five tokens has one, of none, none."""
    return distinct(shingle_runs([text])[0])


def distinct(hashes: "np.ndarray") -> "np.ndarray":
    import numpy as np
    hashes = np.sort(hashes)             # np.unique is 65 times slower on random uint64 (numpy 2.4)
    return hashes[np.append(True, hashes[1:] != hashes[:-1])] if len(hashes) else hashes


def jaccard(a: "np.ndarray", b: "np.ndarray") -> float:
    """Shared shingles over all shingles of two sorted arrays without repeats; 0.0 if both are empty."""
    both = _shared(a, b)
    return both / (len(a) + len(b) - both) if both else 0.0


def containment(a: "np.ndarray", b: "np.ndarray") -> float:
    """Which part of the smaller one stands in the larger; 0.0 if one is empty."""
    both = _shared(a, b)
    return both / min(len(a), len(b)) if both else 0.0


def _shared(a: "np.ndarray", b: "np.ndarray") -> int:
    import numpy as np
    if compiled := sys.modules.get("cleaner.duplicates.minhash_kernel"):      # signing has loaded it already
        return int(compiled.shared(np.asarray(a), np.asarray(b)))
    merged = np.sort(np.concatenate((a, b)), kind="stable")      # two sorted runs: the stable sort merges them
    return int(np.count_nonzero(merged[1:] == merged[:-1]))


class Sets:
    """The shingles of documents that are compared, as they lie in files; 24 bytes a document here."""

    def __init__(self, documents: "np.ndarray"):
        """Of these documents, ascending."""
        import numpy as np
        self.documents = documents
        self.spans = np.zeros((len(documents), 2), np.int64)
        self.owner = np.zeros(len(documents), np.int32)
        self.arrays: list[np.ndarray] = []

    def add(self, documents: "np.ndarray", hashes: "np.ndarray", ends: "np.ndarray", which: "np.ndarray | None" = None) -> None:
        """Takes in sets that lie one behind the other in `hashes`; set i ends at ends[i + 1].

        They are those of the documents in order; or `which` tells the set of each.
        """
        import numpy as np
        at = np.searchsorted(self.documents, documents)
        which = np.arange(len(documents)) if which is None else which
        self.spans[at] = np.stack((ends[which], ends[which + 1]), 1)
        self.owner[at] = len(self.arrays)
        self.arrays.append(hashes)

    def of(self, place: int) -> "np.ndarray":
        start, end = self.spans[place].tolist()
        return self.arrays[self.owner[place]][start:end]

    def jaccard(self, asked: "np.ndarray") -> "np.ndarray":
        """The similarity of pairs of documents (m, 2), float32."""
        import numpy as np
        places = np.searchsorted(self.documents, asked)
        found = np.empty(len(asked), np.float32)
        last, small = -1, self.documents[:0]
        for number, (a, b) in enumerate(places.tolist()):
            if a != last:      # pairs come sorted, so one is often compared with many
                last, small = a, np.asarray(self.of(a))
            found[number] = jaccard(small, np.asarray(self.of(b)))
        return found
