"""The automaton: where all forms of all rules occur in a folded text, in one pass (Aho-Corasick).

It runs over UTF-8.  Searching in `str` looks simpler, but makes ahocorasick_rs lay out a table of places
for every text, which took half of the time; here places are counted only for what may be a word.

    >>> from cleaner.lexicon import Form
    >>> occurrences = automaton({"mẹ": Form(True, True, (), (), False), "ass": Form(True, True, (), (), True)})
    >>> occurrences("một mẹ mẹo class")
    [(0, 4, 6), (1, 13, 16)]
"""
from collections.abc import Callable, Mapping, Sequence

from cleaner.folding import wordy
from cleaner.lexicon import Form

Occurrences = list[tuple[int, int, int]]    # the number of a form, and where it stands

# A DFA is twice as fast as the compact automaton and takes ten times as long to build, 0.1 s: it is built
# once that much text has been read that the wait is made up for soon.
WORTH_A_DFA = 4_000_000     # bytes


def automaton(forms: Mapping[str, Form]) -> Callable[[str], Occurrences]:
    """A function from a text to the occurrences of the forms in it, overlapping ones too, by their ends.

    Occurrences inside longer words are left out already, since those are many.
    """
    from ahocorasick_rs import BytesAhoCorasick, Implementation

    encoded = [form.encode("utf-8", "surrogatepass") for form in forms]
    sizes = [len(form) for form in forms]
    # Whether every use of a form demands a boundary; Arabic writes particles onto a word, and onto a need.
    latin = [name[0] < "\u0600" for name in forms]
    left = [form.left and not form.sign and latin[number] for number, form in enumerate(forms.values())]
    right = [form.right and not form.sign and (latin[number] or not form.needed_by) and not any(owner.tail for owner in form.owners)
             for number, form in enumerate(forms.values())]

    def built(implementation: Implementation) -> Callable[..., Occurrences]:
        return BytesAhoCorasick(encoded, implementation=implementation).find_matches_as_indexes

    find = built(Implementation.ContiguousNFA)
    wait = WORTH_A_DFA

    def occurrences(text: str) -> Occurrences:
        nonlocal find, wait
        data = text.encode("utf-8", "surrogatepass")
        size = len(data)
        if wait > 0:
            wait -= size
            if wait <= 0:
                find = built(Implementation.DFA)
        found = [(index, start, end) for index, start, end in find(data, overlapping=True)
                 if not (right[index] and end < size and _wordy_behind(data, end)
                         or left[index] and start and _wordy_before(data, start))]
        return found if size == len(text) else _in_characters(found, data, sizes)

    return occurrences


_ALNUM = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyz")


def _wordy_behind(data: bytes, place: int) -> bool:
    byte = data[place]
    return byte in _ALNUM if byte < 0x80 else wordy[data[place:place + 4].decode("utf-8", "replace")[0]]


def _wordy_before(data: bytes, place: int) -> bool:
    byte = data[place - 1]
    return byte in _ALNUM if byte < 0x80 else wordy[data[max(0, place - 4):place].decode("utf-8", "replace")[-1]]


def _in_characters(found: Occurrences, data: bytes, sizes: Sequence[int]) -> Occurrences:
    counted = []
    last = characters = 0
    for index, _, end in found:
        characters += len(data[last:end].decode("utf-8", "surrogatepass"))
        last = end
        counted.append((index, characters - sizes[index], characters))
    return counted
