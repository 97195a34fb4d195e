"""Random cases of products, elementwise operators, reductions, losses and places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy
import torch
from case import Case
from torch.nn import functional

UNARY = {
    "relu": torch.relu, "gelu": functional.gelu,
    "silu": functional.silu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "exp": torch.exp,
    "log": torch.log, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "square": torch.square,
}  # fmt: skip
POSITIVE = {"log", "sqrt", "rsqrt"}
# Whose gradients read what the function wrote, not what it read.
OF_OUTPUT = {"relu", "tanh", "sigmoid", "exp", "sqrt", "rsqrt"}
BINARY = {
    "add": torch.add, "subtract": torch.subtract, "multiply": torch.multiply,
    "divide": torch.divide,
}  # fmt: skip


class Shapes:
    """Random shapes and numbers; what is a sum is made of many, so that not all of them cancel."""

    def __init__(self, random: numpy.random.Generator) -> None:
        self.random = random

    def extent(self, most: int = 40) -> int:
        return int(self.random.integers(1, most + 1))

    def extents(self, rank: int, most: int = 12) -> list[int]:
        return [self.extent(most) for _ in range(rank)]

    def normal(self, *extents: int) -> numpy.ndarray:
        return numpy.asarray(self.random.standard_normal(extents), "f4")

    def positive(self, *extents: int) -> numpy.ndarray:
        return numpy.asarray(self.random.uniform(0.5, 2, extents), "f4")

    def places(self, bound: int, *extents: int) -> numpy.ndarray:
        return numpy.asarray(self.random.integers(0, bound, extents), "i4")


def products(s: Shapes) -> Iterator[Case]:
    m, k, n = s.extent(60) + 8, s.extent(200), s.extent(60) + 8
    others = ("product", "productTransposedLeft", "productTransposedRight")
    for lead in ([], s.extents(1, 3), s.extents(2, 2)):
        yield Case("product", [s.normal(*lead, m, k), s.normal(*lead, k, n)], torch.matmul,
                   gradients=others[1:])  # fmt: skip
        yield Case("productTransposedRight", [s.normal(*lead, m, k), s.normal(*lead, n, k)],
                   lambda a, b: a @ b.mT, gradients=others[:2])  # fmt: skip
        yield Case("productTransposedLeft", [s.normal(*lead, k, m), s.normal(*lead, k, n)],
                   lambda a, b: a.mT @ b, gradients=(others[0], others[2]))  # fmt: skip


def elementwise(s: Shapes) -> Iterator[Case]:
    extents = s.extents(3)
    for kind, function in UNARY.items():
        make = s.positive if kind in POSITIVE else s.normal
        x = make(*extents)
        yield Case(kind, [x], function, gradients=[f"{kind}Gradient"])
        y = torch.from_numpy(x.astype("f8")).requires_grad_()
        saved = function(y).detach().numpy().astype("f4") if kind in OF_OUTPUT else x

        def slope(_: Any, upstream: Any, y: Any = y, function: Any = function) -> Any:
            return torch.autograd.grad(function(y), y, upstream)[0]

        yield Case(f"{kind}Gradient", [saved, s.normal(*extents)], slope)
    yield Case("negate", [s.normal(*extents)], torch.negative, gradients=["negate"])
    yield Case("scale", [s.normal(*extents)], lambda x: x * 2.5, {"amount": "2.5"},
               gradients=["scale"])  # fmt: skip
    yield Case("shift", [s.normal(*extents)], lambda x: x + 2.5, {"amount": "2.5"},
               gradients=["shift"])  # fmt: skip
    yield Case("above", [s.normal(*extents)], lambda x: (x > 0.5).double(), {"amount": "0.5"})
    for kind, function in BINARY.items():
        for right in (extents, extents[1:], [extents[0], 1, extents[2]], []):
            pair = [s.positive(*extents), s.positive(*right)]
            yield Case(kind, pair, function, gradients=[kind])
            yield Case(kind, [pair[1], s.positive(*extents)], function, gradients=[kind])
    columns = extents[2]
    yield Case("addBias", [s.normal(*extents), s.normal(columns)], torch.add,
               gradients=["addBias", "columnSums"])  # fmt: skip
    condition = numpy.asarray(s.places(2, *extents), "f4")
    yield Case("where", [condition, s.normal(*extents), s.normal(*extents)],
               lambda c, a, b: torch.where(c != 0, a, b), differentiated=[1, 2],
               gradients=["where"])  # fmt: skip
    yield Case("accumulate", [s.normal(*extents), s.normal(*extents)], torch.add, changes=[0])
    many = [s.normal(*s.extents(2)) for _ in range(3)]
    yield Case("clipFactor", many, lambda *xs: torch.clamp(
        1 / torch.sqrt(sum(x.square().sum() for x in xs)), max=1), {"amount": "1"})  # fmt: skip


def reductions(s: Shapes) -> Iterator[Case]:
    extents = [s.extent(16) + 4, s.extent(150), s.extent(16) + 4]
    for axis in range(3):
        at = {"axis": axis}
        x = s.normal(*extents)
        yield Case("sum", [x], lambda x, a=axis: x.sum(a), at, gradients=["expand"])
        yield Case("mean", [x], lambda x, a=axis: x.mean(a), at, gradients=["spread"])
        yield Case("max", [x], lambda x, a=axis: x.max(a).values, at, gradients=["maxGradient"])
        times = s.extent(9)
        small = s.normal(*s.extents(2))
        repeat = {"axis": axis, "to": times}

        def expanded(x: Any, a: int = axis, n: int = times) -> Any:
            return x.unsqueeze(a).repeat_interleave(n, a)

        yield Case("expand", [small], expanded, repeat, gradients=["sum"])
        yield Case("spread", [small], lambda x, f=expanded, n=times: f(x) / n, repeat,
                   gradients=["mean"])  # fmt: skip
    yield Case("columnSums", [x[0]], lambda x: x.sum(0))
    for kind, function in (("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)):
        yield Case(kind, [3 * x], lambda x, f=function: f(x, -1), gradients=[f"{kind}Gradient"])
    rows, classes = s.extent(), s.extent() + 1
    pair = [s.normal(rows, classes), s.places(classes, rows)]
    yield Case("softmaxCrossEntropy", pair,
               lambda x, y: (functional.cross_entropy(x, y), torch.softmax(x, 1)),
               gradients=["softmaxCrossEntropyGradient"])  # fmt: skip
    yield Case("meanSquaredError", [s.normal(*extents), s.normal(*extents)],
               functional.mse_loss, gradients=["meanSquaredErrorGradient"])  # fmt: skip


def places(s: Shapes) -> Iterator[Case]:
    a, b, c = extents = [n + 1 for n in s.extents(3)]
    x = s.normal(*extents)
    yield Case("reshape", [x], lambda x: x.reshape(c, a * b), {"extents": [c, a * b]},
               gradients=["reshape"])  # fmt: skip
    order = [int(axis) for axis in s.random.permutation(3)]
    yield Case("permute", [x], lambda x: x.permute(order), {"extents": order},
               gradients=["permute"])  # fmt: skip
    part = {"axis": 1, "from": 1, "to": b}
    yield Case("slice", [x], lambda x: x[:, 1:], part, gradients=["slice", "sliceGradient"])
    yield Case("concatenate", [x, s.normal(a, s.extent(9), c), s.normal(a, 1, c)],
               lambda *xs: torch.cat(xs, 1), {"axis": 1}, gradients=["concatenate"])  # fmt: skip
    whole = numpy.asarray(s.places(1000, *extents), "f4")
    yield Case("indices", [whole], lambda x: x.detach(), differentiated=[])
    table, chosen = s.normal(a + 20, c), s.places(a + 20, *s.extents(2))
    yield Case("gather", [table, chosen], lambda t, i: t[i], gradients=["gatherGradient"])
