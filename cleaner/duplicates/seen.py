"""Repeats: copies within one document, or along a stream of them, decided as the documents come by.

The batch job elects over the whole corpus; here only what came earlier can be the one that stays,
which for one document, and for documents in the order of their keys, is the same choice.  Nothing
here needs numpy until near-duplicate documents are looked for.

    >>> long = "The ministers of eight countries met in the capital on Tuesday to talk about supply chains."
    >>> for place, copy in Seen("auto").paragraphs(f"{long}\\nNo.\\n{long}\\nYes.\\nYes.", "a.txt").items():
    ...     print(place, copy.kind, copy.kept, copy.paragraph)
    2 paragraph a.txt 0
    4 stutter a.txt 3
"""
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from cleaner.filters.duplicates import KINDS, Copy
from cleaner.duplicates.fingerprints import LONG, document_digest, fold, paragraph_digest, teaser_stem, weight, whole_of
from cleaner.text import Paragraphs, paragraphs

if TYPE_CHECKING:
    import numpy as np


class Seen:
    """What has come by: digests of paragraphs and documents, and shingles of documents."""

    def __init__(self, how: Paragraphs, threshold: float = 1.0):
        self.how = how
        self.threshold = threshold
        self._paragraphs: dict[bytes, tuple[str, int]] = {}
        self._documents: dict[bytes, str] = {}
        self._shingles: dict[str, np.ndarray] = {}
        self._index: Any = None

    def paragraphs(self, text: str, key: str, looking: Collection[str] = KINDS) -> dict[int, Copy]:
        """The paragraphs of a document that repeat one of its own or of an earlier document, by their place.

        `looking` are the kinds of copies that count.
        """
        spans = paragraphs(text, self.how)
        parts = [fold(text[start:end]) for start, end in spans]
        digests = [paragraph_digest(part) for part in parts]
        copies: dict[int, Copy] = {}
        own: dict[bytes, tuple[str, int]] = {}
        for place, (part, digest) in enumerate(zip(parts, digests)):
            if "paragraph" in looking and weight(part) == LONG:
                kept = self._paragraphs.get(digest) or own.setdefault(digest, (key, place))
                if kept != (key, place):
                    copies[place] = Copy("paragraph", *kept)
        for place, (start, end) in enumerate(spans):
            if "teaser" in looking and place not in copies and (stem := teaser_stem(text[start:end])):
                for whole, part in enumerate(parts):
                    if whole not in copies and whole_of(stem, part) and not teaser_stem(text[slice(*spans[whole])]):
                        copies[place] = Copy("teaser", key, whole)
                        break
        last = -1
        for place, digest in enumerate(digests):
            if place in copies:
                continue
            if "stutter" in looking and last >= 0 and digest == digests[last] and weight(parts[place]):
                copies[place] = Copy("stutter", key, last)
            else:
                last = place
        return copies

    def document(self, text: str, key: str) -> Copy | None:
        """The earlier document that this one is a copy of, or nearly."""
        digest = self._digest(text)
        if digest is None:
            return None
        if kept := self._documents.get(digest):
            return Copy("document", kept)
        return self._near(text) if self.threshold < 1 else None

    def remember(self, text: str, key: str) -> None:
        """Takes in a document that stays, as it is after cleaning."""
        if (digest := self._digest(text)) is None:
            return
        self._documents.setdefault(digest, key)
        for place, (start, end) in enumerate(paragraphs(text, self.how)):
            if weight(part := fold(text[start:end])) == LONG:
                self._paragraphs.setdefault(paragraph_digest(part), (key, place))
        if self.threshold < 1 and (sketch := self._sketch(text)):
            self._lsh().insert(key, sketch[0], check_duplication=False)
            self._shingles[key] = sketch[1]

    def _digest(self, text: str) -> bytes | None:
        parts = [paragraph_digest(fold(text[start:end])) for start, end in paragraphs(text, self.how)]
        return document_digest(parts) if parts else None

    def _near(self, text: str) -> Copy | None:
        from cleaner.duplicates.shingles import jaccard
        if not self._shingles or not (sketch := self._sketch(text)):
            return None
        # In the order of arrival: dicts keep it, the index does not.
        proposed = set(self._lsh().query(sketch[0]))
        for key, shingles in self._shingles.items():
            if key in proposed and (likeness := jaccard(shingles, sketch[1])) >= self.threshold:
                return Copy("near-document", key, similarity=likeness)
        return None

    def _sketch(self, text: str) -> "tuple[Any, np.ndarray] | None":
        """A datasketch MinHash and the shingles of a text; None if it is too short to judge."""
        from datasketch import MinHash

        from cleaner.duplicates.minhash import JUDGED, PERMUTATIONS, SEED, signatures
        from cleaner.duplicates.shingles import shingles
        found = signatures([text])
        if found.sizes[0] < JUDGED:
            return None
        return MinHash(PERMUTATIONS, seed=SEED, scheme="affine32", hashvalues=found.values[0]), shingles(text)

    def _lsh(self) -> Any:
        if self._index is None:
            from datasketch import MinHashLSH

            from cleaner.duplicates.minhash import PERMUTATIONS, bands_for
            self._index = MinHashLSH(self.threshold, PERMUTATIONS, params=bands_for(self.threshold))
        return self._index
