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

from . import aio, errors, types
from ._failures import (
    AssayError,
    CallTimeout,
    ConnectionLost,
    NoHost,
    ProtocolError,
    RPCError,
)
from ._namespace import Reply
from ._places import Program, home_path, socket_path
from ._streams import ProcessStream, SocketStream
from ._tensors import Tensor, TensorError
from .aio import AsyncClient, AsyncEvents, AsyncJob
from .client import RECONNECT_SECONDS, Batch, Client, Events, Identity, Job

__all__ = [
    "AssayError", "AsyncClient", "AsyncEvents", "AsyncJob", "Batch", "CallTimeout", "Client",
    "ConnectionLost", "Events", "Identity", "Job", "NoHost", "ProtocolError", "RPCError", "Reply",
    "Tensor", "TensorError", "aio", "connect", "errors", "open", "spawn", "types",
]  # fmt: skip


def connect(
    socket: str | os.PathLike[str] | None = None,
    *,
    home: str | os.PathLike[str] | None = None,
    reconnect: float = RECONNECT_SECONDS,
) -> Client:
    """Connects to the host at a socket, or to that of a home; raises `NoHost` if there is none.

    Without either, $ASSAY_SOCKET and $ASSAY_HOME say where, as for the program. A lost connection
    is made anew for at most `reconnect` seconds.
    """
    path = socket_path(socket, home)
    return Client(lambda: SocketStream(path), reconnect=reconnect)


def spawn(
    home: str | os.PathLike[str] | None = None,
    *,
    socket: str | os.PathLike[str] | None = None,
    program: str | None = None,
    arguments: tuple[str, ...] = (),
    log_level: str = "warning",
) -> Client:
    """Starts a host and talks to it over its standard input and output; it ends with the client.

    With a socket, others can connect to it meanwhile. The program is `assay` on the PATH, or
    $ASSAY.
    """
    path = os.fspath(socket) if socket is not None else None
    started = Program(home_path(home), path, program, arguments, log_level)
    client = Client(lambda: ProcessStream(started))
    try:
        client.host.ping()
    except ConnectionLost as lost:
        client.close()
        raise NoHost(str(lost)) from None
    return client


def open(home: str | os.PathLike[str] | None = None, *, program: str | None = None) -> Client:
    """Connects to the host of a home, or starts one when none answers.

    A host that was started serves the home's socket too, and ends with this client.
    """
    try:
        return connect(home=home)
    except NoHost:
        return spawn(home, socket=socket_path(None, home), program=program)
