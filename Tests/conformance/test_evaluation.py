"""`tensor.evaluate`: operators and small graphs on given tensors, and whatever does not fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy
import pytest
from host_process import HostProcess
from tensor_files import npy, refused
from wire import RefusedCall

Call = Any
WINDOW = {"height": 2, "width": 2}


def ones(*shape: int) -> dict[str, Any]:
    return {"values": [1] * int(numpy.prod(shape)), "shape": list(shape)}


def refused_unchecked(call: Call, params: dict[str, Any]) -> RefusedCall:
    """The refusal of parameters that the schema does not allow."""
    with pytest.raises(RefusedCall) as refusal:
        call.__self__.call_unchecked("tensor.evaluate", params)
    return refusal.value


@pytest.fixture
def call(host: HostProcess) -> Any:
    return host.connect().call


def node(name: str, operator: str, *inputs: str, **settings: Any) -> dict[str, Any]:
    return {"name": name, "operator": operator, "inputs": list(inputs), "settings": settings}


def test_an_operator_and_its_gradients(call: Call) -> None:
    left = {"values": [1, 2, 3, 4, 5, 6], "shape": [2, 3]}
    answer = call("tensor.evaluate", operator="product", inputs=[left, ones(3, 2)],
                  upstream=ones(2, 2))  # fmt: skip
    (output,) = answer["outputs"]
    assert output == {
        "name": "output", "type": "F32", "shape": [2, 2], "values": [6, 6, 15, 15], "blob": None,
    }  # fmt: skip
    slopes = {value["name"]: value["values"] for value in answer["gradients"]}
    assert slopes == {"input0": [2] * 6, "input1": [5, 5, 7, 7, 9, 9]}
    # Three products of 2 x 3 x 2 multiply-adds.
    assert (answer["flops"], answer["changed"]) == (72, [])


def test_a_graph_and_the_gradients_of_its_first_output(call: Call) -> None:
    call("tensor.put", values=[0, 1, 1, 0], shape=[2, 2], name="swap", replace=True)
    nodes = [
        node("hidden", "product", "x", "w"),
        node("active", "relu", "hidden"),
        node("pooled", "maxPool", "image", window=WINDOW),
        node("loss", "softmaxCrossEntropy", "active", "classes"),
    ]
    x = {"values": [0.5, -1, 2, 0.25], "shape": [2, 2]}
    image = {"values": [1, 2, 3, 4], "shape": [1, 1, 2, 2]}
    answer = call(
        "tensor.evaluate",
        graph={"nodes": nodes, "outputs": ["loss", "loss.1", "pooled", "pooled.1", "hidden"]},
        inputs={"x": x, "w": "swap", "classes": {"values": [0, 1]}, "image": image},
        upstream={"values": [2], "shape": []},
    )
    found = {value["name"]: value for value in answer["outputs"]}
    assert found["hidden"]["values"] == [-1, 0.5, 0.25, 2]
    assert (found["pooled.1"]["type"], found["pooled.1"]["values"]) == ("I32", [3])
    scores = numpy.array([[0, 0.5], [0.25, 2]])
    shares = numpy.exp(scores) / numpy.exp(scores).sum(1, keepdims=True)
    assert numpy.allclose(found["loss.1"]["values"], shares.ravel(), atol=1e-7)
    assert found["loss"]["values"][0] == pytest.approx(-numpy.log(numpy.diag(shares)).mean())
    slope = (shares - numpy.eye(2)) * numpy.array([[0, 1], [1, 1]])
    slopes = {value["name"]: value["values"] for value in answer["gradients"]}
    assert set(slopes) == {"x", "w"}
    assert numpy.allclose(slopes["x"], slope[:, ::-1].ravel(), atol=1e-7)


def test_what_is_changed_in_place_is_answered_and_nothing_else_changes(call: Call) -> None:
    call("tensor.put", values=[1, 2], name="weights", replace=True)
    step = {"learningRate": "0.5", "momentum": "0.5"}
    answer = call("tensor.evaluate", operator="momentumUpdate", step=step,
                  inputs=["weights", {"values": [2, 0]}, {"values": [1, 1]}])  # fmt: skip
    changed = {value["name"]: value["values"] for value in answer["changed"]}
    assert changed == {"input0": [0, 1.5], "input1": [2, 1]}
    assert call("tensor.get", tensor="weights")["values"] == [1, 2]


def test_results_are_stored_when_asked_for_or_too_large(call: Call, tmp_path: Path) -> None:
    (tmp_path / "x.npy").write_bytes(npy(numpy.full((300, 300), 2, "<f4")))
    large = call("tensor.evaluate", operator="square", inputs=[str(tmp_path / "x.npy")])
    (output,) = large["outputs"]
    assert output["values"] is None
    assert call("tensor.info", tensor=output["blob"])["tensors"][0]["shape"] == [300, 300]
    options = {"operator": "exp", "inputs": [{"values": [0]}], "upstream": {"values": [3]}}
    call("tensor.evaluate", prefix="e.", **options)
    assert call("tensor.get", tensor="e.output")["values"] == [1]
    assert call("tensor.get", tensor="e.gradients.input0")["values"] == [3]
    other = {**options, "inputs": [{"values": [1]}]}
    assert refused(call, "tensor.evaluate", prefix="e.", **other).code == 607
    call("tensor.evaluate", prefix="e.", replace=True, **other)
    # JSON has no word for infinity.
    assert call("tensor.evaluate", operator="exp", inputs=[{"values": [1e3]}])["outputs"][0]["blob"]


def test_no_result_takes_the_name_of_another(call: Call) -> None:
    def sum_named(name: str) -> dict[str, Any]:
        nodes = [{"name": name, "operator": "relu", "inputs": ["y"]},
                 {"name": "sum", "operator": "accumulate", "inputs": ["x", "y"]}]  # fmt: skip
        inputs = {"x": {"values": [1]}, "y": {"values": [5]}}
        return {"graph": {"nodes": nodes, "outputs": [name, name]}, "inputs": inputs}

    call("tensor.evaluate", prefix="r.", **sum_named("relu"))
    assert call("tensor.get", tensor="r.relu")["values"] == [5]
    assert call("tensor.get", tensor="r.changed.x")["values"] == [6]
    error = refused(call, "tensor.evaluate", prefix="s.", **sum_named("changed.x"))
    assert error.code == -32602 and "s.changed.x" in error.message


def test_no_way_of_computing_changes_a_bit_but_a_perturbation(call: Call) -> None:
    random = numpy.random.default_rng(5)
    inputs = [
        {"values": random.standard_normal(60 * 90).tolist(), "shape": shape}
        for shape in ([60, 90], [90, 60])
    ]
    found = []
    for name in call("host.info")["instructionSets"]:
        for threads in (1, 3):
            execution = {"instructionSet": name, "threads": threads}
            found.append(call("tensor.evaluate", operator="product", inputs=inputs,
                              execution=execution)["outputs"])  # fmt: skip
    assert all(outputs == found[0] for outputs in found)
    other = call("tensor.evaluate", operator="product", inputs=inputs,
                 execution={"perturbation": 1})["outputs"]  # fmt: skip
    assert other != found[0]


@pytest.mark.parametrize(
    ("params", "pointer", "words"),
    [
        ({"operator": "sofmax", "inputs": []}, "/operator", '"softmax"'),
        ({"operator": "nothing like it", "inputs": []}, "/operator", '"product"'),
        ({"operator": "relu", "inputs": [], "settings": {"axis": 1}}, "/settings/axis", "no settings"),
        ({"operator": "sum", "inputs": [], "settings": {"to": 1}}, "/settings/to", '"axis"'),
        ({"operator": "sum", "inputs": [], "settings": {"axis": 2**60}}, "/settings/axis", "0...8"),
        ({"operator": "expand", "inputs": [], "settings": {"to": 2**60}}, "/settings/to", "..."),
        ({"operator": "reshape", "inputs": [], "settings": {"extents": [2**60]}},
         "/settings/extents/0", "..."),
        ({"operator": "maxPool", "inputs": [], "settings": {"window": {**WINDOW, "padding": 2**60}}},
         "/settings/window/padding", "..."),
        ({"operator": "attention", "inputs": [], "settings": {"heads": 0}}, "/settings/heads", "..."),
        ({"operator": "dropout", "inputs": [], "settings": {"amount": "1"}}, "/settings/amount", "below one"),
        ({"operator": "relu", "graph": {"nodes": [node("a", "relu")], "outputs": []}, "inputs": {}},
         "", "either"),
        ({"inputs": []}, "", "either"),
        ({"graph": {"nodes": [node("a", "relu", "z")], "outputs": []}, "inputs": {"x": ones(1)}},
         "/graph/nodes/0/inputs/0", '"x"'),
        ({"graph": {"nodes": [node("x", "relu", "x")], "outputs": []}, "inputs": {"x": ones(1)}},
         "/graph/nodes/0/name", "nothing has yet"),
        ({"graph": {"nodes": [node("a", "rellu", "x")], "outputs": []}, "inputs": {"x": ones(1)}},
         "/graph/nodes/0/operator", '"relu"'),
        ({"operator": "relu", "inputs": [{"values": [1], "shape": [2**60]}]}, "/inputs/0/shape/0", "..."),
        ({"operator": "relu", "inputs": [ones(1)], "execution": {"instructionSet": "abacus"}},
         "/execution/instructionSet", "portable"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_pointed_at(
    call: Call, params: dict[str, Any], pointer: str, words: str
) -> None:
    error = refused_unchecked(call, params)
    assert (error.code, error.data["pointer"]) == (-32602, pointer)
    assert words in error.message


@pytest.mark.parametrize(
    ("operator", "inputs", "settings", "words"),
    [
        ("product", [ones(2, 3), ones(2, 3)], {}, "[2, 3], [2, 3]"),
        ("relu", [ones(0, 3)], {}, "no elements"),
        ("gather", [ones(3, 2), {"values": [0, 3]}], {}, "0 to 2"),
        ("gather", [ones(3, 2), {"values": [-1]}], {}, "0 to 2"),
        ("gather", [ones(3, 2), {"values": [0.5]}], {}, "no 32-bit integer"),
        ("gather", [ones(3, 2), {"values": [2**40]}], {}, "no 32-bit integer"),
        ("gatherGradient", [ones(1, 2), {"values": [3]}], {"extents": [3, 2]}, "0 to 2"),
        ("softmaxCrossEntropy", [ones(1, 3), {"values": [3]}], {}, "0 to 2"),
        ("softmaxCrossEntropyGradient", [ones(1, 3), {"values": [-1]}], {}, "0 to 2"),
        ("indices", [{"values": [1e30]}], {}, "reads the place"),
        ("maxPoolGradient", [{"values": [4], "shape": [1, 1, 1, 1]}, ones(1, 1, 1, 1)],
         {"window": WINDOW, "extents": [1, 1, 2, 2]}, "-1 to 3"),
        # Gradients of what cannot have been: every extent is held to the others.
        ("maxPoolGradient", [ones(1, 1, 9, 9), ones(1, 1, 9, 9)],
         {"window": WINDOW, "extents": [1, 1, 2, 2]}, "do not fit"),
        ("averagePoolGradient", [ones(1, 1, 9, 9)], {"window": WINDOW, "extents": [1, 1, 2, 2]}, "do not fit"),
        ("convolutionInputGradient", [ones(1, 1, 2, 2), ones(1, 1, 5, 5)],
         {"window": WINDOW, "extents": [1, 1, 2, 2]}, "do not fit"),
        ("convolutionWeightGradient", [ones(1, 1, 3, 3), ones(1, 1, 2, 2)],
         {"window": WINDOW, "extents": [1, 2, 2, 2]}, "do not fit"),
        ("convolution", [ones(1, 1, 2, 2), ones(1, 1, 3, 3)], {"window": WINDOW}, "do not fit"),
        ("sliceGradient", [ones(1, 2)], {"axis": 0, "from": 0, "to": 1, "extents": [3, 1]}, "do not fit"),
        ("layerNormGradient", [ones(2, 3), ones(3), ones(2), ones(1), ones(2, 3)], {}, "do not fit"),
        ("rmsNormGradient", [ones(2, 3), ones(3), ones(2), ones(2, 2)], {}, "do not fit"),
        ("batchNormGradient", [ones(2, 3), ones(3), ones(3), ones(3), ones(1)], {}, "do not fit"),
        ("attention", [ones(1, 2, 6)], {"heads": 4}, "do not fit"),
        ("attentionGradient", [ones(1, 2, 6), ones(1, 2, 2), ones(1, 1, 1), ones(1, 2, 2)], {}, "do not fit"),
        ("adamUpdate", [ones(2), ones(2), ones(1), ones(2)], {}, "do not fit"),
        ("expand", [ones(2)], {"to": 2**30}, "1073741824 elements"),
    ],
)  # fmt: skip
def test_tensors_that_do_not_fit_are_refused(
    call: Call, operator: str, inputs: list[Any], settings: dict[str, Any], words: str
) -> None:
    error = refused(call, "tensor.evaluate", operator=operator, inputs=inputs, settings=settings)
    assert error.code == 601
    assert words in error.message


def test_refusals_of_a_graph_name_the_node(call: Call) -> None:
    def graph(*nodes: dict[str, Any], outputs: list[str] | None = None, **inputs: Any) -> Any:
        described = {"nodes": list(nodes), "outputs": outputs or []}
        return refused(call, "tensor.evaluate", graph=described, **inputs)

    inputs = {"inputs": {"x": ones(2, 3), "row": {"values": [5]}}}
    assert '"second"' in graph(
        node("first", "relu", "x"), node("second", "product", "first", "first"), **inputs
    ).message
    # Places that the graph itself computes are held to their bounds, too.
    steps = [node("large", "shift", "row", amount="100"), node("place", "indices", "large")]
    assert '"picked"' in graph(*steps, node("picked", "gather", "x", "place"), **inputs).message
    assert '"add"' in graph(node("h", "relu", "x"), node("add", "accumulate", "h", "x"), **inputs).message
    assert '"add"' in graph(node("add", "accumulate", "x", "x"), **inputs).message
    assert '"h.1"' in graph(node("h", "relu", "x"), outputs=["h.1"], **inputs).message
    # A gradient through anything but a first output would be left out, so there is none.
    norm = {"x": ones(2, 3), "w": ones(3), "b": ones(3)}
    error = graph(node("norm", "layerNorm", "x", "w", "b"), node("mean", "relu", "norm.1"),
                  outputs=["mean"], inputs=norm, upstream=ones(2))  # fmt: skip
    assert '"norm"' in error.message


def test_too_much_is_refused_before_it_is_begun(call: Call) -> None:
    wide = {"operator": "expand", "inputs": [ones(2)], "settings": {"to": 2**28}}
    error = refused(call, "tensor.evaluate", **wide)
    assert (error.code, error.data["limit"]) == (108, "memoryBytesMax")
    many = [node("wide", "expand", "x", axis=1, to=2**15), node("tall", "expand", "x", to=2**15)]
    many.append(node("square", "product", "wide", "tall"))
    inputs = {"x": ones(2**12), "y": ones(2**12)}
    error = refused(call, "tensor.evaluate", graph={"nodes": many, "outputs": []}, inputs=inputs)
    assert (error.code, error.data["limit"]) == (108, "evaluationFlopsMax")


def test_results_count_as_often_as_they_are_asked_for(call: Call) -> None:
    wide = {"nodes": [node("wide", "expand", "x", to=2**22)], "outputs": ["wide"] * 256}
    error = refused(call, "tensor.evaluate", graph=wide, inputs={"x": ones(2)})
    assert (error.code, error.data["limit"]) == (108, "memoryBytesMax")


def test_no_gradient_is_made_of_values_that_were_changed_meanwhile(call: Call) -> None:
    nodes = [node("square", "square", "w"), node("step", "descentUpdate", "w", "g")]
    graph = {"nodes": nodes, "outputs": ["square"]}
    options = {"graph": graph, "inputs": {"w": ones(1), "g": ones(1)}}
    assert call("tensor.evaluate", step={"learningRate": "1"}, **options)["changed"]
    error = refused(call, "tensor.evaluate", upstream=ones(1), **options)
    assert error.code == 601 and '"w"' in error.message


def test_check_computes_nothing(call: Call) -> None:
    params = {"operator": "relu", "inputs": ["no such tensor"], "check": True}
    assert json.dumps(call.__self__.call_unchecked("tensor.evaluate", params)) == '{"checked": true}'
    wrong = refused_unchecked(call, {**params, "operator": "rellu"})
    assert (wrong.code, wrong.data["pointer"]) == (-32602, "/operator")
