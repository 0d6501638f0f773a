"""Duplicates: what is found of pairs of known similarity, what it costs beside others, and how it grows.

    python bench/duplicates.py recall DOCUMENTS PAIRS      JSON lines: id, text; and a, b, kind, level, jaccard_w5
    python bench/duplicates.py cost DOCUMENTS [COPIES]     beside datasketch, and rensa where it is installed
    python bench/duplicates.py same FOLDER                 workers, shuffles and hash seeds: the same bytes
    python bench/duplicates.py scale 1 4 16                million paragraphs through one round of the election

A file may be gzipped.  Seconds are processor time of one process.
"""
import gzip
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cleaner.duplicates.election import near_duplicates
from cleaner.duplicates.minhash import PERMUTATIONS, SEED, bands_for, buckets, engine_for, shingle_sets, signatures
from cleaner.duplicates.shingles import Sets, jaccard, shingles


def rows(path: str) -> list[dict]:
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def recall(documents_at: str, pairs_at: str) -> None:
    documents = sorted(rows(documents_at), key=lambda row: row["id"])
    place = {row["id"]: number for number, row in enumerate(documents)}
    texts = [row["text"] for row in documents]
    sets = [shingles(text) for text in texts]
    signed = signatures(texts, engine_for(sum(map(len, texts))))
    pairs = [row for row in rows(pairs_at) if row["a"] in place and row["b"] in place]
    for threshold in (0.5, 0.7, 0.8):
        shared = buckets(signed, *bands_for(threshold))
        at: dict[int, set[int]] = {}
        for number, (start, end) in enumerate(zip(shared.starts.tolist(), shared.starts[1:].tolist())):
            for member in shared.members[start:end].tolist():
                at.setdefault(member, set()).add(number)
        found: Counter[tuple[str, str]] = Counter()
        all_: Counter[tuple[str, str]] = Counter()
        short = 0
        for row in pairs:
            a, b = place[row["a"]], place[row["b"]]
            if row["jaccard_w5"] >= threshold:
                if min(signed.sizes[a], signed.sizes[b]) < 10:
                    short += 1
                    continue
                all_[row["kind"], str(row["level"])] += 1
                found[row["kind"], str(row["level"])] += bool(at.get(a, set()) & at.get(b, set())) and jaccard(sets[a], sets[b]) >= threshold
        merged = near_duplicates(shared.starts, shared.members, lambda asked: [jaccard(sets[a], sets[b]) for a, b in asked.tolist()], threshold)
        false = [(a, b) for a, b in zip(merged.losers.tolist(), merged.keepers.tolist()) if by_the_book(texts[a], texts[b]) < threshold]
        print(f"threshold {threshold}: {sum(found.values())} of {sum(all_.values())} pairs = {sum(found.values()) / max(1, sum(all_.values())):.4f}; "
              f"{short} pairs too short to judge; {len(merged.losers)} documents merged, {len(false)} below the threshold")
        for a, b in false:
            print("    ", documents[a]["id"], documents[b]["id"], round(by_the_book(texts[a], texts[b]), 3))
        for kind in sorted(all_):
            print(f"    {kind[0]:24} {kind[1]:>6}  {found[kind]:>5} of {all_[kind]:>5}")


def by_the_book(one: str, other: str) -> float:
    """Jaccard of the sets of five words, in plain Python, for checking."""
    import re
    from unicodedata import normalize
    sets = []
    for text in (one, other):
        words = re.findall(r"\w+", normalize("NFC", text).lower())
        sets.append({tuple(words[n:n + 5]) for n in range(max(1, len(words) - 4))})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def cost(documents_at: str, copies: str = "1") -> None:
    texts = [row["text"] + f" {copy}" * bool(copy) for copy in range(int(copies)) for row in rows(documents_at)]
    size = sum(len(text.encode()) for text in texts)
    bands, in_band = bands_for(0.8)
    jobs: dict[str, Callable[[], int]] = {"cleaner": lambda: ours(texts, bands, in_band), "datasketch": lambda: datasketch(texts, bands, in_band)}
    try:
        import rensa  # noqa: F401
        jobs["rensa"] = lambda: with_rensa(texts, bands, in_band)
    except ImportError:
        print("rensa is not installed")
    ours(texts[:1] * 2, bands, in_band)      # the machine code is made once, and kept
    first = 0.0
    for name, job in jobs.items():
        start = time.process_time()
        gone = job()
        seconds = time.process_time() - start
        first = first or seconds
        print(f"{name:11} {seconds:8.2f} s  {size / seconds / 1e6:8.1f} MB/s  {seconds / first:6.1f} x  {gone:,} of {len(texts):,} documents go"
              + ("" if name == "cleaner" else ", not verified"))


def ours(texts: list[str], bands: int, in_band: int) -> int:
    """Signatures, bands, election, with every candidate verified on its shingles."""
    shared = buckets(signatures(texts, "numba"), bands, in_band)
    documents = np.unique(shared.members)
    found_sets = shingle_sets([texts[document] for document in documents.tolist()], "numba")
    sets = Sets(documents)
    sets.add(documents, np.concatenate(found_sets), np.cumsum([0, *map(len, found_sets)]))
    found = near_duplicates(shared.starts, shared.members, sets.jaccard, 0.8)
    return len(found.losers)


def words_of(text: str) -> list[str]:
    import re
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[n:n + 5]) for n in range(max(1, len(words) - 4))]


def datasketch(texts: list[str], bands: int, in_band: int) -> int:
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(0.8, PERMUTATIONS, params=(bands, in_band))
    gone = 0
    for number, text in enumerate(texts):
        sketch = MinHash(PERMUTATIONS, seed=SEED)
        sketch.update_batch([shingle.encode() for shingle in words_of(text)])
        if index.query(sketch):
            gone += 1
        else:
            index.insert(str(number), sketch, check_duplication=False)
    return gone


def with_rensa(texts: list[str], bands: int, in_band: int) -> int:
    from rensa import RMinHash, RMinHashLSH
    # It takes bands that divide the permutations: the nearest number with as many rows or fewer.
    bands = PERMUTATIONS // (1 << in_band.bit_length() - 1)
    index = RMinHashLSH(threshold=0.8, num_perm=PERMUTATIONS, num_bands=bands)
    gone = 0
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        sketch.update(words_of(text))
        if index.query(sketch):
            gone += 1
        else:
            index.insert(number, sketch)
    return gone


def same(folder: str) -> None:
    """The command with 1, 2 and 4 workers, three orders of the inputs and two hash seeds."""
    files = sorted(str(path) for path in Path(folder).rglob("*") if path.is_file())
    seen = set()
    for workers in (1, 2, 4):
        for order, seed in ((0, "0"), (1, "1"), (2, "0")):
            random.Random(order).shuffle(files)
            with tempfile.TemporaryDirectory() as into:
                subprocess.run([sys.executable, "-m", "cleaner.cli", "clean", *files, "-o", f"{into}/out", "-j", str(workers), "-q", "--isolated"],
                               env=os.environ | {"PYTHONHASHSEED": seed}, check=False, cwd=Path(__file__).parent.parent)
                digest = hashlib.sha256()
                for path in sorted(Path(into, "out").rglob("*")):
                    if path.is_file() and ".cleaner" not in path.relative_to(into).parts:
                        digest.update(str(path.relative_to(into)).encode() + b"\0" + path.read_bytes())
                seen.add(digest.hexdigest())
                print(workers, "workers, order", order, "seed", seed, digest.hexdigest()[:16])
    print("the same bytes" if len(seen) == 1 else f"{len(seen)} different outputs")


PARAGRAPHS, IN_TASK = 10, 50_000      # of a document, of a task


class Enough(Exception):
    """One round is what is measured."""


def claims(count: int, folder: Path) -> None:
    """Generated claims: a third of the paragraphs and a tenth of the documents have an equal."""
    from cleaner.duplicates.claims import Claims
    from cleaner.duplicates.fingerprints import LONG
    for task in range(count // IN_TASK):
        draw = np.random.default_rng(task)
        documents = IN_TASK // PARAGRAPHS
        digests = draw.integers(0, 2**64, (IN_TASK, 2), np.uint64)
        shared = draw.random(IN_TASK) < 0.4
        digests[shared] = draw.integers(0, count // 6, int(shared.sum()), np.uint64)[:, None] * np.uint64(0x9E3779B97F4A7C15)
        whole = draw.integers(0, 2**64, (documents, 2), np.uint64)
        copies = draw.random(documents) < 0.1
        whole[copies] = draw.integers(0, count // 200, int(copies.sum()), np.uint64)[:, None] * np.uint64(0x9E3779B97F4A7C15)
        none = np.zeros(0, np.uint32)
        Claims(np.zeros((documents, 2), np.uint32), np.full(documents, PARAGRAPHS, np.uint32), whole, np.ones(documents, bool),
               draw.integers(0, 2**32, (documents, PERMUTATIONS), np.uint32), digests, np.full(IN_TASK, LONG, np.uint8), np.zeros(IN_TASK, np.uint64),
               none.reshape(0, 3), np.zeros((0, 2), np.uint64), np.zeros(documents, "S1")).save(folder / f"{task}.npz")


def election(count: int, memory: int, folder: Path) -> None:
    """One round over generated claims."""
    from cleaner.duplicates.claims import columns
    from cleaner.duplicates.rounds import rounds
    from cleaner.duplicates.view import View
    # In a process of its own, whose memory is not counted.
    subprocess.run([sys.executable, __file__, "claims", str(count), str(folder)], check=True)
    first = np.arange(count // IN_TASK + 1) * (IN_TASK // PARAGRAPHS)
    gone = [0]

    def publish(_: int, table: object) -> None:
        gone[0] += len(table.documents)

    def enough(_: np.ndarray) -> None:
        raise Enough

    view = View(first, lambda task, *names: columns(folder / f"{task}.npz", *names), np.zeros(int(first[-1]), np.uint32),
                lambda _: (lambda pairs: np.zeros(len(pairs))), enough, publish, enough, memory=memory, folder=folder / "runs")
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        rounds(view, 0.8, 0.5, {"document", "near-document", "paragraph", "boilerplate", "stutter"})
    except Enough:
        pass
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    allowed = 40 * count + 700 * count // PARAGRAPHS
    print(f"{count / 1e6:5.0f} million paragraphs, {count // PARAGRAPHS / 1e6:4.1f} million documents to judge: {time.process_time() - start:7.1f} s, "
          f"{peak / 1e6:7.0f} MB over the start = {peak / count:5.1f} bytes a paragraph with its share of a document ({allowed / count:.0f} are allowed); {gone[0]:,} go", flush=True)


def scale(*millions: str) -> None:
    """Every size in a process of its own, in memory and then with a tenth of that on disk."""
    for limit in ("none", "200000000"):
        print("in memory" if limit == "none" else "with --memory 200MB")
        for each in millions:
            subprocess.run([sys.executable, __file__, "election", str(int(float(each) * 1_000_000)), limit], check=True)


def main() -> None:
    name, *arguments = sys.argv[1:] or ["help"]
    if name == "election":
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
            election(int(arguments[0]), 1 << 62 if arguments[1] == "none" else int(arguments[1]), Path(folder))
    elif name == "claims":
        claims(int(arguments[0]), Path(arguments[1]))
    elif name in ("recall", "cost", "same", "scale"):
        {"recall": recall, "cost": cost, "same": same, "scale": scale}[name](*arguments)
    else:
        print(__doc__)


if __name__ == "__main__":
    main()
