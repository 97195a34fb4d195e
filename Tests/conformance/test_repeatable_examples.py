"""Examples of the schemas that anybody can repeat: a host answers what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from host_process import HostProcess
from schemas import ROOT

# In an order in which each finds what it names.
REPEATABLE = [
    "dataset.register", "dataset.info", "model.create", "model.train", "model.gradient",
    "submitter.estimate", "tensor.put", "tensor.get", "tensor.info", "tensor.evaluate",
]  # fmt: skip
# What the machine, or a network, has a say in.
OTHERWISE = {"seconds", "samplesPerSecond", "fee"}


def steady(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in OTHERWISE}


def test_a_host_answers_what_the_examples_say(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as process:
        call = process.connect().call
        for name in REPEATABLE:
            schema = json.loads((ROOT / f"rpc-schemas/{name.replace('.', '/')}.json").read_text())
            for example in schema["examples"]:
                params = {entry["name"]: entry["value"] for entry in example["params"]}
                if name == "dataset.register":
                    params["path"] = str(ROOT / "examples/data/digits.csv.gz")
                assert steady(call(name, **params)) == steady(example["result"]["value"]), name
