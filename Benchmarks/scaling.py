"""Two threads beside one: samples a second of three models in training, as a ratio.

A virtual machine's two processors may be one core's two threads for seconds at a time, and then
nothing runs twice as fast on both. So each run on two threads stands between two measurements of what
the machine allows: the ratio of its peaks of fused multiply-adds, which work in registers alone, on
two processors and on one (AVX-512 only; elsewhere every turn counts). A turn counts where both say
that there were two processors. There are turns until 31 of them count, three times as many at most,
and the median of all is told, too. A processor's speed drifts within minutes, so runs on one thread
and on two take turns of a fraction of a second, and a figure is the median of neighbours' ratios.

    scaling.py [MODEL...]  the table, of these models alone
    scaling.py --quick     one short round, to see that everything works
"""

from __future__ import annotations

import math
import os
import random
import sys
import tempfile
import time
from statistics import median
from typing import NamedTuple

import matrix
from bench_host import host
from training import BATCHES, WORKLOADS, Engine

QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 31
# The fewest turns that are enough to judge.
ENOUGH = 1 if QUICK else 5
# Of a run on one thread, and of one on two.
SECONDS = 0.05 if QUICK else 0.3
TARGET = 1.8
# The least ratio of peaks that says that there were two processors.
WHOLE = 1.85


class Turn(NamedTuple):
    """Two threads over one: in training, and the processors' peaks before it and after, the lesser."""

    trained: float
    allowed: float


def turns(engine: Engine, peaks: list[matrix.Engine], name: str, optimizer: str) -> list[Turn]:
    def rate(threads: int, steps: int) -> float:
        return engine.rate(name, optimizer, threads, max(2, steps))

    def allowed() -> float:
        one, two = (machine.ask("peak", 0.03) for machine in peaks)
        return two / one if one else math.inf

    for threads in (1, 2):
        rate(threads, 2)
    steps = int(SECONDS * rate(1, 5) / BATCHES[name])
    found: list[Turn] = []
    while len(whole(found)) < ROUNDS and len(found) < 3 * ROUNDS:
        alone, before = rate(1, steps), allowed()
        found.append(Turn(rate(2, 2 * steps) / alone, min(before, allowed())))
    return found


def whole(found: list[Turn]) -> list[Turn]:
    """The turns in which there were two processors."""
    return [turn for turn in found if turn.allowed >= WHOLE]


def verdict(found: list[Turn]) -> str:
    in_all = median([turn.trained for turn in found])
    counted = whole(found)
    if len(counted) < ENOUGH:
        return (f"{in_all:.2f}; not judged, because in {len(found) - len(counted)} of "
                f"{len(found)} turns there were no two processors")  # fmt: skip
    trained, allowed = map(median, zip(*counted))
    peak = f"the peak allowed {allowed:.2f}" if allowed < math.inf else "no peak is known"
    judgement = "met" if trained >= TARGET else "MISSED"
    return (f"{trained:.2f} in {len(counted)} of {len(found)} turns, where {peak}; "
            f"{in_all:.2f} in all: {judgement}")  # fmt: skip


def main() -> None:
    began = time.monotonic()
    if len(os.sched_getaffinity(0)) < 2:
        print("SKIPPED: two threads beside one, because there is one processor")
        return
    random.seed(1)
    wanted = [word for word in sys.argv[1:] if word in BATCHES] or list(BATCHES)
    print(f"training on two threads over one, medians of turns; >= {TARGET} is asked")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder, host() as running:
        program = matrix.compiled(folder)
        peaks = [matrix.Engine([program, str(threads)], threads) for threads in (1, 2)]
        engine = Engine(running, folder)
        for name, optimizer, _ in WORKLOADS:
            if name in wanted:
                print(f"  {name} {optimizer}: {verdict(turns(engine, peaks, name, optimizer))}",
                      flush=True)  # fmt: skip
        for machine in peaks:
            machine.end()
    print(f"  ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
