"""Shell-like braces, with which a rule file writes a family of forms as one word.

    >>> forms(parse("fuck{,s,er{,s}} {off,you}"))[:3]
    ['fuck off', 'fuck you', 'fucks off']
    >>> count(parse("{a,b,c} {d,e} {f,g}"))
    12
    >>> regex(parse("fuck{,s,ed} off"))
    'fuck(?:ed|s|)\\\\ off'

A family may have thousands of forms.  `heads` writes out as many of its first letters as an automaton
should hold, and leaves the rest to a regex.
"""
import re
from itertools import product
from math import prod

Node = str | tuple["Family", ...]       # a literal, or the choices between two braces
Family = tuple[Node, ...]


def parse(word: str) -> Family:
    """ValueError where braces do not close."""
    family, end = _sequence(word, 0, "}")
    if end < len(word):
        raise ValueError(f"«{word}» closes a brace that was never opened")
    return family


def _sequence(word: str, at: int, stops: str) -> tuple[Family, int]:
    nodes: list[Node] = []
    literal = ""
    while at < len(word) and word[at] not in stops:
        if word[at] == "{":
            choices, at = _choices(word, at + 1)
            nodes += [literal, choices] if literal else [choices]
            literal = ""
        else:
            literal += word[at]
            at += 1
    return tuple(nodes + [literal] if literal else nodes), at


def _choices(word: str, at: int) -> tuple[tuple[Family, ...], int]:
    choices: list[Family] = []
    while True:
        family, at = _sequence(word, at, ",}")
        choices.append(family)
        if at == len(word):
            raise ValueError(f"«{word}» opens a brace and never closes it")
        if word[at] == "}":
            return tuple(choices), at + 1
        at += 1


def forms(family: Family) -> list[str]:
    """Every form, in the order written, each once."""
    return list(dict.fromkeys("".join(parts) for parts in product(*map(_spelled, family))))


def _spelled(node: Node) -> list[str]:
    return [node] if isinstance(node, str) else [form for choice in node for form in forms(choice)]


def count(family: Family) -> int:
    return prod(1 if isinstance(node, str) else sum(map(count, node)) for node in family)


def regex(family: Family) -> str:
    """What matches its forms, the longer choice first."""
    parts = []
    for node in family:
        if isinstance(node, str):
            parts.append(re.escape(node))
        else:
            parts.append("(?:%s)" % "|".join(sorted(map(regex, node), key=len, reverse=True)))
    return "".join(parts)


def heads(family: Family, most: int, least: int) -> tuple[list[str], Family]:
    """The beginnings of its forms, and the family of what follows them.

    Stops before there are more than `most` beginnings, once each is `least` characters long.
    """
    found = [""]
    for at, node in enumerate(family):
        spelled = _spelled(node)
        if len(found) * len(spelled) > most and min(map(len, found)) >= least:
            return list(dict.fromkeys(found)), family[at:]
        found = [head + part for head in found for part in spelled]
    return list(dict.fromkeys(found)), ()


def words(family: Family) -> set[str]:
    """The words that its forms are made of, without writing every form out."""
    unfinished, done = _words(family, {""})
    return (unfinished | done) - {""}


def _words(family: Family, unfinished: set[str]) -> tuple[set[str], set[str]]:
    done: set[str] = set()
    for node in family:
        if isinstance(node, str):
            first, *more = node.split(" ")
            unfinished = {begun + first for begun in unfinished}
            if more:
                done |= unfinished | set(more[:-1])
                unfinished = {more[-1]}
        else:
            ways = [_words(choice, unfinished) for choice in node]
            unfinished = set().union(*(way[0] for way in ways))
            done = done.union(*(way[1] for way in ways))
    return unfinished, done
