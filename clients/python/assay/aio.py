"""The client for asyncio: `assay.client` with `await` before every call."""

from __future__ import annotations

import os

from ._async_client import AsyncBatch, AsyncClient, AsyncIdentity
from ._async_connection import process_streams, socket_streams
from ._places import Program, home_path, socket_path, token_text
from ._reconnecting import RECONNECT_SECONDS, greeting

__all__ = ["AsyncBatch", "AsyncClient", "AsyncIdentity", "connect", "spawn"]


def connect(
    socket: str | os.PathLike[str] | None = None,
    *,
    home: str | os.PathLike[str] | None = None,
    token: str | None = None,
    reconnect: float = RECONNECT_SECONDS,
) -> AsyncClient:
    """A client of the host at a socket, or of that of a home; see `assay.connect`."""
    path = socket_path(socket, home)
    return AsyncClient(
        lambda: socket_streams(path),
        reconnect=reconnect,
        greeting=greeting(token_text(token), is_started=False),
    )


def spawn(
    home: str | os.PathLike[str] | None = None,
    *,
    socket: str | os.PathLike[str] | None = None,
    program: str | None = None,
    arguments: tuple[str, ...] = (),
    log_level: str = "warning",
    token: str | None = None,
) -> AsyncClient:
    """A client of a host of its own, which ends with it."""
    path = os.fspath(socket) if socket is not None else None
    started = Program(home_path(home), path, program, arguments, log_level)
    return AsyncClient(
        lambda: process_streams(started), greeting=greeting(token, is_started=True)
    )
