"""Moderation, measured: python bench/moderation.py FILE... [--alarms N]

A FILE is JSON lines (also .gz) with a `text`, and, where a person judged it, `offensive` (0 or 1).  For judged
files it prints precision, recall and F1 at severity 1, 2 and 3; for ordinary text the lines that would be dropped
and the hits in 10,000 lines; for both the speed, and the false alarms to read.
"""
import argparse
import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.edits import Edit
from cleaner.filters.abuse import abuse
from cleaner.matching import Hit, matcher
from cleaner.policy import policy
from cleaner.rulebook import load
from cleaner.text import Document


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")) as lines:
        yield from map(json.loads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--alarms", type=int, default=5, metavar="N", help="false alarms to show of each file (5)")
    chosen = parser.parse_args()
    book = load()
    find, judge = matcher(book.of("abuse")), abuse(book, policy())
    for path in chosen.files:
        found = list(rows(path))
        start = time.process_time()
        hits: list[list[Hit]] = [find(row["text"]) for row in found]
        speed = sum(len(row["text"].encode()) for row in found) / 1e6 / (time.process_time() - start)
        print(f"{path.name}: {len(found):,} texts, {speed:.1f} MB/s")
        if "offensive" in found[0]:
            _judged(found, hits, chosen.alarms)
        else:
            _ordinary(found, hits, [list(judge(Document(row["text"]))) for row in found], chosen.alarms)


def _judged(found: list[dict[str, Any]], hits: list[list[Hit]], alarms: int) -> None:
    for severity in (1, 2, 3):
        hit = [any(each.rule.severity >= severity for each in of) for of in hits]
        right = sum(bool(row["offensive"]) and is_hit for row, is_hit in zip(found, hit))
        precision, recall = right / max(sum(hit), 1), right / max(sum(bool(row["offensive"]) for row in found), 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"  severity >= {severity}   precision {precision:.3f}   recall {recall:.3f}   F1 {f1:.3f}")
    wrong = [(of, row) for row, of in zip(found, hits) if of and not row["offensive"]]
    for of, row in sorted(wrong, key=lambda each: -max(hit.rule.severity for hit in each[0]))[:alarms]:
        print(f"    {of[0].rule.name} «{of[0].text}» {row['text'][:100]!r}")


def _ordinary(found: list[dict[str, Any]], hits: list[list[Hit]], edits: list[list[Edit]], alarms: int) -> None:
    lines = sum(row["text"].count("\n") + 1 for row in found)
    dropped = [edit for of in edits for edit in of if edit.changes]
    flagged = sum(map(len, hits))
    print(f"  {len(dropped)} of {lines:,} lines would be dropped ({len(dropped) / lines * 10_000:.2f} in 10,000); "
          f"{flagged} hits at any severity ({flagged / lines * 10_000:.2f} in 10,000)")
    for edit in dropped[:alarms]:
        print(f"    {edit.rule} «{edit.before.strip()[:100]}»")


if __name__ == "__main__":
    main()
