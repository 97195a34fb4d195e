"""The error table as the schemas have it: the same words, nothing missing, nothing that is not so."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from python_client import assay
from schemas import COMMON, MethodSchema, all_methods
from wire import RefusedCall
from world import World

UNKNOWN_PARTICIPANT = 209
# What is told when no method has been called yet, or by a process that ends.
OUTSIDE_OF_METHODS = {
    -32022,  # the Model Context Protocol's own
    105,  # a second host in one home
    116,  # who may not connect
    605,  # an instruction set in the environment; calls are told by a pointer to the parameter
}
# Methods that look at who calls before anything that a small network does not have.
STRANGERS_REFUSED = {
    "ledger.tick", "submitter.cancel", "task.expire", "verifier.enlist", "verifier.withdraw",
    "whistleblower.enlist", "whistleblower.withdraw",
}  # fmt: skip


def test_the_schemas_have_the_words_of_the_table() -> None:
    table = {
        code: " ".join((kind.__doc__ or "").split()) for code, kind in assay.errors.BY_CODE.items()
    }
    listed = [error for method in all_methods().values() for error in method.document["errors"]]
    for error in [*listed, *COMMON["errors"]]:
        assert table[error["code"]] == error["message"]
    codes = {error["code"] for error in [*listed, *COMMON["errors"]]}
    assert set(table) - codes == OUTSIDE_OF_METHODS


def test_no_method_hides_what_all_of_them_take() -> None:
    options = {entry["name"] for entry in COMMON["params"]}
    own = {name for method in all_methods().values() for name in options & set(method.parameters)}
    assert own <= {"progressToken"}


SIGNING = [
    pytest.param(method, id=name)
    for name, method in sorted(all_methods().items())
    if "as" in method.parameters
]


@pytest.mark.parametrize("method", SIGNING)
def test_a_stranger_gets_an_error_that_is_listed(world: World, method: MethodSchema) -> None:
    """A key that has not joined; what its call leads to depends on the method's other checks."""
    if "stranger" not in [key["name"] for key in world.call("key.list")["keys"]]:
        world.call("key.create", name="stranger")
    example = method.document["examples"][0]
    params = {entry["name"]: entry["value"] for entry in example["params"]}
    present = {"task": world.accepted_task, "as": "stranger"}
    params |= {name: value for name, value in present.items() if name in method.parameters}
    if method.name == "participant.join":
        params["check"] = True  # the one thing that a stranger may do
        assert world.connection.call_unchecked(method.name, params) == {"checked": True}
        return
    try:
        world.connection.call_unchecked(method.name, params)  # held to the method's list
    except RefusedCall as refused:
        refusal = refused
    else:
        assert method.name == "whistleblower.patrol"  # it waits, and does nothing
        return
    if method.name in STRANGERS_REFUSED:
        assert refusal.code == UNKNOWN_PARTICIPANT


def code_of(world: World, method: str, **params: Any) -> int:
    with pytest.raises(RefusedCall) as refusal:
        world.call(method, **params)
    return refusal.value.code


def test_what_is_done_twice_has_a_code_of_its_own_kind(fresh_world: World) -> None:
    world = fresh_world
    assert code_of(world, "participant.join", name="Ada", **{"as": "ada"}) == 211
    assert code_of(world, "participant.transfer", to="ada", amount=1, **{"as": "ada"}) == -32602
    assert code_of(world, "verifier.enlist", **{"as": "grace"}) == 408
    world.call("whistleblower.enlist", **{"as": "alan"})
    assert code_of(world, "whistleblower.enlist", **{"as": "alan"}) == 408
    opened = world.call(
        "round.open", specification=world.specification(), blockSamples=10, **{"as": "ada"}
    )["round"]
    world.call("round.close", round=opened, **{"as": "ada"})
    assert code_of(world, "round.close", round=opened, **{"as": "ada"}) == 202


def test_a_type_that_nobody_computes_with_is_told(world: World, tmp_path: Path) -> None:
    header = json.dumps({"x": {"dtype": "F8_E4M3", "shape": [2], "data_offsets": [0, 2]}}).encode()
    path = tmp_path / "f8.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"\0\0")
    blob = world.call("blob.put", path=str(path))["blob"]
    with pytest.raises(RefusedCall, match="F8_E4M3") as refusal:
        world.call("tensor.info", tensor=blob)
    assert refusal.value.code == 604


def test_only_long_calls_go_on_as_jobs(world: World) -> None:
    for method in ("host.ping", "network.status"):
        with pytest.raises(RefusedCall) as refusal:
            world.connection.call_unchecked(method, {"detach": True})
        assert (refusal.value.code, refusal.value.data["pointer"]) == (-32602, "/detach")
