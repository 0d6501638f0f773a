"""Junk: whole lines that a page shows around its text go; whatever may be text stays."""
import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.edits import apply, inverted
from cleaner.filters.junk import junk, junk_lines
from cleaner.policy import policy
from cleaner.rulebook import load
from cleaner.text import Document

RULES = load().of("junk")
FIND = junk(RULES)
HITS = junk_lines(RULES)


def cleaned(text, find=FIND):
    return apply(text, list(find(Document(text))))


def dropped(text, find=FIND):
    return [edit.before.strip() for edit in find(Document(text)) if edit.changes]


PROSE = "The river came back to the village in the spring, and nobody had expected it."
WIDGETS = "Share on Facebook"


@pytest.mark.parametrize("text, gone", [
    # what a page shows around its text, by language
    (f"Title\n07/03/2023 - 09:15\n235\n{PROSE}\n", ["07/03/2023 - 09:15", "235"]),
    (f"Làng gốm đổi nghề\nThứ Ba, 07/03/2023 | 09:15 GMT+7\n{PROSE}\nBình luận (12)\nChia sẻ\n© Báo Làng", ["Thứ Ba, 07/03/2023 | 09:15 GMT+7", "Bình luận (12)", "Chia sẻ", "© Báo Làng"]),
    (f"{PROSE}\n\nKhông có tệp đính kèm.\n\n10\n\nThảo luận\n", ["Không có tệp đính kèm.", "10", "Thảo luận"]),
    ("عنوان الخبر\n٧ مارس ٢٠٢٣ الساعة ٩:١٥ مساءً\nعاد النهر إلى القرية في الربيع.\nشارك هذا الخبر\nالتعليقات\nجميع الحقوق محفوظة\n",
     ["٧ مارس ٢٠٢٣ الساعة ٩:١٥ مساءً", "شارك هذا الخبر", "التعليقات", "جميع الحقوق محفوظة"]),
    (f"Home » News » Europe\n{PROSE}\nRead more »\nBack to top\n", ["Home » News » Europe", "Read more »", "Back to top"]),
    ("首页 > 新闻 > 国内\n河水回到了村庄。\n【打印】 【关闭】\n责任编辑：李禾\n", ["首页 > 新闻 > 国内", "【打印】 【关闭】", "责任编辑：李禾"]),
    ("Река вернулась в деревню.\nКомментарии (3)\nОтветить\nВсе права защищены\n", ["Комментарии (3)", "Ответить", "Все права защищены"]),
    (f"{PROSE}\nhttps://example.org/a\nhttps://example.org/b\n", ["https://example.org/a", "https://example.org/b"]),
    # a run goes together; an empty line does not part it, a line that stays does
    (f"12 Comments\n\n\nReply\n{PROSE}\nReply\n", ["12 Comments", "Reply"]),
    ("YORUMLAR\nHABERİ YAZDIR\n", ["YORUMLAR", "HABERİ YAZDIR"]),                 # dotted capital I
    ("ΕΚΤΥΠΩΣΗ\nΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ\n", ["ΕΚΤΥΠΩΣΗ", "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ"]),             # final sigma in capitals
    ("  \t Back   to top \n", ["Back   to top"]),
    ("© The Evening Paper", ["© The Evening Paper"]),                            # no line end
])
def test_what_goes(text, gone):
    assert dropped(text) == gone


@pytest.mark.parametrize("text", [
    "Discussion\nThe results show that rain came late.",                          # a heading of a paper
    "Thảo luận\nKết quả cho thấy mưa đến muộn.\n\nXem thêm\nLịch sử làng nghề",    # of an encyclopedia
    "1945\nThe war was over.\n\n1946\nThe harvest failed.",                       # chapters
    "7\n\nOn the seventh day it rained.",
    "HÀ NỘI, 12/5 — Giá vàng trong nước tăng trở lại sau ba ngày giảm.",          # a dateline
    "12 May 1944\nWe walked all day.\n\n13 May 1944\nIt rained.",                 # a diary
    "Mười năm trước\nBà còn sống ở làng.",
    "Share\nyour bread\nwith the sea",                                            # a poem
    "“Read more,” said the teacher.\n— Share!\n«Поделиться»",                     # spoken
    "- Share on Facebook\n* Read more\n• Back to top\n1. https://example.org",    # list items
    "# Comments (3)\n## Back to top",                                             # headings
    "| Views: 12 | 07/03/2023 09:15 |\n|---|---|\n| Print |",                     # table cells
    "```\nhttps://api.example.org/v1\nLoading...\n```\n",                         # code
    "* * *\n---\n***\n———\n>>>\n...",                                                       # the text's own rules
    "Contact us if the parcel does not come by Friday.",
    "In 1886, © was not yet in use; the treaty of Bern asked for no sign at all.",
    "(c) In 2020 the court found for the plaintiff. It held that the rule applied.",
    "Nguyễn Thị Lúa\nBloomberg\nReuters",                                         # names and sources
    "10\n20\n30\n40",                                                             # a column of figures
    "We bake cookies for the fair.\nYou must register to vote.",
    "x" * 5000,
    "",
    "\n \n",
])
def test_what_stays(text):
    assert list(FIND(Document(text))) == []


def test_a_teaser_is_flagged_and_stays():
    text = f"Title\n{PROSE} It had gone, they said, for good, and those who had left with it were not expected ...\n"
    edit, = FIND(Document(text))
    assert (edit.rule, edit.changes) == ("junk/any/truncated", False)


def test_long_lines_are_known_by_how_they_begin_and_end():
    assert dropped("© 2023 Evening Paper. " + "Reproduction only with permission. " * 6) != []
    assert dropped("© 2023 Evening Paper. " + "Reproduction only with permission. " * 60) == []
    assert dropped("We use cookies to give you the best experience on our website. " * 3) != []
    assert dropped("https://example.org/" + "a" * 500) != []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_one_rule_must_leave_alone_no_other_takes(rule):
    for example in rule.must_not_match:
        if "\n" not in example:
            assert not dropped(example), example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_examples_bear_the_rule_out(rule):
    for example in rule.must_match:
        assert any(hit.rule.name == rule.name for hit in HITS(example)), example
    for example in (*rule.must_not_match, *rule.known_misses):
        assert not any(hit.rule.name == rule.name for hit in HITS(example)), example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_pattern_is_slow_on_a_line_of_its_own_words(rule):
    find = junk([rule])
    words = {word for regex in rule.patterns for word in re.findall(r"[^\W\d_]{3,}", regex)}
    text = "\n".join((word * 60)[:118] + "!" for word in sorted(words | set(rule.must_match) | {"1 ", "11:11 ", "1.", "- ", "> "}))
    start = time.process_time()
    list(find(Document(text)))
    assert time.process_time() - start < 1    # exponential ones take minutes


def test_rules_of_one_file_work_without_the_others():
    mine = [rule for rule in RULES if rule.language == "vi"]
    assert dropped("Không có tệp đính kèm.\nThảo luận\n", junk(mine)) == ["Không có tệp đính kèm.", "Thảo luận"]
    assert dropped("anything\n", junk([])) == []


def test_policy():
    text = f"{PROSE}\n12 Comments\nReply\nhttps://example.org\n"
    flags = list(junk(RULES, policy("flag-only"))(Document(text)))
    assert [edit.rule for edit in flags] == ["junk/en/counter", "junk/en/widget", "junk/any/url"]
    assert not any(edit.changes for edit in flags)
    # What is only flagged stays, and takes nothing with it.
    kept = junk(RULES, policy("careful", {"actions": {"junk/en/counter": "flag"}}))
    assert dropped(f"{PROSE}\n12 Comments\nReply\n", kept) == []
    assert dropped(text, junk(RULES, policy("careful", {"allow": ["12 comments", "junk/any/url"]}))) == []
    assert cleaned(text, junk(RULES, policy("careful", {"actions": {"junk/any/url": "drop-document"}}))) == ""
    teaser = "The two sides met in the old town hall for the first time, to speak of what might be done to hold back ..."
    assert dropped(teaser, junk(RULES, policy("careful", {"actions": {"junk/any/truncated": "drop-line"}}))) == [teaser]


# Texts made of what rules name and of what they must not touch, in any order, whole and broken.
LINES = sorted({line for rule in RULES for example in rule.must_match + rule.must_not_match for line in example.split("\n")} - {"```"})
POOL = st.one_of(st.sampled_from(LINES), st.sampled_from(["", "", " ", PROSE, "10", "Share", WIDGETS, "Thảo luận", "07/03/2023", "https://example.org"]), st.text(max_size=8))
TEXTS = st.lists(POOL, max_size=12).map("\n".join)


@settings(max_examples=200)
@given(TEXTS)
def test_edits_take_whole_lines_and_can_be_undone(text):
    edits = list(FIND(Document(text)))
    result = apply(text, edits)
    assert apply(result, inverted(edits)) == text
    for edit in edits:
        assert edit.start == 0 or text[edit.start - 1] == "\n"
        assert not edit.changes or edit.before.endswith("\n") or edit.end == len(text)


FENCED = st.lists(st.one_of(POOL, st.sampled_from(["```", "```python", "  ```"])), max_size=12).map("\n".join)


@settings(max_examples=200)
@given(FENCED)
def test_a_second_time_nothing_goes(text):
    result = cleaned(text)
    assert cleaned(result) == result


@settings(max_examples=200)
@given(TEXTS, st.sets(st.integers(0, 11)))
def test_nothing_more_goes_when_other_lines_are_taken_out_later(text, others):
    lines = cleaned(text).split("\n")
    fewer = "\n".join(line for number, line in enumerate(lines) if number not in others)
    assert cleaned(fewer) == fewer


@settings(max_examples=100)
@given(TEXTS)
def test_hits_are_what_the_filter_acts_on(text):
    hits = {(hit.start, hit.end) for hit in HITS(text)}
    assert hits == {(edit.start, edit.start + len(edit.before.rstrip("\n")) if edit.changes else edit.end) for edit in FIND(Document(text))}


def test_order_of_rules_changes_nothing_that_goes():
    text = "\n".join(LINES[:400])
    assert dropped(text, junk(tuple(reversed(RULES)))) == dropped(text)
    assert dropped(text, junk([replace(rule) for rule in RULES])) == dropped(text)
