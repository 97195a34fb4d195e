"""A client for Assay: typed, blocking or with asyncio, without dependencies.

    import assay

    with assay.spawn(home="/tmp/try") as client:
        client.network.create("ours", participants=[{"name": "ada", "credits": 1000}])
        for participant in client.participant.list()["participants"]:
            print(participant["name"], participant["credits"])

Names of methods, parameters and members of results are those of the interface (rpc-schemas/); a
word that Python reserves takes an underscore (`as_`).
"""

from __future__ import annotations

import os
import time

from . import aio, errors, types
from ._async_client import AsyncClient
from ._async_listening import AsyncEvents
from ._deadlines import Deadline
from ._failures import (
    AssayError,
    CallTimeout,
    ConnectionLost,
    MessageError,
    NoHost,
    ProtocolError,
    RPCError,
)
from ._jobs import AsyncJob, Job
from ._listening import Events
from ._namespace import Reply
from ._places import Program, home_path, program_path, socket_path, token_text
from ._reconnecting import RECONNECT_SECONDS, Backoff, greeting
from ._streams import ProcessStream, SocketStream
from ._tensors import Tensor, TensorError
from .client import Batch, Client, Identity

__all__ = [
    "AssayError", "AsyncClient", "AsyncEvents", "AsyncJob", "Batch", "CallTimeout", "Client",
    "ConnectionLost", "Events", "Identity", "Job", "MessageError", "NoHost", "ProtocolError",
    "RPCError", "Reply", "Tensor", "TensorError", "aio", "connect", "errors", "open", "spawn", "types",
]  # fmt: skip


def connect(
    socket: str | os.PathLike[str] | None = None,
    *,
    home: str | os.PathLike[str] | None = None,
    token: str | None = None,
    reconnect: float = RECONNECT_SECONDS,
) -> Client:
    """Connects to the host at a socket, or to that of a home; raises `NoHost` if there is none.

    Without either, $ASSAY_SOCKET and $ASSAY_HOME say where, as for the program. A lost connection
    is made anew for at most `reconnect` seconds. A token, or that in the file $ASSAY_TOKEN_FILE, is
    presented on every connection.
    """
    path = socket_path(socket, home)

    def open_stream(deadline: Deadline) -> SocketStream:
        return SocketStream.connect(path, deadline)

    first = greeting(token_text(token), is_started=False)
    return Client(open_stream, reconnect=reconnect, greeting=first)


def spawn(
    home: str | os.PathLike[str] | None = None,
    *,
    socket: str | os.PathLike[str] | None = None,
    program: str | None = None,
    arguments: tuple[str, ...] = (),
    log_level: str = "warning",
    token: str | None = None,
) -> Client:
    """Starts a host and talks to it over its standard input and output; it ends with the client.

    With a socket, others can connect to it meanwhile. The program is `assay` on the PATH, or
    $ASSAY. A token narrows what this client may do.
    """
    path = os.fspath(socket) if socket is not None else None
    started = Program(home_path(home), path, program, arguments, log_level)
    first = greeting(token, is_started=True)
    return Client(lambda _: ProcessStream(started), greeting=first)


def open(
    home: str | os.PathLike[str] | None = None,
    *,
    program: str | None = None,
    token: str | None = None,
) -> Client:
    """Connects to the host of a home, or starts one when none answers.

    A host that was started serves the home's socket too, and ends with this client.
    """
    try:
        return connect(home=home, token=token)
    except NoHost:
        program = program_path(program)
    try:
        return spawn(home, socket=socket_path(None, home), program=program, token=token)
    except NoHost:
        # Another program may have been first: its host has the home, and is coming up.
        backoff = Backoff(RECONNECT_SECONDS, Deadline())
        while (pause := backoff.pause()) is not None:
            time.sleep(pause)
            try:
                return connect(home=home, token=token)
            except NoHost:
                continue
        raise
