"""How plugins end: told to, by force, with their host, and again and again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from host_process import wait_until
from process_plugins import (
    UNAVAILABLE, WICKED, MakePluginHost, PluginHost, ask, connection, host, is_alive, kill,
    plugin_host, refusal, wait_for_state, wait_until_gone,
)  # fmt: skip
from wire import Connection

__all__ = ["connection", "host", "plugin_host"]


def test_stopping_never_waits_behind_calls(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "slow")
    for number in range(5):
        connection.send_json({"jsonrpc": "2.0", "id": number, "method": "slow.never"})
    other = host.connect()
    assert other.call("plugin.stop", plugin="slow.sh")["plugin"]["state"] == "stopping"
    answers = [connection.receive() for _ in range(5)]
    assert {answer["error"]["code"] for answer in answers} == {UNAVAILABLE}
    assert refusal(connection, "slow.now").code == -32601
    assert wait_for_state(connection, "slow", "stopped")["lastExit"] == "exit status 0"


def test_who_does_not_want_to_end_is_ended(plugin_host: MakePluginHost) -> None:
    host = plugin_host(timeouts={"stopSeconds": 0.3})
    connection = host.connect()
    host.wicked(connection, "stubborn")
    pids = [int(pid) for pid in host.pids.read_text().split()]
    connection.call("plugin.stop", plugin="stubborn")
    assert wait_for_state(connection, "stubborn", "stopped")["lastExit"] == "signal 9"
    wait_until_gone(*pids)


def test_the_end_of_the_host_is_the_end_of_its_plugins(plugin_host: MakePluginHost) -> None:
    host = plugin_host(timeouts={"stopSeconds": 0.3})
    connection = host.connect()
    pids = [host.wicked(connection, name)["pid"] for name in ("good", "stubborn")]
    pids += [int(pid) for pid in host.pids.read_text().split()]
    host.process.send_signal(signal.SIGTERM)
    assert host.wait() == 0
    assert not any(is_alive(pid) for pid in pids)
    assert [path.name for path in (host.home / "run").iterdir()] == []


def test_a_plugin_is_told_of_the_end_of_the_host(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "quitter")
    host.process.send_signal(signal.SIGTERM)
    assert host.wait() == 0
    assert host.pids.read_text() == "told to stop\n"


def test_a_killed_host_leaves_no_orphans(plugin_host: MakePluginHost) -> None:
    host = plugin_host()
    connection = host.connect()
    pids = [host.wicked(connection, name)["pid"] for name in ("good", "stubborn")]
    pids += [int(pid) for pid in host.pids.read_text().split()]
    host.process.send_signal(signal.SIGKILL)
    host.wait()
    wait_until_gone(*pids)
    # What it could not clean up, the next one does.
    assert list((host.home / "run").glob("plugin-*"))
    plugin_host()
    assert not list((host.home / "run").glob("plugin-*"))


def test_a_killed_guard_is_replaced(host: PluginHost, connection: Connection) -> None:
    """The shell that looks after the plugins is the host's only child that is none of them."""
    first = host.wicked(connection, "stubborn")["pid"]
    pids = [int(pid) for pid in host.pids.read_text().split()]
    guard = children_of(host.process.pid) - {first}
    kill(guard.pop())
    wait_until(lambda: children_of(host.process.pid) == {first}, "the guard to be gone")
    host.wicked(connection, "good")
    host.process.send_signal(signal.SIGKILL)
    host.wait()
    wait_until_gone(*pids)


def children_of(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


RESTARTS = int(os.environ.get("PLUGIN_RESTARTS", "100"))


def test_restarts_leave_nothing_behind(host: PluginHost, connection: Connection) -> None:
    """By somebody's word, by crashes, and by handshakes that fail: PLUGIN_RESTARTS of each kind."""
    host.wicked(connection, "good")
    started_twice(connection)
    before = resources(host)
    for _ in range(RESTARTS):
        started_twice(connection)
    wait_until(lambda: resources(host) == before, f"{resources(host)} to be {before}")


def started_twice(connection: Connection) -> None:
    connection.call("plugin.restart", plugin="good")
    assert ask(connection, "good.echo") == {"method": "good.echo"}
    refusal(connection, "plugin.start", path=str(WICKED / "thief.sh"))


def resources(host: PluginHost) -> tuple[int, int, list[str]]:
    """Descriptors, processes and files of a host."""
    return (
        len(os.listdir(f"/proc/{host.process.pid}/fd")),
        len(children_of(host.process.pid)),
        sorted(path.name for path in (host.home / "run").iterdir()),
    )
