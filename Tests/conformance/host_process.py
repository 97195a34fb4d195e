"""A host process for a test: started with a home, waited for by conditions, never by sleeping."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from schemas import ROOT
from wire import ByteStream, Connection

ASSAY = str((ROOT / os.environ.get("ASSAY", ".build/release/assay")).resolve())
# Longer than any machine stalls: only what will never happen takes that long.
SECONDS_MAX = 300
POLL_SECONDS = 0.005


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """Polls until the condition gives something true; fails when that takes too long."""
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {SECONDS_MAX} s for {what}"
        time.sleep(POLL_SECONDS)


def listens(path: Path) -> bool:
    """Whether somebody takes connections at a socket, whose file is there before that."""
    with socket.socket(socket.AF_UNIX) as stream:
        return stream.connect_ex(str(path)) == 0


class HostProcess:
    """`assay serve` over a socket, over stdin and stdout, or both."""

    def __init__(
        self,
        directory: Path,
        *arguments: str,
        use_socket: bool = True,
        use_stdio: bool = False,
        home: Path | None = None,
    ) -> None:
        self.home = home or directory / "home"
        self.socket_path = directory / "socket"
        self.errors = directory / "stderr"
        command = [ASSAY, "serve", "--home", str(self.home), "--log-level", "warning"]
        command += ["--socket", str(self.socket_path)] if use_socket else []
        command += ["--stdio"] if use_stdio else []
        pipe = subprocess.PIPE if use_stdio else subprocess.DEVNULL
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [*command, *arguments], stdin=pipe, stdout=pipe, stderr=errors
            )
        self._connections: list[Connection] = []
        if use_socket:
            wait_until(lambda: listens(self.socket_path) or self._has_ended(), "the socket to answer")

    def connect(self) -> Connection:
        """A new connection to the socket."""
        stream = socket.socket(socket.AF_UNIX)
        stream.connect(str(self.socket_path))
        connection = Connection(ByteStream.of_socket(stream))
        self._connections.append(connection)
        return connection

    def stdio(self) -> Connection:
        """The connection over the process's stdin and stdout."""
        assert self.process.stdin and self.process.stdout
        stream = ByteStream.of_pipes(self.process.stdin, self.process.stdout)
        return Connection(stream)

    def wait(self) -> int:
        """Waits for the end of the process; answers its status."""
        wait_until(lambda: self.process.poll() is not None, "the host to end")
        return self.process.returncode

    def stop(self) -> None:
        """Ends the host, whatever state it is in."""
        for connection in self._connections:
            connection.close()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.wait()

    def __enter__(self) -> HostProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def log(self) -> str:
        """What the host wrote to stderr."""
        return self.errors.read_text()

    def _has_ended(self) -> bool:
        return self.process.poll() is not None
