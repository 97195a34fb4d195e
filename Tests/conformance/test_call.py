"""`assay call`: parameters in every form, output for people and programs, watching, time."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from host_process import ASSAY, SECONDS_MAX, wait_until
from world import World

LONG = {"steps": 200_000, "checkpointInterval": 10}  # no test waits for the end


@pytest.fixture
def socket(fresh_world: World) -> str:
    return str(fresh_world.host.socket_path)


def call(socket: str, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ASSAY, "call", *words, "--socket", socket],
        input=given, capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip


@contextmanager
def running(socket: str, *words: str, **options: int) -> Iterator[subprocess.Popen[str]]:
    """A call that goes on until it is told to end."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    process = subprocess.Popen(
        [ASSAY, "call", *words, "--socket", socket], text=True, stdin=subprocess.DEVNULL, **pipes
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def first_progress(process: subprocess.Popen[str]) -> str:
    """The first line that says how far it is; on a busy machine signs of life may come before."""
    assert process.stderr
    return next(line for line in process.stderr if "[" in line)


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its status and the rest of what it writes to standard error after Ctrl-C."""
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=SECONDS_MAX)
    return process.returncode, errors


# Parameters.


@pytest.mark.parametrize(
    "words",
    [
        ["to=grace", "amount=5", "as=ada"],
        ["grace", "5", "ada"],
        ["grace", "as=ada", "amount:=5"],
        ["to:=\"grace\"", "amount=5", "as=ada"],
    ],
)
def test_parameters_by_name_place_and_as_json(socket: str, words: list[str]) -> None:
    answer = call(socket, "participant.transfer", *words, "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["amount"] == 5


def test_parameters_from_files(socket: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    stored = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    for text, given in (f"@{tmp_path / 'text'}", ""), ("@-", "hello"):
        answer = call(socket, "blob.put", f"text={text}", "--json", given=given)
        assert json.loads(answer.stdout)["blob"] == stored, answer.stderr
    (tmp_path / "filter").write_text("2")
    assert call(socket, "ledger.tick", f"count:=@{tmp_path / 'filter'}").returncode == 0
    literal = call(socket, "blob.put", "text=@@hello", "--json")
    assert json.loads(literal.stdout)["byteCount"] == len("@hello")


def test_methods_that_the_program_does_not_know_are_called_all_the_same(socket: str) -> None:
    answer = call(socket, "ledger.tikc", "3")
    assert answer.returncode == 1
    assert "similar" in answer.stderr
    assert "ledger.tick" in answer.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["ledger.tick", "count=1", "count=2"], "twice"),
        (["participant.transfer", "grace", "to=grace"], "twice"),
        (["host.ping", "1"], "no parameters"),
        (["ledger.tick", "count:=two"], "not JSON"),
        (["blob.put", "text=@/no/such/file"], "/no/such/file"),
        (["plugin.made", "1", "named=2"], "all parameters names or none"),
        (["host.ping", "--interval", "0"], "interval"),
        (["host.ping", "--timeout", "-1"], "timeout"),
        (["host.ping", "--timeout", "nan"], "timeout"),
        (["host.ping", "--interval", "nan"], "interval"),
        (["participant.transfer", "grace", "5", "--watch"], "again and again"),
        (["ledger.tick", "--watch"], "again and again"),
    ],
)
def test_a_wrong_command_line_reaches_no_host(tmp_path: Path, words: list[str], why: str) -> None:
    answer = call(str(tmp_path / "nobody"), *words)
    assert (answer.returncode, answer.stdout) == (3, "")
    assert why in answer.stderr


# Output.


def test_lists_of_alike_objects_are_tables(socket: str, fresh_world: World) -> None:
    lines = call(socket, "participant.list").stdout.splitlines()
    listed = fresh_world.call("participant.list")["participants"]
    assert lines[0] == "participants"
    assert lines[1].split() == list(listed[0])
    for line, entry in zip(lines[2:], listed):
        assert line.split()[:3] == [str(entry["userid"]), entry["name"], entry["participant"]]
    assert len({line.find("participant") for line in lines[1:2]}) == 1


def test_an_error_says_where_it_is_and_what_is_meant(socket: str) -> None:
    answer = call(socket, "ledger.tick", "count=two")
    assert answer.returncode == 1
    told = dict(line.split(None, 1) for line in answer.stderr.splitlines()[1:])
    assert told["pointer"] == "/count"
    assert "integer" in told["expected"]
    assert told["got"] == "string"
    assert told["code"] == "invalidParameters (-32602)"
    assert "votes" in told["meaning"]


def test_what_others_have_written_cannot_drive_the_terminal(socket: str) -> None:
    joined = call(socket, "key.create", "mallory")
    assert joined.returncode == 0
    answer = call(socket, "participant.join", 'name:="mal\\u001b[2Jlory"', "as=mallory")
    listed = call(socket, "participant.list")
    assert "\x1b" not in answer.stdout + answer.stderr + listed.stdout


# Time.


def test_a_call_may_take_so_long_and_no_longer(socket: str, fresh_world: World) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    answer = call(socket, "solver.train", task, "as=alan", "--timeout", "0.1")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "no answer within 0.1 s" in answer.stderr
    # Only when it is really cancelled does another run have its turn.
    with running(socket, "solver.train", task, "as=alan", "--watch") as process:
        assert "of 200000" in first_progress(process)


def test_control_c_cancels_a_call_that_shows_its_progress(
    socket: str, fresh_world: World
) -> None:
    task = fresh_world.accepted(fresh_world.specification(**LONG))
    with running(socket, "solver.train", task, "as=alan", "--watch") as process:
        assert first_progress(process).startswith("solver.train  [....")
        status, errors = interrupted(process)
    assert status == 1
    assert "cancelled (-32800)" in errors


def test_progress_ends_with_the_result(socket: str, fresh_world: World) -> None:
    answer = call(socket, "solver.train", fresh_world.accepted(), "as=alan", "--watch", "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["steps"] == 40
    assert "100 %, 40 of 40" in answer.stderr.splitlines()[-1]


# Watching.


def test_what_changes_is_shown_again(socket: str, fresh_world: World) -> None:
    words = ("network.status", "--watch", "--interval", "0.01", "--json")
    with running(socket, *words) as process:
        assert process.stdout
        first = json.loads(process.stdout.readline())
        fresh_world.call("ledger.tick")
        second = json.loads(process.stdout.readline())
        assert (first["tick"], second["tick"]) == (0, 1)
        assert interrupted(process) == (0, "")


def test_on_a_terminal_it_is_shown_in_place(socket: str, fresh_world: World) -> None:
    """With a title, the changed line inverted, and nothing that scrolls."""
    leader, follower = pty.openpty()
    words = ("network.status", "--watch", "--interval", "0.01")
    with running(socket, *words, stdout=follower) as process, os.fdopen(leader, "rb", 0) as screen:
        os.close(follower)
        first = read_until(screen, b"\x1b[J")
        assert first.startswith(b"\x1b[2J\x1b[Hnetwork.status, every 0.01 s, Ctrl-C ends")
        fresh_world.call("ledger.tick")
        second = read_until(screen, b"\x1b[J")
        assert second.startswith(b"\x1b[H")
        assert b"\x1b[7mtick          1\x1b[0m" in second
        assert interrupted(process)[0] == 0


def read_until(file: IO[bytes], end: bytes) -> bytes:
    content = b""
    while not content.endswith(end):
        content += file.read(1)
    return content


def test_events_are_followed(socket: str, fresh_world: World) -> None:
    words = ("events.listen", 'topics=["ledger"]', "since=-1", "--watch")
    with running(socket, *words) as process, running(socket, *words, "--json") as other:
        assert process.stdout and other.stdout
        assert process.stdout.readline().split()[:2] == ["0", "genesis"]
        assert json.loads(other.stdout.readline())["params"]["kind"] == "genesis"
        position = fresh_world.call("network.status")["position"]
        paid = fresh_world.call("participant.transfer", to="alan", amount=5, **{"as": "ada"})
        lines = [process.stdout.readline().split() for _ in range(position + 1)]
        assert lines[-1][:2] == [str(paid["position"]), "credits.transfer"]
        assert f"event={paid['event']}" in lines[-1]
        assert interrupted(process) == (0, "")


def test_following_ends_with_the_token(socket: str, fresh_world: World) -> None:
    owner = fresh_world.host.connect()
    token = owner.call("auth.issue")["token"]
    follower = fresh_world.host.connect()
    follower.call("auth.use", token=token)
    follower.call("events.listen", topics=["ledger"])
    owner.call("auth.revoke", token=token)
    owner.call("ledger.tick")
    told = follower.receive()
    assert (told["method"], told["params"]["error"]["code"]) == ("events.ended", 155)


def test_on_a_terminal_each_event_takes_one_line(socket: str, fresh_world: World) -> None:
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    words = ("events.listen", 'topics=["ledger"]', "since=-1", "--watch")
    with running(socket, *words, stdout=follower) as process, os.fdopen(leader, "rb", 0) as screen:
        os.close(follower)
        head = fresh_world.call("network.status")["position"]
        lines = [read_until(screen, b"\r\n").decode().rstrip() for _ in range(head + 1)]
        assert [line.split()[0] for line in lines] == [str(number) for number in range(head + 1)]
        assert max(map(len, lines)) <= 60
        assert interrupted(process)[0] == 0


def test_a_token_narrows_a_call(socket: str, fresh_world: World, tmp_path: Path) -> None:
    token = fresh_world.call("auth.issue", methods=["host.*"])["token"]
    path = tmp_path / "token"
    path.write_text(token + "\n")
    assert call(socket, "host.ping", "--token-file", str(path)).returncode == 0
    answer = call(socket, "key.list", "--token-file", str(path))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "forbidden (150)" in answer.stderr
    assert call(socket, "host.ping", "--token-file", str(tmp_path / "none")).returncode == 3
    by_environment = subprocess.run(
        [ASSAY, "call", "key.list", "--socket", socket], capture_output=True, text=True,
        env={**os.environ, "ASSAY_TOKEN_FILE": str(path)}, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert "forbidden (150)" in by_environment.stderr


def test_watching_ends_with_the_host(socket: str, fresh_world: World) -> None:
    with running(socket, "network.status", "--watch", "--interval", "0.01") as process:
        assert process.stdout
        process.stdout.readline()
        fresh_world.host.stop()
        wait_until(lambda: process.poll() is not None, "the end of the call")
        assert process.returncode == 2
