"""Errors that are planted by the draw's order, and what they earn and cost (rule C3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from host_process import HostProcess
from wire import RefusedCall
from world import FEATURES, SAMPLES, World

WRONG_PHASE = 202
ALWAYS, NEVER = 1_000_000, 0


@pytest.fixture
def planting(tmp_path: Path) -> Iterator[World]:
    """A network in which the draw demands every error."""
    with HostProcess(tmp_path) as host:
        world = World(
            host,
            tmp_path,
            forcedErrorsPerMillion=ALWAYS,
            # The small tasks must cost enough to leave something for the jackpot.
            creditsPerGigaFLOP=40_000_000,
            # All there are: an audit looks at every one, wherever the error is.
            segmentsDrawn=8,
        )
        world.call("key.create", name="fatou")
        world.call("participant.join", name="Fatou", **{"as": "fatou"})
        world.call("participant.transfer", to="fatou", amount=1000, **{"as": "ada"})
        yield world


def sealed(world: World) -> str:
    """A task whose solver has sealed two results."""
    task = world.open()
    world.call("solver.accept", task=task, sealed=True, **{"as": "alan"})
    world.call("ledger.tick")
    run = world.call("solver.train", task=task, **{"as": "alan"})
    assert run["sealed"]
    assert world.call("task.status", task=task)["phase"] == "sealed"
    with pytest.raises(RefusedCall) as refusal:
        world.call("solver.designate", task=task, **{"as": "alan"})
    assert (refusal.value.code, refusal.value.data["retryable"]) == (WRONG_PHASE, True)
    world.call("ledger.tick")
    return task


def balance(world: World, name: str) -> int:
    people = world.call("participant.list")["participants"]
    return next(person["credits"] for person in people if person["name"] == name)


def test_who_catches_a_planted_error_is_paid_and_nobody_is_slashed(planting: World) -> None:
    world = planting
    # What earlier tasks have paid into the jackpot is what it can pay.
    earlier = world.accepted()
    world.call("solver.train", task=earlier, **{"as": "alan"})
    world.patiently("verifier.verify", task=earlier, **{"as": "grace"})
    world.patiently("task.settle", task=earlier)
    assert world.call("network.status")["jackpot"] > 0

    world.call("whistleblower.enlist", **{"as": "fatou"})
    task = sealed(world)
    shown = world.call("solver.designate", task=task, **{"as": "alan"})
    assert shown["planted"]
    world.patiently("verifier.report", task=task, accepted=True, **{"as": "grace"})
    world.call("ledger.tick")

    audit = world.call("whistleblower.audit", task=task, **{"as": "fatou"})
    assert any(finding["faulty"] for finding in audit["findings"])
    challenge = world.call("whistleblower.challenge", task=task, **{"as": "fatou"})["challenge"]
    world.patiently("whistleblower.reveal", challenge=challenge, **{"as": "fatou"})
    before = balance(world, "Fatou")
    right = world.call("solver.unseal", task=task, **{"as": "alan"})
    assert right["proof"] != shown["proof"]
    # Its deposit of 200 is back, and what the jackpot pays comes on top.
    assert balance(world, "Fatou") > before + 200
    why = str(world.call("ledger.explain", task=task))
    assert "jackpot" in why
    assert "shows that the draw demanded the error" in why

    verdict = world.patiently("verifier.verify", task=task, **{"as": "grace"})
    assert verdict["accepted"]
    world.patiently("task.settle", task=task)
    status = world.call("task.status", task=task)
    assert (status["phase"], status["proof"]) == ("paid", right["proof"])
    assert world.call("network.status")["conserved"]
    assert world.call("ledger.verify")["valid"]


def test_mostly_the_right_result_is_shown(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        world = World(host, tmp_path, forcedErrorsPerMillion=NEVER)
        task = sealed(world)
        shown = world.call("solver.designate", task=task, **{"as": "alan"})
        assert not shown["planted"]
        verdict = world.patiently("verifier.verify", task=task, **{"as": "grace"})
        assert verdict["accepted"]
        with pytest.raises(RefusedCall) as refusal:
            world.call("solver.unseal", task=task, **{"as": "alan"})
        assert refusal.value.code == WRONG_PHASE
        world.patiently("task.settle", task=task)
        assert world.call("task.status", task=task)["phase"] == "paid"


def test_a_run_that_stands_still_is_shown_as_it_is_and_paid(planting: World) -> None:
    """Half of no way is all of it: a planted error would be the right result."""
    world = planting
    path = world.directory / "one-class.csv"
    path.write_text("0.5,0.25,1,0.75,1\n" * SAMPLES)
    dataset = world.call("dataset.register", path=str(path))["train"]["blob"]
    specification = world.specification(
        dataset=dataset,
        model={"input": FEATURES, "layers": [{"linear": 2}], "loss": "crossEntropy"},
        # So long a first step that everything after it has no gradient left.
        optimizer={"sgd": {"learningRate": "99999", "momentum": "0"}},
    )
    first = world.accepted(specification)
    world.call("solver.train", task=first, **{"as": "alan"})
    world.patiently("verifier.verify", task=first, **{"as": "grace"})
    world.patiently("task.settle", task=first)

    task = world.call(
        "submitter.submit", specification=specification, inherits=first, **{"as": "ada"}
    )["task"]
    world.call("verifier.profile", task=task, **{"as": "grace"})
    world.call("ledger.tick", count=3)
    world.call("solver.accept", task=task, sealed=True, **{"as": "alan"})
    world.call("ledger.tick")
    before = balance(world, "alan")
    assert not world.call("solver.train", task=task, **{"as": "alan"})["sealed"]
    world.patiently("verifier.verify", task=task, **{"as": "grace"})
    world.patiently("task.settle", task=task)
    assert world.call("task.status", task=task)["phase"] == "paid"
    assert balance(world, "alan") > before


def test_an_open_acceptance_seals_nothing(fresh_world: World) -> None:
    world = fresh_world
    task = world.accepted()
    assert not world.call("solver.train", task=task, **{"as": "alan"})["sealed"]
    with pytest.raises(RefusedCall) as refusal:
        world.call("solver.designate", task=task, **{"as": "alan"})
    assert refusal.value.code == WRONG_PHASE


def test_who_names_a_segment_without_looking_earns_nothing(planting: World) -> None:
    world = planting
    earlier = world.accepted()
    world.call("solver.train", task=earlier, **{"as": "alan"})
    world.patiently("verifier.verify", task=earlier, **{"as": "grace"})
    world.patiently("task.settle", task=earlier)
    world.call("whistleblower.enlist", **{"as": "fatou"})
    task = sealed(world)
    world.call("solver.designate", task=task, **{"as": "alan"})
    world.patiently("verifier.report", task=task, accepted=True, **{"as": "grace"})
    world.call("ledger.tick")
    audit = world.call("whistleblower.audit", task=task, **{"as": "fatou"})
    segment = next(finding["segment"] for finding in audit["findings"] if not finding["faulty"])
    jackpot = world.call("network.status")["jackpot"]
    before = balance(world, "Fatou")
    challenge = world.call(
        "whistleblower.challenge", task=task, segment=segment, found="00" * 32, **{"as": "fatou"}
    )["challenge"]
    world.patiently("whistleblower.reveal", challenge=challenge, **{"as": "fatou"})
    world.call("solver.unseal", task=task, **{"as": "alan"})
    assert balance(world, "Fatou") == before
    assert world.call("network.status")["jackpot"] == jackpot


def test_who_hides_a_demanded_error_is_not_paid(planting: World) -> None:
    world = planting
    task = sealed(world)
    world.call("solver.designate", task=task, **{"as": "alan"})
    world.patiently("verifier.report", task=task, accepted=True, **{"as": "grace"})
    world.call("ledger.tick", count=20)
    with pytest.raises(RefusedCall) as refusal:
        world.call("task.settle", task=task, **{"as": "alan"})
    assert refusal.value.code == WRONG_PHASE
    assert not refusal.value.data["retryable"]
    world.call("task.expire", task=task)
    assert world.call("task.status", task=task)["phase"] == "open"
    assert world.call("network.status")["conserved"]
