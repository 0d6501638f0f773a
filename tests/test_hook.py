"""The hook: what it finds in a repository, what it leaves alone, and how it ends."""
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.edits import apply
from cleaner.errors import CleanerError
from cleaner.filters.hidden import hidden
from cleaner.hook import Hook, HookChain, from_table
from cleaner.settings import Settings
from cleaner.text import Document

ROOT = Path(__file__).parent.parent
LONG = "Con đường ven sông đã mở lại sáng nay sau ba tháng sửa chữa, và những chuyến xe đầu tiên đã chạy qua cầu."
clean = HookChain(Settings())


@pytest.mark.parametrize("text, expected, rules", [
    ("pass\u200bword", "password", {"zero-width"}),
    ("a\ufeffb\u2060c", "abc", {"zero-width"}),
    ("abc\u202edef\u202c", "abcdef", {"bidi"}),                        # nothing here runs from right to left
    ("\x1b[31mred\x1b[0m \x00", "red ", {"control"}),
    ("a\U000e0041\U000e0042b", "ab", {"tag"}),                         # ASCII that nobody sees
    ("كلمة \u202eabc\u202c", "كلمة \u202eabc\u202c", {"bidi"}),          # an override: told, and left
    ("كلمة \u2067abc", "كلمة \u2067abc", {"bidi"}),                      # never closed
    ("a\ufe00\ufe01\ufe02b", "a\ufe00\ufe01\ufe02b", {"selectors"}),
])
def test_what_hidden_characters_become(text, expected, rules):
    edits = list(hidden()(Document(text)))
    assert apply(text, edits) == expected and {edit.rule for edit in edits} == {f"hidden/{rule}" for rule in rules}


@pytest.mark.parametrize("text", [
    "two blanks  \nand\u00a0no break\t\n\n\n\n", "page\x0cpage", "soft\u00adhyphen",
    "می\u200cخواهم", "👨\u200d👩\u200d👧 ❤️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "שלום\u200f abc", "كلمة \u2067abc\u2069 كلمة", "كلمة \u202babc\u202c",
])
def test_what_is_not_hidden_or_shapes_letters_stays(text):
    assert not list(hidden()(Document(text)))


CHAIN = [
    # text, key, what becomes of it
    ("Hai ly cÃ\u00a0 phÃª.  \n", "a.md", "Hai ly cà phê.  \n"),
    ("Hai ly `cÃ\u00a0 phÃª`.\n", "a.md", None),                         # text about damage
    ("caf&eacute;\n", "a.md", None),                                    # an entity is how Markdown writes it
    ("caf&eacute;\n", "a.txt", "café\n"),
    ("سِّر\n", "a.txt", None),                                            # marks as they are typed
    ("e\u0301\n", "a.txt", "é\n"),
    (f"{LONG}\n\nKhác.\n\n{LONG}\n", "a.md", f"{LONG}\n\nKhác.\n"),
    (f"{LONG}\n\n{LONG}\n\nKhác.\n", "a.md", f"{LONG}\n\nKhác.\n"),
    (f"```\n{LONG}\n```\n\n{LONG}\n", "a.md", None),                     # shown in code, then said
    (f"| {LONG} |\n| {LONG} |\n", "a.md", None),
    ("La la la.\nLa la la.\n", "a.txt", None),                          # a refrain
    ("16/05/2024 - 14:51\n", "a.txt", None),                            # junk of a page, but this is none
    (f"{LONG} <!-- cleaner: ignore -->\nx\n{LONG} <!-- cleaner: ignore -->\n", "a.md", None),
    ("a\u200bb # cleaner: ignore\n", "a.txt", None),
    ("a\u200bb # cleaner: ignore\n", "a.jsonl:1", "ab # cleaner: ignore\n"),   # a row is data: no comments
]


@pytest.mark.parametrize("text, key, expected", CHAIN, ids=[repr(row[0])[:40] for row in CHAIN])
def test_the_chain(text, key, expected):
    assert clean(text, key).text == (text if expected is None else expected)
    assert expected is not None or not clean(text, key).findings


def test_one_switch_turns_junk_on():
    assert HookChain(Settings(), Hook(junk=True))("Tin.\n16/05/2024 - 14:51\n", "a.txt").text == "Tin.\n"


def test_settings_decide():
    text = f"a\u200bb\n{LONG}\n{LONG}\n"
    assert HookChain(Settings(allow=("hidden/*", "duplicates/*")))(text).text == text
    assert HookChain(Settings(skip=("spacing", "duplicates")))(text).text == text
    flagged = HookChain(Settings(actions={"*": "flag"}))(text)
    assert flagged.text == text and {edit.rule for edit in flagged.findings} == {"hidden/zero-width", "duplicates/paragraph"}


PIECES = st.lists(st.sampled_from([LONG, "\n", "\n\n", "```\n", "phÃª ", "\u200b", "\u202e", "كلمة", "    ", "| ", "<!-- cleaner: ignore -->", "# cleaner: ignore-start",
                                   "# cleaner: ignore-end", "e\u0301", "`", "&eacute;", "\x00", "---\n", "::\n"]), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.sampled_from(["a.md", "a.rst", "a.txt", "a.csv:3"]))
def test_laws(text, key):
    cleaned = clean(text, key)
    assert cleaned.restore() == text
    again = clean(cleaned.text, key)
    assert again.text == cleaned.text and not any(edit.changes for edit in again.findings)


@pytest.mark.parametrize("table, says", [({"junc": True}, "try: junk"), ({"junk": "yes"}, "junk cannot be 'yes'"), ({"severity": 7}, "1 .mild. to 4"),
                                         ({"near-duplicate": 0}, "near-duplicate"), ({"severity": True}, "severity cannot be True")])
def test_mistakes_in_the_table(table, says):
    with pytest.raises(CleanerError, match=says):
        from_table(table)


# On the command line

@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command in a repository; gives exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "."], check=True)

    def call(*arguments, **files):
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, "utf-8")
        subprocess.run(["git", "add", "-A"], check=True)
        done = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr
    return call


DIRTY = f"Hai ly cà phê.  \npass\u200bword\n\n{LONG}\n\nKhác.\n\n{LONG}\n"
CLEAN = f"Hai ly cà phê.  \npassword\n\n{LONG}\n\nKhác.\n"


def test_check_fix_and_the_second_run(run):
    code, out, _ = run("hook", **{"docs/a.md": DIRTY, "b.csv": "text\nMột câu.\n"})
    assert code == 1 and [line.split(": ")[0] for line in out.splitlines()] == ["docs/a.md:2:5", "docs/a.md:8:1"]
    assert Path("docs/a.md").read_text("utf-8") == DIRTY
    code, out, err = run("hook", "--fix")
    assert code == 1 and "fixed; undo with: cleaner restore .cleaner/fixes/0001" in err
    assert Path("docs/a.md").read_text("utf-8") == CLEAN
    assert run("hook", "--fix") == (0, "", "") == run("hook")
    assert subprocess.run(["git", "status", "--short", ".cleaner"], capture_output=True).stdout == b""
    assert run("restore", ".cleaner/fixes/0001")[0] == 0
    assert Path("docs/a.md").read_text("utf-8") == DIRTY


def test_fix_does_not_fail_for_what_it_cannot_mend(run):
    assert run("hook", "--fix", **{"a.txt": "كلمة \u202eabc\u202c\n"}) == (0, "", "")
    assert run("hook")[0] == 1


def test_fix_of_a_file_whose_encoding_cannot_hold_the_repair(run):
    Path("a.txt").write_bytes("Prix : 5 â‚¬. Le café est fermé, l’été aussi.\n".encode("cp1252") + b"1 &#8486;m\n")
    code, _, err = run("hook", "--fix", "--encoding", "cp1252", "a.txt")
    assert code == 2 and "a.txt: its encoding" in err and "convert the file to UTF-8" in err
    assert b"&#8486;" in Path("a.txt").read_bytes() and not list(Path(".").glob(".cleaner-*"))


def test_rows_that_do_not_change_keep_every_byte(run):
    rows = '{"n": 1.50,  "text": "caf\\u00e9"}\n{"text": "a\u200bb"}\n'
    assert run("hook", "--fix", "a.jsonl", **{"a.jsonl": rows})[0] == 1
    assert Path("a.jsonl").read_text("utf-8") == rows.replace("\u200b", "")


def test_named_files_are_excluded_when_forced(run):
    files = {"vendor/a.md": DIRTY, "b.md": "x\n", "pyproject.toml": '[tool.cleaner]\nexclude = ["vendor"]\n'}
    assert run("hook", "vendor/a.md", **files)[0] == 1
    assert run("hook", "vendor/a.md", "--force-exclude") == (0, "", "")
    assert run("hook") == (0, "", "") == run("hook", "--force-exclude", "vendor/a.md", "b.md")
    assert run("check", "vendor/a.md", "--force-exclude")[0] == 0


def test_the_baseline(run):
    code, out, _ = run("baseline", **{"a.md": DIRTY})
    assert (code, out) == (0, ".cleaner-baseline.json: 2 findings in 1 files are known from here on\n")
    assert LONG[:20] not in Path(".cleaner-baseline.json").read_text("utf-8")
    assert run("hook") == (0, "", "")
    assert run("hook", "--fix") == (0, "", "")                                   # known is left alone
    assert run("hook", **{"a.md": "Một dòng mới.\n\n" + DIRTY}) == (0, "", "")     # moved is still known
    assert run("hook", **{"a.md": DIRTY + "new\u200b\n"})[0] == 1
    code, out, err = run("hook", "a.md", **{"a.md": CLEAN})
    assert (code, out) == (0, "") and "2 of its findings are gone" in err and "cleaner baseline" in err
    assert run("hook", "b.md", **{"b.md": "x\n"}) == (0, "", "")                  # says nothing of files it did not read
    assert "0 findings" in run("baseline")[1] and run("hook") == (0, "", "")


def test_copies_across_files(run):
    files = {"a/a.md": f"Mở đầu.\n\n{LONG}\n", "b.md": f"{LONG}\n\nKhác.\n", "c.jsonl": json.dumps({"text": LONG}) + "\n", "d.md": f"```\n{LONG}\n```\n",
             "e.txt": "Ngắn.\n", "f.txt": "Ngắn.\n"}
    code, out, _ = run("hook", "--corpus", **files)
    assert code == 1 and [line.split(": ")[:2] for line in out.splitlines()] == [["b.md:1:1", "duplicates/paragraph"], ["c.jsonl:1", "duplicates/paragraph"]]
    assert run("hook", "--corpus", "b.md", "d.md") == (0, "", "")
    code, out, _ = run("hook", "--corpus", **{"g.md": files["b.md"]})
    assert "g.md:1:1: duplicates/document" in out and "b.md" in out
    assert run("hook", "--corpus", **{"cleaner.toml": 'allow = ["duplicates/*"]\n'}) == (0, "", "")


@pytest.mark.parametrize("arguments, says", [
    (("hook", "--corpus", "--fix"), "leave out --fix"), (("hook", "--diff", "--format", "json"), "--diff is a format"),
    (("hook", "--isolated", "--config", "x.toml"), "contradict"), (("hook", "nowhere.md"), "no such file"), (("completion", "tcsh"), "tcsh")])
def test_mistakes_end_in_2(run, arguments, says):
    code, _, err = run(*arguments)
    assert code == 2 and says in err


def test_outside_a_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    done = CliRunner().invoke(main, ["hook"])
    assert done.exit_code == 2 and "is no git repository" in done.stderr


def test_output_goes_into_a_file(run):
    code, out, _ = run("hook", "--format", "sarif", "--output", "found.sarif", **{"a.md": DIRTY})
    assert (code, out) == (1, "")
    assert len(json.loads(Path("found.sarif").read_text())["runs"][0]["results"]) == 2
    assert run("hook", "--quiet") == (1, "", "")
    assert run("check", "--skip", "spacing", "--statistics", "a.md")[1].endswith("1 findings in 1 files, of which 1 can be fixed\n")


def test_colour(run, monkeypatch):
    run("hook", **{"a.md": "a\u200bb\n"})
    assert "\x1b[" in run("hook", "--color", "always")[1] and "\x1b[" not in run("hook")[1]
    from cleaner.commands import review
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert review.wants_colour("auto")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not review.wants_colour("auto") and review.wants_colour("always") and not review.wants_colour("never")


def test_settings_from_the_environment_and_isolated(run, monkeypatch):
    files = {"a.md": DIRTY, "pyproject.toml": '[tool.cleaner]\nskip = ["spacing", "duplicates"]\n[tool.cleaner.hook]\njunk = true\n'}
    assert run("hook", **files) == (0, "", "")
    assert run("hook", "--isolated")[0] == 1
    shown = run("hook", "--show-settings")[1]
    assert shown.startswith("# from ") and 'skip = ["spacing", "duplicates"]' in shown and '[hook]\n"junk" = true' in shown
    monkeypatch.setenv("CLEANER_HOOK_FORMAT", "github")
    monkeypatch.setenv("CLEANER_POLICY", "strict")
    assert 'policy = "strict"' in run("hook", "--show-settings")[1]
    assert run("hook", "--isolated")[1].startswith("::error file=a.md")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell):
    done = CliRunner().invoke(main, ["completion", shell])
    assert done.exit_code == 0 and "_CLEANER_COMPLETE" in done.stdout


def test_every_command_in_the_page_runs(run):
    run("hook", **{"docs/a.md": DIRTY, "README.md": "x\n"})
    commands = re.findall(r"^    cleaner (.*?)(?:  .*)?$", (ROOT / "docs/hook.md").read_text("utf-8"), re.MULTILINE)
    assert len(commands) > 10
    for command in commands:
        code, out, err = run(*command.split())
        assert code in (0, 1), (command, out, err)


def test_the_page_names_every_setting_and_hook():
    page = (ROOT / "docs/hook.md").read_text("utf-8")
    for name in ("junk", "severity", "near-duplicate", "baseline"):
        assert f"\n    {name} = " in page
    hooks = re.findall(r"^- id: (.*)$", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    assert hooks == re.findall(r"- id: (\S+)", page) == ["cleaner", "cleaner-fix", "cleaner-corpus"]


def test_twenty_small_files_load_nothing_heavy(tmp_path):
    for number in range(20):
        (tmp_path / f"{number}.md").write_text(f"Chương {number}.\n\n{LONG[number:]}\n", "utf-8")
    code = ("import sys\nfrom cleaner.cli import main\ntry:\n    main(['hook', *sys.argv[1:]])\nexcept SystemExit as end:\n    assert end.code == 0, end.code\n"
            "print(sorted({'numpy', 'numba', 'scipy', 'datasketch', 'ftfy', 'pyarrow'} & set(sys.modules)))")
    names = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.slow
def test_with_the_real_pre_commit(tmp_path):
    """Installs the project into pre-commit's own environment: a minute, and the network."""
    program = shutil.which("pre-commit") or shutil.which("pre-commit", path=os.path.dirname(sys.executable))
    assert program, "pip install pre-commit"
    project, repository = tmp_path / "project", tmp_path / "repository"
    shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(".*_cache", "__pycache__", ".git", ".venv", ".hypothesis", "seeds", "bench"))
    repository.mkdir()
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org",
                   "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org"}

    def call(folder, *command):
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)

    def tried(hook):
        done = call(repository, program, "try-repo", str(project), hook, "--all-files")
        return done.returncode, done.stdout + done.stderr

    for folder in (project, repository):
        call(folder, "git", "init", "-q", ".")
    call(project, "git", "add", "-A")
    assert call(project, "git", "commit", "-q", "-m", "x").returncode == 0
    (repository / "a.md").write_text(DIRTY, "utf-8")
    (repository / "b.txt").write_text(LONG + "\n", "utf-8")
    call(repository, "git", "add", "-A")

    code, text = tried("cleaner")
    assert code == 1 and "a.md:2:5: hidden/zero-width" in text and (repository / "a.md").read_text("utf-8") == DIRTY, text
    code, text = tried("cleaner-fix")
    assert code == 1 and "files were modified by this hook" in text and (repository / "a.md").read_text("utf-8") == CLEAN, text
    call(repository, "git", "add", "-A")
    assert tried("cleaner-fix")[0] == 0 and tried("cleaner")[0] == 0
    code, text = tried("cleaner-corpus")
    assert code == 1 and "b.txt:1:1: duplicates/document" not in text and "b.txt:1:1: duplicates/paragraph" in text, text
