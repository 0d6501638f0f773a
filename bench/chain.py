"""The whole chain, measured: its stages, the command, the same work by hand, memory and start-up.

    python bench/chain.py [--megabytes 50] [--workers 1,2] [--only stages,command,byhand,memory,start] [--without-fast]

Everything runs in processes of its own.  Figures are processor seconds, which other load on the machine
disturbs least; compare ratios between machines, not seconds.
"""
import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench import corpus, measure  # noqa: E402

SIGNATURE = 512    # bytes: 128 permutations
SECTIONS = ("stages", "command", "byhand", "memory", "start")


def command(made: corpus.Corpus, out: Path, workers: list[int], bare: bool) -> None:
    """`cleaner clean` from start to end."""
    print(f"    {'workers':>8}{'CPU s':>9}{'wall s':>9}{'MB/s of CPU':>13}{'MB/s of wall':>14}{'largest process MB':>20}")
    walls = []
    for count in workers:
        cost = _cleaned(made.folder, out, count, bare)
        walls.append(cost.wall)
        print(f"    {count:8}{cost.cpu:9.2f}{cost.wall:9.2f}{made.bytes / cost.cpu / 1e6:13.1f}{made.bytes / cost.wall / 1e6:14.1f}{cost.peak / 1e6:20.0f}")
    for count, wall in list(zip(workers, walls))[1:]:
        print(f"    {count} workers are {walls[0] / wall:.2f} times as fast as {workers[0]}")


def _cleaned(folder: Path, out: Path, workers: int, bare: bool) -> measure.Cost:
    shutil.rmtree(out, ignore_errors=True)
    cost = measure.run(measure.cleaner("clean", folder, "--output", out, "--workers", workers, "--quiet"), bare)
    shutil.rmtree(out, ignore_errors=True)
    if cost.code:
        raise SystemExit(f"cleaner clean ended with exit code {cost.code}")
    return cost


def memory(folder: Path, out: Path, size: int) -> None:
    """Peak memory of one worker for the same paragraphs written long, and for many short ones.

    Always without [fast]: numba takes 100 MB, and it depends on the size whether it is asked.
    """
    print(f"    {'':38}{'input MB':>9}{'paragraphs':>12}{'documents':>11}{'peak MB':>9}")
    found = []
    for name, share, length in (("a quarter", 4, 1.0), ("the same paragraphs, four times as long", 1, 4.0), ("many short ones", 1, 0.0)):
        made = corpus.make(folder, size // share, length)
        cost = _cleaned(folder, out, 1, bare=True)
        shutil.rmtree(folder)
        found.append((cost.peak, made))
        print(f"    {name:38}{made.bytes / 1e6:9.1f}{made.paragraphs:12,}{made.documents:11,}{cost.peak / 1e6:9.0f}")
    (_, _), (low, few), (high, many) = found
    paragraphs, documents = many.paragraphs - few.paragraphs, many.documents - few.documents
    print(f"    {(high - low) / paragraphs:.0f} bytes for each paragraph more, of which {SIGNATURE * documents / paragraphs:.0f} are its part of a document's signature")


def start(bare: bool) -> None:
    """Processor seconds before any work is done; the best of three."""
    seed = min(corpus.SEEDS.iterdir())
    for name, arguments, target in (("cleaner --help", ["--help"], 0.15), ("cleaner check, one small file", ["check", seed], 0.3)):
        best = min(measure.run(measure.cleaner(*arguments), bare).cpu for _ in range(3))
        print(f"    {name:32}{best:6.2f} s    (target {target})")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--megabytes", type=float, default=50)
    options.add_argument("--workers", default="1,2")
    options.add_argument("--only", default=",".join(SECTIONS))
    options.add_argument("--without-fast", action="store_true", help="hide what the extra [fast] brings")
    options.add_argument("--folder", type=Path, help="where to work (/dev/shm where there is one: it is the processor that is measured)")
    chosen = options.parse_args()
    place = chosen.folder or (Path("/dev/shm") if Path("/dev/shm").is_dir() else None)
    work = Path(tempfile.mkdtemp(prefix="cleaner-bench-", dir=place))
    sections, bare = chosen.only.split(","), chosen.without_fast
    try:
        made = corpus.make(work / "corpus", round(chosen.megabytes * 1e6))
        print(f"corpus: {made.bytes:,} bytes in {made.files:,} files, {made.documents:,} documents, {made.paragraphs:,} paragraphs, digest {made.digest}")
        print("without the extra [fast]" if bare else "with the extra [fast], as far as it is installed")
        if "stages" in sections:
            print("stages, each over all documents, and the job itself, in one process")
            measure.run([sys.executable, str(Path(__file__).with_name("stages.py")), str(made.folder), str(work)], bare, show=True)
        if "command" in sections:
            print("cleaner clean, from start to end")
            command(made, work / "out", [int(each) for each in chosen.workers.split(",")], bare)
        if "byhand" in sections:
            print("the same work by hand")
            measure.run([sys.executable, str(Path(__file__).with_name("byhand.py")), str(made.folder)], bare, show=True)
        if "memory" in sections:
            print("memory of one worker")
            memory(work / "more", work / "out", made.bytes)
        if "start" in sections:
            print("start-up")
            start(bare)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
