"""What the model of a round is made of (rules R5, R7)."""

from __future__ import annotations

import pytest
from world import SAMPLES, World

AUTHORS = {"alan": 0, "grace": 1}
BLOCK = 40
CLAIM_WINDOW_MAX = 30


@pytest.fixture
def round_of_two(fresh_world: World) -> str:
    """A round in which alan has a block of 40 samples and grace the 20 that are left."""
    world = fresh_world
    identifier = world.call(
        "round.open",
        specification=world.specification(),
        blockSamples=BLOCK,
        blocksEach=1,
        assignment="open",
        **{"as": "ada"},
    )["round"]
    for name, block in AUTHORS.items():
        params = {"round": identifier, "block": block, "name": f"{name}.st", "as": name}
        world.call("solver.contribute", **params)
    for name, block in AUTHORS.items():
        world.patiently("solver.reveal", round=identifier, block=block, **{"as": name})
    world.call("ledger.tick", count=CLAIM_WINDOW_MAX)
    return identifier


def test_authors_weigh_by_samples(fresh_world: World, round_of_two: str) -> None:
    def shares(rule: str) -> dict[str, float]:
        model = fresh_world.call("reputation.aggregate", round=round_of_two, rule=rule)
        return {author["name"]: author["weight"] for author in model["authors"]}

    for rule in ("normalized", "attenuated"):
        weights = shares(rule)
        assert weights["alan"] == pytest.approx(BLOCK / SAMPLES)
        assert sum(weights.values()) == pytest.approx(1)
    assert shares("median") == {"alan": 0.5, "grace": 0.5}
