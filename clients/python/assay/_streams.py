"""Bytes to and from a host: over its socket, or over the pipes of one that is started."""

from __future__ import annotations

import os
import socket
import subprocess
from typing import Protocol

from ._failures import NoHost
from ._places import Program

CHUNK = 1 << 16
STOP_SECONDS_MAX = 10.0
LOST = "the connection to the host ended before the answer came"


class Stream(Protocol):
    """Both directions of a connection; reading and writing may happen on two threads."""

    def read(self) -> bytes:
        """Waits for some bytes; none at the end."""

    def write(self, data: bytes) -> None:
        """Sends bytes."""

    def close(self) -> None:
        """Ends both directions, and wakes whoever reads."""

    def last_words(self) -> str:
        """What to say to those who still wait for an answer."""


class SocketStream:
    """A connection to the Unix socket of a host that runs."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            raise NoHost(f"no host answers at {path}: {error.strerror or error}") from error

    def read(self) -> bytes:
        return self._socket.recv(CHUNK)

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def close(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the host was first
        self._socket.close()

    def last_words(self) -> str:
        return LOST


class ProcessStream:
    """A host of one's own: it ends, in order, when this closes or the program dies."""

    def __init__(self, program: Program) -> None:
        # A session of its own: Ctrl-C is for the caller, who may want to cancel a call with it.
        self._process = subprocess.Popen(
            program.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=program.environment,
            bufsize=0,
            start_new_session=True,
        )
        assert self._process.stdin and self._process.stdout
        self._input, self._output = self._process.stdin, self._process.stdout

    def read(self) -> bytes:
        data = os.read(self._output.fileno(), CHUNK)
        if not data:
            self._output.close()
        return data

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._input.write(view) :]

    def close(self) -> None:
        self._input.close()
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def last_words(self) -> str:
        try:
            status = self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            return LOST
        return f"the host ended with status {status}; standard error has what it said"
