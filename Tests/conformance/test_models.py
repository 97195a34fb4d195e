"""Models outside of any task: made, differentiated, trained and evaluated, without a network."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy
import pytest
import safetensors.numpy
from host_process import HostProcess
from test_cancellation import CANCELLED, cancel
from test_long_calls import answer_to, send
from tensor_files import refused
from wire import Connection
from world import FEATURES, SAMPLES, table

LINEAR = {"input": FEATURES, "layers": [{"linear": 2}], "loss": "crossEntropy"}
# Something that every part of a state matters to: random numbers, averages, two slots.
MODEL = {
    "input": FEATURES,
    "layers": [{"linear": 16}, {"gelu": {}}, {"dropout": "0.25"}, {"linear": 2}],
    "loss": "crossEntropy",
}
ADAM = {"adamW": {"learningRate": "0.01", "weightDecay": "0.01", "schedule": {"warmUp": 20}}}
# What MODEL says, as a graph.
GRAPH = {
    "input": FEATURES,
    "graph": {
        "parameters": [
            {"name": "layers.0.weight", "shape": [16, FEATURES], "initial": {"fanIn": FEATURES}},
            {"name": "layers.0.bias", "shape": 16, "initial": {"fanIn": FEATURES}},
            {"name": "layers.3.weight", "shape": [2, 16], "initial": {"fanIn": 16}},
            {"name": "layers.3.bias", "shape": 2, "initial": {"fanIn": 16}},
        ],
        "nodes": [
            {"name": "product", "operator": "productTransposedRight",
             "inputs": ["input", "layers.0.weight"]},
            {"name": "sum", "operator": "addBias", "inputs": ["product", "layers.0.bias"]},
            {"name": "hidden", "operator": "gelu", "inputs": ["sum"]},
            {"name": "kept", "operator": "dropout", "inputs": ["hidden"],
             "settings": {"amount": "0.25"}},
            {"name": "last", "operator": "productTransposedRight",
             "inputs": ["kept", "layers.3.weight"]},
            {"name": "scores", "operator": "addBias", "inputs": ["last", "layers.3.bias"]},
        ],
        "output": "scores",
    },
    "loss": "crossEntropy",
}  # fmt: skip
VOCABULARY, POSITIONS = 5, 6
LETTERS = {
    "input": POSITIONS,
    "layers": [
        {"embedding": {"vocabulary": VOCABULARY, "width": 8}},
        {"positions": {}},
        {"residual": [{"layerNorm": {}}, {"attention": {"heads": 2}}]},
        {"linear": VOCABULARY},
    ],
    "loss": "nextToken",
}
DEADLINE_PASSED = 140


@pytest.fixture(scope="module")
def connection(host: HostProcess) -> Connection:
    return host.connect()


@pytest.fixture(scope="module")
def call(connection: Connection) -> Any:
    return connection.call


@pytest.fixture(scope="module")
def data(call: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("data") / "data.csv"
    path.write_text(table())
    return call("dataset.register", path=str(path))["train"]["blob"]


def training(data: str, **differences: Any) -> dict[str, Any]:
    return {
        "model": MODEL, "dataset": data, "optimizer": ADAM, "batchSize": 12, "steps": 60,
        **differences,
    }  # fmt: skip


def tensors(call: Any, blob: str, folder: Path) -> dict[str, numpy.ndarray]:
    path = folder / f"{blob}.safetensors"
    if not path.exists():
        call("blob.get", blob=blob, path=str(path))
    return safetensors.numpy.load_file(path)


def test_a_seed_decides_the_initial_parameters(call: Any, data: str, tmp_path: Path) -> None:
    created = call("model.create", model=MODEL, seed=3)
    assert created == call("model.create", model=MODEL, seed=3)
    assert created["parameters"] != call("model.create", model=MODEL, seed=4)["parameters"]
    file = tensors(call, created["parameters"], tmp_path)
    shapes = {entry["name"]: entry["shape"] for entry in created["tensors"]}
    assert {name: list(array.shape) for name, array in file.items()} == shapes
    assert sum(array.size for array in file.values()) == created["count"]
    # A run with that seed begins with them.
    by_seed = call("model.train", **training(data, seed=3))
    given = call("model.train", **training(data, seed=3, parameters=created["parameters"]))
    assert by_seed["checkpoint"] == given["checkpoint"]


def test_a_gradient_is_the_one_that_numpy_computes(call: Any, data: str, tmp_path: Path) -> None:
    created = call("model.create", model=LINEAR, seed=1)["parameters"]
    samples = [5, 0, 7, 7, 59]
    answer = call("model.gradient", model=LINEAR, parameters=created, dataset=data, samples=samples)
    rows = numpy.array([line.split(",") for line in table().splitlines()], numpy.float64)[samples]
    features, labels = rows[:, :-1], rows[:, -1].astype(int)
    file = tensors(call, created, tmp_path)
    scores = features @ file["layers.0.weight"].T + file["layers.0.bias"]
    shares = numpy.exp(scores) / numpy.exp(scores).sum(axis=1, keepdims=True)
    chosen = shares[numpy.arange(len(samples)), labels]
    assert answer["loss"] == pytest.approx(-numpy.log(chosen).mean(), rel=1e-5)
    shares[numpy.arange(len(samples)), labels] -= 1
    weight, bias = shares.T @ features / len(samples), shares.mean(axis=0)
    gradient = tensors(call, answer["gradient"], tmp_path)
    numpy.testing.assert_allclose(gradient["layers.0.weight"], weight, atol=1e-6)
    numpy.testing.assert_allclose(gradient["layers.0.bias"], bias, atol=1e-6)
    norm = math.sqrt((weight**2).sum() + (bias**2).sum())
    assert answer["norm"] == pytest.approx(norm, rel=1e-5)
    error = refused(
        call, "model.gradient", model=LINEAR, parameters=created, dataset=data, samples=[SAMPLES]
    )
    assert error.code == 207


def test_training_lowers_the_loss_and_says_what_it_did(call: Any, data: str) -> None:
    trained = call("model.train", **training(data, steps=300))
    losses = trained["losses"]
    assert [entry["step"] for entry in losses] == list(range(3, 301, 3))
    assert losses[-1]["loss"] < losses[0]["loss"] / 2
    assert trained["stepsDone"] == 300
    evaluated = call(
        "model.evaluate", model=trained["parameters"], dataset=data, architecture=MODEL
    )
    assert evaluated["accuracy"] > 0.9
    assert (evaluated["samples"], evaluated["accuracyByPosition"]) == (SAMPLES, [])


def test_neither_threads_nor_instructions_change_the_bits(call: Any, data: str) -> None:
    ways = [{"threads": 1}, {"threads": 3}, {"instructionSet": "portable", "threads": 2}]
    ends = {call("model.train", **training(data), **way)["checkpoint"] for way in ways}
    assert len(ends) == 1


def test_a_graph_is_the_model_that_says_the_same_in_layers(call: Any, data: str) -> None:
    layered, graph = (training(data, model=model, seed=5) for model in (MODEL, GRAPH))
    created = [call("model.create", model=model, seed=5) for model in (MODEL, GRAPH)]
    assert created[0] == created[1]
    trained = [call("model.train", **run) for run in (layered, graph)]
    assert trained[0]["checkpoint"] == trained[1]["checkpoint"]
    assert trained[0]["losses"] == trained[1]["losses"]
    evaluated = [
        call("model.evaluate", model=trained[0]["parameters"], dataset=data, architecture=model)
        for model in (MODEL, GRAPH)
    ]
    assert evaluated[0] == evaluated[1]
    gradients = [
        call("model.gradient", model=model, parameters=trained[0]["parameters"], dataset=data,
             samples=[3, 1, 4])
        for model in (MODEL, GRAPH)
    ]  # fmt: skip
    assert gradients[0] == gradients[1]
    rest = call("model.train", **{**layered, "steps": 70}, checkpoint=trained[1]["checkpoint"])
    assert rest["stepsDone"] == 10


def test_a_run_goes_on_from_a_checkpoint_as_if_undisturbed(call: Any, data: str) -> None:
    whole = call("model.train", **training(data))
    first = call("model.train", **training(data, steps=23))
    rest = call("model.train", **training(data, checkpoint=first["checkpoint"]))
    assert (rest["checkpoint"], rest["parameters"]) == (whole["checkpoint"], whole["parameters"])
    assert rest["stepsDone"] == 37
    error = refused(call, "model.train", **training(data, checkpoint=whole["checkpoint"]))
    assert (error.code, error.data["pointer"]) == (-32602, "/steps")
    both = training(data, checkpoint=whole["checkpoint"], parameters=whole["parameters"])
    assert refused(call, "model.train", **both).data["pointer"] == "/checkpoint"
    other = training(data, checkpoint=whole["checkpoint"], steps=70)
    assert refused(call, "model.train", **{**other, "model": LINEAR}).code == 303


def begun(host: HostProcess, data: str, **options: Any) -> Connection:
    """A run that would take minutes, under way, on a connection of its own."""
    connection = host.connect()
    params = training(data, steps=1_000_000, progressToken="far", **options)
    send(connection, "model.train", "run", **params)
    report = connection.receive()["params"]["value"]
    assert {"step", "steps", "loss", "samplesPerSecond"} <= set(report)
    return connection


def assert_resumes(call: Any, data: str, error: dict[str, Any]) -> None:
    """What an error says is left of a run leads to the bits of an undisturbed one."""
    checkpoint = error["data"]["checkpoint"]
    step = call("tensor.get", tensor=checkpoint, entry="step")["values"][0]
    rest = call("model.train", **training(data, steps=step + 5, checkpoint=checkpoint))
    whole = call("model.train", **training(data, steps=step + 5))
    assert rest["stepsDone"] == 5
    assert rest["checkpoint"] == whole["checkpoint"]


def test_what_a_cancelled_run_did_is_kept(host: HostProcess, call: Any, data: str) -> None:
    connection = begun(host, data)
    cancel(connection, "run")
    error = answer_to(connection, "run")["error"]
    assert error["code"] == CANCELLED
    assert error["data"]["checkpoint"] in error["message"]
    assert_resumes(call, data, error)


def test_what_a_run_did_until_its_deadline_is_kept(host: HostProcess, call: Any, data: str) -> None:
    connection = begun(host, data, deadline=1000)
    error = answer_to(connection, "run")["error"]
    assert error["code"] == DEADLINE_PASSED
    assert_resumes(call, data, error)


def test_the_host_answers_while_all_cores_train(host: HostProcess, call: Any, data: str) -> None:
    wide = {**MODEL, "layers": [{"linear": 2048}, {"linear": 2048}, {"linear": 2}]}
    connection = host.connect()
    params = training(data, model=wide, threads=2, steps=100_000)
    send(connection, "model.train", "run", **params)
    for _ in range(100):
        assert call("host.ping") == {"reply": "pong"}
    assert not connection.stream.has_input()
    cancel(connection, "run")
    assert answer_to(connection, "run")["error"]["code"] == CANCELLED


def test_a_run_ends_at_the_first_number_that_is_none(call: Any, data: str) -> None:
    wild = {"sgd": {"learningRate": "900000"}}
    deep = {**MODEL, "layers": [{"linear": 8}, {"square": {}}, {"linear": 8}, {"linear": 2}]}
    error = refused(call, "model.train", **training(data, model=deep, optimizer=wild))
    assert error.code == 603
    assert "In step " in error.message
    assert "the loss" in error.message or "the tensor \"layers." in error.message


def test_a_model_of_letters_is_judged_at_every_position(
    call: Any, tmp_path: Path
) -> None:
    # Each letter is followed by the next one, so but for the first everything can be known.
    starts = numpy.arange(40)[:, None]
    texts = ((starts + numpy.arange(POSITIONS + 1)) % VOCABULARY).astype(numpy.uint8)
    numpy.save(tmp_path / "texts.npy", texts)
    numpy.save(tmp_path / "labels.npy", numpy.zeros(40, numpy.uint8))
    paths = {"path": str(tmp_path / "texts.npy"), "labels": str(tmp_path / "labels.npy")}
    data = call("dataset.register", **paths)["train"]["blob"]
    adam = {"adam": {"learningRate": "0.03"}}
    trained = call("model.train", **training(data, model=LETTERS, optimizer=adam, steps=200))
    evaluated = call("model.evaluate", model=trained["parameters"], dataset=data,
                     architecture=LETTERS)  # fmt: skip
    assert evaluated["samples"] == 40 * POSITIONS
    assert evaluated["accuracyByPosition"] == [1.0] * POSITIONS
    assert evaluated["accuracy"] == 1


def test_what_reconstructs_has_a_loss_and_no_accuracy(call: Any, data: str) -> None:
    narrow = {"input": FEATURES, "layers": [{"linear": 2}, {"linear": 4}], "loss": "reconstruction"}
    trained = call("model.train", **training(data, model=narrow, steps=200))
    evaluated = call("model.evaluate", model=trained["parameters"], dataset=data,
                     architecture=narrow)  # fmt: skip
    assert evaluated["accuracy"] is None
    assert evaluated["loss"] < trained["losses"][0]["loss"]


@pytest.mark.parametrize("model", [MODEL, LINEAR, GRAPH], ids=["dropout", "linear", "graph"])
@pytest.mark.parametrize("batches", [1, 3])
def test_an_estimate_is_what_a_run_meters(call: Any, data: str, model: Any, batches: int) -> None:
    run = training(data, model=model, batches=batches)
    estimate = call(
        "submitter.estimate", specification={**run, "checkpointInterval": 60, "mode": "exact"}
    )
    metered = call("model.train", **run)["metered"]
    assert metered == {name: estimate[name] for name in metered}
    assert estimate["fee"] is None  # there is no network that would say what work costs
    assert estimate["seconds"] > 0
    again = call(
        "submitter.estimate", specification={**run, "checkpointInterval": 6, "mode": "exact"}
    )
    # What was measured once is remembered.
    assert again["seconds"] == estimate["seconds"]
