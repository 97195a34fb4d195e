"""The demo's whole story once more, with every message held to the schemas."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from host_process import HostProcess
from schemas import ROOT, all_methods
from wire import Connection, RefusedCall
from world import World

sys.path.insert(0, str(ROOT / "examples"))

import demo  # noqa: E402
import demo_world  # noqa: E402
from assay import Identity  # noqa: E402
from assay._failures import error_of  # noqa: E402
from assay.client import Caller  # noqa: E402
from demo_account import Account  # noqa: E402

# What the story does not need, and `test_what_the_story_leaves_out` calls.
BESIDES = {
    "blob.get", "dataset.info", "events.list", "events.listen", "events.unlisten", "host.help",
    "host.info",    "host.limits", "host.metrics", "host.ping", "host.stop", "job.cancel", "job.list",
    "job.status", "job.wait", "judge.pending", "key.create", "key.list",
    "ledger.events", "participant.join", "participant.transfer", "plugin.list", "round.list",
    "rpc.discover", "solver.abandon", "task.expire", "task.list", "task.status", "tensor.distance", "tensor.info",
    "whistleblower.patrol", "whistleblower.withdraw",
}  # fmt: skip
# What other tests call, a line a test.
NOT_HERE = {
    "ledger.append",  # LedgerTests: needs a signature made elsewhere
    "solver.designate", "solver.unseal",  # test_planted_errors
    "plugin.restart", "plugin.start", "plugin.stop",  # test_process_plugins
    "tensor.evaluate",  # test_evaluation, test_operators
    # test_tensors, test_tensor_files
    "tensor.delete", "tensor.export", "tensor.get", "tensor.import", "tensor.list", "tensor.put",
    "auth.issue", "auth.revoke", "auth.use", "auth.whoami",  # test_access
    "model.create", "model.gradient", "model.train",  # test_models
    "judge.appeal", "judge.bench", "judge.conclude", "judge.status", "whistleblower.cosign",
}  # fmt: skip


class CheckedClient(Caller):
    """What the demo takes for its client, on a connection that checks everything."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self.called: set[str] = set()

    def call(self, method: str, params: Any = None, *, on_progress: Any = None, **_: Any) -> Any:
        self.called.add(method)
        token = {"progressToken": method} if on_progress else {}
        try:
            return self._connection.call(method, **params, **token)
        except RefusedCall as refused:
            error = {"code": refused.code, "message": refused.message, "data": refused.data}
            raise error_of(method, error) from None

    def acting_as(self, name: str) -> Identity:
        return Identity(self, name)  # type: ignore[arg-type]


def test_the_story_keeps_to_the_schemas(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        client = CheckedClient(host.connect())
        demo.tell(demo_world.World(client, Account(), tmp_path))  # type: ignore[arg-type]
    assert client.called | BESIDES | NOT_HERE == set(all_methods())


def test_what_the_story_leaves_out(fresh_world: World) -> None:
    world = fresh_world
    called = set()

    def call(method: str, **params: Any) -> Any:
        called.add(method)
        return world.call(method, **params)

    assert call("host.ping") == {"reply": "pong"}
    assert call("host.info")["network"] == world.network["network"]
    assert call("host.limits")["batchCountMax"] == 1000
    assert len(call("plugin.list")["plugins"]) == 5
    assert len(call("rpc.discover")["methods"]) == len(all_methods())
    assert len(call("host.help")["methods"]) == len(all_methods())
    train = world.connection.call_unchecked("host.help", {"method": "solver.train"})
    assert train["text"].startswith("solver.train task=...")
    assert call("dataset.info", blob=world.dataset)["samples"] == 60

    key = call("key.create", name="niels")
    assert key in call("key.list")["keys"]
    joined = call("participant.join", name="Niels", **{"as": "niels"})
    assert joined["participant"] == key["participant"]
    paid = call("participant.transfer", to="niels", amount=700, **{"as": "ada"})
    event = call("ledger.events", **{"from": paid["position"]})["events"][0]
    assert (event["event"], event["fields"]["amount"]) == (paid["event"], "700")

    listening = call("events.listen", topics=["ledger"])
    assert listening["from"] == paid["position"] + 1
    assert call("events.list")["subscriptions"][0]["subscription"] == listening["subscription"]
    call("events.unlisten", subscription=listening["subscription"])

    job = world.connection.call_unchecked("ledger.verify", {"detach": True})["job"]
    ended = call("job.wait", job=job)
    assert (ended["state"], ended["result"]["valid"]) == ("succeeded", True)
    assert call("job.status", job=job) == ended == call("job.cancel", job=job)
    assert [entry["job"] for entry in call("job.list")["jobs"]] == [job]
    assert "assay_log_position" in call("host.metrics")["text"]

    # There is no jackpot yet to pay for a whistleblower.
    assert call("whistleblower.patrol", **{"as": "niels"})["action"] == "waited"
    world.call("whistleblower.enlist", **{"as": "niels"})
    assert call("whistleblower.patrol", **{"as": "niels"})["action"] == "withdrew"
    world.call("whistleblower.enlist", **{"as": "niels"})
    call("whistleblower.withdraw", **{"as": "niels"})
    task = world.accepted()
    start = world.call("solver.prepare", task=task, **{"as": "alan"})["initial"]
    names = {tensor["name"] for tensor in call("tensor.info", tensor=start)["tensors"]}
    assert "step" in names
    assert call("tensor.distance", left=start, right=start)["l2"] == 0
    copy = world.directory / "start.safetensors"
    assert call("blob.get", blob=start, path=str(copy))["byteCount"] == copy.stat().st_size
    assert call("task.status", task=task)["phase"] == "solving"
    call("solver.abandon", task=task, **{"as": "alan"})
    assert call("task.list")["tasks"][0]["phase"] == "open"
    expired = expire(world, call, task)
    assert expired["phase"] == "refunded"
    assert call("judge.pending") == {"pending": [], "next": None}
    assert call("round.list") == {"rounds": [], "next": None}
    assert world.call("network.status")["conserved"]
    assert call("host.stop") == {"stopping": True}
    assert called == BESIDES


def expire(world: World, call: Callable[..., Any], task: str) -> Any:
    """Nobody accepts the task until its deadline."""
    status = world.call("task.status", task=task)
    with pytest.raises(RefusedCall) as refusal:
        call("task.expire", task=task)
    assert refusal.value.code == 202
    now = world.call("network.status")["tick"]
    world.call("ledger.tick", count=status["deadline"] - now + 1)
    return call("task.expire", task=task)
