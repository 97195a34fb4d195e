"""Calls that take their time: progress, cancelling, and shutting down in the midst of them."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest
from conftest import StartHost
from wire import Connection
from world import World

# Half a minute and more, for each of the many checkpoints is flushed; no test waits for the end.
LONG = {"steps": 200_000, "checkpointInterval": 10}


def send(connection: Connection, method: str, identifier: Any, **params: Any) -> None:
    message = {"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}
    connection.send(json.dumps(message) + "\n")


def start_training(world: World, connection: Connection, identifier: Any = "run") -> str:
    """Starts a run that will not end by itself; returns its task when it is under way."""
    task = world.accepted(world.specification(**LONG))
    params = {"task": task, "as": "alan", "progressToken": "token"}
    send(connection, "solver.train", identifier, **params)
    assert connection.receive()["method"] == "$/progress"
    return task


@pytest.mark.parametrize("token", ["a", 7])
def test_progress_is_told_under_the_callers_token(fresh_world: World, token: str | int) -> None:
    task = fresh_world.accepted()
    connection = fresh_world.host.connect()
    send(connection, "solver.train", 1, task=task, progressToken=token, **{"as": "alan"})
    reports = []
    message = connection.receive()
    while "method" in message:
        reports.append(message["params"])
        message = connection.receive()
    assert message["result"]["steps"] == 40
    assert {report["token"] for report in reports} == {token}
    steps = [report["value"]["step"] for report in reports]
    assert steps == sorted(set(steps))
    assert steps[-1] == reports[-1]["value"]["steps"] == 40


def test_nobody_is_told_of_progress_who_did_not_ask(fresh_world: World) -> None:
    task = fresh_world.accepted()
    connection = fresh_world.host.connect()
    send(connection, "solver.train", 1, task=task, **{"as": "alan"})
    assert "result" in connection.receive()


@pytest.mark.parametrize("identifier", ["run", 12])
def test_a_call_can_be_cancelled(fresh_world: World, identifier: str | int) -> None:
    connection = fresh_world.host.connect()
    task = start_training(fresh_world, connection, identifier)
    connection.send(
        json.dumps({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": identifier}})
    )
    answer = answer_to(connection, identifier)
    assert answer["error"]["code"] == -32800
    assert fresh_world.call("task.status", task=task)["phase"] == "solving"
    assert connection.call("host.ping") == {"reply": "pong"}


def test_cancelling_what_is_not_there_is_let_pass(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    connection.send('{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}}\n')
    assert connection.call("host.ping") == {"reply": "pong"}


def test_a_long_call_keeps_nobody_waiting(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    start_training(fresh_world, connection)
    send(connection, "host.ping", "ping")
    assert answer_to(connection, "ping")["result"] == {"reply": "pong"}
    send(connection, "ledger.tick", "tick")
    assert answer_to(connection, "tick")["result"]["tick"] > 0
    assert fresh_world.host.connect().call("network.status")["conserved"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_call_in_flight_is_answered_before_the_end(
    start_host: StartHost, tmp_path: Any, number: signal.Signals
) -> None:
    host = start_host()
    world = World(host, tmp_path)
    connection = host.connect()
    task = start_training(world, connection)
    host.process.send_signal(number)
    answer = answer_to(connection, "run")
    assert answer["error"]["code"] in (109, -32800)
    assert host.wait() == 0
    again = start_host().connect()
    assert again.call("ledger.verify")["valid"]
    assert again.call("task.status", task=task)["phase"] == "solving"


def answer_to(connection: Connection, identifier: Any) -> dict[str, Any]:
    """The answer to a call, whatever else arrives before it."""
    while True:
        message = connection.receive()
        if message.get("id") == identifier:
            return message
