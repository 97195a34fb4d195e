"""Models and data that were made to end a host or to hold it up: each gets an answer, and it lives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from conftest import StartHost
from host_process import HostProcess
from tensor_files import refused
from wire import Connection, RefusedCall

POSITIONS = 7
SGD = {"sgd": {"learningRate": "0.1"}}
TEXT = {"input": [POSITIONS, 1], "layers": [{"linear": 10}], "loss": "nextToken"}

Call = Callable[..., Any]
Register = Callable[[numpy.ndarray], str]


@pytest.fixture(scope="module")
def connection(host: HostProcess) -> Connection:
    return host.connect()


@pytest.fixture
def call(connection: Connection) -> Call:
    return connection.call


@pytest.fixture
def register(call: Call, tmp_path: Path) -> Register:
    def register(features: numpy.ndarray) -> str:
        numpy.save(tmp_path / "features.npy", features)
        numpy.save(tmp_path / "labels.npy", numpy.arange(len(features), dtype="u1") % 2)
        return call("dataset.register", path=str(tmp_path / "features.npy"),
                    labels=str(tmp_path / "labels.npy"))["train"]["blob"]  # fmt: skip

    return register


def texts(number: float, width: int = POSITIONS + 1) -> numpy.ndarray:
    return numpy.full((12, width), number, "<f4")


def training(model: Any, data: str, **differences: Any) -> dict[str, Any]:
    return {"model": model, "dataset": data, "optimizer": SGD, "batchSize": 4, "steps": 2,
            **differences}  # fmt: skip


@pytest.mark.parametrize("number", [10, 5000, 2e9, 1e30, -7, 2.5])
def test_labels_that_a_text_gives_are_held_to_the_classes(
    call: Call, register: Register, number: float
) -> None:
    data = register(texts(number))
    start = call("model.create", model=TEXT)["parameters"]
    for method, params in {
        "model.train": training(TEXT, data),
        "model.gradient": {"model": TEXT, "dataset": data, "parameters": start, "samples": [0]},
        "model.evaluate": {"model": start, "dataset": data, "architecture": TEXT},
    }.items():
        error = refused(call, method, **params)
        assert error.code == 601 and "places 0 to 9" in error.message, (method, error)


@pytest.mark.parametrize("layer", ["square", "exp", "negate", "log"])
def test_a_table_is_looked_up_by_the_samples_own_numbers_only(call: Call, layer: str) -> None:
    layers = [{layer: {}}, {"embedding": {"vocabulary": 10, "width": 2}}, {"flatten": {}}]
    model = {"input": 4, "layers": [*layers, {"linear": 2}], "loss": "crossEntropy"}
    error = refused(call, "model.create", model=model)
    assert error.code == -32602 and error.data["pointer"].startswith("/model/layers/")


def test_a_text_may_have_more_words_than_classes(call: Call, register: Register) -> None:
    data = register(texts(50))
    layers = [{"embedding": {"vocabulary": 96, "width": 3}}, {"flatten": {}}, {"linear": 2}]
    model = {"input": POSITIONS + 1, "layers": layers, "loss": "crossEntropy"}
    assert call("model.train", **training(model, data))["stepsDone"] == 2
    assert refused(call, "model.train", **training(model, register(texts(96)))).code == 601


def test_an_estimate_of_a_text_model_follows_no_wild_places(call: Call, register: Register) -> None:
    data = register(texts(3))
    layers = [{"embedding": {"vocabulary": 6, "width": 4}}, {"linear": 6}]
    specification = {
        "model": {"input": POSITIONS, "layers": layers, "loss": "nextToken"},
        "dataset": data, "optimizer": {"adamW": {"learningRate": "0.001", "normMax": "1"}},
        "batchSize": 1, "steps": 100, "checkpointInterval": 10, "mode": "exact",
    }  # fmt: skip
    for _ in range(3):
        assert call("submitter.estimate", specification=specification)["seconds"] > 0


def test_more_threads_than_there_is_memory_for_are_not_taken(
    start_host: StartHost, tmp_path: Path
) -> None:
    numpy.save(tmp_path / "features.npy", numpy.zeros((12, 2**20), "<f4"))
    numpy.save(tmp_path / "labels.npy", numpy.arange(12, dtype="u1") % 2)
    call = start_host("--threads", "256").connect().call
    data = call("dataset.register", path=str(tmp_path / "features.npy"),
                labels=str(tmp_path / "labels.npy"))["train"]["blob"]  # fmt: skip
    # Every thread has a copy of the weights.
    layers = [{"convolution": {"outputs": 5, "window": 32}}, {"flatten": {}}, {"linear": 2}]
    model = {"input": [1024, 32, 32], "layers": layers, "loss": "crossEntropy"}
    crowd = call("model.train", **training(model, data, batchSize=1, steps=1))
    alone = call("model.train", **training(model, data, batchSize=1, steps=1), threads=1)
    assert crowd["parameters"] == alone["parameters"]
    specification = {
        "model": model, "dataset": data, "optimizer": SGD, "batchSize": 1, "steps": 4,
        "checkpointInterval": 2, "mode": "exact",
    }  # fmt: skip
    assert call("submitter.estimate", specification=specification)["seconds"] > 0


def nested(levels: int, layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for _ in range(levels):
        layers = [{"repeat": {"limit": 1024, "layers": layers}}]
    return layers


WIDE = {"window": 4096, "padding": 4095}
HUGE = {
    "a convolution's window": [{"convolution": {"outputs": 1, "window": 2**20}}],
    "a pool's window": [{"maxPool": {"window": 2**20, "stride": 1, "padding": 2**19}}],
    "rounds that add nothing": nested(4, [{"dropout": "0"}]),
    "tensors": nested(1, [{"relu": {}}]) + [
        {"residual": [{"residual": [{"rmsNorm": {}}] * 32}] * 40}
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_model_of_huge_parts_is_refused_at_once(connection: Connection, name: str) -> None:
    layers = [*HUGE[name], {"flatten": {}}, {"linear": 2}]
    model = {"input": [1, 4, 4], "layers": layers, "loss": "crossEntropy"}
    with pytest.raises(RefusedCall) as refusal:
        connection.call_unchecked("model.create", {"model": model})
    assert refusal.value.code == -32602
    assert refusal.value.data["pointer"].startswith("/model")


def test_memory_beyond_all_counting_is_refused(call: Call, register: Register) -> None:
    def node(name: str, operator: str, *inputs: str, **settings: Any) -> dict[str, Any]:
        return {"name": name, "operator": operator, "inputs": list(inputs), "settings": settings}

    # The gradient by the image spreads a plane for each output: on 256 threads 2**63 bytes.
    outputs = 2**29
    nodes = [
        node("product", "product", "input", "first"),
        node("line", "reshape", "product", extents=[-1]),
        node("pixels", "expand", "line", axis=1, to=2**24),
        node("image", "reshape", "pixels", extents=[-1, 1, 4096, 4096]),
        node("column", "expand", "second", axis=1, to=outputs),
        node("weights", "reshape", "column", extents=[outputs, 1, 1, 1]),
        node("places", "convolution", "image", "weights",
             window={"height": 1, "width": 1, "stride": 4096}),
        node("halves", "reshape", "places", extents=[-1, 2, outputs // 2]),
        node("scores", "sum", "halves", axis=2),
    ]  # fmt: skip
    parameters = [
        {"name": name, "shape": shape, "initial": {"constant": "1"}}
        for name, shape in {"first": [1, 1], "second": [1]}.items()
    ]
    graph = {"parameters": parameters, "nodes": nodes, "output": "scores"}
    model = {"input": 1, "graph": graph, "loss": "crossEntropy"}
    data = register(numpy.zeros((12, 1), "<f4"))
    for threads in (1, 256):
        error = refused(call, "model.train", **training(model, data, batchSize=1, threads=threads))
        assert error.code == 108 and error.data["limit"] == "stepFlopsMax"


def test_extents_whose_product_wraps_around_are_refused(call: Call) -> None:
    # Together 338 * 2**64 + 37 features.
    extents = [327, 233, 319, 327, 545, 1913, 752459]
    model = {"input": extents, "layers": [{"flatten": {}}, {"linear": 2}], "loss": "crossEntropy"}
    error = refused(call, "model.create", model=model)
    assert error.code == -32602 and error.data["pointer"] == "/model"


def test_a_sample_is_not_named_until_memory_ends(call: Call, register: Register) -> None:
    data = register(numpy.zeros((12, 2**20), "<f4"))
    model = {"input": 2**20, "layers": [{"linear": 2}], "loss": "crossEntropy"}
    start = call("model.create", model=model)["parameters"]
    error = refused(call, "model.gradient", model=model, dataset=data, parameters=start,
                    samples=[0] * 2**16)  # fmt: skip
    assert error.code == 207 and "more than 268435456 values" in error.message


def test_a_step_of_few_operations_may_take_too_long(call: Call, register: Register) -> None:
    layers = [{"convolution": {"outputs": 1, "window": 1}},
              {"convolution": {"outputs": 2, "window": 1024, "stride": 1024}},
              {"flatten": {}}]  # fmt: skip
    model = {"input": [1, 1024, 1024], "layers": layers, "loss": "crossEntropy"}
    data = register(numpy.zeros((12, 2**20), "<f4"))
    error = refused(call, "model.train", **training(model, data, batchSize=12))
    assert error.code == 108 and error.data["limit"] == "stepFlopsMax"
    specification = {
        "model": model, "dataset": data, "optimizer": SGD, "batchSize": 12, "steps": 4,
        "checkpointInterval": 2, "mode": "exact",
    }  # fmt: skip
    assert refused(call, "submitter.estimate", specification=specification).code == 205
    specification["batchSize"] = 1
    assert call("submitter.estimate", specification=specification)["seconds"] > 1


def test_work_beyond_all_counting_is_stated_and_not_begun(call: Call, register: Register) -> None:
    pools = [{"convolution": {"outputs": 1, **WIDE}}, {"averagePool": {"window": 4096}}]
    layers = [*nested(1, pools), {"flatten": {}}, {"linear": 2}]
    model = {"input": [1, 1, 1], "layers": layers, "loss": "crossEntropy"}
    assert call("model.create", model=model, batchSize=64)["step"]["flops"] == 2**63 - 1
    data = register(numpy.zeros((12, 1), "<f4"))
    error = refused(call, "model.train", **training(model, data))
    assert error.code == 108
