"""A host under a service manager: its socket handed over, and its readiness told."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from host_process import ASSAY, SECONDS_MAX
from schemas import ROOT
from wire import ByteStream, Connection

UNITS = ROOT / "examples/systemd"


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        yield listener


@pytest.fixture
def notices(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        notices.bind(str(tmp_path / "notices"))
        notices.settimeout(SECONDS_MAX)
        yield notices


def start(home: Path, handed: int, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Starts a host as a manager does: with the socket as descriptor 3, named by its number."""
    script = f'exec 3<&{handed}; export LISTEN_PID="${{LISTEN_PID:-$$}}"; exec "$@"'
    command = [ASSAY, "serve", "--home", str(home), "--log-level", "error", *arguments]
    return subprocess.Popen(
        ["bash", "-c", script, "bash", *command], pass_fds=[handed], stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
        env={**os.environ, "LISTEN_FDS": "1", **environment},
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> str:
    """Ends a host in order; answers what it wrote."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=SECONDS_MAX)[1]


def ping(listener: socket.socket) -> Connection:
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(listener.getsockname())
    connection = Connection(ByteStream.of_socket(stream))
    connection.send('{"jsonrpc": "2.0", "id": 1, "method": "host.ping"}\n')
    return connection


def test_who_connects_before_the_host_starts_is_served(
    tmp_path: Path, listener: socket.socket
) -> None:
    early = ping(listener)
    process = start(tmp_path / "home", listener.fileno())
    try:
        assert early.receive()["result"] == {"reply": "pong"}
        assert ping(listener).receive()["result"] == {"reply": "pong"}
        assert not (tmp_path / "home/run/assay.sock").exists()
    finally:
        end(process)


def test_the_socket_outlives_the_host(tmp_path: Path, listener: socket.socket) -> None:
    for _ in range(2):
        waiting = ping(listener)
        process = start(tmp_path / "home", listener.fileno())
        try:
            assert waiting.receive()["result"] == {"reply": "pong"}
        finally:
            waiting.close()
            end(process)
        assert process.returncode == 0
        assert (tmp_path / "socket").exists()


@pytest.mark.parametrize("place", ["file", "abstract"])
def test_readiness_and_the_end_are_told(
    tmp_path: Path, listener: socket.socket, place: str
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        notices.settimeout(SECONDS_MAX)
        name = f"assay-test-{os.getpid()}" if place == "abstract" else str(tmp_path / "notices")
        notices.bind(f"\0{name}" if place == "abstract" else name)
        where = f"@{name}" if place == "abstract" else name
        process = start(tmp_path / "home", listener.fileno(), NOTIFY_SOCKET=where)
        try:
            told = notices.recv(4096).decode().splitlines()
            assert told[0] == "READY=1"
            assert f"MAINPID={process.pid}" in told
            assert ping(listener).receive()["result"] == {"reply": "pong"}
        finally:
            end(process)
        assert notices.recv(4096).decode().splitlines()[0] == "STOPPING=1"


def test_readiness_is_told_of_a_socket_of_its_own(tmp_path: Path, notices: socket.socket) -> None:
    process = subprocess.Popen(
        [ASSAY, "serve", "--home", str(tmp_path / "home"), "--log-level", "error"],
        env={**os.environ, "NOTIFY_SOCKET": notices.getsockname()}, stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert notices.recv(4096).startswith(b"READY=1\n")
        # Ready means that callers can connect, not that they will be able to.
        with socket.socket(socket.AF_UNIX) as stream:
            stream.connect(str(tmp_path / "home/run/assay.sock"))
    finally:
        end(process)


def test_a_stop_that_is_called_for_is_told_and_plugins_are_not_spoken_to(
    tmp_path: Path, listener: socket.socket, notices: socket.socket
) -> None:
    plugin = tmp_path / "environment.sh"
    plugin.write_text(
        "#!/bin/sh\n"
        f". {ROOT}/Tests/conformance/wicked/speak.sh\n"
        'shake_hands "$(method environment.show)"\n'
        'hear; answer "\\"${NOTIFY_SOCKET-}${LISTEN_PID-}${LISTEN_FDS-}\\""\n'
        "while hear; do :; done\n"
    )
    plugin.chmod(0o755)
    process = start(
        tmp_path / "home", listener.fileno(), "--plugin", str(plugin),
        NOTIFY_SOCKET=notices.getsockname(),
    )  # fmt: skip
    try:
        connection = ping(listener)
        assert connection.receive()["result"] == {"reply": "pong"}
        connection.send_json({"jsonrpc": "2.0", "id": 2, "method": "environment.show"})
        assert connection.receive()["result"] == ""
        connection.call("host.stop")
        assert notices.recv(4096).startswith(b"READY=1\n")
        assert notices.recv(4096).startswith(b"STOPPING=1\n")
    finally:
        end(process)


def test_a_socket_meant_for_another_process_is_left_alone(
    tmp_path: Path, listener: socket.socket, notices: socket.socket
) -> None:
    process = start(
        tmp_path / "home", listener.fileno(), LISTEN_PID="1", NOTIFY_SOCKET=notices.getsockname()
    )
    try:
        notices.recv(4096)
        assert (tmp_path / "home/run/assay.sock").exists()
    finally:
        end(process)


@pytest.mark.parametrize(
    ("count", "kind", "why"),
    [
        ("2", socket.SOCK_STREAM, "2 sockets"),
        ("1", socket.SOCK_DGRAM, "no listening Unix stream socket"),
    ],
)
def test_what_cannot_be_served_is_refused(
    tmp_path: Path, count: str, kind: socket.SocketKind, why: str
) -> None:
    with socket.socket(socket.AF_UNIX, kind) as other:
        process = start(tmp_path / "home", other.fileno(), LISTEN_FDS=count)
        assert why in process.communicate(timeout=SECONDS_MAX)[1]
    assert process.returncode == 1


def test_the_units_are_well_formed(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd-analyze here")
    for name in ("assay.socket", "assay.service"):
        text = (UNITS / name).read_text().replace("%h/.local/bin/assay", ASSAY)
        (tmp_path / name).write_text(text)
    answer = subprocess.run(
        ["systemd-analyze", "--user", "--man=no", "verify", str(tmp_path / "assay.service")],
        capture_output=True, text=True, timeout=SECONDS_MAX,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert "assay" not in answer.stderr, answer.stderr
