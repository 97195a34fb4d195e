"""The framings of a message, and the suites that are counted for each of them."""

from __future__ import annotations

import json
from typing import Any

FRAMINGS = ["line", "value", "headed"]
# Framings that set apart any text from the next, whatever it holds.
TEXT_FRAMINGS = ["line", "headed"]


def framed(framing: str, text: bytes | str) -> bytes:
    """A text as one message: a line, a value with no newline behind it, or a body with headers."""
    body = text.encode() if isinstance(text, str) else text
    match framing:
        case "line":
            return body + b"\n"
        case "value":
            return body
        case "headed":
            return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    raise ValueError(framing)


def ping(identifier: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "method": "host.ping", "id": identifier})


class Matrix:
    """How many checks of each suite have passed, for each way in which messages travel."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, list[int]]] = {}

    def add(self, suite: str, column: str, passed: bool) -> None:
        count = self._counts.setdefault(suite, {}).setdefault(column, [0, 0])
        count[0] += passed
        count[1] += 1

    def lines(self) -> list[str]:
        columns = sorted({column for row in self._counts.values() for column in row})
        rows = [["suite", *columns]]
        for suite, counts in sorted(self._counts.items()):
            cells = ["/".join(map(str, counts[c])) if c in counts else "-" for c in columns]
            rows.append([suite, *cells])
        widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
        return [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
            for row in rows
        ]
