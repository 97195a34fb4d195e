"""Hosts, networks, and peers of the client for the tests."""

from __future__ import annotations

import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from framings import Matrix
from host_process import HostProcess
from python_client import assay
from wire import Connection
from world import World

StartHost = Callable[..., HostProcess]
Peer = Callable[[Callable[[socket.socket], None]], Path]


MATRIX = Matrix()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.option.basetemp is None:
        # Short whatever TMPDIR is: the path of a socket has at most 107 bytes.
        folder = tempfile.mkdtemp(prefix="assay-", dir="/tmp")
        config.option.basetemp = folder
        config.add_cleanup(lambda: shutil.rmtree(folder))
    # A shell that runs this in the background has it, and all that it starts, ignore the signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers", "matrix(suite): counted in the conformance matrix, a column a framing"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("matrix")
        if mark is None:
            continue
        parameters = getattr(item, "callspec", None)
        values = parameters.params if parameters else {}
        ways = [values.get("connection"), values.get("framing") or values.get("good")]
        column = ", ".join(way for way in ways if way) or "all"
        item.user_properties.append(("matrix", (*mark.args, column)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    # A test whose set-up fails has no call; one that is skipped does not count.
    if report.when == "call" or (report.when == "setup" and report.failed):
        for name, value in report.user_properties:
            if name == "matrix" and not report.skipped:
                MATRIX.add(*value, report.passed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = MATRIX.lines()
    if len(lines) > 1:
        terminalreporter.write_sep("-", "conformance, passed/total")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture
def start_host(tmp_path: Path) -> Iterator[StartHost]:
    """Starts hosts that are gone when the test is."""
    hosts: list[HostProcess] = []

    def start(*arguments: str, **options: object) -> HostProcess:
        host = HostProcess(tmp_path, *arguments, **options)
        hosts.append(host)
        return host

    yield start
    for host in hosts:
        host.stop()


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    """Serves one connection, in a thread, as a function does it; answers the socket's path."""
    path = tmp_path / "peer"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    threads: list[threading.Thread] = []

    def serve(behave: Callable[[socket.socket], None]) -> Path:
        def accept() -> None:
            connection, _ = listener.accept()
            with connection:
                behave(connection)

        threads.append(threading.Thread(target=accept))
        threads[-1].start()
        return path

    yield serve
    for thread in threads:
        thread.join()
    listener.close()


@pytest.fixture(scope="module", params=["socket", "stdio"])
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A connection to a host without a network, over each transport."""
    over_socket = request.param == "socket"
    directory = tmp_path_factory.mktemp(request.param)
    host = HostProcess(directory, use_socket=over_socket, use_stdio=not over_socket)
    yield host.connect() if over_socket else host.stdio()
    host.stop()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    """A host without a network."""
    with HostProcess(tmp_path_factory.mktemp("host")) as host:
        yield host


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A host with a network, data and tasks in several phases, for tests that change nothing."""
    directory = tmp_path_factory.mktemp("world")
    with HostProcess(directory) as host:
        yield World(host, directory)


@pytest.fixture
def fresh_world(tmp_path: Path) -> Iterator[World]:
    """A host with a network for one test alone."""
    with HostProcess(tmp_path) as host:
        yield World(host, tmp_path)


@pytest.fixture
def client(fresh_world: World) -> Iterator[assay.Client]:
    """The blocking Python client of a network for one test alone."""
    with assay.connect(fresh_world.host.socket_path) as client:
        yield client
