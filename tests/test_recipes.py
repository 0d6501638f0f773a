"""What docs/recipes.md shows, run against the real libraries.

Two recipes need no more than the tests do and run with them.  The others are marked `recipes` and left out unless
asked for: `pip install -e '.[test,recipes]' && pytest -m recipes`, which fails where a library is missing.
"""
import doctest
import re
import sys
from pathlib import Path

import pytest

from cleaner import Cleaner

PAGE = (Path(__file__).parent.parent / "docs" / "recipes.md").read_text("utf-8")
RECIPES = {name: code for name, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
           for code in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)}
AT_HAND = {"Plain Python", "pyarrow"}


@pytest.mark.parametrize("name", [name if name in AT_HAND else pytest.param(name, marks=pytest.mark.recipes) for name in RECIPES])
def test_a_recipe_does_what_it_shows(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    # Spark's workers would take the first python3 on the path, which need not be this environment's.
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    test = doctest.DocTestParser().get_doctest(RECIPES[name], {}, name, "docs/recipes.md", 0)
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.recipes
@pytest.mark.parametrize("options", [{"batch_size": 1, "writer_batch_size": 1}, {"num_proc": 2}, {"batched": False}])
def test_datasets_take_findings_that_only_later_rows_have(options, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    from datasets import ClassLabel, Dataset, Features, Value
    kinds = Features({"label": ClassLabel(names=["no", "yes"]), "text": Value("string")})
    data = Dataset.from_dict({"label": [0, 1, 0], "text": ["một\n", None, "hai \n"]}, features=kinds)
    cleaned = data.map(Cleaner(), **{"batched": True, "load_from_cache_file": False, **options})
    assert cleaned["text"][:] == ["một\n", None, "hai\n"]
    assert [len(findings) for findings in cleaned["findings"]] == [0, 0, 1]
    assert {name: cleaned.features[name] for name in kinds} == dict(kinds)


@pytest.mark.recipes
def test_a_batch_of_datasets_that_was_changed_is_cleaned_as_it_is_now():
    from datasets import Dataset

    def clean(batch):
        batch["text"] = [f"{text} \n" for text in batch["text"]]
        return Cleaner()(batch)
    data = Dataset.from_dict({"text": ["một"]}).map(clean, batched=True, load_from_cache_file=False)
    assert data["text"][:] == ["một\n"]


@pytest.mark.recipes
@pytest.mark.parametrize("options", [{"index": [5, 6], "name": "body"}, {"dtype": "string"}, {"dtype": "category"}, {"dtype": object}])
def test_a_series_of_pandas_keeps_its_index_and_name(options):
    import pandas as pd
    column = pd.Series(["một \n", None], **options)
    cleaned = Cleaner()(column)
    assert cleaned.iloc[0] == "một\n" and cleaned.isna().tolist() == [False, True]
    assert cleaned.index.equals(column.index) and cleaned.name == column.name


@pytest.mark.recipes
@pytest.mark.parametrize("kind", ["String", "Categorical"])
def test_a_series_of_polars_keeps_its_type_and_name(kind):
    import polars as pl
    column = pl.Series("body", ["một \n", None], dtype=getattr(pl, kind))
    cleaned = Cleaner()(column)
    assert (cleaned.name, cleaned.dtype, cleaned.to_list()) == ("body", column.dtype, ["một\n", None])
