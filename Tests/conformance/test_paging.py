"""Lists page by page: the pages together are the list, whatever comes between."""

from __future__ import annotations

from typing import Any

import pytest
from wire import RefusedCall
from world import World

LISTS = {
    "participant.list": "participants", "task.list": "tasks", "key.list": "keys",
    "ledger.explain": "entries", "plugin.list": "plugins", "events.list": "subscriptions",
}  # fmt: skip


def pages(world: World, method: str, limit: int, **params: Any) -> list[list[Any]]:
    found = []
    cursor: dict[str, str] = {}
    while True:
        page = world.call(method, limit=limit, **params, **cursor)
        found.append(page[LISTS[method]])
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


@pytest.mark.parametrize("method", LISTS)
def test_pages_together_are_the_list(world: World, method: str) -> None:
    _ = world.open_task, world.accepted_task
    if method == "events.list":
        for topic in ("ledger", "job"):
            world.call("events.listen", topics=[topic])
    params = {"participant": "ada"} if method == "ledger.explain" else {}
    whole = world.call(method, **params)
    assert whole["next"] is None
    elements = whole[LISTS[method]]
    assert len(elements) >= 2
    for limit in (1, 2, len(elements)):
        found = pages(world, method, limit, **params)
        assert [element for page in found for element in page] == elements
        assert all(len(page) == limit for page in found[:-1])


def test_a_key_that_comes_meanwhile_moves_no_page(fresh_world: World) -> None:
    world = fresh_world
    before = [key["name"] for key in world.call("key.list")["keys"]]
    first = world.call("key.list", limit=2)
    # In order of name it stands before all others.
    world.call("key.create", name="0")
    rest = world.call("key.list", cursor=first["next"])
    names = [key["name"] for key in first["keys"] + rest["keys"]]
    assert names == before


def test_a_cursor_of_ones_own_is_refused(world: World) -> None:
    for cursor in ("nowhere", "1", "-1-0000000000000000"):
        with pytest.raises(RefusedCall) as refusal:
            world.connection.call_unchecked("task.list", {"cursor": cursor})
        assert refusal.value.data["pointer"] == "/cursor"
