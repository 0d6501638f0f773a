"""The batch job: nothing is lost, nothing depends on how it was run, and everything comes back."""
import json
import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import job, trail
from cleaner.duplicates import claims
from cleaner.formats import writing
from cleaner.job import output, shards
from cleaner.inputs import OWN, find
from cleaner.trail.restore import restore
from cleaner.settings import Settings

SENTENCES = [
    "Các bộ trưởng của tám nước gặp nhau tại thủ đô vào thứ Ba để bàn về chuỗi cung ứng khoáng sản và con chip.",
    "التقى وزراء ثماني دول في العاصمة يوم الثلاثاء لبحث سلاسل التوريد الخاصة بالمعادن والرقائق الإلكترونية في العالم.",
    "The ministers of eight countries met in the capital on Tuesday to talk about supply chains for minerals and chips.",
    "Giá vàng trong nước hôm nay tăng 1,5% so với hôm qua, lên mức 85,6 triệu đồng một lượng, theo các cửa hàng lớn.",
]


def run(folder: Path, into: Path, size: int = job.SHARD, workers: int = 1, corpus: str = "", **options):
    return job.clean(find([str(folder)]), into, Settings(**options), workers, lambda _: None, corpus, size)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and OWN not in path.relative_to(folder).parts}


def back(cleaned: Path, into: Path, **options) -> dict[str, bytes]:
    found = list(restore(cleaned, into, Settings(), **options))
    assert options or all(each.exact for each in found), found
    return tree(into)


def corpus(folder: Path, seed: int = 0) -> Path:
    """Two dozen files with everything in them: copies, near copies, mojibake, junk, rows, legacy encodings."""
    pick = random.Random(seed)
    folder.mkdir(parents=True)

    def paragraph() -> str:
        words = pick.choice(SENTENCES).split()
        for _ in range(6):
            words[pick.randrange(len(words))] = pick.choice(SENTENCES).split()[pick.randrange(8)]
        return " ".join(words)

    shared = [paragraph() for _ in range(5)]
    documents: list[str] = []
    for number in range(24):
        if documents and number % 5 == 0:
            text = pick.choice(documents).replace(" ", "  ", 1)
        elif documents and number % 7 == 0:
            text = pick.choice(documents) + "Theo báo\n"
        else:
            lines = [pick.choice(shared) if pick.random() < 0.3 else paragraph() for _ in range(pick.randint(3, 8))]
            if pick.random() < 0.3:
                lines[0] = lines[0].encode().decode("latin-1")
            lines += ["235", "16/05/2024 - 14:51", "", "", "", "© Toà soạn"]
            text = "\n".join(lines) + "\n"
        documents.append(text)
    for number, text in enumerate(documents[:12]):
        data = text.replace("\n", "\r\n").encode("utf-16") if number % 4 == 1 else text.rstrip("\n").encode() if number % 4 == 2 else text.encode()
        (folder / f"{number:02d}.txt").write_bytes(data)
    (folder / "deep" / "er").mkdir(parents=True)
    rows = [json.dumps({"id": number, "n": 1.50, "text": text}, ensure_ascii=number % 3 == 0) for number, text in enumerate(documents[12:20])]
    (folder / "deep" / "rows.jsonl").write_text("\n".join([*rows[:3], "", "{broken", '{"no": "text"}', *rows[3:]]) + "\n", "utf-8")
    table = "id;text\r\n" + "".join(f'{number};"{text}"\r\n' for number, text in enumerate(text.replace('"', '""') for text in documents[20:]))
    (folder / "deep" / "er" / "table.csv").write_bytes(table.encode("utf-8-sig"))
    return folder


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory):
    """A corpus and what one worker made of it."""
    root = tmp_path_factory.mktemp("job")
    outcome = run(corpus(root / "in"), root / "out")
    return root / "in", root / "out", outcome


def test_the_corpus_really_exercises_the_chain(cleaned):
    _, _, outcome = cleaned
    kinds = {rule.split("/")[0] for rule in outcome.written.rules}
    assert {"encoding", "spacing", "junk", "duplicates"} <= kinds
    assert {"duplicates/paragraph", "duplicates/document", "duplicates/near-document"} <= set(outcome.written.rules)


def test_every_source_comes_back_byte_for_byte(cleaned, tmp_path):
    source, out, _ = cleaned
    assert back(out, tmp_path / "back") == tree(source)


def test_cleaning_the_cleaned_corpus_changes_nothing(cleaned, tmp_path):
    _, out, _ = cleaned
    run(out, tmp_path / "again")
    assert tree(tmp_path / "again") == tree(out)


@pytest.mark.parametrize("size, workers", [(700, 1), (3_000, 1), (3_000, 2)])
def test_shards_and_workers_change_nothing(cleaned, tmp_path, size, workers):
    source, out, outcome = cleaned
    other = run(source, tmp_path / "out", size, workers)
    assert tree(tmp_path / "out") == tree(out)
    assert other.written.rules == outcome.written.rules
    assert back(tmp_path / "out", tmp_path / "back") == tree(source)


def test_the_order_of_the_inputs_changes_nothing(cleaned, tmp_path):
    source, out, _ = cleaned
    names = [str(path) for path in source.rglob("*") if path.is_file()]
    random.Random(1).shuffle(names)
    job.clean(find(names), tmp_path / "out", Settings(), 1, lambda _: None)
    assert tree(tmp_path / "out") == tree(out)


class Crash(BaseException):
    pass


@pytest.mark.parametrize("stop", range(0, 200, 17))
def test_a_job_that_crashed_goes_on_to_the_same_bytes(cleaned, tmp_path, monkeypatch, stop):
    """Killed at any write of the work folder or of the output, and started again."""
    from cleaner.formats import atomic as plain
    source, out, _ = cleaned
    left = iter(range(stop))

    def dying(path):
        if next(left, None) is None:
            raise Crash
        return plain(path)

    for room in (shards, claims, output, writing, trail, job):
        monkeypatch.setattr(room, "atomic", dying)
    try:
        run(source, tmp_path / "out", 3_000)
    except Crash:
        pass
    monkeypatch.undo()
    run(source, tmp_path / "out", 3_000)
    assert tree(tmp_path / "out") == tree(out)
    assert back(tmp_path / "out", tmp_path / "back") == tree(source)


def test_the_counts_add_up(cleaned):
    source, out, outcome = cleaned
    read, written = outcome.read, outcome.written
    assert read.documents == written.documents + written.dropped
    assert written.bytes == sum(len(data) for data in tree(out).values())
    assert written.set_aside == len(outcome.faults) == 2


def test_bad_rows_are_kept_and_named(cleaned):
    _, out, outcome = cleaned
    kept = (out / OWN / "set-aside" / "deep" / "rows.jsonl").read_text()
    assert kept == '{broken\n{"no": "text"}\n'
    assert [fault.place for fault in outcome.faults] == ["deep/rows.jsonl:5", "deep/rows.jsonl:6"]


def test_every_line_that_is_gone_has_an_edit(cleaned):
    """What is not in the output stands in some edit of the trail, or in a row that was set aside."""
    from cleaner.trail import parts
    source, out, _ = cleaned
    gone = set()
    for _, records in parts(out / OWN / "trail"):
        for record in records:
            for _, edits in record.steps:
                gone |= {line for edit in edits for line in edit.before.split("\n")}
    after = "\n".join(data.decode() for data in tree(out).values())
    text = (source / "00.txt").read_text()
    lost = [line for line in text.split("\n") if line.strip() and line not in after and line not in gone]
    # A line may be gone in parts: mojibake is repaired piece by piece.
    assert all(any(piece and piece in line for piece in gone) for line in lost)


def test_undoing_one_rule_brings_back_just_that(cleaned, tmp_path):
    _, out, _ = cleaned
    files = back(out, tmp_path / "back", rule="junk/any/copyright")
    text = (tmp_path / "back" / "00.txt").read_text()
    assert "© Toà soạn" in text and "14:51" not in text
    assert set(files) >= set(tree(out))


def test_restoring_one_file_writes_only_that(cleaned, tmp_path):
    source, out, _ = cleaned
    assert back(out, tmp_path / "back", file="deep/rows.jsonl") == {"deep/rows.jsonl": (source / "deep" / "rows.jsonl").read_bytes()}


def test_one_corpus_of_many_files(cleaned, tmp_path):
    source, out, outcome = cleaned
    other = run(source, tmp_path / "out", 3_000, corpus="corpus.jsonl")
    assert [*tree(tmp_path / "out")] == ["corpus.jsonl"]
    rows = [json.loads(line) for line in (tmp_path / "out" / "corpus.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == other.written.documents == outcome.written.documents
    texts = {row["id"]: row["text"] for row in rows}
    assert texts["00.txt"] == (out / "00.txt").read_text("utf-8")
    assert back(tmp_path / "out", tmp_path / "back") == tree(source)
    assert back(tmp_path / "out", tmp_path / "one", file="*.csv") == {"deep/er/table.csv": (source / "deep/er/table.csv").read_bytes()}


def test_flag_only_takes_out_nothing(tmp_path):
    source = corpus(tmp_path / "in")
    outcome = run(source, tmp_path / "out", policy="flag-only")
    changed = {rule for rule, count in outcome.written.rules.items() if count.changed}
    assert outcome.written.dropped == 0
    assert {rule.split("/")[0] for rule in changed} <= {"encoding", "spacing"}
    assert {"duplicates/document", "junk/any/copyright"} <= set(outcome.written.rules)


def test_a_brief_trail_holds_no_text_and_says_so(tmp_path):
    import gzip

    from cleaner.errors import CleanerError
    source = corpus(tmp_path / "in")
    run(source, tmp_path / "out", trail="brief")
    whole = b"".join(gzip.decompress(path.read_bytes()) for path in (tmp_path / "out" / OWN / "trail").iterdir())
    assert "Toà soạn".encode() not in whole
    with pytest.raises(CleanerError, match="brief"):
        list(restore(tmp_path / "out", tmp_path / "back", Settings()))


def test_a_changed_output_is_not_restored_in_silence(cleaned, tmp_path):
    from cleaner.errors import CleanerError
    _, out, _ = cleaned
    shutil.copytree(out, tmp_path / "out")
    (tmp_path / "out" / "00.txt").write_text("something else\n")
    with pytest.raises(CleanerError, match="changed after it was written"):
        list(restore(tmp_path / "out", tmp_path / "back", Settings(), file="00.txt"))


def test_cleaning_again_with_other_settings_leaves_nothing_of_before(tmp_path):
    source = corpus(tmp_path / "in")
    run(source, tmp_path / "fresh", skip=("junk",))
    run(source, tmp_path / "out")
    run(source, tmp_path / "out", skip=("junk",))
    assert tree(tmp_path / "out") == tree(tmp_path / "fresh")
    assert sorted(os.listdir(tmp_path / "out" / OWN / "trail")) == sorted(os.listdir(tmp_path / "fresh" / OWN / "trail"))


# Bits of everything the filters look for, so that random files are not only noise.
BITS = st.sampled_from([*SENTENCES, "Don Jong Un\n", "235\n", "16/05/2024 - 14:51\n", "\n", "\n\n\n", " ", "\u00a0", "\u200b", "\r\n", "\r",
                        "© Toà soạn\n", "Ã", "©", "á»‹", "\ufeff", "\x00", "...", "…\n", "Thảo luận\n", "https://example.org/a\n", "e\u0301",
                        SENTENCES[0].encode().decode("latin-1"), SENTENCES[2][:70] + "...\n", "\x1b[1m", "\u0085", "\u2028"])
TEXTS = st.lists(st.one_of(BITS, st.text(max_size=3)), max_size=12).map("".join)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@SLOW
@given(files=st.lists(st.one_of(TEXTS.map(lambda text: text.encode("utf-8", "replace")), TEXTS.map(lambda text: text.encode("utf-16", "replace")),
                                st.binary(max_size=40)), min_size=1, max_size=4))
def test_law_any_bytes_come_back(files, tmp_path_factory):
    root = tmp_path_factory.mktemp("law")
    (root / "in").mkdir()
    for number, data in enumerate(files):
        (root / "in" / f"{number}.txt").write_bytes(data)
    outcome = run(root / "in", root / "out")
    listed = {fault.place for fault in outcome.faults}
    assert back(root / "out", root / "back") == {name: data for name, data in tree(root / "in").items() if name not in listed}


@SLOW
@given(rows=st.lists(TEXTS, min_size=1, max_size=6))
def test_law_cleaning_twice_is_cleaning_once(rows, tmp_path_factory):
    root = tmp_path_factory.mktemp("law")
    (root / "in").mkdir()
    (root / "in" / "rows.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in rows if not any("\ud800" <= c <= "\udfff" for c in text)))
    run(root / "in", root / "once")
    run(root / "once", root / "twice")
    assert tree(root / "twice") == tree(root / "once")
    assert back(root / "once", root / "back") == tree(root / "in")
