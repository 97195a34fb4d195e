"""Two threads beside one: samples a second of three models in training, as a ratio.

A virtual machine's two processors may be one core's two threads for seconds at a time, and then
nothing runs twice as fast on both. So each run on two threads stands between two measurements of what
the machine allows: the ratio of its peaks of fused multiply-adds, which work in registers alone, on
two processors and on one (AVX-512 only). A turn counts where both say that there were two processors;
how many did is told, and the median of all turns. A processor's speed drifts within minutes, so runs
on one thread and on two take turns of a fraction of a second, and a figure is the median of the ratios
of neighbours.

    scaling.py [MODEL...]  the table, of these models alone
    scaling.py --quick     one short round, to see that everything works
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from typing import NamedTuple

import matrix
from bench_host import host, median
from training import BATCHES, WORKLOADS, Engine

QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 41
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
        return two / one if one else 0.0

    for threads in (1, 2):
        rate(threads, 2)
    steps = int(SECONDS * rate(1, 5) / BATCHES[name])
    found = []
    for _ in range(ROUNDS):
        alone, before = rate(1, steps), allowed()
        found.append(Turn(rate(2, 2 * steps) / alone, min(before, allowed())))
    return found


def verdict(found: list[Turn]) -> str:
    all_turns = median([turn.trained for turn in found])
    whole = [turn for turn in found if turn.allowed >= WHOLE]
    if not any(turn.allowed for turn in found):
        text, scaled = f"{all_turns:.2f}, what the machine allows is not known", all_turns
    elif not whole:
        most = max(turn.allowed for turn in found)
        return f"{all_turns:.2f}, not judged: the machine's peak allowed {most:.2f} at most"
    else:
        scaled, peak = (median(list(figures)) for figures in zip(*whole))
        text = (f"{scaled:.2f} in {len(whole)} of {len(found)} turns, where the peak allowed "
                f"{peak:.2f}; {all_turns:.2f} in all")  # fmt: skip
    return f"{text}: {'met' if scaled >= TARGET else 'MISSED'}"


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
