"""The engine's matrix product beside OpenBLAS (numpy's), PyTorch and JAX, and the processor's peak.

The engine is its C kernels, compiled here with the engine's flags and driven by threads that divide
a product as the engine does; its pool, which is Swift, is not in the figures. Peers are those that
this Python can import. OpenBLAS is told to use its AVX-512 kernels, which it does not choose on every
processor that has them. All have the same processors, and take turns shape by shape; a figure is the
median of rounds, each the best of bursts of about 2 ms.

    matrix.py            the table
    matrix.py --quick    short, to see that everything works
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 7
SECONDS = 0.005 if QUICK else 0.03
FOLDER = Path(__file__).resolve().parent
KERNELS = FOLDER.parent / "Sources" / "CKernels"
NEITHER, LEFT, RIGHT = range(3)


class Product(NamedTuple):
    """One shape: out[rows, columns] is a chain of `depth` terms; `transposed` says which operand is."""

    name: str
    rows: int
    depth: int
    columns: int
    transposed: int = NEITHER


SQUARES = [Product(f"square {n}", n, n, n) for n in (64, 128, 256, 512, 1024, 2048)]
PERCEPTRON = [
    Product("forward 1 NT", 128, 784, 512, RIGHT),
    Product("forward 2 NT", 128, 512, 512, RIGHT),
    Product("forward 3 NT", 128, 512, 10, RIGHT),
    Product("weights 1 TN", 512, 128, 784, LEFT),
    Product("weights 2 TN", 512, 128, 512, LEFT),
    Product("weights 3 TN", 10, 128, 512, LEFT),
    Product("input 2 NN", 128, 512, 512),
    Product("input 3 NN", 128, 10, 512),
]
TRANSFORMER = [
    Product("attention in NT", 2048, 128, 384, RIGHT),
    Product("expand NN", 2048, 128, 512),
    Product("contract NN", 2048, 512, 128),
    Product("vocabulary NT", 2048, 128, 96, RIGHT),
    Product("weights TN", 512, 2048, 128, LEFT),
    Product("scores NT", 128, 32, 128, RIGHT),
    Product("mix NN", 128, 128, 32),
]
PRODUCTS = SQUARES[:3] if QUICK else SQUARES + PERCEPTRON + TRANSFORMER


def numpy_product(rows: int, depth: int, columns: int, transposed: int) -> Callable[[], object]:
    import numpy

    left, right = operands(rows, depth, columns, transposed)
    out = numpy.empty((rows, columns), numpy.float32)
    a = left.T if transposed == LEFT else left
    b = right.T if transposed == RIGHT else right
    return lambda: numpy.matmul(a, b, out=out)


def torch_product(rows: int, depth: int, columns: int, transposed: int) -> Callable[[], object]:
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    left, right = map(torch.from_numpy, operands(rows, depth, columns, transposed))
    out = torch.empty((rows, columns))
    a = left.t() if transposed == LEFT else left
    b = right.t() if transposed == RIGHT else right
    return lambda: torch.mm(a, b, out=out)


def jax_product(rows: int, depth: int, columns: int, transposed: int) -> Callable[[], object]:
    import jax

    left, right = map(jax.numpy.asarray, operands(rows, depth, columns, transposed))

    @jax.jit
    def product(left, right):
        return (left.T if transposed == LEFT else left) @ (
            right.T if transposed == RIGHT else right
        )

    return lambda: product(left, right).block_until_ready()


def operands(rows: int, depth: int, columns: int, transposed: int):
    import numpy

    generator = numpy.random.default_rng(1)
    left = (depth, rows) if transposed == LEFT else (rows, depth)
    right = (columns, depth) if transposed == RIGHT else (depth, columns)
    return [
        (generator.random(shape, dtype=numpy.float32) - 0.5) for shape in (left, right)
    ]


PEERS = {"numpy": numpy_product, "torch": torch_product, "jax": jax_product}


def rate(run: Callable[[], object], operations: int, seconds: float) -> float:
    """As in matrix.c."""

    def burst(rounds: int) -> float:
        start = time.perf_counter()
        for _ in range(rounds):
            run()
        return time.perf_counter() - start

    burst(1)
    rounds = int(0.002 / burst(1)) + 1
    least = burst(rounds)
    start, bursts = time.perf_counter(), 0
    while bursts < 5 or time.perf_counter() - start < seconds:
        least = min(least, burst(rounds))
        bursts += 1
    return operations * rounds / least * 1e-9


def serve_peer(name: str) -> None:
    """Answers requests as matrix.c does."""
    for line in sys.stdin:
        *extents, seconds = line.split()
        rows, depth, columns, transposed = map(int, extents)
        run = PEERS[name](rows, depth, columns, transposed)
        print(rate(run, 2 * rows * depth * columns, float(seconds)), flush=True)


class Engine:
    """A process that measures when asked, on as many processors as it has threads."""

    def __init__(self, command: list[str], threads: int) -> None:
        processors = sorted(os.sched_getaffinity(0))[:threads]
        count = str(threads)
        environment = {
            **os.environ, "OPENBLAS_CORETYPE": "SkylakeX", "OPENBLAS_NUM_THREADS": count,
            "OMP_NUM_THREADS": count, "MKL_NUM_THREADS": count, "JAX_PLATFORMS": "cpu",
        }  # fmt: skip
        self.process = subprocess.Popen(
            command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
            preexec_fn=lambda: os.sched_setaffinity(0, processors),
        )  # fmt: skip

    def ask(self, *words: object) -> float:
        assert self.process.stdin and self.process.stdout
        print(*words, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def end(self) -> None:
        self.process.communicate()


def compiled(folder: str) -> str:
    compiler = shutil.which("clang")
    if compiler is None:
        sys.exit("no clang, which compiles the kernels")
    program = f"{folder}/matrix"
    sources = [str(FOLDER / "matrix" / "matrix.c"), *map(str, sorted(KERNELS.glob("*.c")))]
    flags = ["-O3", "-ffp-contract=off", "-fno-math-errno", f"-I{KERNELS / 'include'}"]
    subprocess.run(
        [compiler, *flags, "-o", program, *sources, "-lm", "-lpthread"], check=True
    )
    return program


def table(rows: list[list[str]]) -> None:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths)))


def measure(program: str, threads: int) -> None:
    engines = {"assay": Engine([program, str(threads)], threads)}
    for name in PEERS:
        if importlib.util.find_spec(name):
            engines[name] = Engine([sys.executable, __file__, "--peer", name], threads)
    rows = [["product", "shape", *engines, "best peer", "of peak"]]
    least, peaks = 9.9, []
    for product in PRODUCTS:
        rates: dict[str, list[float]] = {name: [] for name in engines}
        shares = []
        for _ in range(ROUNDS):
            peaks.append(engines["assay"].ask("peak", SECONDS))
            for name, engine in engines.items():
                rates[name].append(engine.ask(*product[1:], SECONDS))
            shares.append(rates["assay"][-1] / peaks[-1] if peaks[-1] else 0)
        ratios = [
            mine / max(theirs) if theirs else 0
            for mine, *theirs in zip(*(rates[name] for name in engines))
        ]
        if len(engines) > 1:
            least = min(least, median(ratios))
        rows.append(
            [
                product.name,
                f"{product.rows}x{product.depth}x{product.columns}",
                *(f"{median(figures):.0f}" for figures in rates.values()),
                f"{median(ratios):.2f}" if len(engines) > 1 else "-",
                f"{median(shares):.0%}" if median(shares) else "-",
            ]
        )
    for engine in engines.values():
        engine.end()
    print(f"{threads} thread{'s' if threads > 1 else ''}, GFLOP/s, medians of {ROUNDS}; "
          f"the FMA peak is {median(peaks):.0f}")  # fmt: skip
    table(rows)
    if len(engines) > 1:
        print(f"  least ratio to the best peer: {least:.2f}")


def main() -> None:
    if "--peer" in sys.argv:
        serve_peer(sys.argv[-1])
        return
    began = time.monotonic()
    for name in PEERS:
        if importlib.util.find_spec(name) is None:
            print(f"SKIPPED: {name}, because it is not installed")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        program = compiled(folder)
        for threads in (1, 2):
            if threads <= len(os.sched_getaffinity(0)):
                measure(program, threads)
    print(f"  ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
