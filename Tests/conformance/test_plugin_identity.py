"""As whom a process plugin's methods are called."""

from __future__ import annotations

from typing import Any

import pytest
from process_plugins import PluginHost, ask, connection, host, plugin_host  # noqa: F401
from wire import Connection, RefusedCall


@pytest.mark.parametrize("params", [{}, {"as": None}, {"as": "bob"}])
def test_a_plugin_is_told_as_whom_it_is_called(
    host: PluginHost, connection: Connection, params: dict[str, Any]
) -> None:
    host.wicked(connection, "agent")
    for name in ("ada", "bob"):
        connection.call("key.create", name=name)
    narrow = host.connect()
    narrow.call("auth.use", token=connection.call("auth.issue", identity="bob")["token"])
    assert ask(narrow, "agent", **params) == {"given": {"as": "bob"}}


@pytest.mark.parametrize(("name", "code"), [("ada", 151), (["bob"], -32602), (7, -32602)])
def test_nobody_calls_a_plugin_as_somebody_else(
    host: PluginHost, connection: Connection, name: Any, code: int
) -> None:
    host.wicked(connection, "agent")
    connection.call("key.create", name="bob")
    narrow = host.connect()
    narrow.call("auth.use", token=connection.call("auth.issue", identity="bob")["token"])
    with pytest.raises(RefusedCall) as refusal:
        narrow.call_unchecked("agent", {"as": name})
    assert refusal.value.code == code
