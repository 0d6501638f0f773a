"""Required text: what a regex cannot match without, so that it need not be tried on most lines.

It is read from the parse tree that `re` itself makes of the regex, so it cannot disagree with the
regex, as a list written beside it by hand could.

    >>> found = required(r"(?:this )?page (?:views|visits): \\d*")
    >>> sorted(found.texts), sorted(found.first), found.digit
    (['page views: ', 'page visits: '], ['p', 't'], False)
    >>> sorted(required(r"[(\\d]+ x?").first)    # "0" stands for every decimal digit
    ['(', '0']

Texts are folded as `fold` folds the line in which they are looked for.
"""
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from cleaner import cache

Texts = frozenset[str]
NOTHING: Texts = frozenset()        # no text is known to be required
EMPTY: Texts = frozenset({""})


class Required(NamedTuple):
    texts: Texts           # one of these stands in every match; NOTHING: unknown
    first: Texts | None    # one of these begins every match; None: unknown
    digit: bool            # a decimal digit stands in every match


class _Part(NamedTuple):
    """What is known of a part of a regex."""
    texts: Texts
    first: Texts | None    # with "" where it can match nothing at all
    exact: Texts | None    # everything it can match, where that is a short list
    digit: bool = False


MOST = 24    # texts in such a list: more make the automaton of all of them large, and wake no fewer regexes
_ZERO_WIDTH = _Part(NOTHING, EMPTY, EMPTY)
_ANYTHING = _Part(NOTHING, None, None)
_DIGIT = _Part(NOTHING, frozenset({"0"}), None, True)


def fold(text: str) -> str:
    """Lower case; the forms of sigma and of the dotted and dotless i, which upper case hides, as one."""
    text = text.lower()
    if text.isascii():
        return text
    return text.replace("ς", "σ").replace("ı", "i").replace("\u0307", "")


def initial(folded: str) -> str:
    """What a folded line begins with, as `first` names it."""
    first = folded[:1]
    return "0" if first.isdecimal() else first


def required_by(regexes: Sequence[str]) -> list[Required]:
    """`required` for many regexes, remembered: parsing hundreds of them takes a quarter of a second."""
    name = "required-" + hashlib.blake2b("\0".join(regexes).encode(), digest_size=16).hexdigest()
    kept = cache.read(name)
    if kept is None:
        found = [required(regex) for regex in regexes]
        cache.write(name, [[sorted(texts), first and sorted(first), digit] for texts, first, digit in found])
        return found
    return [Required(frozenset(texts), first and frozenset(first), digit) for texts, first, digit in kept]


def required(regex: str) -> Required:
    """Raises re.error where the regex cannot be read."""
    try:
        from re import _parser    # private, and therefore optional
    except ImportError:
        return Required(NOTHING, None, False)    # the regex is tried on every line: slower, never wrong
    tree = _parser.parse(regex, re.IGNORECASE)
    part = _sequence(tree)
    for kind, value in tree:
        # "(?(1)|(?!))": the group must have taken part, wherever it stands.
        if str(kind) == "GROUPREF_EXISTS" and _never(value[2]):
            part = part._replace(texts=_rarer(part.texts, _group(tree, value[0])))
    texts = frozenset(text for text in part.texts if not any(other in text for other in part.texts - {text}))
    return Required(texts, None if part.first is None or "" in part.first else part.first, part.digit)


def _sequence(items: Iterable[tuple[Any, Any]]) -> _Part:
    best = NOTHING
    run: Texts = EMPTY             # what the parts since the last inexact one match together
    exact: Texts | None = EMPTY    # what all the parts match together
    first: Texts | None = EMPTY
    digit = False
    for part in _parts(items):
        if first is not None and "" in first:
            first = None if part.first is None else first - EMPTY | part.first
        digit = digit or part.digit
        exact = _joined(exact, part.exact)
        longer = _joined(run, part.exact)
        best = _rarer(best, part.texts)
        if longer is None:
            best = _rarer(best, run)
            longer = EMPTY if part.exact is None else part.exact
        run = longer
    return _Part(_rarer(best, run), first, exact, digit)


def _parts(items: Iterable[tuple[Any, Any]]) -> Iterable[_Part]:
    literal = ""
    for kind, value in items:
        name = str(kind)
        if name == "LITERAL":
            literal += chr(value)
            continue
        if literal:
            yield _exactly(frozenset({fold(literal)}))
            literal = ""
        yield _item(name, value)
    if literal:
        yield _exactly(frozenset({fold(literal)}))


def _never(items: Iterable[tuple[Any, Any]] | None) -> bool:
    """Whether this is "(?!)", which matches nothing; releases of Python read it in two ways."""
    return [(str(kind), value and list(value[1])) for kind, value in items or ()] in ([("ASSERT_NOT", [])], [("FAILURE", ())])


def _group(items: Iterable[Any], number: int) -> Texts:
    """What the group of this number requires."""
    for item in items:
        if isinstance(item, tuple) and len(item) == 2 and str(item[0]) == "SUBPATTERN" and item[1][0] == number:
            return _sequence(item[1][-1]).texts
        if not isinstance(item, str) and hasattr(item, "__getitem__") and (found := _group(item, number)):
            return found
    return NOTHING


def _item(name: str, value: Any) -> _Part:
    match name:
        case "SUBPATTERN":
            return _sequence(value[-1])
        case "ATOMIC_GROUP":
            return _sequence(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeated(*value)
        case "BRANCH":
            return _branch([_sequence(branch) for branch in value[1]])
        case "IN":
            return _branch([_member(str(kind), member) for kind, member in value])
        case "ASSERT" if value[0] > 0:    # what it looks ahead for stands in the line, and begins what follows
            part = _sequence(value[1])
            return part._replace(first=EMPTY if part.first is None else part.first, exact=EMPTY)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return _ZERO_WIDTH
    # Any character, a class that is not listed, a reference to a group (which may be empty).
    return _ANYTHING


def _repeated(least: int, most: int, body: Iterable[tuple[Any, Any]]) -> _Part:
    part = _sequence(body)
    exact: Texts | None = None
    if least == most <= 4:
        exact = EMPTY
        for _ in range(least):
            exact = _joined(exact, part.exact)
    elif (least, most) == (0, 1) and part.exact is not None:
        exact = part.exact | EMPTY
    if least:
        return part._replace(exact=exact)
    return _Part(NOTHING, None if part.first is None else part.first | EMPTY, exact)


def _branch(parts: list[_Part]) -> _Part:
    first: Texts | None = NOTHING
    exact: Texts | None = NOTHING
    for part in parts:
        first = None if first is None or part.first is None else first | part.first
        exact = None if exact is None or part.exact is None else exact | part.exact
    if exact is not None and len(exact) > MOST:
        exact = None
    texts = NOTHING.union(*(part.texts for part in parts)) if all(part.texts for part in parts) else NOTHING
    return _Part(texts, first, exact, all(part.digit for part in parts))


def _member(name: str, member: Any) -> _Part:
    """One member of a class in brackets."""
    if name == "LITERAL":
        return _exactly(frozenset({fold(chr(member))}))
    if name == "CATEGORY" and str(member) == "CATEGORY_DIGIT":
        return _DIGIT
    if name == "RANGE" and member[1] - member[0] < MOST:
        return _exactly(frozenset(fold(chr(point)) for point in range(member[0], member[1] + 1)))
    return _ANYTHING


def _exactly(texts: Texts) -> _Part:
    return _Part(texts if _weight(texts) else NOTHING, frozenset(map(initial, texts)), texts,
                 all(any(map(str.isdecimal, text)) for text in texts))


def _joined(one: Texts | None, other: Texts | None) -> Texts | None:
    if one is None or other is None or len(one) * len(other) > MOST:
        return None
    return frozenset(before + after for before in one for after in other)


def _rarer(one: Texts, other: Texts) -> Texts:
    """The one that stands in fewer lines, by its shortest text."""
    ours, theirs = _weight(one), _weight(other)
    if not ours and not theirs:
        return NOTHING
    return other if theirs > ours else one


def _weight(texts: Texts) -> int:
    return min(map(_letters, texts), default=0)


def _letters(text: str) -> int:
    """How much a text says: blanks, digits and single ASCII letters and points stand in every other line."""
    said = text.strip(" 0123456789")
    return 0 if len(said) == 1 and said.isascii() and said != "@" else len(said)
