"""A small network for tests: two students, a tiny data set, tasks in several phases."""

from __future__ import annotations

import random
from functools import cached_property
from pathlib import Path
from typing import Any

from host_process import HostProcess
from wire import RefusedCall

CREDITS = 10_000
TICKS_MAX = 30
WRONG_PHASE = 202
SAMPLES, FEATURES = 60, 4


def table(samples: int = SAMPLES) -> str:
    """CSV with two classes that a line can part."""
    generator = random.Random(7)
    rows = []
    for index in range(samples):
        label = index % 2
        features = [f"{generator.random() + label:.3f}" for _ in range(FEATURES)]
        rows.append(",".join([*features, str(label)]))
    return "\n".join(rows) + "\n"


class World:
    """A host, a connection to it, and a network; phases of tasks are made when first asked for."""

    def __init__(self, host: HostProcess, directory: Path, **parameters: int) -> None:
        """A network with genesis parameters that differ from their defaults."""
        self.host = host
        self.directory = directory
        self.connection = host.connect()
        self.call = self.connection.call
        participants = [{"name": name, "credits": CREDITS} for name in ("ada", "grace", "alan")]
        self.network = self.call(
            "network.create", name="test", participants=participants, parameters=parameters
        )
        path = directory / "data.csv"
        path.write_text(table())
        self.dataset = self.call("dataset.register", path=str(path))["train"]["blob"]
        # Each profile and each draw takes its stake from this deposit.
        self.call("verifier.enlist", deposit=CREDITS // 2, **{"as": "grace"})

    def specification(self, **differences: Any) -> dict[str, Any]:
        return {
            "model": {
                "input": FEATURES,
                "layers": [{"linear": 3}, {"relu": {}}, {"linear": 2}],
                "loss": "crossEntropy",
            },
            "dataset": self.dataset,
            "optimizer": {"sgd": {"learningRate": "0.1", "momentum": "0.5"}},
            "batchSize": 10,
            "steps": 40,
            "checkpointInterval": 5,
            "mode": "exact",
            **differences,
        }

    def state_hash(self) -> str:
        return self.call("network.status")["stateHash"]

    def patiently(self, method: str, **params: Any) -> Any:
        """Lets time pass for as long as the answer is that a call comes too early."""
        for _ in range(TICKS_MAX):
            try:
                return self.call(method, **params)
            except RefusedCall as refused:
                if refused.code != WRONG_PHASE or not refused.data["retryable"]:
                    raise
            self.call("ledger.tick")
        return self.call(method, **params)

    def submitted(self, specification: dict[str, Any] | None = None) -> str:
        """A task by ada that nobody has profiled."""
        specification = specification or self.specification()
        return self.call("submitter.submit", specification=specification, **{"as": "ada"})["task"]

    def open(self, specification: dict[str, Any] | None = None) -> str:
        """A task that may be accepted."""
        task = self.submitted(specification)
        self.call("verifier.profile", task=task, **{"as": "grace"})
        self.call("ledger.tick", count=3)
        return task

    def accepted(self, specification: dict[str, Any] | None = None) -> str:
        """A task that alan has accepted and may train."""
        task = self.open(specification)
        self.call("solver.accept", task=task, **{"as": "alan"})
        self.call("ledger.tick", count=1)
        return task

    @cached_property
    def open_task(self) -> str:
        return self.open()

    @cached_property
    def accepted_task(self) -> str:
        return self.accepted()
