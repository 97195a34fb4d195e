"""Arrays as numpy and safetensors write and read them, beside what the host does."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy
import pytest
import safetensors.numpy
from wire import RefusedCall

ARRAYS = {
    "F32": numpy.array([[0.1, -0.0, 1e-45], [3.5, -1e30, 1 / 3]], "<f4"),
    "F64": numpy.array([0.1, -2.5e30], "<f8"),
    "I32": numpy.array([-(2**31), 2**31 - 1], "<i4"),
    "I64": numpy.array([[-(2**63)], [2**63 - 1]], "<i8"),
    "U8": numpy.array([0, 255, 7], "u1"),
    "scalar": numpy.array(2.5, "<f4"),
    "empty": numpy.zeros((0, 3), "<f4"),
}  # fmt: skip
LONG = numpy.arange(70_000, dtype="<f4")


def refused(call: Call, method: str, **params: Any) -> RefusedCall:
    with pytest.raises(RefusedCall) as refusal:
        call(method, **params)
    return refusal.value


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    numpy.save(file, array)
    return file.getvalue()


def equal(left: Any, right: Any) -> bool:
    return (left.dtype, left.shape, left.tobytes()) == (right.dtype, right.shape, right.tobytes())


def written(directory: Path, suffix: str, arrays: dict[str, Any]) -> Path:
    path = directory / f"numpy{suffix}"
    if suffix == ".npz":
        numpy.savez(path, **arrays)
    elif suffix == ".packed.npz":
        numpy.savez_compressed(path, **arrays)
    elif suffix == ".safetensors":
        safetensors.numpy.save_file(arrays, path)
    else:
        path.write_bytes(npy(next(iter(arrays.values()))))
    return path


def read(path: Path) -> dict[str, Any]:
    if path.suffix == ".safetensors":
        return safetensors.numpy.load_file(path)
    if path.suffix == ".npz":
        with numpy.load(path, allow_pickle=False) as arrays:
            return dict(arrays)
    return {"": numpy.load(path, allow_pickle=False)}
