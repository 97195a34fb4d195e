"""The exceptions, one for each code of the host's table."""

from __future__ import annotations

import re
from pathlib import Path

from .words import HEADER, docstring, pascal


def errors_file(folder: Path) -> str:
    """The exceptions, from the host's table: number, name, meaning."""
    text = "".join(
        path.read_text() for path in sorted(folder.glob("ErrorCode+*.swift"))
    )
    pattern = re.compile(r'= ErrorCode\(\s*(-?[\d_]+),\s*"(\w+)",\s*((?:"[^"]*"\s*\+?\s*)+)')
    table = sorted(
        (int(number.replace("_", "")), name, "".join(re.findall(r'"([^"]*)"', words)))
        for number, name, words in pattern.findall(text)
    )
    lines = [
        HEADER.format(
            title="What a host answers instead of a result, by code.",
            source="the host's table of errors (Sources/JSONRPC/ErrorCode+*.swift)",
        ),
        "from __future__ import annotations",
        "",
        "from typing import Dict, Type",
        "",
        "from ._failures import AssayError as AssayError",
        "from ._failures import CallTimeout as CallTimeout",
        "from ._failures import ConnectionLost as ConnectionLost",
        "from ._failures import NoHost as NoHost",
        "from ._failures import ProtocolError as ProtocolError",
        "from ._failures import RPCError as RPCError",
        "",
        "",
    ]
    for number, name, words in table:
        lines += [f"class {pascal(name)}(RPCError):", *docstring(words, "    "), ""]
        lines += [f"    code = {number}", "", ""]
    lines += ["BY_CODE: Dict[int, Type[RPCError]] = {"]
    lines += [f"    {number}: {pascal(name)}," for number, name, _ in table]
    lines += ["}", ""]
    return "\n".join(lines)
