"""Writes the typed part of the package from rpc-schemas/ and the host's table of errors.

    python3 clients/python/generate.py            # writes (`make client`)
    python3 clients/python/generate.py --check    # fails when a file is out of date

One schema file gives a method in three flavours (blocking, asyncio, batch) and the types of its
parameters and its result. Nothing else is written by hand twice.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from generator.errors import errors_file
from generator.methods import FLAVOURS, Method, Parameter, methods_file
from generator.types import Types, types_file
from generator.words import pascal

PACKAGE = Path(__file__).resolve().parent / "assay"
ROOT = PACKAGE.parents[2]
# Names that the package itself gives to parameters of every method.
OWN_PARAMETERS = {"timeout", "on_progress"}


def methods_and_types() -> tuple[list[Method], Types]:
    common = json.loads((ROOT / "rpc-schemas/common.json").read_text())
    types = Types(common["schemas"])
    methods = []
    for path in sorted((ROOT / "rpc-schemas").glob("*/*.json")):
        document = json.loads(path.read_text())
        name = document["name"]
        taken = OWN_PARAMETERS & {entry["name"] for entry in document["params"]}
        if taken:
            raise SystemExit(f"{name}: {taken} would hide what the package means by it")
        parameters = [
            Parameter(
                entry["name"],
                types.parameter(entry["schema"], pascal(name) + pascal(entry["name"])),
                bool(entry.get("required")),
                entry["summary"],
            )
            for entry in document["params"]
            if entry["name"] != "progressToken"
        ]
        result = pascal(name) + "Result"
        schema = document["result"]["schema"]
        expression = types.expression(schema, result, is_input=False)
        if expression != result:
            # An alias is evaluated when the module loads, where Python 3.9 knows no `|`.
            options = ", ".join(expression.split(" | "))
            types.lines += [f"{result} = Union[{options}]", "", ""]
        methods.append(
            Method(
                name,
                document["summary"],
                parameters,
                result,
                any(entry["name"] == "progressToken" for entry in document["params"]),
            )
        )
    return methods, types


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    methods, types = methods_and_types()
    texts = {"types.py": types_file(types), "errors.py": errors_file(ROOT / "Sources/JSONRPC")}
    texts.update({flavour.file: methods_file(methods, flavour) for flavour in FLAVOURS})
    return {PACKAGE / name: text.rstrip() + "\n" for name, text in texts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="fail when a file is out of date")
    check = parser.parse_args().check
    stale = {
        path: text
        for path, text in files().items()
        if not path.exists() or path.read_text() != text
    }
    if check and stale:
        names = ", ".join(path.name for path in stale)
        sys.exit(f"out of date: {names}; `make client` writes them anew")
    for path, text in stale.items():
        path.write_text(text)


if __name__ == "__main__":
    main()
