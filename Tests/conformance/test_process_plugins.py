"""Process plugins that behave: methods, options, events, roles, and the two examples."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from host_process import HostProcess, wait_until
from process_plugins import (
    HELLO, MACHINE, REFUSED, WICKED, MakePluginHost, PluginHost, ask, connect, connection,
    create_network, host, plugin_host, plugin_of, refusal, start, write_plugin,
)  # fmt: skip
from pyln.client import LightningRpc
from wire import Connection

__all__ = ["connection", "host", "plugin_host"]


def test_an_unmodified_pyln_client_plugin(plugin_host: MakePluginHost) -> None:
    host = plugin_host("--plugin", str(HELLO), "--plugin-option", "greeting=Ciao")
    connection = host.connect()
    hello = plugin_of(connection, "hello")
    assert hello["state"] == "running"
    assert hello["hooks"] == ["payment"]
    assert hello["subscriptions"] == ["ledger"]
    assert [option["type"] for option in hello["options"]] == ["string", "int"]
    # By name, by position, and with what the function has as defaults.
    assert ask(connection, "hello", name="Ada") == {"greeting": "Ciao, Ada!"}
    assert ask(connection, "hello") == {"greeting": "Ciao, world!"}
    answer = connection.exchange('{"jsonrpc":"2.0","id":1,"method":"hello","params":["Bob"]}\n')
    assert answer["result"] == {"greeting": "Ciao, Bob!"}
    # It calls the host, hears of events, and is asked before payments.
    create_network(connection)
    assert ask(connection, "hello.balances") == {"ada": 100, "bob": 0, "default": 0}
    connection.call("ledger.tick", count=3)
    wait_until(lambda: ask(connection, "hello.events") == {"count": 4}, "genesis and three ticks")
    connection.call("participant.transfer", to="bob", amount=99, **{"as": "ada"})


def test_progress_and_late_answers(host: PluginHost, connection: Connection) -> None:
    start(connection, HELLO)
    params = {"seconds": 0.05, "progressToken": "t"}
    request = {"jsonrpc": "2.0", "id": 7, "method": "hello.later", "params": params}
    connection.send_json(request)
    report = connection.receive()
    assert report["params"] == {"token": "t", "value": {"step": 1, "steps": 1}}
    assert connection.receive()["result"] == {"greeting": "better late than never"}


def test_messages_about_a_call_reach_its_caller(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    write_plugin(
        tmp_path / "talker.py",
        "@plugin.method('talk')\n"
        "def talk(plugin, request):\n"
        "    request.progress(1, 2)\n"
        "    request.notify('half way')\n"
        "    return {}\n",
    )
    start(connection, tmp_path / "talker.py")
    for token in ({}, {"progressToken": 5}):
        request = {"jsonrpc": "2.0", "id": 1, "method": "talk", "params": token}
        connection.send_json(request)
        reports = []
        while "result" not in (message := connection.receive()):
            reports.append(message["params"]["value"])
        half = {"step": 1, "steps": 2}
        assert reports == ([half, {**half, "message": "half way"}] if token else [])


def test_editors_are_told_what_plugins_say_whatever_it_is(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    script = tmp_path / "boundless.sh"
    script.write_text(
        "#!/bin/sh\n"
        f". {WICKED}/speak.sh\n"
        'shake_hands "$(method boundless.count)"\n'
        "while hear; do\n"
        "    printf '{\"jsonrpc\":\"2.0\",\"method\":\"progress\",\"params\":"
        '{"id":%s,"num":9000000000000000000,"total":3}}\\n\\n\' "$id"\n'
        '    answer "[1,2]"\n'
        "done\n"
    )
    script.chmod(0o755)
    start(connection, script)
    editor = {"command": "boundless.count", "arguments": [{}], "workDoneToken": "t"}
    request = {"jsonrpc": "2.0", "id": 1, "method": "workspace/executeCommand", "params": editor}
    connection.send_json(request)
    values = []
    while "result" not in (message := json.loads(connection.receive_text())):
        values.append(message["params"]["value"])
    assert message["result"] == [1, 2]
    assert [value["percentage"] for value in values if value["kind"] == "report"] == [100]
    tool = {"name": "boundless_count", "arguments": {}}
    connection.send_json({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": tool})
    result = connection.receive()["result"]
    assert "structuredContent" not in result and result["content"][0]["text"] == "[1,2]"


def test_errors_come_in_the_plugins_own_words(host: PluginHost, connection: Connection) -> None:
    start(connection, HELLO)
    error = refusal(connection, "hello.balances")  # there is no network yet
    assert error.code == -32600
    assert "There is no network" in error.message
    assert error.data["plugin"] == "hello"


def test_a_plugin_has_an_identity_of_its_own(host: PluginHost, connection: Connection) -> None:
    create_network(connection)
    start(connection, WICKED / "good.sh")
    own = connect(host, "good")
    # Without a key of its name it acts as the host's default identity, whose credits are none.
    error = refusal(own, "participant.transfer", to="bob", amount=1)
    assert error.code == 203
    key = connection.call("key.create", name="good")["participant"]
    assert own.call("participant.join", name="Good")["participant"] == key
    connection.call("participant.transfer", to="good", amount=5, **{"as": "ada"})
    assert own.call("participant.transfer", to="bob", amount=2)["from"] == key


def test_pyln_clients_own_rpc_object_works(host: PluginHost, connection: Connection) -> None:
    start(connection, WICKED / "good.sh")
    for path in (host.socket_path, host.home / "run/plugin-good.sock"):
        rpc = LightningRpc(str(path))
        assert rpc.call("host.ping") == {"reply": "pong"}
        assert rpc.call("good.echo", {"word": "x" * 100_000}) == {"method": "good.echo"}


def test_the_shell_example(plugin_host: MakePluginHost) -> None:
    host = plugin_host("--plugin", str(MACHINE), "--plugin-option", "disk=/tmp")
    connection = host.connect()
    assert set(ask(connection, "machine.load")) == {"minutes1", "minutes5", "minutes15"}
    assert ask(connection, "machine.disk")["bytesFree"] > 0
    assert ask(connection, "machine.disk", path="/proc")["bytesFree"] == 0
    error = refusal(connection, "machine.disk", path="/nowhere")
    assert (error.code, error.message) == (-32602, "there is no file system at /nowhere")


def test_plugin_methods_are_discovered(host: PluginHost, connection: Connection) -> None:
    start(connection, HELLO)
    methods = {m["name"]: m for m in connection.call("rpc.discover")["methods"]}
    assert methods["hello"]["x-plugin"] == "hello"
    assert methods["hello"]["params"] == [{"name": "name", "required": False, "schema": {}}]
    assert methods["hello"]["summary"] == "Greets whoever says a name."
    connection.call("plugin.stop", plugin="hello")
    assert "hello" not in {m["name"] for m in connection.call("rpc.discover")["methods"]}


def test_plugins_of_a_directory(plugin_host: MakePluginHost, tmp_path: Path) -> None:
    """Programs are started; hidden and other files are let be."""
    directory = tmp_path / "plugins"
    usual = tmp_path / "h/plugins"
    for place in (directory, usual):
        place.mkdir(parents=True)
        (place / "speak.sh").symlink_to(WICKED / "speak.sh")
    os.chmod(tmp_path / "h", 0o700)
    (directory / "mortal.sh").symlink_to(WICKED / "mortal.sh")
    (directory / ".hidden.sh").symlink_to(WICKED / "good.sh")
    (directory / "data.txt").write_text("no program\n")
    (usual / "good.sh").symlink_to(WICKED / "good.sh")
    host = plugin_host("--plugin-dir", str(directory))
    listed = host.connect().call("plugin.list")["plugins"]
    assert {p["name"]: p["state"] for p in listed if p["kind"] == "process"} == {
        "mortal": "running", "good": "running",
    }  # fmt: skip


def test_a_failing_plugin_does_not_keep_a_host_from_starting(plugin_host: MakePluginHost) -> None:
    host = plugin_host("--plugin", str(WICKED / "stillborn.sh"))
    connection = host.connect()
    assert plugin_of(connection, "stillborn")["state"] == "failed"


def test_a_plugin_that_is_not_there_does(tmp_path: Path) -> None:
    with HostProcess(tmp_path, "--plugin", str(tmp_path / "nothing.sh")) as host:
        assert host.wait() == 1
        assert "nothing.sh is no program" in host.log()


@pytest.mark.parametrize(
    ("settings", "pointer"),
    [
        ({"path": []}, "/processPlugins/path"),
        ({"paths": "x"}, "/processPlugins/paths"),
        ({"paths": [""]}, "/processPlugins/paths/0"),
        ({"roles": ["king"]}, "/processPlugins/roles/0"),
        ({"timeouts": {"callSeconds": 0}}, "/processPlugins/timeouts/callSeconds"),
        ({"restart": {"crashCountMax": "many"}}, "/processPlugins/restart/crashCountMax"),
        ({"options": []}, "/processPlugins/options"),
    ],
)
def test_a_wrong_configuration_is_pointed_at(
    tmp_path: Path, settings: dict[str, Any], pointer: str
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "config.json").write_text(json.dumps({"processPlugins": settings}))
    with HostProcess(tmp_path) as host:
        assert host.wait() == 1
        assert f"{pointer}:" in host.log()


def test_a_wrong_option_is_refused(host: PluginHost, connection: Connection) -> None:
    for options, pointer in (
        ({"payment-limit": "much"}, "/options/payment-limit"),
        ({"salutation": "Hi"}, "/options/salutation"),
    ):
        error = refusal(connection, "plugin.start", path=str(HELLO), options=options)
        assert error.code == REFUSED
        assert error.data["pointer"] == pointer


def test_a_role_is_taken_over_and_given_back(plugin_host: MakePluginHost) -> None:
    host = plugin_host("--plugin-role", "solver", "--plugin", str(WICKED / "usurper.sh"))
    connection = host.connect()
    usurper = plugin_of(connection, "usurper")
    assert usurper["role"] == "solver"
    task = "0" * 64
    assert ask(connection, "solver.prepare", task=task) == {"method": "solver.prepare"}
    assert ask(connection, "solver.boast") == {"method": "solver.boast"}
    # What is no task is refused before the plugin hears of it, as ever.
    error = refusal(connection, "solver.prepare", task="no task")
    assert (error.code, error.data["pointer"]) == (-32602, "/task")
    # What it does not announce is still the built-in plugin's.
    assert refusal(connection, "solver.abandon", task=task).code == 101
    connection.call("plugin.stop", plugin="usurper")
    assert refusal(connection, "solver.prepare", task=task).code == 101
    assert refusal(connection, "solver.boast").code == -32601


def test_news_of_one_plugin_reach_another(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    heard = tmp_path / "heard"
    write_plugin(
        tmp_path / "teller.py",
        "plugin.add_notification_topic('news')\n"
        "@plugin.method('tell')\n"
        "def tell(plugin, word='x'):\n"
        "    plugin.notify('news', {'word': word})\n"
        "    plugin.notify('secret', {'word': word})\n"
        "    return {}\n",
    )
    write_plugin(
        tmp_path / "listener.py",
        "@plugin.subscribe('news')\n"
        "def on_news(plugin, news, origin, **kwargs):\n"
        f"    open({str(heard)!r}, 'a').write(origin + ' ' + news['word'] + '\\n')\n",
    )
    start(connection, tmp_path / "teller.py")
    start(connection, tmp_path / "listener.py")
    assert ask(connection, "tell", word="hi") == {}
    wait_until(lambda: heard.exists() and heard.read_text() == "teller hi\n", "the news")
    assert "does not announce" in host.log()


def test_a_plugin_may_call_a_method_that_calls_it(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    """The host is between, and holds nothing while it waits."""
    write_plugin(
        tmp_path / "mirror.py",
        "import threading\n"
        "from pyln.client import LightningRpc\n"
        "@plugin.async_method('mirror')\n"
        "def mirror(plugin, request, depth=0):\n"
        "    def work():\n"
        "        rpc = LightningRpc(plugin.rpc_filename)\n"
        "        deeper = rpc.call('mirror', {'depth': depth - 1}) if depth else []\n"
        "        request.set_result(deeper + [depth])\n"
        "    threading.Thread(target=work).start()\n",
    )
    start(connection, tmp_path / "mirror.py")
    assert ask(connection, "mirror", depth=5) == [0, 1, 2, 3, 4, 5]
