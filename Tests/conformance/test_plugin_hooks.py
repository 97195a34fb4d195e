"""What process plugins are asked before something happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_process import wait_until
from process_plugins import (
    HELLO, REJECTED, WICKED, MakePluginHost, PluginHost, connect, connection, create_network, host,
    kill, plugin_host, plugin_of, refusal, start, wait_for_state, write_plugin,
)  # fmt: skip
from wire import Connection

__all__ = ["connection", "host", "plugin_host"]


def test_a_hook_decides_about_payments(host: PluginHost, connection: Connection) -> None:
    create_network(connection)
    start(connection, HELLO, options={"payment-limit": 10})
    connection.call("participant.transfer", to="bob", amount=10, **{"as": "ada"})
    error = refusal(connection, "participant.transfer", to="bob", amount=11, **{"as": "ada"})
    assert error.code == REJECTED
    assert "11 is more than 10" in error.message
    assert connection.call("network.status")["position"] == 1
    # Over its own socket the plugin is not asked: it would wait for itself.
    own = connect(host, "hello")
    own.call("participant.transfer", to="bob", amount=11, **{"as": "ada"})


def test_hooks_are_asked_in_order(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    create_network(connection)
    asked = tmp_path / "asked"
    for name, order in (("last", ""), ("first", ", before=['last']"), ("middle", "")):
        write_plugin(
            tmp_path / f"{name}.py",
            f"@plugin.hook('payment'{order})\n"
            "def on_payment(plugin, kind, **kwargs):\n"
            f"    open({str(asked)!r}, 'a').write('{name} ')\n"
            "    return {'result': 'continue'}\n",
        )
        start(connection, tmp_path / f"{name}.py")
    connection.call("participant.transfer", to="bob", amount=1, **{"as": "ada"})
    assert asked.read_text() == "first last middle "


def test_accepting_a_task_is_asked_about(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    create_network(connection)
    start(connection, WICKED / "nonsense.sh")
    # Nonsense counts as yes here; the refusal is the network's own.
    error = refusal(connection, "solver.accept", task="0" * 64, **{"as": "ada"})
    assert error.code == 201
    wait_for_state(connection, "nonsense", "running")


@pytest.mark.parametrize(
    ("name", "is_paid"), [("guard", False), ("nonsense", False), ("lenient", True)]
)
def test_a_hook_without_an_answer_counts_as_declared(
    plugin_host: MakePluginHost, name: str, is_paid: bool
) -> None:
    host = plugin_host(timeouts={"hookSeconds": 0.3})
    connection = host.connect()
    create_network(connection)
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
    create_network(connection)
    host.wicked(connection, "guard")
    for _ in range(4):
        pid = wait_for_state(connection, "guard", "running")["pid"]
        kill(pid)
        # Without a process it is for no longer than the restart's delay, so none is waited for.
        wait_until(lambda pid=pid: plugin_of(connection, "guard")["pid"] != pid, "another life")
        if plugin_of(connection, "guard")["state"] == "quarantined":
            break
    wait_for_state(connection, "guard", "quarantined")
    error = refusal(connection, "participant.transfer", to="bob", amount=1, **{"as": "ada"})
    assert error.code == REJECTED


def test_a_guard_that_is_refused_when_it_comes_back_still_stands(
    host: PluginHost, connection: Connection
) -> None:
    create_network(connection)
    kill(host.wicked(connection, "turncoat")["pid"])
    wait_for_state(connection, "turncoat", "quarantined")
    error = refusal(connection, "participant.transfer", to="bob", amount=1, **{"as": "ada"})
    assert error.code == REJECTED
    connection.call("plugin.stop", plugin="turncoat")
    connection.call("participant.transfer", to="bob", amount=1, **{"as": "ada"})
