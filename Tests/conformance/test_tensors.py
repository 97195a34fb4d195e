"""Tensors put, named, listed, forgotten, compared and handed out, beside numpy's."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy
import pytest
from conftest import StartHost
from host_process import HostProcess
from tensor_files import ARRAYS, LONG, equal, npy, refused, written

Call = Any


@pytest.fixture
def call(host: HostProcess) -> Any:
    call = host.connect().call
    for tensor in call("tensor.list")["tensors"]:
        call("tensor.delete", name=tensor["name"])
    return call


@pytest.mark.parametrize("name", ["F32", "F64", "I32", "I64", "U8"])
def test_numbers_come_back_as_they_were_put(call: Call, name: str) -> None:
    array = ARRAYS[name]
    stored = call(
        "tensor.put", values=array.ravel().tolist(), shape=list(array.shape), type=name, name="w"
    )
    # The hash is that of the file which numpy would write.
    assert stored["blob"] == hashlib.sha256(npy(array)).hexdigest()
    for reference in ("w", stored["blob"]):
        got = call("tensor.get", tensor=reference)
        assert (got["type"], got["shape"]) == (name, list(array.shape))
        again = numpy.array(got["values"], array.dtype).reshape(got["shape"])
        assert equal(again, array)


def test_one_of_a_file_s_arrays_is_named_by_entry(call: Call, tmp_path: Path) -> None:
    path = str(written(tmp_path, ".npz", ARRAYS))
    assert call("tensor.get", tensor=path, entry="U8")["values"] == [0, 255, 7]
    assert len(call("tensor.info", tensor=path, entry="U8")["tensors"]) == 1
    blob = call("blob.put", path=path)["blob"]
    stored = call("tensor.put", source=blob, entry="F64", name="f")
    assert stored["type"] == "F64"
    assert call("tensor.import", source=blob, entry="U8", name="u")["tensors"][0]["name"] == "u"
    for method, name in (("tensor.get", "tensor"), ("tensor.put", "source")):
        for entry in ({}, {"entry": "nothing"}):
            error = refused(call, method, **{name: path}, **entry)
            assert (error.code, error.data["pointer"]) == (-32602, "/entry")


def test_names_are_kept_unless_told_and_outlive_the_host(start_host: StartHost) -> None:
    host = start_host()
    call = host.connect().call
    first = call("tensor.put", values=[1, 2], name="w")
    assert call("tensor.put", values=[1, 2], name="w") == first
    assert refused(call, "tensor.put", values=[3], name="w").code == 607
    second = call("tensor.put", values=[3], name="w", replace=True)
    assert second["blob"] != first["blob"]
    call("tensor.put", values=[4], name="v")
    assert call("tensor.delete", name="v")["shape"] == [1]
    for method, name in (("tensor.delete", "name"), ("tensor.get", "tensor")):
        assert refused(call, method, **{name: "v"}).code == 606
    listed = call("tensor.list")["tensors"]
    # A line that a crash has cut short, of a call that was never answered.
    host.stop()
    with (host.home / "notes" / "tensors").open("ab") as names:
        names.write(b'\n[{"name":"torn","blo')
    call = start_host().connect().call
    assert call("tensor.list")["tensors"] == listed == [second]
    call("tensor.put", values=[5], name="x")
    assert [entry["name"] for entry in call("tensor.list")["tensors"]] == ["w", "x"]
    # The blob that nothing names any more is still there.
    assert call("tensor.get", tensor=first["blob"])["values"] == [1, 2]


def test_an_import_names_all_or_none(call: Call, tmp_path: Path) -> None:
    call("tensor.put", values=[9], name="b")
    path = str(written(tmp_path, ".npz", {"a": ARRAYS["U8"], "b": ARRAYS["U8"]}))
    assert refused(call, "tensor.import", source=path).code == 607
    assert [entry["name"] for entry in call("tensor.list")["tensors"]] == ["b"]
    call("tensor.import", source=path, replace=True)
    assert [entry["name"] for entry in call("tensor.list")["tensors"]] == ["a", "b"]


def test_the_list_comes_in_pages(call: Call) -> None:
    names = [f"t{number:02}" for number in range(12)]
    for name in names:
        call("tensor.put", values=[1], name=name)
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = call("tensor.list", limit=5, **cursor)
        found += [entry["name"] for entry in page["tensors"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == names


def test_distances_are_numpy_s(call: Call, tmp_path: Path) -> None:
    generator = numpy.random.default_rng(7)
    left, right = (generator.standard_normal((40, 30)).astype("<f4") for _ in range(2))
    (tmp_path / "left.npy").write_bytes(npy(left))
    call("tensor.import", source=str(tmp_path / "left.npy"), name="left")
    other = written(tmp_path, ".npz", {"any": right})
    blob = call("blob.put", path=str(other))["blob"]
    a, b = (array.astype("f8").ravel() for array in (left, right))
    expected = {
        "l1": abs(a - b).sum(), "l2": numpy.linalg.norm(a - b), "linf": abs(a - b).max(),
        "cosine": 1 - a @ b / (numpy.linalg.norm(a) * numpy.linalg.norm(b)),
        "relative": numpy.linalg.norm(a - b) / numpy.linalg.norm(a),
    }  # fmt: skip
    for one in ("left", str(tmp_path / "left.npy")):
        for another in (blob, str(other)):
            assert call("tensor.distance", left=one, right=another) == pytest.approx(expected)
    call("tensor.put", values=[0, 0], name="zero")
    call("tensor.put", values=[0, 3], name="three")
    assert call("tensor.distance", left="zero", right="zero")["relative"] == 0
    assert call("tensor.distance", left="zero", right="three")["relative"] is None
    assert refused(call, "tensor.distance", left="zero", right="left").code == 601


def test_nothing_is_overwritten_unless_told(call: Call, tmp_path: Path) -> None:
    call("tensor.put", values=[1], name="w")
    path = tmp_path / "w.npy"
    path.write_text("mine")
    assert refused(call, "tensor.export", tensors="w", path=str(path)).code == 113
    assert path.read_text() == "mine"
    call("tensor.export", tensors="w", path=str(path), replace=True)
    assert equal(numpy.load(path), numpy.array([1], "<f4"))
    assert [file.name for file in tmp_path.iterdir()] == ["w.npy"]
    assert refused(call, "tensor.export", tensors="w", path=str(tmp_path / "no/w.npy")).code == 113


def test_a_blob_is_handed_out_without_a_path(call: Call) -> None:
    for name in ("a", "b"):
        call("tensor.put", values=[1, 2], name=name)
    for kind in ("safetensors", "npz"):
        export = call("tensor.export", tensors=["a", "b"], format=kind)
        assert export["path"] is None
        again = call("tensor.export", tensors=["b", "a"], format=kind)
        assert again["blob"] == export["blob"]
        told = call("tensor.info", tensor=export["blob"])
        assert [entry["name"] for entry in told["tensors"]] == ["a", "b"]
    error = refused(call, "tensor.export", tensors=["a", "b"], format="npy")
    assert (error.code, error.data["pointer"]) == (-32602, "/tensors")
    assert refused(call, "tensor.export", tensors=["a", "a"]).data["pointer"] == "/tensors/1"
    assert refused(call, "tensor.export", tensors="a", path="/tmp/a").data["pointer"] == "/path"


def test_what_json_cannot_carry_is_exported(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "long.npy"
    path.write_bytes(npy(LONG))
    call("tensor.import", source=str(path), name="long")
    error = refused(call, "tensor.get", tensor="long")
    assert (error.code, error.data["limit"]) == (108, "tensorValuesMax")
    assert "tensor.export" in error.message
    path.write_bytes(npy(numpy.array([1, numpy.nan], "<f4")))
    assert refused(call, "tensor.get", tensor=str(path)).code == 603
    assert call("tensor.distance", left=str(path), right=str(path))["l2"] is None


def test_parameters_that_contradict_one_another_are_refused(call: Call) -> None:
    for params, pointer in (
        ({}, ""), ({"values": [1], "source": "w"}, ""), ({"values": [1], "shape": [2]}, "/shape"),
        ({"values": [1e39]}, "/values/0"), ({"values": [256], "type": "U8"}, "/values/0"),
        ({"values": [0.5], "type": "I64"}, "/values/0"), ({"values": [1], "name": "/w"}, "/name"),
        ({"values": [1], "name": "0" * 64}, "/name"), ({"values": [1], "name": "a\nb"}, "/name"),
        ({"values": [1], "shape": [2**30, 2**30]}, "/shape"),
    ):  # fmt: skip
        error = refused(call, "tensor.put", **params)
        assert (error.code, error.data["pointer"]) == (-32602, pointer), params
    assert call("tensor.list")["tensors"] == []


def test_check_does_nothing(call: Call) -> None:
    for method, params in (
        ("tensor.put", {"values": [1], "name": "w"}),
        ("tensor.export", {"tensors": "w", "path": "/tmp/w.npy"}),
        ("tensor.import", {"source": "/tmp/w.npz"}),
    ):
        answer = call.__self__.call_unchecked(method, {**params, "check": True})
        assert json.dumps(answer) == '{"checked": true}'
    assert call("tensor.list")["tensors"] == []
