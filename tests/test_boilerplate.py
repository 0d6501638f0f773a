"""Boilerplate: what a site puts around its pages goes from all of them; what authors repeat stays."""
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import job
from cleaner.duplicates.boilerplate import DOCUMENTS, Candidates, boilerplate, candidates
from cleaner.duplicates.fingerprints import LINE, LONG, SHORT, document_digest, fold, paragraph_digest
from cleaner.inputs import find
from cleaner.settings import Settings
from cleaner.trail.restore import restore

FOOTER = "Đăng ký nhận bản tin buổi sáng của chúng tôi"
RULE = "duplicates/boilerplate"


def story(number: int, words: int = 30) -> str:
    return " ".join(f"từ{number}x{word}" for word in range(words)) + "."


def cleaned(tmp_path: Path, documents: dict[str, str], **options):
    for name, text in documents.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    chosen = Settings(skip=("abuse", "junk", "wording"), **options)
    outcome = job.clean(find([str(tmp_path / "in")]), tmp_path / "out", chosen, 1, lambda _: None)
    texts = {name: (tmp_path / "out" / name).read_text("utf-8") for name in documents if (tmp_path / "out" / name).exists()}
    return texts, outcome.written.rules


def pages(make, count: int = 12, folder: str = "site/") -> dict[str, str]:
    return {f"{folder}{number:02d}.txt": make(number) for number in range(count)}


GOES = [
    (lambda n: f"{story(n)}\n{FOOTER}\n", 12, "a footer"),
    (lambda n: f"{FOOTER}\n{story(n)}\n", 12, "the same at the head"),
    (lambda n: f"{story(n)}\n{story(n + 50)}\n" + (FOOTER + "\n" if n % 2 else ""), 6 * 2, "in half of the documents, once there are enough"),
    (lambda n: "".join(f"{each}\n" for each in ("Home page", "News", "Sport", "Culture", "Weather")) + story(n) + "\n", 12, "a menu of short lines"),
    (lambda n: "\n".join([story(n, 20), story(n + 50, 20), story(n + 100, 20), story(n + 150, 20), FOOTER,
                          "Follow us in the networks", *(story(n + k, 20) for k in (200, 250, 300, 350))]), 12, "two of a kind in the middle"),
]
STAYS = [
    (lambda n: "\n".join([story(n), *(story(n + k) for k in (50, 100, 150)), "References", *(story(n + k) for k in (200, 250, 300, 350))]), "a heading in the middle"),
    (lambda n: f"{story(n)}\nTham khảo\nLiên kết ngoài\n", "headings whose sections are empty"),
    (lambda n: f"Chapter 1\n{story(n)}\n", "a heading at the head"),
    (lambda n: "\n".join([story(n), "Yes.", story(n + 50), "No.", story(n + 100), "Yes.", "No.", story(n + 150)]), "dialogue"),
    (lambda n: f"{story(n)}\n" + "\n".join(f"{label}\n{story(n + 60 * k)}" for k, label in enumerate(("Ingredients you will need", "How to prepare the meal"), 1)) + "\n" + story(n + 400)
     + "\n" + story(n + 500) + "\n" + story(n + 600), "labels of sections"),
    (lambda n: f"16/05/2024\n{story(n)}\n", "no letters in it"),
    (lambda n: f"{story(n)}\n{FOOTER}\n" if n < 9 else story(n), "in nine documents"),
    (lambda n: f"{story(n)}\n{FOOTER}\n" if n < 12 else story(n), "in less than half"),
]


@pytest.mark.parametrize("make, found, why", GOES, ids=[row[2] for row in GOES])
def test_what_goes(tmp_path, make, found, why):
    count = 24 if "half" in why else 12
    texts, rules = cleaned(tmp_path, pages(make, count))
    assert rules[RULE].changed >= found
    assert not any(line in text for text in texts.values() for line in (FOOTER, "Home page", "Follow us"))
    assert all(story(n) in texts[f"site/{n:02d}.txt"] or story(n, 20) in texts[f"site/{n:02d}.txt"] for n in range(count))
    assert [each.exact for each in restore(tmp_path / "out", tmp_path / "back", Settings())] == [True] * count


@pytest.mark.parametrize("make, why", STAYS, ids=[row[1] for row in STAYS])
def test_what_stays(tmp_path, make, why):
    documents = pages(make, 30 if "half" in why else 12)
    texts, rules = cleaned(tmp_path, documents)
    assert RULE not in rules and [*texts] == [*documents]


def test_an_articles_own_headline_stays_where_the_others_list_it(tmp_path):
    heads = [f"Tin số {n}: một tiêu đề dài hơn hai mươi chữ cái" for n in range(12)]
    documents = pages(lambda n: f"{heads[n]}\n16/05/2024\n{story(n)}\n{story(n + 50)}\n{story(n + 100)}\n{story(n + 150)}\n" + "\n".join(heads[:n] + heads[n + 1:]))
    texts, rules = cleaned(tmp_path, documents)
    for number, head in enumerate(heads):
        assert [name for name, text in texts.items() if head in text] == [f"site/{number:02d}.txt"]


def test_folders_are_sources_of_their_own(tmp_path):
    one = pages(lambda n: f"{story(n)}\n{FOOTER}\n", 8, "a/")
    other = pages(lambda n: f"{story(n + 50)}\n{FOOTER}\n", 8, "b/")
    assert RULE not in cleaned(tmp_path, one | other)[1]


def test_a_file_of_many_documents_is_a_source(tmp_path):
    rows = "".join(json.dumps({"text": f"{story(n)}\n{FOOTER}"}, ensure_ascii=False) + "\n" for n in range(12))
    texts, rules = cleaned(tmp_path, {"rows.jsonl": rows})
    assert rules[RULE].changed == 12 and FOOTER not in texts["rows.jsonl"]


def test_the_reason_holds_the_count(tmp_path):
    from cleaner.trail import parts
    cleaned(tmp_path, pages(lambda n: f"{story(n)}\n{FOOTER}\n" if n else story(n)))
    why = {edit.why for _, records in parts(tmp_path / "out" / ".cleaner" / "trail") for record in records for _, edits in record.steps for edit in edits if edit.rule == RULE}
    assert why == {"Stands in 11 of the 12 documents of site; all its copies go."}


def test_reprints_are_documents_and_not_boilerplate(tmp_path):
    texts, rules = cleaned(tmp_path, pages(lambda n: f"{story(1)}\n{story(2)}\n"))
    assert [*texts] == ["site/00.txt"] and RULE not in rules


def test_flagging_keeps_it_and_a_share_can_be_asked(tmp_path):
    make = lambda n: f"{story(n)}\n{FOOTER}\n" if n < 10 else story(n)      # noqa: E731
    texts, rules = cleaned(tmp_path / "a", pages(make, 40), boilerplate=0.25)
    assert rules[RULE].changed == 10
    texts, rules = cleaned(tmp_path / "b", pages(make, 40), boilerplate=0.25, actions={RULE: "flag"})
    assert rules[RULE] == (10, 0, 0, 0) and FOOTER in texts["site/00.txt"]


LINES = st.sampled_from(["Tham khảo", FOOTER, "Follow us in the networks", "Yes.", "1", *(story(n, 14) for n in range(3))])


@given(st.lists(st.lists(LINES, max_size=6), min_size=8, max_size=16))
@settings(max_examples=25, deadline=None)
def test_law_cleaning_twice_is_cleaning_once(documents):
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        texts = {f"s/{n:02d}.txt": "\n".join([*lines, story(n + 10)]) + "\n" for n, lines in enumerate(documents)}
        once, _ = cleaned(Path(folder, "1"), texts)
        twice, rules = cleaned(Path(folder, "2"), once)
        assert twice == once


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(0, 1)), unique=True, max_size=80), st.sampled_from([0.2, 0.5, 1.0]))
@settings(max_examples=60, deadline=None)
def test_law_candidates_are_what_counting_finds(some, share):
    """(line, document, paragraph): a document's source is even or odd."""
    some = sorted(some, key=lambda each: each[1:])
    line, document, _ = (np.array(column, np.int64) for column in (zip(*some) if some else ([], [], [])))
    source, sizes = (document % 2).astype(np.uint32), np.array([16, 15])
    found = candidates(np.stack((line, line), 1).astype(np.uint64), np.arange(len(line)), np.full(len(line), LONG, np.uint8), document, source,
                       np.zeros((len(line), 2), bool), sizes, share) if len(line) else None
    expected = []
    for place, (each, number, _) in enumerate(some):
        holders = {other for what, other, _ in some if what == each and other % 2 == number % 2}
        if len(holders) >= DOCUMENTS and len(holders) >= share * sizes[number % 2]:
            expected.append(place)
    assert sorted(found.claims.tolist() if found else []) == expected


TABLE = [
    ([3], [LINE], [True], [True], "at the edge"),
    ([3], [LINE], [False], [False], "alone in the middle"),
    ([3], [SHORT], [True], [False], "short at the edge"),
    ([3, 4], [LINE, SHORT], [False, False], [True, False], "a short one is company, and stays"),
    ([3, 4, 5, 6, 7], [SHORT] * 5, [False] * 5, [True] * 5, "a menu"),
    ([8, 9, 10, 11, 12], [SHORT] * 5, [False] * 5, [False] * 5, "a menu across two documents is none"),
]


@pytest.mark.parametrize("claims, weights, edges, expected, why", TABLE, ids=[row[4] for row in TABLE])
def test_which_candidates_go(claims, weights, edges, expected, why):
    none = np.zeros(len(claims), np.uint32)
    some = Candidates(np.array(claims), none, none, np.array(weights, np.uint8), np.array(edges))
    assert boilerplate(some, np.array(claims) // 10).tolist() == expected


def test_digests_are_of_folded_lines():
    assert document_digest([paragraph_digest(fold("Một «dòng»."))]) == document_digest([paragraph_digest(fold("một dòng"))])
