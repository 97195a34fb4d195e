"""The rules of JSON-RPC 2.0, one table, in every framing over every transport."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from framings import FRAMINGS, framed, ping
from wire import Connection

pytestmark = pytest.mark.matrix("JSON-RPC 2.0 rules and examples")


class Rule(NamedTuple):
    """What is sent, and what is answered: each answer as its code (0 is a result) and its id."""

    name: str
    text: str
    answers: Any


def call(method: str = "host.ping", **members: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "method": method, **members})


def without(name: str) -> str:
    message = {"jsonrpc": "2.0", "method": "host.ping", "id": 1}
    del message[name]
    return json.dumps(message)


PARSE, REQUEST, METHOD, PARAMS = -32700, -32600, -32601, -32602

RULES = [
    # Section 4, the request object.
    Rule("a call", call(id=1), (0, 1)),
    Rule("members in any order", '{"id":1,"method":"host.ping","jsonrpc":"2.0"}', (0, 1)),
    Rule("members of others", call(id=1, trace="x"), (0, 1)),
    Rule("no version", without("jsonrpc"), (REQUEST, 1)),
    Rule("version 1.0", '{"jsonrpc":"1.0","method":"host.ping","id":1}', (REQUEST, 1)),
    Rule("version as a number", '{"jsonrpc":2.0,"method":"host.ping","id":1}', (REQUEST, 1)),
    Rule("version null", '{"jsonrpc":null,"method":"host.ping","id":1}', (REQUEST, 1)),
    Rule("no method", without("method"), (REQUEST, 1)),
    Rule("method as a number", '{"jsonrpc":"2.0","method":1,"id":1}', (REQUEST, 1)),
    Rule("method null", '{"jsonrpc":"2.0","method":null,"id":1}', (REQUEST, 1)),
    Rule("an empty method", call("", id=1), (METHOD, 1)),
    Rule("methods are told apart by case", call("Host.Ping", id=1), (METHOD, 1)),
    Rule("a method of the reserved names", call("rpc.nothing", id=1), (METHOD, 1)),
    Rule("member names are told apart by case", '{"jsonrpc":"2.0","Method":"host.ping","id":1}',
         (REQUEST, 1)),
    Rule("an array", "[]", (REQUEST, None)),
    Rule("a number", "[1]", [(REQUEST, None)]),
    Rule("a response", '{"jsonrpc":"2.0","result":1,"id":7}', (REQUEST, 7)),
    Rule("an id twice, of which the last counts",
         '{"jsonrpc":"2.0","method":"host.ping","id":1.0,"id":2.0}', (0, 2.0)),
    # Section 4, identifiers.
    Rule("a string as id", call(id="a"), (0, "a")),
    Rule("null as id is a call", call(id=None), (0, None)),
    Rule("a fraction as id", call(id=1.5), (0, 1.5)),
    Rule("a boolean as id", call(id=True), (REQUEST, None)),
    Rule("an array as id", call(id=[1]), (REQUEST, None)),
    Rule("an object as id", call(id={"a": 1}), (REQUEST, None)),
    Rule("an error keeps its id", call("none", id="x"), (METHOD, "x")),
    # Section 4.1, notifications.
    Rule("a notification", call(), None),
    Rule("a notification with parameters", call(params={}), None),
    Rule("a notification of an unknown method", call("foobar"), None),
    Rule("a notification with wrong parameters", call(params={"loud": 1}), None),
    Rule("an invalid request without id is answered", '{"jsonrpc":"2.0","method":1}',
         (REQUEST, None)),
    # Section 4.2, parameters.
    Rule("no parameters", call(id=1), (0, 1)),
    Rule("parameters by position", call(params=[], id=1), (0, 1)),
    Rule("parameters by name", call(params={}, id=1), (0, 1)),
    Rule("parameters as text", call(params="bar", id=1), (REQUEST, 1)),
    Rule("parameters as a number", call(params=1, id=1), (REQUEST, 1)),
    Rule("parameters null", call(params=None, id=1), (REQUEST, 1)),
    Rule("parameters true", call(params=True, id=1), (REQUEST, 1)),
    Rule("too many parameters", call(params=[1], id=1), (PARAMS, 1)),
    Rule("an unknown parameter", call(params={"loud": 1}, id=1), (PARAMS, 1)),
    Rule("parameter names are told apart by case",
         call("task.status", params={"TASK": "0" * 64}, id=1), (PARAMS, 1)),
    # Section 5.1, errors.
    Rule("no JSON", '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]\n', (PARSE, None)),
    Rule("an unknown method", call("foobar", id="1"), (METHOD, "1")),
    Rule("an unknown method and wrong parameters", call("foobar", params=[1], id=1), (METHOD, 1)),
    # Section 6, batches.
    Rule("a batch of one", f"[{call(id=1)}]", [(0, 1)]),
    Rule("a batch of calls", f"[{call(id=1)},{call(id=2)}]", [(0, 1), (0, 2)]),
    Rule("a batch with an id twice", f"[{call(id=1)},{call(id=1)}]", [(0, 1), (0, 1)]),
    Rule("a batch of a call and a notification", f"[{call()},{call(id=2)}]", [(0, 2)]),
    Rule("a batch of notifications", f"[{call()},{call('foobar')}]", None),
    Rule("an empty batch", "[]", (REQUEST, None)),
    Rule("a batch that holds no request", "[1]", [(REQUEST, None)]),
    Rule("a batch that holds no requests", "[1,2,3]", [(REQUEST, None)] * 3),
    Rule("a batch in a batch", f"[[{call(id=1)}]]", [(REQUEST, None)]),
    Rule("a batch of everything",
         f"[{call(id='1')},{call()},{{\"foo\":\"boo\"}},{call('foo.get', params={'a': 1}, id='5')},"
         f"{call(params=[1], id='9')}]",
         [(0, "1"), (REQUEST, None), (METHOD, "5"), (PARAMS, "9")]),
    Rule("a batch that is no JSON", f"[{call(id='1')}, {{\"jsonrpc\": \"2.0\", \"method\" ]\n",
         (PARSE, None)),
    Rule("a batch in many lines", f"[\n{call(id=1)},\n{call(id=2)}\n]", [(0, 1), (0, 2)]),
]  # fmt: skip


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_rule(connection: Connection, framing: str, rule: Rule) -> None:
    connection.send(framed(framing, rule.text))
    if rule.answers is not None:
        answer = connection.receive()
        if isinstance(rule.answers, list):
            assert sorted(map(brief, answer), key=str) == sorted(rule.answers, key=str)
        else:
            assert brief(answer) == rule.answers
    # Nothing else is on its way: the next answer is the next request's.
    assert brief(connection.exchange(framed(framing, ping("next")))) == (0, "next")


def brief(answer: dict[str, Any]) -> tuple[int, Any]:
    return answer.get("error", {"code": 0})["code"], answer["id"]


IDENTIFIERS = [
    "null", "0", "-0", "-1", "1.0", "1e2", "1E+2", "1.50", "-0.0", "0.1e-5",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" * 300,
    '""', '"a"', '"null"', '"\\u0041"', '"\\/"', '"\\u00e9\\"\\\\\\n\\t"', '"\u00e9\u20ac"',
    '"\\ud83d\\ude00"', '"\\u0000"', '"},{\\"id\\":7"', '"' + "x" * 100_000 + '"',
]  # fmt: skip


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize(
    "identifier", IDENTIFIERS, ids=[text[:24].encode("ascii", "replace") for text in IDENTIFIERS]
)
@pytest.mark.matrix("identifiers, byte for byte")
def test_identifiers_come_back_byte_for_byte(
    connection: Connection, framing: str, identifier: str
) -> None:
    for method, params in (("host.ping", "[]"), ("host.ping", "[1]"), ("none", "{}")):
        request = f'{{"id":{identifier},"jsonrpc":"2.0","method":"{method}","params":{params}}}'
        connection.send(framed(framing, request))
        text = connection.receive_text()
        assert text.rstrip("\n").endswith(f',"id":{identifier}}}')
        connection.send(framed(framing, f"[{request}]"))
        assert connection.receive_text().rstrip("\n").endswith(f',"id":{identifier}}}]')
