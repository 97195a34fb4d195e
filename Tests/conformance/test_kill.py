"""Nothing acknowledged is lost, and nothing is done twice, however often a host is killed."""

from __future__ import annotations

import os
import random
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from host_process import HostProcess
from wire import Connection
from world import World

KILLS_MIN = 50
KILL_SHARE = 0.6  # of the calls that a kill is aimed at
KILL_SECONDS_MAX = 0.25
STEPS, INTERVAL = 1000, 10
A_TICK = "a tick"  # `ledger.tick` tells the position of its last event, not the event's id.


@pytest.fixture
def generator() -> random.Random:
    """The seed is printed; timing is the machine's, so a seed makes a run likely, not certain."""
    seed = int(os.environ.get("ASSAY_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"ASSAY_SEED={seed}")
    return random.Random(seed)


class Survivor:
    """A client whose host is killed again and again, and who loses nothing by it."""

    def __init__(self, directory: Path, generator: random.Random) -> None:
        self.directory = directory
        self.generator = generator
        self.kills = 0
        self.acknowledged: dict[int, str] = {}
        self.keys: dict[str, str] = {}
        self.host = HostProcess(directory)
        self.connection: Connection = self.host.connect()

    def step(self, kind: str, method: str, **params: Any) -> str:
        """A call that appends one event of a kind; answers the event's id.

        When the host dies before it answers, the event is either in the log or it is not; in the
        second case the call is made again.
        """
        while True:
            killer = self.aim()
            try:
                result = self.connection.call(method, **params)
            except OSError:
                self.restart()
                event = self.landed(kind, params.get("as", "default"))
                if event:
                    return event
                continue
            finally:
                if killer:
                    killer.cancel()
            receipt = result.get("commit", result)
            event = receipt.get("event", A_TICK)
            self.acknowledged[receipt["position"]] = event
            return event

    def tick(self, count: int) -> None:
        for _ in range(count):
            self.step("tick", "ledger.tick")

    def aim(self) -> threading.Timer | None:
        """Lets the host be killed in a moment, perhaps."""
        if self.generator.random() > KILL_SHARE:
            return None
        delay = KILL_SECONDS_MAX * self.generator.random() ** 3
        killer = threading.Timer(delay, self.host.process.kill)
        killer.start()
        return killer

    def restart(self) -> None:
        """Starts a new host in the same home and holds it to what the old one acknowledged."""
        self.host.stop()
        self.kills += 1
        self.host = HostProcess(self.directory)
        self.connection = self.host.connect()
        self.check()

    def check(self) -> None:
        verified = self.connection.call("ledger.verify")
        assert verified["valid"], verified["fault"]
        status = self.connection.call("network.status")
        assert verified["stateHash"] == status["stateHash"]
        assert status["conserved"]
        log = {
            event["position"]: A_TICK if event["type"] == "tick" else event["event"]
            for event in self.log(0)
        }
        assert {place: log.get(place) for place in self.acknowledged} == self.acknowledged

    def log(self, position: int | None) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        while position is not None:
            page = self.connection.call("ledger.events", limit=1000, **{"from": position})
            events += page["events"]
            position = page["next"]
        return events

    def landed(self, kind: str, name: str) -> str | None:
        """The event that the log took in although nobody was told."""
        first = max(self.acknowledged, default=0) + 1
        head = self.connection.call("network.status")["position"]
        for event in self.log(first) if first <= head else []:
            if event["type"] == kind and event["author"] == self.keys[name]:
                self.acknowledged[event["position"]] = A_TICK if kind == "tick" else event["event"]
                return event["event"]
        return None


def test_nothing_is_lost_when_the_host_is_killed(tmp_path: Path, generator: random.Random) -> None:
    survivor = Survivor(tmp_path, generator)
    try:
        world = World(survivor.host, tmp_path)
        keys = survivor.connection.call("key.list")["keys"]
        survivor.keys = {key["name"]: key["participant"] for key in keys}
        while survivor.kills < KILLS_MIN:
            run_a_task(survivor, world.specification(steps=STEPS, checkpointInterval=INTERVAL))
            run_a_round(survivor, world.specification())
        survivor.check()
        tasks = survivor.connection.call("task.list")["tasks"]
        assert {task["phase"] for task in tasks} == {"paid"}
        print(f"{survivor.kills} kills, {len(survivor.acknowledged)} acknowledged events")
    finally:
        survivor.host.stop()


def run_a_task(survivor: Survivor, specification: dict[str, Any]) -> None:
    step = survivor.step
    task = step("task.submit", "submitter.submit", specification=specification, **{"as": "ada"})
    step("task.profile", "verifier.profile", task=task, **{"as": "grace"})
    survivor.tick(2)
    step("task.accept", "solver.accept", task=task, **{"as": "alan"})
    survivor.tick(1)
    step("proof.append", "solver.train", task=task, **{"as": "alan"})
    survivor.tick(2)
    step("verdict", "verifier.verify", task=task, **{"as": "grace"})
    survivor.tick(3)
    step("task.settle", "task.settle", task=task, **{"as": "ada"})


def run_a_round(survivor: Survivor, specification: dict[str, Any]) -> None:
    step = survivor.step
    round_ = step(
        "round.open", "round.open",
        specification=specification, blockSamples=20, localSteps=3, **{"as": "ada"},
    )  # fmt: skip
    shares = [("alan", 0), ("grace", 1), ("alan", 2)]
    contributions = [
        step("contribution.commit", "solver.contribute", round=round_, block=block, **{"as": name})
        for name, block in shares
    ]
    survivor.tick(2)
    for name, block in shares:
        step("contribution.reveal", "solver.reveal", round=round_, block=block, **{"as": name})
    survivor.tick(3)
    claim = step(
        "claim.file", "whistleblower.claim",
        contribution=contributions[0], own="0" * 64, **{"as": "ada"},
    )  # fmt: skip
    step("claim.ruling", "judge.rule", claim=claim)


def test_a_killed_run_ends_in_the_bits_of_an_undisturbed_one(
    tmp_path: Path, generator: random.Random
) -> None:
    with HostProcess(tmp_path) as host:
        world = World(host, tmp_path)
        task = world.accepted(world.specification(steps=3000, checkpointInterval=INTERVAL))
    twin = tmp_path / "twin"
    twin.mkdir()
    shutil.copytree(tmp_path / "home", twin / "home")
    with HostProcess(twin) as host:
        undisturbed = host.connect().call("solver.train", task=task, **{"as": "alan"})

    kills = 0
    for _ in range(10):
        with HostProcess(tmp_path) as host:
            reports = generator.randrange(1, 8)
            kills += was_killed_while_training(host, task, reports)
    assert kills > 0, "every run was over before its kill"
    with HostProcess(tmp_path) as host:
        connection = host.connect()
        status = connection.call("task.status", task=task)
        if status["phase"] == "solving":
            resumed = connection.call("solver.train", task=task, **{"as": "alan"})
            assert resumed["finalCheckpoint"] == undisturbed["finalCheckpoint"]
            assert resumed["metered"] == undisturbed["metered"]
            status = connection.call("task.status", task=task)
        assert status["proof"] == undisturbed["proof"]
    print(f"{kills} kills")


def was_killed_while_training(host: HostProcess, task: str, reports: int) -> bool:
    """Kills the host after some reports of progress, unless the run is over before."""
    connection = host.connect()
    connection.send(
        '{"jsonrpc": "2.0", "id": 1, "method": "solver.train", "params": '
        f'{{"task": "{task}", "as": "alan", "progressToken": "run"}}}}\n'
    )
    for _ in range(reports):
        if "method" not in connection.receive():
            return False
    host.process.kill()
    return True
