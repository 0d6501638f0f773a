"""Encodings, measured: python bench/encodings.py FILE

FILE is JSON lines (also .gz) with `bytes` (base64), `truth`, `encoding`, `lang` and `size`.  Right means exactly the
truth after NFC.  charset-normalizer, chardet and faust-cchardet stand beside cleaner where they are installed; they
always answer, so what they do not get right is wrong.
"""
import argparse
import base64
import gzip
import json
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from cleaner.decoding import Undecidable, decode

Reader = Callable[[bytes], str | None]


def ours(data: bytes) -> str | None:
    try:
        found = decode(data)
    except Undecidable:
        return None
    return found.text.replace("\n", found.newline) if found.newline != "\n" else found.text


def _detected(module: str, data: bytes) -> str:
    answer = import_module(module).detect(data)["encoding"]
    try:
        return data.decode(answer or "utf-8", "replace")
    except LookupError:
        return ""


def readers() -> dict[str, Reader]:
    found: dict[str, Reader] = {"cleaner": ours}
    for name, module in (("charset-normalizer", "charset_normalizer"), ("chardet", "chardet"), ("faust-cchardet", "cchardet")):
        try:
            import_module(module)
        except ImportError:
            continue
        found[name] = lambda data, module=module: _detected(module, data)
    return found


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).lstrip("\ufeff")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args()
    with (gzip.open(chosen.file, "rt", encoding="utf-8") if chosen.file.suffix == ".gz" else chosen.file.open(encoding="utf-8")) as lines:
        rows = [json.loads(line) for line in lines]
    for name, read in readers().items():
        counts: dict[str, Counter[str]] = {}
        start = time.process_time()
        for row in rows:
            text = read(base64.b64decode(row["bytes"]))
            verdict = "aside" if text is None else "right" if composed(text) == composed(row["truth"]) else "wrong"
            for key in ("all", f"size {row['size']}", row["encoding"]):
                counts.setdefault(key, Counter())[verdict] += 1
        print(f"{name}: {(time.process_time() - start) / len(rows) * 1000:.1f} ms a file")
        for key, count in counts.items():
            total = count.total()
            print(f"  {key:28} {total:6,}  right {count['right'] / total:7.2%}  set aside {count['aside'] / total:7.2%}  wrong {count['wrong'] / total:7.2%}")


if __name__ == "__main__":
    main()
