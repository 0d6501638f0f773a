"""The command line as a user meets it: what it prints, what it writes, how it ends."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import main

SEEDS = Path(__file__).parent.parent / "seeds"
DIRTY = "Bản tin sáng nay\u00a0có gì mới.\n16/05/2024 - 14:51\n235\nMá»¹ sáº½ tÃ¬m kiáº¿m.\n"
CLEAN = "Bản tin sáng nay có gì mới.\nMỹ sẽ tìm kiếm.\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command in an empty folder; gives exit code and output."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments, stdin=None):
        done = CliRunner().invoke(main, [str(each) for each in arguments], input=stdin, catch_exceptions=False)
        return done.exit_code, done.output
    return call


def test_the_main_job(run, tmp_path):
    code, text = run("clean", SEEDS, "--output", "cleaned")
    assert code == 0
    assert "5 in, 5 out" in text and "duplicates/paragraph" in text and "cleaner restore cleaned" in text
    assert sorted(os.listdir("cleaned")) == [".cleaner", *sorted(os.listdir(SEEDS))]
    assert json.loads(Path("cleaned/.cleaner/report.json").read_text())["read"]["documents"] == 5

    assert run("restore", "cleaned", "-o", "back")[0] == 0
    assert {name: Path("back", name).read_bytes() for name in os.listdir("back")} == {path.name: path.read_bytes() for path in SEEDS.iterdir()}

    code, text = run("trail", "cleaned")
    assert code == 0 and "junk/any/timestamp" in text
    code, text = run("trail", "cleaned", "--sample", "2", "--rule", "junk/*")
    assert code == 0 and text.count("removed by junk/") == 2
    assert run("trail", "cleaned", "--by", "file")[1].startswith("file")


def test_again_into_the_same_folder(run):
    first = run("clean", SEEDS, "-o", "cleaned")
    assert run("clean", SEEDS, "-o", "cleaned") == first


def test_losing_most_of_a_source_is_said_loudly(run):
    Path("in").mkdir()
    Path("in/rows.jsonl").write_text('{"text": "16/05/2024 - 14:51\\n235\\nMột câu."}\n', "utf-8")
    Path("in/a.txt").write_text(CLEAN, "utf-8")
    code, text = run("clean", "in", "-o", "out")
    assert code == 0
    assert "74% of rows.jsonl is gone" in text and "cleaner trail out --sample 20 --file 'rows.jsonl'" in text
    assert json.loads(Path("out/.cleaner/report.json").read_text())["alarms"][0]["source"] == "rows.jsonl"


def test_check_shows_and_writes_nothing(run, tmp_path):
    Path("a.txt").write_text(DIRTY, "utf-8")
    code, text = run("check", "a.txt")
    assert code == 1
    assert "a.txt:2:1: junk/any/timestamp: «16/05/2024 - 14:51<newline>» removed" in text
    assert "a.txt:1:17: spacing/no-break" in text and "a.txt:4:2: encoding/mojibake" in text
    assert os.listdir(tmp_path) == ["a.txt"] and Path("a.txt").read_text("utf-8") == DIRTY


def test_check_of_clean_text(run):
    Path("a.txt").write_text(CLEAN, "utf-8")
    assert run("check", "a.txt") == (0, "")


def test_a_diff_applies(run):
    Path("a.txt").write_text(DIRTY, "utf-8")
    code, text = run("check", "--diff", "a.txt")
    assert code == 1 and "-16/05/2024 - 14:51" in text.splitlines() and "+Mỹ sẽ tìm kiếm." in text.splitlines()
    if shutil.which("patch"):
        done = subprocess.run(["patch", "-p1"], input=text.encode(), capture_output=True)
        assert done.returncode == 0, done
        assert Path("a.txt").read_text("utf-8") == CLEAN


@pytest.mark.parametrize("data", [
    DIRTY.encode(),
    DIRTY.replace("\n", "\r\n").encode("utf-8-sig"),          # Windows: stays Windows
    ("Chào\u200b bạn.\n" * 3).encode("utf-16"),
])
def test_fix_keeps_the_form_of_the_file_and_can_be_undone(run, data):
    Path("a.txt").write_bytes(data)
    os.chmod("a.txt", 0o640)
    code, text = run("check", "--fix", "a.txt")
    assert code == 1
    fixed = Path("a.txt").read_bytes()
    assert fixed != data and fixed[:2] == data[:2] and (b"\r\n" in fixed) == (b"\r\n" in data)
    assert os.stat("a.txt").st_mode & 0o777 == 0o640
    assert run("check", "a.txt") == (0, "")
    undo = text.rsplit("cleaner ", 1)[1].split()
    assert run(*undo)[0] == 0
    assert Path("a.txt").read_bytes() == data


def test_fix_of_clean_text_touches_nothing(run, tmp_path):
    Path("a.txt").write_text(CLEAN, "utf-8")
    before = os.stat("a.txt").st_mtime_ns
    assert run("check", "--fix", "a.txt") == (0, "")
    assert os.stat("a.txt").st_mtime_ns == before and os.listdir(tmp_path) == ["a.txt"]


def test_explain_follows_a_line(run):
    Path("a.txt").write_text(DIRTY, "utf-8")
    code, text = run("explain", "a.txt:4")
    assert code == 0 and "encoding/mojibake" in text and "Mỹ sẽ tìm kiếm." in text
    assert "(gone)" in run("explain", "a.txt:2")[1]
    assert "nothing" in run("explain", "a.txt:1", "--skip", "spacing")[1]
    assert "utf-8" in run("explain", "a.txt")[1]


def test_explain_a_rule(run):
    code, text = run("explain", "junk/any/timestamp")
    assert code == 0 and "leaves alone" in text
    assert run("explain", "duplicates/teaser")[0] == 0


def test_rules_are_listed_and_proven(run):
    code, text = run("rules")
    assert code == 0 and "abuse/vi/" in text and "all proven" in text


@pytest.mark.parametrize("kind", ["junk", "abuse"])
def test_a_template_proves_itself(run, kind):
    code, text = run("rules", "--new", f"mine/{kind}/shop.toml")
    assert code == 0 and "shop.toml" in text
    assert run("rules", "--rules", "mine")[0] == 0
    assert run("rules", "--new", f"mine/{kind}/shop.toml")[0] == 2
    assert run("rules", "--new", "shop.toml")[0] == 2


def test_standard_input_to_standard_output(run):
    assert run("clean", "-", stdin=DIRTY.encode()) == (0, CLEAN)
    assert os.listdir() == []
    rows = json.dumps({"id": 1, "text": DIRTY}) + "\n"
    assert json.loads(run("clean", "-", "--format", "jsonl", stdin=rows.encode())[1]) == {"id": 1, "text": CLEAN}


def test_standard_input_leaves_a_trail_where_it_is_told_to(run):
    assert run("clean", "-", "-o", "out", stdin=DIRTY.encode()) == (0, CLEAN)
    assert run("restore", "out", "-o", "back")[0] == 0
    assert Path("back/stdin.txt").read_text("utf-8") == DIRTY


def test_settings_from_the_nearest_file(run):
    Path("a.txt").write_text(DIRTY, "utf-8")
    Path("cleaner.toml").write_text('skip = ["junk", "encoding"]\n')
    assert {line.split(": ")[1] for line in run("check", "a.txt")[1].splitlines()} == {"spacing/no-break"}
    Path("cleaner.toml").unlink()
    Path("pyproject.toml").write_text('[tool.cleaner]\nactions = { "junk/*" = "flag" }\n')
    assert "removed" not in run("check", "a.txt")[1]


def test_an_allowed_rule_finds_nothing(run):
    Path("a.txt").write_text(DIRTY, "utf-8")
    Path("cleaner.toml").write_text('allow = ["junk/any/timestamp"]\n')
    assert "timestamp" not in run("check", "a.txt")[1]


MISTAKES = [
    (("clean", "nowhere", "-o", "out"), "there is no such file"),
    (("clean", "a.txt"), "--output is missing"),
    (("clean", ".", "-o", "out"), "lies inside the input"),
    (("clean", "a.txt", "-o", "full"), "did not write"),
    (("clean", "a.txt", "-o", "a.txt"), "is a file"),
    (("clean", "a.txt", "-o", "out", "--near-duplicate", "7"), "near-duplicate"),
    (("clean", "a.txt", "-o", "out", "--skip", "junc"), "try: junk"),
    (("check", "a.txt", "--encoding", "klingon"), "klingon"),
    (("check", "a.txt", "--rules", "none"), "none"),
    (("check", "a.txt", "--config", "bad.toml"), "polcy"),
    (("restore", "full"), "not a folder that cleaner wrote"),
    (("trail", "full"), "no trail"),
    (("explain", "junk/any/timstamp"), "junk/any/timestamp"),
    (("explain", "a.txt:99"), "no such line"),
]


@pytest.mark.parametrize("arguments, says", MISTAKES, ids=[" ".join(arguments) for arguments, _ in MISTAKES])
def test_a_mistake_gets_one_message_and_exit_code_2(run, arguments, says):
    Path("a.txt").write_text(CLEAN, "utf-8")
    Path("bad.toml").write_text('polcy = "strict"\n')
    Path("full").mkdir()
    Path("full", "other.txt").write_text("mine")
    before = sorted(os.listdir())
    code, text = run(*arguments)
    assert code == 2 and says in text, text
    assert "Traceback" not in text and len(text.splitlines()) < 8
    assert sorted(os.listdir()) == before


def test_bad_files_are_named_kept_and_end_in_2(run):
    Path("in").mkdir()
    Path("in/good.txt").write_text(CLEAN, "utf-8")
    Path("in/noise.txt").write_bytes(bytes(range(256)) * 20)
    Path("in/picture.png").write_bytes(b"\x89PNG")
    Path("in/rows.jsonl").write_text('{"text": "Một câu."}\n{"text": 5}\nnot json\n')
    code, text = run("clean", "in", "-o", "out")
    assert code == 2
    for place in ("noise.txt", "rows.jsonl:2", "rows.jsonl:3", ".png"):
        assert place in text
    assert Path("out/good.txt").read_text("utf-8") == CLEAN
    assert Path("out/rows.jsonl").read_text("utf-8") == '{"text": "Một câu."}\n'
    assert Path("out/.cleaner/set-aside/rows.jsonl").read_text() == '{"text": 5}\nnot json\n'
    assert not Path("out/noise.txt").exists()


def test_a_name_that_is_not_utf8_is_named(run):
    os.mkdir("in")
    Path("in/good.txt").write_text(CLEAN, "utf-8")
    with open(b"in/\xff.txt", "wb") as file:
        file.write(b"text")
    code, text = run("clean", "in", "-o", "out")
    assert code == 2 and "\\xff.txt: its name is not UTF-8" in text and Path("out/good.txt").exists()


def test_help_starts_fast_enough_to_load_nothing():
    code = "import sys, cleaner.cli; print(sorted({'numpy', 'ftfy', 'ahocorasick_rs', 'datasketch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_a_relative_folder_of_rules_is_the_one_of_this_folder(run, tmp_path, monkeypatch):
    Path("a.txt").write_text("Only 3 left in stock\n")
    run("rules", "--new", "mine/junk/shop.toml")
    assert run("check", "a.txt", "--rules", "mine")[0] == 1
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    Path("a.txt").write_text("Only 3 left in stock\n")
    run("rules", "--new", "mine/abuse/shop.toml")
    assert run("check", "a.txt", "--rules", "mine")[0] == 0
