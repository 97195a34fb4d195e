#!/usr/bin/env python3
"""Trains with numpy instead of the built-in trainer: an executor in another language.

    pip install pyln-client numpy
    assay serve --plugin plugins/numpy-executor/numpy-executor.py
    assay call solver.train task=... executor=numpy-executor

Its sums run in another order than the built-in trainer's, so it is for tolerant tasks. It answers one
call of the host, `executor.run`; docs/process-plugins.md has its parameters.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from pyln.client import Plugin

TYPES = {"F32": np.float32, "I64": np.int64}
Tensors = dict[str, np.ndarray]


class ExecutorPlugin(Plugin):
    """A plugin whose manifest says, besides what pyln-client knows of, that it is an executor."""

    def _getmanifest(self, **kwargs: Any) -> dict[str, Any]:
        manifest = super()._getmanifest(**kwargs)
        methods = [m for m in manifest["rpcmethods"] if m["name"] != "executor.run"]
        return {**manifest, "rpcmethods": methods, "assay": {"executor": {"deadlineSeconds": 60}}}


plugin = ExecutorPlugin()


@plugin.method("executor.run")
def run(specification: dict, batches: list, output: str, plugin: Plugin, **work: Any) -> dict:
    state = read_tensors(work["checkpoint"])
    data = read_tensors(work["dataset"])
    features = data["features"].reshape(len(data["labels"]), -1)
    layers = specification["model"].get("layers")
    if layers is None:
        raise ValueError("numpy-executor trains models of layers, not explicit graphs")
    settings = specification["optimizer"]["sgd"]
    rate, momentum = np.float32(settings["learningRate"]), np.float32(settings["momentum"])
    losses = []
    for batch in batches:
        loss, gradients = differentiate(state, layers, features[batch], data["labels"][batch])
        losses.append(loss)
        for name, gradient in gradients.items():
            velocity = momentum * state["momentum." + name] + gradient
            state["momentum." + name] = velocity
            state[name] = state[name] - rate * velocity
    state["step"] = np.array([work["to"]], np.int64)
    write_tensors(output, state)
    return {"checkpoint": output, "loss": float(np.mean(losses))}


def differentiate(
    state: Tensors, layers: list, inputs: np.ndarray, labels: np.ndarray
) -> tuple[float, Tensors]:
    """The mean cross-entropy of a batch, and its gradients by the parameters' names."""
    values = [inputs]
    for index, layer in enumerate(layers):
        if "linear" in layer:
            weight, bias = state[f"layers.{index}.weight"], state[f"layers.{index}.bias"]
            values.append(values[-1] @ weight.T + bias)
        else:
            values.append(np.maximum(values[-1], 0))
    scores = values[-1] - values[-1].max(axis=1, keepdims=True)
    shares = np.exp(scores)
    shares /= shares.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.log(shares[rows, labels]).mean()
    delta = shares
    delta[rows, labels] -= 1
    delta /= len(labels)
    gradients = {}
    for index in reversed(range(len(layers))):
        if "linear" in layers[index]:
            gradients[f"layers.{index}.weight"] = delta.T @ values[index]
            gradients[f"layers.{index}.bias"] = delta.sum(axis=0)
            delta = delta @ state[f"layers.{index}.weight"]
        else:
            delta = delta * (values[index] > 0)
    return float(loss), gradients


def read_tensors(path: str) -> Tensors:
    """A .safetensors file: the length of a header, the header, and the numbers."""
    content = Path(path).read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    return {
        name: np.frombuffer(content, TYPES[entry["dtype"]], offset=start + entry["data_offsets"][0],
                            count=int(np.prod(entry["shape"]))).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }  # fmt: skip


def write_tensors(path: str, tensors: Tensors) -> None:
    header, parts, offset = {}, [], 0
    for name, tensor in tensors.items():
        kind = next(kind for kind, dtype in TYPES.items() if tensor.dtype == dtype)
        parts.append(np.ascontiguousarray(tensor).tobytes())
        end = offset + len(parts[-1])
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + b"".join(parts))


if __name__ == "__main__":
    plugin.run()
