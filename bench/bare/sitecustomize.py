"""Hides the packages of the extra [fast] from a Python that finds this folder on its path (PYTHONPATH)."""
import sys

FAST = {"numba", "llvmlite", "orjson", "isal", "zstandard"}


class _Without:
    """A finder that does not find them."""

    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        return None if name.partition(".")[0] in FAST else self.finder.find_spec(name, path, target)


sys.meta_path[:] = [_Without(finder) for finder in sys.meta_path]
