import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.edits import Edit, apply, carried, inverted, origin
from cleaner.undo import undo


@st.composite
def edited(draw, text=st.text("ab \nạ\u0323", max_size=30)):
    """A text and edits that fit it."""
    text = draw(text) if not isinstance(text, str) else text
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2]):
        after = draw(st.one_of(st.just(text[start:end]), st.text("xy\n", max_size=4)))
        edits.append(Edit(start, end, text[start:end], after, draw(st.sampled_from(["a/1", "a/2", "b/1"])), ""))
    return text, edits


@given(edited())
def test_what_is_applied_can_be_inverted(case):
    text, edits = case
    assert apply(apply(text, edits), inverted(edits)) == text


@given(edited(), st.integers(0, 30))
def test_origin_and_carried_meet(case, position):
    """A character that no edit touches is found again, forwards and backwards."""
    text, edits = case
    if position < len(text) and not any(edit.start <= position < edit.end for edit in edits):
        there = carried(edits, position)
        result = apply(text, edits)
        if not any(edit.start == position and not edit.before for edit in edits):
            assert result[there] == text[position]
            assert origin(edits, there) == position


@pytest.mark.parametrize("edits", [
    [Edit(0, 2, "xx", "", "r", "")],                                    # not what stands there
    [Edit(0, 2, "ab", "", "r", ""), Edit(1, 3, "bc", "", "r", "")],     # overlapping
    [Edit(2, 3, "c", "", "r", ""), Edit(0, 1, "a", "", "r", "")],       # out of order
])
def test_an_edit_that_does_not_fit_is_refused(edits):
    with pytest.raises(ValueError):
        apply("abc", edits)


@st.composite
def stacked(draw):
    """A text and steps, each on the result of the one before."""
    text = first = draw(st.text("ab \n", max_size=30))
    steps = []
    for name in ("one", "two", "three"):
        text, edits = draw(edited(text))
        steps.append((name, edits))
        text = apply(text, edits)
    return first, steps, text


@given(stacked())
def test_undoing_everything_gives_the_text_back(case):
    first, steps, last = case
    assert undo(last, steps) == first


@given(stacked())
def test_undoing_every_edit_by_choice_gives_the_text_back(case):
    first, steps, last = case
    assert undo(last, steps, lambda edit: True) == first


@given(stacked())
def test_undoing_no_edit_changes_nothing(case):
    _, steps, last = case
    assert undo(last, steps, lambda edit: False) == last


@given(stacked())
def test_undoing_a_rule_of_the_first_step_leaves_edits_elsewhere(case):
    """Leaving a rule out equals never having had it, as long as later steps did not touch its places."""
    first, steps, last = case
    chosen = [edit for edit in steps[0][1] if edit.rule == "a/1" and edit.changes]
    if chosen and not steps[1][1] and not steps[2][1]:
        expected = apply(first, [edit for edit in steps[0][1] if edit.rule != "a/1"])
        assert undo(last, steps, lambda edit: edit.rule == "a/1") == expected
