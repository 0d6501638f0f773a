"""Tests neither read nor write the user's own cache of rules and settings."""
import os
import tempfile

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_cache():
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("CLEANER_CACHE")
        os.environ["CLEANER_CACHE"] = folder
        yield
        os.environ.pop("CLEANER_CACHE")
        if before is not None:
            os.environ["CLEANER_CACHE"] = before
