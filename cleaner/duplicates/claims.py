"""Claims: what documents say of themselves when copies are looked for; digests and numbers, never text.

One array for each thing said, over all paragraphs or all documents of a task, so that a paragraph costs
25 bytes and a document that may be a near-duplicate 540.
"""
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaner.duplicates.fingerprints import Fingerprints, document_digest, fingerprints, paragraph_digest, teaser_stem
from cleaner.formats.atomic import atomic
from cleaner.settings import Settings
from cleaner.text import paragraphs

if TYPE_CHECKING:
    import numpy as np


class Claims(NamedTuple):
    """Of d documents with p paragraphs, of which j are long enough to be judged as near-duplicates."""
    places: "np.ndarray"       # (d, 2) uint32: piece of the task, and row, where each document stands
    counts: "np.ndarray"       # (d,) uint32: paragraphs of each document
    documents: "np.ndarray"    # (d, 2) uint64: digest of each
    judged: "np.ndarray"       # (d,) bool
    signatures: "np.ndarray"   # (j, permutations) uint32, of the judged ones in their order
    digests: "np.ndarray"      # (p, 2) uint64
    weights: "np.ndarray"      # (p,) uint8, see `fingerprints.weight`
    heads: "np.ndarray"        # (p,) uint64; 0 where a paragraph is too short for one
    teasers: "np.ndarray"      # (t, 3) uint32: document, paragraph, characters of the stem
    stems: "np.ndarray"        # (t, 2) uint64: digest of the stem
    grades: "np.ndarray"       # (d,) bytes: what documents are ranked by; empty ones where the smallest key stays

    def save(self, path: Path) -> None:
        import numpy as np
        with atomic(path) as file:
            np.savez(file, **self._asdict())

    @classmethod
    def load(cls, path: Path) -> "Claims":
        return cls(*columns(path, *cls._fields))


def columns(path: Path, *names: str) -> "list[np.ndarray]":
    """Some of the arrays of claims that were saved; the others are not read."""
    import numpy as np
    with np.load(path) as arrays:
        return [arrays[name] for name in names]


class Collector:
    """Gathers the claims of the documents of one task; `add` them in their order."""

    def __init__(self, settings: Settings, share: int):
        self.share = share      # bytes that this process will sign in all
        self.how = settings.paragraphs
        self.near = settings.near_duplicate < 1
        self.places: list[tuple[int, int]] = []
        self.texts: list[str] = []
        self.counts: list[int] = []
        self.documents: list[bytes] = []
        self.digests: list[bytes] = []
        self.weights: list[bytes] = []
        self.heads: list[bytes] = []
        self.teasers: list[tuple[int, int, int]] = []
        self.stems: list[bytes] = []
        self.grades: list[bytes] = []

    def add(self, piece: int, row: int, text: str, grade: bytes = b"", known: Fingerprints | None = None) -> None:
        """Takes in a document; `known` are its fingerprints, unless lines that are left became one paragraph."""
        self.places.append((piece, row))
        self.grades.append(grade)
        spans = paragraphs(text, self.how)
        prints = known if known and len(known.weights) == len(spans) else fingerprints(text, spans)
        if "..." in text or "…" in text:
            for ordinal, (start, end) in enumerate(spans):
                if stem := teaser_stem(text[start:end]):
                    self.teasers.append((len(self.counts), ordinal, len(stem)))
                    self.stems.append(paragraph_digest(stem))
        self.counts.append(len(spans))
        self.documents.append(document_digest((prints.digests,)))
        self.digests.append(prints.digests)
        self.weights.append(prints.weights)
        self.heads.append(prints.heads)
        if self.near:
            self.texts.append(text)

    def claims(self) -> Claims:
        import numpy as np

        from cleaner.duplicates.minhash import JUDGED, PERMUTATIONS, engine_for, signatures
        judged = np.zeros(len(self.counts), bool)
        signed = np.zeros((0, PERMUTATIONS), np.uint32)
        if self.near and self.texts:
            values, sizes = signatures(self.texts, engine_for(self.share))
            judged = sizes >= JUDGED
            signed = values[judged]
        return Claims(
            np.array(self.places, np.uint32).reshape(-1, 2), np.array(self.counts, np.uint32),
            pairs(b"".join(self.documents)), judged, signed,
            pairs(b"".join(self.digests)), np.frombuffer(b"".join(self.weights), np.uint8),
            np.frombuffer(b"".join(self.heads), "<u8"),
            np.array(self.teasers, np.uint32).reshape(-1, 3), pairs(b"".join(self.stems)),
            np.array(self.grades, f"S{max(map(len, self.grades), default=1) or 1}"))


def pairs(digests: bytes) -> "np.ndarray":
    """16-byte digests as (n, 2) uint64."""
    import numpy as np
    return np.frombuffer(digests, "<u8").reshape(-1, 2)


def replaced(old: Claims, chosen: "np.ndarray", new: Claims) -> Claims:
    """The claims with those of the `chosen` documents, ascending, taken from `new`."""
    import numpy as np
    fresh = np.zeros(len(old.counts), bool)
    fresh[chosen] = True
    counts, documents, judged = old.counts.copy(), old.documents.copy(), old.judged.copy()
    counts[chosen], documents[chosen], judged[chosen] = new.counts, new.documents, new.judged

    def spliced(before: "np.ndarray", of_before: "np.ndarray", after: "np.ndarray", of_after: "np.ndarray") -> "np.ndarray":
        """Values of the old documents that stay and of the new ones, in the order of documents."""
        whole = np.empty((int((~of_before).sum()) + len(after), *before.shape[1:]), before.dtype)
        whole[~of_after], whole[of_after] = before[~of_before], after
        return whole

    old_paragraphs, new_paragraphs = np.repeat(fresh, old.counts), np.repeat(fresh, counts)
    old_judged, new_judged = fresh[old.judged], fresh[judged]
    gone = fresh[old.teasers[:, 0]]
    moved = new.teasers.copy()
    moved[:, 0] = chosen[new.teasers[:, 0]]
    teasers, stems = np.concatenate((old.teasers[~gone], moved)), np.concatenate((old.stems[~gone], new.stems))
    order = np.lexsort((teasers[:, 1], teasers[:, 0]))
    return Claims(
        old.places, counts, documents, judged, spliced(old.signatures, old_judged, new.signatures, new_judged),
        spliced(old.digests, old_paragraphs, new.digests, new_paragraphs),
        spliced(old.weights, old_paragraphs, new.weights, new_paragraphs),
        spliced(old.heads, old_paragraphs, new.heads, new_paragraphs), teasers[order], stems[order], old.grades)
