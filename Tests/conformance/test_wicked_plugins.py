"""Plugins that misbehave: each is told so, or set right, and nobody else suffers."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from host_process import wait_until
from process_plugins import (
    FAILED, REFUSED, REJECTED, TIMED_OUT, UNAVAILABLE, UNKNOWN, WICKED, MakePluginHost, PluginHost,
    ask, connection, host, is_alive, kill, plugin_host, plugin_of, refusal, start, wait_for_state,
    wait_until_gone,
)  # fmt: skip
from wire import Connection

__all__ = ["connection", "host", "plugin_host"]


def test_garbage_is_logged_and_does_no_harm(host: PluginHost, connection: Connection) -> None:
    assert host.wicked(connection, "garbage")["state"] == "running"
    assert ask(connection, "garbage.echo") == {"method": "garbage.echo"}
    assert ask(connection, "garbage.echo", word="again") == {"method": "garbage.echo"}
    for line in ("Warming up...", "a broken message", "a stray print"):
        assert line in host.log()


def test_answers_may_be_laid_out_at_will(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "layout")
    for number, name in enumerate(("first", "second")):
        connection.send_json({"jsonrpc": "2.0", "id": number, "method": f"layout.{name}"})
    answers = [connection.receive(), connection.receive()]
    # Long calls run beside one another, so either may come to the plugin first.
    assert {answer["id"] for answer in answers} == {0, 1}
    assert {answer["result"] for answer in answers} == {"first", "second"}


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("stillborn", FAILED, "exit status 3"),
        ("thief", REFUSED, "host.ping"),
        ("malformed", REFUSED, "/rpcmethods/0/name"),
        ("guess", REFUSED, "peer_connected"),
        ("rooted", REFUSED, "dynamic"),
        ("solver", REFUSED, "role plugin"),
        ("usurper", REFUSED, "--plugin-role solver"),
        ("speak", REFUSED, "no program"),
        ("missing", REFUSED, "no program"),
    ],
)
def test_what_cannot_run_here_says_why(
    host: PluginHost, connection: Connection, name: str, code: int, words: str
) -> None:
    error = refusal(connection, "plugin.start", path=str(WICKED / f"{name}.sh"))
    assert error.code == code
    assert words in error.message
    if name not in ("speak", "missing"):
        failed = wait_for_state(connection, name, "failed")
        assert failed["pid"] is None
        assert words in failed["problem"]
    assert connection.call("host.ping") == {"reply": "pong"}
    assert not list((host.home / "run").glob("plugin-*"))


def test_the_last_words_of_a_plugin_are_kept(host: PluginHost, connection: Connection) -> None:
    refusal(connection, "plugin.start", path=str(WICKED / "stillborn.sh"))
    failed = plugin_of(connection, "stillborn")
    assert failed["stderr"] == ["I was never meant to live"]
    assert failed["lastExit"] == "exit status 3"
    host.wicked(connection, "loud")
    wait_until(lambda: "line 500" in plugin_of(connection, "loud")["stderr"], "the last line")
    assert plugin_of(connection, "loud")["stderr"] == [f"line {n}" for n in range(481, 501)]


@pytest.mark.parametrize("name", ["silent", "mute"])
def test_a_plugin_that_hangs_in_the_handshake_is_ended(
    plugin_host: MakePluginHost, name: str
) -> None:
    host = plugin_host(timeouts={"handshakeSeconds": 0.3})
    connection = host.connect()
    error = refusal(connection, "plugin.start", path=str(WICKED / f"{name}.sh"))
    assert error.code == TIMED_OUT
    assert plugin_of(connection, name)["lastExit"] == "signal 9"
    assert refusal(connection, f"{name}.echo").code == -32601


def test_a_plugin_that_hangs_does_not_keep_a_host_from_ending(plugin_host: MakePluginHost) -> None:
    host = plugin_host()
    connection = host.connect()
    path = str(WICKED / "silent.sh")
    connection.send_json(
        {"jsonrpc": "2.0", "id": 1, "method": "plugin.start", "params": {"path": path}}
    )
    wait_until(
        lambda: any(
            plugin["name"] == "silent" and plugin["pid"]
            for plugin in host.connect().call("plugin.list")["plugins"]
        ),
        "the process",
    )
    assert connection.call("plugin.stop", plugin="silent")["plugin"]["state"] == "stopping"
    assert connection.receive()["error"]["code"] in (-32800, UNAVAILABLE)
    wait_for_state(host.connect(), "silent", "stopped")


def test_a_crash_answers_the_calls_and_the_plugin_comes_back(
    host: PluginHost, connection: Connection
) -> None:
    first = host.wicked(connection, "mortal")
    error = refusal(connection, "mortal.die")
    assert error.code == FAILED
    assert "exit status 7" in error.message
    again = wait_for_state(connection, "mortal", "running")
    assert again["pid"] != first["pid"]
    assert again["restarts"] == 1
    assert again["stderr"] == ["goodbye"]
    assert ask(connection, "mortal.live") == "alive"


def test_an_end_by_signal_is_told(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "killed")
    assert "signal 9" in refusal(connection, "killed.now").message


def test_crashes_in_a_row_lead_into_quarantine(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "hopeless")
    lost = wait_for_state(connection, "hopeless", "quarantined")
    assert lost["restarts"] == 3
    assert lost["lastExit"] == "exit status 1"
    assert lost["stderr"][-1] == "there is no hope"
    error = refusal(connection, "hopeless.echo")
    assert error.code == UNAVAILABLE
    assert not error.data["retryable"]
    # Only somebody's word brings it back.
    connection.call("plugin.restart", plugin="hopeless")
    wait_for_state(connection, "hopeless", "quarantined")
    connection.call("plugin.stop", plugin="hopeless")
    assert wait_for_state(connection, "hopeless", "stopped")["pid"] is None
    assert refusal(connection, "hopeless.echo").code == -32601


def test_second_answers_are_dropped(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "twice")
    for _ in range(3):
        assert ask(connection, "twice.echo") == {"answer": 1}
    assert "not open" in host.log()


def test_an_answer_beyond_the_limits_ends_the_plugin(
    host: PluginHost, connection: Connection
) -> None:
    host.wicked(connection, "huge")
    error = refusal(connection, "huge.answer")
    assert error.code == FAILED
    assert "too large" in error.message
    wait_until(lambda: plugin_of(connection, "huge")["restarts"] == 1, "another life")


@pytest.mark.parametrize("name", ["closed", "deaf"])
def test_a_plugin_that_cannot_be_talked_to_is_ended(
    host: PluginHost, connection: Connection, name: str
) -> None:
    pid = host.wicked(connection, name)["pid"]
    assert refusal(connection, f"{name}.echo").code == FAILED
    wait_until_gone(pid)


def test_children_do_not_outlive_their_plugin(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "parent")
    assert refusal(connection, "parent.leave").code == FAILED
    wait_until_gone(int(host.pids.read_text()))


def test_a_slow_method_hinders_nobody(plugin_host: MakePluginHost) -> None:
    host = plugin_host(timeouts={"callSeconds": 0.3})
    connection = host.connect()
    host.wicked(connection, "slow")
    connection.send_json({"jsonrpc": "2.0", "id": "slow", "method": "slow.never"})
    assert ask(connection, "slow.now") == "now"
    answer = connection.receive()
    assert (answer["id"], answer["error"]["code"]) == ("slow", TIMED_OUT)
    assert plugin_of(connection, "slow")["state"] == "running"


def test_a_callers_own_deadline_counts(plugin_host: MakePluginHost) -> None:
    host = plugin_host()
    connection = host.connect()
    host.wicked(connection, "slow")
    error = refusal(connection, "slow.never", deadline=50)
    assert error.code != TIMED_OUT
    assert error.data["reason"] == "deadlineExceeded"
    assert ask(connection, "slow.now") == "now"


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


def test_who_does_not_want_to_end_is_ended(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "stubborn")
    pids = [int(pid) for pid in host.pids.read_text().split()]
    connection.call("plugin.stop", plugin="stubborn")
    assert wait_for_state(connection, "stubborn", "stopped")["lastExit"] == "signal 9"
    wait_until_gone(*pids)


def test_the_end_of_the_host_is_the_end_of_its_plugins(plugin_host: MakePluginHost) -> None:
    host = plugin_host()
    connection = host.connect()
    pids = [host.wicked(connection, name)["pid"] for name in ("good", "stubborn")]
    pids += [int(pid) for pid in host.pids.read_text().split()]
    host.wicked(connection, "quitter")
    host.process.send_signal(signal.SIGTERM)
    assert host.wait() == 0
    assert not any(is_alive(pid) for pid in pids)
    assert host.pids.read_text() == "told to stop\n"
    assert [path.name for path in (host.home / "run").iterdir()] == []


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


def test_two_plugins_cannot_serve_one_name(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    host.wicked(connection, "good")
    assert refusal(connection, "plugin.start", path=str(WICKED / "good.sh")).code == REFUSED
    (tmp_path / "twin.sh").symlink_to(WICKED / "good.sh")
    (tmp_path / "speak.sh").symlink_to(WICKED / "speak.sh")
    error = refusal(connection, "plugin.start", path=str(tmp_path / "twin.sh"))
    assert error.code == REFUSED
    assert "the plugin good serves already" in error.message
    assert ask(connection, "good.echo") == {"method": "good.echo"}
    connection.call("plugin.stop", plugin="good")
    wait_for_state(connection, "good", "stopped")
    assert start(connection, tmp_path / "twin.sh")["methods"] == ["good.echo"]


def test_a_plugin_may_not_want_to_run(host: PluginHost, connection: Connection) -> None:
    tired = host.wicked(connection, "tired")
    assert (tired["state"], tired["enabled"]) == ("disabled", False)
    assert tired["problem"] == "it is Sunday"
    assert refusal(connection, "tired.echo").code == -32601


def test_calls_over_standard_output_are_sent_to_the_socket(
    host: PluginHost, connection: Connection
) -> None:
    host.wicked(connection, "caller")
    answer = ask(connection, "caller.echo")
    assert answer["error"]["code"] == -32601
    assert "socket" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("name", "is_paid"), [("guard", False), ("nonsense", False), ("lenient", True)]
)
def test_a_hook_without_an_answer_counts_as_declared(
    host: PluginHost, connection: Connection, name: str, is_paid: bool
) -> None:
    participants = [{"name": "ada", "credits": 100}, {"name": "bob", "credits": 0}]
    connection.call("network.create", name="n", participants=participants)
    host.wicked(connection, name)
    pay = {"to": "bob", "amount": 1, "as": "ada"}
    if is_paid:
        connection.call("participant.transfer", **pay)
    else:
        error = refusal(connection, "participant.transfer", **pay)
        assert error.code == REJECTED
        assert (error.data["plugin"], error.data["hook"]) == (name, "payment")
    connection.call("plugin.stop", plugin=name)
    connection.call("participant.transfer", **pay)


def test_a_guard_that_has_crashed_still_stands(host: PluginHost, connection: Connection) -> None:
    participants = [{"name": "ada", "credits": 100}, {"name": "bob", "credits": 0}]
    connection.call("network.create", name="n", participants=participants)
    host.wicked(connection, "guard")
    for _ in range(4):
        kill(wait_for_state(connection, "guard", "running")["pid"])
        wait_until(lambda: plugin_of(connection, "guard")["pid"] is None, "the end of a life")
        if plugin_of(connection, "guard")["state"] == "quarantined":
            break
    wait_for_state(connection, "guard", "quarantined")
    error = refusal(connection, "participant.transfer", to="bob", amount=1, **{"as": "ada"})
    assert error.code == REJECTED


def test_unknown_names_are_refused(connection: Connection) -> None:
    for method in ("plugin.stop", "plugin.restart"):
        assert refusal(connection, method, plugin="nobody").code == UNKNOWN
        assert refusal(connection, method, plugin="solver").code == UNKNOWN
    assert refusal(connection, "plugin.start", path="relative.sh").code == -32602


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
