"""Process plugins that behave: methods, options, hooks, events, roles, and the two examples."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
from pathlib import Path
from typing import Any

import numpy
import pytest
from host_process import HostProcess, wait_until
from process_plugins import (
    EXECUTOR, FAILED, HELLO, MACHINE, REFUSED, REJECTED, UNKNOWN, WICKED, MakePluginHost, PluginHost,
    ask, connection, host, plugin_host, plugin_of, refusal, start, wait_for_state,
)  # fmt: skip
from pyln.client import LightningRpc
from test_long_calls import answer_to, send
from wire import ByteStream, Connection
from world import World

__all__ = ["connection", "host", "plugin_host"]

PEOPLE = [{"name": "ada", "credits": 100}, {"name": "bob", "credits": 0}]


def create_network(connection: Connection) -> None:
    connection.call("network.create", name="n", participants=PEOPLE)


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


def connect(host: PluginHost, plugin: str) -> Connection:
    """A connection to the private socket of a plugin."""
    path = host.home / f"run/plugin-{plugin}.sock"
    assert path.stat().st_mode & 0o777 == 0o600
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(str(path))
    host._connections.append(Connection(ByteStream.of_socket(stream)))
    return host._connections[-1]


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


def write_plugin(path: Path, body: str) -> None:
    path.write_text(
        "#!/usr/bin/env python3\nfrom pyln.client import Plugin\nplugin = Plugin()\n"
        f"{body}plugin.run()\n"
    )
    path.chmod(0o755)


def test_accepting_a_task_is_asked_about(
    host: PluginHost, connection: Connection, tmp_path: Path
) -> None:
    create_network(connection)
    start(connection, WICKED / "nonsense.sh")
    # Nonsense counts as yes here; the refusal is the network's own.
    error = refusal(connection, "solver.accept", task="0" * 64, **{"as": "ada"})
    assert error.code == 201
    wait_for_state(connection, "nonsense", "running")


@pytest.fixture
def tolerant_task(plugin_host: MakePluginHost, tmp_path: Path) -> tuple[World, str]:
    """A world with an accepted task that other engines may train, and an executor."""
    host = plugin_host("--plugin", str(EXECUTOR))
    world = World(host, tmp_path)
    # Without a relu, at whose kink a rounding can grow: no run of bad luck is to fail a test.
    model = {"input": 4, "layers": [{"linear": 3}, {"linear": 2}], "loss": "crossEntropy"}
    specification = world.specification(
        model=model, mode="tolerant", steps=20, targetLoss="0.001"
    )
    return world, world.accepted(specification)


def test_an_executor_trains_and_replays(tolerant_task: tuple[World, str]) -> None:
    """By numpy's order of sums, within the threshold that the profile measured."""
    world, task = tolerant_task
    run = world.call(
        "solver.train", task=task, executor="numpy-executor", progressToken=1, **{"as": "alan"}
    )
    assert (run["outcome"], run["steps"], run["checkpoints"]) == ("completed", 20, 5)
    assert 0 < run["loss"] < 1
    # The built-in trainer would end elsewhere, if only by a rounding.
    proof = json.loads(proof_text(world, run["proof"]))
    assert proof["environment"]["engine"] == "numpy-executor"
    verdict = world.patiently(
        "verifier.verify", task=task, executor="numpy-executor", **{"as": "grace"}
    )
    assert verdict["accepted"], verdict
    assert not [p for p in (world.host.home / "run").iterdir() if p.name.startswith("executor")]


def test_the_gradients_of_the_executor_are_those_of_finite_differences() -> None:
    specification = importlib.util.spec_from_file_location("executor", EXECUTOR)
    assert specification and specification.loader
    executor = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(executor)
    random = numpy.random.default_rng(7)
    layers = [{"linear": 5}, {"relu": {}}, {"linear": 3}]
    shapes = {"layers.0.weight": (5, 4), "layers.0.bias": 5, "layers.2.weight": (3, 5),
              "layers.2.bias": 3}  # fmt: skip
    state = {name: random.standard_normal(shape) for name, shape in shapes.items()}
    inputs, labels = random.standard_normal((8, 4)), random.integers(0, 3, 8)
    _, gradients = executor.differentiate(state, layers, inputs, labels)
    for name, gradient in gradients.items():
        for place in numpy.ndindex(gradient.shape):
            losses = []
            for change in (1e-6, -1e-6):
                changed = {key: value.copy() for key, value in state.items()}
                changed[name][place] += change
                losses.append(executor.differentiate(changed, layers, inputs, labels)[0])
            slope = (losses[0] - losses[1]) / 2e-6
            assert abs(slope - gradient[place]) < 1e-6, (name, place)


def proof_text(world: World, blob: str) -> str:
    path = world.directory / "proof.json"
    world.call("blob.get", blob=blob, path=str(path))
    return path.read_text()


def test_the_built_in_trainer_accepts_an_executors_run(tolerant_task: tuple[World, str]) -> None:
    world, task = tolerant_task
    world.call("solver.train", task=task, executor="numpy-executor", **{"as": "alan"})
    assert world.patiently("verifier.verify", task=task, **{"as": "grace"})["accepted"]


def test_an_executor_that_does_nothing_is_found_out(
    tolerant_task: tuple[World, str], tmp_path: Path
) -> None:
    """It hands back the state that it was given, with the step that was asked for."""
    world, task = tolerant_task
    write_plugin(
        tmp_path / "lazy.py",
        ANNOUNCING_AN_EXECUTOR + "import json, struct\n"
        "@plugin.method('executor.run')\n"
        "def run(plugin, checkpoint, to, output, **kwargs):\n"
        "    content = bytearray(open(checkpoint, 'rb').read())\n"
        "    start = 8 + int.from_bytes(content[:8], 'little')\n"
        "    offset = start + json.loads(content[8:start])['step']['data_offsets'][0]\n"
        "    content[offset:offset + 8] = struct.pack('<q', to)\n"
        "    open(output, 'wb').write(content)\n"
        "    return {'loss': 0.5}\n",
    )
    start(world.connection, tmp_path / "lazy.py")
    world.call("solver.train", task=task, executor="lazy", **{"as": "alan"})
    verdict = world.patiently(
        "verifier.verify", task=task, executor="numpy-executor", **{"as": "grace"}
    )
    assert not verdict["accepted"]


ANNOUNCING_AN_EXECUTOR = """
old = plugin._getmanifest
plugin.methods['getmanifest'].func = (
    lambda **kwargs: {**old(**kwargs), 'rpcmethods': [], 'assay': {'executor': {}}})
"""


def test_an_executor_is_for_tolerant_tasks_and_must_be_one(
    tolerant_task: tuple[World, str],
) -> None:
    world, task = tolerant_task
    exact = world.accepted()
    error = refusal(
        world.connection, "solver.train", task=exact, executor="numpy-executor", **{"as": "alan"}
    )
    assert (error.code, error.data["pointer"]) == (-32602, "/executor")
    world.host.wicked(world.connection, "good")
    for name, code in (("good", REFUSED), ("nobody", UNKNOWN)):
        error = refusal(world.connection, "solver.train", task=task, executor=name, **{"as": "alan"})
        assert error.code == code


def opened_for_reader(pipe: Path) -> int | None:
    """A descriptor to write to, once somebody reads."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def test_two_calls_never_make_one_run_by_an_executor(
    tolerant_task: tuple[World, str], tmp_path: Path
) -> None:
    world, task = tolerant_task
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    write_plugin(
        tmp_path / "slow.py",
        ANNOUNCING_AN_EXECUTOR + "@plugin.method('executor.run')\n"
        f"def run(plugin, **kwargs):\n    open({str(pipe)!r}).read()\n    return {{}}\n",
    )
    start(world.connection, tmp_path / "slow.py")
    params = {"task": task, "executor": "slow", "as": "alan"}
    first = world.host.connect()
    send(first, "solver.train", 1, **params)
    writer = wait_until(lambda: opened_for_reader(pipe), "the executor to read")
    error = refusal(world.connection, "solver.train", **params)
    assert (error.code, error.data["retryable"]) == (202, True)
    assert "another call" in error.message
    os.close(writer)
    assert answer_to(first, 1)["error"]["code"] == FAILED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("{}", FAILED),
        ("{'loss': 0.5}", 113),
        ("{'loss': 0.5, 'checkpoint': '/dev/zero'}", 113),
        ("{'loss': 0.5, 'checkpoint': __file__}", 602),
        ("{'loss': 0.5, 'checkpoint': checkpoint}", 303),
        ("{'loss': -1, 'checkpoint': checkpoint}", FAILED),
    ],
)
def test_an_executor_that_answers_nonsense(
    tolerant_task: tuple[World, str], tmp_path: Path, answer: str, code: int
) -> None:
    world, task = tolerant_task
    write_plugin(
        tmp_path / "fake.py",
        ANNOUNCING_AN_EXECUTOR + "@plugin.method('executor.run')\n"
        f"def run(plugin, checkpoint, **kwargs):\n    return {answer}\n",
    )
    start(world.connection, tmp_path / "fake.py")
    error = refusal(world.connection, "solver.train", task=task, executor="fake", **{"as": "alan"})
    assert error.code == code, error
