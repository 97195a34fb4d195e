"""One operator on some tensors, with what PyTorch makes of them in double precision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
import torch

# From the inputs, in double precision or as places, to the outputs.
Reference = Callable[..., Any]


@dataclass
class Case:
    """An operator, its inputs, and a reference."""

    kind: str
    inputs: list[numpy.ndarray]
    reference: Reference
    settings: dict[str, Any] = field(default_factory=dict)
    step: dict[str, Any] = field(default_factory=dict)
    #: Inputs by which there is a gradient; all of floats when nothing is said.
    differentiated: Sequence[int] | None = None
    #: The inputs that are changed in place, and are what the reference gives.
    changes: Sequence[int] = ()
    #: How many outputs come before those changed.
    outputs: int | None = None
    #: Operators that compute the gradients.
    gradients: Sequence[str] = ()


def given(array: numpy.ndarray) -> dict[str, Any]:
    """A tensor as JSON."""
    return {"values": array.ravel().tolist(), "shape": list(array.shape)}


def tensor(array: numpy.ndarray) -> torch.Tensor:
    """A tensor of PyTorch: floats in double precision, places as they are."""
    wide = array.astype("f8" if array.dtype.kind == "f" else "i8")
    return torch.from_numpy(wide)


def numbers(client: Any, answer: dict[str, Any]) -> numpy.ndarray:
    """A tensor of an answer, or of the blob that it was stored as; all numbers must be finite."""
    values = answer["values"]
    if values is None:
        values = client.tensor.get(answer["blob"])["values"]
    return numpy.array(values, "f8").reshape(answer["shape"])


def error(got: numpy.ndarray, wanted: torch.Tensor) -> float:
    """The largest error, relative to the largest element of the reference."""
    reference = wanted.detach().double().numpy()
    assert got.shape == reference.shape, f"{got.shape} instead of {reference.shape}"
    if not reference.size:
        return 0
    largest = float(abs(reference).max())
    return float(abs(got - reference).max()) / (largest or 1.0)


def worst(case: Case, client: Any, random: numpy.random.Generator) -> dict[str, float]:
    """The worst errors of a case: of the operator, and of those that compute its gradients."""
    inputs = [tensor(array) for array in case.inputs]
    wanted = [i for i, array in enumerate(case.inputs) if array.dtype.kind == "f"]
    if case.differentiated is not None:
        wanted = list(case.differentiated)
    for index in wanted:
        inputs[index].requires_grad_(bool(case.gradients))
    reference = case.reference(*inputs)
    outputs = [reference] if isinstance(reference, torch.Tensor) else list(reference)
    options: dict[str, Any] = {"settings": case.settings} if case.settings else {}
    options.update({"step": case.step} if case.step else {})
    upstream = None
    if case.gradients:
        # All of one sign: gradients that are sums would cancel, and their errors be large for that.
        upstream = numpy.asarray(random.uniform(0.5, 2, outputs[0].shape), "f4")
        options["upstream"] = given(upstream)
    given_inputs = [given(array) for array in case.inputs]
    answer = client.tensor.evaluate(given_inputs, operator=case.kind, **options)
    got = [numbers(client, value) for value in answer["outputs"]][: case.outputs]
    got += [numbers(client, value) for value in answer["changed"]]
    assert len(answer["changed"]) == len(case.changes), case.kind
    assert len(got) >= len(outputs), case.kind
    errors = {case.kind: max(error(*pair) for pair in zip(got, outputs))}
    if upstream is not None:
        outputs[0].backward(tensor(upstream))
        found = {value["name"]: numbers(client, value) for value in answer["gradients"]}
        assert set(found) == {f"input{index}" for index in wanted}, f"{case.kind}: {set(found)}"
        slopes = max(error(found[f"input{i}"], inputs[i].grad) for i in wanted)
        for kind in case.gradients:
            errors[kind] = max(errors.get(kind, 0.0), slopes)
    return errors
