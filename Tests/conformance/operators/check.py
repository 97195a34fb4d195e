"""Every operator and every gradient beside PyTorch in double precision, over random shapes.

    ASSAY=.build/release/assay check.py [SEED]

Calls `tensor.evaluate` of a host of its own. An error is the largest difference of a tensor's
elements, relative to the largest element of the reference. Ends with 1 where one is above the
operator's bound. `dropout` has random numbers of its own, which no peer draws: what is kept must be
enlarged, about as much as is said must be dropped, and the gradient must drop the same.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cases
import layers
import numpy
from case import given, numbers, worst

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "clients/python"))

import assay  # noqa: E402

ROUNDS = 8
# Half a unit in the last place is 6e-8 of a number. A few roundings:
BOUND = 5e-7
# Long sums, products and what divides by them: roundings add up, and terms cancel.
SUMS = 4e-6
BOUNDS = {
    kind: SUMS
    for kind in (
        "product", "productTransposedLeft", "productTransposedRight", "sum", "mean", "columnSums",
        "channelSums", "softmaxGradient", "logSoftmaxGradient", "layerNormGradient",
        "rmsNormGradient", "batchNormGradient", "convolution", "convolutionInputGradient",
        "convolutionWeightGradient", "attention", "attentionGradient", "gatherGradient",
        "averagePoolGradient",
    )
}  # fmt: skip
# The elements are exactly those of the input, or are rounded once.
EXACT = {
    "reshape", "permute", "slice", "sliceGradient", "concatenate", "indices", "gather", "above",
    "where", "negate", "relu", "reluGradient", "max", "maxGradient", "expand",
}  # fmt: skip
FAMILIES = [
    cases.products, cases.elementwise, cases.reductions, cases.places, layers.normalisation,
    layers.images, layers.sequences, layers.optimizers,
]  # fmt: skip


def operators() -> set[str]:
    """The names of all operators, from the table."""
    text = (ROOT / "Sources/Graphs/Operators/OperatorKind.swift").read_text()
    lines = re.findall(r"^    case (.*)$", text, re.MULTILINE)
    return {name.strip(" `") for line in lines for name in line.split(",")}


def dropout(client: Any, random: numpy.random.Generator) -> float:
    """The error of what dropout keeps."""
    x = numpy.asarray(random.uniform(0.5, 2, 20_000), "f4")
    answer = client.tensor.evaluate([given(x)], operator="dropout", settings={"amount": "0.25"},
                                    step={"dropoutSeed": 7}, upstream=given(x))  # fmt: skip
    y, slope = (numbers(client, answer[role][0]) for role in ("outputs", "gradients"))
    kept = y != 0
    assert abs(kept.mean() - 0.75) < 0.02, "a quarter is dropped"
    assert (y == slope).all(), "the gradient drops the same"
    return float(abs(y - x / 0.75)[kept].max()) / 2


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else time.time_ns() % 1_000_000
    print(f"seed {seed}", flush=True)
    random = numpy.random.default_rng(seed)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="assay-") as home, assay.spawn(home=home) as client:
        for _ in range(ROUNDS):
            for family in FAMILIES:
                for case in family(cases.Shapes(random)):
                    for kind, error in worst(case, client, random).items():
                        found[kind] = max(found.get(kind, 0.0), error)
        found["dropout"] = dropout(client, random)
    wrong = 0
    for kind in sorted(operators() | set(found)):
        error = found.get(kind)
        bound = 0.0 if kind in EXACT else BOUNDS.get(kind, BOUND)
        good = error is not None and error <= bound
        wrong += not good
        told = "not tried" if error is None else f"{error:.1e}"
        print(f"{kind:28} {told:>10}  bound {bound:.0e}{'' if good else '  WRONG'}")
    print(f"{len(found)} operators, {wrong} wrong; seed {seed}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
