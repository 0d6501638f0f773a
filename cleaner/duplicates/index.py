"""The index: what an earlier corpus claims, on disk, for new documents to be held against.

A folder with `index.json` and one folder for each time that something was added; docs/duplicates.md has the format.
What was added is there once `index.json` names it, and not before, so that an interrupted adding changes nothing.
"""
import json
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.duplicates.claims import Claims, columns
from cleaner.duplicates.fingerprints import FOLDING
from cleaner.duplicates.minhash import JUDGED, PERMUTATIONS, SEED
from cleaner.duplicates.shingles import WORDS
from cleaner.errors import CleanerError
from cleaner.formats.atomic import atomic

if TYPE_CHECKING:
    import numpy as np

VERSION = 1      # of the format
NAME = "index.json"
ADDING = ".adding"
# Of Claims, what new documents are held against; teasers are sought in one corpus only.
KEPT = ("counts", "documents", "judged", "signatures", "digests", "weights")


class Segment(NamedTuple):
    """What was added at one time."""
    name: str           # of its folder
    corpus: str         # what the trail calls it
    inputs: str         # digest of what was read
    tasks: int
    documents: int
    paragraphs: int


def parameters(paragraphs: str) -> dict[str, Any]:
    """All that the digests and signatures of an index depend on."""
    return {"format": VERSION, "folding": FOLDING, "unicode": unicodedata.unidata_version, "paragraphs": paragraphs,
            "shingle_words": WORDS, "permutations": PERMUTATIONS, "seed": SEED, "judged_from": JUDGED}


def opened(folder: Path, paragraphs: str) -> list[Segment]:
    """The segments of an index.  Raises CleanerError where it is none, or was made with other parameters."""
    try:
        fields = json.loads((folder / NAME).read_bytes())
        made = fields["parameters"]
        segments = [Segment(**each) for each in fields["segments"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise CleanerError(str(folder), "is not an index of cleaner", "cleaner index INPUT --output " + str(folder)) from None
    wanted = parameters(paragraphs)
    if made != wanted:
        other = sorted(name for name in {*made, *wanted} if made.get(name) != wanted.get(name))
        said = ", ".join(f"{name} {made.get(name)} and not {wanted.get(name)}" for name in other)
        cure = f"--paragraphs {made['paragraphs']}" if other == ["paragraphs"] else "make it again with this version: cleaner index INPUT --output NEW"
        raise CleanerError(str(folder), f"was made with {said}", cure)
    return segments


def start(folder: Path, paragraphs: str) -> list[Segment]:
    """The segments of an index that is added to, which may be new; leftovers of an interrupted adding go."""
    if not (folder / NAME).exists():
        if folder.exists() and (not folder.is_dir() or any(each.name != ADDING for each in folder.iterdir())):
            raise CleanerError(str(folder), "is not an index of cleaner", "--output with a new or empty folder")
        return []
    segments = opened(folder, paragraphs)
    named = {each.name for each in segments}
    for each in folder.iterdir():
        if each.is_dir() and each.name.isdigit() and each.name not in named:
            shutil.rmtree(each)
    return segments


def add(folder: Path, paragraphs: str, segments: Sequence[Segment], segment: Segment, made: Path) -> None:
    """Adds the folder `made`, whole and synced, as a segment."""
    made.rename(folder / segment.name)
    listed = {"parameters": parameters(paragraphs), "segments": [each._asdict() for each in [*segments, segment]]}
    with atomic(folder / NAME) as file:
        file.write(json.dumps(listed, ensure_ascii=False, indent=1).encode() + b"\n")


def save(path: Path, claims: Claims, keys: Sequence[str], shingles: "Sequence[np.ndarray]") -> None:
    """One task of a segment: `path`.npz, and the shingles of the judged documents in `path`.shingles.npy."""
    import numpy as np
    blob = [key.encode() for key in keys]
    with atomic(path.with_suffix(".shingles.npy")) as file:
        np.save(file, np.concatenate([np.zeros(0, np.uint64), *shingles]))
    with atomic(path.with_suffix(".npz")) as file:
        np.savez(file, **{name: getattr(claims, name) for name in KEPT}, keys=np.frombuffer(b"".join(blob), np.uint8),
                 key_ends=np.cumsum([0, *map(len, blob)], dtype=np.int64), shingle_ends=np.cumsum([0, *map(len, shingles)], dtype=np.int64))


class Earlier(NamedTuple):
    """One task of an index."""
    path: Path          # without its suffix
    corpus: str

    def columns(self, *names: str) -> "list[np.ndarray]":
        return columns(self.path.with_suffix(".npz"), *names)

    def keys(self) -> list[str]:
        blob, ends = self.columns("keys", "key_ends")
        whole = blob.tobytes()
        return [whole[start:end].decode() for start, end in zip(ends.tolist(), ends[1:].tolist())]

    def shingles(self) -> "tuple[np.ndarray, np.ndarray]":
        """Shingles of all judged documents, one behind the other, and where each one's end; the first is 0."""
        import numpy as np
        return np.load(self.path.with_suffix(".shingles.npy"), mmap_mode="r"), self.columns("shingle_ends")[0]


def tasks(folder: Path, paragraphs: str) -> list[Earlier]:
    return [Earlier(folder / each.name / f"{number:06d}", each.corpus) for each in opened(folder, paragraphs) for number in range(each.tasks)]
