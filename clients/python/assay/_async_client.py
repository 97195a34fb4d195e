"""The client for asyncio."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from . import _tensors
from ._async_connection import Answered, AsyncConnection, Streams
from ._async_listening import AsyncEvents
from ._async_methods import AsyncMethods
from ._batch import CallToSend, CollectedCalls
from ._deadlines import Deadline, bounded, bounded_result, patient, plain
from ._events import Wanted
from ._failures import ConnectionLost, NoHost
from ._jobs import AsyncJob
from ._namespace import AsyncNamespace, OnProgress, Reply, given
from ._reconnecting import ATTEMPTS_MAX, RECONNECT_SECONDS, Backoff, Greeting
from ._session import Session
from ._signing import signed
from ._streams import LOST

Result = TypeVar("Result")
OpenStreams = Callable[[], Awaitable[Streams]]


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
    `timeout`, which counts from the start, all ask the host to cancel the call.
    """

    def __init__(
        self,
        open_streams: OpenStreams,
        *,
        reconnect: float = RECONNECT_SECONDS,
        greeting: Greeting | None = None,
    ) -> None:
        super().__init__()
        self._open_streams = open_streams
        self._reconnect = reconnect
        self._greeting = greeting
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
        await self._exchange([call], patient(timeout), on_progress)
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
            if await (await self._connected(Deadline())).send(line):
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
        self._is_closed = True  # ends, too, whoever makes a connection anew
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            connection, self._connection = self._connection, None
        if connection:
            await connection.close()

    async def __aenter__(self) -> AsyncClient:
        await self._connected(Deadline())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # The way of every call.

    async def _exchange(
        self,
        calls: list[CallToSend],
        deadline: Deadline,
        on_progress: OnProgress | None = None,
        *,
        as_batch: bool = False,
        at_once: Callable[[AsyncConnection, Any], None] | None = None,
    ) -> None:
        """Sends calls together and waits until all are answered."""
        for _ in range(ATTEMPTS_MAX):
            connection = await self._connected(deadline)
            heard = functools.partial(at_once, connection) if at_once else None
            asking = self._ask(connection, calls, on_progress, heard, as_batch=as_batch)
            if await _within(deadline.patience, deadline, asking):
                return
        raise ConnectionLost(LOST)

    async def _ask(
        self,
        connection: AsyncConnection,
        calls: list[CallToSend],
        on_progress: OnProgress | None = None,
        at_once: Callable[[Any], None] | None = None,
        *,
        as_batch: bool = False,
    ) -> bool:
        """Calls over a connection; false when it has ended, and the host has not got them."""
        answered = Answered(len(calls))
        opened: list[int] = []
        try:
            opened, line = connection.session.open(
                (
                    (params, answered.sink(method, reply, on_progress, at_once))
                    for method, params, reply in calls
                ),
                as_batch=as_batch,
            )
            if not await connection.send(line):
                return False
            await answered.future
            return True
        except BaseException:
            connection.cancel(opened)
            raise

    async def _connected(self, deadline: Deadline) -> AsyncConnection:
        connection = self._connection
        if connection and not connection.has_ended:
            return connection
        return await _within(deadline.left, deadline, self._connected_anew(deadline))

    async def _connected_anew(self, deadline: Deadline) -> AsyncConnection:
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            connection = self._connection
            if self._is_closed:
                raise ConnectionLost("this client is closed")
            if connection is None:
                self._connection = await self._connect()
            elif connection.has_ended:
                await connection.close()
                self._connection = await self._reconnected(deadline)
            assert self._connection
            return self._connection

    async def _reconnected(self, deadline: Deadline) -> AsyncConnection:
        backoff = Backoff(self._reconnect, deadline)
        while not self._is_closed:
            try:
                return await self._connect()
            except NoHost:
                pause = backoff.pause()
                if pause is None:
                    raise
            await asyncio.sleep(pause)
        raise ConnectionLost("this client is closed")

    async def _connect(self) -> AsyncConnection:
        connection = AsyncConnection(await self._open_streams())
        try:
            if self._greeting:
                reply: Reply[Any] = Reply()
                if not await self._ask(connection, [(*self._greeting, reply)]):
                    raise ConnectionLost(LOST)
                reply.result()
            return connection
        except ConnectionLost as lost:
            await connection.close()
            raise NoHost(str(lost)) from None
        except BaseException:
            await connection.close()
            raise


async def _within(seconds: float | None, deadline: Deadline, work: Awaitable[Result]) -> Result:
    try:
        return await asyncio.wait_for(work, seconds)
    except asyncio.TimeoutError:
        raise deadline.passed() from None


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
        named = signed(method, params, self.name)
        return await self.client.call(method, named, on_progress=on_progress, timeout=timeout)


class AsyncBatch(CollectedCalls):
    """Calls that are sent together; their replies are there when the statement has ended."""

    def __init__(self, client: AsyncClient, timeout: float | None) -> None:
        super().__init__()
        self._client = client
        self._timeout = timeout

    async def __aenter__(self) -> AsyncBatch:
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        deadline = Deadline(self._timeout)
        for part in self._taken(has_failed=kind is not None):
            await self._client._exchange(part, deadline, as_batch=True)
