"""Random cases of normalisation, images, sequences and optimizers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy
import torch
from case import Case
from cases import Shapes
from torch.nn import functional


def normalisation(s: Shapes) -> Iterator[Case]:
    a, b, width = s.extent(9), s.extent(9), s.extent(200) + 8
    rows, weight, bias = s.normal(a, b, width), s.normal(width), s.normal(width)

    def layer(x: Any, w: Any, b: Any) -> Any:
        variance, mean = torch.var_mean(x, -1, correction=0)
        y = functional.layer_norm(x, [width], w, b, 1e-5)
        return y, mean, (variance + 1e-5).rsqrt()

    def root(x: Any, w: Any) -> Any:
        inverse = (x.square().mean(-1) + 1e-5).rsqrt()
        return x * inverse.unsqueeze(-1) * w, inverse

    yield Case("layerNorm", [rows, weight, bias], layer, gradients=["layerNormGradient"])
    yield Case("rmsNorm", [rows, weight], root, gradients=["rmsNormGradient"])
    count, channels = s.extent(8) + 4, s.extent(8)
    x = s.normal(count, channels, s.extent(8) + 2, s.extent(8) + 2)
    each = [s.normal(channels) for _ in range(3)] + [s.positive(channels)]

    def batch(x: Any, w: Any, b: Any, mean: Any, variance: Any) -> Any:
        means, variances = mean.detach().clone(), variance.detach().clone()
        y = functional.batch_norm(x, means, variances, w, b, True, 0.1, 1e-5)
        return y, means, variances

    yield Case("batchNorm", [x, *each], batch, {"amount": "0.1"}, differentiated=[0, 1, 2],
               changes=[3, 4], outputs=1, gradients=["batchNormGradient"])  # fmt: skip
    yield Case("batchNormInference", [x, *each],
               lambda x, w, b, m, v: functional.batch_norm(x, m, v, w, b, False, 0, 1e-5))  # fmt: skip


def images(s: Shapes) -> Iterator[Case]:
    for groups in (1, s.extent(3)):
        height, width, stride = s.extent(5), s.extent(5), s.extent(3)
        padding = int(s.random.integers(0, max(height, width)))
        inner, outer = s.extent(5), groups * s.extent(5)
        rows, columns = height + 4 + s.extent(9), width + 4 + s.extent(9)
        x = s.normal(s.extent(3) + 1, groups * inner, rows, columns)
        w, b = s.normal(outer, inner, height, width), s.normal(outer)
        window = {"height": height, "width": width, "stride": stride, "padding": padding}
        slopes = ["convolutionInputGradient", "convolutionWeightGradient", "channelSums"]
        for inputs in ([x, w, b], [x, w]):
            yield Case("convolution", inputs,
                       lambda *v, s=stride, p=padding, g=groups: functional.conv2d(
                           *v, stride=s, padding=p, groups=g),
                       {"window": window, "groups": groups},
                       gradients=slopes[: len(inputs)])  # fmt: skip
        padding = min(height, width) // 2
        window["padding"] = padding
        size = (height, width)
        yield Case("maxPool", [x], lambda x, k=size, s=stride, p=padding: functional.max_pool2d(
            x, k, s, p, return_indices=True), {"window": window},
            gradients=["maxPoolGradient"])  # fmt: skip
        yield Case("averagePool", [x], lambda x, k=size, s=stride, p=padding:
                   functional.avg_pool2d(x, k, s, p), {"window": window},
                   gradients=["averagePoolGradient"])  # fmt: skip
    even = s.normal(2, 3, 2 * s.extent(9), 2 * s.extent(9))
    two = {"window": {"height": 2, "width": 2, "stride": 2}}
    yield Case("maxPool", [even], lambda x: functional.max_pool2d(x, 2, return_indices=True), two,
               gradients=["maxPoolGradient"])  # fmt: skip
    yield Case("averagePool", [even], lambda x: functional.avg_pool2d(x, 2), two,
               gradients=["averagePoolGradient"])  # fmt: skip


def sequences(s: Shapes) -> Iterator[Case]:
    for causal in (True, False):
        heads, depth, length = s.extent(4), s.extent(24), s.extent(80)
        x = s.normal(s.extent(3), length, 3 * heads * depth)

        def attend(x: Any, h: int = heads, causal: bool = causal) -> Any:
            q, k, v = (part.unflatten(-1, (h, -1)).transpose(1, 2) for part in x.chunk(3, -1))
            y = functional.scaled_dot_product_attention(q, k, v, is_causal=causal)
            return y.transpose(1, 2).flatten(-2)

        yield Case("attention", [x], attend, {"heads": heads, "causal": causal},
                   gradients=["attentionGradient"])  # fmt: skip


def optimizers(s: Shapes) -> Iterator[Case]:
    extents = s.extents(2)
    w, g, m = (s.normal(*extents) for _ in range(3))
    v = s.positive(*extents)
    step = {"learningRate": "0.05", "momentum": "0.9", "weightDecay": "0.01"}
    adam = {**step, "secondDecay": "0.999", "epsilon": "0.00000001", "step": 6}
    plain = {"lr": 0.05, "weight_decay": 0.01}

    def stepped(optimizer: Any, state: list[str], count: int) -> Any:
        def reference(w: Any, *others: Any) -> Any:
            w = w.detach().clone().requires_grad_()
            w.grad = others[-1].detach()
            made = optimizer([w])
            if state:
                made.state[w] = dict(zip(state, [x.detach().clone() for x in others]))
                made.state[w].update({"step": torch.tensor(float(count))} if count else {})
            made.step()
            return [w, *(made.state[w][name] for name in state)]

        return reference

    def sgd(**more: Any) -> Any:
        return lambda parameters: torch.optim.SGD(parameters, **plain, **more)

    def case(kind: str, inputs: list[numpy.ndarray], make: Any, names: list[str]) -> Case:
        is_adam = kind.startswith("adam")
        return Case(kind, inputs, stepped(make, names, 6 * is_adam), step=adam if is_adam else step,
                    changes=range(len(inputs) - 1))  # fmt: skip

    yield case("descentUpdate", [w, g], sgd(), [])
    yield case("momentumUpdate", [w, m, g], sgd(momentum=0.9), ["momentum_buffer"])
    yield case("nesterovUpdate", [w, m, g], sgd(momentum=0.9, nesterov=True), ["momentum_buffer"])
    names = ["exp_avg", "exp_avg_sq"]
    for kind, make in (("adamUpdate", torch.optim.Adam), ("adamWUpdate", torch.optim.AdamW)):
        yield case(kind, [w, m, v, g],
                   lambda p, make=make: make(p, betas=(0.9, 0.999), eps=1e-8, **plain),
                   names)  # fmt: skip
