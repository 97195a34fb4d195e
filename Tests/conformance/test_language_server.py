"""The host as a language server of commands, seen by a language-server client."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from host_process import ASSAY
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient
from schemas import all_methods


def arguments(directory: Path) -> list[str]:
    return ["serve", "--stdio", "--home", str(directory / "home"), "--log-level", "warning"]


async def session(directory: Path) -> None:
    client = LanguageClient("test", "1")
    await client.start_io(ASSAY, *arguments(directory))
    greeting = await client.initialize_async(
        types.InitializeParams(capabilities=types.ClientCapabilities())
    )
    assert greeting.server_info and greeting.server_info.name == "assay"
    provider = greeting.capabilities.execute_command_provider
    assert provider and set(provider.commands) == set(all_methods())
    client.initialized(types.InitializedParams())
    # What an editor also says, and this server has no use for.
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            types.TextDocumentItem(uri="file:///a", language_id="x", version=1, text="")
        )
    )

    async def execute(command: str, *parameters: Any) -> Any:
        return await client.workspace_execute_command_async(
            types.ExecuteCommandParams(command=command, arguments=list(parameters))
        )

    pong = await execute("host.ping")
    assert pong == {"reply": "pong"}
    created = await execute("key.create", {"name": "ada"})
    again = await execute("key.list")
    assert created in again["keys"]
    # By position, too.
    await execute("key.create", "grace")
    with pytest.raises(JsonRpcException) as refusal:
        await execute("no.such")
    assert refusal.value.code == -32601
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


def test_an_editor_runs_methods_as_commands(tmp_path: Path) -> None:
    asyncio.run(session(tmp_path))


def headed(method: str, identifier: int | None = None, **params: Any) -> bytes:
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
    if identifier is not None:
        message["id"] = identifier
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize(("announced", "status"), [(True, 0), (False, 1)])
def test_exit_says_whether_it_was_announced(
    tmp_path: Path, announced: bool, status: int
) -> None:
    said = headed("initialize", 1, capabilities={}) + headed("initialized")
    if announced:
        said += headed("shutdown", 2)
    ended = subprocess.run(
        [ASSAY, *arguments(tmp_path)], input=said + headed("exit"), capture_output=True, timeout=60
    )
    assert ended.returncode == status, ended.stderr
    assert ended.stdout.count(b"Content-Length") == 1 + announced


def test_only_exit_is_left_behind_shutdown(tmp_path: Path) -> None:
    ping = {"command": "host.ping", "arguments": [{}]}
    ended = subprocess.run(
        [ASSAY, *arguments(tmp_path)],
        input=headed("initialize", 1, capabilities={})
        + headed("workspace/executeCommand", 2, **ping)
        + headed("shutdown", 3)
        + headed("workspace/executeCommand", 4, **ping)
        + headed("initialize", 5, capabilities={})
        + headed("shutdown", 6)
        + headed("exit"),
        capture_output=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    bodies = [json.loads(part.split(b"\r\n\r\n")[1]) for part in split(ended.stdout)]
    codes = {body["id"]: body.get("error", {}).get("code") for body in bodies}
    assert codes == {1: None, 2: None, 3: None, 4: -32600, 5: -32600, 6: -32600}


def test_progress_of_a_command_has_the_protocols_form(tmp_path: Path) -> None:
    said = headed("initialize", 1, capabilities={}) + headed(
        "workspace/executeCommand", 2, command="host.ping", arguments=[{}], workDoneToken="t"
    )
    ended = subprocess.run(
        [ASSAY, *arguments(tmp_path)], input=said, capture_output=True, timeout=60
    )
    bodies = [json.loads(part.split(b"\r\n\r\n")[1]) for part in split(ended.stdout)]
    kinds = [body["params"]["value"]["kind"] for body in bodies if body.get("method")]
    assert kinds == ["begin", "end"]
    assert any(body.get("id") == 2 and body["result"] == {"reply": "pong"} for body in bodies)


def split(output: bytes) -> list[bytes]:
    """The headed messages of a stream."""
    messages = []
    while output:
        head, _, rest = output.partition(b"\r\n\r\n")
        length = int(head.split(b":")[1])
        messages.append(head + b"\r\n\r\n" + rest[:length])
        output = rest[length:]
    return messages
