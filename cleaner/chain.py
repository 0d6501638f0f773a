"""The chain: one document through the filters, each seeing what the one before it left.

    >>> from cleaner.filters.spacing import gaps, spacing
    >>> result = run(Document("a\\u00a0b \\n\\n\\n\\nc"), [("spacing", spacing()), ("gaps", gaps())])
    >>> result.text
    'a b\\n\\nc'
    >>> [(name, len(edits)) for name, edits in result.steps]
    [('spacing', 2), ('gaps', 1)]
"""
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.edits import Edit, apply, carried, inverted
from cleaner.filters import Filter
from cleaner.text import Document, line_around

Named = tuple[str, Filter]
REPAIRS = ("encoding", "spacing", "gaps")   # they take out nothing that says something


class Step(NamedTuple):
    filter: str
    edits: list[Edit]


class Result(NamedTuple):
    text: str
    steps: list[Step]    # in the order they were applied; filters that found nothing are left out

    @property
    def findings(self) -> list[Edit]:
        return [edit for step in self.steps for edit in step.edits]

    @property
    def dropped(self) -> bool:
        """Whether nothing is left because something was taken out: a copy, abuse or junk, not only blanks."""
        return not self.text.strip() and any(edit.changes for step in self.steps if step.filter not in REPAIRS for edit in step.edits)


def run(document: Document, filters: Sequence[Named]) -> Result:
    steps: list[Step] = []
    text = document.text
    for name, find in filters:
        if edits := list(find(document)):
            steps.append(Step(name, edits))
            if (text := apply(text, edits)) is not document.text:
                document = document._replace(text=text)
    return Result(text, steps)


# Each repair can uncover another: a zero-width space inside mojibake hides it from the encoding
# filter until spacing has taken it out.  More layers than this are noise, not damage.
MOST_ROUNDS = 8


def until_stable(document: Document, filters: Sequence[Named]) -> Result:
    """Runs filters that judge each line alone again and again until they change no line any more.

    Only the lines that were changed are looked at a second time, so text that needs no repair pays once.
    """
    result = run(document, filters)
    steps = result.steps
    for _ in range(MOST_ROUNDS):
        if not result.steps or not run(Document(_changed_lines(result), document.key), filters).steps:
            break
        result = run(document._replace(text=result.text), filters)
        if result.text == document.text and not any(edit.changes for edit in result.findings):
            break
        steps = steps + result.steps
    return Result(result.text, steps)


def _changed_lines(result: Result) -> str:
    """The lines of the result that some edit touched, each once."""
    spans: list[tuple[int, int]] = []
    for step in result.steps:
        # Offsets of this step's results, carried through the steps after it.
        here = [(edit.start, edit.end) for edit in inverted(step.edits) if edit.changes]
        spans = [(carried(step.edits, start), carried(step.edits, end)) for start, end in spans] + here
    touched = sorted({line_around(result.text, start, end) for start, end in spans})
    return "\n".join(result.text[start:end] for start, end in touched)
