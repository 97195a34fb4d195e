"""Events for the client for asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ._deadlines import Deadline
from ._events import Feed, Heard, Wanted
from ._namespace import Reply

if TYPE_CHECKING:
    from ._async_connection import AsyncConnection
    from .aio import AsyncClient


class AsyncEvents:
    """An asynchronous iterator of events, as `assay.Events` is a blocking one.

    It subscribes when it is first asked, or when an `async with` statement begins.
    """

    def __init__(self, client: AsyncClient, wanted: Wanted) -> None:
        self._client = client
        self._wanted = wanted
        self._is_closed = False
        self._feed: Feed[asyncio.Queue[Heard]] | None = None

    def __aiter__(self) -> AsyncEvents:
        return self

    async def __anext__(self) -> dict[str, Any]:
        while not self._is_closed:
            feed = self._feed
            if feed is None:
                self._feed = await self._listen()
                continue
            heard = await feed.queue.get()
            try:
                event = None if heard is None else self._wanted.take(*heard)
            except Exception:
                await self._unlisten()  # asked again, it subscribes anew
                raise
            if event is not None:
                return event
            if heard is None or self._wanted.has_gap:
                await self._unlisten()
        await self._unlisten()
        raise StopAsyncIteration

    async def close(self) -> None:
        """Ends the subscription, and whoever waits for the next event."""
        self._is_closed = True
        await self._unlisten()

    async def __aenter__(self) -> AsyncEvents:
        self._feed = self._feed or await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _listen(self) -> Feed[asyncio.Queue[Heard]]:
        feed: Feed[asyncio.Queue[Heard]] = Feed(asyncio.Queue())

        def subscribed(connection: AsyncConnection, result: Any) -> None:
            self._wanted.begin(result)
            feed.begin(connection, result["subscription"])

        reply: Reply[Any] = Reply()
        call = ("events.listen", self._wanted.params(), reply)
        await self._client._exchange([call], Deadline(), at_once=subscribed)
        reply.result()
        return feed

    async def _unlisten(self) -> None:
        feed, self._feed = self._feed, None
        line = feed.end() if feed else None
        if feed and line:
            await feed.connection.send(line)
