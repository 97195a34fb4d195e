"""The client's side of JSON-RPC 2.0 on one connection, without I/O."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Union

from ._failures import AssayError, MessageError, ProtocolError, error_of
from ._namespace import OnProgress

# What a host accepts unless it is configured otherwise.
MESSAGE_BYTES_MAX = 16 << 20
DEPTH_MAX = 256  # of arrays and objects in one another

Params = Union[Dict[str, Any], List[Any], None]

# Told of each notification of a subscription; of None when the connection has ended.
Listener = Callable[[Optional[str], Any], None]


@dataclass(frozen=True)
class Sink:
    """Where the answer to a call goes, and what is heard of it before."""

    method: str
    succeed: Callable[[Any], None]
    fail: Callable[[Exception], None]
    progress: OnProgress | None = None
    # Called with the result before anything that came behind it is looked at.
    at_once: Callable[[Any], None] | None = None


class Session:
    """Numbers calls, and gives each answer and notification to whom it concerns.

    Calls may be opened by any thread; one thread at a time may feed `receive`.
    """

    def __init__(self) -> None:
        self.listeners: dict[int, Listener] = {}  # by number of subscription
        self._identifiers = itertools.count(1)
        self._calls: dict[int, Sink] = {}
        self._partial: list[bytes] = []  # the line that has not ended, in pieces

    def open(
        self, calls: Iterable[tuple[Params, Sink]], *, as_batch: bool = False
    ) -> tuple[list[int], bytes]:
        """Numbers calls that go together; answers the numbers and the bytes to send."""
        sinks: dict[int, Sink] = {}
        messages = []
        for params, sink in calls:
            identifier = next(self._identifiers)
            sinks[identifier] = sink
            if sink.progress and not isinstance(params, list):
                params = {**(params or {}), "progressToken": identifier}
            messages.append(self.message(sink.method, params, identifier))
        line = self.line(messages if as_batch else messages[0])
        self._calls.update(sinks)  # only now: what cannot be sent is never answered
        return list(sinks), line

    @staticmethod
    def message(method: str, params: Any = None, identifier: int | None = None) -> dict[str, Any]:
        """A request, or without a number a notification."""
        message: dict[str, Any] = {"jsonrpc": "2.0"}
        if identifier is not None:
            message["id"] = identifier
        message["method"] = method
        if params is not None:
            message["params"] = params
        return message

    @staticmethod
    def line(message: Any) -> bytes:
        """One message, or a list of them as a batch, as the bytes to send.

        Raises `MessageError` for what the host could not read: it would not know whose call it is,
        and all calls of the connection would have to end.
        """
        try:
            text = json.dumps(
                message, ensure_ascii=False, allow_nan=False, separators=(",", ":")
            ).encode()
            # Few messages have so many of them at all.
            if text.count(b"[") + text.count(b"{") > DEPTH_MAX < depth(message):
                raise ValueError(f"more than {DEPTH_MAX} arrays and objects in one another")
        except (ValueError, RecursionError) as error:
            raise MessageError(f"this cannot be sent as JSON: {error}") from error
        if len(text) > MESSAGE_BYTES_MAX:
            raise MessageError(
                f"a message of {len(text)} bytes; a host takes at most {MESSAGE_BYTES_MAX}:"
                " large data goes by file, many calls in several batches"
            )
        return text + b"\n"

    def cancellation(self, identifiers: Iterable[int]) -> bytes:
        """What asks the host to cancel calls, whose answers are no longer of interest."""
        return b"".join(
            self.line(self.message("$/cancelRequest", {"id": identifier}))
            for identifier in identifiers
            if self._calls.pop(identifier, None)
        )

    def receive(self, data: bytes) -> None:
        """Takes in bytes as they come.

        Raises `ProtocolError` when they are no answers, or an error of Python's own (`KeyError`,
        `RecursionError`) where they are still less: `fault_of` makes one of the other.
        """
        head, *rest = data.split(b"\n")
        self._partial.append(head)
        for piece in rest:
            line = b"".join(self._partial)
            self._partial = [piece]
            if line.strip():
                self._take(line)

    def fail(self, error: Callable[[], Exception]) -> None:
        """The connection has ended: nobody will be answered any more."""
        for identifier in list(self._calls):
            sink = self._calls.pop(identifier, None)
            if sink:
                sink.fail(error())
        for listener in list(self.listeners.values()):
            listener(None, None)

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError as error:
            raise ProtocolError(f"what came is not JSON: {error}") from error
        for part in message if isinstance(message, list) else [message]:
            if not isinstance(part, dict):
                raise ProtocolError(f"neither an answer nor a notification: {part!r}")
            if "method" in part:
                self._notify(part["method"], part.get("params"))
            else:
                self._answer(part)

    def _notify(self, method: str, params: Any) -> None:
        if method.startswith("events."):
            listener = self.listeners.get(params["subscription"])
            if listener:
                listener(method, params)
        if method != "$/progress":
            return
        sink = self._calls.get(params["token"])
        if sink and sink.progress:
            sink.progress(params["value"])

    def _answer(self, answer: dict[str, Any]) -> None:
        identifier = answer.get("id")
        if identifier is None:
            # The host could not even read what was asked: any of our calls may be meant.
            raise error_of("an unreadable request", answer.get("error"))
        sink = self._calls.get(identifier)
        if sink is None:
            return  # cancelled or timed out meanwhile
        result, error = answer.get("result"), None
        if "error" in answer:
            error = error_of(sink.method, answer["error"])
        elif sink.at_once:
            sink.at_once(result)
        # Only now: whose answer cannot be understood is told when the connection ends for it.
        if self._calls.pop(identifier, None) is None:
            return
        if error:
            sink.fail(error)
        else:
            sink.succeed(result)


def depth(value: Any) -> int:
    """How many arrays and objects of a value stand in one another."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return 0
    return 1 + max(map(depth, value), default=0)


def fault_of(error: Exception) -> AssayError | None:
    """What to tell those who wait when `receive` raised; None for an error of the connection."""
    if isinstance(error, AssayError):
        return error
    if isinstance(error, OSError):
        return None  # it has ended, whoever ended it
    return ProtocolError(f"what came is no answer of JSON-RPC 2.0: {error!r}")
