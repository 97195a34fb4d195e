"""clients/python against the host: connections that are lost, hosts that are started."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from conftest import StartHost
from host_process import ASSAY, wait_until
from python_client import LONG, assay
from world import World


def test_a_lost_connection_is_made_anew(start_host: StartHost) -> None:
    host = start_host()
    with assay.connect(host.socket_path) as client:
        first = client.host.info()
        host.stop()
        again = threading.Thread(target=start_host)
        again.start()
        second = client.host.info()
        again.join()
        assert (first["home"], first["version"]) == (second["home"], second["version"])


def test_calls_that_a_dying_host_leaves_open_say_so(fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    with assay.connect(fresh_world.host.socket_path, reconnect=0.1) as client:
        with pytest.raises(assay.ConnectionLost):
            client.solver.train(task, as_="alan", on_progress=lambda _: fresh_world.host.stop())
        with pytest.raises(assay.NoHost):
            client.host.ping()


def test_no_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(assay.NoHost, match="nothing"):
        assay.connect(tmp_path / "nothing")
    with pytest.raises(assay.NoHost, match="no program"):
        assay.spawn(tmp_path, program="no-such-program")
    monkeypatch.setenv("ASSAY_SOCKET", str(tmp_path / "by-environment"))
    with pytest.raises(assay.NoHost, match="by-environment"):
        assay.connect()
    (tmp_path / "file").touch()
    with pytest.raises(assay.NoHost, match="status 1"):
        assay.spawn(tmp_path / "file", program=ASSAY)


def test_a_host_of_ones_own_ends_with_the_client(tmp_path: Path) -> None:
    socket = tmp_path / "socket"
    with assay.spawn(tmp_path / "home", program=ASSAY, socket=socket) as client:
        assert client.host.info()["home"] == str(tmp_path / "home")
        wait_until(socket.exists, "the socket")
        with assay.connect(socket) as other:
            assert other.host.ping() == {"reply": "pong"}
    assert not socket.exists()
    with pytest.raises(assay.ConnectionLost, match="closed"):
        client.host.ping()


def test_open_spawns_or_connects(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with assay.open(home, program=ASSAY) as first:
        wait_until((home / "run/assay.sock").exists, "the socket")
        with assay.open(home, program="no-such-program") as second:
            assert second.host.info() == first.host.info()


def test_open_finds_the_host_that_another_program_is_starting(tmp_path: Path) -> None:
    """That one has the home already, so ours cannot start; only then does it begin to serve."""
    home, begun = tmp_path / "home", tmp_path / "begun"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {begun}\nexit 1\n")
    program.chmod(0o755)
    ended = threading.Event()

    def serve() -> None:
        wait_until(begun.exists, "the attempt to start a host")
        with assay.spawn(home, program=ASSAY, socket=home / "run/assay.sock"):
            ended.wait()

    other = threading.Thread(target=serve)
    other.start()
    try:
        with assay.open(home, program=str(program)) as client:
            assert client.host.info()["home"] == str(home)
    finally:
        ended.set()
        other.join()


def test_open_says_at_once_that_there_is_no_program(tmp_path: Path) -> None:
    with pytest.raises(assay.NoHost, match="no program"):
        assay.open(tmp_path / "home", program="no-such-program")


def test_open_presents_a_token(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with assay.open(home, program=ASSAY) as owner:
        wait_until((home / "run/assay.sock").exists, "the socket")
        token = owner.auth.issue(methods=["host.*"])["token"]
        with assay.open(home, token=token) as client, pytest.raises(assay.errors.Forbidden):
            client.key.list()
    with assay.open(home, program=ASSAY, token=token) as client:
        with pytest.raises(assay.errors.Forbidden):
            client.key.list()


def test_asyncio_spawns(tmp_path: Path) -> None:
    async def story() -> None:
        async with assay.aio.spawn(tmp_path / "home", program=ASSAY) as client:
            assert (await client.host.ping())["reply"] == "pong"

    asyncio.run(story())


def test_a_token_narrows_every_connection(
    start_host: StartHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = start_host()
    with assay.connect(host.socket_path) as owner:
        token = owner.auth.issue(methods=["host.*"])["token"]

    async def story() -> None:
        async with assay.aio.connect(host.socket_path, token=token) as client:
            assert (await client.host.ping())["reply"] == "pong"
            with pytest.raises(assay.errors.Forbidden):
                await client.key.list()

    asyncio.run(story())
    with assay.connect(host.socket_path, token=token) as client:
        with pytest.raises(assay.errors.Forbidden):
            client.key.list()
        host.stop()
        start_host()
        assert client.host.ping() == {"reply": "pong"}
        with pytest.raises(assay.errors.Forbidden):
            client.key.list()
    with pytest.raises(assay.errors.InvalidToken):
        assay.connect(host.socket_path, token="assay1.no")
    (tmp_path / "token").write_text(token + "\n")
    monkeypatch.setenv("ASSAY_TOKEN_FILE", str(tmp_path / "token"))
    with assay.connect(host.socket_path) as client, pytest.raises(assay.errors.Forbidden):
        client.key.list()
    with assay.spawn(tmp_path / "own", program=ASSAY, token=None) as own:
        assert own.key.list()["keys"] == []
