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


_MARK = re.compile("[{},]")


def parse(word: str) -> Family:
    """ValueError where braces do not close."""
    family, end = _sequence(word, 0, "}")
    if end < len(word):
        raise ValueError(f"«{word}» closes a brace that was never opened")
    return family


def _sequence(word: str, at: int, stops: str) -> tuple[Family, int]:
    nodes: list[Node] = []
    start = at
    while mark := _MARK.search(word, at):
        at = mark.start()
        if word[at] in stops:
            return (*nodes, word[start:at]) if start < at else tuple(nodes), at
        if word[at] == "{":
            if start < at:
                nodes.append(word[start:at])
            choices, start = _choices(word, at + 1)
            nodes.append(choices)
            at = start
        else:
            at += 1
    return (*nodes, word[start:]) if start < len(word) else tuple(nodes), len(word)


def _choices(word: str, at: int) -> tuple[tuple[Family, ...], int]:
    end = word.find("}", at)
    if end >= 0 and word.find("{", at, end) < 0:    # as most are: nothing nested
        return tuple((part,) if part else () for part in word[at:end].split(",")), end + 1
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
    if isinstance(node, str):
        return [node]
    found: list[str] = []
    for choice in node:
        if not choice:
            found.append("")
        elif len(choice) == 1 and isinstance(choice[0], str):
            found.append(choice[0])
        else:
            found += forms(choice)
    return found


def count(family: Family) -> int:
    return prod(1 if isinstance(node, str) else sum(map(count, node)) for node in family)


def longest(family: Family) -> int:
    """Characters of its longest form."""
    return sum(len(node) if isinstance(node, str) else max(map(longest, node)) for node in family)


def regex(family: Family) -> str:
    """What matches its forms, the longer choice first."""
    parts = []
    for node in family:
        if isinstance(node, str):
            parts.append(re.escape(node))
        else:
            parts.append("(?:%s)" % "|".join(sorted(map(regex, node), key=len, reverse=True)))
    return "".join(parts)


def heads(family: Family, most: int, least: int) -> list[tuple[list[str], Family]]:
    """The beginnings of its forms, with the family of what follows each.

    Written out are all forms of a small family; of one that would have more than `most`, beginnings of
    `least` characters or more.

        >>> [(begun, count(rest)) for begun, rest in heads(parse("{a,hit} {him,them} {up,down,off}"), 6, 4)]
        [(['a him ', 'a them ', 'hit him ', 'hit them '], 3)]
    """
    found: list[tuple[list[str], Family]] = []
    begun = [""]
    for at, node in enumerate(family):
        spelled = _spelled(node)
        if len(begun) * len(spelled) > most:
            if long := [head for head in begun if len(head) >= least]:
                found.append((long, family[at:]))
            begun = [head for head in begun if len(head) < least]
        begun = [head + part for head in begun for part in spelled]
    return [*found, (begun, ())] if begun else found


def words(family: Family) -> set[str]:
    """The words that its forms are made of, without writing every form out."""
    unfinished, done = _words(family, {""})
    return (unfinished | done) - {""}


def _words(family: Family, unfinished: set[str]) -> tuple[set[str], set[str]]:
    """The words that end inside the family, and what is begun at its end; `unfinished` is begun before it."""
    done: set[str] = set()
    for node in family:
        if isinstance(node, str):
            if " " not in node:
                unfinished = {begun + node for begun in unfinished}
            else:
                first, *more = node.split(" ")
                done.update(begun + first for begun in unfinished)
                done.update(more[:-1])
                unfinished = {more[-1]}
        else:
            begun_here: set[str] = set()
            for choice in node:
                if len(choice) == 1 and isinstance(choice[0], str) and " " not in choice[0]:
                    begun_here.update([begun + choice[0] for begun in unfinished])
                elif choice:
                    more_begun, ended = _words(choice, unfinished)
                    begun_here |= more_begun
                    done |= ended
                else:
                    begun_here |= unfinished
            unfinished = begun_here
    return unfinished, done
