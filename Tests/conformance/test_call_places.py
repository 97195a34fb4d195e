"""`assay call`: where it looks for the host."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from host_process import ASSAY, SECONDS_MAX
from world import World


def ping(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ASSAY, "call", "host.ping", *options],
        capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def surroundings(fresh_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SOCKET", str(fresh_world.host.socket_path))


def test_the_socket_comes_from_the_environment() -> None:
    answer = ping()
    assert (answer.returncode, answer.stdout) == (0, "reply  pong\n")


def test_a_given_home_has_a_socket_of_its_own(tmp_path: Path) -> None:
    answer = ping("--home", str(tmp_path))
    assert answer.returncode != 0
    assert str(tmp_path) in answer.stderr
