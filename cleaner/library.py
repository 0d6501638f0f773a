"""The library: `Cleaner`, for programs that clean text as one of their steps.

    >>> clean = Cleaner()
    >>> result = clean("Mỹ\\u00a0sẽ tìm kiếm các thỏa thuận.  \\n")
    >>> result.text
    'Mỹ sẽ tìm kiếm các thỏa thuận.\\n'
    >>> [finding.rule for finding in result.findings]
    ['spacing/no-break', 'spacing/trailing']
    >>> result.restore()
    'Mỹ\\xa0sẽ tìm kiếm các thỏa thuận.  \\n'
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from cleaner.assembly import local, treated
from cleaner.chain import Result, Step, run
from cleaner.edits import Edit
from cleaner.filters.duplicates import WHOLE, duplicates
from cleaner.filters.spacing import gaps
from cleaner.duplicates.seen import Seen
from cleaner.settings import Settings, from_table, read
from cleaner.text import Document
from cleaner.undo import undo

if TYPE_CHECKING:
    import pyarrow as pa


class Cleaned(NamedTuple):
    """A text after cleaning, with all that was done to it."""
    text: str
    steps: Sequence[Step]     # in the order they were applied
    key: str = ""

    @property
    def findings(self) -> list[Edit]:
        """Every edit; its offsets count in the text that its filter saw."""
        return [edit for step in self.steps for edit in step.edits]

    @property
    def dropped(self) -> bool:
        """Whether nothing is left of the document because it was taken out, as a copy or as junk."""
        return Result(self.text, list(self.steps)).dropped

    def restore(self) -> str:
        """The text as it was."""
        return undo(self.text, self.steps)


class Cleaner:
    """Cleans texts; holds settings only, so it pickles, and calls never influence each other.

    `config` is the path of a cleaner.toml or a table as one would hold; None takes no file.  The
    other arguments override it, by the names of `cleaner.settings.Settings`.  Raises CleanerError for
    what does not fit.
    """

    def __init__(self, policy: str | None = None, rules: Sequence[str | Path] | None = None,
                 config: str | Path | Mapping[str, Any] | None = None, **options: Any):
        if isinstance(config, Mapping):
            settings = from_table(config, "config")
        elif config is not None:
            settings = from_table(read(Path(config)), str(config))
        else:
            settings = Settings()
        if rules is not None:
            options["rules"] = tuple(str(each) for each in rules)
        self.settings = settings.with_options(policy=policy, **options)
        self._local = local(self.settings)    # a rule that does not prove itself is said now, not at the first text

    def __getstate__(self) -> Settings:
        return self.settings

    def __setstate__(self, settings: Settings) -> None:
        self.settings = settings
        self._local = local(settings)

    @classmethod
    def of(cls, settings: Settings) -> "Cleaner":
        return cls(**{each.name: getattr(settings, each.name) for each in fields(settings)})

    @overload
    def __call__(self, text: str, key: str = "") -> Cleaned: ...
    @overload
    def __call__(self, text: Any) -> Any: ...

    def __call__(self, text: Any, key: str = "") -> Any:
        """One text by itself; of what it holds twice, the first stays.

        A batch, a row or a column of texts comes back as one: see `cleaner.tables`.
        """
        if not isinstance(text, str):
            from cleaner import tables
            return tables.cleaned(self, text)
        return self._cleaned(text, key, Seen(self.settings.paragraphs))

    def arrow(self, table: Any) -> "pa.Table | pa.RecordBatch":
        """An Arrow table or batch, or a frame of pandas or polars, in Arrow: its text cleaned, with a column `findings`."""
        from cleaner import tables
        return tables.arrow(self, table)

    def pipe(self, texts: Iterable[str], keys: Iterable[str] | None = None) -> Iterator[Cleaned]:
        """Texts as a stream; what an earlier one holds goes from the later ones, copies whole.

        Memory grows with the stream: 100 bytes a paragraph and 8 bytes a word for near-duplicates.
        """
        seen = Seen(self.settings.paragraphs, self.settings.near_duplicate)
        named = ((text, str(number)) for number, text in enumerate(texts)) if keys is None else zip(texts, keys, strict=True)
        for text, key in named:
            cleaned = self._cleaned(text, key, seen)
            if not cleaned.dropped and "duplicates" not in self.settings.skip:
                seen.remember(cleaned.text, key)
            yield cleaned

    def _cleaned(self, text: str, key: str, seen: Seen) -> Cleaned:
        result = self._local(Document(text, key))
        if "duplicates" not in self.settings.skip:
            result = _without_copies(result, key, seen, self.settings)
        closed, more = run(Document(result.text, key), [("gaps", gaps())]) if "spacing" not in self.settings.skip else (result.text, [])
        return Cleaned(closed, result.steps + more, key)


def _without_copies(result: Result, key: str, seen: Seen, settings: Settings) -> Result:
    """In rounds, since a document that lost paragraphs may now be the copy of another."""
    text, steps = result
    acting, flagging = treated(settings, "act"), treated(settings, "flag")
    looking = acting | flagging
    while text:
        copy = seen.document(text, key)
        verdict = {WHOLE: copy} if copy and copy.kind in looking else seen.paragraphs(text, key, looking)
        text, more = run(Document(text, key), [("duplicates", duplicates(verdict, seen.how, flagging))])
        steps = steps + more
        if not any(each.kind in acting for each in verdict.values()):
            break
        looking = acting
    return Result(text, steps)
