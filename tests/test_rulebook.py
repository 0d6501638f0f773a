"""Rule files: what is read, what is refused and with which words, what is remembered."""
import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import braces, cache, terms
from cleaner.errors import CleanerError
from cleaner.proof import failures, prove
from cleaner.rulebook import load, rules_dir
from cleaner.rulefile import parse

RULE = '''
[[rule]]
id             = "silly"
why            = "Calls somebody silly."
category       = "insult"
severity       = 2
certainty      = "contextual"
fold           = ["case", "stretch", "leet"]
words          = ["silly {billy,goose}"]
except         = ["silly goose chase"]
must_match     = ["You silly billy"]
must_not_match = ["a silly goose chase"]
'''
JUNK = '''
[[rule]]
id             = "left"
why            = "Says how many are left."
category       = "counter"
lines          = ["{only,just} a few left"]
pattern        = 'only \\d+ left'
must_match     = ["Only 3 left"]
must_not_match = ["Only 3 left the room."]
'''


def book(folder: Path, text: str, kind: str = "abuse", name: str = "mine.toml"):
    (folder / kind).mkdir(exist_ok=True)
    (folder / kind / name).write_text(text, "utf-8")
    return load([folder], builtin=False)


def test_a_rule_is_named_for_its_folder_its_file_and_its_id(tmp_path):
    rule = book(tmp_path, RULE).rules[0]
    assert (rule.name, rule.kind, rule.language) == ("abuse/mine/silly", "abuse", "mine")
    assert rule.file == str(tmp_path / "abuse" / "mine.toml")


def test_junk_lines_are_written_out_and_a_pattern_is_one_of_the_patterns(tmp_path):
    rule = book(tmp_path, JUNK, "junk").rules[0]
    assert rule.lines == ("only a few left", "just a few left")
    assert rule.patterns == (r"only \d+ left",)
    assert rule.where == "anywhere"


@pytest.mark.parametrize("old, new, said", [
    ("must_not_match", "must_not_mach", "has the unknown key «must_not_mach»\n  try: write «must_not_match»"),
    ('["a silly goose chase"]', "[]", "abuse/mine/silly has no must_not_match\n  try: give the innocent sentence"),
    ('must_match     = ["You silly billy"]', "", "has no must_match"),
    ("severity       = 2", "severity = 5", "has severity 5\n  try: use 1 (mild) to 4 (extreme)"),
    ("severity       = 2", 'severity = "2"', "severity is not a whole number"),
    ('"contextual"', '"contextul"', "certainty = «contextul»\n  try: write «contextual»"),
    ('"stretch"', '"strech"', "names the fold «strech», which does not exist\n  try: write «stretch»"),
    ("{billy,goose}", "{billy,goose", "in words, «silly {billy,goose» opens a brace and never closes it"),
    ("{billy,goose}", "billy}", "closes a brace that was never opened"),
    ('words          = ["silly {billy,goose}"]', "", "has nothing to match\n  try: add words"),
    ("except  ", "patterns = ['(']\nneeds = ['x']\nexcept  ", "«(» is not a regular expression"),
    ("except  ", "patterns = ['x+']\nexcept  ", "has patterns and no needs"),
    ("except  ", "stems = ['x']\nexcept  ", "needs both terms_from and stems"),
    ("except  ", "terms_from = 'a list'\nstems = ['x']\nexcept  ", "takes terms from «a list»"),
    ('id             = "silly"', 'id = "Silly!"', "a rule has the id «Silly!»"),
    ("[[rule]]", "[[rul]]", "the file has the unknown key «rul»\n  try: write «rule»"),
    ("[[rule]]", "[rule", "is not valid TOML"),
    ('words          = [', 'words          = [3, ', "words is not a list of texts"),
])
def test_what_is_refused(tmp_path, old, new, said):
    assert old in RULE
    with pytest.raises(CleanerError) as error:
        book(tmp_path, RULE.replace(old, new))
    assert said in str(error.value)
    assert str(error.value).startswith(str(tmp_path))


def test_two_rules_of_one_name(tmp_path):
    with pytest.raises(CleanerError, match="abuse/mine/silly is defined twice"):
        book(tmp_path, RULE + RULE)
    other = tmp_path / "other"
    other.mkdir()
    book(tmp_path, RULE)
    with pytest.raises(CleanerError, match="abuse/mine/silly stands in"):
        (other / "abuse").mkdir()
        (other / "abuse" / "mine.toml").write_text(RULE, "utf-8")
        load([tmp_path / "abuse", other], builtin=False)


def test_a_file_outside_the_two_folders_says_what_it_holds(tmp_path):
    lone = tmp_path / "mine.toml"
    lone.write_text(RULE, "utf-8")
    with pytest.raises(CleanerError, match='add kind = "abuse" at its top'):
        load([lone], builtin=False)
    lone.write_text('kind = "abuse"\n' + RULE, "utf-8")
    assert [rule.name for rule in load([lone], builtin=False).rules] == ["abuse/mine/silly"]


@pytest.mark.parametrize("path, said", [("nowhere", "does not exist"), (".", "holds no rule file")])
def test_paths_that_hold_no_rules(tmp_path, path, said):
    with pytest.raises(CleanerError, match=said):
        load([tmp_path / path], builtin=False)


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "abuse").mkdir()
    (tmp_path / "abuse" / "mine.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CleanerError, match="cannot be read"):
        load([tmp_path], builtin=False)


def test_the_digest_is_of_the_content_alone(tmp_path):
    (first := tmp_path / "first").mkdir()
    (second := tmp_path / "second").mkdir()
    one = book(first, RULE)
    assert book(second, RULE.replace("\n", "\r\n")).digest == one.digest
    assert book(second, RULE + "# a remark\n").digest != one.digest
    assert book(second, RULE, name="yours.toml").digest != one.digest


def test_what_is_remembered_is_what_was_read(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    fresh = book(tmp_path, RULE)
    assert load([tmp_path / "abuse"], builtin=False) == fresh
    assert list((tmp_path / "cache").iterdir())
    (tmp_path / "moved").mkdir()
    moved = book(tmp_path / "moved", RULE)      # the same content is remembered, its place is not
    assert moved.rules[0].file.startswith(str(tmp_path / "moved"))


def test_without_a_cache_everything_works(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "file"))
    prove(book(tmp_path, RULE))
    cache.write("anything", 1)
    assert cache.read("anything") is None


def test_what_is_old_is_forgotten(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path))
    cache.write("old", 1)
    for file in tmp_path.iterdir():
        os.utime(file, (0, 0))
    cache.write("new", 2)
    assert (cache.read("old"), cache.read("new")) == (None, 2)


def test_a_torn_cache_file_is_no_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path))
    cache.write("thing", [1, 2])
    for file in tmp_path.iterdir():
        file.write_text("[1,", "utf-8")
    assert cache.read("thing") is None


# ---- proof

def test_the_message_of_a_failed_proof(tmp_path):
    with pytest.raises(CleanerError) as error:
        prove(book(tmp_path, RULE.replace('["a silly goose chase"]', '["a silly goose chase", "a s1lly goose"]')))
    assert str(error.value) == (
        f"{tmp_path}/abuse/mine.toml: abuse/mine/silly matches an example it must leave alone:\n"
        "        a s1lly goose      matched «s1lly goose»\n"
        '  try: remove "leet" from fold')


@pytest.mark.parametrize("old, new, said", [
    ('["You silly billy"]', '["You silly william"]', "does not match an example it must match:\n        You silly william"),
    ('["a silly goose chase"]', '["my silly goose"]', "add the innocent phrase to except, or take the word out"),
    ("must_not_match", 'known_misses = ["sillllly billy"]\nmust_not_match', "now matches one of its known_misses"),
])
def test_proofs_that_fail(tmp_path, old, new, said):
    faults = failures(book(tmp_path, RULE.replace(old, new)))
    assert len(faults) == 1
    assert said in str(faults[0])


def test_a_known_miss_that_is_missed_proves_nothing(tmp_path):
    prove(book(tmp_path, RULE.replace("must_not_match", 'known_misses = ["you silly old billy"]\nmust_not_match')))


def test_junk_rules_are_proven_by_the_junk_filter(tmp_path):
    prove(book(tmp_path, JUNK, "junk"))
    (tmp_path / "other").mkdir()
    with pytest.raises(CleanerError, match="junk/mine/left matches an example it must leave alone"):
        prove(book(tmp_path / "other", JUNK.replace("left the room.", "left"), "junk"))


def test_a_rule_is_proven_once(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    proven = book(tmp_path, RULE)
    prove(proven)
    monkeypatch.setattr("cleaner.proof.failures", None)     # would be called, and fail, if it were proven again
    prove(proven)


# ---- terms of an installed list

LISTED = terms.TermList(terms.NAME, ("damnit", "frigging", "friggin", "gay", "hell", "x*"))
TAKER = RULE.replace("words  ", "terms_from = 'better-profanity'\nstems = ['^frig', 'gay']\nwords  ")


def test_terms_are_dealt_to_the_rule_whose_stem_they_hold():
    rules, left_out = parse(TAKER + '[[left_out]]\nreason = "says who people are"\nterms = ["gay"]\n', "abuse", "en", "en.toml")
    dealt, notes = terms.dealt(rules, left_out, LISTED)
    assert dealt[0].words == ("silly {billy,goose}", "frigging", "friggin")
    assert notes == ("better-profanity: 2 of 6 terms in use, 4 left out (the rules were written for a list of 916)",)


def test_without_the_list_the_rules_have_their_own_words():
    rules, left_out = parse(TAKER, "abuse", "en", "en.toml")
    dealt, notes = terms.dealt(rules, left_out, None)
    assert dealt[0].words == ("silly {billy,goose}",)
    assert "not installed" in notes[0]


# ---- braces

@pytest.mark.parametrize("word, forms", [
    ("plain", ["plain"]),
    ("walk{,s,ed}", ["walk", "walks", "walked"]),
    ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
    ("fu{n,ss{,y}}", ["fun", "fuss", "fussy"]),
    ("x{,}", ["x"]),                                     # each form once
    ("one, two", ["one, two"]),                          # a comma outside braces is a comma
    ("{ho ,}ho", ["ho ho", "ho"]),
])
def test_braces(word, forms):
    family = braces.parse(word)
    assert braces.forms(family) == forms
    assert braces.words(family) == {part for form in forms for part in form.split()}


families = st.recursive(st.text("ab ", min_size=1, max_size=3), lambda inner: st.lists(inner, min_size=1, max_size=3).map(
    lambda parts: "{" + ",".join(parts) + ",}" if len(parts) > 1 else parts[0] + "{" + parts[0] + "}"), max_leaves=6)


@given(st.lists(families, min_size=1, max_size=3).map("".join), st.integers(1, 8), st.integers(1, 5))
def test_a_family_is_its_heads_and_what_follows_them(word, most, least):
    family = braces.parse(word)
    forms = set(braces.forms(family))
    assert forms == {head + tail for begun, rest in braces.heads(family, most, least) for head in begun for tail in braces.forms(rest)}
    assert braces.words(family) == {part for form in forms for part in form.split(" ")} - {""}


def test_what_ships_loads_and_can_be_handed_to_workers():
    whole = load()
    assert {path.stem for path in (rules_dir() / "abuse").glob("*.toml")} == {rule.name.split("/")[1] for rule in whole.of("abuse")}
    assert pickle.loads(pickle.dumps(whole)) == whole
