"""The guard: a cheap proof that ftfy would leave a text as it is.

ftfy reads clean text at 1 to 5 MB a second, this proof at 200 to 300, and nearly every line of a
corpus is clean.  A line passes if ftfy's expression for badness matches nowhere in it (`_guard_pattern`,
derived from ftfy's tables, asks the same in a form that is fast) and it is in Unicode form NFC: with the
options that `cleaner` uses nothing else makes ftfy act.

    >>> needs_repair("Ngày mai trời nắng.\\n“Xin chào”")
    False
    >>> text = "Ngày mai\\ntrời náº¯ng"
    >>> [text[start:end] for start, end in lines_to_repair(text)]
    ['trời náº¯ng']

The proof holds for the version of ftfy that it was derived from.  With another one every line that is
not ASCII has to go the long way: slower, never wrong, and said once as a warning.
"""
import re
import warnings
from collections.abc import Iterator
from functools import cache
from unicodedata import is_normalized

from cleaner.text import Span, line_around, lines


def needs_repair(text: str) -> bool:
    """Whether some line of the text is garbled or not in NFC."""
    if text.isascii():
        return False
    return not proven() or is_garbled(text) or not is_normalized("NFC", text)


def lines_to_repair(text: str) -> list[Span]:
    """The lines that are garbled or not in NFC, in order, each without its "\\n"."""
    if text.isascii():
        return []
    if not proven():
        return [span for span in lines(text) if not text[span.start:span.end].isascii()]
    found = set(lines_with(_garbled(), text))
    # A line end never joins with a mark, so a text is in NFC exactly if all its lines are.
    if not is_normalized("NFC", text):
        found |= {span for span in lines(text) if not is_normalized("NFC", text[span.start:span.end])}
    return sorted(found)


def is_garbled(text: str) -> bool:
    """Whether a line of the text looks like mojibake to ftfy: its `is_bad`, asked line by line."""
    return _garbled().search(text) is not None


def beyond_code_pages(line: str) -> bool:
    """Whether a character of the line is in none of the code pages that ftfy reads a line back through."""
    return proven() and _beyond().search(line) is not None


@cache
def proven() -> bool:
    """Whether the installed ftfy is the one that the proof was derived from."""
    from cleaner._guard_pattern import FTFY

    installed = ftfy_version()
    if installed != FTFY:
        warnings.warn(
            f"ftfy {installed} is installed, and the guard knows ftfy {FTFY}: every line that is not ASCII "
            f"goes through ftfy, which is slow (try: pip install 'ftfy=={FTFY}')", stacklevel=2)
    return installed == FTFY


def ftfy_version() -> str:
    """The version of the installed ftfy, without importing it: 1 ms against 75, and 40 for importlib.metadata."""
    from importlib.util import find_spec

    spec = find_spec("ftfy")
    if spec is None:
        return "(none)"
    try:
        with open(spec.origin or "", encoding="utf-8") as module:
            found = re.search(r'^__version__ = "(.+)"$', module.read(), re.MULTILINE)
    except (OSError, UnicodeError):     # in a zip file, or without its source
        found = None
    return found[1] if found else "of an unknown version"


def lines_with(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    """The lines in which a pattern matches, each looked at up to its first match."""
    at = 0
    while match := pattern.search(text, at):
        span = line_around(text, *match.span())
        yield span
        at = span.end


# Compiled when first asked for: 17 ms, which ASCII text never pays.
@cache
def _garbled() -> re.Pattern[str]:
    from cleaner._guard_pattern import GARBLED

    return re.compile(GARBLED)


@cache
def _beyond() -> re.Pattern[str]:
    from cleaner._guard_pattern import BEYOND

    return re.compile(BEYOND)
