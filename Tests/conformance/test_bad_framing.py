"""Bytes that are no message: each kind is answered, and the next good request is served."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from framings import ping
from wire import Connection

GOOD = ping("good")


class Kind(NamedTuple):
    """Bad bytes, up to where a sender would begin the next message, and the answers' codes."""

    name: str
    content: bytes
    codes: list[int]


def header(value: str, name: str = "Content-Length") -> bytes:
    return f"{name}: {value}\r\n\r\n".encode()


PARSE, LIMIT = -32700, 108

KINDS = [
    # Headers.
    Kind("length -5", header("-5"), [PARSE]),
    Kind("length abc", header("abc"), [PARSE]),
    Kind("length 10^30", header("1" + "0" * 30), [PARSE]),
    Kind("length of more than memory", header("9000000000000000000"), [LIMIT]),
    Kind("length 0x10", header("0x10"), [PARSE]),
    Kind("length 1.5", header("1.5"), [PARSE]),
    Kind("length +5", header("+5"), [PARSE]),
    Kind("no length's digits", header(""), [PARSE]),
    Kind("no length at all", b"Content-Type: application/json\r\n\r\n", [PARSE]),
    Kind("two lengths", b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n", [PARSE]),
    Kind("length 0", header("0"), [PARSE]),
    Kind("no colon", b"Content-Length 46\r\n", [PARSE]),
    Kind("headers cut off", b"Content-Length: 46\r\nContent-Ty\r\n", [PARSE]),
    Kind("headers without end", b"X-Long: " + b"x" * 10_000 + b"\r\n", [PARSE]),
    Kind("a length too short", header("10") + b'{"jsonrpc":"2.0"}\n', [PARSE, PARSE]),
    Kind("a body of bad UTF-8", header("3") + b'"\xff"', [PARSE]),
    Kind("a body with a NUL", header("3") + b'"\0"', [PARSE]),
    # Bare values.
    Kind("an unterminated string", b'{"jsonrpc": "2.0\n', [PARSE]),
    Kind("an unterminated string at the top", b'"jsonrpc\n', [PARSE]),
    Kind("an unterminated object", b'{"jsonrpc": "2.0"\n', [PARSE]),
    Kind("an unterminated array", b"[1, 2\n", [PARSE]),
    Kind("brackets that do not fit", b"[}\n", [PARSE]),
    Kind("a bracket too many", b"]\n", [PARSE]),
    Kind("a NUL", b"\0\n", [PARSE]),
    Kind("NULs among members", b'{"jsonrpc":\0"2.0"}\n', [PARSE]),
    Kind("a NUL in a string", b'{"jsonrpc":"2.0\0"}\n', [PARSE]),
    Kind("100,000 nested arrays", b"[" * 100_000 + b"]" * 100_000 + b"\n", [LIMIT]),
    Kind("100,000 arrays that never end", b"[" * 100_000 + b"\n", [LIMIT]),
    Kind("100,000 objects that never end", b'{"a":' * 100_000 + b"\n", [LIMIT]),
    Kind("invalid UTF-8 between values", b"\xff\xfe\n", [PARSE]),
    Kind("invalid UTF-8 in a string", b'["\xc3\x28"]\n', [PARSE]),
    Kind("overlong UTF-8", b'["\xc0\xaf"]\n', [PARSE]),
    Kind("a surrogate as UTF-8", b'["\xed\xa0\x80"]\n', [PARSE]),
    Kind("a byte order mark", b"\xef\xbb\xbf\n", [PARSE]),
    Kind("UTF-16", '{"a":1}\n'.encode("utf-16-be") + b"\n", [PARSE]),
    # What is no JSON-RPC at all.
    Kind("an HTTP request", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", [PARSE, PARSE]),
    Kind("an HTTP request with a body",
         b"POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\n\r\nnothing",
         [PARSE, PARSE]),
    Kind("an HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [PARSE, PARSE]),
    Kind("a TLS greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", [PARSE]),
    Kind("an SSH banner", b"SSH-2.0-OpenSSH_9.2\r\n", [PARSE]),
    Kind("terminal escapes", b"\x1b[200~hello\x1b[201~\x1b[A\n", [PARSE]),
    Kind("control characters", b"\x03\x04\x1a\n", [PARSE]),
    Kind("a shell's line", b"assay call host.ping\n", [PARSE]),
    Kind("XML", b'<?xml version="1.0"?><methodCall/>\n', [PARSE]),
    Kind("YAML", b"---\n", [PARSE]),
    Kind("single quotes", b"{'jsonrpc': '2.0'}\n", [PARSE]),
    Kind("a comment", b"/* ping */\n", [PARSE]),
]  # fmt: skip

NAMES = ["Content-Length", "content-length", "CONTENT-LENGTH", "cOnTeNt-LeNgTh"]


def brief(answer: dict[str, Any]) -> tuple[int, Any]:
    return answer.get("error", {"code": 0})["code"], answer["id"]


@pytest.mark.matrix("bad framing")
@pytest.mark.parametrize("good", ["line", "headed"])
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_bad_framing(connection: Connection, kind: Kind, good: str) -> None:
    lead = b"" if good == "line" else b"Content-Length: %d\r\n\r\n" % len(GOOD)
    connection.send(kind.content + lead + GOOD.encode() + (b"\n" if good == "line" else b""))
    for code in kind.codes:
        answer = connection.receive()
        assert brief(answer) == (code, None)
        explanation = answer["error"]["data"].get("got") or answer["error"]["message"]
        assert explanation and "\n" not in explanation
        # What came in is not echoed raw: it may be meant for a terminal.
        assert "\x1b" not in explanation
    assert brief(connection.receive()) == (0, "good")


@pytest.mark.matrix("bad framing")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("space", ["", " ", " \t "])
@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["CRLF", "LF"])
def test_header_names_have_any_case(
    connection: Connection, name: str, space: str, end: str
) -> None:
    head = f"{name}:{space}{len(GOOD)}{space}{end}X-Other: 1{end}{end}"
    assert brief(connection.exchange(head + GOOD)) == (0, "good")


@pytest.mark.matrix("bad framing")
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_bad_framing_in_pieces(connection: Connection, size: int) -> None:
    kinds = [kind for kind in KINDS if len(kind.content) < 1000]
    stream = b"".join(kind.content + GOOD.encode() + b"\n" for kind in kinds)
    for start in range(0, len(stream), size):
        connection.send(stream[start : start + size])
    for kind in kinds:
        for code in [*kind.codes, 0]:
            assert brief(connection.receive())[0] == code, kind.name
