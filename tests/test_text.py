import pytest

from cleaner.text import lines, paragraphs

COLUMN = ("The council met on Tuesday evening to discuss the new road, which\n"
          "has divided the town for years, and agreed after four hours that\n"
          "the matter should be put to all who live along its course before\n"
          "a decision is taken.")


@pytest.mark.parametrize("text, expected", [
    ("", [""]),
    ("a\n", ["a", ""]),
    ("a\x0cb\u2028c\x85d", ["a\x0cb\u2028c\x85d"]),     # only "\n" ends a line
    ("a\r\nb", ["a\r", "b"]),
])
def test_lines(text, expected):
    assert [text[start:end] for start, end in lines(text)] == expected


@pytest.mark.parametrize("text, how, count", [
    ("one\n\n \ntwo", "line", 2),                       # blank lines are no paragraphs
    ("one\ntwo\n\nthree", "block", 2),
    ("one\ntwo\n\nthree", "auto", 3),                   # short lines are not wrapped prose
    (COLUMN, "auto", 1),                                # a column of even width is
    (COLUMN + "\n\n" + COLUMN, "auto", 2),
    (COLUMN.replace(",", ".").replace("road.", "road is long, and. ").replace("that\n", "too.\n").replace("which\n", "end.\n")
     .replace("before\n", "now.\n"), "auto", 4),        # a list of full sentences is not
    ("", "auto", 0),
])
def test_paragraphs(text, how, count):
    assert len(paragraphs(text, how)) == count


def test_a_block_is_judged_by_itself():
    """Taking out one paragraph never changes what another one is."""
    both = "x" * 300 + "\n\n" + COLUMN
    alone = COLUMN
    assert [both[s:e] for s, e in paragraphs(both)][1:] == [alone[s:e] for s, e in paragraphs(alone)]
