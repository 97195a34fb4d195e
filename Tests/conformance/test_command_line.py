"""The command line: help, version, and `assay call`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import StartHost
from host_process import ASSAY, SECONDS_MAX, HostProcess, listens, wait_until


def assay(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ASSAY, *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip


def test_help_names_the_commands() -> None:
    answer = assay("--help")
    assert answer.returncode == 0
    for word in ("serve", "call", "completion", "version"):
        assert word in answer.stdout
    assert "--socket" in assay("serve", "--help").stdout


def test_version_is_the_one_that_the_host_tells(start_host: StartHost) -> None:
    version = start_host().connect().call("host.info")["version"]
    answer = assay("version")
    assert answer.returncode == 0
    assert version in answer.stdout


@pytest.mark.parametrize("arguments", [["dance"], ["serve", "--loud"], ["call"]])
def test_a_command_line_that_cannot_be_understood(arguments: list[str]) -> None:
    answer = assay(*arguments)
    assert answer.returncode != 0
    assert answer.stdout == ""
    assert answer.stderr


def test_serve_and_call_find_each_other_by_the_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with HostProcess(tmp_path, use_socket=False, home=home) as host:
        socket = home / "run" / "assay.sock"
        wait_until(lambda: listens(socket) or host.process.poll(), "the socket of the home")
        answer = assay("call", "host.info", "--json", "--home", str(home))
        assert answer.returncode == 0, answer.stderr
        assert json.loads(answer.stdout)["home"] == str(home)


def test_call_prints_the_result(start_host: StartHost) -> None:
    socket = str(start_host().socket_path)
    answer = assay("call", "host.ping", "--socket", socket)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "reply  pong\n", "")
    answer = assay("call", "host.ping", "--socket", socket, "--json")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, '{"reply":"pong"}\n', "")


def test_call_reads_values_by_the_schema(start_host: StartHost) -> None:
    socket = str(start_host().socket_path)
    created = assay(
        "call", "network.create", "name=7", 'participants=[{"name": "ada", "credits": 10}]',
        "--socket", socket,
    )  # fmt: skip
    assert created.returncode == 0, created.stderr
    status = json.loads(assay("call", "network.status", "--json", "--socket", socket).stdout)
    assert (status["name"], status["minted"]) == ("7", 10)
    ticked = assay("call", "ledger.tick", "count=2", "--json", "--socket", socket)
    assert json.loads(ticked.stdout)["tick"] == 2


def test_call_of_an_error_says_it_and_fails(start_host: StartHost) -> None:
    socket = str(start_host().socket_path)
    call = ("call", "task.status", f"task={'0' * 64}", "--socket", socket)
    answer = assay(*call)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "network.create first" in answer.stderr
    assert "noNetwork (103)" in answer.stderr
    answer = assay(*call, "--json")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert json.loads(answer.stderr)["code"] == 103


def test_call_without_a_host_says_so(tmp_path: Path) -> None:
    answer = assay("call", "host.ping", "--socket", str(tmp_path / "nothing"))
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "nothing" in answer.stderr
