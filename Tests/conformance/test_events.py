"""Events: acknowledged, numbered, resumable, filtered, and bounded for those who do not read."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from conftest import StartHost
from framings import FRAMINGS, framed
from host_process import HostProcess, wait_until
from metrics import metrics
from wire import ByteStream, Connection, RefusedCall
from world import World

# More than a socket's buffers hold, with what the test lets a host keep besides.
TICKS_FLOODING = 2000


def config(home: Path, **limits: int) -> None:
    home.mkdir(parents=True)
    (home / "config.json").write_text(json.dumps({"limits": limits}))


def listen(connection: Connection, *topics: str, **params: Any) -> dict[str, Any]:
    return connection.call("events.listen", topics=list(topics), **params)


def events(connection: Connection, count: int) -> list[dict[str, Any]]:
    """The next notifications, all of which must be events."""
    messages = [connection.receive() for _ in range(count)]
    assert {message["method"] for message in messages} <= {"events.event"}, messages
    return [message["params"] for message in messages]


def numbers(connection: Connection, count: int) -> list[int]:
    return [event["sequence"] for event in events(connection, count)]


def test_a_subscription_is_acknowledged_before_its_first_event(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    head = fresh_world.call("network.status")["position"]
    for _ in range(20):
        params = {"topics": ["ledger"], "since": -1}
        request = {"jsonrpc": "2.0", "id": 1, "method": "events.listen", "params": params}
        answer = connection.exchange(json.dumps(request) + "\n")["result"]
        assert answer["from"] == 0
        heard = events(connection, head + 1)
        assert [event["sequence"] for event in heard] == list(range(head + 1))
        assert {event["subscription"] for event in heard} == {answer["subscription"]}
        assert connection.call("events.unlisten", subscription=answer["subscription"])


def test_an_event_says_what_the_log_says(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    assert listen(connection, "ledger")["from"] == fresh_world.call("network.status")["position"] + 1
    paid = fresh_world.call("participant.transfer", to="alan", amount=5, **{"as": "ada"})
    (event,) = events(connection, 1)
    (entry,) = fresh_world.call("ledger.events", **{"from": paid["position"]})["events"]
    assert event["sequence"] == paid["position"]
    assert (event["event"], event["author"]) == (entry["event"], entry["author"])
    assert (event["kind"], event["topics"]) == ("credits.transfer", ["ledger"])
    keys = {key["name"]: key["participant"] for key in fresh_world.call("key.list")["keys"]}
    subjects = {subject["id"] for subject in event["subjects"] if subject["kind"] == "participant"}
    assert subjects == {keys["ada"], keys["alan"]}
    assert all(effect["rule"] and effect["text"] for effect in event["effects"])


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("transport", ["socket", "stdio"])
def test_events_come_framed_as_the_call_was(
    start_host: StartHost, tmp_path: Path, transport: str, framing: str
) -> None:
    host = start_host(use_socket=True, use_stdio=transport == "stdio")
    World(host, tmp_path)
    connection = host.stdio() if transport == "stdio" else host.connect()
    params = {"topics": ["ledger"], "since": -1}
    request = {"jsonrpc": "2.0", "id": 1, "method": "events.listen", "params": params}
    connection.send(framed(framing, json.dumps(request)))
    headed = framing == "headed"
    text = connection.stream.read_line()
    assert text.startswith(b"Content-Length:" if headed else b"{")
    if headed:
        connection.stream.read_line()
        text = connection.stream.read_exactly(int(text.split(b":")[1]))
    assert json.loads(text)["result"]["from"] == 0
    for number in range(2):
        text = connection.stream.read_line()
        while text == b"\n":  # behind a value that had none
            text = connection.stream.read_line()
        if headed:
            connection.stream.read_line()
            text = connection.stream.read_exactly(int(text.split(b":")[1]))
        assert json.loads(text)["params"]["sequence"] == number


def test_who_comes_back_gets_exactly_what_it_missed(fresh_world: World) -> None:
    first = fresh_world.host.connect()
    listen(first, "ledger", since=-1)
    start = fresh_world.call("network.status")["position"]
    heard = numbers(first, start + 1)
    fresh_world.call("ledger.tick", count=3)
    heard += numbers(first, 3)
    first.close()
    fresh_world.call("ledger.tick", count=500)  # nobody listens
    second = fresh_world.host.connect()
    assert listen(second, "ledger", since=heard[-1])["from"] == heard[-1] + 1
    fresh_world.call("ledger.tick", count=500)  # while it catches up
    heard += numbers(second, 1000)
    fresh_world.call("ledger.tick")
    heard += numbers(second, 1)
    assert heard == list(range(fresh_world.call("network.status")["position"] + 1))


def test_a_thousand_events_come_in_order_to_all_who_listen(fresh_world: World) -> None:
    listeners = [fresh_world.host.connect() for _ in range(2)]
    starts = {listen(listener, "ledger")["from"] for listener in listeners}
    assert len(starts) == 1
    start = starts.pop()
    for listener in listeners:
        listen(listener, "task")  # of which nothing comes
    fresh_world.call("ledger.tick", count=1000)
    for listener in listeners:
        assert numbers(listener, 1000) == list(range(start, start + 1000))


def test_one_connection_may_listen_twice(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    both = [listen(connection, "ledger")["subscription"] for _ in range(2)]
    fresh_world.call("ledger.tick", count=2)
    heard = events(connection, 4)
    for subscription in both:
        own = [event["sequence"] for event in heard if event["subscription"] == subscription]
        assert own == sorted(own)
        assert len(own) == 2
    listed = connection.call("events.list")["subscriptions"]
    assert [entry["subscription"] for entry in listed] == both
    assert {entry["reached"] for entry in listed} == {heard[-1]["sequence"]}
    assert fresh_world.connection.call("events.list")["subscriptions"] == []
    connection.call("events.unlisten", subscription=both[0])
    fresh_world.call("ledger.tick")
    assert events(connection, 1)[0]["subscription"] == both[1]
    with pytest.raises(RefusedCall) as refusal:
        fresh_world.connection.call("events.unlisten", subscription=both[1])
    assert refusal.value.code == 142


def test_a_filter_lets_through_what_meets_all_its_conditions(fresh_world: World) -> None:
    listeners = {name: fresh_world.host.connect() for name in ("kind", "space", "task", "who", "no")}
    listen(listeners["kind"], "ledger", filter={"kinds": ["task.submit", "task.profile"]})
    listen(listeners["space"], "ledger", filter={"namespaces": ["credits"]})
    listen(listeners["who"], "task", filter={"participants": ["alan"]})
    listen(listeners["no"], "task", filter={"kinds": ["tick"], "participants": ["alan"]})
    other = fresh_world.open()
    task = fresh_world.accepted()
    listen(listeners["task"], "task", since=-1, filter={"tasks": [task]})
    fresh_world.call("participant.transfer", to="alan", amount=5, **{"as": "ada"})

    kinds = [event["kind"] for event in events(listeners["kind"], 4)]
    assert kinds == ["task.submit", "task.profile"] * 2
    assert [event["kind"] for event in events(listeners["space"], 1)] == ["credits.transfer"]
    heard = events(listeners["task"], 3)
    assert [event["kind"] for event in heard] == ["task.submit", "task.profile", "task.accept"]
    for event in heard:
        ids = {subject["id"] for subject in event["subjects"] if subject["kind"] == "task"}
        assert task in ids
        assert other not in ids
        assert event["topics"] == ["ledger", "task"]
    (accepted,) = events(listeners["who"], 1)
    assert accepted["kind"] == "task.accept"
    # Nothing is left over, for the reply comes behind everything that was sent before.
    for listener in listeners.values():
        listener.send('{"jsonrpc": "2.0", "id": "last", "method": "host.ping"}\n')
        assert listener.receive()["id"] == "last"


def test_a_listener_who_does_not_read_is_told_what_it_lost(tmp_path: Path) -> None:
    behind = 16
    config(tmp_path / "home", eventsBehindMax=behind, eventBytesUnsentMax=4096)
    with HostProcess(tmp_path) as host:
        world = World(host, tmp_path)
        stream = socket.socket(socket.AF_UNIX)
        stream.connect(str(host.socket_path))
        listener = Connection(ByteStream.of_socket(stream))
        start = listen(listener, "ledger")["from"]
        world.call("ledger.tick", count=TICKS_FLOODING)
        last = start + TICKS_FLOODING - 1
        heard: list[int] = []
        message = listener.receive()
        while message["method"] == "events.event":
            heard.append(message["params"]["sequence"])
            message = listener.receive()
        assert message["method"] == "events.lost"
        lost = message["params"]
        assert heard == list(range(start, lost["from"]))
        assert len(heard) > behind
        assert lost["to"] == last
        world.call("ledger.tick")
        assert numbers(listener, 1) == [last + 1]
        # What was lost can be had, by one who reads.
        listen(listener, "ledger", since=lost["from"] - 1)
        again = numbers(listener, last + 2 - lost["from"])
        assert again == list(range(lost["from"], last + 2))
        stream.close()


def test_what_cannot_be_listened_to_is_refused(fresh_world: World) -> None:
    connection = fresh_world.host.connect()
    head = fresh_world.call("network.status")["position"]
    for params, pointer in [
        ({"topics": []}, "/topics"),
        ({"topics": ["ledger", "job"]}, "/topics"),
        ({"topics": ["weather"]}, "/topics/0"),
        ({"topics": ["ledger"], "since": -2}, "/since"),
        ({"topics": ["ledger"], "filter": {"kinds": []}}, "/filter/kinds"),
        ({"topics": ["ledger"], "filter": {"colour": ["red"]}}, "/filter/colour"),
    ]:
        with pytest.raises(RefusedCall) as refusal:
            connection.call_unchecked("events.listen", params)
        assert (refusal.value.code, refusal.value.data["pointer"]) == (-32602, pointer), params
    with pytest.raises(RefusedCall) as refusal:
        listen(connection, "ledger", since=head + 1)
    assert (refusal.value.code, refusal.value.data["pointer"]) == (143, "/since")
    with pytest.raises(RefusedCall) as refusal:
        listen(connection, "ledger", filter={"participants": ["nobody"]})
    assert refusal.value.code == 209
    most = connection.call("host.limits")["subscriptionsMax"]
    for _ in range(most):
        listen(connection, "ledger")
    with pytest.raises(RefusedCall) as refusal:
        listen(connection, "ledger")
    assert (refusal.value.code, refusal.value.data["limit"]) == (108, "subscriptionsMax")


def test_the_log_can_be_listened_to_once_there_is_one(start_host: StartHost, tmp_path: Path) -> None:
    host = start_host()
    connection = host.connect()
    with pytest.raises(RefusedCall) as refusal:
        listen(connection, "ledger")
    assert refusal.value.code == 103
    answer = listen(connection, "host")
    world = World(host, tmp_path)
    (event,) = events(connection, 1)
    assert (event["kind"], event["sequence"]) == ("network.created", answer["from"])
    assert event["network"] == world.network["network"]
    assert listen(connection, "ledger", since=-1)["from"] == 0
    assert events(connection, 1)[0]["kind"] == "genesis"


def test_the_end_of_the_host_is_an_event(start_host: StartHost) -> None:
    host = start_host()
    connection = host.connect()
    listen(connection, "host")
    assert host.connect().call("host.stop") == {"stopping": True}
    assert events(connection, 1)[0]["kind"] == "host.stopping"
    assert host.wait() == 0


def test_numbers_of_the_hosts_own_events_grow_from_start_to_start(start_host: StartHost) -> None:
    host = start_host()
    before = listen(host.connect(), "host", "job")["from"] - 1
    host.stop()
    connection = start_host().connect()
    answer = listen(connection, "host", since=before)
    # What the earlier process had to tell is kept nowhere, and that is said.
    lost = connection.receive()
    assert answer["from"] == before + 1
    assert lost["method"] == "events.lost"
    assert lost["params"]["from"] == before + 1
    assert listen(connection, "host")["from"] == lost["params"]["to"] + 1


def test_subscriptions_end_with_their_connections(fresh_world: World) -> None:
    before = metrics(fresh_world.connection)
    listeners = [fresh_world.host.connect() for _ in range(50)]
    for listener in listeners:
        for topic in ("ledger", "task", "job"):
            listen(listener, topic)
    assert metrics(fresh_world.connection).value("assay_subscriptions") == 150
    for listener in listeners:
        listener.close()

    def is_as_before() -> bool:
        now = metrics(fresh_world.connection)
        names = ("assay_subscriptions", "assay_connections", "process_open_fds")
        return all(now.value(name) == before.value(name) for name in names)

    wait_until(is_as_before, "the subscriptions to end")
    fresh_world.call("ledger.tick", count=10)  # told to nobody
    assert metrics(fresh_world.connection).value("assay_events_sent_total") == 0
