"""clients/python against peers that answer nonsense, read nothing, or are gone: nobody hangs."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from assay._connection import Connection
from assay._deadlines import Deadline
from assay._streams import SocketStream
from conftest import StartHost
from python_client import assay

SECONDS_MAX = 30.0  # for what must not hang: then the test fails with another exception
TOO_MUCH = "x" * 8_000_000  # for the buffers of a socket

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

Peer = Callable[[Callable[[socket.socket], None]], Path]


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    """Serves one connection, in a thread, as a function does it; answers the socket's path."""
    path = tmp_path / "peer"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    threads: list[threading.Thread] = []

    def serve(behave: Callable[[socket.socket], None]) -> Path:
        def accept() -> None:
            connection, _ = listener.accept()
            with connection:
                behave(connection)

        threads.append(threading.Thread(target=accept))
        threads[-1].start()
        return path

    yield serve
    for thread in threads:
        thread.join()
    listener.close()


def everything(connection: socket.socket) -> bytes:
    """What comes until the other side ends the connection."""
    return b"".join(iter(lambda: connection.recv(1 << 20), b""))


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


# Peers that do not read.


def has_left_no_call_open(heard: bytes) -> bool:
    """Whether the peer got no whole call, or was asked to cancel it."""
    return b"\n" not in heard or b"$/cancelRequest" in heard


@pytest.mark.parametrize("flavour", ["blocking", "asyncio"])
def test_a_timeout_covers_the_sending(peer: Peer, flavour: str) -> None:
    heard: list[bytes] = []
    is_over = threading.Event()

    def behave(connection: socket.socket) -> None:
        is_over.wait(SECONDS_MAX)
        heard.append(everything(connection))

    async def story(path: Path) -> None:
        async with assay.aio.connect(path) as client:
            try:
                await client.call("blob.put", {"text": TOO_MUCH}, timeout=0.05)
            finally:
                is_over.set()

    path = peer(behave)
    with pytest.raises(assay.CallTimeout):
        if flavour == "asyncio":
            asyncio.run(story(path))
        else:
            with assay.connect(path) as client:
                try:
                    client.call("blob.put", {"text": TOO_MUCH}, timeout=0.05)
                finally:
                    is_over.set()
    wait_for(heard)
    assert has_left_no_call_open(heard[0])


def wait_for(heard: list[bytes]) -> None:
    """The peer's thread ends with the connection."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(SECONDS_MAX)
    assert heard


@pytest.mark.parametrize("flavour", ["blocking", "asyncio"])
def test_interrupting_the_sending_cancels_the_call(peer: Peer, flavour: str) -> None:
    heard: list[bytes] = []
    begun = threading.Event()

    def behave(connection: socket.socket) -> None:
        first = connection.recv(1)
        begun.set()
        if flavour == "blocking":
            os.kill(os.getpid(), signal.SIGINT)
        heard.append(first + everything(connection))

    async def story(path: Path) -> None:
        async with assay.aio.connect(path) as client:
            call = asyncio.create_task(client.call("blob.put", {"text": TOO_MUCH}))
            await asyncio.to_thread(begun.wait)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    path = peer(behave)
    if flavour == "asyncio":
        asyncio.run(story(path))
    else:
        with assay.connect(path) as client, pytest.raises(KeyboardInterrupt):
            client.call("blob.put", {"text": TOO_MUCH})
    wait_for(heard)
    assert has_left_no_call_open(heard[0])


def test_what_was_begun_is_ended_before_anything_else_is_sent(peer: Peer) -> None:
    heard: list[bytes] = []
    is_over = threading.Event()

    def behave(connection: socket.socket) -> None:
        is_over.wait(SECONDS_MAX)
        heard.append(everything(connection))

    stream = SocketStream.connect(str(peer(behave)), Deadline())
    connection = Connection(stream)
    with pytest.raises(assay.CallTimeout):
        connection.send(TOO_MUCH.encode() + b"\n", Deadline(0.01))
    with pytest.raises(assay.CallTimeout):
        connection.send(b"never\n", Deadline(0.01))
    is_over.set()
    assert connection.send(b"then\n", Deadline(SECONDS_MAX))
    connection.close()
    wait_for(heard)
    assert heard[0] == TOO_MUCH.encode() + b"\nthen\n"


def test_closing_wakes_who_sends(peer: Peer) -> None:
    is_over, begun = threading.Event(), threading.Event()

    def behave(connection: socket.socket) -> None:
        connection.recv(1)
        begun.set()
        is_over.wait(SECONDS_MAX)

    client = assay.connect(peer(behave), reconnect=0)
    closing = threading.Thread(target=lambda: begun.wait() and client.close())
    closing.start()
    with pytest.raises(assay.ConnectionLost):
        client.call("blob.put", {"text": TOO_MUCH})
    closing.join()
    is_over.set()


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


def test_a_call_that_may_have_been_heard_is_not_repeated(peer: Peer) -> None:
    """The connection ends while what came behind the call is still being sent."""
    heard = bytearray()

    def behave(connection: socket.socket) -> None:
        while b"\n" not in heard:
            heard.extend(connection.recv(1 << 20))

    async def story(path: Path) -> list[object]:
        async with assay.aio.connect(path, reconnect=0) as client:
            calls = (client.call("blob.put", {"text": TOO_MUCH}) for _ in range(2))
            together = asyncio.gather(*calls, return_exceptions=True)
            return await asyncio.wait_for(together, SECONDS_MAX)

    ends = asyncio.run(story(peer(behave)))
    assert [type(end) for end in ends] == [assay.ConnectionLost] * 2
