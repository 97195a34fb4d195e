"""Deadlines and beats: no call lasts for ever, and none is silent for long."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import StartHost
from host_process import HostProcess, wait_until
from metrics import computes_nothing
from test_events import config
from test_long_calls import LONG, answer_to, send, start_training
from wire import Connection, RefusedCall
from world import World

DEADLINE = 140


def refusal(connection: Connection, method: str, params: Any) -> RefusedCall:
    with pytest.raises(RefusedCall) as refused:
        connection.call_unchecked(method, params)
    return refused.value


def test_a_long_call_stops_at_its_deadline(fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    connection = fresh_world.host.connect()
    training = {"task": task, "as": "alan", "deadline": 300}
    error = refusal(connection, "solver.train", training)
    assert (error.code, error.data["limit"], error.data["most"]) == (DEADLINE, "deadline", 300)
    assert "300 ms" in error.message
    assert error.data["retryable"]
    # It has stopped when it is answered, and goes on when it is called again.
    assert computes_nothing(connection)
    assert fresh_world.call("task.status", task=task)["phase"] == "solving"
    send(connection, "solver.train", "again", task=task, progressToken=1, **{"as": "alan"})
    assert connection.receive()["method"] == "$/progress"


def test_an_ordered_call_stops_at_its_deadline(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    error = refusal(connection, "ledger.tick", {"count": 10_000, "deadline": 50})
    assert (error.code, error.data["most"]) == (DEADLINE, 50)
    tick = connection.call("network.status")["tick"]
    assert tick < 10_000
    assert connection.call("ledger.tick")["tick"] == tick + 1


def test_a_deadline_counts_from_when_the_call_came(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    send(connection, "ledger.tick", 1, count=10_000, deadline=50)
    send(connection, "ledger.tick", 2, deadline=1)
    send(connection, "network.status", 3)
    answers = [connection.receive() for _ in range(3)]
    assert [answer["id"] for answer in answers] == [1, 2, 3]
    assert [answer["error"]["code"] for answer in answers[:2]] == [DEADLINE, DEADLINE]
    tick = answers[2]["result"]["tick"]
    assert connection.call("ledger.tick")["tick"] == tick + 1


def test_the_host_has_a_deadline_for_each_kind_of_method(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    world = World(host, tmp_path)
    task = world.accepted(world.specification(**LONG))
    host.stop()
    limits = {"deadlineOrderedMilliseconds": 200, "deadlineLongMilliseconds": 300}
    (tmp_path / "home" / "config.json").write_text(json.dumps({"limits": limits}))
    connection = start_host().connect()
    assert connection.call("host.limits").items() >= limits.items()
    error = refusal(connection, "ledger.tick", {"count": 10_000})
    assert (error.code, error.data["limit"]) == (DEADLINE, "deadlineOrderedMilliseconds")
    error = refusal(connection, "solver.train", {"task": task, "as": "alan"})
    assert (error.code, error.data["limit"]) == (DEADLINE, "deadlineLongMilliseconds")
    assert error.data["most"] == 300


def test_control_methods_are_answered_whatever_their_deadline(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    assert connection.call_unchecked("host.ping", {"deadline": 1}) == {"reply": "pong"}


@pytest.mark.parametrize("deadline", [0, -1, 1.5, "soon", 2**60])
def test_a_deadline_is_a_number_of_milliseconds(fresh_world: World, deadline: Any) -> None:
    error = refusal(fresh_world.host.connect(), "network.status", {"deadline": deadline})
    assert (error.code, error.data["pointer"]) == (-32602, "/deadline")


def test_a_call_that_has_nothing_to_report_beats(tmp_path: Path) -> None:
    config(tmp_path / "home", beatMilliseconds=20)
    with HostProcess(tmp_path) as host:
        world = World(host, tmp_path)
        # It waits for its turn behind another run, and so has nothing to say.
        waiting = world.accepted(world.specification(**LONG))
        start_training(world, host.connect())
        connection = host.connect()
        send(connection, "solver.train", 1, task=waiting, progressToken="beat", **{"as": "alan"})
        for _ in range(3):
            report = connection.receive()["params"]
            assert report["token"] == "beat"
            assert report["value"] == {"step": 0, "steps": 0, "message": "at work"}
        connection.send(
            json.dumps({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}}) + "\n"
        )
        assert answer_to(connection, 1)["error"]["code"] == -32800
        # Nothing comes behind the answer.
        assert connection.exchange(json.dumps(
            {"jsonrpc": "2.0", "id": 2, "method": "network.status"}
        ) + "\n")["id"] == 2


def test_closing_a_connection_cancels_its_calls(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    task = start_training(fresh_world, connection)
    connection.close()
    wait_until(lambda: computes_nothing(fresh_world.connection), "the training to stop")
    assert fresh_world.call("task.status", task=task)["phase"] == "solving"
