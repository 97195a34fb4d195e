"""JSON-RPC 2.0 and the three framings, over the socket and over stdin and stdout."""

from __future__ import annotations

import json

import pytest
from wire import Connection

PING = '{"jsonrpc": "2.0", "method": "host.ping", "id": 1}'
PONG = {"jsonrpc": "2.0", "result": {"reply": "pong"}, "id": 1}


def request(method: str, params: object = None, identifier: object = 1) -> str:
    message = {"jsonrpc": "2.0", "method": method, "id": identifier}
    return json.dumps(message if params is None else {**message, "params": params})


def assert_alive(connection: Connection) -> None:
    """Nothing else is on its way, and the connection still answers."""
    answer = connection.exchange(request("host.ping", identifier="alive") + "\n")
    assert answer == {**PONG, "id": "alive"}


# The worked examples of the specification, section 7, with methods that exist here.


def test_positional_and_named_parameters_mean_the_same(connection: Connection) -> None:
    blob = connection.call("blob.put", text="parameters")["blob"]
    by_position = connection.exchange(request("blob.info", [blob]) + "\n")
    by_name = connection.exchange(request("blob.info", {"blob": blob}) + "\n")
    assert by_position["result"] == by_name["result"]
    assert by_name["result"]["byteCount"] == len("parameters")


def test_a_notification_is_not_answered(connection: Connection) -> None:
    connection.send('{"jsonrpc": "2.0", "method": "host.ping"}\n')
    connection.send('{"jsonrpc": "2.0", "method": "foobar"}\n')
    assert_alive(connection)


def test_an_unknown_method(connection: Connection) -> None:
    answer = connection.exchange('{"jsonrpc": "2.0", "method": "foobar", "id": "1"}\n')
    assert (answer["error"]["code"], answer["id"]) == (-32601, "1")


def test_invalid_json(connection: Connection) -> None:
    answer = connection.exchange('{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]\n')
    assert (answer["error"]["code"], answer["id"]) == (-32700, None)
    assert_alive(connection)


def test_an_invalid_request(connection: Connection) -> None:
    answer = connection.exchange('{"jsonrpc": "2.0", "method": 1, "params": "bar"}\n')
    assert (answer["error"]["code"], answer["id"]) == (-32600, None)


def test_a_batch_of_invalid_json(connection: Connection) -> None:
    answer = connection.exchange(
        '[ {"jsonrpc": "2.0", "method": "host.ping", "id": "1"}, {"jsonrpc": "2.0", "method" ]\n'
    )
    assert (answer["error"]["code"], answer["id"]) == (-32700, None)
    assert_alive(connection)


def test_an_empty_batch(connection: Connection) -> None:
    answer = connection.exchange("[]\n")
    assert (answer["error"]["code"], answer["id"]) == (-32600, None)


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_of_invalid_requests(connection: Connection, count: int) -> None:
    answers = connection.exchange(json.dumps(list(range(count))) + "\n")
    assert [(answer["error"]["code"], answer["id"]) for answer in answers] == [
        (-32600, None)
    ] * count


def test_a_mixed_batch(connection: Connection) -> None:
    blob = connection.call("blob.put", text="batch")["blob"]
    calls = [
        {"jsonrpc": "2.0", "method": "host.ping", "id": "1"},
        {"jsonrpc": "2.0", "method": "host.ping"},
        {"jsonrpc": "2.0", "method": "blob.info", "params": [blob], "id": "2"},
        {"foo": "boo"},
        {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
        {"jsonrpc": "2.0", "method": "blob.info", "params": {"blob": blob}, "id": "9"},
    ]
    answers = connection.exchange(json.dumps(calls) + "\n")
    by_id = {answer["id"]: answer for answer in answers}
    assert set(by_id) == {"1", "2", None, "5", "9"}
    assert by_id["1"]["result"] == {"reply": "pong"}
    assert by_id["2"]["result"] == by_id["9"]["result"]
    assert by_id[None]["error"]["code"] == -32600
    assert by_id["5"]["error"]["code"] == -32601


def test_a_batch_of_notifications_is_not_answered(connection: Connection) -> None:
    connection.send(
        '[{"jsonrpc": "2.0", "method": "host.ping"}, {"jsonrpc": "2.0", "method": "x"}]\n'
    )
    assert_alive(connection)


# Identifiers.


@pytest.mark.parametrize(
    "identifier",
    ["null", '"a"', '""', '"\\u00e9\\"\\n"', "0", "-1", "1.0", "1e2", "1.5", "-0", "0.1",
     "9223372036854775807", "9223372036854775808", "123456789012345678901234567890"],
)  # fmt: skip
def test_identifiers_are_echoed_as_they_were_sent(connection: Connection, identifier: str) -> None:
    connection.send(f'{{"jsonrpc": "2.0", "method": "host.ping", "id": {identifier}}}\n')
    text = connection.receive_text()
    assert f'"id":{identifier}' in text.replace('"id": ', '"id":')
    json.loads(text)


@pytest.mark.parametrize("identifier", ["true", "[1]", "{}"])
def test_identifiers_of_other_types_are_refused(connection: Connection, identifier: str) -> None:
    answer = connection.exchange(
        f'{{"jsonrpc": "2.0", "method": "host.ping", "id": {identifier}}}\n'
    )
    assert (answer["error"]["code"], answer["id"]) == (-32600, None)


# Parse errors do not end the connection.


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense\n",
        b'{"jsonrpc": "2.0", "method": "host.ping", "id": 1,}\n',
        b'{"jsonrpc": "2.0", "method": "host.ping", "id": 01}\n',
        b'{"jsonrpc": "2.0", "method": "host.ping", "id": "\xff"}\n',
        b'{"jsonrpc": "2.0", "method": "host.ping", "id": "\\ud800"}\n',
        b'{"jsonrpc": "2.0", "method": "host.ping", "id": 1\x00}\n',
    ],
    ids=["word", "comma", "zero", "utf8", "surrogate", "nul"],
)
def test_a_parse_error_leaves_the_connection_open(connection: Connection, content: bytes) -> None:
    answer = connection.exchange(content)
    assert (answer["error"]["code"], answer["id"]) == (-32700, None)
    assert_alive(connection)


def test_nesting_beyond_the_limit_is_refused_by_name(connection: Connection) -> None:
    depth = connection.call("host.limits")["depthMax"] + 1
    answer = connection.exchange(b"[" * depth + b"]" * depth + b"\n")
    assert answer["error"]["code"] == 108
    assert answer["error"]["data"]["most"] == depth - 1
    assert_alive(connection)


def test_a_batch_beyond_the_limit_is_refused_by_name(connection: Connection) -> None:
    count = connection.call("host.limits")["batchCountMax"]
    call = json.loads(PING)
    full = connection.exchange(json.dumps([call] * count) + "\n")
    assert len(full) == count
    answer = connection.exchange(json.dumps([call] * (count + 1)) + "\n")
    assert answer["error"]["code"] == 108
    assert answer["error"]["data"]["most"] == count


# Framings.


def test_pretty_printed_values(connection: Connection) -> None:
    assert connection.exchange(json.dumps(json.loads(PING), indent=4) + "\n") == PONG


def test_concatenated_values(connection: Connection) -> None:
    connection.send(PING * 3 + "\n")
    assert [connection.receive() for _ in range(3)] == [PONG] * 3


def test_a_value_without_a_newline_is_answered_with_two(connection: Connection) -> None:
    connection.send(PING)
    assert json.loads(connection.stream.read_line()) == PONG
    assert connection.stream.read_line() == b"\n"


def test_a_value_with_a_newline_is_answered_with_one(connection: Connection) -> None:
    connection.send(PING + "\n" + PING + "\n")
    assert json.loads(connection.stream.read_line()) == PONG
    assert json.loads(connection.stream.read_line()) == PONG


@pytest.mark.parametrize("name", ["Content-Length", "content-length", "CONTENT-LENGTH"])
def test_headers_are_answered_with_headers(connection: Connection, name: str) -> None:
    connection.send(f"{name}: {len(PING)}\r\n\r\n{PING}")
    line = connection.stream.read_line()
    assert line.lower().startswith(b"content-length:")
    length = int(line.split(b":")[1])
    assert connection.stream.read_line() == b"\r\n"
    assert json.loads(connection.stream.read_exactly(length)) == PONG


def test_headers_may_name_a_content_type(connection: Connection) -> None:
    header = f"content-TYPE: application/json; charset=utf-8\r\nContent-Length: {len(PING)}\r\n\r\n"
    assert connection.exchange(header + PING) == PONG


def test_a_message_arrives_in_any_pieces(connection: Connection) -> None:
    for piece in (PING[:1], PING[1:20], PING[20:], "\n"):
        connection.send(piece)
    assert connection.receive() == PONG


def test_framings_may_change_from_message_to_message(connection: Connection) -> None:
    for content in (PING + "\n", f"Content-Length: {len(PING)}\r\n\r\n{PING}", PING + "\n"):
        assert connection.exchange(content) == PONG


def test_a_parse_error_within_headers_leaves_the_connection_open(connection: Connection) -> None:
    answer = connection.exchange("Content-Length: 7\r\n\r\nnothing")
    assert (answer["error"]["code"], answer["id"]) == (-32700, None)
    assert_alive(connection)
