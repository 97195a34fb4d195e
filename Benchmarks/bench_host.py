"""What the benchmarks share: a host in a temporary home, and sockets to it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ASSAY = os.environ.get("ASSAY", ".build/release/assay")


@contextlib.contextmanager
def host() -> Iterator[str]:
    """Runs a host with an empty home; gives the path of its socket."""
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as home:
        path = str(Path(home) / "s")
        arguments = [ASSAY, "serve", "--socket", path, "--home", home, "--log-level", "error"]
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL)
        try:
            wait_for(path, process)
            yield path
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(path: str, process: subprocess.Popen[bytes]) -> None:
    """Returns once something answers at the socket."""
    deadline = time.monotonic() + 30
    while True:
        try:
            connect(path).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("the host did not start")
            time.sleep(0.01)


def connect(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    return connection


class Lines:
    """One connection, a line a message."""

    def __init__(self, path: str) -> None:
        self.socket = connect(path)
        self.file = self.socket.makefile("rb")

    def call(self, method: str, **params: object) -> dict:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self.socket.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self.file.readline())
        if "error" in answer:
            sys.exit(f"{method}: {answer['error']}")
        return answer["result"]

    def close(self) -> None:
        self.file.close()
        self.socket.close()


def median(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
