"""The interface as a whole: what exists, and that each schema's examples are understood."""

from __future__ import annotations

import json

import jsonschema
import pytest
from openrpc import OpenRPC
from pydantic import ValidationError
from schemas import COMMON, DOCUMENT, SCHEMA_FILES, all_methods, resolved
from wire import Connection, RefusedCall

# Stops the host that the other examples need; test_lifecycle.py calls it.
ENDS_THE_HOST = {"host.stop"}


def test_discovery_lists_exactly_the_schemas(connection: Connection) -> None:
    document = connection.call("rpc.discover")
    schemas = [resolved(json.loads(path.read_text())) for path in SCHEMA_FILES]
    files = {schema["name"]: schema for schema in schemas}
    assert {method["name"]: method for method in document["methods"]} == files
    components = document["components"]
    assert list(components["contentDescriptors"].values()) == COMMON["params"]
    assert list(components["errors"].values()) == COMMON["errors"]
    jsonschema.validate(document, DOCUMENT)


def test_discovery_is_what_others_understand_by_openrpc(connection: Connection) -> None:
    """By the `openrpc` package's model of the specification's objects, which is not ours."""
    document = connection.call("rpc.discover")
    understood = OpenRPC.model_validate(document)
    assert [method.name for method in understood.methods] == [
        method["name"] for method in document["methods"]
    ]
    for name in ("openrpc", "info", "methods"):
        with pytest.raises(ValidationError):
            OpenRPC.model_validate({**document, name: None})
    for fault in ({"params": None}, {"paramStructure": "neither"}, {"errors": [{"code": 1}]}):
        method = {**document["methods"][0], **fault}
        with pytest.raises(ValidationError):
            OpenRPC.model_validate({**document, "methods": [method]})


def test_help_tells_what_every_call_takes_and_may_answer(connection: Connection) -> None:
    text = connection.call_unchecked("host.help", {"method": "host.ping"})["text"]
    for entry in COMMON["params"]:
        assert f"\n  {entry['name']} (" in text
    for error in COMMON["errors"]:
        assert f"\n  {error['code']}: {error['message']}" in text


def test_plugins_bring_the_methods_of_their_roles(connection: Connection) -> None:
    plugins = connection.call("plugin.list")["plugins"]
    assert {plugin["kind"] for plugin in plugins} == {"role"}
    assert sorted(plugin["role"] for plugin in plugins) == sorted(
        ["submitter", "solver", "verifier", "whistleblower", "judge"]
    )
    for plugin in plugins:
        own = sorted(name for name in all_methods() if name.startswith(plugin["role"] + "."))
        assert sorted(plugin["methods"]) == own


EXAMPLES = [
    pytest.param(method.name, example, id=f"{method.name}: {example['name']}")
    for method in all_methods().values()
    if method.name not in ENDS_THE_HOST
    for example in method.document["examples"]
]


@pytest.mark.parametrize(("method", "example"), EXAMPLES)
@pytest.mark.parametrize("by_position", [False, True], ids=["named", "positional"])
def test_an_example_is_understood(
    connection: Connection, method: str, example: dict, by_position: bool
) -> None:
    """The ids of an example exist in no test network, so a refusal may be the answer to it; but
    the host must know the method and find nothing wrong with the parameters' form."""
    named = {entry["name"]: entry["value"] for entry in example["params"]}
    params: object = named
    if by_position:
        order = list(all_methods()[method].parameters)
        last = max((order.index(name) for name in named), default=-1)
        params = [named.get(name) for name in order[: last + 1]]  # null for what is left out
    try:
        connection.call_unchecked(method, params)
    except RefusedCall as refused:
        assert refused.code > 0, refused


def test_a_call_that_is_only_checked_has_no_effect(connection: Connection) -> None:
    name = f"checked-{id(connection)}"
    assert connection.call_unchecked("key.create", {"name": name, "check": True}) == {"checked": True}
    names = [key["name"] for key in connection.call("key.list")["keys"]]
    assert name not in names
    with pytest.raises(RefusedCall) as refusal:
        connection.call_unchecked("key.create", {"name": 5, "check": True})
    assert (refusal.value.code, refusal.value.data["pointer"]) == (-32602, "/name")
    assert connection.call_unchecked("host.ping", {"check": True}) == {"checked": True}
