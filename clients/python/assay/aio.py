"""The client for asyncio: `assay.client` with `await` before every call."""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Tuple

from . import _tensors, types
from ._async_methods import AsyncMethods
from ._batch_methods import BatchMethods
from ._deadlines import bounded, bounded_result, milliseconds, patience, plain
from ._events import EVENTS_WAITING_MAX, Wanted
from ._failures import AssayError, CallTimeout, ConnectionLost, NoHost, error_of
from ._methods import SIGNING
from ._namespace import AsyncNamespace, BatchNamespace, OnProgress, Reply, given
from ._places import Program, home_path, socket_path
from ._session import Session, Sink, batches
from ._streams import CHUNK, LOST, STOP_SECONDS_MAX
from .client import (
    ATTEMPTS_MAX,
    BACKOFF_SECONDS_MAX,
    BACKOFF_SECONDS_MIN,
    BATCH_COUNT_MAX,
    RECONNECT_SECONDS,
)

Streams = Tuple[asyncio.StreamReader, asyncio.StreamWriter, Callable[[], Awaitable[None]]]
OpenStreams = Callable[[], Awaitable[Streams]]


def connect(
    socket: str | os.PathLike[str] | None = None,
    *,
    home: str | os.PathLike[str] | None = None,
    reconnect: float = RECONNECT_SECONDS,
) -> AsyncClient:
    """A client of the host at a socket, or of that of a home."""
    path = socket_path(socket, home)
    return AsyncClient(lambda: _socket_streams(path), reconnect=reconnect)


def spawn(
    home: str | os.PathLike[str] | None = None,
    *,
    socket: str | os.PathLike[str] | None = None,
    program: str | None = None,
    arguments: tuple[str, ...] = (),
    log_level: str = "warning",
) -> AsyncClient:
    """A client of a host of its own, which ends with it."""
    path = os.fspath(socket) if socket is not None else None
    started = Program(home_path(home), path, program, arguments, log_level)
    return AsyncClient(lambda: _process_streams(started))


class AsyncCaller(AsyncMethods, AsyncNamespace):
    """All methods of a host, called in somebody's name."""

    def __init__(self) -> None:
        AsyncMethods.__init__(self, self)

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | list[Any] | None = None,
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Calls a method by name, with its parameters by name or position."""
        raise NotImplementedError

    async def _call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        return await self.call(method, given(params), on_progress=on_progress, timeout=timeout)


class AsyncClient(AsyncCaller):
    """A connection to a host that is made when it is first needed, and anew when it is lost.

    A task that is cancelled during a call, an exception in its `on_progress` and the end of its
    `timeout` all ask the host to cancel the call.
    """

    def __init__(self, open_streams: OpenStreams, *, reconnect: float = RECONNECT_SECONDS) -> None:
        super().__init__()
        self._open_streams = open_streams
        self._reconnect = reconnect
        self._lock: asyncio.Lock | None = None  # made inside of the loop, which Python 3.9 needs
        self._connection: AsyncConnection | None = None
        self._is_closed = False

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | list[Any] | None = None,
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        reply: Reply[Any] = Reply()
        call = (method, bounded(params, timeout), reply)
        await self._exchange([call], patience(timeout), on_progress)
        return bounded_result(reply, timeout)

    async def detach(self, method: str, params: Mapping[str, Any] | None = None) -> AsyncJob:
        """Starts a long call that goes on when this connection, or this program, is no more."""
        started = await self.call(method, {**(params or {}), "detach": True})
        return AsyncJob(self, method, started["job"])

    async def notify(
        self, method: str, params: Mapping[str, Any] | list[Any] | None = None
    ) -> None:
        """Sends a notification, which nobody answers."""
        line = Session.line(Session.message(method, plain(params)))
        for _ in range(ATTEMPTS_MAX):
            if await (await self._connected()).send(line):
                return
        raise ConnectionLost(LOST)

    def batch(self, *, timeout: float | None = None) -> AsyncBatch:
        """Collects calls and sends them together at the end of an `async with` statement."""
        return AsyncBatch(self, timeout)

    def acting_as(self, name: str) -> AsyncIdentity:
        """All methods, signing with the key of that name unless `as_` says otherwise."""
        return AsyncIdentity(self, name)

    def listen(
        self,
        topics: str | Sequence[str] = "ledger",
        *,
        since: int | None = None,
        filter: Mapping[str, Any] | None = None,
    ) -> AsyncEvents:
        """Events as they happen, or from those behind number `since` on; see `AsyncEvents`."""
        return AsyncEvents(self, Wanted.of(topics, since, filter))

    async def tensor_from(self, array: Any, name: str = "tensor") -> str:
        """Stores an array (numpy's, or any other buffer); answers the blob's hash."""
        return await self.tensors_from({name: array})

    async def tensors_from(self, arrays: Mapping[str, Any]) -> str:
        """Stores arrays as one .safetensors blob; answers the blob's hash."""
        file = _tensors.file_of(arrays)
        path = await asyncio.to_thread(file.__enter__)
        try:
            return (await self.blob.put(path=path))["blob"]
        finally:
            file.__exit__(None, None, None)

    async def tensors(self, blob: str) -> dict[str, _tensors.Tensor]:
        """The tensors of a blob, by name, read in place."""
        return _tensors.read((await self.blob.info(blob))["path"])

    async def close(self) -> None:
        """Closes the connection; a host that was started by this client ends in order."""
        self._is_closed = True
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    async def __aenter__(self) -> AsyncClient:
        await self._connected()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # The way of every call.

    async def _exchange(
        self,
        calls: list[tuple[str, Any, Reply[Any]]],
        timeout: float | None,
        on_progress: OnProgress | None = None,
        *,
        as_batch: bool = False,
        at_once: Callable[[AsyncConnection, Any], None] | None = None,
    ) -> AsyncConnection:
        """Sends calls together and waits until all are answered."""
        for _ in range(ATTEMPTS_MAX):
            connection = await self._connected()
            answered = _Answered(len(calls))
            heard = functools.partial(at_once, connection) if at_once else None
            opened = [
                connection.session.open(params, answered.sink(method, reply, on_progress, heard))
                for method, params, reply in calls
            ]
            messages = [message for _, message in opened]
            if await connection.send(Session.line(messages if as_batch else messages[0])):
                break
        else:
            raise ConnectionLost(LOST)
        try:
            await asyncio.wait_for(answered.future, timeout)
        except BaseException as error:
            for identifier, _ in opened:
                await connection.cancel(identifier)
            if isinstance(error, asyncio.TimeoutError):
                raise CallTimeout(f"no answer within {timeout} s") from None
            raise
        return connection

    async def _connected(self) -> AsyncConnection:
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            if self._is_closed:
                raise ConnectionLost("this client is closed")
            connection = self._connection
            if connection is None:
                self._connection = await self._connect()
            elif connection.has_ended:
                await connection.close()
                self._connection = await self._reconnected()
            assert self._connection
            return self._connection

    async def _reconnected(self) -> AsyncConnection:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._reconnect
        pause = BACKOFF_SECONDS_MIN
        while True:
            try:
                return await self._connect()
            except NoHost:
                if loop.time() + pause > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, BACKOFF_SECONDS_MAX)

    async def _connect(self) -> AsyncConnection:
        return AsyncConnection(await self._open_streams())


class AsyncConnection:
    """A session over a pair of asyncio's streams until either side ends it."""

    def __init__(self, streams: Streams) -> None:
        self._reader, self._writer, self._closed = streams
        self.session = Session()
        self.has_ended = False
        self._task = asyncio.create_task(self._read())

    async def send(self, data: bytes) -> bool:
        """Sends bytes; false when the connection has ended, and the host has not got them."""
        if self.has_ended:
            return False
        try:
            self._writer.write(data)
            await self._writer.drain()
            return True
        except (ConnectionError, RuntimeError):
            self.has_ended = True
            return False

    async def cancel(self, identifier: int) -> None:
        """Asks the host to cancel a call."""
        request = self.session.cancellation(identifier)
        if request:
            await self.send(request)

    async def close(self) -> None:
        self.has_ended = True
        self._writer.close()
        await self._closed()
        await asyncio.wait({self._task})

    async def _read(self) -> None:
        error: Exception | None = None
        try:
            while data := await self._reader.read(CHUNK):
                self.session.receive(data)
        except OSError:
            pass  # it has ended, whoever ended it
        except AssayError as fault:
            error = fault
        self.has_ended = True
        self.session.fail(lambda: error or ConnectionLost(LOST))


class AsyncJob:
    """A call that goes on without its connection."""

    def __init__(self, client: AsyncClient, method: str, id: str) -> None:
        self._client = client
        self.method = method
        self.id = id

    async def status(self) -> types.JobStatusResult:
        """How far it is."""
        return await self._client.job.status(self.id)

    async def result(self, timeout: float | None = None) -> Any:
        """Waits for its end; raises what the call would have raised, or `CallTimeout`."""
        within = None if timeout is None else milliseconds(timeout)
        ended = await self._client.call("job.wait", given({"job": self.id, "within": within}))
        if ended["state"] == "running":
            raise CallTimeout(f"job {self.id} still runs after {timeout} s")
        if "error" in ended:
            raise error_of(self.method, ended["error"])
        return ended["result"]

    async def cancel(self) -> None:
        """Stops it."""
        await self._client.job.cancel(self.id)


class AsyncEvents:
    """An asynchronous iterator of events, as `assay.client.Events` is a blocking one.

    It subscribes when it is first asked, or when an `async with` statement begins.
    """

    def __init__(self, client: AsyncClient, wanted: Wanted) -> None:
        self._client = client
        self._wanted = wanted
        self._is_closed = False
        self._feed: _AsyncFeed | None = None

    def __aiter__(self) -> AsyncEvents:
        return self

    async def __anext__(self) -> dict[str, Any]:
        while not self._is_closed:
            feed = self._feed = self._feed or await self._listen()
            heard = await feed.queue.get()
            event = None if heard is None else self._wanted.take(*heard)
            if event is not None:
                return event
            if heard is None or self._wanted.has_gap:
                await self._unlisten()
        raise StopAsyncIteration

    async def close(self) -> None:
        """Ends the subscription, and whoever waits for the next event."""
        self._is_closed = True
        if self._feed:
            self._feed.queue.put_nowait(None)
            await self._unlisten()

    async def __aenter__(self) -> AsyncEvents:
        self._feed = self._feed or await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _listen(self) -> _AsyncFeed:
        feed = _AsyncFeed()

        def subscribed(connection: AsyncConnection, result: Any) -> None:
            self._wanted.begin(result)
            feed.subscription = result["subscription"]
            connection.session.listeners[feed.subscription] = feed.hear

        reply: Reply[Any] = Reply()
        call = ("events.listen", self._wanted.params(), reply)
        feed.connection = await self._client._exchange([call], None, at_once=subscribed)
        reply.result()
        return feed

    async def _unlisten(self) -> None:
        feed, self._feed = self._feed, None
        if feed and feed.connection:
            if feed.connection.session.listeners.pop(feed.subscription, None):
                number = {"subscription": feed.subscription}
                line = Session.line(Session.message("events.unlisten", number))
                await feed.connection.send(line)


class _AsyncFeed:
    """What one subscription brings, up to so many events that nobody has taken."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue()
        self.connection: AsyncConnection | None = None
        self.subscription = 0
        self._is_over = False

    def hear(self, method: str | None, params: Any) -> None:
        if self._is_over:
            return
        if method is None or self.queue.qsize() >= EVENTS_WAITING_MAX:
            self._is_over = True  # what comes now is asked for again when there is room
            self.queue.put_nowait(None)
        else:
            self.queue.put_nowait((method, params))


class AsyncIdentity(AsyncCaller):
    """A participant who acts through a client."""

    def __init__(self, client: AsyncClient, name: str) -> None:
        super().__init__()
        self.client = client
        self.name = name

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | list[Any] | None = None,
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        if method in SIGNING and not isinstance(params, list):
            params = {"as": self.name, **(params or {})}
        return await self.client.call(method, params, on_progress=on_progress, timeout=timeout)


class AsyncBatch(BatchMethods, BatchNamespace):
    """Calls that are sent together; their replies are there when the statement has ended."""

    def __init__(self, client: AsyncClient, timeout: float | None) -> None:
        BatchMethods.__init__(self, self)
        self._client = client
        self._timeout = timeout
        self._calls: list[tuple[str, Any, Reply[Any]]] = []

    def call(self, method: str, params: Mapping[str, Any] | list[Any] | None = None) -> Reply[Any]:
        """Adds a call by name."""
        reply: Reply[Any] = Reply()
        self._calls.append((method, plain(params), reply))
        return reply

    def _call(self, method: str, params: dict[str, Any]) -> Reply[Any]:
        return self.call(method, given(params))

    async def __aenter__(self) -> AsyncBatch:
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return
        for part in batches(self._calls, BATCH_COUNT_MAX):
            await self._client._exchange(part, self._timeout, as_batch=True)


class _Answered:
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


async def _socket_streams(path: str) -> Streams:
    try:
        reader, writer = await asyncio.open_unix_connection(path)
    except OSError as error:
        raise NoHost(f"no host answers at {path}: {error.strerror or error}") from error

    async def closed() -> None:
        try:
            await writer.wait_closed()
        except OSError:
            pass  # the host was first

    return reader, writer, closed


async def _process_streams(program: Program) -> Streams:
    process = await asyncio.create_subprocess_exec(
        *program.command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=program.environment,
        start_new_session=True,
    )

    async def closed() -> None:
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
        except asyncio.TimeoutError:
            process.kill()
            await process.wait()

    assert process.stdout and process.stdin
    return process.stdout, process.stdin, closed
