"""Files of all formats, of numpy and safetensors and of ill will, brought in and handed out."""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
from pathlib import Path
from typing import Any

import numpy
import pytest
from conftest import StartHost
from host_process import HostProcess
from tensor_files import ARRAYS, equal, npy, read, refused, written
from wire import RefusedCall

Call = Any


@pytest.fixture
def call(host: HostProcess) -> Any:
    call = host.connect().call
    for tensor in call("tensor.list")["tensors"]:
        call("tensor.delete", name=tensor["name"])
    return call


@pytest.mark.parametrize("suffix", [".npz", ".packed.npz", ".safetensors"])
def test_what_others_write_is_brought_in_and_handed_out_again(
    call: Call, tmp_path: Path, suffix: str
) -> None:
    source = written(tmp_path, suffix, ARRAYS)
    told = call("tensor.info", tensor=str(source))
    assert {entry["name"]: tuple(entry["shape"]) for entry in told["tensors"]} == {
        name: array.shape for name, array in ARRAYS.items()
    }
    added = call("tensor.import", source=str(source), prefix="m.")["tensors"]
    assert added == call("tensor.list", prefix="m.")["tensors"]
    for entry in added:
        array = ARRAYS[entry["name"][2:]]
        assert entry["blob"] == hashlib.sha256(npy(array)).hexdigest()
    names = [entry["name"] for entry in added]
    for target in ("out.npz", "packed.npz", "out.safetensors"):
        path = tmp_path / target
        params = {"compress": True} if target == "packed.npz" else {}
        written_ = call("tensor.export", tensors=names, path=str(path), **params)
        assert (written_["byteCount"], written_["count"]) == (path.stat().st_size, len(ARRAYS))
        arrays = read(path)
        assert set(arrays) == set(names)
        for name, array in ARRAYS.items():
            assert equal(arrays[f"m.{name}"], array), name
        assert call("tensor.distance", left=str(path), right=str(path))["l2"] is not None


def test_an_archive_that_was_written_as_a_stream_is_read(call: Call, tmp_path: Path) -> None:
    class Stream(io.RawIOBase):
        """A file in which nobody can go back: sizes stand behind the bytes."""

        def __init__(self) -> None:
            self.bytes = b""

        def writable(self) -> bool:
            return True

        def write(self, bytes_: Any) -> int:
            self.bytes += bytes(bytes_)
            return len(bytes_)

    path = tmp_path / "stream.npz"
    for save in (numpy.savez, numpy.savez_compressed):
        stream = Stream()
        save(stream, **ARRAYS)
        path.write_bytes(stream.bytes)
        told = call("tensor.info", tensor=str(path))["tensors"]
        assert {entry["name"] for entry in told} == set(ARRAYS)
        assert call("tensor.get", tensor=str(path), entry="U8")["values"] == [0, 255, 7]


def test_single_arrays_are_brought_in_and_handed_out(call: Call, tmp_path: Path) -> None:
    for name, array in ARRAYS.items():
        path = tmp_path / f"{name}.npy"
        path.write_bytes(npy(array))
        added = call("tensor.import", source=str(path), name=name)["tensors"]
        assert [entry["name"] for entry in added] == [name]
        out = tmp_path / f"{name}.out.npy"
        call("tensor.export", tensors=name, path=str(out))
        assert out.read_bytes() == path.read_bytes()
    error = refused(call, "tensor.import", source=str(tmp_path / "F32.npy"))
    assert (error.code, error.data["pointer"]) == (-32602, "/name")


def test_idx_files_are_brought_in(call: Call, tmp_path: Path) -> None:
    images = numpy.arange(24, dtype="u1").reshape(2, 3, 4)
    (tmp_path / "some-images-idx3-ubyte.gz").write_bytes(
        gzip.compress(struct.pack(">IIII", 0x803, *images.shape) + images.tobytes())
    )
    rates = numpy.array([0.5, -1, 3e9], ">f4")
    (tmp_path / "rates").write_bytes(struct.pack(">II", 0xD01, 3) + rates.tobytes())
    call("tensor.import", source=str(tmp_path / "some-images-idx3-ubyte.gz"), name="images")
    call("tensor.import", source=str(tmp_path / "rates"), format="idx", name="rates")
    exported = tmp_path / "both.npz"
    call("tensor.export", tensors=["images", "rates"], path=str(exported))
    with numpy.load(exported) as both:
        assert equal(both["images"], images)
        assert equal(both["rates"], rates.astype("<f4"))
    assert refused(call, "tensor.info", tensor=str(tmp_path / "rates"), format="npy").code == 602


def test_sixteen_bits_and_text_are_read_as_floats(call: Call, tmp_path: Path) -> None:
    halves = numpy.array([1.5, -6e-8, 65504], "<f2")
    for path in (tmp_path / "h.npy", tmp_path / "h.safetensors"):
        written(tmp_path, path.suffix, {"h": halves}).rename(path)
        got = call("tensor.get", tensor=str(path))
        assert (got["type"], got["values"]) == ("F32", halves.astype("<f4").tolist())
    table = tmp_path / "t.csv"
    table.write_text("1,2.5\n-3e2,0.1\n")
    assert call("tensor.get", tensor=str(table))["values"] == [
        1, 2.5, -300, float(numpy.float32(0.1)),
    ]  # fmt: skip
    blob = call("blob.put", path=str(table))["blob"]
    assert call("tensor.info", tensor=blob, format="csv")["tensors"][0]["shape"] == [2, 2]
    assert refused(call, "tensor.info", tensor=blob).code == 602


def test_files_that_are_cut_or_changed_are_refused_and_the_host_lives_on(
    call: Call, tmp_path: Path
) -> None:
    small = {"w": ARRAYS["U8"]}
    for suffix in (".npy", ".npz", ".packed.npz", ".safetensors"):
        whole = written(tmp_path, suffix, small).read_bytes()
        path = tmp_path / f"cut{suffix}"
        for count in range(0, len(whole), max(1, len(whole) // 60)):
            path.write_bytes(whole[:count])
            assert refused(call, "tensor.import", source=str(path), name="w").code == 602, count
        for place in range(0, len(whole), max(1, len(whole) // 60)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
            try:
                call("tensor.info", tensor=str(path))
            except RefusedCall as error:
                assert error.code in (602, 604), error
    assert call("host.ping") == {"reply": "pong"}
    assert call("tensor.list")["tensors"] == []


def test_a_bomb_is_refused_before_it_is_unpacked(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    call = host.connect().call
    path = tmp_path / "bomb.npz"
    zeros = numpy.zeros(100 << 20, "u1")
    numpy.savez_compressed(path, **{f"z{number}": zeros for number in range(11)})
    assert path.stat().st_size < 2 << 20
    before = peak_bytes(host.process.pid)
    error = refused(call, "tensor.import", source=str(path))
    assert error.code == 602
    assert "1073741824" in error.message
    assert peak_bytes(host.process.pid) - before < 50 << 20


def peak_bytes(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("Linux tells the peak of memory")
