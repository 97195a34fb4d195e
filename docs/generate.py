"""Writes docs/reference/ from rpc-schemas/: one page a namespace.

    python3 docs/generate.py            # writes (`make docs`)
    python3 docs/generate.py --check    # fails when a page is out of date
"""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Made by `make docs` from rpc-schemas/: change those. -->"
PATTERNS = {
    r"^(0|[1-9][0-9]{0,5})(\.[0-9]{0,11}[1-9])?$": "a decimal number",
    "^[0-9a-f]{64}$": "64 hexadecimal digits",
    "^[0-9a-f]{128}$": "128 hexadecimal digits",
}


def methods() -> list[dict[str, Any]]:
    paths = sorted((ROOT / "rpc-schemas").glob("*/*.json"))
    return [json.loads(path.read_text()) for path in paths]


def namespace(method: dict[str, Any]) -> str:
    return method["name"].split(".")[0]


def kind(schema: dict[str, Any]) -> str:
    """What a value must be, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](shapes.md#{name})"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            return " or ".join(kind(option) for option in schema[keyword])
    types = schema.get("type", "any")
    words = types if isinstance(types, str) else " or ".join(types)
    if "array" in words and "items" in schema:
        words = words.replace("array", f"array of {kind(schema['items'])}")
    return ", ".join([words, *bounds(schema)])


def bounds(schema: dict[str, Any]) -> list[str]:
    words = []
    if "pattern" in schema:
        words.append(PATTERNS.get(schema["pattern"], f"like `{schema['pattern']}`"))
    for least, most, unit in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " elements"),
        ("minProperties", "maxProperties", " members"),
    ):
        if least in schema and most in schema:
            words.append(f"{schema[least]} to {schema[most]}{unit}")
        elif least in schema:
            words.append(f"at least {schema[least]}{unit}")
        elif most in schema:
            words.append(f"at most {schema[most]}{unit}")
    if "exclusiveMinimum" in schema:
        words.append(f"above {schema['exclusiveMinimum']}")
    if "default" in schema:
        words.append(f"default `{json.dumps(schema['default'])}`")
    return words


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(map(cell, line)) + " |" for line in lines] + [""]


def members(schema: dict[str, Any], path: str = "") -> list[list[str]]:
    """The members of an object and of what is in it, one row each."""
    rows = []
    for name, inner in schema.get("properties", {}).items():
        place = f"{path}{name}"
        needed = "" if name in schema.get("required", []) else " (may be missing)"
        rows.append([f"`{place}`{needed}", kind(inner), inner.get("description", "")])
        rows += members(inner, f"{place}.")
        items = inner.get("items")
        if isinstance(items, dict):
            rows += members(items, f"{place}[].")
    return rows


def section(method: dict[str, Any]) -> list[str]:
    lines = [f"## {method['name']}", "", method["summary"], "", method["description"], ""]
    if method["params"]:
        lines += ["### Parameters", ""]
        rows = []
        for entry in method["params"]:
            needed = "" if entry["required"] else " (optional)"
            rows.append([f"`{entry['name']}`{needed}", kind(entry["schema"]), entry["summary"]])
            rows += members(entry["schema"], f"{entry['name']}.")
            items = entry["schema"].get("items")
            if isinstance(items, dict):
                rows += members(items, f"{entry['name']}[].")
        lines += table(["Name", "Value", "Meaning"], rows)
    rows = members(method["result"]["schema"])
    if rows:
        lines += ["### Result", ""]
        lines += table(["Member", "Value", "Meaning"], rows)
    lines += ["### Errors", ""]
    lines += table(["Code", "Meaning"], [[str(e["code"]), e["message"]] for e in method["errors"]])
    lines += ["### Examples", ""]
    for example in method["examples"]:
        params = {entry["name"]: entry["value"] for entry in example["params"]}
        request = {"jsonrpc": "2.0", "id": 1, "method": method["name"]}
        if params:
            request["params"] = params
        answer = {"jsonrpc": "2.0", "id": 1, "result": example["result"]["value"]}
        lines += [f"{example['name'][:1].upper()}{example['name'][1:]}:", "", "```json"]
        lines += [json.dumps(request, indent=2, ensure_ascii=False), "```", "", "```json"]
        lines += [json.dumps(answer, indent=2, ensure_ascii=False), "```", ""]
    return lines


def page(name: str, entries: list[dict[str, Any]]) -> str:
    lines = [NOTE, "", f"# {name}", ""]
    links = [[f"[{m['name']}](#{m['name'].replace('.', '')})", m["summary"]] for m in entries]
    lines += table(["Method", "Summary"], links)
    for method in entries:
        lines += section(method)
    return "\n".join(lines).rstrip() + "\n"


def index(names: dict[str, list[dict[str, Any]]]) -> str:
    lines = [NOTE, "", "# Methods", ""]
    common = json.loads((ROOT / "rpc-schemas/common.json").read_text())
    lines += [common["description"], ""]
    rows = [[f"`{p['name']}`", kind(p["schema"]), p["summary"]] for p in common["params"]]
    lines += table(["Name", "Value", "Meaning"], rows)
    lines += table(["Code", "Meaning"], [[str(e["code"]), e["message"]] for e in common["errors"]])
    lines += ["Models, optimizers and other [shapes](shapes.md) that are described once.", ""]
    for name, entries in names.items():
        lines += [f"## [{name}]({name}.md)", ""]
        lines += table(["Method", "Summary"], [[f"`{m['name']}`", m["summary"]] for m in entries])
    return "\n".join(lines).rstrip() + "\n"


def shapes() -> str:
    """What several places refer to: a section each."""
    common = json.loads((ROOT / "rpc-schemas/common.json").read_text())
    lines = [NOTE, "", "# Shapes", "", "What several methods, or several places of one, have in common.", ""]
    for name, schema in common["schemas"].items():
        lines += [f"## {name}", "", schema["description"], ""]
        lines += table(["Member", "Value", "Meaning"], members(schema))
    return "\n".join(lines).rstrip() + "\n"


def pages() -> dict[str, str]:
    """The pages by file name."""
    names = {name: list(group) for name, group in groupby(methods(), namespace)}
    texts = {f"{name}.md": page(name, entries) for name, entries in names.items()}
    return {"README.md": index(names), "shapes.md": shapes(), **texts}


def outdated() -> list[str]:
    """The files that are not what the schemas say."""
    texts = pages()
    present = {path.name: path.read_text() for path in FOLDER.glob("*")}
    return sorted(
        name for name in texts.keys() | present.keys() if texts.get(name) != present.get(name)
    )


def main() -> None:
    if "--check" in sys.argv:
        if files := outdated():
            raise SystemExit(f"out of date: {', '.join(files)}; run `make docs`")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in outdated():
        (FOLDER / name).unlink(missing_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
