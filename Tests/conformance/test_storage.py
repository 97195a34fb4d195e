"""What a home holds can be damaged, lie about half, or be slow; the host says so and goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import StartHost
from host_process import HostProcess, wait_until
from wire import RefusedCall
from world import World

NO_SUCH_FILE = "No such file or directory"


def test_a_blob_is_written_where_it_may_be_or_the_system_s_reason_is_told(
    start_host: StartHost, tmp_path: Path
) -> None:
    call = start_host().connect().call
    blob = call("blob.put", text="hello")["blob"]
    path = tmp_path / "copy"
    path.write_text("something longer than that")
    call("blob.get", blob=blob, path=str(path))
    assert path.read_text() == "hello"
    lost = str(tmp_path / "missing" / "copy")
    with pytest.raises(RefusedCall) as refusal:
        call("blob.get", blob=blob, path=lost)
    assert refusal.value.code == 113
    assert refusal.value.message == f"The file {lost} cannot be used: {NO_SUCH_FILE}."
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy"]


def test_a_key_s_name_is_told_to_be_wrong_before_anything_is_made(start_host: StartHost) -> None:
    connection = start_host().connect()
    founder = {"name": "a.da", "credits": 1}
    for method, params, pointer in (
        ("key.create", {"name": "a.da"}, "/name"),
        ("network.create", {"name": "x", "participants": [founder]}, "/participants/0/name"),
        ("network.create", {"name": "x", "participants": [], "judges": ["a.da"]}, "/judges/0"),
    ):
        for check in (True, False):
            with pytest.raises(RefusedCall) as refusal:
                connection.call_unchecked(method, {**params, "check": check})
            assert refusal.value.code == -32602
            assert refusal.value.data["pointer"] == pointer
    assert connection.call("key.list")["keys"] == []
    # Whoever has a key elsewhere may be called anything.
    stranger = {**founder, "participant": "ab" * 32}
    created = connection.call("network.create", name="x", participants=[stranger])
    assert created["participants"][0]["name"] == "a.da"


def test_a_network_is_not_begun_among_the_remains_of_another(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    call = host.connect().call
    first = call("network.create", name="first", participants=[])["network"]
    host.process.kill()
    host.process.wait()
    assert (host.home / "log.sqlite-wal").exists()
    (host.home / "log.sqlite").rename(tmp_path / "log.sqlite")

    call = start_host().connect().call
    with pytest.raises(RefusedCall) as refusal:
        call("network.create", name="second", participants=[])
    assert refusal.value.code == 104
    assert "log.sqlite-wal" in refusal.value.message
    for name in ("log.sqlite-wal", "log.sqlite-shm"):
        (host.home / name).rename(tmp_path / name)
    assert call("network.create", name="second", participants=[])["network"] != first
    for path in host.home.glob("log.sqlite*"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_home_that_others_may_look_into_is_told_of(start_host: StartHost, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o755)
    (tmp_path / "home").chmod(0o755)
    host = start_host()
    assert "chmod 700" in host.errors.read_text()


@pytest.mark.parametrize("damaged", [0, -1])
def test_a_run_goes_on_from_its_last_whole_checkpoint(fresh_world: World, damaged: int) -> None:
    world = fresh_world
    # Seconds for the whole run, whatever the disk takes for a checkpoint.
    steps, interval = 100_000, 250
    task = world.accepted(world.specification(steps=steps, checkpointInterval=interval))
    initial = world.call("solver.prepare", task=task, **{"as": "alan"})["initial"]
    world.connection.call_unchecked("solver.train", {"task": task, "as": "alan", "detach": True})
    home = world.host.home
    wait_until(lambda: len(checkpoints_of_the_run(home)) > 4, "some segments")
    world.host.process.kill()
    world.host.process.wait()
    recorded = checkpoints_of_the_run(home)
    assert len(recorded) < steps // interval, "the run was not over"
    checkpoint = recorded[damaged]
    for blob in (initial, checkpoint):
        flip_the_last_byte(home / "blobs" / blob[:2] / blob)

    with HostProcess(world.directory) as host:
        call = host.connect().call
        run = call("solver.train", task=task, **{"as": "alan"})
        assert run["steps"] == steps
        for blob in (initial, checkpoint):
            call("tensor.info", tensor=blob)
        proof = home / "blobs" / run["proof"][:2] / run["proof"]
        again = json.loads(proof.read_text())["checkpoints"][1:]
    # What stood behind the damage is run again, with the same bits.
    assert again[: len(recorded)] == recorded
    assert len(again) == steps // interval


def test_a_damaged_blob_is_not_vouched_for(fresh_world: World) -> None:
    world = fresh_world
    stored = Path(world.call("blob.info", blob=world.dataset)["path"])
    # Read and kept in memory before.
    world.call("dataset.info", blob=world.dataset)
    flip_the_last_byte(stored)
    before = world.state_hash()
    with pytest.raises(RefusedCall) as refusal:
        world.call("submitter.submit", specification=world.specification(), **{"as": "ada"})
    assert refusal.value.code == 111
    assert world.state_hash() == before
    path = world.directory / "data.csv"
    world.call("dataset.register", path=str(path))
    world.call("submitter.submit", specification=world.specification(), **{"as": "ada"})


def test_files_that_come_slowly_keep_nobody_waiting(start_host: StartHost, tmp_path: Path) -> None:
    host = start_host()
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(256 << 20)
    # One more than there are threads that serve requests, or as many as the host writes at once.
    writers = [host.connect() for _ in range(min(len(os.sched_getaffinity(0)) + 1, 4))]
    call = host.connect().call

    def all_write() -> bool:
        # What a writer has written so far is known by what it has not named yet.
        return len(list((host.home / "blobs" / "incoming").iterdir())) == len(writers)

    def is_answered_meanwhile() -> bool:
        for writer in writers:
            writer.send('{"jsonrpc":"2.0","id":1,"method":"blob.put","params":["%s"]}\n' % big)
        wait_until(lambda: all_write() or writers[0].stream.has_input(), "the writers")
        call("key.list")
        is_meanwhile = all_write()
        assert len({writer.receive()["result"]["blob"] for writer in writers}) == 1
        return is_meanwhile

    # If they were done too soon for us to see, they write once more.
    wait_until(is_answered_meanwhile, "an answer while they write")


def checkpoints_of_the_run(home: Path) -> list[str]:
    """The checkpoints of the one run, in the order in which they were recorded."""
    return [
        json.loads(line)["checkpoint"]
        for journal in (home / "notes").glob("run-*")
        for line in journal.read_text().split("\n")
        if line.endswith("}")
    ]


def flip_the_last_byte(path: Path) -> None:
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    path.chmod(0o400)
