"""A corpus to measure on, made from the five seed articles and nothing else: the same bytes on every run.

The seeds are cut into clauses; sentences are put together from clauses of one language, with words
swapped for others of it, so that text of any amount is varied and ordinary paragraphs are nobody's
copies.  On top comes the damage that the job is there for, at stated rates.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
    ...     make(Path(one), 200_000).digest == make(Path(other), 200_000).digest
    True
"""
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SEEDS = Path(__file__).parent.parent / "seeds"
SEED = 2026

LANGUAGES = {"vi": 0.5, "ar": 0.2, "en": 0.3}   # share of documents
SWAPPED = 0.3             # of the words: no two sentences share many words in a row
GARBLED = 0.05            # of the lines that are not plain ASCII
REPEATED = 0.20           # of the paragraphs
NEAR = 0.10               # of the documents: an earlier one with a few words or one paragraph changed
FURNISHED = 0.10          # of the documents have a line of page furniture or abuse, as the seeds have them
IN_FILES = 0.2            # of the bytes are .txt files, one for each document; the rest are rows of .jsonl files
ROW_FILE = 12_000_000     # bytes of a .jsonl file


class Corpus(NamedTuple):
    folder: Path
    bytes: int
    documents: int
    paragraphs: int
    files: int
    digest: str           # of all names and bytes


def make(folder: Path, size: int, length: float = 1.0) -> Corpus:
    """Writes a corpus of about `size` bytes; `length` makes the paragraphs that many times as long, 0 as short as can be."""
    whole = hashlib.blake2b(digest_size=16)
    written = documents = paragraphs = files = 0

    def write(name: str, data: bytes) -> None:
        nonlocal written, files
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        whole.update(name.encode() + b"\0" + data)
        written += len(data)
        files += 1

    texts = _documents(random.Random(SEED), length)
    while written < size * IN_FILES:
        text = next(texts)
        write(f"articles/{files // 500:03d}/{files:06d}.txt", text.encode())
        documents, paragraphs = documents + 1, paragraphs + _count(text)
    rows: list[bytes] = []
    held = number = 0
    while written + held < size:
        text = next(texts)
        rows.append(json.dumps({"id": documents, "source": "seeds", "text": text}, ensure_ascii=False).encode() + b"\n")
        held += len(rows[-1])
        documents, paragraphs = documents + 1, paragraphs + _count(text)
        if held >= ROW_FILE or written + held >= size:
            write(f"rows/{number:03d}.jsonl", b"".join(rows))
            rows, held, number = [], 0, number + 1
    return Corpus(folder, written, documents, paragraphs, files, whole.hexdigest())


def _count(text: str) -> int:
    return sum(not line.isspace() for line in text.split("\n") if line)


class Stock(NamedTuple):
    """What the seeds hold in one language."""
    clauses: Sequence[str]
    words: Sequence[str]


# Lines of the seeds that cleaning takes out: they are strewn in, and kept out of the prose.
FURNITURE = ("Don Jong Un\nCái lồn nhăn nheo", "Không có file đính kèm.\n\n10\n\nThảo luận\n\n© Sóng AI - Tóm tắt tin, bài trí tuệ nhân tạo",
             "16/05/2024 - 14:51\n235")


def stock() -> dict[str, Stock]:
    """Clauses and words of the seeds by language, which the letters of a line tell."""
    clauses: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    outside = {line for block in FURNITURE for line in block.split("\n")}
    for path in sorted(SEEDS.iterdir()):
        for line in path.read_text("utf-8").split("\n"):
            line = " ".join(line.split())
            if len(line) < 40 or line in outside or "://" in line:
                continue
            language = "ar" if re.search("[\u0620-\u064a]", line) else "vi" if re.search("[ạảầấậềếệộốồớờợựứừđ]", line) else "en"
            clauses[language] += [clause for part in re.split(r"[,.;:!?،؛…]+\s", line) if 12 <= len(clause := part.strip(" .,•📌\"'“”‘’«»()")) <= 160]
    return {language: Stock(found, sorted({word for clause in found for word in re.findall(r"[^\W\d_]{2,}", clause)}))
            for language, found in clauses.items()}


def _documents(draw: random.Random, length: float) -> Iterator[str]:
    stocks = stock()
    earlier: list[tuple[str, list[str]]] = []          # documents of the last while, clean, to be copied
    said: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    while True:
        if earlier and draw.random() < NEAR:
            language, paragraphs = draw.choice(earlier)
            paragraphs = _alike(draw, stocks[language], paragraphs, length)
        else:
            language = draw.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
            # Half of them below 3 KB, one in a hundred above 35 KB.
            count = max(1, round(draw.lognormvariate(1.8, 1.1)))
            paragraphs = [_paragraph(draw, stocks[language], said[language], length) for _ in range(min(count, 4000))]
            _remember(draw, earlier, (language, paragraphs), 400)
        lines = list(paragraphs)
        if draw.random() < FURNISHED:
            lines.insert(draw.randrange(len(lines) + 1), draw.choice(FURNITURE))
        parting = "\n\n" if draw.random() < 0.3 else "\n"
        text = parting.join(lines) + "\n"
        yield "\n".join(_garbled(draw, line) if not line.isascii() and draw.random() < GARBLED else line for line in text.split("\n"))


def _paragraph(draw: random.Random, stock: Stock, said: list[str], length: float) -> str:
    if said and draw.random() < REPEATED:
        return draw.choice(said)
    sentences = max(1, round(draw.choice((1, 2, 2, 3, 4)) * length))
    text = " ".join(_sentence(draw, stock, draw.choice((1, 2, 2, 3)) if length >= 1 else 1) for _ in range(sentences))
    _remember(draw, said, text, 3000)
    return text


def _sentence(draw: random.Random, stock: Stock, count: int) -> str:
    clauses = [_swapped(draw, stock, draw.choice(stock.clauses), SWAPPED) for _ in range(count)]
    text = ", ".join(clauses) + "."
    return text[0].upper() + text[1:]


def _swapped(draw: random.Random, stock: Stock, text: str, share: float) -> str:
    return " ".join(draw.choice(stock.words) if draw.random() < share and word.isalpha() else word for word in text.split(" "))


def _alike(draw: random.Random, stock: Stock, paragraphs: Sequence[str], length: float) -> list[str]:
    """The document again, one word of a hundred replaced, or one paragraph: Jaccard 0.8 to 0.95 where it is long."""
    if draw.random() < 0.5 or len(paragraphs) < 3:
        return [_swapped(draw, stock, paragraph, 0.01) for paragraph in paragraphs]
    again = list(paragraphs)
    again[draw.randrange(len(again))] = _paragraph(draw, stock, [], length)
    return again


def _remember(draw: random.Random, kept: list, value: object, most: int) -> None:
    if len(kept) < most:
        kept.append(value)
    else:
        kept[draw.randrange(most)] = value


def _garbled(draw: random.Random, line: str) -> str:
    """UTF-8 read as another encoding, once or twice."""
    read = draw.choice((_as_latin_1, _as_windows_1252))
    for _ in range(draw.choice((1, 1, 2))):
        line = read(line.encode())
    return line


def _as_latin_1(data: bytes) -> str:
    return data.decode("latin-1")


def _as_windows_1252(data: bytes) -> str:
    # The five bytes that windows-1252 leaves open come through as control characters, as in browsers.
    return "".join(bytes((byte,)).decode("windows-1252", "ignore") or chr(byte) for byte in data)
