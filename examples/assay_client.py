"""A host and a client for it, in a hundred lines of the standard library.

with Host(home="/tmp/try") as host, host.connect() as client:
    print(client.call("host.info")["version"])
    ada = client.acting_as("ada")
    ada.call("participant.join", name="Ada")
"""

from __future__ import annotations

import itertools
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRAM = os.environ.get("ASSAY", ".build/release/assay")
START_SECONDS_MAX = 30
WRONG_PHASE = 202  # the error code of what comes at the wrong time

Progress = Callable[[dict[str, Any]], None]


class RPCError(Exception):
    """What the host answers instead of a result: a code, a sentence, and data for programs."""

    def __init__(self, method: str, error: dict[str, Any]) -> None:
        super().__init__(f"{method}: {error['message']} (error {error['code']})")
        self.code: int = error["code"]
        self.data: dict[str, Any] = error.get("data", {})

    @property
    def is_too_early(self) -> bool:
        """Whether the same call will succeed when some time has passed."""
        return self.code == WRONG_PHASE and bool(self.data.get("retryable"))


class Client:
    """One connection to a host: a request a line, an answer a line."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._lines = self._socket.makefile("rb")
        self._identifiers = itertools.count(1)

    def call(self, method: str, progress: Progress | None = None, **params: Any) -> dict[str, Any]:
        """Calls a method and waits for its result; `progress` is told how far long work is."""
        identifier = next(self._identifiers)
        if progress:
            params["progressToken"] = identifier
        request = {"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        while True:
            message = self._receive(method)
            if message.get("method") == "$/progress" and progress:
                progress(message["params"]["value"])
            if "method" in message or message.get("id") != identifier:
                continue
            if "error" in message:
                raise RPCError(method, message["error"])
            return message["result"]

    def acting_as(self, name: str) -> Identity:
        """This connection, signing with the key of that name."""
        return Identity(self, name)

    def close(self) -> None:
        self._lines.close()
        self._socket.close()

    def _receive(self, method: str) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise ConnectionError(f"the host closed the connection during {method}")
        return json.loads(line)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Identity:
    """A participant who acts through a client: every call is signed with its key."""

    def __init__(self, client: Client, name: str) -> None:
        self.client = client
        self.name = name

    def call(self, method: str, progress: Progress | None = None, **params: Any) -> dict[str, Any]:
        """Calls a method that signs, as this participant."""
        return self.client.call(method, progress, **params, **{"as": self.name})


class Host:
    """A host process with a home directory and a socket in it, stopped at the end of `with`."""

    def __init__(self, home: str | Path, program: str = PROGRAM) -> None:
        self.home = Path(home)
        self.socket = str(self.home / "assay.sock")
        self._command = [program, "serve", "--socket", self.socket, "--home", str(self.home)]
        self._process: subprocess.Popen[bytes] | None = None

    def connect(self) -> Client:
        return Client(self.socket)

    def __enter__(self) -> Host:
        self._process = subprocess.Popen(
            [*self._command, "--log-level", "error"], stdin=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS_MAX
        while True:
            try:
                self.connect().close()
                return self
            except OSError:
                status = self._process.poll()
                if status is not None:
                    raise RuntimeError(f"the host ended with status {status}") from None
                if time.monotonic() > deadline:
                    self.__exit__()
                    raise RuntimeError("the host did not open its socket") from None
                time.sleep(0.01)

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=START_SECONDS_MAX)
