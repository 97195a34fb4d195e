"""Jobs: calls that go on without their connection."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from conftest import StartHost
from host_process import HostProcess, wait_until
from metrics import computes_nothing
from schemas import all_methods
from test_events import config, events, listen
from test_long_calls import LONG, answer_to, send
from test_models import assert_resumes, training
from wire import Connection, RefusedCall
from world import World, table


def detach(connection: Connection, method: str, **params: Any) -> str:
    return connection.call_unchecked(method, {**params, "detach": True})["job"]


def detached_training(world: World, **differences: Any) -> tuple[str, str]:
    """A task and the job that trains it, called over a connection that is closed at once."""
    task = world.accepted(world.specification(**differences))
    connection = world.host.connect()
    job = detach(connection, "solver.train", task=task, **{"as": "alan"})
    connection.close()
    return task, job


def own_training(connection: Connection, directory: Path) -> tuple[str, str]:
    """A data set, and the job that trains on it for its own sake, for longer than any test."""
    path = directory / "data.csv"
    path.write_text(table())
    data = connection.call("dataset.register", path=str(path))["train"]["blob"]
    job = detach(connection, "model.train", **training(data, steps=1_000_000))
    wait_until(lambda: connection.call("job.status", job=job)["progress"], "a report")
    return data, job


def failing(connection: Connection) -> str:
    return detach(connection, "dataset.info", blob="0" * 64)


def test_a_job_outlives_its_connection(fresh_world: World) -> None:
    task, job = detached_training(fresh_world)
    ended = fresh_world.call("job.wait", job=job)
    assert (ended["job"], ended["method"], ended["state"]) == (job, "solver.train", "succeeded")
    all_methods()["solver.train"].check_result(ended["result"])
    assert ended["result"]["steps"] == ended["progress"]["step"] == 40
    assert 0 < ended["started"] <= ended["ended"]
    assert fresh_world.call("job.status", job=job) == ended
    assert fresh_world.call("task.status", task=task)["phase"] == "verifying"


def test_who_may_not_see_a_job_does_not_hear_of_it(fresh_world: World) -> None:
    token = fresh_world.call("auth.issue")["token"]
    listener, caller = fresh_world.host.connect(), fresh_world.host.connect()
    for connection in (listener, caller):
        connection.call("auth.use", token=token)
    start = listen(listener, "job")["from"]
    owners = failing(fresh_world.connection)
    fresh_world.call("job.wait", job=owners)
    own = failing(caller)
    heard = events(listener, 2)
    assert {event["subjects"][0]["id"] for event in heard} == {own}
    assert heard[0]["sequence"] == start + 2, "the owner's job has started and ended before"


def test_how_far_a_job_is_can_be_seen_and_heard(fresh_world: World) -> None:
    listener = fresh_world.host.connect()
    start = listen(listener, "job")["from"]
    _, job = detached_training(fresh_world, **LONG)
    heard = events(listener, 3)
    assert [event["kind"] for event in heard] == ["job.started", "job.progress", "job.progress"]
    assert [event["sequence"] for event in heard] == [start, start + 1, start + 2]
    for event in heard:
        assert event["subjects"] == [{"kind": "job", "id": job}]
        assert (event["method"], event["state"]) == ("solver.train", "running")
    assert heard[0]["progress"] is None
    assert heard[2]["progress"]["step"] > heard[1]["progress"]["step"] > 0
    status = fresh_world.call("job.status", job=job)
    assert (status["state"], status["ended"]) == ("running", None)
    assert status["progress"]["step"] >= heard[2]["progress"]["step"]
    assert fresh_world.call("job.wait", job=job, within=10)["state"] == "running"
    assert fresh_world.call("job.wait", job=job, within=0)["state"] == "running"


def test_how_fast_a_job_trains_can_be_seen(fresh_world: World, tmp_path: Path) -> None:
    connection = fresh_world.host.connect()
    _, job = own_training(connection, tmp_path)
    assert connection.call("job.status", job=job)["progress"]["samplesPerSecond"] > 0
    assert connection.call("job.list")["jobs"][0]["progress"]["samplesPerSecond"] > 0
    assert connection.call("job.wait", job=job, within=0)["progress"]["samplesPerSecond"] > 0
    assert connection.call("job.cancel", job=job)["progress"]["samplesPerSecond"] > 0


def test_a_cancelled_job_has_stopped(fresh_world: World) -> None:
    listener = fresh_world.host.connect()
    task, job = detached_training(fresh_world, **LONG)
    listen(listener, "job", filter={"jobs": [job], "kinds": ["job.ended"]})
    waiter = fresh_world.host.connect()
    send(waiter, "job.wait", "waiting", job=job)
    cancelled = fresh_world.call("job.cancel", job=job)
    assert (cancelled["state"], cancelled["error"]["code"]) == ("cancelled", -32800)
    assert computes_nothing(fresh_world.connection)
    assert answer_to(waiter, "waiting")["result"] == cancelled
    assert events(listener, 1)[0]["state"] == "cancelled"
    assert fresh_world.call("task.status", task=task)["phase"] == "solving"
    assert fresh_world.call("job.cancel", job=job) == cancelled


def test_a_job_has_a_deadline_as_a_call_has(fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    params = {"task": task, "as": "alan", "deadline": 200, "detach": True}
    job = fresh_world.connection.call_unchecked("solver.train", params)["job"]
    ended = fresh_world.call("job.wait", job=job)
    assert (ended["state"], ended["error"]["code"]) == ("failed", 140)


def test_waiting_for_a_job_can_be_cancelled_without_it(fresh_world: World) -> None:
    _, job = detached_training(fresh_world, **LONG)
    connection = fresh_world.host.connect()
    send(connection, "job.wait", 1, job=job)
    send(connection, "$/cancelRequest", 2, id=1)
    assert answer_to(connection, 1)["error"]["code"] == -32800
    assert fresh_world.call("job.status", job=job)["state"] == "running"


def test_what_a_job_fails_with_is_kept(fresh_world: World) -> None:
    job = failing(fresh_world.connection)
    ended = fresh_world.call("job.wait", job=job)
    assert (ended["state"], ended["error"]["code"]) == ("failed", 110)
    assert ended["error"]["data"]["reason"] == "blobNotFound"


@pytest.mark.parametrize(
    ("method", "params", "pointer"),
    [
        ("network.status", {}, "/detach"),
        ("dataset.info", {"blob": 5}, "/blob"),
        ("dataset.info", {}, "/blob"),
    ],
)
def test_what_cannot_be_a_job_is_refused_at_once(
    fresh_world: World, method: str, params: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(RefusedCall) as refusal:
        detach(fresh_world.connection, method, **params)
    assert (refusal.value.code, refusal.value.data["pointer"]) == (-32602, pointer)
    assert fresh_world.call("job.list")["jobs"] == []


def test_only_so_many_jobs_run_and_only_so_many_are_kept(tmp_path: Path) -> None:
    config(tmp_path / "home", jobsRunningMax=1, jobsKeptMax=3)
    with HostProcess(tmp_path) as host:
        world = World(host, tmp_path)
        _, running = detached_training(world, **LONG)
        with pytest.raises(RefusedCall) as refusal:
            failing(world.connection)
        assert (refusal.value.code, refusal.value.data["limit"]) == (108, "jobsRunningMax")
        world.call("job.cancel", job=running)
        ended: list[str] = []
        for _ in range(3):
            ended.append(failing(world.connection))
            listing = lambda: world.call("job.list")["jobs"]  # noqa: E731
            wait_until(lambda: listing()[-1]["state"] == "failed", "the job to fail")
        # The one that was cancelled was fetched, so it went first; then the oldest goes.
        assert [job["job"] for job in listing()] == ended
        world.call("job.status", job=ended[1])
        last = failing(world.connection)
        wait_until(lambda: listing()[-1]["state"] == "failed", "the job to fail")
        assert [job["job"] for job in listing()] == [ended[0], ended[2], last]
        with pytest.raises(RefusedCall) as refusal:
            world.call("job.status", job=ended[1])
        assert refusal.value.code == 141


def test_jobs_are_listed_page_by_page(fresh_world: World) -> None:
    jobs = [failing(fresh_world.connection) for _ in range(5)]
    listed: list[str] = []
    page = fresh_world.call("job.list", limit=2)
    listed += [job["job"] for job in page["jobs"]]
    while page["next"]:
        page = fresh_world.call("job.list", cursor=page["next"], limit=2)
        listed += [job["job"] for job in page["jobs"]]
    assert listed == jobs


@pytest.mark.parametrize("name", ["job.status", "job.wait", "job.cancel"])
def test_a_job_that_there_is_not_is_named(fresh_world: World, name: str) -> None:
    with pytest.raises(RefusedCall) as refusal:
        fresh_world.call(name, job="0123456789abcdef")
    assert refusal.value.code == 141
    assert "0123456789abcdef" in refusal.value.message


def test_the_end_of_the_host_ends_its_jobs_and_says_so(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    world = World(host, tmp_path)
    task, job = detached_training(world, **LONG)
    listener = host.connect()
    listen(listener, "job", "host", filter={"kinds": ["host.stopping", "job.ended"]})
    waiter = host.connect()
    send(waiter, "job.wait", 1, job=job)
    send(waiter, "host.ping", 2)
    assert answer_to(waiter, 2)
    host.process.send_signal(signal.SIGTERM)
    ended = answer_to(waiter, 1)["result"]
    assert (ended["state"], ended["error"]["code"]) == ("cancelled", 109)
    assert [event["kind"] for event in events(listener, 2)] == ["host.stopping", "job.ended"]
    assert host.wait() == 0
    again = start_host().connect()
    assert again.call("task.status", task=task)["phase"] == "solving"
    with pytest.raises(RefusedCall) as refusal:
        again.call("job.status", job=job)
    assert refusal.value.code == 141


def test_what_a_run_did_until_the_end_of_the_host_is_kept(
    start_host: StartHost, tmp_path: Path
) -> None:
    host = start_host()
    connection = host.connect()
    data, job = own_training(connection, tmp_path)
    send(connection, "job.wait", 1, job=job)
    send(connection, "host.ping", 2)
    assert answer_to(connection, 2)
    host.process.send_signal(signal.SIGTERM)
    error = answer_to(connection, 1)["result"]["error"]
    assert host.wait() == 0
    assert error["code"] == 109
    assert_resumes(start_host().connect().call, data, error)
