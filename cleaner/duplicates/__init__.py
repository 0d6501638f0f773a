"""What finds copies, in reading order:

    fingerprints    what a paragraph is known by: folded text, digests, weight
    shingles        what a document is compared by: hashes of runs of five words
    minhash         which documents may be alike (`minhash_kernel`: the same, compiled)
    election        of things alike, which one stays
    boilerplate     lines that a site puts around its documents
    claims          the arrays that a task says of its documents
    runs            claims parted so that equal ones meet, in memory or on disk
    view            how an election sees a corpus
    whole, inside   copies of documents, and of paragraphs
    rounds          the verdicts on a corpus, until nothing is a copy any more
    index           the claims of an earlier corpus, on disk
    groups          documents that are alike, for people to look at
    seen            the same for one document or a stream
"""
