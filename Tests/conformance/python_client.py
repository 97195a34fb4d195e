"""clients/python, imported from where it lies, and what its tests share."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from typing import Any

from host_process import ASSAY, HostProcess
from schemas import ROOT

PACKAGE = ROOT / "clients/python"
LONG = {"steps": 200_000, "checkpointInterval": 10}  # no test waits for the end
sys.path.insert(0, str(PACKAGE))

import assay  # noqa: E402


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python."""
    return subprocess.run(
        [sys.executable, *command], env={**os.environ, "ASSAY": ASSAY, **environment},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def in_loop(host: HostProcess, story: Any) -> Any:
    """Runs `story(client)` with asyncio."""

    async def run() -> Any:
        async with assay.aio.connect(host.socket_path) as client:
            return await story(client)

    return asyncio.run(run())


def everything(connection: socket.socket) -> bytes:
    """What comes until the other side ends the connection."""
    return b"".join(iter(lambda: connection.recv(1 << 20), b""))
