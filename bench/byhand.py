"""The same work with the libraries that everyone would reach for, on a sample, beside ours.

    python bench/byhand.py CORPUS

ftfy on every text, better-profanity on every line, a set of lower-cased paragraphs, datasketch's
MinHash and its index.  Each side gets the same documents; better-profanity gets the first few lines of
them only, at its thousandth of a megabyte per second.
"""
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cleaner.assembly import local
from cleaner.duplicates.claims import Collector
from cleaner.duplicates.minhash import Signatures, bands_for, buckets, signatures
from cleaner.filters import ORDER
from cleaner.formats import FormatOptions, open_source
from cleaner.inputs import find
from cleaner.settings import Settings
from cleaner.text import Document

SAMPLE, LITTLE = 1_000_000, 3_000      # bytes


class Race(NamedTuple):
    what: str
    by_hand: float      # MB/s
    ours: float


def sample(folder: Path, size: int) -> list[str]:
    """Texts from all over the corpus, about `size` bytes of them."""
    sources = find([str(folder)], ()).sources
    texts: list[str] = []
    for source in (*sources[::max(1, len(sources) // 50)], sources[-1]):
        held = 0
        with open_source(source, FormatOptions()) as reader:
            for row in reader:
                if row.text is not None:
                    texts.append(row.text)
                    held += len(row.text.encode())
                if held > size // 4:
                    break
    return texts


def speed(work: Callable[[list[str]], object], texts: list[str]) -> float:
    """MB/s of processor time, the better of two runs."""
    spent = []
    for _ in range(2):
        start = time.process_time()
        work(texts)
        spent.append(time.process_time() - start)
    return sum(len(text.encode()) for text in texts) / min(spent) / 1e6


def only(name: str) -> Callable[[list[str]], object]:
    clean = local(Settings(skip=tuple(other for other in ORDER if other != name)))
    return lambda texts: [clean(Document(text)).text for text in texts]


def ftfy_on(texts: list[str]) -> object:
    import ftfy
    config = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False,
                                  fix_line_breaks=False, fix_surrogates=False, normalization="NFC", explain=False)
    return [ftfy.fix_text(text, config) for text in texts]


def better_profanity_on(texts: list[str]) -> object:
    from better_profanity import profanity
    return [profanity.contains_profanity(line) for text in texts for line in text.split("\n")]


def set_of_paragraphs(texts: list[str]) -> object:
    seen: set[str] = set()
    for text in texts:
        for line in text.split("\n"):
            seen.add(" ".join(line.lower().split()))
    return seen


def datasketch_on(texts: list[str]) -> object:
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(0.8, 128)
    found = []
    for number, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        sketch = MinHash(128)
        sketch.update_batch([" ".join(words[at:at + 5]).encode() for at in range(max(1, len(words) - 4))])
        found.append(index.query(sketch))
        index.insert(str(number), sketch)
    return found


def paragraphs_claimed(texts: list[str]) -> object:
    collector = Collector(Settings(near_duplicate=1.0), 0)
    for number, text in enumerate(texts):
        collector.add(0, number, text)
    return collector.claims()


def banded(texts: list[str]) -> object:
    found = signatures(texts)
    return buckets(Signatures(found.values, found.sizes), *bands_for(0.8))


def main() -> None:
    texts = sample(Path(sys.argv[1]), SAMPLE)
    little = [text[:LITTLE // 10] for text in texts[:10]]
    better_profanity_on(["loads its list"])
    races = [
        Race("repair            ftfy", speed(ftfy_on, texts), speed(only("encoding"), texts)),
        Race("abuse             better-profanity", speed(better_profanity_on, little), speed(only("abuse"), texts)),
        Race("exact paragraphs  a set of strings", speed(set_of_paragraphs, texts), speed(paragraphs_claimed, texts)),
        Race("near documents    datasketch", speed(datasketch_on, texts), speed(banded, texts)),
    ]
    print(f"    {'':36}{'by hand':>12}{'cleaner':>12}{'ratio':>10}      MB/s of processor time")
    for what, by_hand, ours in races:
        print(f"    {what:36}{by_hand:12.4g}{ours:12.4g}{ours / by_hand:10.3g}")
    whole = [1 / sum(1 / each for each in side) for side in zip(*(race[1:] for race in races))]
    print(f"    {'all four':36}{whole[0]:12.4g}{whole[1]:12.4g}{whole[1] / whole[0]:10.3g}")


if __name__ == "__main__":
    main()
