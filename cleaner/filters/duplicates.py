"""Duplicates: takes out what the election decided to be a copy of something that stays.

Who keeps what is decided elsewhere, from digests alone (`cleaner.duplicates.election`).  This filter only turns
the verdict on one document into edits, so that a copy leaves the same trail as any other removal.

    >>> from cleaner.edits import apply
    >>> from cleaner.text import Document
    >>> copy = Copy("paragraph", "a.txt", 1)
    >>> document = Document("one\\ntwo\\nthree\\n", "b.txt")
    >>> apply(document.text, list(duplicates({1: copy})(document)))
    'one\\nthree\\n'
"""
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple, get_args

from cleaner.edits import Edit, drop_line
from cleaner.filters import Filter
from cleaner.text import Document, Paragraphs, paragraphs

Kind = Literal["paragraph", "stutter", "teaser", "document", "near-document", "boilerplate"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Copy(NamedTuple):
    """Why something goes: what it is a copy of."""
    kind: Kind
    kept: str                  # key of the document that keeps it
    paragraph: int = -1        # which of its paragraphs, from 0; -1: the document as a whole
    similarity: float = 1.0    # Jaccard similarity of the two
    documents: int = 0         # boilerplate: in how many documents of the source `kept` it stands,
    of: int = 0                # and how many the source has
    corpus: str = ""           # the earlier corpus that `kept` lies in


WHOLE = -1   # in a verdict: the document itself is the copy


def duplicates(verdict: Mapping[int, Copy], how: Paragraphs = "auto", flagged: Collection[str] = ()) -> Filter:
    """Takes out the paragraphs that `verdict` names by their place in the document, from 0.

    Rules duplicates/paragraph, stutter, teaser, document, near-document and boilerplate; kinds that are `flagged`
    change nothing.
    """
    def edits(document: Document) -> Iterator[Edit]:
        text = document.text
        if WHOLE in verdict:
            spans = [(WHOLE, 0, len(text))]
        else:
            spans = [(place, *span) for place, span in enumerate(paragraphs(text, how)) if place in verdict]
        for place, start, end in spans:
            copy = verdict[place]
            rule, why = f"duplicates/{copy.kind}", _why(copy, document.key)
            if copy.kind in flagged:
                yield Edit(start, end, text[start:end], text[start:end], rule, why)
            else:
                yield drop_line(text, start, end, rule, why)
    return edits


def _why(copy: Copy, key: str) -> str:
    place = "this document" if copy.kept == key and not copy.corpus else copy.kept
    if copy.corpus:
        place += f" of {copy.corpus}"
    match copy.kind:
        case "paragraph":
            return f"The same paragraph stands in {place}, paragraph {copy.paragraph + 1}."
        case "stutter":
            return f"Repeats the line above it, paragraph {copy.paragraph + 1} of {place}."
        case "teaser":
            return f"A cut-off beginning of {place}, paragraph {copy.paragraph + 1}."
        case "document":
            return f"The same document as {place}."
        case "near-document":
            return f"Nearly the same document as {place} (Jaccard {copy.similarity:.2f} of 5-word shingles)."
        case "boilerplate":
            return f"Stands in {copy.documents:,} of the {copy.of:,} documents of {copy.kept or 'this folder'}; all its copies go."
