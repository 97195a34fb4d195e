"""clients/python sending: to peers that read nothing or are gone, and what cannot be sent."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import threading
from pathlib import Path

import pytest
from assay._connection import Connection
from assay._deadlines import Deadline
from assay._streams import SocketStream
from conftest import Peer
from python_client import assay, everything

SECONDS_MAX = 30.0  # for what must not hang: then the test fails with another exception
TOO_MUCH = "x" * 8_000_000  # for the buffers of a socket

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


# Calls that cannot be sent.


def nested(count: int) -> list:
    return [nested(count - 1)] if count else []


UNSENDABLE = {
    "not a number": float("nan"),
    "infinity": float("inf"),
    "half a character": "\ud800",
    "too much": "x" * (16 << 20),
    "too deep": nested(254),  # and the message and its parameters around it
}


@pytest.mark.parametrize("value", UNSENDABLE.values(), ids=UNSENDABLE)
@pytest.mark.parametrize("flavour", ["blocking", "asyncio"])
def test_what_cannot_be_sent_harms_no_other_call(
    peer: Peer, value: object, flavour: str
) -> None:
    """The peer answers the first call once it has heard the last: they share a connection."""
    heard = bytearray()

    def behave(connection: socket.socket) -> None:
        while heard.count(b"\n") < 2:
            heard.extend(connection.recv(1 << 20))
        for line in heard.splitlines():
            identifier = json.loads(line)["id"]
            answer = {"jsonrpc": "2.0", "id": identifier, "result": identifier}
            connection.sendall(json.dumps(answer).encode() + b"\n")
        everything(connection)

    async def story(path: Path) -> None:
        async with assay.aio.connect(path) as client:
            other = asyncio.create_task(client.call("host.ping", timeout=SECONDS_MAX))
            with pytest.raises(assay.MessageError):
                await client.call("blob.put", {"text": value}, timeout=SECONDS_MAX)
            with pytest.raises(assay.MessageError):
                await client.notify("blob.put", {"text": value})
            assert await client.call("host.ping", timeout=SECONDS_MAX) != await other

    path = peer(behave)
    if flavour == "asyncio":
        return asyncio.run(story(path))
    with assay.connect(path) as client:
        results: list[int] = []
        other = threading.Thread(
            target=lambda: results.append(client.call("host.ping", timeout=SECONDS_MAX))
        )
        other.start()
        with pytest.raises(assay.MessageError):
            client.call("blob.put", {"text": value}, timeout=SECONDS_MAX)
        with pytest.raises(assay.MessageError), client.batch(timeout=SECONDS_MAX) as batch:
            batch.call("host.ping")
            batch.call("blob.put", {"text": value})
        assert client.call("host.ping", timeout=SECONDS_MAX)
        other.join()
        assert len(results) == 1
