"""Bytes to and from a host: over its socket, or over one to a host that is started."""

from __future__ import annotations

import select
import socket
import struct
import subprocess

from ._deadlines import Deadline
from ._failures import NoHost
from ._places import Program

CHUNK = 1 << 16
STOP_SECONDS_MAX = 10.0
LOST = "the connection to the host ended before the answer came"


class SocketStream:
    """Both directions of a connection; reading and writing may happen on two threads."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    @classmethod
    def connect(cls, path: str, deadline: Deadline) -> SocketStream:
        """Connects to the Unix socket of a host that runs."""
        connection = socket.socket(socket.AF_UNIX)
        try:
            left = deadline.left
            if left is not None:  # a host that is behind with accepting lets us wait
                time = struct.pack("ll", int(left), max(1, int(left % 1 * 1e6)))
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, time)
            connection.connect(path)
        except OSError as error:
            connection.close()
            raise NoHost(f"no host answers at {path}: {error.strerror or error}") from error
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def read(self) -> bytes:
        """Waits for some bytes; none at the end."""
        return self._socket.recv(CHUNK)

    def write(self, data: memoryview) -> int:
        """Sends what can be sent without waiting; answers how many bytes that is."""
        try:
            return self._socket.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0

    def wait(self, deadline: Deadline) -> None:
        """Waits until more can be sent; raises `CallTimeout`."""
        left = deadline.left
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT)
        if not poll.poll(None if left is None else left * 1000):
            raise deadline.passed()

    def end(self) -> None:
        """Ends both directions, and wakes whoever reads or waits."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the host was first

    def close(self) -> None:
        """Gives back what the system holds, once nobody reads or writes any more."""
        self._socket.close()

    def last_words(self) -> str:
        """What to say, at the end, to those who still wait for an answer."""
        return LOST


class ProcessStream(SocketStream):
    """A host of one's own: it ends, in order, when this ends or the program dies."""

    def __init__(self, program: Program) -> None:
        ours, self._process = started(program)
        super().__init__(ours)

    def end(self) -> None:
        """Tells the host to stop, and waits until it has."""
        try:
            self._socket.shutdown(socket.SHUT_WR)  # its last answers still come
        except OSError:
            pass  # it was first
        stopped(self._process)
        super().end()

    def last_words(self) -> str:
        try:
            status = self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            return LOST
        return f"the host ended with status {status}; standard error has what it said"


def started(program: Program) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Starts a host with one socket as its standard input and output; answers our end of it."""
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            # A session of its own: Ctrl-C is for the caller, who may want to cancel a call with it.
            return ours, subprocess.Popen(
                program.command,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                env=program.environment,
                start_new_session=True,
            )
        except BaseException:
            ours.close()
            raise


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Waits until a host that was told to stop has ended, by force if need be."""
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
