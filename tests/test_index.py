"""An earlier corpus: its copies go, the trail names it, it is refused where it does not fit, and adding never breaks it."""
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import job, trail
from cleaner.duplicates import index
from cleaner.errors import CleanerError
from cleaner.inputs import find
from cleaner.job import indexing
from cleaner.settings import Settings
from cleaner.trail.restore import restore

QUICK = Settings(skip=("abuse", "junk", "wording"))


def story(number: int, words: int = 30) -> str:
    return " ".join(f"từ{number}x{word}" for word in range(words)) + "."


def write(folder: Path, documents: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def add(source: Path, to: Path, chosen: Settings = QUICK, size: int = job.SHARD) -> indexing.Added:
    return indexing.add(find([str(source)]), to, chosen, source.name, 1, lambda _: None, size)


def clean(source: Path, into: Path, *against: Path, chosen: Settings = QUICK, size: int = job.SHARD):
    job.clean(find([str(source)]), into, chosen, 1, lambda _: None, "", size, against=against)
    return {path.name: path.read_text("utf-8") for path in sorted(into.iterdir()) if path.is_file()}


def reasons(cleaned: Path) -> list[str]:
    return sorted(edit.why for _, records in trail.parts(cleaned / ".cleaner" / "trail") for record in records for _, edits in record.steps for edit in edits)


@pytest.fixture
def earlier(tmp_path):
    """Two documents of an earlier corpus, indexed."""
    source = write(tmp_path / "news-2023", {"a.txt": f"{story(1)}\n{story(2)}\n{story(3)}\n", "b.txt": f"{story(4)}\n{story(5)}\n"})
    add(source, tmp_path / "index")
    return tmp_path / "index"


def test_copies_of_an_earlier_corpus_go_and_the_trail_names_it(earlier, tmp_path):
    almost = f"{story(1)}\n{story(2)}\n{story(3)} thêm\n"
    new = write(tmp_path / "new", {"0.txt": f"{story(5)}\n{story(4)}\n{story(50)}\n", "1.txt": f"{story(4)}\n{story(5)}\n", "2.txt": almost, "3.txt": f"{story(9)}\n"})
    texts = clean(new, tmp_path / "out", earlier)
    assert texts == {"0.txt": f"{story(50)}\n", "3.txt": f"{story(9)}\n"}
    assert reasons(tmp_path / "out") == [
        "Nearly the same document as a.txt of news-2023 (Jaccard 0.99 of 5-word shingles).",
        "The same document as b.txt of news-2023.",
        "The same paragraph stands in b.txt of news-2023, paragraph 1.",
        "The same paragraph stands in b.txt of news-2023, paragraph 2.",
    ]
    assert [each.exact for each in restore(tmp_path / "out", tmp_path / "back", QUICK)] == [True] * 4


def test_the_earlier_copy_stays_whatever_is_to_be_kept(earlier, tmp_path):
    new = write(tmp_path / "new", {"0.txt": f"{story(1)}\n{story(2)}\n{story(3)} và dài hơn\n"})
    for keep in ("longest", "last"):
        assert clean(new, tmp_path / keep, earlier, chosen=QUICK.with_options(keep=keep)) == {}


def test_copies_within_the_index_all_stand_for_themselves(tmp_path):
    """Of two documents that are alike both are known: a third is like the second only."""
    text = [" ".join(f"w{n}" for n in range(start, start + 100)) for start in (0, 15, 30)]
    add(write(tmp_path / "old", {"a.txt": text[0], "b.txt": text[1]}), tmp_path / "index")
    assert clean(write(tmp_path / "new", {"c.txt": text[2]}), tmp_path / "out", tmp_path / "index", chosen=QUICK.with_options(near_duplicate=0.7)) == {}
    assert "as b.txt of old" in reasons(tmp_path / "out")[0]


def test_adding_and_several_indexes(earlier, tmp_path):
    more = write(tmp_path / "news-2024", {"c.txt": f"{story(7)}\n"})
    assert add(more, tmp_path / "index").documents == 1
    assert add(more, tmp_path / "index").documents == 0       # it is there already
    add(write(tmp_path / "other", {"d.txt": f"{story(8)}\n"}), tmp_path / "second")
    new = write(tmp_path / "new", {"1.txt": f"{story(4)}\n{story(61)}\n", "2.txt": f"{story(7)}\n{story(62)}\n", "3.txt": f"{story(8)}\n{story(63)}\n"})
    assert clean(new, tmp_path / "out", tmp_path / "index", tmp_path / "second") == {f"{n}.txt": f"{story(60 + n)}\n" for n in (1, 2, 3)}
    assert [why.split(" stands in ")[1] for why in reasons(tmp_path / "out")] == [
        "b.txt of news-2023, paragraph 1.", "c.txt of news-2024, paragraph 1.", "d.txt of other, paragraph 1."]


def test_shards_change_nothing(tmp_path):
    source = write(tmp_path / "old", {f"{n}.txt": f"{story(n)}\n{story(n + 1)}\n" for n in range(6)})
    new = write(tmp_path / "new", {f"{n}.txt": f"{story(n + 3)}\n{story(n + 20)}\n" for n in range(6)})
    add(source, tmp_path / "one")
    add(source, tmp_path / "many", size=1)
    assert clean(new, tmp_path / "a", tmp_path / "one") == clean(new, tmp_path / "b", tmp_path / "many", size=1)
    assert reasons(tmp_path / "a") == reasons(tmp_path / "b")


class Crash(BaseException):
    pass


@pytest.mark.parametrize("stop", range(0, 24, 3))
def test_an_interrupted_adding_leaves_the_old_index_and_goes_on(earlier, tmp_path, monkeypatch, stop):
    from cleaner.duplicates import claims
    from cleaner.formats import atomic as plain
    from cleaner.job import shards
    before = (earlier / index.NAME).read_bytes()
    more = write(tmp_path / "more", {f"{n}.txt": f"{story(20 + n)}\n" for n in range(4)})
    left = iter(range(stop))

    def dying(path):
        if next(left, None) is None:
            raise Crash
        return plain(path)

    for room in (shards, claims, index):
        monkeypatch.setattr(room, "atomic", dying)
    try:
        add(more, earlier, size=1)
        crashed = False
    except Crash:
        crashed = True
    monkeypatch.undo()
    if crashed:
        assert (earlier / index.NAME).read_bytes() == before
        assert clean(write(tmp_path / "new", {"1.txt": f"{story(4)}\n{story(51)}\n"}), tmp_path / "out", earlier) == {"1.txt": f"{story(51)}\n"}
        add(more, earlier, size=1)
    assert clean(write(tmp_path / "newer", {"1.txt": f"{story(22)}\n{story(52)}\n"}), tmp_path / "out2", earlier) == {"1.txt": f"{story(52)}\n"}
    assert sorted(path.name for path in earlier.iterdir()) == ["000001", "000002", index.NAME]


WRONG = [
    ({"folding": 0}, "folding 0 and not 1", "make it again", "another version folded otherwise"),
    ({"unicode": "1.0.0"}, "unicode 1.0.0 and not", "make it again", "another Unicode"),
    ({"format": 99}, "format 99 and not 1", "make it again", "a later format"),
    ({"paragraphs": "block"}, "paragraphs block and not auto", "--paragraphs block", "another idea of a paragraph"),
]


@pytest.mark.parametrize("other, cause, cure, why", WRONG, ids=[row[3] for row in WRONG])
def test_an_index_of_other_parameters_is_refused_with_the_cure(earlier, tmp_path, other, cause, cure, why):
    fields = json.loads((earlier / index.NAME).read_bytes())
    fields["parameters"] |= other
    (earlier / index.NAME).write_text(json.dumps(fields))
    for use in (lambda: clean(tmp_path / "news-2023", tmp_path / "out", earlier), lambda: add(tmp_path / "news-2023", earlier)):
        with pytest.raises(CleanerError) as error:
            use()
        assert cause in str(error.value) and cure in str(error.value)


def test_what_is_no_index_is_said(tmp_path):
    folder = write(tmp_path / "texts", {"a.txt": "a"})
    with pytest.raises(CleanerError, match="is not an index"):
        clean(folder, tmp_path / "out", folder)
    with pytest.raises(CleanerError, match="is not an index"):
        add(folder, folder)


PARTS = st.lists(st.lists(st.sampled_from([story(n, 22) for n in range(5)] + ["ngắn"]), min_size=1, max_size=4), min_size=1, max_size=5)


@given(PARTS, PARTS)
@settings(max_examples=15, deadline=None)
def test_law_against_an_index_is_as_if_the_earlier_corpus_came_first(old, new):
    """But for teasers and boilerplate, which are sought in one corpus only."""
    import tempfile
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = write(folder / "old", {f"a{n}.txt": "\n".join(lines) for n, lines in enumerate(old)})
        other = write(folder / "new", {f"b{n}.txt": "\n".join(lines) for n, lines in enumerate(new)})
        chosen = QUICK.with_options(near_duplicate=1.0)
        cleaned = clean(one, folder / "clean-old", chosen=chosen)
        add(write(folder / "kept", cleaned), folder / "index", chosen)
        apart = clean(other, folder / "apart", folder / "index", chosen=chosen)
        whole = clean(write(other, cleaned), folder / "whole", chosen=chosen)
        assert apart == {name: text for name, text in whole.items() if name[0] == "b"}
