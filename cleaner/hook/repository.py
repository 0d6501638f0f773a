"""The repository: which of its files are looked at, and what stands in two of them.

    >>> corpus = Corpus(Settings())
    >>> line = "The ministers of eight countries met in the capital on Tuesday to talk about supply chains."
    >>> [[edit.why for edit in corpus(text, key).findings] for key, text in (("a.md", line), ("b.md", "More:\\n" + line))]
    [[], ['The same paragraph stands in a.md, paragraph 1.']]
"""
import os
from collections.abc import Sequence
from fnmatch import fnmatch

from cleaner.chain import Step
from cleaner.duplicates.fingerprints import LONG, fold, weight
from cleaner.duplicates.seen import Seen
from cleaner.errors import CleanerError
from cleaner.filters.duplicates import WHOLE, Copy, duplicates
from cleaner.formats import format_of
from cleaner.hook import Hook, HookChain, kind_of, spared, without_spared
from cleaner.library import Cleaned
from cleaner.settings import Settings
from cleaner.text import Document


def excluded(path: str, globs: Sequence[str]) -> bool:
    """Whether one of the globs names this path or a folder that it lies in.

        >>> excluded("vendor/a/b.txt", ["vendor"]), excluded("a/b.csv", ["*.csv"]), excluded("a.txt", ["b*"])
        (True, True, False)
    """
    return any(fnmatch(path, each) or fnmatch(path, each.rstrip("/") + "/*") for each in globs)


def tracked() -> list[str]:
    """The text and data files here and below that git tracks.  Raises CleanerError outside a repository."""
    import subprocess
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise CleanerError("git", "is not installed", "name the files or folders") from None
    except subprocess.CalledProcessError:
        raise CleanerError(".", "is no git repository", "name the files or folders, or change into a repository") from None
    names = [os.fsdecode(name) for name in listed.split(b"\0") if name]
    return [name for name in names if format_of(name) and os.path.isfile(name) and not os.path.islink(name)]


class Corpus:
    """What a file holds that an earlier one holds too; calls depend on those before, so files come in the order of their names.

    The step "corpus" of what it gives holds only what stands in two files; the rest is said where a file
    is judged by itself.
    """

    def __init__(self, settings: Settings, hook: Hook = Hook()):
        self.settings = settings
        # Copies are compared once their damage is repaired; what else may be said about them changes nothing.
        self._alone = HookChain(settings.with_options(skip=(*settings.skip, "abuse", "junk")), hook)
        self._documents = Seen(settings.paragraphs, hook.near_duplicate)
        self._paragraphs = Seen(settings.paragraphs)

    def __call__(self, text: str, key: str) -> Cleaned:
        cleaned = self._alone(text, key)
        verdict = {place: copy for place, copy in self._verdict(cleaned.text, key).items()
                   if copy.kept != key and self.settings.treatment(f"duplicates/{copy.kind}") != "leave"}
        flagged = {copy.kind for copy in verdict.values() if self.settings.treatment(f"duplicates/{copy.kind}") == "flag"}
        edits = list(duplicates(verdict, self._documents.how, flagged)(Document(cleaned.text, key)))
        # The text as it was repaired, not without the copies: whoever compares with it next needs them.
        return Cleaned(cleaned.text, [*cleaned.steps, Step("corpus", edits)], key)

    def _verdict(self, text: str, key: str) -> dict[int, Copy]:
        # Placeholders of a line or two are equal in many a repository.
        if weight(fold(text)) < LONG:
            return {}
        if copy := self._documents.document(text, key):
            return {WHOLE: copy}
        masked = without_spared(text, spared(text, kind_of(key)))
        copies = self._paragraphs.paragraphs(masked, key, ("paragraph",))
        self._documents.remember(text, key)
        self._paragraphs.remember(masked, key)
        return copies
