"""MinHash: signatures that say which documents may be near-duplicates.

They are datasketch's scheme "affine32", bit for bit (datasketch 2.0, `minhash.py`), over the hashes of `shingles`.
Signatures only ever propose: what is dropped has been verified on the shingles themselves.

    >>> from cleaner.duplicates.shingles import jaccard, shingles
    >>> one = "A wolf had been gorging on an animal he had killed, when suddenly a small bone stuck in his throat."
    >>> found = signatures([one, "Fable: " + one, "A text that says nothing of the kind. " * 3])
    >>> both = buckets(found, *bands_for(0.8))
    >>> both.members[both.starts[0]:both.starts[1]]
    array([0, 1], dtype=uint32)
    >>> round(jaccard(shingles(one), shingles("Fable: " + one)), 2)
    0.94
"""
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaner.duplicates.runs import Runs, parts_for
from cleaner.duplicates.shingles import P, characters, code_points, distinct, fmix64, shingle_runs

if TYPE_CHECKING:
    import numpy as np

Engine = Literal["numba", "numpy", "datasketch"]

PERMUTATIONS = 128       # an estimate is off by 0.035 at a similarity of 0.8
SEED = 1                 # datasketch's own default
# A document of fewer than 10 shingles (14 words) is not judged: chance makes such texts alike.
JUDGED = 10
# Characters to sign in one process from which numba repays itself: it starts in 0.5 s over numpy, the first time ever in
# 2 s, and saves 13 ms for each MB that is signed and 28 for each that is shingled (bench/chain.py: 28 in all).
NUMBA_FROM = 16_000_000


def engine_for(characters: int) -> Engine:
    """What signs an amount of text fastest.  Never datasketch: its import alone costs more than numpy's work on 30 MB."""
    return "numba" if characters >= NUMBA_FROM and find_spec("numba") else "numpy"


@cache
def permutations(count: int = PERMUTATIONS) -> "tuple[np.ndarray, np.ndarray]":
    """The factors a (odd) and b of affine32, uint32, as datasketch draws them; `RandomState` is frozen by numpy."""
    import numpy as np
    draw = np.random.RandomState(SEED)
    a = draw.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, draw.randint(0, 1 << 32, count, dtype=np.uint32)


class Signatures(NamedTuple):
    values: "np.ndarray"    # (texts, permutations) uint32
    sizes: "np.ndarray"     # (texts,) uint32: shingles, repeats included; under JUDGED the text is too short to judge


def signatures(texts: Sequence[str], engine: Engine = "numpy", count: int = PERMUTATIONS) -> Signatures:
    """The MinHash signatures of the texts; every engine gives the same bits.

    `engine_for` names the engine that suits an amount of work.
    """
    import numpy as np
    values = np.full((len(texts), count), 0xFFFFFFFF, np.uint32)
    sizes = np.zeros(len(texts), np.uint32)
    sign = {"numba": _sign_numba, "numpy": _sign_numpy, "datasketch": _sign_datasketch}[engine]
    for low, high in _batches(texts):
        sign(texts[low:high], values[low:high], sizes[low:high])
    return Signatures(values, sizes)


# Characters in one batch: enough that numpy's calls cost nothing, few enough that its arrays stay in the cache.
BATCH = 200_000


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    low = held = 0
    for high, text in enumerate(texts, 1):
        held += len(text)
        if held >= BATCH or high == len(texts):
            yield low, high
            low, held = high, 0


def _sign_numpy(texts: Sequence[str], values: "np.ndarray", sizes: "np.ndarray") -> None:
    import numpy as np
    hashes, runs = shingle_runs(texts)
    sizes[:] = np.diff(runs)
    filled = np.flatnonzero(sizes)
    if not len(filled):
        return
    h = hashes.astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h ^= h >> np.uint32(shift)
        h *= np.uint32(factor)
    h ^= h >> np.uint32(16)
    a, b = permutations(values.shape[1])
    permuted = np.empty_like(h)
    for k in range(values.shape[1]):
        np.multiply(h, a[k], out=permuted)
        permuted += b[k]
        values[filled, k] = np.minimum.reduceat(permuted, runs[filled])


def _sign_numba(texts: Sequence[str], values: "np.ndarray", sizes: "np.ndarray") -> None:
    import numpy as np

    from cleaner.duplicates import minhash_kernel
    hashes, runs = minhash_kernel.shingle_runs(*code_points(texts), characters())
    sizes[:] = np.diff(runs)
    minhash_kernel.sign(hashes, runs, *permutations(values.shape[1]), values)


def shingle_sets(texts: Sequence[str], engine: Engine = "numpy") -> "list[np.ndarray]":
    """`shingles` of each text, many at once: for one text the calls of numpy cost more than the work."""
    found: list[np.ndarray] = []
    for low, high in _batches(texts):
        if engine == "numba":
            from cleaner.duplicates import minhash_kernel
            hashes, runs = minhash_kernel.shingle_runs(*code_points(texts[low:high]), characters())
        else:
            hashes, runs = shingle_runs(texts[low:high])
        found += [distinct(hashes[start:end]) for start, end in zip(runs, runs[1:])]
    return found


def _sign_datasketch(texts: Sequence[str], values: "np.ndarray", sizes: "np.ndarray") -> None:
    from datasketch import MinHash
    hashes, runs = shingle_runs(texts)
    for i in range(len(texts)):
        run = hashes[runs[i]:runs[i + 1]]
        sketch = MinHash(values.shape[1], seed=SEED, scheme="affine32", hashfunc=int)
        sketch.update_batch((run & 0xFFFFFFFF).tolist())
        values[i], sizes[i] = sketch.hashvalues, len(run)


class Buckets(NamedTuple):
    """Documents that may be alike: members[starts[i]:starts[i + 1]] share bucket i, ascending, two or more of them."""
    starts: "np.ndarray"     # int64
    members: "np.ndarray"    # uint32


# The share of pairs exactly at the threshold that must be proposed; above it there are more.
PROPOSED = 0.995


def bands_for(threshold: float, count: int = PERMUTATIONS) -> tuple[int, int]:
    """(bands, rows): the widest rows that still propose a pair at the threshold with probability PROPOSED.

    >>> [bands_for(threshold) for threshold in (0.5, 0.7, 0.8, 0.9)]
    [(42, 3), (32, 4), (21, 6), (14, 9)]
    """
    fits = [rows for rows in range(1, count + 1) if proposed(threshold, count // rows, rows) >= PROPOSED]
    rows = max(fits, default=1)
    return count // rows, rows


def proposed(similarity: float, bands: int, rows: int) -> float:
    """The probability that documents of this similarity share a bucket (Leskovec et al., Mining of Massive Datasets, 3.4).

    >>> [round(proposed(similarity, 21, 6), 3) for similarity in (0.3, 0.5, 0.7, 0.8)]
    [0.015, 0.282, 0.928, 0.998]
    """
    return 1 - (1 - similarity ** rows) ** bands


def buckets(signatures: Signatures, bands: int, rows: int) -> Buckets:
    """Who shares a band with whom; documents too short to judge are in no bucket."""
    import numpy as np
    judged = np.flatnonzero(signatures.sizes >= JUDGED)
    gathered = Bands(bands, rows, len(judged))
    gathered.add(signatures.values[judged], judged)
    return gathered.buckets()


class Bands:
    """Gathers the bands of signatures, and finds by sorting who shares one with whom.

    Memory: 12 bytes for each band of a document (252 at a threshold of 0.8) up to the limit, beyond it on disk; and 12 for
    each place in a bucket.
    """

    def __init__(self, bands: int, rows: int, documents: int, limit: int = 1 << 62, folder: Path | None = None):
        import numpy as np
        self.rows = rows
        self.kind = np.dtype([("key", "<u8"), ("document", "<u4")])
        self.runs = [Runs(self.kind, parts_for(documents), limit // bands, folder / f"{band:02d}" if folder else None) for band in range(bands)]

    def add(self, values: "np.ndarray", documents: "np.ndarray") -> None:
        """Takes in signatures (n, permutations) of documents, which come ascending."""
        import numpy as np
        for band, runs in enumerate(self.runs):
            keys = np.zeros(len(values), np.uint64)
            for row in range(band * self.rows, (band + 1) * self.rows):
                keys = fmix64(keys * np.uint64(P) + values[:, row])
            records = np.empty(len(values), self.kind)
            records["key"], records["document"] = keys, documents
            runs.add(records, keys)

    def buckets(self, earlier: int = 0) -> Buckets:
        """The buckets, but for those that hold only documents below `earlier`; takes what was gathered."""
        import numpy as np
        found: list[tuple[np.ndarray, np.ndarray]] = [(np.zeros(0, np.uint32), np.zeros(0, np.int64))]
        for runs in self.runs:
            for part in range(runs.parts):
                records = runs.part(part)
                runs.drop(part)
                if not len(records):
                    continue
                # The sort must be stable, so that members come in order.  Keys that collide only propose a pair too many.
                order = np.argsort(records["key"], kind="stable")
                keys, documents = records["key"][order], records["document"][order]
                equal = keys[1:] == keys[:-1]
                shared = np.append(equal, False) | np.append(False, equal)
                begins = shared & ~np.append(False, equal)
                members, bucket = documents[shared], np.cumsum(begins[shared]) - 1
                sizes = np.bincount(bucket)
                if earlier and len(members):
                    mine = members[np.cumsum(sizes) - 1] >= earlier
                    members, sizes = members[mine[bucket]], sizes[mine]
                found.append((members, sizes))
        members, sizes = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return _distinct_buckets(members, sizes)


def _distinct_buckets(members: "np.ndarray", sizes: "np.ndarray") -> Buckets:
    """Without buckets that say the same again: near-copies share most of their bands."""
    import numpy as np
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    if not len(sizes):
        return Buckets(starts, members)
    # A set is known by its size and the sum of its members' hashes.
    sums = np.add.reduceat(fmix64(members.astype(np.uint64) + np.uint64(P)), starts[:-1])
    order = np.lexsort((sums, sizes))
    again = np.append(False, (sums[order][1:] == sums[order][:-1]) & (sizes[order][1:] == sizes[order][:-1]))
    stays = np.ones(len(sizes), bool)
    stays[order[again]] = False
    kept = np.zeros(np.count_nonzero(stays) + 1, np.int64)
    np.cumsum(sizes[stays], out=kept[1:])
    return Buckets(kept, members[np.repeat(stays, sizes)])


def estimated(signatures: Signatures, pairs: "np.ndarray") -> "np.ndarray":
    """The similarity that the signatures of pairs (m, 2) suggest, float32; off by 0.035 at 0.8, by 0.044 at 0.5."""
    import numpy as np
    values = signatures.values
    equal = [(values[some[:, 0]] == values[some[:, 1]]).mean(1, dtype=np.float32)
             for some in np.array_split(pairs, len(pairs) // 4096 + 1)]       # 4 MB at a time
    return np.concatenate(equal)
