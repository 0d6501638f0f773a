"""Shingles and signatures, compiled: the same bits as minhash.py at three times the speed.

Imported only when the work repays the start of numba.  The machine code is kept beside this file, or in
the user's cache folder; where neither can be written, every process compiles for itself.  It is thrown away
when this file changes, and this file only: a constant of shingles.py that changes needs a touch here.
"""
import numpy as np
from numba import njit

from cleaner.duplicates.shingles import CHARACTER, FMIX_1, FMIX_2, SEPARATOR, WORD, WORDS, P, Q


def _compiled(function, **options):
    try:
        return njit(cache=True, nogil=True, **options)(function)
    except RuntimeError:                 # "no locator available": no folder can be written
        return njit(nogil=True, **options)(function)


def _fmix64(h):
    h ^= h >> np.uint64(33)
    h *= np.uint64(FMIX_1)
    h ^= h >> np.uint64(33)
    h *= np.uint64(FMIX_2)
    return h ^ (h >> np.uint64(33))


_fmix64 = _compiled(_fmix64, inline="always")


def _shingle_runs(points, starts, table, hashes, runs):
    """Fills `hashes` with the shingles of all texts and `runs` with where each text's begin."""
    filled = 0
    powers = np.empty(WORDS, np.uint64)
    powers[0] = np.uint64(1)
    for k in range(1, WORDS):
        powers[k] = powers[k - 1] * np.uint64(Q)
    for i in range(len(starts) - 1):
        runs[i] = filled
        tokens = 0
        before = np.uint8(SEPARATOR)
        token, power = np.uint64(0), np.uint64(1)
        ring = np.zeros(WORDS, np.uint64)
        # Every text is closed by a separator, so its last token is, too.
        for at in range(starts[i], starts[i + 1]):
            character = table[points[at]]
            kind = np.uint8(character & np.uint32(3))
            if before != SEPARATOR and (kind == SEPARATOR or kind == CHARACTER or (kind == WORD and before == CHARACTER)):
                for k in range(WORDS - 1):
                    ring[k] = ring[k + 1]
                ring[WORDS - 1] = _fmix64(token)
                tokens += 1
                token, power = np.uint64(0), np.uint64(1)
                if tokens >= WORDS:
                    window = np.uint64(0)
                    for k in range(WORDS):
                        window += ring[k] * powers[k]
                    hashes[filled] = _fmix64(window)
                    filled += 1
            if kind != SEPARATOR:
                token += np.uint64(character >> np.uint32(2)) * power
                power *= np.uint64(P)
            before = kind
        if 0 < tokens < WORDS:
            window = np.uint64(0)
            for k in range(tokens):
                window += ring[WORDS - tokens + k] * powers[k]
            hashes[filled] = _fmix64(window)
            filled += 1
    runs[len(starts) - 1] = filled


_shingle_runs = _compiled(_shingle_runs)


def _minima(hashes, runs, a, b, values):
    """affine32: values[i, k] = min over the shingles h of text i of a[k] * fmix32(h) + b[k] mod 2^32."""
    mixed = np.empty(len(hashes), np.uint32)
    for at in range(len(hashes)):
        h = np.uint32(hashes[at])
        h = np.uint32(h ^ (h >> np.uint32(16)))
        h = np.uint32(h * np.uint32(0x85EBCA6B))
        h = np.uint32(h ^ (h >> np.uint32(13)))
        h = np.uint32(h * np.uint32(0xC2B2AE35))
        mixed[at] = np.uint32(h ^ (h >> np.uint32(16)))
    for i in range(len(runs) - 1):
        # A slice, and not indices from runs[i] on: those may be negative for all the compiler knows, which costs
        # the vector instructions (113 MB/s of text instead of 1,200).
        own = mixed[runs[i]:runs[i + 1]]
        for k in range(values.shape[1]):
            factor, shift, least = a[k], b[k], np.uint32(0xFFFFFFFF)
            for h in own:
                least = min(least, np.uint32(np.uint32(factor * h) + shift))
            values[i, k] = least


_minima = _compiled(_minima)


def _shared(a, b):
    """How many values two sorted arrays without repeats have in common."""
    i = j = both = 0
    while i < len(a) and j < len(b):
        one, other = a[i], b[j]
        both += one == other
        i += one <= other
        j += other <= one
    return both


shared = _compiled(_shared)


def shingle_runs(points, starts, table):
    """As shingles.shingle_runs, from code points."""
    hashes = np.empty(len(points), np.uint64)
    runs = np.zeros(len(starts), np.int64)
    _shingle_runs(points, starts, table, hashes, runs)
    return hashes[:runs[-1]], runs


def sign(hashes, runs, a, b, values):
    _minima(hashes, runs, a, b, values)
