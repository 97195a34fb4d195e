"""Models and optimizers that are refused, wherever they stand, with the place of what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from wire import RefusedCall
from world import FEATURES, World

LOOP = {"layers": [{"linear": FEATURES}]}
SGD = {"sgd": {"learningRate": "0.1"}}


class Case(NamedTuple):
    """What is wrong in a model: the code, the pointer within the model, and a word of the message."""

    name: str
    layers: list[dict[str, Any]]
    code: int
    pointer: str | None = None
    word: str = ""


CASES = [
    Case("a layer that is none", [{"magic": {}}], -32602, "/layers/0/magic"),
    Case("two layers in one", [{"linear": 3, "relu": {}}], -32602, "/layers/0"),
    Case("no layer", [{}], -32602, "/layers/0"),
    Case("a setting that is missing", [{"linear": 3}, {"convolution": {"outputs": 3}}], -32602,
         "/layers/1/convolution/window"),
    Case("a setting that is none", [{"linear": {"outputs": 3, "speed": 1}}], -32602,
         "/layers/0/linear/speed"),
    Case("a count beyond its bounds", [{"embedding": {"vocabulary": 0, "width": 3}}], -32602,
         "/layers/0/embedding/vocabulary"),
    Case("a number for text", [{"dropout": 0.5}], -32602, "/layers/0/dropout"),
    Case("a layer within a layer", [{"residual": [{"relu": {}}, {"linear": 0}]}], -32602,
         "/layers/0/residual/1/linear"),
    Case("layers that do not fit", [{"relu": {}}, {"attention": {"heads": 2}}], -32602,
         "/layers/1", "layers.1"),
    Case("a loop without a limit", [{"repeat": LOOP}], 206, None, "layers.0.repeat"),
    Case("a loop whose limit is null", [{"while": {**LOOP, "above": "1", "limit": None}}], 206,
         None, "layers.0.while"),
    Case("a loop within a layer", [{"relu": {}}, {"residual": [{"repeat": LOOP}]}], 206, None,
         "layers.1.layers.0.repeat"),
    Case("too many rounds", [{"repeat": {**LOOP, "limit": 2000}}], -32602,
         "/layers/0/repeat/limit"),
]  # fmt: skip

# Where a model stands in a method's parameters.
PLACES: dict[str, Callable[[World, Any], tuple[str, dict[str, Any]]]] = {
    "model.create": lambda _, model: ("/model", {"model": model}),
    "model.train": lambda world, model: (
        "/model",
        {"model": model, "dataset": world.dataset, "optimizer": SGD, "batchSize": 4, "steps": 1},
    ),
    "submitter.estimate": lambda world, model: (
        "/specification/model",
        {"specification": world.specification(model=model)},
    ),
    "submitter.submit": lambda world, model: (
        "/specification/model",
        {"specification": world.specification(model=model), "as": "ada"},
    ),
}


def assert_refused(
    world: World, method: str, model: dict[str, Any], within: str, case: Any
) -> None:
    """A model is refused at a pointer within a member of it, and the log is as it was."""
    place, params = PLACES[method](world, model)
    before = world.state_hash()
    with pytest.raises(RefusedCall) as refusal:
        world.connection.call_unchecked(method, params)
    assert refusal.value.code == case.code, refusal.value
    assert case.word in refusal.value.message
    if case.pointer is not None:
        assert refusal.value.data["pointer"] == place + within + case.pointer
    assert world.state_hash() == before


@pytest.mark.parametrize("method", PLACES)
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_model_is_refused_at_its_place(world: World, method: str, case: Case) -> None:
    layers = [*case.layers, {"linear": 2}]
    model = {"input": FEATURES, "layers": layers, "loss": "crossEntropy"}
    assert_refused(world, method, model, "", case)


@pytest.mark.parametrize(
    ("settings", "pointer"),
    [
        ({"adam": {"learningRate": "0.1", "normMax": "0"}}, "/adam/normMax"),
        ({"adam": {"learningRate": "0.1", "momentum": "0.9"}}, "/adam/momentum"),
        ({"adamW": {}}, "/adamW/learningRate"),
        ({"sgd": {"learningRate": "0.1", "nesterov": True}}, ""),
        ({"sgd": {"learningRate": "0.1", "schedule": {
            "step": {"every": 3, "factor": "0.5"}, "cosine": {"steps": 3, "final": "0"}}}},
         "/sgd/schedule/cosine"),
        ({"rmsProp": {"learningRate": "0.1"}}, "/rmsProp"),
    ],
)  # fmt: skip
def test_a_bad_optimizer_is_refused_at_its_place(
    world: World, settings: dict[str, Any], pointer: str
) -> None:
    params = {"specification": world.specification(optimizer=settings), "as": "ada"}
    with pytest.raises(RefusedCall) as refusal:
        world.connection.call_unchecked("submitter.submit", params)
    assert refusal.value.code == -32602
    assert refusal.value.data["pointer"] == "/specification/optimizer" + pointer
