"""The public JSONTestSuite as messages: no bad text is taken, no good one refused, none is fatal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from framings import TEXT_FRAMINGS, framed, ping
from wire import Connection

SUITE = Path(__file__).parent.parent / "JSONTestSuite" / "cases.jsonl"
# libjansson cannot hold a NUL in a name; the answer says so.
DOCUMENTED_REFUSALS = {"y_object_escaped_null_in_key"}
# Bare values may follow one another on a line, and blanks between them mean nothing: what is no
# text by itself is two messages here, or none.
SEVERAL_ON_A_LINE = {"n_structure_double_array", "n_structure_object_with_trailing_garbage"}
NOTHING_ON_A_LINE = {"n_structure_no_data", "n_single_space"}


def read_cases() -> dict[str, bytes]:
    cases = {}
    for line in SUITE.read_text().splitlines():
        case = json.loads(line)
        text = case["bytes"] * case.get("repeat", 1) + case.get("then", "")
        cases[case["name"]] = text.encode("latin-1")
    return cases


CASES = read_cases()
PROBES = 3


def codes_until_alive(connection: Connection, framing: str) -> tuple[list[int], int]:
    """The codes of all answers before the last probe's, and how many probes were answered.

    An unfinished text may take the first probes for its own rest."""
    probes = [f"alive {index}" for index in range(PROBES)]
    connection.send(b"".join(framed(framing, ping(probe)) for probe in probes))
    codes: list[int] = []
    alive = 0
    while True:
        message = connection.receive()
        for answer in message if isinstance(message, list) else [message]:
            if "error" in answer:
                codes.append(answer["error"]["code"])
            else:
                assert answer["id"] in probes, "nothing but the probes is a request"
                alive += 1
            if answer["id"] == probes[-1]:
                return codes, alive


@pytest.mark.matrix("JSONTestSuite")
@pytest.mark.parametrize("framing", TEXT_FRAMINGS)
@pytest.mark.parametrize("name", CASES)
def test_case(connection: Connection, framing: str, name: str) -> None:
    connection.send(framed(framing, CASES[name]))
    codes, alive = codes_until_alive(connection, framing)
    if framing == "headed":
        assert alive == PROBES, "headers say where the next message begins"
    refusals = [code for code in codes if code in (-32700, 108)]
    if framing == "line" and name in NOTHING_ON_A_LINE:
        assert codes == []
    elif framing == "line" and name in SEVERAL_ON_A_LINE:
        assert codes == [-32600] * 2
    elif name.startswith("n_") or name in DOCUMENTED_REFUSALS:
        assert refusals
    elif name.startswith("y_"):
        assert codes and not refusals
        assert alive == PROBES
    else:
        assert codes, "either way there is an answer"
