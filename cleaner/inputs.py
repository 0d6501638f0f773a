"""Inputs: the files that paths, folders and globs on the command line stand for, each with its key.

A key is the file's path below what all inputs have in common.  It names the document in the trail and
places the cleaned file in the output, so the same files get the same keys in any order.
"""
import fnmatch
import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import CleanerError, Fault
from cleaner.formats import Source, format_of

OWN = ".cleaner"   # our folder in an output; never read as input


class Inputs(NamedTuple):
    sources: list[Source]        # sorted by key
    faults: list[Fault]          # what could not be taken, each with its reason
    passed_over: dict[str, int]  # how many files of each other kind the folders hold, by suffix


def find(names: Sequence[str], exclude: Iterable[str] = ()) -> Inputs:
    """The sources behind `names`; folders are walked, globs expanded.  Raises CleanerError for a name that is not there."""
    exclude = tuple(exclude)
    found: dict[str, Path] = {}      # real path -> path as the user sees it; one file is taken once
    roots: list[Path] = []
    faults: list[Fault] = []
    passed_over: dict[str, int] = {}
    for name in names:
        for path in _expanded(name):
            if path.is_dir():
                roots.append(path)
                for file in _walk(path, faults):
                    if any(fnmatch.fnmatch(file.relative_to(path).as_posix(), each) for each in exclude):
                        continue
                    if format_of(file.name) is None:
                        suffix = file.suffix.lower() or file.name
                        passed_over[suffix] = passed_over.get(suffix, 0) + 1
                    else:
                        found.setdefault(os.path.realpath(file), file)
            else:
                roots.append(path.parent)
                found.setdefault(os.path.realpath(path), path)
    base = os.path.commonpath([os.path.abspath(root) for root in roots]) if roots else "."
    sources = []
    for path in found.values():
        key = Path(os.path.relpath(os.path.abspath(path), base)).as_posix()
        try:
            key.encode()
        except UnicodeEncodeError:
            faults.append(Fault(os.fsencode(path).decode("utf-8", "backslashreplace"), "its name is not UTF-8", "rename the file"))
            continue
        sources.append(Source(str(path), key))
    # Code points sort as their UTF-8 bytes do, so the order is the same on every machine.
    return Inputs(sorted(sources, key=lambda source: source.key), faults, dict(sorted(passed_over.items())))


def _expanded(name: str) -> list[Path]:
    path = Path(name)
    if path.exists():
        return [path]
    if glob.has_magic(name):
        if matches := sorted(glob.glob(name, recursive=True)):
            return [Path(match) for match in matches]
        raise CleanerError(name, "matches no file", "quote the pattern, or check the folder it starts in")
    raise CleanerError(name, "there is no such file or folder", "check the path")


def _walk(folder: Path, faults: list[Fault]) -> Iterable[Path]:
    def refused(error: OSError) -> None:
        faults.append(Fault(str(error.filename), f"cannot be opened: {error.strerror}", "give yourself permission, or leave it out with exclude"))

    for place, folders, files in os.walk(folder, onerror=refused):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(place, name)


def check_output(output: Path, sources: Sequence[Source], names: Sequence[str]) -> None:
    """Raises CleanerError unless `output` can be written without touching an input or another's files."""
    real = os.path.realpath(output)
    for name in names:
        for path in _expanded(name):
            inside = os.path.realpath(path if path.is_dir() else path.parent)
            if path.is_dir() and (real == inside or real.startswith(inside + os.sep)):
                raise CleanerError(str(output), f"the output lies inside the input {path}", f"--output {os.path.relpath(inside).rstrip('/')}-cleaned")
    for source in sources:
        if os.path.realpath(source.path) == os.path.realpath(output / source.key):
            raise CleanerError(str(output), f"would write over the input {source.path}", "--output with another folder")
    if output.exists() and not output.is_dir():
        raise CleanerError(str(output), "is a file", "--output with the name of a folder")
    if output.is_dir() and any(output.iterdir()) and not (output / OWN).is_dir():
        raise CleanerError(str(output), "holds files that cleaner did not write", "--output with a new or empty folder")
