"""Training beside PyTorch (eager and compiled) and JAX: samples a second of three models.

The engine trains by `model.train` of a running host. Peers are those that this Python can import. All
have the same processors, and take turns round by round in the same minutes; figures are medians of the
rounds, and the ratio is that to the best peer. Besides: by how much the peak of resident memory is
above what there was before the model, beside PyTorch's, and how long the host takes to answer
`host.ping` while it trains on all the threads; and what submitter.estimate expects beside what a run
takes.

    training.py [MODEL...] the tables, of these models alone
    training.py --eager    without PyTorch's compiler, which takes most of the time
    training.py --quick    one short round, to see that everything works
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

from bench_host import Host, Lines, forget_peak, host, peak, resident

QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 5
SECONDS = 0.2 if QUICK else 1.5
FOLDER = Path(__file__).resolve().parent
MODELS = FOLDER.parent / "examples" / "models"
BATCHES = {"perceptron": 128, "lenet": 64, "gpt": 16}
WORKLOADS = [("perceptron", "sgd", 1.2), ("perceptron", "adam", 1.2), ("lenet", "sgd", 1.5),
             ("gpt", "adam", 1.5)]  # fmt: skip
# About two seconds each.
ESTIMATED_SAMPLES = {"perceptron": 200_000, "lenet": 6_000, "gpt": 600}
OPTIMIZERS = {
    "sgd": {"sgd": {"learningRate": "0.0001", "momentum": "0.9"}},
    "adam": {"adam": {"learningRate": "0.0001"}},
}


class Engine:
    """The host that trains."""

    def __init__(self, running: Host, folder: str) -> None:
        self.host = running
        self.call = Lines(running.path).call
        self.folder = folder
        self.data: dict[str, str] = {}

    def dataset(self, name: str) -> str:
        """Random samples, once for each shape of sample."""
        if name not in self.data:
            rows, text = 8 * BATCHES[name], name == "gpt"
            columns = 129 if text else 784
            draw = (lambda: float(random.randrange(96))) if text else random.random
            path = Path(self.folder) / name
            values = [draw() for _ in range(rows * columns)]
            write_npy(path.with_suffix(".x.npy"), "<f4", (rows, columns), "f", values)
            labels = [random.randrange(10) for _ in range(rows)]
            write_npy(path.with_suffix(".y.npy"), "<i4", (rows,), "i", labels)
            registered = self.call("dataset.register", path=str(path.with_suffix(".x.npy")),
                                   labels=str(path.with_suffix(".y.npy")))  # fmt: skip
            self.data[name] = registered["train"]["blob"]
        return self.data[name]

    def rate(self, name: str, optimizer: str, threads: int, steps: int) -> float:
        return self.call(
            "model.train", model=json.loads((MODELS / f"{name}.json").read_text()),
            dataset=self.dataset(name), optimizer=OPTIMIZERS[optimizer],
            batchSize=BATCHES[name], steps=steps, threads=threads,
        )["samplesPerSecond"]  # fmt: skip

    def estimate(self, name: str, optimizer: str, steps: int) -> tuple[dict, dict]:
        """What a run is expected to take, and what it took."""
        model = json.loads((MODELS / f"{name}.json").read_text())
        work = {"model": model, "dataset": self.dataset(name), "optimizer": OPTIMIZERS[optimizer],
                "batchSize": BATCHES[name], "steps": steps}  # fmt: skip
        specification = {**work, "checkpointInterval": steps, "mode": "exact"}
        expected = self.call("submitter.estimate", specification=specification)
        return expected, self.call("model.train", **work)


def write_npy(path: Path, kind: str, shape: tuple[int, ...], code: str, values: list) -> None:
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    content = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    path.write_bytes(content + struct.pack(f"<{len(values)}{code}", *values))


class Peer:
    """A library that trains in a process of its own."""

    def __init__(self, library: str, name: str, optimizer: str, threads: int) -> None:
        self.library = library
        count = str(threads)
        environment = os.environ | {
            "OMP_NUM_THREADS": count, "MKL_NUM_THREADS": count, "JAX_PLATFORMS": "cpu",
        }  # fmt: skip
        command = [sys.executable, str(FOLDER / "training" / "peers.py"), library, name, optimizer]
        self.process = subprocess.Popen(
            [*command, count], env=environment, text=True, stderr=subprocess.DEVNULL,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            preexec_fn=lambda: os.sched_setaffinity(0, processors(threads)),
        )  # fmt: skip

    def ask(self, seconds: float) -> dict | None:
        """Figures, or nothing where the library cannot train this."""
        assert self.process.stdin and self.process.stdout
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{seconds}\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def end(self) -> None:
        assert self.process.stdin and self.process.stdout
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def processors(count: int) -> set[int]:
    return set(sorted(os.sched_getaffinity(0))[:count])


def libraries() -> list[str]:
    found = [name for name in ("torch", "jax") if importlib.util.find_spec(name)]
    compiled = "torch" in found and not QUICK and "--eager" not in sys.argv
    return found + (["torch-compile"] if compiled else [])


def compare(name: str, optimizer: str, target: float, threads: int) -> list[str]:
    """A row of the table, from a host that has trained nothing yet."""
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder, host() as running:
        engine = Engine(running, folder)
        engine.dataset(name)
        before = resident(running.process.pid)
        forget_peak(running.process.pid)
        cells, theirs = rates(engine, name, optimizer, target, threads)
        ours = peak(running.process.pid) - before
    memory = f"{ours / 1e6:.0f}"
    if theirs:
        memory += f" / {theirs / 1e6:.0f} = {ours / theirs:.2f}"
        memory += ", met" if ours <= theirs else ", MISSED 1"
    return [*cells, memory]


def rates(
    engine: Engine, name: str, optimizer: str, target: float, threads: int
) -> tuple[list[str], int]:
    """Samples a second, and the memory that PyTorch took; 0 where there is none."""
    peers = [Peer(library, name, optimizer, threads) for library in libraries()]
    # All have compiled and warmed up before the first round.
    alive = [peer for peer in peers if peer.ask(0.01)]
    first = engine.rate(name, optimizer, threads, 5)
    steps = max(5, int(SECONDS * first / BATCHES[name]))
    mine: list[float] = []
    theirs: dict[str, list[float]] = {peer.library: [] for peer in alive}
    memory: dict[str, int] = {}
    for _ in range(ROUNDS):
        mine.append(engine.rate(name, optimizer, threads, steps))
        for peer in alive:
            figures = peer.ask(SECONDS) or {"rate": 0.0, "memory": 0}
            theirs[peer.library].append(figures["rate"])
            memory[peer.library] = figures["memory"]
    for peer in peers:
        peer.end()
    cells = [f"{name} {optimizer}", str(threads), f"{median(mine):,.0f}"]
    for library in ("torch", "torch-compile", "jax"):
        column = theirs.get(library)
        cells.append(f"{median(column):,.0f}" if column else "-")
    if theirs:
        best = [max(several) for several in zip(*theirs.values())]
        ratio = median([a / b for a, b in zip(mine, best)])
        cells += [f"{ratio:.2f}", "met" if ratio >= target else f"MISSED {target}"]
    else:
        cells += ["-", "-"]
    return cells, memory.get("torch", 0)


def show(cells: list[str]) -> None:
    """A row of the table, at once: the whole takes minutes."""
    widths = (16, 7, 8, 8, 8, 8, 5, 12, 0)
    row = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths))
    print(f"  {row}".rstrip(), flush=True)


def pings(engine: Engine) -> None:
    """How long a ping takes while the largest model trains on all processors."""
    threads = len(os.sched_getaffinity(0))
    steps = 5 if QUICK else 100
    training = threading.Thread(target=engine.rate, args=("gpt", "adam", threads, steps))
    training.start()
    times = []
    caller = Lines(engine.host.path)
    while training.is_alive():
        began = time.perf_counter()
        caller.call("host.ping")
        times.append(time.perf_counter() - began)
        time.sleep(0.002)
    training.join()
    times.sort()
    p99 = times[int(len(times) * 0.99)] * 1e3
    verdict = "met" if p99 < 5 else "MISSED"
    print(f"  host.ping while training on {threads} threads: p50 {median(times) * 1e3:.2f} ms, "
          f"p99 {p99:.2f} ms of {len(times)}; < 5 ms: {verdict}")  # fmt: skip


def estimates(wanted: list[str]) -> None:
    """The seconds and the work that submitter.estimate expects beside those of the run.

    A host measures a step once, so each round has a host of its own.
    """
    for name, optimizer, _ in WORKLOADS:
        if name not in wanted:
            continue
        seconds, work = [], []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder, host() as running:
                steps = ESTIMATED_SAMPLES[name] // BATCHES[name]
                expected, run = Engine(running, folder).estimate(name, optimizer, steps)
            seconds.append(expected["seconds"] / run["seconds"])
            work.append(expected["flops"] / run["metered"]["flops"])
        met = abs(median(seconds) - 1) <= 0.25 and all(abs(ratio - 1) <= 0.01 for ratio in work)
        print(f"  estimate of {name} {optimizer}: {median(seconds):.2f} of the seconds (within 25 %), "
              f"{median(work):.3f} of the flops (within 1 %): {'met' if met else 'MISSED'}")  # fmt: skip


def main() -> None:
    began = time.monotonic()
    random.seed(1)
    print(f"samples a second in training, medians of {ROUNDS}; MB: memory for it, ours / torch")
    show(["model", "threads", "assay", "torch", "compiled", "jax", "ratio", "target", "MB"])
    wanted = [word for word in sys.argv[1:] if word in BATCHES] or list(BATCHES)
    for threads in (1, 2):
        for name, optimizer, target in WORKLOADS:
            if name in wanted:
                show(compare(name, optimizer, target, threads))
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder, host() as running:
        pings(Engine(running, folder))
    estimates(wanted)
    missing = {"torch", "jax"} - set(libraries())
    for name in sorted(missing):
        print(f"  {name} is not installed, so it is not compared with")
    print(f"  ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
