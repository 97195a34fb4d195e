"""The blocking client."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import _tensors
from ._batch import CallToSend, CollectedCalls
from ._connection import Connection
from ._deadlines import Deadline, bounded, bounded_result, patient, plain
from ._events import Wanted
from ._failures import ConnectionLost, NoHost
from ._jobs import Job
from ._listening import Events
from ._methods import Methods
from ._namespace import Namespace, OnProgress, Reply, given
from ._reconnecting import ATTEMPTS_MAX, RECONNECT_SECONDS, Backoff, Greeting
from ._session import Session
from ._signing import signed
from ._streams import SocketStream
from ._waiting import Waiting


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
    end of its `timeout`, which counts from the start, all ask the host to cancel it.
    """

    def __init__(
        self,
        open_stream: Callable[[Deadline], SocketStream],
        *,
        reconnect: float = RECONNECT_SECONDS,
        greeting: Greeting | None = None,
    ) -> None:
        super().__init__()
        self._open_stream = open_stream
        self._reconnect = reconnect
        self._greeting = greeting
        self._lock = threading.Lock()
        self._is_closed = False
        self._connection: Connection | None = self._connect(Deadline())

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
        self._exchange([call], patient(timeout), on_progress)
        return bounded_result(reply, timeout)

    def detach(self, method: str, params: Mapping[str, Any] | None = None) -> Job:
        """Starts a long call that goes on when this connection, or this program, is no more."""
        started = self.call(method, {**(params or {}), "detach": True})
        return Job(self, method, started["job"])

    def notify(self, method: str, params: Mapping[str, Any] | list[Any] | None = None) -> None:
        """Sends a notification, which nobody answers."""
        line = Session.line(Session.message(method, plain(params)))
        for _ in range(ATTEMPTS_MAX):
            connection = self._connected(Deadline())
            if connection.send(line, Deadline()):
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
        self._is_closed = True  # ends, too, whoever makes a connection anew
        with self._lock:
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
        calls: list[CallToSend],
        deadline: Deadline,
        on_progress: OnProgress | None = None,
        *,
        as_batch: bool = False,
        at_once: Callable[[Connection, Any], None] | None = None,
    ) -> None:
        """Sends calls together and waits until all are answered."""
        for _ in range(ATTEMPTS_MAX):
            connection = self._connected(deadline)
            heard = functools.partial(at_once, connection) if at_once else None
            if self._ask(connection, calls, deadline, on_progress, heard, as_batch=as_batch):
                return
        raise ConnectionLost(connection.stream.last_words())

    def _ask(
        self,
        connection: Connection,
        calls: list[CallToSend],
        deadline: Deadline,
        on_progress: OnProgress | None = None,
        at_once: Callable[[Any], None] | None = None,
        *,
        as_batch: bool = False,
    ) -> bool:
        """Calls over a connection; false when it has ended, and the host has not got them."""
        # What a connection that has ended still says goes to a waiting that nobody waits for.
        waiting = Waiting()
        opened: list[int] = []
        try:
            opened, line = connection.session.open(
                (
                    (params, waiting.sink(method, reply, on_progress, at_once))
                    for method, params, reply in calls
                ),
                as_batch=as_batch,
            )
            if not connection.send(line, deadline):
                return False
            waiting.wait(deadline)
            return True
        except BaseException:
            connection.cancel(opened)
            raise

    def _connected(self, deadline: Deadline) -> Connection:
        left = deadline.left
        if not self._lock.acquire(timeout=-1 if left is None else left):
            raise deadline.passed()
        try:
            if self._connection is None or self._connection.has_ended:
                if self._connection:
                    self._connection.close()
                self._connection = self._reconnected(deadline)
            return self._connection
        finally:
            self._lock.release()

    def _reconnected(self, deadline: Deadline) -> Connection:
        backoff = Backoff(self._reconnect, deadline)
        while not self._is_closed:
            try:
                return self._connect(deadline)
            except NoHost:
                pause = backoff.pause()
                if pause is None:
                    raise
            time.sleep(pause)
        raise ConnectionLost("this client is closed")

    def _connect(self, deadline: Deadline) -> Connection:
        connection = Connection(self._open_stream(deadline))
        try:
            if self._greeting:
                reply: Reply[Any] = Reply()
                call = (*self._greeting, reply)
                if not self._ask(connection, [call], deadline):
                    raise ConnectionLost(connection.stream.last_words())
                reply.result()
            return connection
        except ConnectionLost as lost:
            connection.close()
            raise NoHost(str(lost)) from None
        except BaseException:
            connection.close()
            raise


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
        named = signed(method, params, self.name)
        return self.client.call(method, named, on_progress=on_progress, timeout=timeout)


class Batch(CollectedCalls):
    """Calls that are sent together; their replies are there when the `with` statement has ended."""

    def __init__(self, client: Client, timeout: float | None) -> None:
        super().__init__()
        self._client = client
        self._timeout = timeout

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        deadline = Deadline(self._timeout)
        for part in self._taken(has_failed=kind is not None):
            self._client._exchange(part, deadline, as_batch=True)
