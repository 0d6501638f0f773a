"""The repair table: damage kind by language, how many lines come back exactly, beside ftfy alone.

    python bench/repairs.py [FILE...] [--lines 200] [--seed 1]

The damage is made here, from the lines of the files that are given: .txt, or JSON lines with a field "text", plain or
gzipped.  A file's language is what its name begins with ("vi_news.jsonl.gz"), else what its letters say.  Without files
the seeds are used.  A cell is the percentage of exact recovery: ours / ftfy alone; of damage with losses it has also how
many lines hold a flag instead, and how many came back wrong without one.
"""
import argparse
import gzip
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import normalize

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from cleaner.edits import apply  # noqa: E402
from cleaner.filters.encoding import encoding  # noqa: E402
from cleaner.mojibake.pages import lacking, shown  # noqa: E402
from cleaner.text import Document  # noqa: E402

UTF8_PAGES = ("windows-1252", "ISO 8859-1", "windows-1258", "windows-1256", "windows-1251", "windows-1255", "KOI8-R", "Mac Roman")
LEGACY = {"ru": ("cp1251", "koi8-r"), "ar": ("cp1256",), "vi": ("cp1258", "tcvn3", "vni", "viscii", "vps")}
Damage = Callable[[str], str | None]      # None where the line cannot have it


def damages(language: str, draw: random.Random) -> Iterator[tuple[str, Damage]]:
    for page in (*UTF8_PAGES, "GBK", "Shift-JIS"):
        yield f"UTF-8 as {page}", lambda line, page=page: misread(line, page)
    for pages in (("windows-1252", "windows-1252"), ("windows-1252", "windows-1251"), ("windows-1251", "windows-1252"),
                  ("windows-1256", "windows-1252"), ("windows-1252", "windows-1252", "windows-1252")):
        yield f"layers: {', '.join(pages)}", lambda line, pages=pages: layered(line, pages)
    for page in UTF8_PAGES:
        yield f"in part: {page}", lambda line, page=page: in_part(line, page, draw)
    for page in UTF8_PAGES[:-1]:
        yield f"A0 a space: {page}", lambda line, page=page: blanked(line, page)
    for name in LEGACY.get(language, ()):
        yield f"{name} as windows-1252", lambda line, name=name: bytes_misread(line, name)
    yield "entities twice", lambda line: "".join(f"&amp;#{ord(char)};" if char > "\x7f" else char for char in line)
    yield "\\u escapes", lambda line: json.dumps(line)[1:-1] if not re.search(r'["\\{}<>]', line) else None
    for loss in ("\ufffd", "?"):
        yield f"lost letters as {loss!a}", lambda line, loss=loss: lossy(line, loss)


def misread(line: str, page: str) -> str | None:
    try:
        return normalize("NFC", shown(line.encode(), page))
    except UnicodeDecodeError:
        return None


def layered(line: str, pages: tuple[str, ...]) -> str:
    for page in pages:
        line = shown(line.encode(), page)
    return normalize("NFC", line)


def in_part(line: str, page: str, draw: random.Random) -> str | None:
    words = line.split(" ")
    count = max(2, len(words) // 3)
    start = draw.randrange(max(1, len(words) - count))
    part = " ".join(words[start:start + count])
    rest = " ".join(words[:start] + words[start + count:])
    if part.isascii() or rest.isascii():
        return None
    return " ".join([*words[:start], misread(part, page) or "", *words[start + count:]])


def blanked(line: str, page: str) -> str | None:
    damaged = misread(line, page)
    if not damaged or "\xa0" not in damaged or "\xa0" in line:
        return None
    return " ".join(damaged.replace("\xa0", " ").split(" ")) if "  " not in line and line == line.strip() else None


def bytes_misread(line: str, name: str) -> str | None:
    try:
        data = (decomposed(line) if name == "cp1258" else line).encode(name)
        if normalize("NFC", data.decode(name)) != line:
            return None      # TCVN3 has no capitals with tones
        return shown(data, "windows-1252")
    except UnicodeError:
        return None


def decomposed(line: str) -> str:
    """As windows-1258 has it: the letter with its mark, and the tone."""
    found = []
    for char in line:
        try:
            char.encode("cp1258")
            found.append(char)
        except UnicodeEncodeError:
            apart = normalize("NFD", char)
            tone = "".join(mark for mark in apart[1:] if mark in "\u0300\u0309\u0303\u0301\u0323")
            found.append(normalize("NFC", "".join(mark for mark in apart if mark not in tone or mark == "")) + tone)
    return "".join(found)


def lossy(line: str, loss: str) -> str | None:
    data = line.encode()
    lost = lacking("windows-1252")
    if not any(byte in lost for byte in data) or loss in line:
        return None
    return "".join(loss if byte in lost else shown(bytes([byte]), "windows-1252") for byte in data)


def repaired(line: str) -> tuple[str, bool]:
    """The line after our filter until it finds nothing more to change, and whether it flags something then."""
    for _ in range(6):
        edits = list(encoding()(Document(line)))
        if not any(edit.changes for edit in edits):
            return line, bool(edits)
        line = apply(line, edits)
    return line, False


def by_ftfy(line: str) -> str:
    import ftfy

    return ftfy.fix_text(line, ftfy.TextFixerConfig(
        uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False, fix_line_breaks=False,
        fix_surrogates=False, remove_terminal_escapes=False, normalization="NFC"))


def samples(files: list[Path], most: int, draw: random.Random) -> dict[str, list[str]]:
    """Lines that are not ASCII and that neither we nor ftfy would change, by language."""
    found: dict[str, dict[str, None]] = {}
    for path in files:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as rows:
            texts = [json.loads(row)["text"] for row in rows] if ".jsonl" in path.name else [rows.read()]
        for line in "\n".join(texts).split("\n"):
            line = normalize("NFC", " ".join(line.split()))[:300].rpartition(" ")[0]
            if line.isascii() or len(line) < 20:
                continue
            name = re.match("([a-z]{2})_", path.name)
            language = name[1] if name else "ar" if re.search("[\u0620-\u064a]", line) else "vi" if re.search("[Ạ-ỹơưđ]", line) else "en"
            found.setdefault(language, {})[line] = None
    chosen = {language: draw.sample(list(lines), min(len(lines), 2 * most)) for language, lines in sorted(found.items())}
    return {language: [line for line in lines if repaired(line) == (line, False) and by_ftfy(line) == line][:most]
            for language, lines in chosen.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path)
    options.add_argument("--lines", type=int, default=200, help="of each language")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="kinds of damage whose name holds this")
    options.add_argument("--wrong", type=int, default=0, help="show so many lines that did not come back")
    given = options.parse_args()
    draw = random.Random(given.seed)
    files = given.files or sorted((ROOT / "seeds").iterdir())
    lines = samples(files, given.lines, draw)
    table: dict[str, dict[str, str]] = {}
    for language, known in lines.items():
        for kind, damage in damages(language, draw):
            if given.only not in kind:
                continue
            damaged = [(bad, line) for line in known if (bad := damage(line)) is not None and bad != line]
            if len(damaged) < 5:
                continue
            ours = [repaired(bad) for bad, _ in damaged]
            exact = sum(after == line for (after, _), (_, line) in zip(ours, damaged))
            theirs = sum(by_ftfy(bad) == line for bad, line in damaged)
            cell = f"{100 * exact / len(damaged):.1f} / {100 * theirs / len(damaged):.1f}"
            if kind.startswith("lost"):
                flagged = sum(flag and after != line for (after, flag), (_, line) in zip(ours, damaged))
                cell += f" ({flagged} flagged, {len(damaged) - exact - flagged} not, of {len(damaged)})"
            table.setdefault(kind, {})[language] = cell
            shown_wrong = [(bad, after, line) for (after, flag), (bad, line) in zip(ours, damaged) if after != line and not flag]
            for bad, after, line in shown_wrong[:given.wrong]:
                print(f"{kind}, {language}\n    {line}\n    {bad}\n    {after}")
    print("exact recovery in %, ours / ftfy alone; lines: " + ", ".join(f"{len(known)} {language}" for language, known in lines.items()))
    print(f"{'':44}" + "".join(f"{language:16}" for language in lines))
    for kind, cells in table.items():
        print(f"{kind:44}" + "".join(f"{cells.get(language, '-'):16}" for language in lines))


if __name__ == "__main__":
    main()
