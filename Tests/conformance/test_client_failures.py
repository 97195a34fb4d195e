"""clients/python against peers that answer nonsense or are gone: nobody hangs."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest
from conftest import Peer, StartHost
from python_client import assay, everything

SECONDS_MAX = 30.0  # for what must not hang: then the test fails with another exception

MALFORMED = {
    "nonsense": b"nonsense\n",
    "a number": b"7\n",
    "deep nesting": b"[" * 100_000 + b"\n",
    "a method that is no text": b'{"jsonrpc":"2.0","method":1}\n',
    "progress of nothing": b'{"jsonrpc":"2.0","method":"$/progress"}\n',
    "progress without a token": b'{"jsonrpc":"2.0","method":"$/progress","params":{}}\n',
    "progress of a list": b'{"jsonrpc":"2.0","method":"$/progress","params":{"token":[1]}}\n',
    "an event of nothing": b'{"jsonrpc":"2.0","method":"events.event"}\n',
    "an id that is no number": b'{"jsonrpc":"2.0","id":[1],"result":{}}\n',
    "an error without a code": b'{"jsonrpc":"2.0","id":1,"error":{}}\n',
    "an error with an odd code": b'{"jsonrpc":"2.0","id":1,"error":{"code":[]}}\n',
}


@pytest.mark.parametrize("nonsense", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("flavour", ["blocking", "asyncio"])
def test_nonsense_is_an_error_for_all_who_wait(peer: Peer, nonsense: bytes, flavour: str) -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(nonsense)
        everything(connection)

    path = peer(behave)
    if flavour == "blocking":
        with assay.connect(path) as client, pytest.raises(assay.ProtocolError):
            client.call("host.ping", timeout=SECONDS_MAX)
        return

    async def story() -> None:
        async with assay.aio.connect(path) as client:
            with pytest.raises(assay.ProtocolError):
                await client.call("host.ping", timeout=SECONDS_MAX)

    asyncio.run(story())


def test_an_odd_answer_to_a_subscription_is_an_error(peer: Peer) -> None:
    def behave(connection: socket.socket) -> None:
        connection.recv(1 << 16)
        connection.sendall(b'{"jsonrpc":"2.0","id":1,"result":{}}\n')
        everything(connection)

    with assay.connect(peer(behave)) as client, pytest.raises(assay.ProtocolError):
        client.listen()


def test_a_started_program_that_is_no_host_is_ended(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nread line\necho nonsense\ncat\n")
    program.chmod(0o755)
    with pytest.raises(assay.ProtocolError):
        assay.spawn(tmp_path, program=str(program))
    number = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_a_host_that_cannot_start_is_no_host(tmp_path: Path) -> None:
    async def story() -> None:
        with pytest.raises(assay.NoHost):
            await assay.aio.spawn(tmp_path, program="/bin/false").host.ping()

    asyncio.run(story())
    with pytest.raises(assay.NoHost):
        assay.spawn(tmp_path, program="/bin/false")


# Hosts that are gone.


@pytest.mark.parametrize("flavour", ["blocking", "asyncio"])
def test_a_timeout_covers_connecting_anew(start_host: StartHost, flavour: str) -> None:
    host = start_host()

    async def story() -> None:
        async with assay.aio.connect(host.socket_path, reconnect=3600) as client:
            host.stop()
            with pytest.raises((assay.NoHost, assay.CallTimeout)):
                await client.call("host.ping", timeout=0.05)

    if flavour == "asyncio":
        return asyncio.run(story())
    with assay.connect(host.socket_path, reconnect=3600) as client:
        host.stop()
        with pytest.raises((assay.NoHost, assay.CallTimeout)):
            client.call("host.ping", timeout=0.05)
