"""`assay record` and `assay replay`: what was said, kept as files, and said again."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import StartHost
from host_process import ASSAY, SECONDS_MAX, HostProcess, listens, wait_until
from wire import ByteStream, Connection

REQUESTS = [
    {"method": "host.info"},
    {
        "method": "network.create",
        "params": {"name": "ours", "participants": [{"name": "ada", "credits": 9}]},
    },
    {"method": "participant.list"},
    {"method": "participant.transfer", "params": ["default", 4, "ada"]},
    {"method": "blob.put", "params": {"text": "hello"}},
    {"method": "task.status", "params": {"task": "0" * 64}},
    {"method": "host.dance"},
]


def messages(requests: list[dict]) -> str:
    numbered = enumerate(requests, 1)
    return "".join(json.dumps({"jsonrpc": "2.0", "id": n, **r}) + "\n" for n, r in numbered)


def run(*command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ASSAY, *command], input=given, capture_output=True, text=True, timeout=SECONDS_MAX
    )


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A recorded session."""
    directory = tmp_path / "session"
    answer = run("record", str(directory), "--fresh", given=messages(REQUESTS))
    assert answer.returncode == 0, answer.stderr
    answers = [json.loads(line) for line in answer.stdout.splitlines()]
    assert sorted(entry["id"] for entry in answers) == list(range(1, len(REQUESTS) + 1))
    return directory


def exchange(session: Path, name: str) -> dict:
    return json.loads((session / name).read_text())


def test_each_exchange_is_a_file(session: Path) -> None:
    names = sorted(path.name for path in session.iterdir())
    assert names == [
        *(f"{n:04}-{request['method']}.json" for n, request in enumerate(REQUESTS, 1)),
        "session.json",
    ]
    assert exchange(session, "0007-host.dance.json")["response"]["error"]["code"] == -32601
    text = (session / "0004-participant.transfer.json").read_text()
    assert text.startswith('{\n  "request": {\n'), "a line a member, for diffs"


def test_what_another_run_has_otherwise_is_marked(session: Path) -> None:
    created = exchange(session, "0002-network.create.json")["response"]["result"]
    assert created["network"] == "<hash 1>"
    assert created["participants"][0]["participant"] == "<hash 2>"
    listed = exchange(session, "0003-participant.list.json")["response"]["result"]
    assert listed["participants"][0]["participant"] == "<hash 2>"
    information = exchange(session, "0001-host.info.json")["response"]["result"]
    assert (information["home"], information["version"]) == ("<home>", "<any>")
    asked = exchange(session, "0006-task.status.json")
    assert asked["request"]["params"]["task"] == "0" * 64, "the client's own hash stays"
    everything = "".join(path.read_text() for path in session.iterdir())
    assert set(re.findall(r"[0-9a-f]{64}", everything)) == {"0" * 64}


def test_a_replay_finds_everything_alike(session: Path) -> None:
    answer = run("replay", str(session))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout == ""
    assert f"{len(REQUESTS)} exchanges, all alike" in answer.stderr


def test_a_replay_tells_what_differs(session: Path) -> None:
    path = session / "0003-participant.list.json"
    before = path.read_text()
    path.write_text(before.replace('"credits": 9', '"credits": 8'))
    answer = run("replay", str(session))
    assert answer.returncode == 1
    assert "1 differ" in answer.stderr
    lines = answer.stdout.splitlines()
    assert lines[0] == f"--- {path}"
    assert [line.split() for line in lines if re.match(r"[-+] ", line)] == [
        ["-", '"credits":', "8,"], ["+", '"credits":', "9,"],
    ]  # fmt: skip
    assert run("replay", str(session), "--update").returncode == 0
    assert path.read_text() == before


def test_hashes_of_one_answer_go_into_later_requests(tmp_path: Path, start_host: StartHost) -> None:
    """A client that uses what it was told, through a recorded socket, replayed with new hashes."""
    host = start_host()
    directory, path = tmp_path / "session", tmp_path / "recorded"
    recorder = subprocess.Popen(
        [ASSAY, "record", str(directory), "--listen", str(path), "--socket", str(host.socket_path)],
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_until(lambda: listens(path) or recorder.poll(), "the recorder")
        stream = socket.socket(socket.AF_UNIX)
        stream.connect(str(path))
        client = Connection(ByteStream.of_socket(stream))
        participants = [{"name": "ada", "credits": 9}]
        created = client.call("network.create", name="ours", participants=participants)
        key = created["participants"][0]["participant"]
        assert client.call("ledger.explain", participant=key)["entries"] == []
        batch = [
            {"jsonrpc": "2.0", "id": "a", "method": "participant.list"},
            {"jsonrpc": "2.0", "method": "ledger.tick"},
            {"jsonrpc": "2.0", "id": "b", "method": "ledger.explain", "params": [key]},
        ]
        assert len(client.exchange(json.dumps(batch) + "\n")) == 2
        client.close()
        recorder.send_signal(signal.SIGINT)
        assert "3 exchanges" in recorder.communicate(timeout=SECONDS_MAX)[1]
    finally:
        recorder.kill()
        recorder.wait()
    assert recorder.returncode == 0
    asked = exchange(directory, "0002-ledger.explain.json")["request"]
    assert asked["params"]["participant"] == "<hash 2>"
    answer = run("replay", str(directory))
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_client_that_stays_does_not_keep_the_recorder(
    tmp_path: Path, start_host: StartHost
) -> None:
    host = start_host()
    directory, path = tmp_path / "session", tmp_path / "recorded"
    recorder = subprocess.Popen(
        [ASSAY, "record", str(directory), "--listen", str(path), "--socket", str(host.socket_path)],
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_until(lambda: listens(path) or recorder.poll(), "the recorder")
        with socket.socket(socket.AF_UNIX) as stream:
            stream.connect(str(path))
            client = Connection(ByteStream.of_socket(stream))
            client.call("host.ping")
            recorder.send_signal(signal.SIGINT)
            assert "1 exchange" in recorder.communicate(timeout=SECONDS_MAX)[1]
    finally:
        recorder.kill()
        recorder.wait()
    assert recorder.returncode == 0


def test_tokens_are_not_kept_and_yet_replayed(tmp_path: Path, start_host: StartHost) -> None:
    def play(client: Connection) -> None:
        token = client.call("auth.issue", methods=["auth.revoke"])["token"]
        client.call("auth.revoke", token=token)
        called = {"name": "auth_issue", "arguments": {}}
        answer = client.exchange(line("tools/call", called))["result"]
        token = answer["structuredContent"]["token"]
        assert token in answer["content"][0]["text"]
        client.exchange(line("tools/call", {"name": "auth_revoke", "arguments": {"token": token}}))
        client.exchange(f"[{line('auth.revoke', [token]).strip()}]\n")
        token = client.call("auth.issue", methods=["auth.*"])["token"]
        client.call("auth.use", token=token)

    directory = recorded(tmp_path, start_host(), play)
    everything = "".join(path.read_text() for path in directory.iterdir())
    assert "assay1" not in everything
    assert exchange(directory, "0002-auth.revoke.json")["request"]["params"] == {
        "token": "<token 1>"
    }
    assert exchange(directory, "0005-batch.json")["request"][0]["params"] == ["<token 2>"]
    assert exchange(directory, "0007-auth.use.json")["request"]["params"]["token"] == "<token 3>"
    answer = run("replay", str(directory))
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_session_with_a_token_of_elsewhere_says_why_it_is_not_replayed(
    tmp_path: Path, start_host: StartHost
) -> None:
    host = start_host()
    token = host.connect().call("auth.issue", methods=["auth.*"])["token"]
    directory = recorded(tmp_path, host, lambda client: client.exchange(line("auth.use", [token])))
    kept = (directory / "0001-auth.use.json").read_text()
    assert "assay1" not in kept
    assert token[-64:] not in kept
    answer = run("replay", str(directory))
    assert answer.returncode == 1
    assert "0001-auth.use.json presents a token that was not issued in this session" in answer.stderr


def test_an_answer_finds_its_request_by_connection_and_id(
    tmp_path: Path, start_host: StartHost
) -> None:
    """Ids that come again, alone and in batches, and answers that name none."""
    invalid = [{"jsonrpc": "2.0", "id": []}, [], {"jsonrpc": "2.0", "method": 7}]
    notification = {"jsonrpc": "2.0", "method": "host.ping"}
    ping = {**notification, "id": 1}
    tick = {**ping, "method": "ledger.tick"}
    asked = [
        tick, [ping, {**tick, "id": 2}], ping, *invalid, notification, [{**tick, "id": "1"}, ping],
        [notification, ping], invalid[0], tick,
    ]  # fmt: skip
    answers: list[Any] = []

    def play(client: Connection) -> None:
        for request in asked:
            client.send_json(request)
            answers.append(None if request is notification else client.receive())

    directory = recorded(tmp_path, start_host(), play)
    kept = [exchange(directory, path.name) for path in sorted(directory.glob("0*"))]
    assert [(entry["request"], entry.get("response")) for entry in kept] == [*zip(asked, answers)]


def line(method: str, params: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}) + "\n"


def recorded(directory: Path, host: HostProcess, play: Callable[[Connection], object]) -> Path:
    """A session of one client through a recorded socket."""
    session, path = directory / "session", directory / "recorded"
    recorder = subprocess.Popen(
        [ASSAY, "record", str(session), "--listen", str(path), "--socket", str(host.socket_path)],
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_until(lambda: listens(path) or recorder.poll(), "the recorder")
        with socket.socket(socket.AF_UNIX) as stream:
            stream.connect(str(path))
            play(Connection(ByteStream.of_socket(stream)))
        recorder.send_signal(signal.SIGINT)
        errors = recorder.communicate(timeout=SECONDS_MAX)[1]
    finally:
        recorder.kill()
        recorder.wait()
    assert recorder.returncode == 0, errors
    return session


def test_only_its_owner_can_read_a_session(tmp_path: Path) -> None:
    directory = tmp_path / "session"
    subprocess.run(
        [ASSAY, "record", str(directory), "--fresh"], input=messages(REQUESTS[:1]),
        capture_output=True, text=True, timeout=SECONDS_MAX, umask=0, check=True,
    )  # fmt: skip
    modes = {path.name: path.stat().st_mode & 0o777 for path in directory.iterdir()}
    assert modes == {"0001-host.info.json": 0o600, "session.json": 0o600}
    assert directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM", "host"])
def test_standard_input_that_stays_open_does_not_keep_the_recorder(
    tmp_path: Path, start_host: StartHost, end: str
) -> None:
    host = start_host()
    directory = tmp_path / "session"
    recorder = subprocess.Popen(
        [ASSAY, "record", str(directory), "--socket", str(host.socket_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert recorder.stdin and recorder.stdout and recorder.stderr
        client = Connection(ByteStream.of_pipes(recorder.stdin, recorder.stdout))
        client.call("host.ping")
        if end == "host":
            host.stop()
        else:
            recorder.send_signal(signal.Signals[end])
        wait_until(lambda: recorder.poll() is not None, "the recorder to end")
        assert b"1 exchange" in recorder.stderr.read()
    finally:
        recorder.kill()
        recorder.communicate()
    assert recorder.returncode == 0
    assert (directory / "0001-host.ping.json").exists()


def test_what_cannot_be_recorded_or_replayed(tmp_path: Path, session: Path) -> None:
    assert run("record", str(session), "--fresh").returncode == 1, "it would mix two sessions"
    nobody = run("record", str(tmp_path / "new"), "--socket", str(tmp_path / "nobody"))
    assert (nobody.returncode, "nobody" in nobody.stderr) == (2, True)
    assert run("replay", str(tmp_path / "nothing")).returncode == 1
    (session / "0001-host.info.json").write_text("{")
    broken = run("replay", str(session))
    assert (broken.returncode, "0001-host.info.json" in broken.stderr) == (1, True)
