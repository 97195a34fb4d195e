"""Two threads beside one: samples a second of three models in training, as a ratio.

A virtual machine's two processors may be one core's two threads for seconds at a time, and then
nothing runs twice as fast on both. So each run on two threads stands between two measurements of what
the machine allows: how much faster both processors are at arithmetic in registers than one is. A turn
counts where both say that there were two processors. There are turns until 31 of them count, three
times as many at most, and the median of all is told, too. Beside it stands how much faster both read
memory that no cache holds: what waits for memory scales as that does. A processor's speed drifts within
minutes, so runs on one thread and on two take turns of a fraction of a second, and a figure is the
median of neighbours' ratios.

    scaling.py [MODEL...]  the table, of these models alone
    scaling.py --quick     one short round, to see that everything works
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple

from bench_host import FOLDER, c_compiler, host
from training import BATCHES, WORKLOADS, Engine

QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 31
# The fewest turns that are enough to judge.
ENOUGH = 1 if QUICK else 5
# Of a run on one thread, and of one on two.
SECONDS = 0.05 if QUICK else 0.3
TARGET = 1.8
# The least ratio of arithmetic that says that there were two processors.
WHOLE = 1.9


class Ratios(NamedTuple):
    """What two processors do of what one does."""

    arithmetic: float
    memory: float


class Turn(NamedTuple):
    """Training on two threads over training on one, and the lesser of the machine's ratios beside it."""

    trained: float
    machine: Ratios


@contextlib.contextmanager
def machine(folder: str) -> Iterator[Callable[[], Ratios]]:
    """What measures the machine."""
    program = f"{folder}/machine"
    source = str(FOLDER / "scaling" / "machine.c")
    subprocess.run([c_compiler(), "-O3", "-pthread", "-o", program, source], check=True)
    with subprocess.Popen([program], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:

        def measure() -> Ratios:
            assert run.stdin and run.stdout
            print(0.03, file=run.stdin, flush=True)
            return Ratios(*map(float, run.stdout.readline().split()))

        yield measure


def turns(
    engine: Engine, measure: Callable[[], Ratios], name: str, optimizer: str
) -> list[Turn]:
    def rate(threads: int, steps: int) -> float:
        return engine.rate(name, optimizer, threads, max(2, steps))

    for threads in (1, 2):
        rate(threads, 2)
    steps = int(SECONDS * rate(1, 5) / BATCHES[name])
    found: list[Turn] = []
    while len(whole(found)) < ROUNDS and len(found) < 3 * ROUNDS:
        alone, before = rate(1, steps), measure()
        trained = rate(2, 2 * steps) / alone
        found.append(Turn(trained, Ratios(*map(min, zip(before, measure())))))
    return found


def whole(found: list[Turn]) -> list[Turn]:
    """The turns in which there were two processors."""
    return [turn for turn in found if turn.machine.arithmetic >= WHOLE]


def verdict(found: list[Turn]) -> str:
    in_all = median(turn.trained for turn in found)
    counted = whole(found)
    if len(counted) < ENOUGH:
        return (f"{in_all:.2f}; not judged, because in {len(found) - len(counted)} of "
                f"{len(found)} turns there were no two processors")  # fmt: skip
    trained = median(turn.trained for turn in counted)
    arithmetic, memory = map(median, zip(*(turn.machine for turn in counted)))
    return (f"{trained:.2f} in {len(counted)} of {len(found)} turns ({in_all:.2f} in all), where "
            f"arithmetic gave {arithmetic:.2f} and memory {memory:.2f}: "
            f"{'met' if trained >= TARGET else 'MISSED'}")  # fmt: skip


def main() -> None:
    began = time.monotonic()
    if len(os.sched_getaffinity(0)) < 2:
        print("SKIPPED: two threads beside one, because there is one processor")
        return
    random.seed(1)
    wanted = [word for word in sys.argv[1:] if word in BATCHES] or list(BATCHES)
    print(f"training on two threads over one, medians of turns; >= {TARGET} is asked")
    with (
        tempfile.TemporaryDirectory(prefix="assay-bench-") as folder,
        machine(folder) as measure,
        host() as running,
    ):
        engine = Engine(running, folder)
        for name, optimizer, _ in WORKLOADS:
            if name in wanted:
                print(f"  {name} {optimizer}: {verdict(turns(engine, measure, name, optimizer))}",
                      flush=True)  # fmt: skip
    print(f"  ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
