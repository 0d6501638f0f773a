"""What is said when something cannot be done: the place, the cause and the cure.

A user's mistake is a `CleanerError`, which ends the command with exit code 2.  A `Fault` is one
unreadable file or row: it is reported once, its bytes are kept, and the rest goes on.

    >>> print(Fault("news.jsonl:7", "not valid JSON: Expecting ',' at column 12", "mend the row or remove it"))
    news.jsonl:7: not valid JSON: Expecting ',' at column 12
      try: mend the row or remove it
"""
from typing import NamedTuple


class Fault(NamedTuple):
    place: str   # path, path:row or path:line
    cause: str
    cure: str

    def __str__(self) -> str:
        return f"{self.place}: {self.cause}" + (f"\n  try: {self.cure}" if self.cure else "")


class CleanerError(Exception):
    """Something the user can mend.  `str()` gives place, cause and cure, as for a `Fault`."""

    def __init__(self, place: str, cause: str, cure: str = ""):
        super().__init__(place, cause, cure)
        self.fault = Fault(place, cause, cure)

    def __str__(self) -> str:
        return str(self.fault)
