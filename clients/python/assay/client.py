"""The blocking client."""

from __future__ import annotations

import functools
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import _tensors, types
from ._batch_methods import BatchMethods
from ._connection import Connection
from ._deadlines import bounded, bounded_result, milliseconds, patience, plain
from ._events import EVENTS_WAITING_MAX, Wanted
from ._failures import CallTimeout, ConnectionLost, NoHost, error_of
from ._methods import SIGNING, Methods
from ._namespace import BatchNamespace, Namespace, OnProgress, Reply, given
from ._session import Session, Sink, batches
from ._streams import Stream

BATCH_COUNT_MAX = 1000  # what a host accepts unless it is configured otherwise
RECONNECT_SECONDS = 10.0
ATTEMPTS_MAX = 3  # new connections for a call that none of them took
BACKOFF_SECONDS_MIN, BACKOFF_SECONDS_MAX = 0.02, 1.0


class Job:
    """A call that goes on without its connection."""

    def __init__(self, client: Client, method: str, id: str) -> None:
        self._client = client
        self.method = method
        self.id = id

    def status(self) -> types.JobStatusResult:
        """How far it is."""
        return self._client.job.status(self.id)

    def result(self, timeout: float | None = None) -> Any:
        """Waits for its end; raises what the call would have raised, or `CallTimeout`."""
        within = None if timeout is None else milliseconds(timeout)
        ended = self._client.call("job.wait", given({"job": self.id, "within": within}))
        if ended["state"] == "running":
            raise CallTimeout(f"job {self.id} still runs after {timeout} s")
        if "error" in ended:
            raise error_of(self.method, ended["error"])
        return ended["result"]

    def cancel(self) -> None:
        """Stops it."""
        self._client.job.cancel(self.id)


class _Waiting:
    """What one caller waits for: progress and answers, taken on the caller's own thread."""

    def __init__(self) -> None:
        self._heard: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._open = 0

    def sink(
        self,
        method: str,
        reply: Reply[Any],
        on_progress: OnProgress | None = None,
        at_once: Callable[[Any], None] | None = None,
    ) -> Sink:
        """Where the answer of one more call goes."""
        self._open += 1
        put = self._heard.put

        def end(take: Callable[[Any], None], value: Any) -> None:
            self._open -= 1
            take(value)

        return Sink(
            method,
            lambda result: put(lambda: end(reply._succeed, result)),
            lambda error: put(lambda: end(reply._fail, error)),
            (lambda value: put(lambda: on_progress(value))) if on_progress else None,
            at_once,
        )

    def wait(self, timeout: float | None) -> None:
        """Until everything is answered; raises `CallTimeout` when that takes too long."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._open:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            try:
                heard = self._heard.get(timeout=left)
            except queue.Empty:
                raise CallTimeout(f"no answer within {timeout} s") from None
            heard()


class Caller(Methods, Namespace):
    """All methods of a host, called in somebody's name."""

    def __init__(self) -> None:
        Methods.__init__(self, self)

    def call(
        self,
        method: str,
        params: Mapping[str, Any] | list[Any] | None = None,
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Calls a method by name, with its parameters by name or position, and waits."""
        raise NotImplementedError

    def _call(
        self,
        method: str,
        params: dict[str, Any],
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        return self.call(method, given(params), on_progress=on_progress, timeout=timeout)


class Client(Caller):
    """A connection to a host that is made anew when it is lost.

    Any number of threads may call. Ctrl-C during a call, an exception in its `on_progress` and the
    end of its `timeout` all ask the host to cancel it.
    """

    def __init__(
        self, open_stream: Callable[[], Stream], *, reconnect: float = RECONNECT_SECONDS
    ) -> None:
        super().__init__()
        self._open_stream = open_stream
        self._reconnect = reconnect
        self._lock = threading.Lock()
        self._is_closed = False
        self._connection: Connection | None = self._connect()

    def call(
        self,
        method: str,
        params: Mapping[str, Any] | list[Any] | None = None,
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        reply: Reply[Any] = Reply()
        call = (method, bounded(params, timeout), reply)
        self._exchange([call], patience(timeout), on_progress)
        return bounded_result(reply, timeout)

    def detach(self, method: str, params: Mapping[str, Any] | None = None) -> Job:
        """Starts a long call that goes on when this connection, or this program, is no more."""
        started = self.call(method, {**(params or {}), "detach": True})
        return Job(self, method, started["job"])

    def notify(self, method: str, params: Mapping[str, Any] | list[Any] | None = None) -> None:
        """Sends a notification, which nobody answers."""
        line = Session.line(Session.message(method, plain(params)))
        for _ in range(ATTEMPTS_MAX):
            connection = self._connected()
            if connection.send(line):
                return
        raise ConnectionLost(connection.stream.last_words())

    def batch(self, *, timeout: float | None = None) -> Batch:
        """Collects calls and sends them together at the end of a `with` statement."""
        return Batch(self, timeout)

    def acting_as(self, name: str) -> Identity:
        """All methods, signing with the key of that name unless `as_` says otherwise."""
        return Identity(self, name)

    def listen(
        self,
        topics: str | Sequence[str] = "ledger",
        *,
        since: int | None = None,
        filter: Mapping[str, Any] | None = None,
    ) -> Events:
        """Events as they happen, or from those behind number `since` on; see `Events`."""
        return Events(self, Wanted.of(topics, since, filter))

    def tensor_from(self, array: Any, name: str = "tensor") -> str:
        """Stores an array (numpy's, or any other buffer); answers the blob's hash."""
        return self.tensors_from({name: array})

    def tensors_from(self, arrays: Mapping[str, Any]) -> str:
        """Stores arrays as one .safetensors blob; answers the blob's hash."""
        with _tensors.file_of(arrays) as path:
            return self.blob.put(path=path)["blob"]

    def tensors(self, blob: str) -> dict[str, _tensors.Tensor]:
        """The tensors of a blob, by name, read in place."""
        return _tensors.read(self.blob.info(blob)["path"])

    def close(self) -> None:
        """Closes the connection; a host that was started by this client ends in order."""
        with self._lock:
            self._is_closed = True
            connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The way of every call.

    def _exchange(
        self,
        calls: list[tuple[str, Any, Reply[Any]]],
        timeout: float | None,
        on_progress: OnProgress | None = None,
        *,
        as_batch: bool = False,
        at_once: Callable[[Connection, Any], None] | None = None,
    ) -> Connection:
        """Sends calls together and waits until all are answered."""
        for _ in range(ATTEMPTS_MAX):
            # What a connection that has ended still says goes to a waiting that nobody waits for.
            waiting = _Waiting()
            connection = self._connected()
            heard = functools.partial(at_once, connection) if at_once else None
            opened = [
                connection.session.open(params, waiting.sink(method, reply, on_progress, heard))
                for method, params, reply in calls
            ]
            messages = [message for _, message in opened]
            if connection.send(Session.line(messages if as_batch else messages[0])):
                break
        else:
            raise ConnectionLost(connection.stream.last_words())
        try:
            waiting.wait(timeout)
        except BaseException:
            for identifier, _ in opened:
                connection.cancel(identifier)
            raise
        return connection

    def _connected(self) -> Connection:
        with self._lock:
            if self._is_closed:
                raise ConnectionLost("this client is closed")
            if self._connection is None or self._connection.has_ended:
                if self._connection:
                    self._connection.close()
                self._connection = self._reconnected()
            return self._connection

    def _reconnected(self) -> Connection:
        deadline = time.monotonic() + self._reconnect
        pause = BACKOFF_SECONDS_MIN
        while True:
            try:
                return self._connect()
            except NoHost:
                if time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, BACKOFF_SECONDS_MAX)

    def _connect(self) -> Connection:
        return Connection(self._open_stream())


class Events:
    """An iterator of events, each a dictionary with `sequence`, `kind` and what it is about.

    It goes on over lost connections and restarted hosts from the number it has come to: no event is
    missing and none comes twice. What the host no longer has is told by one event of the kind
    `events.lost`. The end of a `with` statement, or `close`, ends it.
    """

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self._client = client
        self._wanted = wanted
        self._is_closed = False
        self._feed = self._listen()

    def __iter__(self) -> Events:
        return self

    def __next__(self) -> dict[str, Any]:
        while True:
            heard = self._feed.queue.get()
            if self._is_closed:
                raise StopIteration
            event = None if heard is None else self._wanted.take(*heard)
            if event is not None:
                return event
            if heard is None or self._wanted.has_gap:
                self._unlisten()
                self._feed = self._listen()

    def close(self) -> None:
        """Ends the subscription, and whoever waits for the next event."""
        if not self._is_closed:
            self._is_closed = True
            self._feed.queue.put(None)
            self._unlisten()

    def __enter__(self) -> Events:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> _Feed:
        feed = _Feed()

        def subscribed(connection: Connection, result: Any) -> None:
            self._wanted.begin(result)
            feed.subscription = result["subscription"]
            connection.session.listeners[feed.subscription] = feed.hear

        reply: Reply[Any] = Reply()
        call = ("events.listen", self._wanted.params(), reply)
        feed.connection = self._client._exchange([call], None, at_once=subscribed)
        reply.result()
        return feed

    def _unlisten(self) -> None:
        connection = self._feed.connection
        if connection and connection.session.listeners.pop(self._feed.subscription, None):
            number = {"subscription": self._feed.subscription}
            connection.send(Session.line(Session.message("events.unlisten", number)))


class _Feed:
    """What one subscription brings, up to so many events that nobody has taken."""

    def __init__(self) -> None:
        self.queue: queue.SimpleQueue[tuple[str, Any] | None] = queue.SimpleQueue()
        self.connection: Connection | None = None
        self.subscription = 0
        self._is_over = False

    def hear(self, method: str | None, params: Any) -> None:
        """Called on the thread that reads, which must not wait."""
        if self._is_over:
            return
        if method is None or self.queue.qsize() >= EVENTS_WAITING_MAX:
            self._is_over = True  # what comes now is asked for again when there is room
            self.queue.put(None)
        else:
            self.queue.put((method, params))


class Identity(Caller):
    """A participant who acts through a client."""

    def __init__(self, client: Client, name: str) -> None:
        super().__init__()
        self.client = client
        self.name = name

    def call(
        self,
        method: str,
        params: Mapping[str, Any] | list[Any] | None = None,
        *,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> Any:
        if method in SIGNING and not isinstance(params, list):
            params = {"as": self.name, **(params or {})}
        return self.client.call(method, params, on_progress=on_progress, timeout=timeout)


class Batch(BatchMethods, BatchNamespace):
    """Calls that are sent together; their replies are there when the `with` statement has ended."""

    def __init__(self, client: Client, timeout: float | None) -> None:
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

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return
        for part in batches(self._calls, BATCH_COUNT_MAX):
            self._client._exchange(part, self._timeout, as_batch=True)
