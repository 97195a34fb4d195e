"""Plugins that misbehave: each is told so, or set right, and nobody else suffers."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_process import wait_until
from process_plugins import (
    FAILED, REFUSED, TIMED_OUT, UNAVAILABLE, UNKNOWN, WICKED, MakePluginHost, PluginHost, ask,
    connection, host, plugin_host, plugin_of, refusal, start, wait_for_state, wait_until_gone,
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
    # The caller is answered before the host sees to the plugin, which so still counts as running.
    wait_until(lambda: plugin_of(connection, "mortal")["restarts"] == 1, "another life")
    again = wait_for_state(connection, "mortal", "running")
    assert again["pid"] != first["pid"]
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


def test_an_answer_beyond_the_limits_ends_the_plugin(plugin_host: MakePluginHost) -> None:
    host = plugin_host(timeouts={"lingerSeconds": 0.3})
    connection = host.connect()
    host.wicked(connection, "huge")
    error = refusal(connection, "huge.answer")
    assert error.code == FAILED
    assert "too large" in error.message
    wait_until(lambda: plugin_of(connection, "huge")["restarts"] == 1, "another life")


@pytest.mark.parametrize("name", ["closed", "deaf"])
def test_a_plugin_that_cannot_be_talked_to_is_ended(
    plugin_host: MakePluginHost, name: str
) -> None:
    host = plugin_host(timeouts={"lingerSeconds": 0.3})
    connection = host.connect()
    pid = host.wicked(connection, name)["pid"]
    assert refusal(connection, f"{name}.echo").code == FAILED
    wait_until_gone(pid)


def test_children_do_not_outlive_their_plugin(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "parent")
    assert refusal(connection, "parent.leave").code == FAILED
    wait_until_gone(int(host.pids.read_text()))


def test_a_slow_method_hinders_nobody(host: PluginHost, connection: Connection) -> None:
    host.wicked(connection, "slow")
    connection.send_json({"jsonrpc": "2.0", "id": "slow", "method": "slow.never"})
    assert ask(connection, "slow.now") == "now"


def test_a_method_that_is_not_answered_in_time_fails_alone(plugin_host: MakePluginHost) -> None:
    host = plugin_host(timeouts={"callSeconds": 0.3})
    connection = host.connect()
    host.wicked(connection, "slow")
    assert refusal(connection, "slow.never").code == TIMED_OUT
    assert plugin_of(connection, "slow")["state"] == "running"


def test_a_callers_own_deadline_counts(plugin_host: MakePluginHost) -> None:
    host = plugin_host()
    connection = host.connect()
    host.wicked(connection, "slow")
    error = refusal(connection, "slow.never", deadline=50)
    assert error.code != TIMED_OUT
    assert error.data["reason"] == "deadlineExceeded"
    assert ask(connection, "slow.now") == "now"


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


def test_unknown_names_are_refused(connection: Connection) -> None:
    for method in ("plugin.stop", "plugin.restart"):
        assert refusal(connection, method, plugin="nobody").code == UNKNOWN
        assert refusal(connection, method, plugin="solver").code == UNKNOWN
    assert refusal(connection, "plugin.start", path="relative.sh").code == -32602
