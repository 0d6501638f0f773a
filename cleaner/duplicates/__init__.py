"""What finds copies, in reading order:

    fingerprints    what a paragraph is known by: folded text, digests, weight
    shingles        what a document is compared by: hashes of runs of five words
    minhash         which documents may be alike (`minhash_kernel`: the same, compiled)
    election        of things alike, which one stays
    claims          the arrays that travel from the shards to the election
    rounds          the verdicts on a corpus, until nothing is a copy any more
    seen            the same for one document or a stream
"""
