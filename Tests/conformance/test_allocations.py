"""A training step after the first allocates nothing, whatever the model and the threads."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from host_process import HostProcess
from schemas import ROOT
from wire import Connection

SOURCE = ROOT / "Benchmarks" / "allocations" / "allocations.c"
STEPS, BATCH, ROWS = 200, 64, 128
# A host allocates now and then whether it trains or not; one allocation a step would be STEPS.
BESIDES = STEPS // 4
SGD = {"sgd": {"learningRate": "0.001", "momentum": "0.9"}}
ADAM = {"adam": {"learningRate": "0.001", "schedule": {"warmUp": 20}}}
PERCEPTRON = {
    "input": 96,
    "layers": [{"linear": 128}, {"relu": {}}, {"dropout": "0.25"}, {"linear": 8}],
    "loss": "crossEntropy",
}
IMAGES = {
    "input": [1, 8, 12],
    "layers": [
        {"convolution": {"outputs": 8, "window": 3}},
        {"batchNorm": {}},
        {"relu": {}},
        {"maxPool": {"window": 2}},
        {"flatten": {}},
        {"linear": 8},
    ],
    "loss": "crossEntropy",
}
TEXT = {
    "input": 95,
    "layers": [
        {"embedding": {"vocabulary": 8, "width": 32}},
        {"positions": {}},
        {"residual": [{"layerNorm": {}}, {"attention": {"heads": 2}}]},
        {"residual": [{"rmsNorm": {}}, {"linear": 64}, {"gelu": {}}, {"linear": 32}]},
        {"linear": 8},
    ],
    "loss": "nextToken",
}


class Counting:
    """A host whose allocations are counted."""

    def __init__(self, counter: Path, connection: Connection, data: str) -> None:
        self.counter, self.call, self.data = counter, connection.call, data

    def allocations(self, steps: int, **training: Any) -> int:
        """The allocations of a run of so many steps."""
        before = self.count
        self.call("model.train", dataset=self.data, batchSize=BATCH, steps=steps, **training)
        return self.count - before

    @property
    def count(self) -> int:
        return struct.unpack("<Q", self.counter.read_bytes())[0]


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counting]:
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("allocations")
    library, counter = folder / "count.so", folder / "count"
    flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, "-o", str(library), str(SOURCE)], check=True)
    counter.write_bytes(bytes(8))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LD_PRELOAD", str(library))
        environment.setenv("ALLOCATIONS", str(counter))
        host = HostProcess(folder)
    with host:
        connection = host.connect()
        numpy.save(folder / "x.npy", numpy.arange(96 * ROWS, dtype="f4").reshape(ROWS, 96) % 7)
        numpy.save(folder / "y.npy", numpy.arange(ROWS, dtype="i4") % 8)
        registered = connection.call(
            "dataset.register", path=str(folder / "x.npy"), labels=str(folder / "y.npy")
        )
        yield Counting(counter, connection, registered["train"]["blob"])


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    ("model", "optimizer"),
    [(PERCEPTRON, SGD), (IMAGES, ADAM), (TEXT, ADAM)],
    ids=["perceptron", "images", "text"],
)
def test_more_steps_allocate_no_more(
    counting: Counting, model: dict, optimizer: dict, threads: int
) -> None:
    training = {"model": model, "optimizer": optimizer, "threads": threads}
    counting.allocations(STEPS, **training)
    few = counting.allocations(STEPS, **training)
    many = counting.allocations(2 * STEPS, **training)
    assert few > 0
    assert many - few < BESIDES
