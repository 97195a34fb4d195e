"""How a host begins and ends: sockets, locks, signals, the end of its input."""

from __future__ import annotations

import json
import signal
import socket
import stat
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import StartHost
from host_process import ASSAY, SECONDS_MAX, HostProcess, wait_until
from wire import Connection, RefusedCall


def test_the_socket_is_for_its_owner_alone(start_host: StartHost) -> None:
    host = start_host()
    mode = host.socket_path.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(host.home.stat().st_mode) == 0o700


def test_keys_are_for_their_owner_alone(start_host: StartHost) -> None:
    host = start_host()
    host.connect().call("key.create", name="ada")
    keys = [path for path in (host.home / "keys").iterdir() if path.is_file()]
    assert keys
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_host_in_order(start_host: StartHost, number: signal.Signals) -> None:
    host = start_host()
    host.connect().call("key.create", name="ada")
    host.process.send_signal(number)
    assert host.wait() == 0
    assert not host.socket_path.exists()
    again = start_host()
    assert [key["name"] for key in again.connect().call("key.list")["keys"]] == ["ada"]


def test_the_end_of_the_input_ends_the_host_in_order(start_host: StartHost) -> None:
    host = start_host(use_socket=False, use_stdio=True)
    connection = host.stdio()
    requests = [{"jsonrpc": "2.0", "method": "host.ping", "id": n} for n in range(100)]
    connection.send("".join(json.dumps(request) + "\n" for request in requests))
    connection.stream.end_writing()
    assert sorted(connection.receive()["id"] for _ in requests) == list(range(100))
    assert connection.receive_text() == ""
    assert host.wait() == 0


def test_stop_is_answered_before_the_end(start_host: StartHost) -> None:
    host = start_host()
    connection = host.connect()
    assert connection.call("host.stop") == {"stopping": True}
    assert host.wait() == 0
    assert connection.receive_text() == ""


def test_acknowledged_events_outlive_the_host(start_host: StartHost) -> None:
    host = start_host()
    connection = host.connect()
    connection.call("network.create", name="n", participants=[{"name": "ada", "credits": 10}])
    connection.call("ledger.tick", count=5)
    before = connection.call("network.status")
    host.process.send_signal(signal.SIGKILL)
    host.wait()
    again = start_host().connect()
    assert again.call("network.status") == before
    assert again.call("ledger.verify")["valid"]


def test_a_stale_socket_is_replaced(start_host: StartHost) -> None:
    host = start_host()
    host.process.send_signal(signal.SIGKILL)
    host.wait()
    assert host.socket_path.exists(), "a killed host leaves its socket behind"
    assert start_host().connect().call("host.ping") == {"reply": "pong"}


def test_a_second_host_on_the_same_home_is_refused(start_host: StartHost) -> None:
    host = start_host()
    second = subprocess.run(
        [ASSAY, "serve", "--home", str(host.home), "--socket", str(host.socket_path) + "2"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert second.returncode != 0
    assert second.stdout == ""
    assert str(host.home) in second.stderr
    assert host.connect().call("host.ping") == {"reply": "pong"}


def test_a_second_host_on_the_same_socket_is_refused(start_host: StartHost) -> None:
    host = start_host()
    second = subprocess.run(
        [ASSAY, "serve", "--home", str(host.home) + "2", "--socket", str(host.socket_path)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert second.returncode != 0
    assert str(host.socket_path) in second.stderr
    assert host.connect().call("host.ping") == {"reply": "pong"}


def test_both_transports_serve_one_network(start_host: StartHost) -> None:
    host = start_host(use_stdio=True)
    host.stdio().call("key.create", name="ada")
    assert host.connect().call("key.list")["keys"][0]["name"] == "ada"


def test_a_client_that_vanishes_harms_nobody(start_host: StartHost) -> None:
    host = start_host()
    for content in (
        b"",
        b'{"jsonrpc": "2.0", "meth',
        b'{"jsonrpc":"2.0","method":"host.ping","id":1}',
    ):
        rude = socket.socket(socket.AF_UNIX)
        rude.connect(str(host.socket_path))
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        rude.sendall(content)
        rude.close()
    assert host.connect().call("host.ping") == {"reply": "pong"}


def test_more_connections_than_allowed_are_told_so(start_host: StartHost, tmp_path: Path) -> None:
    configure(tmp_path, {"limits": {"connectionsMax": 3}})
    host = start_host()
    served = [wait_until(lambda: a_served_connection(host), "a connection") for _ in range(3)]
    assert served[0].call("host.limits")["connectionsMax"] == 3
    error = host.connect().receive()["error"]
    assert (error["code"], error["data"]["most"]) == (108, 3)
    served.pop().close()
    assert wait_until(lambda: a_served_connection(host), "a free connection")


def a_served_connection(host: HostProcess) -> Connection | None:
    """A new connection, unless the host refuses it."""
    connection = host.connect()
    try:
        connection.call("host.ping")
    except (AssertionError, OSError):
        return None
    return connection


def test_a_plugin_that_is_switched_off_says_so(start_host: StartHost, tmp_path: Path) -> None:
    configure(tmp_path, {"plugins": {"judge": {"enabled": False}}})
    connection = start_host().connect()
    plugins = connection.call("plugin.list")["plugins"]
    assert {plugin["name"]: plugin["enabled"] for plugin in plugins}["judge"] is False
    with pytest.raises(RefusedCall) as refusal:
        connection.call("judge.pending")
    assert refusal.value.code == 112


def test_a_configuration_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    configure(tmp_path, {"limits": {"patience": 3}})
    answer = subprocess.run(
        [ASSAY, "serve", "--home", str(tmp_path / "home")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert answer.returncode == 1
    assert "patience" in answer.stderr


def configure(directory: Path, configuration: dict[str, Any]) -> None:
    """Writes the configuration of the host that will have its home in the directory."""
    home = directory / "home"
    home.mkdir(mode=0o700)
    (home / "config.json").write_text(json.dumps(configuration))


def test_stdout_carries_nothing_but_answers(start_host: StartHost) -> None:
    host = start_host("--log-level", "debug", use_socket=False, use_stdio=True)
    connection = host.stdio()
    connection.call("network.create", name="n", participants=[])
    connection.stream.end_writing()
    assert connection.receive_text() == ""
    assert host.wait() == 0
