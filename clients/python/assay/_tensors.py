"""Tensors as files, read in place: .safetensors written, .safetensors and .npy read.

Whatever offers Python's buffers can be written: numpy's arrays, array.array, memoryview. What is
read lies in the file's pages until somebody looks at it.
"""

from __future__ import annotations

import ast
import json
import mmap
import os
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from ._failures import AssayError

if TYPE_CHECKING:
    import numpy
    import numpy.typing

# Element types of .safetensors with the formats of Python's buffers and of numpy.
FORMATS = {
    "F64": "d", "F32": "f", "F16": "e", "I64": "q", "I32": "i", "I16": "h", "I8": "b",
    "U64": "Q", "U32": "I", "U16": "H", "U8": "B", "BOOL": "?",
}  # fmt: skip
TYPES = {**{code: name for name, code in FORMATS.items()}, "l": "I64", "L": "U64"}
HEADER_ALIGNMENT = 8


class TensorError(AssayError, ValueError):
    """An array that cannot be written, or a file that holds no tensors."""


@dataclass(frozen=True)
class Tensor:
    """A tensor in a file; `numpy()` gives it as an array without copying."""

    name: str
    type: str
    shape: tuple[int, ...]
    data: memoryview
    is_column_major: bool = False

    def numpy(self) -> numpy.typing.NDArray[Any]:
        """The tensor as a read-only array on the file's own pages."""
        import numpy

        if self.type not in FORMATS:
            raise TensorError(f"numpy has no elements of type {self.type}")
        flat = numpy.frombuffer(self.data, numpy.dtype(FORMATS[self.type]).newbyteorder("<"))
        return flat.reshape(self.shape, order="F" if self.is_column_major else "C")


@contextmanager
def file_of(arrays: Mapping[str, Any]) -> Iterator[str]:
    """The path of a .safetensors file with these arrays, for as long as it is needed."""
    descriptor, path = tempfile.mkstemp(suffix=".safetensors")
    try:
        with open(descriptor, "wb") as file:
            _write(file, {name: _view(name, array) for name, array in arrays.items()})
        yield path
    finally:
        os.unlink(path)


def read(path: str) -> dict[str, Tensor]:
    """The tensors of a .safetensors or .npy file, by name; the file is mapped, not read."""
    with open(path, "rb") as file:
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    view = memoryview(mapping)
    try:
        return _npy(view) if bytes(view[:6]) == b"\x93NUMPY" else _safetensors(view)
    except (ValueError, KeyError, TypeError, SyntaxError, struct.error) as error:
        raise TensorError(f"{path} holds no tensors: {error}") from error


def _view(name: str, array: Any) -> memoryview:
    view = memoryview(array)
    code = view.format.lstrip("@=<") if sys.byteorder == "little" else view.format
    if code not in TYPES or view.format.startswith((">", "!")):
        raise TensorError(f"{name}: elements of format {view.format} cannot be stored")
    return view


def _write(file: IO[bytes], views: Mapping[str, memoryview]) -> None:
    header: dict[str, Any] = {}
    offset = 0
    for name, view in views.items():
        header[name] = {
            "dtype": TYPES[view.format.lstrip("@=<")],
            "shape": list(view.shape or ()),
            "data_offsets": [offset, offset + view.nbytes],
        }
        offset += view.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % HEADER_ALIGNMENT)
    file.write(struct.pack("<Q", len(text)))
    file.write(text)
    for view in views.values():
        # Only what does not lie in order anyway is copied.
        file.write(view if view.c_contiguous else view.tobytes())


def _safetensors(view: memoryview) -> dict[str, Tensor]:
    (length,) = struct.unpack("<Q", view[:8])
    header = json.loads(bytes(view[8 : 8 + length]))
    body = view[8 + length :]
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        tensors[name] = Tensor(name, entry["dtype"], tuple(entry["shape"]), body[start:end])
    return tensors


def _npy(view: memoryview) -> dict[str, Tensor]:
    wide = view[6] > 1
    start = 12 if wide else 10
    (length,) = struct.unpack("<I" if wide else "<H", view[8:start])
    header = ast.literal_eval(bytes(view[start : start + length]).decode())
    order, kind, size = header["descr"][0], header["descr"][1], int(header["descr"][2:])
    letter = {"f": "F", "i": "I", "u": "U", "b": "BOOL"}[kind]
    if order == ">":
        raise ValueError("the bytes are in big-endian order")
    name = letter if letter == "BOOL" else f"{letter}{8 * size}"
    data = view[start + length :]
    return {"array": Tensor("array", name, header["shape"], data, header["fortran_order"])}
