"""clients/python against the host: events."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from conftest import StartHost
from host_process import wait_until
from python_client import assay, in_loop
from world import World


def pay(world: World, count: int) -> None:
    for _ in range(count):
        world.call("participant.transfer", to="grace", amount=1, **{"as": "ada"})


def test_events_are_an_iterator(client: assay.Client, fresh_world: World) -> None:
    with client.listen("ledger", since=-1) as events:
        head = client.network.status()["position"]
        assert [next(events)["sequence"] for _ in range(head + 1)] == list(range(head + 1))
        pay(fresh_world, 1)
        event = next(events)
        assert (event["sequence"], event["kind"]) == (head + 1, "credits.transfer")
        closing = threading.Thread(target=events.close)
        closing.start()
        assert list(events) == []
        closing.join()
    wait_until(lambda: client.events.list()["subscriptions"] == [], "the end of the subscription")


def test_events_that_nobody_wants_are_not_told(client: assay.Client, fresh_world: World) -> None:
    with client.listen(["task", "ledger"], filter={"kinds": ["credits.transfer"]}) as events:
        fresh_world.call("ledger.tick")
        pay(fresh_world, 1)
        assert next(events)["kind"] == "credits.transfer"


def test_events_go_on_over_a_restarted_host(start_host: StartHost, tmp_path: Path) -> None:
    """No event is missing and none comes twice."""
    host = start_host()
    with World(host, tmp_path).connection.stream and assay.connect(host.socket_path) as client:
        heard: list[int] = []
        with client.listen("ledger") as events:
            for _ in range(3):
                client.participant.transfer("grace", 1, as_="ada")
                heard.append(next(events)["sequence"])
                host.stop()
                again = start_host()
                again.connect().call("participant.transfer", to="grace", amount=1, **{"as": "ada"})
                heard.append(next(events)["sequence"])
                host = again
        assert heard == list(range(heard[0], heard[0] + 6))


@pytest.mark.parametrize("flavour", ["blocking", "asyncio"])
def test_a_slow_reader_keeps_little_and_misses_nothing(
    fresh_world: World, monkeypatch: pytest.MonkeyPatch, flavour: str
) -> None:
    monkeypatch.setattr(assay._events, "EVENTS_WAITING_MAX", 3)
    head = fresh_world.call("network.status")["position"]
    expected = list(range(head + 1, head + 41))
    if flavour == "blocking":
        with assay.connect(fresh_world.host.socket_path) as client:
            with client.listen() as events:
                pay(fresh_world, 40)
                assert [next(events)["sequence"] for _ in expected] == expected
        return

    async def story(client: assay.AsyncClient) -> None:
        async with client.listen() as events:
            pay(fresh_world, 40)
            assert [(await events.__anext__())["sequence"] for _ in expected] == expected
            await events.close()
            assert [event async for event in events] == []

    in_loop(fresh_world.host, story)


def test_a_listener_whose_token_is_revoked_is_told(
    client: assay.Client, fresh_world: World
) -> None:
    token = fresh_world.call("auth.issue")["token"]
    client.auth.use(token=token)
    with client.listen("ledger") as events:
        fresh_world.call("auth.revoke", token=token)
        fresh_world.call("ledger.tick")
        for _ in range(2):  # also when it is asked again
            with pytest.raises(assay.errors.TokenRevoked):
                next(events)


def test_an_iterator_of_events_can_be_asked_again(start_host: StartHost, tmp_path: Path) -> None:
    host = start_host()
    World(host, tmp_path)
    with assay.connect(host.socket_path, reconnect=0) as client:
        events = client.listen()
        host.stop()
        for _ in range(2):
            with pytest.raises((assay.NoHost, assay.ConnectionLost)):
                next(events)
        start_host()
        paid = client.participant.transfer("grace", 1, as_="ada")
        assert next(events)["event"] == paid["event"]
        events.close()
        for _ in range(2):
            with pytest.raises(StopIteration):
                next(events)


def test_an_iterator_of_asyncio_can_be_asked_again(start_host: StartHost, tmp_path: Path) -> None:
    host = start_host()
    World(host, tmp_path)

    async def story() -> None:
        async with assay.aio.connect(host.socket_path, reconnect=0) as client:
            events: Any = client.listen(since=0)
            first = await events.__anext__()
            host.stop()
            for _ in range(2):
                with pytest.raises((assay.NoHost, assay.ConnectionLost)):
                    while True:
                        first = await events.__anext__()
            await asyncio.to_thread(start_host)
            paid = await client.participant.transfer("grace", 1, as_="ada")
            last = await events.__anext__()
            while last["event"] != paid["event"]:
                last = await events.__anext__()
            assert last["sequence"] > first["sequence"]
            await events.close()
            for _ in range(2):
                with pytest.raises(StopAsyncIteration):
                    await events.__anext__()

    asyncio.run(story())
