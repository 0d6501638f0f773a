"""Runs: what is equal meets in one part, in the order it came, in memory or on disk; and elections by parts are the same."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import job
from cleaner.duplicates import runs as runs_module
from cleaner.duplicates.runs import Runs, parts_for

KIND = np.dtype([("digest", "<u8"), ("claim", "<u4")])


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=5), max_size=6), st.sampled_from([1, 4, 16]), st.sampled_from([0, 40, 1 << 30]))
@settings(max_examples=60, deadline=None)
def test_law_every_record_is_in_the_part_of_its_leading_bits(lots, parts, limit):
    import tempfile
    from pathlib import Path
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(KIND, parts, limit, Path(folder, "runs"))
        count, expected = 0, [[] for _ in range(parts)]
        for lot in lots:
            records = np.array([(digest, count + n) for n, digest in enumerate(lot)], KIND)
            runs.add(records, records["digest"])
            for n, digest in enumerate(lot):
                expected[digest * parts >> 64].append((digest, count + n))
            count += len(lot)
        assert [runs.part(part).tolist() for part in range(parts)] == expected
        for part in range(parts):
            runs.drop(part)
        assert not any(len(runs.part(part)) for part in range(parts)) and not list(Path(folder).rglob("*.run"))


@pytest.mark.parametrize("records, parts", [(0, 1), (1 << 17, 1), (1 << 18, 2), (1 << 40, 256)])
def test_parts(records, parts):
    assert parts_for(records) == parts


def test_a_job_without_memory_writes_the_same(tmp_path, monkeypatch):
    """Every claim on disk, in many parts."""
    from tests.test_job import corpus, tree
    from cleaner.inputs import find
    from cleaner.settings import Settings
    source = corpus(tmp_path / "in", 5)
    one = job.clean(find([str(source)]), tmp_path / "one", Settings(), 1, lambda _: None)
    monkeypatch.setattr(runs_module, "PART", 8)
    monkeypatch.setattr(runs_module, "GATHERED", 200)
    other = job.clean(find([str(source)]), tmp_path / "other", Settings(), 1, lambda _: None, "", 3_000, memory=1)
    assert tree(tmp_path / "other") == tree(tmp_path / "one")
    assert other.written.rules == one.written.rules
