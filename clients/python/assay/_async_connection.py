"""One connection of the client for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Tuple

from ._failures import AssayError, ConnectionLost, NoHost
from ._namespace import OnProgress, Reply
from ._places import Program
from ._session import Session, Sink, fault_of
from ._streams import CHUNK, LOST, STOP_SECONDS_MAX, started, stopped

# Two directions, and what is to happen before they are closed.
Streams = Tuple[asyncio.StreamReader, asyncio.StreamWriter, Callable[[], Awaitable[None]]]


class AsyncConnection:
    """A session over a pair of asyncio's streams until either side ends it."""

    def __init__(self, streams: Streams) -> None:
        self._reader, self._writer, self._end = streams
        self.session = Session()
        self.has_ended = False
        self._task = asyncio.create_task(self._read())

    async def send(self, data: bytes) -> bool:
        """Sends bytes; false when the connection has ended, and the host has not got them.

        Who gives up meanwhile leaves no part of a message behind: the loop sends the rest.
        """
        if self.has_ended:
            return False
        self._writer.write(data)
        if self._writer.is_closing():  # it fails at the first byte, and takes no more
            self.has_ended = True
            return False
        try:
            await self._writer.drain()
        except OSError:
            # The host may have got them all the same: those who wait are told by the reader.
            self.has_ended = True
        return True

    def cancel(self, identifiers: Iterable[int]) -> None:
        """Asks the host to cancel calls."""
        request = self.session.cancellation(identifiers)
        if request and not self.has_ended:
            self._writer.write(request)

    async def close(self) -> None:
        self.has_ended = True
        await self._end()
        self._writer.close()  # what is still to be sent goes first, if the host takes it
        _, late = await asyncio.wait({self._task}, timeout=STOP_SECONDS_MAX)
        if late:
            self._writer.transport.abort()
            await asyncio.wait(late)

    async def _read(self) -> None:
        fault: AssayError | None = None
        try:
            while data := await self._reader.read(CHUNK):
                self.session.receive(data)
        except Exception as error:
            fault = fault_of(error)
        finally:
            self.has_ended = True
            self.session.fail(lambda: fault or ConnectionLost(LOST))
            self._writer.close()


class Answered:
    """A future that is done when all calls that are sent together are answered."""

    def __init__(self, count: int) -> None:
        self.future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open = count

    def sink(
        self,
        method: str,
        reply: Reply[Any],
        on_progress: OnProgress | None,
        at_once: Callable[[Any], None] | None,
    ) -> Sink:
        """Where the answer of one of the calls goes."""

        def end(take: Callable[[Any], None], value: Any) -> None:
            take(value)
            self._open -= 1
            if not self._open and not self.future.done():
                self.future.set_result(None)

        def progress(value: Any) -> None:
            assert on_progress
            try:
                on_progress(value)
            except Exception as error:  # the caller's own: it ends the call, not the connection
                if not self.future.done():
                    self.future.set_exception(error)

        return Sink(
            method,
            lambda result: end(reply._succeed, result),
            lambda error: end(reply._fail, error),
            progress if on_progress else None,
            at_once,
        )


async def socket_streams(path: str) -> Streams:
    """A connection to the Unix socket of a host that runs."""
    try:
        reader, writer = await asyncio.open_unix_connection(path)
    except OSError as error:
        raise NoHost(f"no host answers at {path}: {error.strerror or error}") from error

    async def end() -> None:
        pass  # the host goes on without us

    return reader, writer, end


async def process_streams(program: Program) -> Streams:
    """A host of one's own."""
    ours, process = started(program)
    reader, writer = await asyncio.open_unix_connection(sock=ours)

    async def end() -> None:
        writer.write_eof()  # its last answers still come
        await asyncio.to_thread(stopped, process)

    return reader, writer, end
