"""Imports point down only, and what is heavy is imported where it is needed."""
import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner

PACKAGE = Path(cleaner.__file__).parent
ROOMS = sorted(path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py") if "_rules" not in path.parts)

# From the ground up; a room may import from its own layer and from those below.  A folder is a room, but for
# those whose files lie in several layers.
LAYERS = [
    {"errors", "text", "edits", "__init__", "commands/__init__"},
    {"folding", "lookalikes", "disguises", "registers", "telltales", "required", "braces", "cache", "vietnamese", "_guard_pattern"},
    {"lexicon", "eightbit", "alphabets", "oddlines", "decoding", "detection", "legacy", "guard", "_guard_generator", "mojibake", "rulefile", "terms", "rulebook", "automaton", "excuses", "rewriting", "matching", "policy",
     "duplicates/__init__", "duplicates/fingerprints", "duplicates/shingles", "duplicates/minhash", "duplicates/minhash_kernel", "duplicates/election", "duplicates/runs", "duplicates/boilerplate"},
    {"filters"},
    {"chain", "undo", "proof", "settings", "hook/inline", "hook/markup", "printers/quoting"},
    {"assembly", "formats", "engines"},
    {"tables", "trail/__init__", "duplicates/claims", "duplicates/seen", "duplicates/view", "duplicates/whole", "duplicates/inside", "duplicates/rounds", "duplicates/index", "duplicates/groups"},
    {"library", "trail", "inputs", "job/shards", "job/grading"},
    {"checking", "hook", "hook/repository", "hook/baseline"},
    {"printers"},
    {"job"},
    {"report"},
    {"commands/batch", "commands/showing", "commands/explaining", "commands/review", "commands/listing"},
    {"report/page"},
    {"cli"},
]
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
HEAVY = {"numpy", "numba", "scipy", "datasketch", "ftfy", "pyarrow", "zstandard", "isal", "orjson", "jinja2"}


def level(room: str) -> int:
    return LEVEL[room if room in LEVEL else room.split("/")[0]]


def imported(room: str, top_only: bool = False):
    tree = ast.parse((PACKAGE / f"{room}.py").read_text("utf-8"))
    guarded = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) for inner in ast.walk(node)}
    for node in (tree.body if top_only else ast.walk(tree)):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "cleaner":
                yield from (f"cleaner.{alias.name}" for alias in node.names)
            else:
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_down(room):
    for module in imported(room):
        if module.startswith("cleaner."):
            other = module.removeprefix("cleaner.").replace(".", "/")
            if (PACKAGE / other).is_dir():
                other += "/__init__"
            if other not in ROOMS:
                continue    # a name that its module defines
            assert level(other) <= level(room), f"{room} imports {other}, which lies above it"


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "duplicates/minhash_kernel"])
def test_heavy_packages_are_imported_inside_functions(room):
    assert not {module.split(".")[0] for module in imported(room, top_only=True)} & HEAVY


def test_every_room_stands_in_a_layer():
    assert not [room for room in ROOMS if room not in LEVEL and room.split("/")[0] not in LEVEL]


def test_checking_a_small_file_loads_nothing_heavy(tmp_path):
    (tmp_path / "a.txt").write_text("Một câu bình thường.\n", "utf-8")
    code = ("import sys\nfrom cleaner.cli import main\n"
            "try:\n    main(['check', sys.argv[1]])\nexcept SystemExit as end:\n    assert end.code == 0, end.code\n"
            f"print(sorted(set({sorted(HEAVY)!r}) & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.txt")], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
