"""Hosts with process plugins, for the tests of both kinds: those that behave and those that do not."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from host_process import HostProcess, wait_until
from schemas import ROOT
from wire import ByteStream, Connection, RefusedCall

WICKED = ROOT / "Tests/conformance/wicked"
HELLO = ROOT / "plugins/hello-python/hello.py"
EXECUTOR = ROOT / "plugins/numpy-executor/numpy-executor.py"
MACHINE = ROOT / "plugins/machine-shell/machine.sh"

# Patient with machines that are slow: a test whose subject is the end of patience sets its own.
TIMEOUTS = {
    "handshakeSeconds": 60, "callSeconds": 60, "hookSeconds": 60, "stopSeconds": 60,
    "lingerSeconds": 60,
}  # fmt: skip
# Nobody is kept waiting for another life.
RESTART = {"delaySeconds": 0.01, "delaySecondsMax": 0.05, "crashCountMax": 4}

FAILED, TIMED_OUT, REFUSED, UNKNOWN, REJECTED, UNAVAILABLE = range(701, 707)


class PluginHost(HostProcess):
    """A host and what is asked about its plugins."""

    def __init__(
        self, directory: Path, *arguments: str, timeouts: dict[str, float] | None = None
    ) -> None:
        home = directory / "h"
        home.mkdir(mode=0o700, exist_ok=True)
        settings = {"timeouts": {**TIMEOUTS, **(timeouts or {})}, "restart": RESTART}
        (home / "config.json").write_text(json.dumps({"processPlugins": settings}))
        self.pids = directory / "pids"
        os.environ["ASSAY_TEST_PIDS"] = str(self.pids)
        # Scripts are to find the interpreter that has pyln-client.
        interpreter = str(Path(sys.executable).parent)
        if not os.environ["PATH"].startswith(interpreter):
            os.environ["PATH"] = f"{interpreter}:{os.environ['PATH']}"
        super().__init__(directory, *arguments, home=home)

    def wicked(self, connection: Connection, name: str, **params: Any) -> dict[str, Any]:
        """Starts one of the wicked plugins."""
        return start(connection, WICKED / f"{name}.sh", **params)


def start(connection: Connection, path: Path, **params: Any) -> dict[str, Any]:
    return connection.call("plugin.start", path=str(path), **params)["plugin"]


def plugin_of(connection: Connection, name: str) -> dict[str, Any]:
    """The process plugin as `plugin.list` has it."""
    plugins = connection.call("plugin.list")["plugins"]
    return next(p for p in plugins if (p["kind"], p["name"]) == ("process", name))


def wait_for_state(connection: Connection, name: str, state: str) -> dict[str, Any]:
    wait_until(lambda: plugin_of(connection, name)["state"] == state, f"{name} to be {state}")
    return plugin_of(connection, name)


def is_alive(pid: int) -> bool:
    """Whether a process is there that has not ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rsplit(")", 1)[1].split()[0] not in "ZX"


def wait_until_gone(*pids: int) -> None:
    wait_until(lambda: not any(is_alive(pid) for pid in pids), f"{pids} to end")


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def refusal(connection: Connection, method: str, **params: object) -> RefusedCall:
    with pytest.raises(RefusedCall) as refused:
        connection.call_unchecked(method, params)
    return refused.value


def ask(connection: Connection, method: str, **params: object) -> object:
    """The result of a plugin's method, which has no schema."""
    identifier = f"{method} {params}"
    request = {"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}
    connection.send_json(request)
    while True:
        message = connection.receive()
        if message.get("id") == identifier:
            if "error" in message:
                raise RefusedCall(message["error"])
            return message["result"]


MakePluginHost = Callable[..., PluginHost]


@pytest.fixture
def plugin_host(tmp_path: Path) -> Iterator[MakePluginHost]:
    """Makes hosts that are gone when the test is."""
    hosts: list[PluginHost] = []

    def make(*arguments: str, timeouts: dict[str, float] | None = None) -> PluginHost:
        hosts.append(PluginHost(tmp_path, *arguments, timeouts=timeouts))
        return hosts[-1]

    yield make
    for host in hosts:
        host.stop()


@pytest.fixture
def host(plugin_host: MakePluginHost) -> PluginHost:
    return plugin_host()


@pytest.fixture
def connection(host: PluginHost) -> Connection:
    return host.connect()


def create_network(connection: Connection) -> None:
    """A network of two, for what needs one."""
    participants = [{"name": "ada", "credits": 100}, {"name": "bob", "credits": 0}]
    connection.call("network.create", name="n", participants=participants)


def connect(host: PluginHost, plugin: str) -> Connection:
    """A connection to the private socket of a plugin."""
    path = host.home / f"run/plugin-{plugin}.sock"
    assert path.stat().st_mode & 0o777 == 0o600
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(str(path))
    host._connections.append(Connection(ByteStream.of_socket(stream)))
    return host._connections[-1]


def write_plugin(path: Path, body: str) -> None:
    path.write_text(
        "#!/usr/bin/env python3\nfrom pyln.client import Plugin\nplugin = Plugin()\n"
        f"{body}plugin.run()\n"
    )
    path.chmod(0o755)
