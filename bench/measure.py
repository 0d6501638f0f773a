"""What a command costs: processor time, elapsed time and peak memory, its worker processes included.

    >>> cost = run([sys.executable, "-c", "print(sum(range(10 ** 6)))"])
    >>> cost.code, 0 < cost.cpu < 5, 5 < cost.peak / 1e6 < 100
    (0, True, True)
"""
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
BARE = HERE / "bare"         # on the path, it hides what the extra [fast] brings
_SET_CHILD_SUBREAPER = 36    # prctl, Linux


class Cost(NamedTuple):
    cpu: float      # seconds, user and system, of all processes
    wall: float     # seconds
    peak: int       # bytes, of the largest process
    code: int


def cleaner(*arguments: object) -> list[str]:
    """The command line of `cleaner` in this checkout."""
    return [sys.executable, "-m", "cleaner.cli", *map(str, arguments)]


def run(command: Sequence[str], bare: bool = False, show: bool = False) -> Cost:
    """Runs a command to its end; its standard output is thrown away unless it is to `show`.

    `bare` hides the packages of the extra [fast].  Workers are counted on Linux only.
    """
    if sys.platform == "linux":
        # The server that forks workers is nobody's child once the command has ended: it must come to us to be counted.
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    path = os.pathsep.join([*([str(BARE)] if bare else []), str(HERE.parent)])
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=None if show else subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": path}, cwd=HERE.parent)
    cpu, peak, wall = 0.0, 0, 0.0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return Cost(cpu, wall, peak, process.returncode)
        cpu += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - start
