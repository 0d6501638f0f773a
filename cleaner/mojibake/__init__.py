"""Mojibake: text that was read in the wrong encoding, and how to read it again.

    >>> repair("Ngày mai tráº»")                 # not a whole line of it: a piece in a good line
    ('Ngày mai trẻ', 'UTF-8 that was read as windows-1252, in parts of the line.')
    >>> repair("Ïðèâåò âñåì!")
    ('Привет всем!', 'windows-1251 that was read as windows-1252.')

The guard lets through what looks garbled, which is no proof; READINGS are tried in order.  Each has to
make the line better: those in `windows_1252` explain characters that cannot be meant as they stand, the
others gain by the measure (`measure`).  None may bring in a U+FFFD, a line end or a character without a
meaning (`sound`).

    >>> repair("“HỢP TÁC XÃ”, tổ hợp tác")
"""
from collections.abc import Callable, Iterator

from cleaner import guard
from cleaner.mojibake import losses, single_bytes, utf8, windows_1252
from cleaner.mojibake.suspicion import is_of_one_byte_pages, is_of_single_bytes, is_of_wide_pages, is_suspect
from cleaner.mojibake.sound import Repaired, is_sound

Reading = Callable[[str], Repaired]
# For lines that look garbled to ftfy; whole lines before parts, so that a part is never taken for the whole.
READINGS = (
    windows_1252.whole_line,
    utf8.whole_line,
    losses.lost_blanks,
    windows_1252.by_ftfy,
    single_bytes.whole_line,
    losses.lost_letters,
    utf8.in_parts,
    single_bytes.in_parts,
    windows_1252.c1_controls,
)


def repair(line: str) -> Repaired:
    """One level of damage undone, or several at once; None where there is nothing to do."""
    if guard.is_garbled(line):
        readings = READINGS
    else:
        readings = (*_further(line), *(() if guard.proven() else (windows_1252.by_ftfy,)))
    for reading in readings:
        result = reading(line)
        if result and result[0] != line and is_sound(line, result[0]):
            return result
    return None


def _further(line: str) -> Iterator[Reading]:
    """The readings for a line that does not look garbled to ftfy, as far as something speaks for them."""
    if not is_suspect(line):
        return
    one_byte = is_of_one_byte_pages(line)
    wide = is_of_wide_pages(line)
    if one_byte or wide:
        yield utf8.whole_line
    if one_byte:
        yield losses.lost_blanks
    single = is_of_single_bytes(line)
    if single:
        yield single_bytes.whole_line
    if one_byte:
        yield losses.lost_letters
    if one_byte or wide:
        yield utf8.in_parts
    if single:
        yield single_bytes.in_parts
