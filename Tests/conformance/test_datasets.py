"""Data files of all kinds, honest and not, become data sets or are refused; the host lives on."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy
import pytest
import safetensors.numpy
from conftest import StartHost
from wire import RefusedCall

MEBIBYTE = 1 << 20


def refused(call: Any, method: str, **params: Any) -> RefusedCall:
    with pytest.raises(RefusedCall) as refusal:
        call(method, **params)
    return refusal.value


def test_images_without_samples_but_of_endless_size_are_refused(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    call = host.connect().call
    images, labels = tmp_path / "images-ubyte", tmp_path / "labels-ubyte"
    images.write_bytes(struct.pack(">4B4I", 0, 0, 8, 4, 0, *[0xFFFFFFFF] * 3))
    labels.write_bytes(struct.pack(">4BI", 0, 0, 8, 1, 0))
    error = refused(call, "dataset.register", path=str(images), labels=str(labels))
    assert error.code == 207
    call("host.ping")


def test_a_small_file_of_many_lines_does_not_fill_memory(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    call = host.connect().call
    path = tmp_path / "lines.csv.gz"
    before = peak_bytes(host.process.pid)
    # 64 MiB of line ends, then one of commas.
    for content in (b"\n", b","):
        path.write_bytes(gzip.compress(content * (64 * MEBIBYTE), compresslevel=1))
        assert refused(call, "dataset.register", path=str(path)).code == 207
    assert peak_bytes(host.process.pid) - before < 400 * MEBIBYTE


def test_a_short_last_block_takes_no_memory_besides_that_of_the_others(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    call = host.connect().call
    numpy.save(tmp_path / "features.npy", numpy.ones((511, 4), "<f4"))
    numpy.save(tmp_path / "labels.npy", numpy.arange(511, dtype="u1") % 2)
    data = call("dataset.register", path=str(tmp_path / "features.npy"),
                labels=str(tmp_path / "labels.npy"))["train"]["blob"]  # fmt: skip
    layers = [{"linear": 50_000}, {"relu": {}}, {"linear": 2}]
    model = {"input": 4, "layers": layers, "loss": "crossEntropy"}
    start = call("model.create", model=model)["parameters"]
    begin = peak_bytes(host.process.pid)
    peaks = []
    for count in (256, 511):
        call("model.gradient", model=model, dataset=data, parameters=start,
             samples=list(range(count)))  # fmt: skip
        peaks.append(peak_bytes(host.process.pid) - begin)
    assert peaks[1] < 1.5 * peaks[0]


def test_the_columns_of_a_file_are_the_caller_s_to_say(
    start_host: StartHost, tmp_path: Path
) -> None:
    call = start_host().connect().call
    plain = register(call, tmp_path, "1,2,0\n3,4,1\n")
    assert (plain["samples"], plain["features"], plain["classes"]) == (2, 2, 2)
    assert register(call, tmp_path, "a,b,c\n1,2,0\n3,4,1\n", header=True) == plain
    assert register(call, tmp_path, "0,1,2\n1,3,4\n", labelColumn=0) == plain
    assert register(call, tmp_path, "1,0,2\n3,1,4\n", labelColumn=-2) == plain

    path = tmp_path / "data.csv"
    path.write_text("a,b,c\n1,2,0\n")
    error = refused(call, "dataset.register", path=str(path))
    assert error.code == 207
    assert "header" in error.message
    # There are three.
    error = refused(call, "dataset.register", path=str(path), header=True, labelColumn=3)
    assert error.code == 207
    for name, value in (("header", True), ("labelColumn", 0)):
        error = refused(call, "dataset.register", path=str(path), format="npy", **{name: value})
        assert (error.code, error.data["pointer"]) == (-32602, f"/{name}")


def test_two_arrays_of_one_file_are_the_same_data_set_as_a_table(
    start_host: StartHost, tmp_path: Path
) -> None:
    call = start_host().connect().call
    plain = register(call, tmp_path, "1,2,0\n3,4,1\n")
    features, labels = numpy.array([[1, 2], [3, 4]], "<f4"), numpy.array([0, 1], "u1")
    npz, packed = tmp_path / "data.npz", tmp_path / "packed.npz"
    numpy.savez(npz, features=features, labels=labels)
    numpy.savez_compressed(packed, x_train=features, y_train=labels, more=labels)
    tensors = tmp_path / "data.safetensors"
    safetensors.numpy.save_file({"features": features, "labels": labels}, tensors)
    for path in (npz, tensors):
        assert call("dataset.register", path=str(path))["train"] == plain
    names = {"featuresEntry": "x_train", "labelsEntry": "y_train"}
    assert call("dataset.register", path=str(packed), **names)["train"] == plain
    again = call("dataset.register", path=str(npz), scale=2)["train"]
    assert again["blob"] != plain["blob"]

    error = refused(call, "dataset.register", path=str(packed))
    assert error.code == 207
    assert "x_train" in error.message
    error = refused(call, "dataset.register", path=str(npz), labels=str(npz))
    assert (error.code, error.data["pointer"]) == (-32602, "/labels")
    error = refused(call, "dataset.register", path=str(tmp_path / "data.csv"), labelsEntry="y")
    assert (error.code, error.data["pointer"]) == (-32602, "/labelsEntry")
    npz.write_bytes(npz.read_bytes()[:-1])
    assert refused(call, "dataset.register", path=str(npz)).code == 207


def register(call: Any, directory: Path, text: str, **params: Any) -> dict[str, Any]:
    path = directory / "data.csv"
    path.write_text(text)
    return call("dataset.register", path=str(path), **params)["train"]


def peak_bytes(process: int) -> int:
    """The most memory that a process has had at one time."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("Linux tells the peak of memory")
