"""Bytes and messages: the client's side of the three framings, with every message checked."""

from __future__ import annotations

import itertools
import json
import os
import select
import socket
from collections.abc import Callable
from typing import IO, Any

import jsonschema
from notifications import NOTIFICATIONS
from schemas import ERROR_ANSWER, all_methods

# As in host_process.py: only an answer that will never come takes that long.
ANSWER_SECONDS_MAX = 300

RESPONSE = jsonschema.Draft202012Validator(
    {
        "type": "object",
        "properties": {"jsonrpc": {"const": "2.0"}, "id": {}, "result": {}, "error": ERROR_ANSWER},
        "required": ["jsonrpc", "id"],
        "additionalProperties": False,
        "oneOf": [{"required": ["result"]}, {"required": ["error"]}],
    }
)


class RefusedCall(Exception):
    """An error answer, already checked against the schema of the method."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(json.dumps(error))
        self.code: int = error["code"]
        self.message: str = error["message"]
        self.data: dict[str, Any] = error["data"]


class ByteStream:
    """Reads with a time limit, whatever lies beneath."""

    def __init__(
        self, descriptor: int, write: Callable[[bytes], Any], end: Callable[[], Any]
    ) -> None:
        self._descriptor = descriptor
        self._buffer = b""
        self.write = write
        self.end_writing = end
        self.close = end

    @classmethod
    def of_socket(cls, connection: socket.socket) -> ByteStream:
        stream = cls(
            connection.fileno(), connection.sendall, lambda: connection.shutdown(socket.SHUT_WR)
        )
        stream.close = connection.close
        return stream

    @classmethod
    def of_pipes(cls, source: IO[bytes], target: IO[bytes]) -> ByteStream:
        def write(content: bytes) -> None:
            source.write(content)
            source.flush()

        return cls(target.fileno(), write, source.close)

    def read_line(self) -> bytes:
        """Everything up to the next newline, which is included; nothing at the end."""
        while b"\n" not in self._buffer:
            if not self._fill():
                break
        end = self._buffer.find(b"\n") + 1 or len(self._buffer)
        line, self._buffer = self._buffer[:end], self._buffer[end:]
        return line

    def read_exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            assert self._fill(), "the stream ended within a message"
        content, self._buffer = self._buffer[:count], self._buffer[count:]
        return content

    def has_input(self) -> bool:
        """Whether something has come that is still to be read."""
        return bool(self._buffer) or self._can_be_read(within_seconds=0)

    def _can_be_read(self, within_seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(1000 * within_seconds))

    def _fill(self) -> bool:
        is_there = self._can_be_read(ANSWER_SECONDS_MAX)
        assert is_there, f"no answer within {ANSWER_SECONDS_MAX} s; so far: {self._buffer!r}"
        chunk = os.read(self._descriptor, 1 << 16)
        self._buffer += chunk
        return bool(chunk)


class Connection:
    """One connection. Calls made with `call` are held to the schemas in both directions."""

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream
        self._identifiers = itertools.count(1)

    def close(self) -> None:
        self.stream.close()

    # Raw messages.

    def send(self, content: bytes | str) -> None:
        self.stream.write(content.encode() if isinstance(content, str) else content)

    def send_json(self, message: Any) -> None:
        self.send(json.dumps(message) + "\n")

    def receive_text(self) -> str:
        """The next message, whatever its framing; an empty text at the end of the stream."""
        line = self.stream.read_line()
        while line == b"\n":  # the second newline behind an answer to an unterminated value
            line = self.stream.read_line()
        if not line.lower().startswith(b"content-"):
            return line.decode()
        headers = {}
        while line.strip():
            name, value = line.decode("ascii").split(":", 1)
            headers[name.lower()] = value.strip()
            line = self.stream.read_line()
        return self.stream.read_exactly(int(headers["content-length"])).decode()

    def receive(self) -> Any:
        """The next message, parsed and checked for its form.

        Raises `ConnectionError` at the end of the stream."""
        text = self.receive_text()
        if not text:
            raise ConnectionError("the host closed the connection")
        message = json.loads(text)
        for part in message if isinstance(message, list) else [message]:
            (NOTIFICATIONS[part["method"]] if "method" in part else RESPONSE).validate(part)
        return message

    def exchange(self, content: bytes | str) -> Any:
        """Sends bytes as they are and answers the next message."""
        self.send(content)
        return self.receive()

    # Checked calls.

    def call(self, method: str, **params: Any) -> Any:
        """A call by the schemas; raises `RefusedCall` when the answer is an error."""
        all_methods()[method].check_parameters(params)
        return self.call_unchecked(method, params)

    def call_unchecked(self, method: str, params: Any) -> Any:
        """A call whose parameters may be wrong on purpose; the answer is still checked."""
        identifier = next(self._identifiers)
        request = {"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}
        self.send(json.dumps(request) + "\n")
        while True:
            message = self.receive()
            if message.get("id") == identifier:
                return self._result(method, message, params if isinstance(params, dict) else {})
            assert message.get("method") in NOTIFICATIONS, f"an answer nobody asked for: {message}"

    def _result(self, method: str, message: dict[str, Any], params: Any) -> Any:
        schema = all_methods().get(method)
        if "error" in message:
            if schema:
                schema.check_error(message["error"])
            raise RefusedCall(message["error"])
        assert schema, f"{method} has no schema, but a result"
        if params.get("check") is True:
            assert message["result"] == {"checked": True}
        elif params.get("detach") is True:
            assert set(message["result"]) == {"job"}
        else:
            schema.check_result(message["result"])
        return message["result"]
