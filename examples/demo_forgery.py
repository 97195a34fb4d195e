"""What cheaters do, outside of the host: checkpoints of a run that never was, and a lying update.

Both work on .safetensors files: eight bytes with the length of a JSON header, the header, which
gives each tensor's type and place, and the little-endian numbers.
"""

from __future__ import annotations

import json
import sys
from array import array
from dataclasses import dataclass
from pathlib import Path

from assay import Client

ARRAY_TYPES = {"F32": "f", "I64": "q"}


@dataclass
class TensorFile:
    """A .safetensors file: the bytes up to the numbers, and the numbers by tensor."""

    head: bytes
    tensors: dict[str, array]

    @classmethod
    def read(cls, client: Client, blob: str) -> TensorFile:
        """Reads a blob of the host from the file in which it is stored."""
        content = Path(client.blob.info(blob=blob)["path"]).read_bytes()
        end = 8 + int.from_bytes(content[:8], "little")
        header = json.loads(content[8:end])
        header.pop("__metadata__", None)
        tensors = {}
        for name, entry in header.items():
            first, last = entry["data_offsets"]
            numbers = array(ARRAY_TYPES[entry["dtype"]])
            numbers.frombytes(content[end + first : end + last])
            tensors[name] = little_endian(numbers)
        order = sorted(tensors, key=lambda name: header[name]["data_offsets"])
        return cls(content[:end], {name: tensors[name] for name in order})

    def put(self, client: Client, directory: Path) -> str:
        """Uploads the file and answers its blob."""
        path = directory / "forged.safetensors"
        numbers = (little_endian(tensor).tobytes() for tensor in self.tensors.values())
        path.write_bytes(self.head + b"".join(numbers))
        return client.blob.put(path=str(path))["blob"]


def forge_checkpoints(
    client: Client, directory: Path, ends: tuple[str, str], steps: int, interval: int
) -> list[str]:
    """A run that never was: real first and last checkpoints, and straight lines between them."""
    first, last = (TensorFile.read(client, blob) for blob in ends)
    boundaries = [*range(0, steps, interval), steps]
    blobs = [ends[0]]
    for step in boundaries[1:]:
        tensors = {
            name: between(numbers, last.tensors[name], step / steps)
            if numbers.typecode == "f"
            else array("q", [step] * len(numbers))  # the step counter
            for name, numbers in first.tensors.items()
        }
        blobs.append(TensorFile(first.head, tensors).put(client, directory))
    return blobs


def forge_update(client: Client, directory: Path, update: str, factor: float) -> str:
    """A lie about a block of samples: the honest update, many times over and backwards."""
    honest = TensorFile.read(client, update)
    tensors = {
        name: array("f", [factor * number for number in numbers])
        if numbers.typecode == "f"
        else numbers
        for name, numbers in honest.tensors.items()
    }
    return TensorFile(honest.head, tensors).put(client, directory)


def between(first: array, last: array, share: float) -> array:
    return array("f", [a + share * (b - a) for a, b in zip(first, last, strict=True)])


def little_endian(numbers: array) -> array:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
