"""Events for the blocking client."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Any

from ._deadlines import Deadline
from ._events import Feed, Heard, Wanted
from ._namespace import Reply

if TYPE_CHECKING:
    from ._connection import Connection
    from .client import Client


class Events:
    """An iterator of events, each a dictionary with `sequence`, `kind` and what it is about.

    It goes on over lost connections and restarted hosts from the number it has come to: no event is
    missing and none comes twice. What the host no longer has is told by one event of the kind
    `events.lost`. Where no host answers it raises, and may be asked again. The end of a `with`
    statement, or `close`, ends it.
    """

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self._client = client
        self._wanted = wanted
        self._is_closed = False
        self._feed: Feed[queue.SimpleQueue[Heard]] | None = self._listen()

    def __iter__(self) -> Events:
        return self

    def __next__(self) -> dict[str, Any]:
        while not self._is_closed:
            feed = self._feed
            if feed is None:
                self._feed = self._listen()
                continue
            heard = feed.queue.get()
            try:
                event = None if heard is None else self._wanted.take(*heard)
            except Exception:
                self._unlisten()  # asked again, it subscribes anew
                raise
            if event is not None:
                return event
            if heard is None or self._wanted.has_gap:
                self._unlisten()
        self._unlisten()
        raise StopIteration

    def close(self) -> None:
        """Ends the subscription, and whoever waits for the next event."""
        self._is_closed = True
        self._unlisten()

    def __enter__(self) -> Events:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> Feed[queue.SimpleQueue[Heard]]:
        feed: Feed[queue.SimpleQueue[Heard]] = Feed(queue.SimpleQueue())

        def subscribed(connection: Connection, result: Any) -> None:
            self._wanted.begin(result)
            feed.begin(connection, result["subscription"])

        reply: Reply[Any] = Reply()
        call = ("events.listen", self._wanted.params(), reply)
        self._client._exchange([call], Deadline(), at_once=subscribed)
        reply.result()
        return feed

    def _unlisten(self) -> None:
        feed, self._feed = self._feed, None
        line = feed.end() if feed else None
        if feed and line:
            feed.connection.send(line, Deadline())
