"""What a listener wants, and how far it has come: shared by both clients, without I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Optional, Protocol, Tuple, TypeVar

from ._failures import error_of
from ._session import Session

EVENTS_WAITING_MAX = 4096  # how many events wait here for a slow reader
LOG_TOPICS = {"ledger", "task", "round"}  # what is lost of these can be had again


@dataclass
class Wanted:
    """A subscription as it is to be made, and made again where the last one ended."""

    topics: list[str]
    since: int | None
    filter: Mapping[str, Any] | None
    has_gap: bool = False

    @staticmethod
    def of(
        topics: str | Sequence[str], since: int | None, filter: Mapping[str, Any] | None
    ) -> Wanted:
        return Wanted([topics] if isinstance(topics, str) else list(topics), since, filter)

    def params(self) -> dict[str, Any]:
        params = {"topics": self.topics, "since": self.since, "filter": self.filter}
        return {name: value for name, value in params.items() if value is not None}

    def begin(self, result: dict[str, Any]) -> None:
        """The host has subscribed us: from here on nothing may be missed."""
        self.has_gap = False
        if self.since is None:
            self.since = result["from"] - 1

    def take(self, method: str, params: dict[str, Any]) -> dict[str, Any] | None:
        """The event to hand on; nothing where there is a gap that listening again closes."""
        if method == "events.event":
            self.since = params["sequence"]
            return params
        if method == "events.ended":
            raise error_of("events.listen", params["error"])
        if method != "events.lost":
            return None
        if LOG_TOPICS.issuperset(self.topics):
            self.has_gap = True  # `since` still stands before it
            return None
        self.since = params["to"]
        return {"kind": "events.lost", **params}


Heard = Optional[Tuple[str, Any]]  # a notification; None when no more will come of a subscription


class Waiting(Protocol):
    """What the queues of threads and those of asyncio have in common."""

    def put_nowait(self, item: Heard, /) -> None: ...

    def qsize(self) -> int: ...


Queue = TypeVar("Queue", bound=Waiting)


class Feed(Generic[Queue]):
    """What one subscription brings, up to so many events that nobody has taken."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.connection: Any = None  # over which the events come
        self._subscription = 0
        self._is_over = False

    def begin(self, connection: Any, subscription: int) -> None:
        """The host has subscribed us."""
        self.connection, self._subscription = connection, subscription
        connection.session.listeners[subscription] = self._hear

    def end(self) -> bytes | None:
        """What ends the subscription, if that has not been said; wakes whoever waits."""
        self._is_over = True
        self.queue.put_nowait(None)
        if not self.connection.session.listeners.pop(self._subscription, None):
            return None
        number = {"subscription": self._subscription}
        return Session.line(Session.message("events.unlisten", number))

    def _hear(self, method: str | None, params: Any) -> None:
        """Called by what reads, which must not wait."""
        if self._is_over:
            return
        if method is None or self.queue.qsize() >= EVENTS_WAITING_MAX:
            self._is_over = True  # what comes now is asked for again when there is room
            self.queue.put_nowait(None)
        else:
            self.queue.put_nowait((method, params))
