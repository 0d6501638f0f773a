"""What need not be worked out again, kept as JSON in the user's cache folder.

Everything in it is named by the digest of what it was made from and by the digest of the code that
made it, so nothing in it is ever stale, and it may be deleted at any time.  Where the folder cannot
be written the work is done again each time: slower, never wrong.

    >>> read("never-written") is None
    True
"""
import hashlib
import json
import os
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

# Another release of these modules may read or match rules in another way.
_MAKERS = ("rulefile", "rulebook", "terms", "braces", "folding", "lookalikes", "telltales", "disguises", "rewriting",
           "registers", "lexicon", "automaton", "excuses", "matching",
           "proof", "filters/junk", "required")
_KEPT = 60 * 24 * 3600      # seconds; what rules were two months ago is wanted by nobody, and worked out again in one


def folder() -> Path:
    """$CLEANER_CACHE, else `text-corpus-cleaner` where this system keeps caches."""
    if chosen := os.environ.get("CLEANER_CACHE"):
        return Path(chosen)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "text-corpus-cleaner"
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home)) / "text-corpus-cleaner" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "text-corpus-cleaner"
    return home / ".cache" / "text-corpus-cleaner"


def read(name: str) -> Any:
    """What was written under this name by this very code, or None."""
    try:
        return json.loads((folder() / f"{name}-{_code()}.json").read_bytes())
    except (OSError, ValueError, RuntimeError):     # RuntimeError: no home folder
        return None


def write(name: str, value: object) -> None:
    try:
        place = folder() / f"{name}-{_code()}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        os.replace(part, place)
        for old in place.parent.glob("*.json"):
            if old.stat().st_mtime < time.time() - _KEPT:
                old.unlink(missing_ok=True)
    except (OSError, RuntimeError):
        return


@cache
def _code() -> str:
    here = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for maker in _MAKERS:
        source = here / f"{maker}.py"
        digest.update(source.read_bytes() if source.exists() else b"")
    return digest.hexdigest()
