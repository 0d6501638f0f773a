"""The local engine: tasks over the processes of one machine.

Workers are started once and handed files and ranges of bytes, never text.
"""
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


def processors() -> int:
    """How many this process may use, which in a container can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def half_the_memory() -> int:
    """Bytes: half of what the machine has; a part of it where a container gives less is the user's to say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, OSError, ValueError):
        return 4 << 30


@contextmanager
def engine(workers: int) -> Iterator[Map]:
    """Gives `map(function, tasks)`, which yields results as they are done, in any order.

    One worker is this process itself.
    """
    if workers <= 1:
        yield map
        return
    # "spawn" and "forkserver" start clean: a fork would copy the state of threads that numba or arrow run.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context(method), _ready)

    def spread(function: Callable[[Task], Done], tasks: Iterable[Task]) -> Iterator[Done]:
        # A few tasks ahead of the workers keep them busy; more would only hold memory.
        waiting = iter(tasks)
        running = {pool.submit(function, task) for _, task in zip(range(workers * 3), waiting)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for _, task in zip(range(len(done)), waiting):
                running.add(pool.submit(function, task))
            for future in done:
                yield future.result()

    try:
        yield spread
    except BaseException:
        for process in list(getattr(pool, "_processes", {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def spare_collector() -> None:
    """Lets the garbage collector look less often: millions of small tuples live shortly, and none forms a cycle.

    Measured: 0.33 s of collecting fall to 0.07 for 50 MB of input.
    """
    gc.set_threshold(50_000, 20, 100)


def _ready() -> None:
    spare_collector()
    # Ctrl-C reaches the whole group; only the parent acts on it, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
