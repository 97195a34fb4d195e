"""Operators beside numpy in double precision; `make operators` has all of them beside PyTorch."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy
import pytest
from host_process import HostProcess

Call = Any
SEED = 20
# An error is the largest difference, relative to the largest element of the reference.
BOUND = 2e-6


@pytest.fixture(scope="module")
def call(host: HostProcess) -> Any:
    return host.connect().call


def softmax(x: Any) -> Any:
    powers = numpy.exp(x - x.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def layer_norm(x: Any, weight: Any, bias: Any) -> Any:
    deviation = numpy.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return (x - x.mean(-1, keepdims=True)) / deviation * weight + bias


def rms_norm(x: Any, weight: Any) -> Any:
    return x / numpy.sqrt((x**2).mean(-1, keepdims=True) + 1e-5) * weight


def batch_norm(x: Any, weight: Any, bias: Any, mean: Any, variance: Any) -> Any:
    shape = (1, -1, 1)
    scaled = (x - mean.reshape(shape)) / numpy.sqrt(variance.reshape(shape) + 1e-5)
    return scaled * weight.reshape(shape) + bias.reshape(shape)


def convolution(x: Any, weights: Any) -> Any:
    """A window of 3 x 2, a stride of 2 and a padding of 1, in two groups, by plain loops."""
    padded = numpy.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    rows, columns = (padded.shape[2] - 3) // 2 + 1, (padded.shape[3] - 2) // 2 + 1
    out = numpy.zeros((x.shape[0], weights.shape[0], rows, columns))
    each = weights.shape[1]
    for sample, output, row, column in numpy.ndindex(out.shape):
        first = output // (weights.shape[0] // 2) * each
        window = padded[sample, first : first + each, 2 * row : 2 * row + 3,
                        2 * column : 2 * column + 2]  # fmt: skip
        out[sample, output, row, column] = (window * weights[output]).sum()
    return out


AXIS = {"axis": 1}
WINDOW = {"height": 3, "width": 2, "stride": 2, "padding": 1}
# An operator, the extents of its inputs, numpy's way, and the settings.
CASES: list[tuple[str, list[list[int]], Callable[..., Any], dict[str, Any]]] = [
    ("product", [[2, 31, 17], [2, 17, 33]], numpy.matmul, {}),
    ("productTransposedRight", [[31, 17], [33, 17]], lambda a, b: a @ b.T, {}),
    ("productTransposedLeft", [[17, 31], [17, 33]], lambda a, b: a.T @ b, {}),
    ("add", [[3, 4, 5], [4, 1]], numpy.add, {}),
    ("subtract", [[4, 1], [3, 4, 5]], numpy.subtract, {}),
    ("multiply", [[3, 4, 5], [5]], numpy.multiply, {}),
    ("divide", [[3, 4, 5], []], numpy.divide, {}),
    ("scale", [[40]], lambda x: x * 0.3, {"amount": "0.3"}),
    ("shift", [[40]], lambda x: x + 0.3, {"amount": "0.3"}),
    ("relu", [[40]], lambda x: numpy.maximum(x, 0), {}),
    ("silu", [[40]], lambda x: x / (1 + numpy.exp(-x)), {}),
    ("tanh", [[40]], numpy.tanh, {}),
    ("sigmoid", [[40]], lambda x: 1 / (1 + numpy.exp(-x)), {}),
    ("gelu", [[40]], lambda x: x / 2 * (1 + numpy.vectorize(math.erf)(x / 2**0.5)), {}),
    ("exp", [[40]], numpy.exp, {}),
    ("square", [[40]], numpy.square, {}),
    ("sum", [[3, 400, 5]], lambda x: x.sum(1), AXIS),
    ("mean", [[3, 400, 5]], lambda x: x.mean(1), AXIS),
    ("max", [[3, 400, 5]], lambda x: x.max(1), AXIS),
    ("columnSums", [[90, 7]], lambda x: x.sum(0), {}),
    ("softmax", [[5, 90]], softmax, {}),
    ("logSoftmax", [[5, 90]], lambda x: numpy.log(softmax(x)), {}),
    ("layerNorm", [[4, 6, 50], [50], [50]], layer_norm, {}),
    ("rmsNorm", [[4, 6, 50], [50]], rms_norm, {}),
    ("batchNormInference", [[6, 3, 7], [3], [3], [3], [3]],
     lambda x, w, b, m, v: batch_norm(x, w, b, m, v), {}),
    ("convolution", [[2, 4, 8, 7], [6, 2, 3, 2]], convolution, {"window": WINDOW, "groups": 2}),
    ("permute", [[3, 4, 5]], lambda x: x.transpose(2, 0, 1), {"extents": [2, 0, 1]}),
    ("slice", [[3, 9, 5]], lambda x: x[:, 2:7], {"axis": 1, "from": 2, "to": 7}),
    ("concatenate", [[3, 1], [3, 4]], lambda *xs: numpy.concatenate(xs, 1), AXIS),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "extents", "reference", "settings"), CASES,
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_an_operator_is_numpy_s(
    call: Call,
    kind: str,
    extents: list[list[int]],
    reference: Callable[..., Any],
    settings: dict[str, Any],
) -> None:
    random = numpy.random.default_rng(SEED)
    arrays = [numpy.asarray(random.uniform(-2, 2, shape), "f4") for shape in extents]
    if kind in ("divide", "batchNormInference"):
        arrays[-1] = abs(arrays[-1]) + numpy.float32(0.5)
    inputs = [{"values": x.ravel().tolist(), "shape": list(x.shape)} for x in arrays]
    output = call("tensor.evaluate", operator=kind, inputs=inputs, settings=settings)["outputs"][0]
    wanted = reference(*[array.astype("f8") for array in arrays])
    assert tuple(output["shape"]) == wanted.shape
    got = numpy.array(output["values"]).reshape(wanted.shape)
    assert abs(got - wanted).max() <= BOUND * abs(wanted).max()


def test_gradients_are_slopes_of_numpy_s_functions(call: Call) -> None:
    """The slope along a random direction: central differences in double precision."""
    random = numpy.random.default_rng(SEED)
    for kind, extents, reference, settings in CASES:
        if kind in ("relu", "max", "columnSums", "batchNormInference"):
            continue  # not smooth, or without a gradient of its own
        arrays = [numpy.asarray(random.uniform(0.5, 2, shape), "f4") for shape in extents]
        wide = [array.astype("f8") for array in arrays]
        upstream = numpy.asarray(random.uniform(-1, 1, reference(*wide).shape), "f4")
        inputs = [{"values": x.ravel().tolist(), "shape": list(x.shape)} for x in [*arrays, upstream]]
        answer = call("tensor.evaluate", operator=kind, inputs=inputs[:-1], settings=settings,
                      upstream=inputs[-1])  # fmt: skip
        assert len(answer["gradients"]) == len(arrays), kind
        for index, gradient in enumerate(answer["gradients"]):
            direction = random.standard_normal(wide[index].shape)
            ends = [
                (reference(*wide[:index], wide[index] + sign * 1e-5 * direction,
                           *wide[index + 1 :]) * upstream).sum()
                for sign in (1, -1)
            ]  # fmt: skip
            terms = numpy.array(gradient["values"]) * direction.ravel()
            slope = (ends[0] - ends[1]) / 2e-5
            assert abs(terms.sum() - slope) <= 1e-5 * abs(terms).sum() + 1e-6, (kind, index)
