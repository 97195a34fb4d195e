"""Limits that only a configuration switches on, and benchmarks that still run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from framings import framed, ping
from host_process import ASSAY, HostProcess
from schemas import ROOT


@pytest.mark.parametrize("framing", ["line", "headed"])
def test_a_silent_connection_is_closed_and_told_why(tmp_path: Path, framing: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.json").write_text(json.dumps({"limits": {"idleSecondsMax": 3}}))
    with HostProcess(tmp_path, home=home) as host:
        assert host.connect().call("host.limits")["idleSecondsMax"] == 3
        # From here on the test must not be silent for so long.
        connection = host.connect()
        assert connection.exchange(framed(framing, ping("last")))["id"] == "last"
        last_words = connection.receive_text()
        error = json.loads(last_words)["error"]
        assert (error["code"], error["data"]["limit"]) == (108, "idleSeconds")
        assert connection.receive_text() == ""
        assert host.connect().call("host.ping") == {"reply": "pong"}


def test_the_benchmarks_run() -> None:
    command = [sys.executable, str(ROOT / "Benchmarks" / "rpc.py"), "--quick"]
    output = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "ASSAY": ASSAY}
    )
    assert output.returncode == 0, output.stderr
    assert "64 in flight" in output.stdout
    assert "idle connections" in output.stdout


def test_a_short_soak_stays_flat() -> None:
    command = [sys.executable, str(ROOT / "Benchmarks" / "soak.py")]
    environment = {**os.environ, "ASSAY": ASSAY, "SOAK_CALLS": "40000"}
    output = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment
    )
    assert output.returncode == 0, output.stdout + output.stderr
