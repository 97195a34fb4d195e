"""A task that goes on where a paid one ended (rule T2)."""

from __future__ import annotations

import json

import pytest
from wire import RefusedCall
from world import World

WRONG_PHASE = 202


def parameters(world: World, checkpoint: str) -> dict[str, bytes]:
    """The bytes of a checkpoint's parameters, without the optimiser's state."""
    path = world.directory / f"{checkpoint}.safetensors"
    world.call("blob.get", blob=checkpoint, path=str(path))
    content = path.read_bytes()
    end = 8 + int.from_bytes(content[:8], "little")
    tensors = json.loads(content[8:end])
    found = {}
    for name, tensor in tensors.items():
        if name != "step" and not name.startswith(("momentum.", "__")):
            first, last = tensor["data_offsets"]
            found[name] = content[end + first : end + last]
    assert found
    return found


def test_a_task_starts_where_a_paid_one_ended(fresh_world: World) -> None:
    world = fresh_world
    first = world.accepted()
    with pytest.raises(RefusedCall) as refusal:
        world.call(
            "submitter.submit", specification=world.specification(), inherits=first, **{"as": "ada"}
        )
    assert refusal.value.code == WRONG_PHASE
    ended = world.call("solver.train", task=first, **{"as": "alan"})["finalCheckpoint"]
    world.patiently("verifier.verify", task=first, **{"as": "grace"})
    world.patiently("task.settle", task=first)

    second = world.call(
        "submitter.submit",
        specification=world.specification(),
        inherits=first,
        taskSet="5" * 64,
        **{"as": "ada"},
    )["task"]
    world.call("verifier.profile", task=second, **{"as": "grace"})
    world.call("ledger.tick", count=3)
    world.call("solver.accept", task=second, **{"as": "alan"})
    world.call("ledger.tick")
    start = world.call("solver.prepare", task=second, **{"as": "alan"})["initial"]
    assert parameters(world, start) == parameters(world, ended)
    world.call("solver.train", task=second, **{"as": "alan"})
    verdict = world.patiently("verifier.verify", task=second, **{"as": "grace"})
    assert verdict["accepted"]
