"""Models as explicit graphs: refused at the node that is wrong, and trained and verified as tasks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from test_bad_models import PLACES, assert_refused
from wire import RefusedCall
from world import FEATURES, World

INVALID, UNBOUNDED = -32602, 206


def parameter(name: str, *shape: int) -> dict[str, Any]:
    return {"name": name, "shape": list(shape), "initial": {"fanIn": shape[-1]}}


def node(name: str, operator: str, *inputs: str, **settings: Any) -> dict[str, Any]:
    described = {"name": name, "operator": operator, "inputs": list(inputs)}
    return {**described, "settings": settings} if settings else described


def model() -> dict[str, Any]:
    """A hidden layer with a way around a loop of its own."""
    turn = {
        "limit": 2, "start": "hidden", "output": "bounded",
        "nodes": [node("turned", "product", "state", "turn"), node("bounded", "tanh", "turned")],
    }  # fmt: skip
    return {
        "input": FEATURES,
        "graph": {
            "parameters": [
                parameter("first", 3, FEATURES), parameter("turn", 3, 3), parameter("last", 2, 3),
            ],
            "nodes": [
                node("product", "productTransposedRight", "input", "first"),
                node("hidden", "relu", "product"),
                {"name": "state", "repeat": turn},
                node("sum", "add", "hidden", "state"),
                node("kept", "dropout", "sum", amount="0.1"),
                node("scores", "productTransposedRight", "kept", "last"),
            ],
            "output": "scores",
        },
        "loss": "crossEntropy",
    }  # fmt: skip


class Case(NamedTuple):
    """A change that is wrong: the code, the pointer within the graph, and a word of the message."""

    name: str
    change: Callable[[dict[str, Any]], Any]
    pointer: str | None
    word: str
    code: int = INVALID


def loop(graph: dict[str, Any]) -> dict[str, Any]:
    return graph["nodes"][2]["repeat"]


CASES = [
    Case("no output", lambda g: g.pop("output"), "/output", "output"),
    Case("no operator", lambda g: g["nodes"][1].pop("operator"), "/nodes/1/operator", "operator"),
    Case("a misspelled operator", lambda g: g["nodes"][1].update(operator="rellu"),
         "/nodes/1/operator", '"relu"'),
    Case("a misspelled input", lambda g: g["nodes"][3].update(inputs=["hiden", "state"]),
         "/nodes/3/inputs/0", '"hidden"'),
    Case("a name that stands twice", lambda g: g["nodes"][1].update(name="product"),
         "/nodes/1/name", '"product"'),
    Case("a setting that is none of its", lambda g: g["nodes"][1].update(settings={"axis": 1}),
         "/nodes/1/settings/axis", "relu"),
    Case("shapes that do not fit", lambda g: g["parameters"][2].update(shape=[2, 4]),
         "/nodes/5", '"scores"'),
    Case("shapes that do not fit in a loop", lambda g: g["parameters"][1].update(shape=[3, 4]),
         "/nodes/2/repeat/nodes/0", '"turned"'),
    Case("a batch of one", lambda g: g["nodes"][1].update(
        operator="reshape", settings={"extents": [1, 3]}), "/nodes/1", "-1"),
    Case("an unused node", lambda g: g["nodes"].append(node("idle", "relu", "sum")),
         "/nodes/6", '"idle"'),
    Case("an unused parameter", lambda g: g["parameters"].append(parameter("idle", 3)),
         "/parameters/3", '"idle"'),
    Case("a parameter without a gradient", lambda g: g["nodes"].insert(3, node(
        "far", "above", "idle", amount="0.1")) or g["nodes"][4].update(inputs=["state", "far"])
         or g["parameters"].append(parameter("idle", 3)), "/parameters/3", '"idle"'),
    Case("no gradient", lambda g: g["nodes"][1].update(operator="columnSums"),
         "/nodes/1/operator", "differentiated"),
    Case("the loss", lambda g: g["nodes"][3].update(operator="meanSquaredError"),
         "/nodes/3/operator", '"loss"'),
    Case("a parameter's name of the checkpoints'", lambda g: g["parameters"][0].update(
        name="momentum.first"), "/parameters/0/name", "momentum."),
    Case("no law that is known", lambda g: g["parameters"][0].update(initial={}),
         "/parameters/0/initial", "fanIn"),
    Case("a name from within a loop", lambda g: g["nodes"][3].update(inputs=["hidden", "bounded"]),
         "/nodes/3/inputs/1", '"bounded"'),
    Case("too many rounds", lambda g: loop(g).update(limit=2000), "/nodes/2/repeat/limit", ""),
    Case("a loop without a limit", lambda g: loop(g).pop("limit"), None, '"state"', UNBOUNDED),
    Case("a loop whose limit is null", lambda g: loop(g).update(limit=None), None, '"state"',
         UNBOUNDED),
    Case("a loop within a loop", lambda g: loop(g)["nodes"].append(
        {"name": "deep", "while": {"above": "1", "start": "bounded", "output": "x",
                                   "nodes": [node("x", "relu", "deep")]}}),
         None, '"deep"', UNBOUNDED),
]  # fmt: skip


@pytest.mark.parametrize("method", PLACES)
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_graph_is_refused_at_its_node(world: World, method: str, case: Case) -> None:
    described = model()
    case.change(described["graph"])
    assert_refused(world, method, described, "/graph", case)


def test_a_model_is_layers_or_a_graph(world: World) -> None:
    for described, place in [
        ({**model(), "layers": [{"linear": 2}]}, "/model/graph"),
        ({"input": FEATURES, "loss": "crossEntropy"}, "/model"),
    ]:
        with pytest.raises(RefusedCall) as refusal:
            world.connection.call_unchecked("model.create", {"model": described})
        assert (refusal.value.code, refusal.value.data["pointer"]) == (INVALID, place)


def test_a_graph_is_estimated_trained_and_verified_as_a_task(world: World) -> None:
    specification = world.specification(model=model())
    estimate = world.call("submitter.estimate", specification=specification)
    # The body of the loop stands twice, in each of forty steps.
    assert {"kind": "tanh", "count": 80} in estimate["operations"]
    task = world.accepted(specification)
    trained = world.call("solver.train", task=task, **{"as": "alan"})
    assert trained["metered"]["flops"] == estimate["flops"]
    verdict = world.patiently("verifier.verify", task=task, **{"as": "grace"})
    assert (verdict["accepted"], verdict["distance"]) == (True, 0)
    assert verdict["replayedSteps"] > 0


def test_one_spelling_of_a_graph_gives_one_specification(world: World) -> None:
    described = model()
    long = copy.deepcopy(described)
    long["graph"]["nodes"][1]["settings"] = {}
    long["graph"]["parameters"][0]["trained"] = True
    long = dict(reversed(long.items()))
    digests = {
        world.call("submitter.submit", specification=world.specification(model=each),
                   **{"as": "ada"})["specification"]
        for each in (described, long)
    }  # fmt: skip
    assert len(digests) == 1
