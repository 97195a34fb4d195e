"""Two threads beside one: samples a second of three models in training, as a ratio.

A processor's speed drifts within minutes, so both take turns of a fraction of a second, and a figure is
the median of the ratios of neighbours. Beside it, in the same turns, stands what the machine allows:
the ratio of its peaks of fused multiply-adds, which work in registers alone, on two processors and
on one (AVX-512 only).

    scaling.py [MODEL...]  the table, of these models alone
    scaling.py --quick     one short round, to see that everything works
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time

import matrix
from bench_host import host, median
from training import BATCHES, WORKLOADS, Engine

QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 31
# Of a run on one thread, and of one on two.
SECONDS = 0.05 if QUICK else 0.3
TARGET = 1.8


def ratios(
    engine: Engine, peaks: list[matrix.Engine], name: str, optimizer: str
) -> tuple[float, float]:
    """The medians of two threads over one: of training, and of the processors' peaks."""

    def rate(threads: int, steps: int) -> float:
        return engine.rate(name, optimizer, threads, max(2, steps))

    for threads in (1, 2):
        rate(threads, 2)
    steps = int(SECONDS * rate(1, 5) / BATCHES[name])
    trained, peak = [], []
    for _ in range(ROUNDS):
        alone = rate(1, steps)
        trained.append(rate(2, 2 * steps) / alone)
        one, two = (machine.ask("peak", 0.03) for machine in peaks)
        peak.append(two / one if one else 0.0)
    return median(trained), median(peak)


def main() -> None:
    began = time.monotonic()
    if len(os.sched_getaffinity(0)) < 2:
        print("SKIPPED: two threads beside one, because there is one processor")
        return
    random.seed(1)
    wanted = [word for word in sys.argv[1:] if word in BATCHES] or list(BATCHES)
    print(f"training on two threads over one, medians of {ROUNDS} turns; >= {TARGET} is asked")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder, host() as running:
        program = matrix.compiled(folder)
        peaks = [matrix.Engine([program, str(threads)], threads) for threads in (1, 2)]
        engine = Engine(running, folder)
        for name, optimizer, _ in WORKLOADS:
            if name in wanted:
                trained, peak = ratios(engine, peaks, name, optimizer)
                verdict = "met" if trained >= TARGET else "MISSED"
                allowed = f"{peak:.2f}" if peak else "-"
                print(f"  {name} {optimizer}: {trained:.2f}, the processors' peak {allowed}: "
                      f"{verdict}", flush=True)  # fmt: skip
        for machine in peaks:
            machine.end()
    print(f"  ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
