"""Bad input gets the error table's answer, says what to do, and changes nothing."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import StartHost
from wire import RefusedCall
from world import CREDITS, World, table

NO_HASH = "0" * 64


class Case(NamedTuple):
    """A call that is refused: by which code, and where the fault lies if that is a parameter."""

    name: str
    method: str
    params: Callable[[World], Any]
    code: int
    pointer: str | None = None


def write(world: World, name: str, content: bytes | str) -> str:
    path = world.directory / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def submission(**differences: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"specification": world.specification(**differences), "as": "ada"}


def fixed(**params: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _: params


CASES = [
    # Parameters.
    Case("unknown method", "solver.cheat", fixed(), -32601),
    Case("unknown parameter", "host.ping", fixed(loud=True), -32602, "/loud"),
    Case("missing parameter", "task.status", fixed(), -32602, "/task"),
    Case("number for text", "key.create", fixed(name=7), -32602, "/name"),
    Case("text for number", "ledger.tick", fixed(count="two"), -32602, "/count"),
    Case("real for integer", "ledger.tick", fixed(count=1.5), -32602, "/count"),
    Case("negative count", "ledger.tick", fixed(count=-1), -32602, "/count"),
    Case("page too long", "ledger.events", fixed(limit=1001), -32602, "/limit"),
    Case("short hash", "task.status", fixed(task="abc"), -32602, "/task"),
    Case("upper-case hash", "task.status", fixed(task="A" * 64), -32602, "/task"),
    Case("too many positions", "host.ping", lambda _: [1], -32602),
    Case("wrong type in the depth", "submitter.estimate",
         lambda world: {"specification": {**world.specification(), "batchSize": "many"}},
         -32602, "/specification/batchSize"),
    Case("unknown name in the depth", "submitter.estimate",
         lambda world: {"specification": {**world.specification(), "speed": 1}},
         -32602, "/specification/speed"),
    Case("two subjects to explain", "ledger.explain", fixed(task=NO_HASH, round=NO_HASH), -32602),
    Case("nothing to store", "blob.put", fixed(), -32602),
    # Identities and participants.
    Case("unknown identity", "participant.transfer",
         fixed(to="grace", amount=1, **{"as": "nobody"}), 101),
    Case("identity exists", "key.create", fixed(name="ada"), 102),
    Case("unsafe key name", "key.create", fixed(name="../ada"), -32602),
    Case("already joined", "participant.join", fixed(name="Ada", **{"as": "ada"}), 211),
    Case("unknown participant", "participant.transfer",
         fixed(to="nobody", amount=1, **{"as": "ada"}), 209),
    Case("paying oneself", "participant.transfer",
         fixed(to="ada", amount=1, **{"as": "ada"}), -32602, "/to"),
    Case("network exists", "network.create", fixed(name="again", participants=[]), 104),
    Case("not the timekeeper", "ledger.tick", fixed(**{"as": "ada"}), 204),
    # Credits.
    Case("insufficient credits", "participant.transfer",
         fixed(to="grace", amount=CREDITS * 2, **{"as": "ada"}), 203),
    Case("a fee nobody has", "submitter.submit",
         lambda world: {"specification": world.specification(), "fee": CREDITS * 5, "as": "ada"},
         203),
    Case("a deposit too small", "whistleblower.enlist", fixed(deposit=1, **{"as": "alan"}), 403),
    # Tasks.
    Case("unknown task", "task.status", fixed(task=NO_HASH), 201),
    Case("unknown task to train", "solver.train", fixed(task=NO_HASH, **{"as": "alan"}), 201),
    Case("another's task", "submitter.cancel",
         lambda world: {"task": world.open_task, "as": "grace"}, 204),
    Case("own task", "solver.accept",
         lambda world: {"task": world.open_task, "as": "ada"}, 204),
    Case("task nobody accepted", "solver.train",
         lambda world: {"task": world.open_task, "as": "alan"}, 202),
    Case("another's acceptance", "solver.train",
         lambda world: {"task": world.accepted_task, "as": "grace"}, 204),
    Case("nothing to settle", "task.settle", lambda world: {"task": world.open_task}, 202),
    Case("nothing to expire", "task.expire", lambda world: {"task": world.open_task}, 202),
    Case("nothing to verify", "verifier.verify",
         lambda world: {"task": world.accepted_task, "as": "grace"}, 202),
    # Specifications.
    Case("no bound", "submitter.submit", submission(steps=0), 206),
    Case("a bound that is null", "submitter.estimate",
         lambda world: {"specification": {**world.specification(), "steps": None}}, 206),
    Case("a data set that is none", "submitter.submit", submission(dataset=NO_HASH), 110),
    Case("batch beyond the data", "submitter.submit", submission(batchSize=10_000),
         -32602, "/specification"),
    Case("tolerant with long segments", "submitter.submit",
         submission(mode="tolerant", checkpointInterval=20),
         -32602, "/specification"),
    Case("model of another width", "submitter.submit",
         submission(model={"input": 9, "layers": [{"linear": 2}], "loss": "crossEntropy"}),
         -32602, "/specification"),
    # Proofs.
    Case("checkpoints that are none", "solver.prove",
         lambda world: {"task": world.accepted_task, "checkpoints": [NO_HASH] * 9, "as": "alan"},
         110),
    Case("checkpoints that are text", "solver.prove",
         lambda world: {"task": world.accepted_task, "as": "alan",
                        "checkpoints": [world.call("blob.put", text="no checkpoint")["blob"]] * 9},
         303),
    # Disputes, rounds.
    Case("unknown challenge", "judge.rule", fixed(challenge=NO_HASH), 401),
    Case("unknown claim", "judge.rule", fixed(claim=NO_HASH), 507),
    Case("nothing enlisted", "verifier.withdraw", fixed(**{"as": "alan"}), 407),
    Case("enlisted twice", "verifier.enlist", fixed(**{"as": "grace"}), 408),
    Case("unknown round", "round.status", fixed(round=NO_HASH), 501),
    Case("unknown contribution", "whistleblower.claim",
         fixed(contribution=NO_HASH, own=NO_HASH, **{"as": "alan"}), 502),
    Case("a trim for a rule that has none", "reputation.aggregate",
         fixed(round=NO_HASH, rule="median", trim=2), -32602, "/trim"),
    Case("nothing to aggregate", "reputation.aggregate",
         lambda world: {"round": world.call(
             "round.open", specification=world.specification(), blockSamples=10)["round"]}, 509),
    # Blobs and files.
    Case("unknown blob", "blob.info", fixed(blob=NO_HASH), 110),
    Case("no such file", "blob.put", fixed(path="/nowhere/at/all"), 113),
    Case("a directory", "blob.put", fixed(path="/"), 113),
    Case("no such data", "dataset.register", fixed(path="/nowhere/data.csv"), 113),
    Case("a cell that is no number", "dataset.register",
         lambda world: {"path": write(world, "word.csv", table() + "1,2,three,4,0\n")}, 207),
    Case("a row too short", "dataset.register",
         lambda world: {"path": write(world, "short.csv", table() + "1,2,0\n")}, 207),
    Case("truncated gzip", "dataset.register",
         lambda world: {"path": write(world, "cut.csv.gz", gzip.compress(table().encode())[:-9])},
         207),
    Case("truncated images", "dataset.register",
         lambda world: {
             "path": write(world, "cut-idx3-ubyte", struct.pack(">IIII", 2051, 9, 2, 2) + b"1"),
             "labels": write(world, "cut-idx1-ubyte", struct.pack(">II", 2049, 9) + bytes(9)),
             "format": "idx"},
         207),
    Case("an empty file", "dataset.register",
         lambda world: {"path": write(world, "empty.csv", "")}, 207),
    Case("no tensors", "tensor.info",
         lambda world: {"tensor": world.call("blob.put", text="no tensors at all")["blob"]}, 602),
    # Events signed elsewhere.
    Case("no canonical body", "ledger.append", fixed(body="{}", signature="0" * 128), 114),
    Case("no JSON", "ledger.append", fixed(body="nonsense", signature="0" * 128), 114),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_call_is_refused_and_changes_nothing(world: World, case: Case) -> None:
    params = case.params(world)
    before = world.state_hash()
    with pytest.raises(RefusedCall) as refusal:
        world.connection.call_unchecked(case.method, params)
    assert refusal.value.code == case.code, refusal.value
    if case.code != -32601:  # whose words are those of JSON-RPC's own examples
        assert len(refusal.value.message.split()) >= 5, "an error says what is wrong"
    if case.pointer is not None:
        assert refusal.value.data["pointer"] == case.pointer
    assert world.state_hash() == before


def test_an_event_with_a_forged_signature_is_refused(world: World) -> None:
    status = world.call("network.status")
    author = world.call("participant.list")["participants"][0]["participant"]
    body = (
        f'{{"author":"{author}","fields":{{"amount":"5","to":"{author}"}},'
        f'"seen":{{"chain":"{status["chain"]}","position":"{status["position"]}"}},'
        '"sequence":"99","type":"credits.transfer","version":1}'
    )
    with pytest.raises(RefusedCall) as refusal:
        world.call("ledger.append", body=body, signature="0" * 128)
    assert refusal.value.code == 114
    assert world.state_hash() == status["stateHash"]


def test_a_corrupt_checkpoint_is_found_before_it_is_used(fresh_world: World) -> None:
    world = fresh_world
    task = world.accepted()
    checkpoint = world.call("solver.train", task=task, **{"as": "alan"})["finalCheckpoint"]
    before = world.state_hash()
    flip_a_byte(Path(world.call("blob.info", blob=checkpoint)["path"]))
    copy = str(world.directory / "copy")
    for call in (
        lambda: world.call("blob.get", blob=checkpoint, path=copy),
        lambda: world.call("tensor.info", tensor=checkpoint),
        lambda: world.call("model.evaluate", model=checkpoint, dataset=world.dataset, task=task),
    ):
        with pytest.raises(RefusedCall) as refusal:
            call()
        assert refusal.value.code == 111
        assert checkpoint in refusal.value.message
    assert world.state_hash() == before
    assert world.call("ledger.verify")["valid"]


def test_corrupt_checkpoints_keep_a_verifier_from_judging(fresh_world: World) -> None:
    world = fresh_world
    task = world.accepted()
    start = world.call("solver.prepare", task=task, **{"as": "alan"})["initial"]
    world.call("solver.train", task=task, **{"as": "alan"})
    world.call("ledger.tick", count=2)
    before = world.state_hash()
    for blob in checkpoints_but(world, start):
        flip_a_byte(blob)
    with pytest.raises(RefusedCall) as refusal:
        world.call("verifier.verify", task=task, **{"as": "grace"})
    assert refusal.value.code == 111
    assert world.state_hash() == before


def test_a_truncated_data_set_is_not_a_data_set(fresh_world: World) -> None:
    world = fresh_world
    stored = Path(world.call("blob.info", blob=world.dataset)["path"])
    path = write(world, "truncated", stored.read_bytes()[:-40])
    blob = world.call("blob.put", path=path)["blob"]
    before = world.state_hash()
    with pytest.raises(RefusedCall) as refusal:
        world.call("dataset.info", blob=blob)
    assert refusal.value.code in (207, 602)
    with pytest.raises(RefusedCall) as refusal:
        specification = world.specification(dataset=blob)
        world.call("submitter.submit", specification=specification, **{"as": "ada"})
    assert refusal.value.code in (207, 602)
    assert world.state_hash() == before


def test_a_stored_data_set_that_was_cut_off_is_found(start_host: StartHost, tmp_path: Path) -> None:
    host = start_host()
    world = World(host, tmp_path)
    stored = Path(world.call("blob.info", blob=world.dataset)["path"])
    before = world.state_hash()
    world.call("host.stop")
    host.wait()
    stored.chmod(0o600)
    stored.write_bytes(stored.read_bytes()[:-40])
    connection = start_host().connect()
    with pytest.raises(RefusedCall) as refusal:
        specification = world.specification()
        connection.call("submitter.submit", specification=specification, **{"as": "ada"})
    assert refusal.value.code == 111
    assert connection.call("network.status")["stateHash"] == before


def flip_a_byte(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def checkpoints_but(world: World, start: str) -> list[Path]:
    """The stored checkpoints that look like the start but are not it."""
    stored = Path(world.call("blob.info", blob=start)["path"])
    size = stored.stat().st_size
    files = (world.host.home / "blobs").rglob("*")
    return [
        file for file in files if file.is_file() and file.stat().st_size == size and file != stored
    ]


def test_what_was_sent_does_not_come_back_as_long(start_host: StartHost) -> None:
    connection = start_host().connect()
    for name in ("x" * 1_000_000, "e" + "\u0301" * 1_000_000):
        with pytest.raises(RefusedCall) as refusal:
            connection.call_unchecked("host.ping", {name: 1})
        assert refusal.value.code == -32602
        assert len(str(refusal.value)) < 4000


def test_many_parameters_that_are_null_cost_no_more_than_reading_them(
    start_host: StartHost,
) -> None:
    """A quarter of an hour or more where each one moves all behind it."""
    params = {f"a{number}": None for number in range(500_000)}
    assert start_host().connect().call_unchecked("host.ping", params) == {"reply": "pong"}
