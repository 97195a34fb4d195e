"""Clients that others have written, as they are, against the host."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from typing import Any

import pytest
from host_process import ASSAY, SECONDS_MAX
from world import World


def test_pyln_client(fresh_world: World) -> None:
    """Core Lightning's client: values without newlines between, its ids strings."""
    lightning = pytest.importorskip("pyln.client.lightning")
    rpc = lightning.UnixDomainSocketRpc(str(fresh_world.host.socket_path))
    assert rpc.call("host.ping") == {"reply": "pong"}
    assert rpc.call("ledger.tick", {"count": 2})["tick"] == 2
    assert rpc.call("participant.transfer", ["grace", 5, "ada"])["amount"] == 5
    with pytest.raises(lightning.RpcError) as refused:
        rpc.call("task.status", {"task": "0" * 64})
    assert refused.value.error["code"] == 201
    with pytest.raises(lightning.RpcError, match="not found"):
        rpc.call("host.dance")


def test_jsonrpcclient(fresh_world: World) -> None:
    client = pytest.importorskip("jsonrpcclient")
    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect(str(fresh_world.host.socket_path))
        lines = stream.makefile("rb")

        def exchange(request: Any) -> Any:
            stream.sendall(json.dumps(request).encode() + b"\n")
            return client.parse(json.loads(lines.readline()))

        assert exchange(client.request("host.ping")).result == {"reply": "pong"}
        named = exchange(client.request_hex("ledger.tick", params={"count": 2}))
        assert named.result["tick"] == 2
        placed = client.request_uuid("participant.transfer", params=("grace", 5, "ada"))
        assert exchange(placed).result["amount"] == 5
        refused = exchange(client.request_random("task.status", params={"task": "0" * 64}))
        assert isinstance(refused, client.Error)
        assert refused.code == 201
        batch = [client.request("host.ping"), client.request("host.dance")]
        good, bad = exchange(batch)
        assert (good.result, bad.code) == ({"reply": "pong"}, -32601)
        stream.sendall(client.notification_json("ledger.tick").encode() + b"\n")
        assert exchange(client.request("network.status")).result["tick"] == 3


def test_python_lsp_jsonrpc(fresh_world: World) -> None:
    """The language servers' client: headed messages, and answers on a thread of its own."""
    pytest.importorskip("pylsp_jsonrpc")
    from pylsp_jsonrpc.endpoint import Endpoint
    from pylsp_jsonrpc.exceptions import JsonRpcException
    from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter

    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect(str(fresh_world.host.socket_path))
        reader = JsonRpcStreamReader(stream.makefile("rb"))
        writer = JsonRpcStreamWriter(stream.makefile("wb"))
        told: list[Any] = []
        endpoint = Endpoint({"$/progress": told.append}, writer.write)
        listening = threading.Thread(target=reader.listen, args=(endpoint.consume,))
        listening.start()

        def call(method: str, params: Any = None) -> Any:
            return endpoint.request(method, params).result(SECONDS_MAX)

        try:
            assert call("host.ping", {}) == {"reply": "pong"}
            endpoint.notify("ledger.tick", {"count": 3})
            assert call("network.status", [])["tick"] == 3
            with pytest.raises(JsonRpcException) as refused:
                call("task.status", {"task": "0" * 64})
            assert refused.value.code == 201
            task = fresh_world.accepted()
            run = {"task": task, "as": "alan", "progressToken": "token"}
            assert call("solver.train", run)["steps"] == 40
            assert told[-1]["value"]["step"] == 40
        finally:
            stream.shutdown(socket.SHUT_RDWR)
            listening.join()
            endpoint.shutdown()


def test_socat_and_jq(fresh_world: World) -> None:
    for tool in ("socat", "jq"):
        if not shutil.which(tool):
            pytest.skip(f"there is no {tool} here")
    script = """
        jq -nc '{jsonrpc: "2.0", id: 1, method: "participant.list"}' |
            socat -t 60 - UNIX-CONNECT:"$1" |
            jq -r '.result.participants[] | "\\(.name) \\(.credits)"'
    """
    answer = subprocess.run(
        ["sh", "-ec", script, "sh", str(fresh_world.host.socket_path)],
        capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    told = dict(line.split() for line in answer.stdout.splitlines())
    listed = fresh_world.call("participant.list")["participants"]
    assert told == {entry["name"]: str(entry["credits"]) for entry in listed}


def test_jq_pretty_prints_requests_over_stdio(tmp_path: str) -> None:
    """A request over many lines, as `jq` prints it, goes to the host as it is."""
    if not shutil.which("jq"):
        pytest.skip("there is no jq here")
    script = """
        jq -n '{jsonrpc: "2.0", id: 1, method: "host.ping"}' |
            "$1" serve --stdio --home "$2/home" --log-level error | jq -r .result.reply
    """
    answer = subprocess.run(
        ["sh", "-ec", script, "sh", ASSAY, str(tmp_path)],
        capture_output=True, text=True, timeout=SECONDS_MAX,
    )  # fmt: skip
    assert (answer.returncode, answer.stdout) == (0, "pong\n"), answer.stderr
