"""Cancelling: every long method is answered -32800, and its work has stopped by then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from host_process import HostProcess, wait_until
from metrics import computes_nothing, metrics
from test_long_calls import answer_to, send
from wire import Connection
from world import WRONG_PHASE, World

CANCELLED = -32800
MADE_UP = "0" * 64
# More than all the cancelled runs here come to together, each going on where the last one was.
LONGER = {"steps": 650_000, "checkpointInterval": 10}
# A second and more for a segment, so that a call can be caught at its work.
SEGMENTS = {"steps": 100_000, "checkpointInterval": 50_000}


def layers(*widths: int) -> list[dict[str, Any]]:
    inner = [layer for width in widths for layer in ({"linear": width}, {"relu": {}})]
    return [*inner, {"linear": 2}]


class Court(World):
    """A network with something to do for every long method."""

    def __init__(self, host: HostProcess, directory: Path) -> None:
        super().__init__(host, directory)
        self.path = str(directory / "data.csv")
        self.accepted_task_long = self.accepted(self.specification(**LONGER))
        self.open_task_long = self.submitted(self.specification(**SEGMENTS))
        self.judged_task = self.trained()
        self.patiently("verifier.verify", task=self.judged_task, **{"as": "grace"})
        self.drawn_task = self.trained()
        self.call("ledger.tick", count=3)
        self.start = self.call("solver.prepare", task=self.accepted_task_long, **{"as": "alan"})[
            "initial"
        ]
        # Minutes of work for one contribution, asked for a stop at each step.
        self.heavy = self.round(layers(3072, 3072), 10_000)
        self.heavy_claim = self.claim_that_takes_long()
        self.light = self.round(layers(), 1)
        for block, name in enumerate(["ada", "grace"]):
            params = {"round": self.light, "block": block, "as": name}
            self.call("solver.contribute", name=f"{name}.safetensors", **params)
        self.call("ledger.tick", count=2)
        for block, name in enumerate(["ada", "grace"]):
            self.call("solver.reveal", round=self.light, block=block, **{"as": name})
        self.call("ledger.tick", count=3)
        entries = self.call("reputation.log", round=self.light)["entries"]
        self.contributions = [entry["contribution"] for entry in entries]
        self.claim = self.call(
            "whistleblower.claim",
            contribution=self.contributions[0],
            own=MADE_UP,
            **{"as": "alan"},
        )["claim"]

    def claim_that_takes_long(self) -> str:
        """A claim against a contribution to the heavy round: somebody's update of another round."""
        short = self.round(layers(3072, 3072), 1)
        update = self.call("solver.gradient", round=short, block=1)["update"]
        params = {"round": self.heavy, "block": 1, "as": "grace"}
        self.call("solver.contribute", name="grace.safetensors", update=update, **params)
        self.call("ledger.tick", count=2)
        self.call("solver.reveal", **params)
        contributions = self.call("round.status", round=self.heavy)["contributions"]
        self.heavy_contribution = contributions[0]["contribution"]
        return self.call(
            "whistleblower.claim",
            contribution=self.heavy_contribution,
            own=MADE_UP,
            **{"as": "ada"},
        )["claim"]

    def trained(self) -> str:
        task = self.accepted(self.specification(**SEGMENTS))
        self.call("solver.train", task=task, **{"as": "alan"})
        return task

    def round(self, model: list[dict[str, Any]], steps: int) -> str:
        specification = self.specification(
            model={"input": 4, "layers": model, "loss": "crossEntropy"},
            optimizer={"sgd": {"learningRate": "0.1", "momentum": "0"}},
            steps=1,
            checkpointInterval=1,
        )
        params = {"specification": specification, "blockSamples": 20, "blocksEach": 1}
        return self.call("round.open", localSteps=steps, **params)["round"]

    def parameters(self, method: str) -> dict[str, Any]:
        """Parameters with which the method would do its work."""
        specification = self.call("round.status", round=self.light)["specification"]
        return {
            # Of a data set that was used before it would be answered without waiting.
            "dataset.info": {"blob": self.start},
            "dataset.register": {"path": self.path},
            "judge.rule": {"claim": self.claim},
            "model.create": {"model": self.specification()["model"]},
            "model.evaluate": {
                "model": self.start, "dataset": self.dataset, "specification": specification,
            },
            "model.gradient": {
                "model": self.specification()["model"], "parameters": self.start,
                "dataset": self.dataset, "samples": [0],
            },
            "model.train": {
                "model": self.specification()["model"], "dataset": self.dataset,
                "optimizer": {"adam": {"learningRate": "0.001"}}, "batchSize": 10,
                "steps": 100_000_000,
            },
            "reputation.aggregate": {"round": self.light},
            "solver.contribute": {
                "round": self.heavy, "block": 2, "name": "alan.safetensors", "as": "alan",
            },
            "solver.gradient": {"round": self.heavy, "block": 0},
            "solver.prepare": {"task": self.accepted_task_long, "as": "alan"},
            "solver.train": {"task": self.accepted_task_long, "as": "alan"},
            "submitter.estimate": {"specification": self.specification(batchSize=11)},
            "tensor.distance": {"left": self.start, "right": self.start},
            "tensor.export": {"tensors": self.start},
            "tensor.import": {"source": self.start},
            "verifier.profile": {"task": self.open_task_long, "as": "grace"},
            "verifier.verify": {"task": self.drawn_task, "as": "grace"},
            "whistleblower.audit": {"task": self.judged_task, "as": "ada"},
            "whistleblower.challenge": {"task": self.judged_task, "as": "ada"},
            "whistleblower.claim": {"contribution": self.contributions[1], "as": "alan"},
        }[method]  # fmt: skip


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    directory = tmp_path_factory.mktemp("court")
    with HostProcess(directory) as host:
        yield Court(host, directory)


def lane_of(method: str) -> str:
    return "runs" if method in ("model.train", "solver.train", "verifier.profile") else "replies"


def is_waiting(court: Court, count: int) -> bool:
    """Whether so many computations wait: a run reads its data set in the one lane first, and then
    computes in the other."""
    now = metrics(court.connection)
    lanes = ("runs", "replies")
    return sum(now.value("assay_computations_waiting", lane=lane) for lane in lanes) == count


def is_running(court: Court, lane: str) -> bool:
    return metrics(court.connection).value("assay_computations_running", lane=lane) == 1


def cancel(connection: Connection, identifier: Any) -> None:
    params = {"id": identifier}
    notification = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": params}
    connection.send(json.dumps(notification) + "\n")


def begin(court: Court, method: str, **params: Any) -> Connection:
    """Calls a method over a connection of its own; returns when it computes."""
    connection = court.host.connect()
    send(connection, method, method, **(params or court.parameters(method)))
    wait_until(
        lambda: is_running(court, lane_of(method)) or connection.stream.has_input(),
        f"{method} to compute",
    )
    assert not connection.stream.has_input(), "it is done before it can be caught"
    return connection


def assert_stops(court: Court, connection: Connection, method: str) -> None:
    cancel(connection, method)
    assert answer_to(connection, method)["error"]["code"] == CANCELLED
    assert computes_nothing(court.connection)


@pytest.mark.parametrize(
    "method",
    ["solver.train", "verifier.profile", "solver.gradient", "solver.contribute", "verifier.verify",
     "whistleblower.audit", "model.train"],
)  # fmt: skip
def test_work_that_is_cancelled_stops_in_its_midst(court: Court, method: str) -> None:
    position = court.call("network.status")["position"]
    assert_stops(court, begin(court, method), method)
    assert court.call("network.status")["position"] == position


def test_a_contribution_is_not_recomputed_for_those_who_have_lost_interest(court: Court) -> None:
    position = court.call("network.status")["position"]
    claim = {"contribution": court.heavy_contribution, "as": "alan"}
    cosign = {"claimant": "alan", "contribution": court.heavy_contribution, "as": "ada"}
    for method, params in (
        ("judge.rule", {"claim": court.heavy_claim}),
        ("whistleblower.claim", claim),
        ("whistleblower.cosign", cosign),
    ):
        assert_stops(court, begin(court, method, **params), method)
    assert court.call("network.status")["position"] == position


WAITING = [
    "dataset.info", "dataset.register", "judge.rule", "model.create", "model.evaluate",
    "model.gradient", "model.train", "reputation.aggregate", "solver.contribute",
    "solver.gradient", "solver.prepare", "solver.train", "submitter.estimate", "tensor.distance",
    "tensor.export", "tensor.import", "verifier.profile", "verifier.verify",
    "whistleblower.audit", "whistleblower.challenge", "whistleblower.claim",
]  # fmt: skip


def test_calls_that_wait_for_their_turn_are_cancelled_at_once(court: Court) -> None:
    position = court.call("network.status")["position"]
    holders = {method: begin(court, method) for method in ("solver.train", "solver.gradient")}
    connection = court.host.connect()
    for method in WAITING:
        send(connection, method, method, **court.parameters(method))
        wait_until(lambda: is_waiting(court, 1), f"{method} to wait")
        cancel(connection, method)
        answer = answer_to(connection, method)
        assert answer.get("error", {}).get("code") == CANCELLED, (method, answer)
        assert is_waiting(court, 0)
    for method, holder in holders.items():
        cancel(holder, method)
        assert answer_to(holder, method)["error"]["code"] == CANCELLED
    assert computes_nothing(court.connection)
    assert court.call("network.status")["position"] == position


def test_a_data_set_that_was_used_is_described_while_others_compute(court: Court) -> None:
    holder = begin(court, "solver.gradient")
    assert court.call("dataset.info", blob=court.dataset)["blob"] == court.dataset
    assert_stops(court, holder, "solver.gradient")


def test_a_profile_that_is_not_wanted_after_the_wait_is_not_measured(court: Court) -> None:
    task = court.submitted(court.specification(**SEGMENTS))
    holder = begin(court, "solver.train")
    connection = court.host.connect()
    params = {"task": task, "as": "grace", "progressToken": "how far"}
    send(connection, "verifier.profile", "profile", **params)
    wait_until(lambda: is_waiting(court, 1), "the profile to wait")
    court.call("submitter.cancel", task=task, **{"as": "ada"})
    cancel(holder, "solver.train")
    assert answer_to(holder, "solver.train")["error"]["code"] == CANCELLED
    # The answer is the first that comes: nothing reports any progress.
    assert connection.receive()["error"]["code"] == WRONG_PHASE


def test_connections_take_turns_with_their_computations(court: Court) -> None:
    holder = begin(court, "solver.gradient")
    greedy, modest = court.host.connect(), court.host.connect()
    # Each takes minutes: of two that follow one another nobody would see the end.
    for number in range(2):
        send(greedy, "solver.gradient", number, **court.parameters("solver.gradient"))
        wait_until(lambda number=number: is_waiting(court, number + 1), "its turn")
    send(modest, "tensor.distance", "short", **court.parameters("tensor.distance"))
    wait_until(lambda: is_waiting(court, 3), "its turn")
    cancel(holder, "solver.gradient")
    assert answer_to(holder, "solver.gradient")["error"]["code"] == CANCELLED
    wait_until(lambda: not is_waiting(court, 3), "who has asked first")
    # The modest one has asked last, and waits for one of the greedy one's two.
    cancel(greedy, 0)
    assert "result" in answer_to(modest, "short")
    cancel(greedy, 1)
    assert [greedy.receive()["error"]["code"] for _ in range(2)] == [CANCELLED] * 2
    wait_until(lambda: computes_nothing(court.connection), "the end")
