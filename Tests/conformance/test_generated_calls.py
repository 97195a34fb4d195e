"""Calls made from the schemas by a seeded generator, in batches: what is wrong in one place, a
parameter of another type, one that is missing, one too many, is refused with that place.

`check: true` keeps a call that is let through by mistake from doing anything.
"""

from __future__ import annotations

import json
import os
from typing import Any

import jsonschema
import pytest
from generated import STRANGERS, Generator
from schemas import MethodSchema, all_methods
from wire import Connection

SEED = os.environ.get("ASSAY_SEED", "assay")
OPTIONS = {"progressToken"}
METHODS = [pytest.param(method, id=name) for name, method in sorted(all_methods().items())]


def own_parameters(method: MethodSchema) -> list[dict[str, Any]]:
    return [entry for entry in method.document["params"] if entry["name"] not in OPTIONS]


def answers(connection: Connection, method: str, calls: list[dict[str, Any]]) -> list[Any]:
    """The answers to a batch, in the order of the calls; all are only checked."""
    batch = [
        {"jsonrpc": "2.0", "id": index, "method": method, "params": {**params, "check": True}}
        for index, params in enumerate(calls)
    ]
    replies = connection.exchange(json.dumps(batch) + "\n")
    return [reply for _, reply in sorted((reply["id"], reply) for reply in replies)]


@pytest.mark.parametrize("method", METHODS)
def test_what_breaks_the_schema_is_refused(connection: Connection, method: MethodSchema) -> None:
    generator = Generator((SEED, method.name, "broken"))
    entries = own_parameters(method)
    calls: list[tuple[dict[str, Any], str]] = []
    for entry in entries:
        validator = jsonschema.Draft202012Validator(entry["schema"])
        for stranger in STRANGERS:
            # A null stands for a parameter that is left out.
            if validator.is_valid(stranger) or (stranger is None and not entry["required"]):
                continue
            calls.append(({**generator.parameters(entries), entry["name"]: stranger}, entry["name"]))
        if entry["required"]:
            params = generator.parameters(entries)
            del params[entry["name"]]
            calls.append((params, entry["name"]))
    calls.append(({**generator.parameters(entries), "surprise": 1}, "surprise"))
    for (params, name), reply in zip(
        calls, answers(connection, method.name, [params for params, _ in calls])
    ):
        error = reply.get("error")
        assert error, f"seed {SEED}: {params} -> {reply}"
        assert error["code"] == -32602, f"seed {SEED}: {params} -> {error}"
        assert error["data"]["pointer"].split("/")[1:2] == [name], f"{params} -> {error}"
        assert error["data"]["expected"] and error["data"]["got"], error


# Rules between several parameters, or inside documents, that a schema of each cannot say: here
# what keeps to the schemas may still be refused, with its place.
FURTHER_RULES = {
    "auth.issue", "auth.revoke", "blob.put", "dataset.register", "events.listen", "judge.appeal",
    "judge.conclude", "judge.rule", "judge.status", "ledger.append", "ledger.explain",
    "model.evaluate", "model.train", "network.create", "reputation.aggregate", "round.open",
    "solver.train", "submitter.estimate", "submitter.submit", "tensor.evaluate", "tensor.export",
    "tensor.import", "tensor.put", "whistleblower.challenge",
}  # fmt: skip
VALID_COUNT = 12


@pytest.mark.parametrize("method", METHODS)
def test_what_keeps_to_the_schema_is_understood(
    connection: Connection, method: MethodSchema
) -> None:
    generator = Generator((SEED, method.name, "kept"))
    calls = [generator.parameters(own_parameters(method)) for _ in range(VALID_COUNT)]
    for params, answer in zip(calls, answers(connection, method.name, calls), strict=True):
        if "error" in answer:
            assert method.name in FURTHER_RULES, (params, answer)
            assert answer["error"]["code"] not in (-32601, -32603), (params, answer)
            assert "pointer" in answer["error"]["data"], (params, answer)
        else:
            assert answer["result"] == {"checked": True}
