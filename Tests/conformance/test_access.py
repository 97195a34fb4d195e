"""Who may do what: other users of the machine, and tokens narrowed without the host."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from host_process import ASSAY, SECONDS_MAX, HostProcess
from schemas import ROOT, all_methods
from wire import RefusedCall

GUEST = 65534
GROUP = 65533

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be a second user, too")

# What the second user runs: sends the lines of its input, prints as many answers. It becomes that
# user itself, who may not be able to run this Python. With a word more each line has a connection
# of its own, and all stay open.
TALK = """
import json, os, socket, sys
user, group, groups = json.loads(sys.argv[2])
os.setgroups(groups)
os.setgid(group)
os.setuid(user)
lines = sys.stdin.buffer.read().splitlines(keepends=True)
isApart = len(sys.argv) > 3
peers = []
for line in lines:
    if isApart or not peers:
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(sys.argv[1])
        peers.append(peer)
        answers = peer.makefile("rb")
    try:
        peer.sendall(line)
    except BrokenPipeError:
        pass  # Turned away before; the answer says why.
    sys.stdout.buffer.write(answers.readline())
"""

StartHost = Callable[..., HostProcess]


@pytest.fixture
def start_open_host() -> Iterator[StartHost]:
    """Starts a host with a table, where other users can reach its socket."""
    hosts: list[HostProcess] = []
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        directory = Path(name)
        directory.chmod(0o755)

        def start(access: dict[str, Any], **limits: int) -> HostProcess:
            home = directory / "home"
            home.mkdir(mode=0o700, exist_ok=True)
            configuration = {"access": access, "limits": limits}
            (home / "config.json").write_text(json.dumps(configuration))
            hosts.append(HostProcess(directory))
            return hosts[-1]

        yield start
        for host in hosts:
            host.stop()


def as_user(
    host: HostProcess, *calls: tuple[str, dict[str, Any]], user: int = GUEST, group: int = GUEST,
    groups: tuple[int, ...] = (), apart: bool = False,
) -> list[Any]:  # fmt: skip
    """The results, or the numbers of the errors, of calls that another user makes."""
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n"
        for number, (method, params) in enumerate(calls)
    ]
    answer = subprocess.run(
        [
            sys.executable, "-I", "-c", TALK, host.socket_path, json.dumps([user, group, groups]),
            *(["apart"] if apart else []),
        ],
        input="".join(lines), capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    ends = []
    for (method, _), line in zip(calls, answer.stdout.splitlines(), strict=False):
        message = json.loads(line)
        if "error" in message:
            if message["id"] is not None:
                all_methods()[method].check_error(message["error"])
            ends.append(message["error"]["code"])
        else:
            all_methods()[method].check_result(message["result"])
            ends.append(message["result"])
    return ends


@needs_root
def test_whom_no_rule_names_is_turned_away(start_open_host: StartHost) -> None:
    host = start_open_host({"rules": [{"users": [GUEST]}]})
    assert stat.S_IMODE(host.socket_path.stat().st_mode) == 0o666
    assert as_user(host, ("host.ping", {}), user=GROUP) == [116]
    assert as_user(host, ("host.ping", {})) == [{"reply": "pong"}]


@needs_root
def test_other_users_leave_places_for_each_other_and_for_the_owner(
    start_open_host: StartHost,
) -> None:
    host = start_open_host({"rules": [{"users": [GUEST]}]}, connectionsMax=4)
    owners = [host.connect() for _ in range(2)]
    assert [owner.call("host.ping") for owner in owners] == [{"reply": "pong"}] * 2
    owners.pop().close()
    ends = as_user(host, *[("host.ping", {})] * 3, apart=True)
    assert ends == [{"reply": "pong"}] * 2 + [108]
    assert host.connect().call("host.ping") == {"reply": "pong"}


@needs_root
def test_without_a_table_the_socket_is_the_owners(start_open_host: StartHost) -> None:
    host = start_open_host({"rules": []})
    assert stat.S_IMODE(host.socket_path.stat().st_mode) == 0o600


@needs_root
def test_a_rule_says_what_its_users_may(start_open_host: StartHost) -> None:
    host = start_open_host(
        {"rules": [{"users": ["nobody"], "roles": ["solver"], "identities": ["guest"]}]}
    )
    owner = host.connect()
    founders = [{"name": name, "credits": 10} for name in ("guest", "ada")]
    owner.call("network.create", name="n", participants=founders)
    pay = {"to": "ada", "amount": 1}
    who, *ends, paid = as_user(
        host,
        ("auth.whoami", {}),
        ("host.stop", {}),
        ("judge.pending", {}),
        ("key.create", {"name": "mine"}),
        ("blob.put", {"path": "/etc/hostname"}),
        # Further failures would make the user wait: test_who_keeps_failing.
        ("participant.transfer", {**pay, "as": "ada"}),
        ("participant.transfer", pay),
    )
    assert (who["user"], who["decidedBy"], who["identities"]) == (GUEST, "rule 1", ["guest"])
    assert ends == [150, 150, 150, 157, 151]
    assert isinstance(paid, dict), "the only identity need not be named"
    accounts = owner.call("participant.list")["participants"]
    assert {entry["name"]: entry["credits"] for entry in accounts}["guest"] == 9
    assert all(key["name"] != "mine" for key in owner.call("key.list")["keys"])


@needs_root
def test_a_group_is_let_in_by_the_file_and_the_rule(start_open_host: StartHost) -> None:
    host = start_open_host({"rules": [{"groups": [GROUP]}], "socketGroup": GROUP})
    status = host.socket_path.stat()
    assert (stat.S_IMODE(status.st_mode), status.st_gid) == (0o660, GROUP)
    (who,) = as_user(host, ("auth.whoami", {}), groups=(GROUP,))
    assert GROUP in who["groups"]
    assert who["identities"] == []


@needs_root
def test_a_rule_can_ask_for_a_token(start_open_host: StartHost) -> None:
    host = start_open_host(
        {"rules": [{"users": [GUEST], "identities": ["ada"], "tokenRequired": True}]}
    )
    token = host.connect().call("auth.issue", methods=["host.*"])["token"]
    before, who, after, other = as_user(
        host, ("host.ping", {}), ("auth.use", {"token": token}), ("host.ping", {}), ("key.list", {})
    )
    assert (before, after, other) == (150, {"reply": "pong"}, 150)
    assert who["tokenRequired"] is False


@needs_root
def test_a_rule_says_how_often(start_open_host: StartHost) -> None:
    host = start_open_host({"rules": [{"users": [GUEST], "rate": {"perSecond": 1, "burst": 2}}]})
    ends = as_user(host, *[("host.ping", {})] * 8)
    assert ends[:2] == [{"reply": "pong"}] * 2
    assert 152 in ends


@needs_root
def test_who_keeps_failing_is_logged_and_has_to_wait(start_open_host: StartHost) -> None:
    host = start_open_host({"rules": [{"users": [GUEST]}]})
    ends = as_user(host, *[("host.stop", {})] * 9, ("host.ping", {}))
    assert ends[:6] == [150] * 6
    assert ends[6:9] == [156] * 3
    assert ends[9] == {"reply": "pong"}, "what is allowed goes on"
    assert host.log().count("refused a call") == 6
    assert f"user={GUEST}" in host.log()


def narrow_by_the_documentation(token: str, caveat: dict[str, Any]) -> str:
    """What docs/tokens.md shows, as it stands there."""
    text = (ROOT / "docs/tokens.md").read_text()
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code
    names: dict[str, Any] = {}
    exec(code[1], names)  # noqa: S102
    return names["narrow"](token, caveat)


def test_the_known_answer_of_the_documentation() -> None:
    text = (ROOT / "docs/tokens.md").read_text()
    bare = re.search(r"without any caveat the code is\n`([0-9a-f]{64})`", text)
    full = re.search(r"end with the code\n`([0-9a-f]{64})`", text)
    assert bare and full
    token = "assay1.101112131415161718191a1b1c1d1e1f." + bare[1]
    for caveat in re.findall(r"^\| `(\{.*?\})` \|", text, re.MULTILINE):
        token = narrow_by_the_documentation(token, json.loads(caveat))
    assert token.endswith("." + full[1])


def run_token(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ASSAY, "token", *arguments], capture_output=True, text=True, timeout=SECONDS_MAX,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_token_is_narrowed_without_the_host(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        issued = host.connect().call("auth.issue", roles=["solver", "judge"])
        caveat = {"methods": ["host.ping", "solver.*"]}
        by_hand = narrow_by_the_documentation(issued["token"], caveat)
        command = run_token("narrow", issued["token"], "--methods", "host.ping", "solver.*")
        assert command.stdout.strip() == by_hand
        expiring = run_token("narrow", by_hand, "--expires", "+60", "--per-second", "9").stdout
        connection = host.connect()
        who = connection.call("auth.use", token=expiring.strip())
        assert who["roles"] == ["judge", "solver"]
        assert who["methods"] == ["host.ping", "solver.*"]
        assert who["rate"] == {"perSecond": 9, "burst": 9}
        assert 0 < who["expires"] - time.time() <= 61
        assert connection.call("host.ping") == {"reply": "pong"}
        with pytest.raises(RefusedCall) as refusal:
            connection.call("judge.pending")
        assert refusal.value.code == 150
        shown = run_token("show", by_hand).stdout.splitlines()
        assert shown[0] == issued["id"]
        assert [json.loads(line) for line in shown[1:]] == [
            {"roles": ["judge", "solver"]}, {"methods": ["*"]}, caveat,
        ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["narrow", "assay1.00"],
        ["narrow", "assay1." + "0" * 32 + "." + "0" * 64],
        ["narrow", "assay1." + "0" * 32 + "." + "0" * 64, "--roles", "king"],
        ["narrow", "assay1." + "0" * 32 + "." + "0" * 64, "--methods", "*.ping"],
        ["narrow", "assay1." + "0" * 32 + "." + "0" * 64, "--expires", "soon"],
        ["narrow", "assay1." + "0" * 32 + "." + "0" * 64, "--burst", "3"],
    ],
)
def test_what_cannot_be_narrowed_is_a_wrong_command_line(arguments: list[str]) -> None:
    answer = run_token(*arguments)
    assert (answer.returncode, answer.stdout) == (3, "")


def test_a_token_narrows_standard_input_too(tmp_path: Path) -> None:
    with HostProcess(tmp_path, use_socket=False, use_stdio=True) as host:
        connection = host.stdio()
        assert connection.call("auth.whoami")["decidedBy"] == "owner"
        token = connection.call("auth.issue", methods=["host.ping"])["token"]
        connection.call("auth.use", token=token)
        assert connection.call("host.ping") == {"reply": "pong"}
        with pytest.raises(RefusedCall) as refusal:
            connection.call("key.list")
        assert refusal.value.code == 150


def test_the_root_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        connection = host.connect()
        token = connection.call("auth.issue")["token"]
        path = host.home / "keys" / "tokens.root"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert connection.call("key.list") == {"keys": [], "next": None}, "it is no key to sign with"
        connection.call("auth.revoke", token=token)
    with HostProcess(tmp_path) as host, pytest.raises(RefusedCall) as refusal:
        host.connect().call("auth.use", token=token)
    assert refusal.value.code == 155


def test_what_is_sent_behind_a_token_is_held_to_it(tmp_path: Path) -> None:
    with HostProcess(tmp_path) as host:
        token = host.connect().call("auth.issue", methods=["host.ping"])["token"]
        with socket.socket(socket.AF_UNIX) as stream:
            stream.connect(str(host.socket_path))
            calls = [("auth.use", {"token": token}), ("key.list", {}), ("host.ping", {})]
            for number, (method, params) in enumerate(calls):
                request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
                stream.sendall(json.dumps(request).encode() + b"\n")
            lines = stream.makefile("rb")
            answers = {answer["id"]: answer for answer in (json.loads(lines.readline()) for _ in calls)}
    assert answers[1]["error"]["code"] == 150
    assert answers[2]["result"] == {"reply": "pong"}


@pytest.mark.parametrize(
    ("access", "word"),
    [
        ({"rules": [{"users": ["no such user"]}]}, "no such user"),
        ({"rules": [{"roles": ["solver"]}]}, "users"),
        ({"rules": [], "socketMode": "0777"}, "0777"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(
    access: dict[str, Any], word: str, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"access": access}))
    answer = subprocess.run(
        [ASSAY, "serve", "--home", str(tmp_path)], stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert answer.returncode == 1
    assert word in answer.stderr
