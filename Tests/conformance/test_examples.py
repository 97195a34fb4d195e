"""The examples run as they are written."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from host_process import ASSAY
from schemas import ROOT

EXAMPLE_SECONDS_MAX = 300


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "ASSAY": ASSAY, **environment},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=EXAMPLE_SECONDS_MAX,
    )  # fmt: skip


def test_ten_lines_of_shell() -> None:
    answer = run("sh", "examples/ten-lines.sh")
    assert answer.returncode == 0, answer.stderr
    assert "valid " in answer.stdout
    lines = (ROOT / "examples/ten-lines.sh").read_text().splitlines()
    assert len([line for line in lines if line and not line.startswith("#")]) == 10


def test_ten_lines_of_shell_leave_no_host_behind(tmp_path: Path) -> None:
    """Neither a host that cannot start nor a call that fails."""
    program = tmp_path / "assay"
    program.write_text(
        f'#!/bin/sh\ncase $* in serve*) echo $$ >{tmp_path}/pid;; *transfer*) exit 1;; esac\n'
        f'exec {ASSAY} "$@"\n'
    )
    program.chmod(0o755)
    for words in ({"ASSAY": "/bin/false"}, {"ASSAY": str(program)}):
        answer = run("sh", "examples/ten-lines.sh", **words)
        assert answer.returncode == 1, answer.stdout
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_demo_shows_what_it_promises() -> None:
    answer = run(sys.executable, "examples/demo.py")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "credits conserved: yes" in answer.stdout
    assert answer.stdout.count("why [") >= 5


def test_the_permissions_are_what_they_are_said_to_be() -> None:
    answer = run(sys.executable, "examples/permissions.py")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    ends = [(line[:28].strip(), line.split()[-1]) for line in answer.stdout.splitlines()]
    assert ends[:7] == [
        ("ada's token", "allowed"),
        ("ada's token", "identityForbidden"),
        ("ada's token", "forbidden"),
        ("ada's token", "forbidden"),
        ("the token narrowed offline", "allowed"),
        ("the token narrowed offline", "forbidden"),
        ("after its revocation", "tokenRevoked"),
    ]
    if os.geteuid() == 0:
        assert [end for _, end in ends[8:]] == [
            "allowed", "unknownTask", "identityForbidden", "forbidden", "fileForbidden",
            "forbidden",
        ]  # fmt: skip


def test_the_models_that_are_trained_learn() -> None:
    answer = run(sys.executable, "examples/train.py", "--steps", "40")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "digits: 6,090 parameters" in answer.stdout
    assert "residual: 5,962 parameters" in answer.stdout
    assert "gpt: 834,400 parameters" in answer.stdout
    assert answer.stdout.count("  step ") == 120


def test_a_missing_data_set_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    monkeypatch.syspath_prepend(str(ROOT / "clients/python"))
    world = importlib.import_module("demo_world")
    monkeypatch.setattr(world, "FASHION_DIRECTORY", tmp_path)
    with pytest.raises(SystemExit, match="apt-get install dataset-fashion-mnist"):
        world.fashion()


@pytest.mark.skipif(
    os.environ.get("DATASET") != "fashion", reason="takes minutes; asked for by DATASET=fashion"
)
def test_the_demo_on_fashion_mnist() -> None:
    answer = run(sys.executable, "examples/demo.py")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Fashion-MNIST" in answer.stdout
