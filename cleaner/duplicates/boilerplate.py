"""Boilerplate: lines that a site puts around each of its documents, of which no copy is the one to keep.

A line that stands in half of the documents of a source (`Settings.boilerplate`), and in ten at least, is a candidate; its source is the folder
of a file, or the file that holds many documents.  That alone would take "References" from an encyclopaedia, "Chapter 1"
from novels, "Yes." from plays, and an article's own headline where all others list it beside them.  What a page puts
around a text looks different: it stands at the edge of the documents, or beside its like.  So a candidate goes

    at the edge     if it has 20 letters or more and 9 of 10 times is the first paragraph, or 9 of 10 times one of the last three
    in company      if it has 20 letters or more and is beside another candidate
    as a menu       however short it is, in a run of five candidates

and a headline at the head of its own article, between a date and a first sentence, stays.
"""
from typing import TYPE_CHECKING, NamedTuple

from cleaner.duplicates.fingerprints import LINE

if TYPE_CHECKING:
    import numpy as np

# Measured on the 307 pages of 19 news sites in five languages that have ten pages or more (labelled line by line): at half of
# the documents 24,972 lines go, of which 27 are labelled as content, all but two of them headlines in lists of headlines;
# at a share of 0.8 they are 23,970 and none.
DOCUMENTS = 10      # fewer that agree may be a series by one author
HEAD, TAIL = 1, 3   # paragraphs; what stands beneath a title is often the heading of a section that all documents have
AT_THE_EDGE = 0.9
MENU = 5


class Candidates(NamedTuple):
    """Occurrences of lines that stand in many documents of one source; arrays of one length."""
    claims: "np.ndarray"      # int64: places among all paragraphs
    holders: "np.ndarray"     # uint32: in how many documents of the source the line stands
    of: "np.ndarray"          # uint32: how many documents the source has
    weights: "np.ndarray"     # uint8
    edges: "np.ndarray"       # bool: stands at that edge here where it nearly always stands


def candidates(digests: "np.ndarray", claims: "np.ndarray", weights: "np.ndarray", documents: "np.ndarray", sources: "np.ndarray",
               edges: "np.ndarray", sizes: "np.ndarray", share: float) -> Candidates:
    """Of paragraphs, with their digests (n, 2) uint64, those that enough documents of one source have in common.

    `documents` and `sources` tell where each stands, `edges` (n, 2) bool whether at the head and whether at the tail of its
    document, and `sizes` how many documents each source has.
    """
    import numpy as np
    order = np.lexsort((documents, sources, digests[:, 1], digests[:, 0]))
    digests, documents, sources, edges = digests[order], documents[order], sources[order], edges[order]
    new_group = np.ones(len(order), bool)
    new_group[1:] = (digests[1:] != digests[:-1]).any(1) | (sources[1:] != sources[:-1])
    new_document = new_group.copy()
    new_document[1:] |= documents[1:] != documents[:-1]
    group = np.cumsum(new_group) - 1
    holders = np.bincount(group[new_document])
    of = sizes[sources[new_group]]
    chosen = (holders >= DOCUMENTS) & (holders >= share * of)
    standing = np.bincount(group)
    at_edge = np.zeros(len(order), bool)
    for side in edges.T:      # a headline at its own head stays where the others list it at their tail
        mostly = np.bincount(group[side], minlength=len(standing)) >= AT_THE_EDGE * standing
        at_edge |= side & mostly[group]
    taken = chosen[group]
    group, order = group[taken], order[taken]
    return Candidates(claims[order].astype(np.int64), holders[group].astype(np.uint32), of[group].astype(np.uint32), weights[order], at_edge[taken])


def joined(found: "list[Candidates]") -> Candidates:
    """All of them, in the order of their claims."""
    import numpy as np
    columns = [np.concatenate(column) for column in zip(*found)]
    order = np.argsort(columns[0])
    return Candidates(*(column[order] for column in columns))


def boilerplate(some: Candidates, documents: "np.ndarray") -> "np.ndarray":
    """Which of the candidates, in the order of their claims, are boilerplate; bool.

    `documents` tells where each stands.
    """
    import numpy as np
    if not len(some.claims):
        return np.zeros(0, bool)
    begins = np.append(True, (some.claims[1:] != some.claims[:-1] + 1) | (documents[1:] != documents[:-1]))
    run = np.cumsum(begins) - 1
    together = np.bincount(run)[run]
    return (some.weights >= LINE) & (some.edges | (together > 1)) | (together >= MENU)
