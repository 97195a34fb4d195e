"""The host as a Model Context Protocol server, seen by the protocol's own client."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from host_process import ASSAY, SECONDS_MAX, HostProcess
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError
from schemas import all_methods
from test_events import config
from test_long_calls import LONG, send, start_training
from wire import Connection, RefusedCall
from world import FEATURES, World, table

# The newest revision, found by `server/discover`, and the handshake of those before it.
MODES = ["auto", "legacy"]
UNSUPPORTED_VERSION = -32022


def run(directory: Path, mode: str, story: Callable[[Client], Awaitable[None]]) -> None:
    """Tells a story to a client that has spawned a host of its own."""
    command = ["serve", "--stdio", "--home", str(directory / "home"), "--log-level", "warning"]

    async def tell() -> None:
        async with Client(StdioServerParameters(command=ASSAY, args=command), mode=mode) as client:
            await story(client)

    asyncio.run(tell())


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    # What models read that read nothing else.
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


async def accepted_task(client: Client, directory: Path, steps: int) -> str:
    """A task that can be trained; everything on the way is a tool call."""
    participants = [{"name": name, "credits": 10**12} for name in ("ada", "grace", "alan")]
    await call(client, "network_create", name="test", participants=participants)
    path = directory / "data.csv"
    path.write_text(table())
    dataset = (await call(client, "dataset_register", path=str(path)))["train"]["blob"]
    specification = {
        "model": {
            "input": FEATURES,
            "layers": [{"linear": 64}, {"relu": {}}, {"linear": 2}],
            "loss": "crossEntropy",
        },
        "dataset": dataset,
        "optimizer": {"sgd": {"learningRate": "0.001", "momentum": "0"}},
        "batchSize": 60,
        "steps": steps,
        "checkpointInterval": 100,
        "mode": "exact",
    }
    submitted = await call(
        client, "submitter_submit", specification=specification, **{"as": "ada"}
    )
    await call(client, "verifier_enlist", **{"as": "grace"})
    await call(client, "verifier_profile", task=submitted["task"], **{"as": "grace"})
    await call(client, "ledger_tick", count=3)
    await call(client, "solver_accept", task=submitted["task"], **{"as": "alan"})
    await call(client, "ledger_tick")
    return submitted["task"]


@pytest.mark.parametrize("mode", MODES)
def test_every_method_is_a_tool(tmp_path: Path, mode: str) -> None:
    async def story(client: Client) -> None:
        assert client.server_info.name == "assay"
        tools = {}
        cursor = None
        while True:
            page = await client.list_tools(cursor=cursor)
            tools.update({tool.title: tool for tool in page.tools})
            cursor = page.next_cursor
            if cursor is None:
                break
        assert set(tools) == set(all_methods())
        for method, tool in tools.items():
            assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", tool.name)
            assert tool.description
            parameters = set(all_methods()[method].parameters) - {"progressToken"}
            assert set(tool.input_schema["properties"]) == parameters
        assert tools["task.list"].annotations.read_only_hint
        assert not tools["verifier.verify"].annotations.read_only_hint
        assert tools["host.ping"].output_schema["required"] == ["reply"]

    run(tmp_path, mode, story)


@pytest.mark.parametrize("mode", MODES)
def test_a_tool_answers_with_data_or_says_what_was_wrong(tmp_path: Path, mode: str) -> None:
    async def story(client: Client) -> None:
        assert await call(client, "host_ping") == {"reply": "pong"}
        refused = await client.call_tool("task_status", {"task": "nonsense"})
        assert refused.is_error
        text = refused.content[0].text
        assert text.startswith("Error -32602")
        assert "/task" in text
        early = await client.call_tool("task_list", {})
        assert early.is_error
        assert "network" in early.content[0].text
        with pytest.raises(MCPError):
            await client.call_tool("no_such_tool", {})

    run(tmp_path, mode, story)


@pytest.mark.parametrize("mode", MODES)
def test_training_reports_its_progress(tmp_path: Path, mode: str) -> None:
    async def story(client: Client) -> None:
        task = await accepted_task(client, tmp_path, steps=200)
        reports: list[tuple[float, float | None]] = []

        async def progress(done: float, total: float | None, message: str | None) -> None:
            reports.append((done, total))

        result = await client.call_tool(
            "solver_train", {"task": task, "as": "alan"}, progress_callback=progress
        )
        assert not result.is_error
        assert result.structured_content["steps"] == 200
        assert reports
        assert all(total == 200 for _, total in reports)
        assert reports == sorted(reports)

    run(tmp_path, mode, story)


@pytest.mark.parametrize("mode", MODES)
def test_a_cancelled_tool_stops_its_work(tmp_path: Path, mode: str) -> None:
    async def story(client: Client) -> None:
        task = await accepted_task(client, tmp_path, steps=300_000)
        # One run is made at a time: the second begins only when the cancelled one has ended.
        for _ in range(2):
            begun = asyncio.Event()

            async def progress(
                done: float, total: float | None, message: str | None, begun: Any = begun
            ) -> None:
                begun.set()

            training = asyncio.create_task(
                client.call_tool(
                    "solver_train", {"task": task, "as": "alan"}, progress_callback=progress
                )
            )
            await asyncio.wait_for(begun.wait(), SECONDS_MAX)
            assert not training.done()
            assert await call(client, "host_ping") == {"reply": "pong"}
            training.cancel()
            with pytest.raises(asyncio.CancelledError):
                await training

    run(tmp_path, mode, story)


def test_each_report_of_progress_is_more_than_the_one_before(tmp_path: Path) -> None:
    config(tmp_path / "home", beatMilliseconds=5)
    with HostProcess(tmp_path) as host:
        world = World(host, tmp_path)
        # It waits for its turn behind another run, and so only shows that it is alive.
        waiting = world.accepted(world.specification(**LONG))
        start_training(world, host.connect())
        connection = host.connect()
        arguments = {"task": waiting, "as": "alan"}
        meta = {"progressToken": "beat"}
        params = {"name": "solver_train", "arguments": arguments, "_meta": meta}
        send(connection, "tools/call", 1, **params)
        reports = [json.loads(connection.receive_text())["params"] for _ in range(4)]
    numbers = [report["progress"] for report in reports]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 0 and numbers[-1] < 1
    # How many steps there will be nobody knows yet.
    assert [set(report) for report in reports] == [{"progressToken", "progress", "message"}] * 4


def ask(connection: Connection, method: str, **params: Any) -> Any:
    """A request of another protocol, which rpc-schemas does not describe."""
    request = {"jsonrpc": "2.0", "id": method, "method": method, "params": params}
    answer = connection.exchange(json.dumps(request) + "\n")
    assert answer["id"] == method
    if "error" in answer:
        raise RefusedCall(answer["error"])
    return answer["result"]


def test_the_version_is_the_clients_if_we_speak_it(connection: Connection) -> None:
    def initialize(version: Any) -> Any:
        client = {"name": "test", "version": "1"}
        return ask(
            connection, "initialize", protocolVersion=version, capabilities={}, clientInfo=client
        )

    assert initialize("2024-11-05")["protocolVersion"] == "2024-11-05"
    assert initialize("1999-01-01")["protocolVersion"] == "2025-11-25"
    assert "capabilities" in initialize("2025-06-18")
    with pytest.raises(RefusedCall):
        initialize(7)
    assert ask(connection, "ping") == {}


def test_an_unknown_revision_is_told_what_we_speak(connection: Connection) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2031-01-01",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    with pytest.raises(RefusedCall) as refusal:
        ask(connection, "server/discover", _meta=meta)
    assert refusal.value.code == UNSUPPORTED_VERSION
    assert refusal.value.data["supported"] == ["2026-07-28"]
    assert refusal.value.data["requested"] == "2031-01-01"


def test_a_cursor_of_ones_own_is_refused(connection: Connection) -> None:
    with pytest.raises(RefusedCall) as refusal:
        ask(connection, "tools/list", cursor="nowhere")
    assert refusal.value.code == -32602
