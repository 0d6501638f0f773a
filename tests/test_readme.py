"""The documents show what really happens."""
import doctest
import gzip
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Cleaner
from cleaner.cli import main
from cleaner.settings import from_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def fenced(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_page_comes_out_as_shown():
    dirty, clean = fenced("")[:2]
    assert Cleaner()(dirty).text == clean


def test_the_program_does_what_is_shown():
    for example in fenced("python"):
        test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
        assert doctest.DocTestRunner().run(test).failed == 0


def commands(text: str) -> list[str]:
    found = re.findall(r"^    (cleaner .*?)(?:   .*)?$", text, re.MULTILINE)
    return [command.strip() for command in found]


@pytest.mark.parametrize("page, first", [
    ("README.md", ""),
    ("docs/trail.md", "cleaner clean news blog.jsonl.gz --output cleaned"),
    ("docs/rules.md", ""),
    ("docs/duplicates.md", "cleaner index news --output INDEX"),
])
def test_every_command_that_is_shown_runs(tmp_path, monkeypatch, page, first):
    monkeypatch.chdir(tmp_path)
    Path("news").mkdir()
    for seed in (ROOT / "seeds").iterdir():
        Path("news", seed.name).write_bytes(seed.read_bytes())
    Path("news/a.txt").write_text("".join(f"Câu thứ {number} của bài.\n" for number in range(20)) + "16/05/2024 - 14:51\n", "utf-8")
    Path("page.txt").write_text("16/05/2024 - 14:51\nChỉ còn 3 sản phẩm\nMột câu bình thường.\n", "utf-8")
    Path("blog.jsonl.gz").write_bytes(gzip.compress('{"text": "Một câu."}\n'.encode()))
    if page == "README.md":
        Path("my-rules/junk").mkdir(parents=True)
        Path("my-rules/junk/shop.toml").write_text(fenced("toml")[0], "utf-8")
    # Where a page writes words in capitals, a user puts names of their own.
    shown = [command.replace("INPUT", "news").replace("DIR", "cleaned").replace("INDEX", "earlier")
             for command in [first, *commands((ROOT / page).read_text("utf-8"))] if command]
    assert len(shown) >= 4
    for command in shown:
        shutil.rmtree("cleaned.restored", ignore_errors=True)
        done = CliRunner().invoke(main, shlex.split(command)[1:], input="page\n", catch_exceptions=False)
        expected = {1} if command.startswith("cleaner check") else {0}
        assert done.exit_code in expected, (command, done.output)


def test_the_rule_that_is_shown_finds_its_line(tmp_path):
    folder = tmp_path / "junk"
    folder.mkdir()
    (folder / "shop.toml").write_text(fenced("toml")[0], "utf-8")
    result = Cleaner(rules=[tmp_path])("Áo thun\nChỉ còn 3 sản phẩm\n")
    assert [finding.rule for finding in result.findings] == ["junk/shop/stock-notice"]


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_settings_in_the_documents_are_settings(page):
    for block in fenced("toml", (ROOT / "docs" / page).read_text("utf-8")):
        table = tomllib.loads(block)
        if "rule" not in table:
            from_table(table.get("tool", {}).get("cleaner", table), page)


def test_links_lead_somewhere():
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_rules_in_the_documents_prove_themselves(tmp_path):
    from cleaner.proof import prove
    from cleaner.rulebook import load
    for kind, block in zip(("junk", "abuse"), fenced("toml", (ROOT / "docs" / "rules.md").read_text("utf-8")), strict=True):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "shop.toml").write_text(block, "utf-8")
    prove(load([tmp_path], builtin=False))
