"""Hosts and networks for the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from host_process import HostProcess
from wire import Connection
from world import World

StartHost = Callable[..., HostProcess]


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
