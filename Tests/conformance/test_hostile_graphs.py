"""Graphs that were made to hold a host up: `tensor.evaluate` refuses them before it begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from host_process import HostProcess
from tensor_files import refused

Call = Callable[..., Any]


@pytest.fixture
def call(host: HostProcess) -> Call:
    return host.connect().call


def repeated(name: str, extents: list[int]) -> list[dict[str, Any]]:
    """Nodes that make a tensor of a given number."""
    names = ["one", *(f"{name}{axis}" for axis in range(len(extents)))]
    return [
        {"name": names[axis + 1], "operator": "expand", "inputs": [names[axis]],
         "settings": {"axis": axis, "to": extent}}
        for axis, extent in enumerate(extents)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("samples", "extent", "window", "limit"),
    [(1, 892, 32, "memoryBytesMax"), (256, 287, 32, "evaluationFlopsMax")],
)
def test_what_a_perturbation_copies_is_counted_before_it_is_taken(
    call: Call, samples: int, extent: int, window: int, limit: str
) -> None:
    nodes = repeated("image", [samples, 1, extent, extent])
    nodes += repeated("weights", [1, 1, window, window])
    nodes += [{"name": "out", "operator": "convolution", "inputs": ["image3", "weights3"],
               "settings": {"window": {"height": window, "width": window}}}]  # fmt: skip
    error = refused(call, "tensor.evaluate", graph={"nodes": nodes, "outputs": ["out"]},
                    inputs={"one": {"values": [1], "shape": []}},
                    execution={"perturbation": 1})  # fmt: skip
    assert error.code == 108 and error.data["limit"] == limit


def copied(extents: list[int], permutation: list[int], times: int) -> list[dict[str, Any]]:
    nodes = repeated("copy", extents)
    for number in range(times):
        nodes.append({"name": f"{number}", "operator": "permute", "inputs": [nodes[-1]["name"]],
                      "settings": {"extents": permutation}})  # fmt: skip
    return nodes


def applied(operator: str, *shapes: list[int], **settings: Any) -> list[dict[str, Any]]:
    inputs = [repeated(f"input{place}x", shape) for place, shape in enumerate(shapes)]
    names = [nodes[-1]["name"] for nodes in inputs]
    node = {"name": "out", "operator": operator, "inputs": names, "settings": settings}
    return [*sum(inputs, []), node]


def again(nodes: list[dict[str, Any]], times: int) -> list[dict[str, Any]]:
    return nodes + [{**nodes[-1], "name": f"again{number}"} for number in range(times)]


# Few operations each, and hours.
LONG: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "copies": (copied([2**13, 2**13], [1, 0], 1000), {}),
    "products of one by one": (applied("product", [2**27, 1, 1], [2**27, 1, 1]), {}),
    "places between those of a stride": (
        applied("convolutionInputGradient", [1, 1, 4096, 4096], [1, 1, 1, 1],
                window={"height": 4096, "width": 4096, "stride": 4096},
                extents=[1, 1, 4096, 4096]),
        {},
    ),
    "padding": (
        applied("convolutionWeightGradient", [2**16, 1, 1, 1], [2**16, 1, 1, 2],
                window={"height": 4096, "width": 1, "stride": 4096, "padding": 4095},
                extents=[1, 1, 4096, 1]),
        {},
    ),
    "patches of narrow images": (
        applied("convolution", [64, 1, 2**16, 1], [1, 1, 4096, 1],
                window={"height": 4096, "width": 1}),
        {},
    ),
    "vectors of one output": (
        applied("convolutionWeightGradient", [1, 1, 2**16, 16], [1, 1, 61441, 16],
                window={"height": 4096, "width": 1}, extents=[1, 1, 4096, 1]),
        {},
    ),
    "planes of padding": (
        again(
            applied("convolution", [1, 4, 1, 1], [1, 4, 4096, 1],
                    window={"height": 4096, "width": 1, "stride": 4096, "padding": 4095}),
            1000,
        ),
        {},
    ),
    "patches of padding in a seeded order": (
        applied("convolution", [24, 1, 1, 1], [1, 1, 4096, 4096],
                window={"height": 4096, "width": 4096, "stride": 4096, "padding": 4095}),
        {"perturbation": 1},
    ),
    "weights in a seeded order for each sample": (
        applied("convolution", [1000, 4096, 1, 1], [1024, 4096, 1, 1],
                window={"height": 1, "width": 1}),
        {"perturbation": 1},
    ),
    "sums in a seeded order": (applied("sum", [2**27]), {"perturbation": 1}),
    "scores in a seeded order": (applied("attention", [1, 2**15, 3]), {"perturbation": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_an_evaluation_of_few_operations_may_take_too_long(call: Call, name: str) -> None:
    nodes, execution = LONG[name]
    graph = {"nodes": nodes, "outputs": []}
    error = refused(call, "tensor.evaluate", graph=graph, execution=execution,
                    inputs={"one": {"values": [1], "shape": []}})  # fmt: skip
    assert error.code == 108 and error.data["limit"] == "evaluationFlopsMax"
