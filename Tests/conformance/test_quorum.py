"""Judges by reputation: drawn panels, an appeal, and a co-signed claim (rules C5 and R4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from host_process import HostProcess
from wire import Connection, RefusedCall
from world import table

MADE_UP = "0" * 64
NOT_ALLOWED, WRONG_PHASE, NOT_JUDGE = 204, 202, 404
# In order of reputation; the last three have none.
JUDGES = ["ada", "alan", "edsger", "grace", "barbara"]
NEWCOMERS = ["niels", "mal", "sal"]


class Court:
    """A network whose judges are drawn, with one round of two contributions."""

    def __init__(self, host: HostProcess, directory: Path) -> None:
        self.connection: Connection = host.connect()
        participants = [
            {"name": name, "credits": 10_000, "reputation": 0.9 - 0.1 * rank}
            for rank, name in enumerate(JUDGES)
        ] + [{"name": name, "credits": 10_000} for name in NEWCOMERS]
        self.keys = {
            entry["name"]: entry["participant"]
            for entry in self.call(
                "network.create",
                name="court",
                participants=participants,
                parameters={"benchSize": 5, "quorumSize": 3},
            )["participants"]
        }
        path = directory / "data.csv"
        path.write_text(table())
        dataset = self.call("dataset.register", path=str(path))["train"]["blob"]
        specification = {
            "model": {"input": 4, "layers": [{"linear": 2}], "loss": "crossEntropy"},
            "dataset": dataset,
            "optimizer": {"sgd": {"learningRate": "0.1", "momentum": "0"}},
            "batchSize": 10,
            "steps": 1,
            "checkpointInterval": 1,
            "mode": "exact",
        }
        self.round = self.call(
            "round.open", specification=specification, blockSamples=30, blocksEach=1
        )["round"]

    def call(self, method: str, by: str | None = None, **params: Any) -> Any:
        if by:
            params["as"] = by
        return self.connection.call(method, **params)

    def contribute(self, **updates: str | None) -> dict[str, str]:
        """A contribution each, with an update of somebody's own or the honest one."""
        for block, (name, update) in enumerate(updates.items()):
            lie = {"update": update} if update else {}
            self.call(
                "solver.contribute", name, round=self.round, block=block, name=f"{name}.st", **lie
            )
        self.call("ledger.tick", count=2)
        for block, name in enumerate(updates):
            self.call("solver.reveal", name, round=self.round, block=block)
        self.call("ledger.tick", count=3)
        entries = self.call("reputation.log", round=self.round)["entries"]
        return {name: entry["contribution"] for name, entry in zip(updates, entries, strict=True)}

    def names(self, keys: list[str]) -> list[str]:
        return [name for key in keys for name, own in self.keys.items() if own == key]

    def reputation(self, name: str) -> float:
        people = self.call("participant.list")["participants"]
        return next(person["reputation"] for person in people if person["name"] == name)


@pytest.fixture
def court(tmp_path: Path):
    with HostProcess(tmp_path) as host:
        yield Court(host, tmp_path)


def test_a_panel_is_drawn_rules_and_is_appealed(court: Court) -> None:
    bench = court.call("judge.bench")
    assert [judge["name"] for judge in bench["judges"]] == JUDGES
    assert bench["barred"] == []
    truth = court.contribute(mal=None, sal=None)["mal"]

    # A newcomer has neither the reputation nor, here, the wish to deposit: ada answers for it.
    with pytest.raises(RefusedCall) as refusal:
        court.call("whistleblower.claim", "niels", contribution=truth, cosigner="ada", own=MADE_UP)
    assert refusal.value.code == NOT_ALLOWED
    court.call("whistleblower.cosign", "ada", claimant="niels", contribution=truth, own=MADE_UP)
    claim = court.call(
        "whistleblower.claim", "niels", contribution=truth, cosigner="ada", own=MADE_UP
    )["claim"]
    assert court.call("judge.status", claim=claim)["stage"] == "drawing"
    court.call("ledger.tick")

    drawn = court.call("judge.status", claim=claim)
    assert (drawn["stage"], drawn["required"], len(drawn["judges"])) == ("hearing", 2, 3)
    panel = court.names(drawn["judges"])
    # The co-signer is a party.
    assert "ada" not in panel
    outsider = next(name for name in JUDGES[1:] if name not in panel)
    with pytest.raises(RefusedCall) as refusal:
        court.call("judge.rule", outsider, claim=claim)
    assert refusal.value.code == NOT_JUDGE
    for judge in panel[:2]:
        assert court.call("judge.rule", judge, claim=claim)["finding"] == "rejected"

    ruled = court.call("judge.status", claim=claim)
    assert (ruled["stage"], ruled["ruling"]) == ("ruled", "rejected")
    assert court.reputation("ada") == pytest.approx(0.9)
    with pytest.raises(RefusedCall) as refusal:
        court.call("judge.conclude", "sal", claim=claim)
    assert refusal.value.code == WRONG_PHASE

    appeal = court.call("judge.appeal", "niels", claim=claim)
    # All but the parties; in ada's place sal, whose contribution has lifted it off the floor.
    assert court.names(appeal["judges"]) == [*JUDGES[1:], "sal"]
    full = court.call("judge.status", claim=claim)
    assert (full["stage"], full["required"]) == ("appealed", 3)
    assert full["appellant"] == court.keys["niels"]
    for judge in JUDGES[1:4]:
        court.call("judge.rule", judge, claim=claim)
    assert court.call("judge.status", claim=claim)["stage"] == "closed"
    # Claimant and co-signer fall; the appeal's deposit is lost, too.
    assert court.reputation("ada") == pytest.approx(0.001)
    why = court.call("ledger.explain", participant="ada")
    assert "answered for a false claim" in str(why)
    assert court.call("network.status")["conserved"]
    assert court.call("ledger.verify")["valid"]


def test_a_ruling_that_nobody_appeals_takes_effect(court: Court) -> None:
    other = court.call("solver.gradient", round=court.round, block=1)["update"]
    lie = court.contribute(mal=other, sal=None)["mal"]
    claim = court.call("whistleblower.claim", "grace", contribution=lie)["claim"]
    court.call("ledger.tick")
    for judge in court.names(court.call("judge.status", claim=claim)["judges"])[:2]:
        assert court.call("judge.rule", judge, claim=claim)["finding"] == "upheld"
    assert court.reputation("mal") > 0.001
    court.call("ledger.tick", count=4)
    assert court.call("judge.conclude", "sal", claim=claim)["stage"] == "closed"
    assert court.call("judge.status", claim=claim)["ruling"] == "upheld"
    assert court.reputation("mal") == pytest.approx(0.001)
    log = court.call("reputation.log", round=court.round)["entries"]
    assert [entry["name"] for entry in log] == ["sal.st"]
