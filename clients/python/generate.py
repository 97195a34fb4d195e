"""Writes the typed part of the package from rpc-schemas/ and the host's table of errors.

    python3 clients/python/generate.py            # writes (`make client`)
    python3 clients/python/generate.py --check    # fails when a file is out of date

One schema file gives a method in three flavours (blocking, asyncio, batch) and the types of its
parameters and its result. Nothing else is written by hand twice.
"""

from __future__ import annotations

import argparse
import json
import keyword
import re
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent / "assay"
ROOT = PACKAGE.parents[2]
WIDTH = 100
HEADER = '"""{title}\n\nMade by clients/python/generate.py from rpc-schemas/: change those.\n"""\n'
SCALARS = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None",
}  # fmt: skip
# Names that the package itself gives to parameters of every method.
OWN_PARAMETERS = {"timeout", "on_progress"}


def pascal(text: str) -> str:
    """`solver.train` and `finalCheckpoint` as parts of a class name."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", text))


def identifier(name: str) -> str:
    """A name as Python can write it: `as` becomes `as_`."""
    return f"{name}_" if keyword.iskeyword(name) else name


def wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def docstring(text: str, indent: str) -> list[str]:
    """A docstring whose first line is the summary."""
    summary, _, rest = text.replace("\\", "\\\\").partition("\n")
    if not rest:
        line = f'{indent}"""{summary}"""'
        if len(line) <= WIDTH:
            return [line]
    return [f'{indent}"""{summary}', *rest.splitlines(), f'{indent}"""']


@dataclass
class Types:
    """The type expressions of schemas; objects become classes on the way."""

    lines: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def expression(self, schema: dict[str, Any], name: str, *, is_input: bool) -> str:
        """The type of a schema; `name` is for a class, should it take one."""
        if "const" in schema:
            return f"Literal[{schema['const']!r}]"
        if "enum" in schema:
            return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
        for key in ("oneOf", "anyOf"):
            if key in schema:
                options = [
                    self.expression(option, f"{name}{index}", is_input=is_input)
                    for index, option in enumerate(schema[key], 1)
                ]
                return " | ".join(dict.fromkeys(options))
        kinds = schema.get("type")
        if kinds is None:
            return "Any"
        options = [
            self._of_kind(kind, schema, name, is_input=is_input)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ]
        return " | ".join(options)

    def parameter(self, schema: dict[str, Any], name: str) -> str:
        """The type of a parameter, as it is written outside of the module of types."""
        expression = self.expression(schema, name, is_input=True)
        return re.sub(
            r"\b\w+\b",
            lambda word: f"types.{word[0]}" if word[0] in self.names else word[0],
            expression,
        )

    def _of_kind(self, kind: str, schema: dict[str, Any], name: str, *, is_input: bool) -> str:
        if kind == "array":
            item = self.expression(schema.get("items", {}), f"{name}Item", is_input=is_input)
            return f"Sequence[{item}]" if is_input else f"list[{item}]"
        if kind != "object":
            return SCALARS[kind]
        if schema.get("properties"):
            return self._class(schema, name, is_input=is_input)
        values = schema.get("additionalProperties")
        item = (
            self.expression(values, f"{name}Value", is_input=is_input)
            if isinstance(values, dict)
            else "Any"
        )
        return f"Mapping[str, {item}]" if is_input else f"dict[str, {item}]"

    def _class(self, schema: dict[str, Any], name: str, *, is_input: bool) -> str:
        """Writes a TypedDict, after those it needs; keys that are no identifiers are allowed."""
        if name in self.names:
            raise SystemExit(f"two types would be called {name}")
        self.names.add(name)
        required = set(schema.get("required", ()))
        keys: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
        for key, value in schema["properties"].items():
            expression = self.expression(value, name + pascal(key), is_input=is_input)
            keys[key in required].append((key, expression))
        notes = [
            wrapped(f"`{key}`: {value['description']}", "    ")
            for key, value in schema["properties"].items()
            if "description" in value
        ]
        text = schema.get("description", "An object of the interface.")
        words = docstring("\n\n".join([text, *notes]), "    ")
        if not all(keys.values()):
            total = bool(keys[True])
            self._plain_class(name, keys[total], words, total=total)
        else:
            self._plain_class(f"_{name}", keys[True], [], total=True)
            self._plain_class(name, keys[False], words, total=False, base=f"_{name}")
        return name

    def _plain_class(
        self,
        name: str,
        keys: list[tuple[str, str]],
        words: list[str],
        *,
        total: bool,
        base: str = "TypedDict",
    ) -> None:
        end = "" if total else ", total=False"
        odd = [key for key, _ in keys if not key.isidentifier() or keyword.iskeyword(key)]
        if odd:
            # Only the functional form knows keys such as `from`; its types are text until asked.
            fields = [f'    "{key}": {json.dumps(expression)},' for key, expression in keys]
            parent = f"_{name}Fields"
            self.lines += [f"{parent} = TypedDict(", f'    "{parent}",', "    {"]
            self.lines += [f"    {line}" for line in fields]
            self.lines += ["    }," + (" total=False," if not total else ""), ")", "", ""]
            bases = parent if base == "TypedDict" else f"{base}, {parent}"
            body = words or ["    pass"]
            self.lines += [f"class {name}({bases}):", *body, "", ""]
            return
        self.lines += [f"class {name}({base}{end}):", *words]
        self.lines += [""] if words else []
        self.lines += [f"    {key}: {expression}" for key, expression in keys]
        self.lines += ["", ""]


@dataclass
class Parameter:
    name: str
    type: str
    is_required: bool
    summary: str

    @property
    def declaration(self) -> str:
        if self.is_required:
            return f"{identifier(self.name)}: {self.type}"
        optional = self.type if "None" in self.type.split(" | ") else f"{self.type} | None"
        return f"{identifier(self.name)}: {optional} = None"


@dataclass
class Method:
    """A method of the interface, ready to be written in any flavour."""

    name: str
    summary: str
    parameters: list[Parameter]
    result: str
    has_progress: bool

    @property
    def namespace(self) -> str:
        return self.name.split(".", 1)[0]

    @property
    def verb(self) -> str:
        return identifier(self.name.split(".", 1)[1].replace(".", "_"))

    def lines(self, flavour: Flavour) -> list[str]:
        required = [item.declaration for item in self.parameters if item.is_required]
        optional = [item.declaration for item in self.parameters if not item.is_required]
        if self.has_progress and flavour.has_progress:
            optional.append("on_progress: OnProgress | None = None")
        if flavour.has_timeout:
            optional.append("timeout: float | None = None")
        arguments = ["self", *required, *(["*", *optional] if optional else [])]
        result = flavour.result.format(self.result)
        prefix = f"    {flavour.definition} {self.verb}("
        head = f"{prefix}{', '.join(arguments)}) -> {result}:"
        if len(head) > WIDTH:
            body = [f"        {argument}," for argument in arguments]
            lines = [prefix, *body, f"    ) -> {result}:"]
        else:
            lines = [head]
        notes = [
            wrapped(f"`{identifier(item.name)}`: {item.summary}", "        ")
            for item in self.parameters
        ]
        words = "\n\n".join([self.summary, "\n".join(notes)]) if notes else self.summary
        return [*lines, *docstring(words, "        "), *self._call(flavour), ""]

    def _call(self, flavour: Flavour) -> list[str]:
        values = [f'"{item.name}": {identifier(item.name)}' for item in self.parameters]
        extra = []
        if self.has_progress and flavour.has_progress:
            extra.append("on_progress=on_progress")
        if flavour.has_timeout:
            extra.append("timeout=timeout")
        start = f"        return {flavour.call}("
        words = ", ".join([json.dumps(self.name), "{" + ", ".join(values) + "}", *extra])
        line = f"{start}{words})"
        if len(line) <= WIDTH:
            return [line]
        return [
            start,
            f'            "{self.name}",',
            "            {",
            *(f"                {value}," for value in values),
            "            },",
            *(f"            {argument}," for argument in extra),
            "        )",
        ]


@dataclass(frozen=True)
class Flavour:
    """One way of calling: blocking, with asyncio, or collected into a batch."""

    file: str
    title: str
    prefix: str
    definition: str
    call: str
    result: str
    imports: str
    has_progress: bool
    has_timeout: bool


FLAVOURS = [
    Flavour(
        file="_methods.py", title="The methods of a host, each waiting for its result.",
        prefix="", definition="def", call="self._call", result="types.{}",
        imports="from ._namespace import Namespace, OnProgress",
        has_progress=True, has_timeout=True,
    ),
    Flavour(
        file="_async_methods.py", title="The methods of a host for asyncio.",
        prefix="Async", definition="async def", call="await self._call", result="types.{}",
        imports="from ._namespace import AsyncNamespace, OnProgress",
        has_progress=True, has_timeout=True,
    ),
    Flavour(
        file="_batch_methods.py", title="The methods of a host, as the calls of a batch.",
        prefix="Batch", definition="def", call="self._call", result="Reply[types.{}]",
        imports="from ._namespace import BatchNamespace, Reply",
        has_progress=False, has_timeout=False,
    ),
]  # fmt: skip


def methods_and_types() -> tuple[list[Method], Types]:
    types = Types()
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


def types_file(types: Types) -> str:
    return "\n".join(
        [
            HEADER.format(title="What methods take and answer, as types for a type checker."),
            "from __future__ import annotations",
            "",
            "from collections.abc import Mapping, Sequence",
            "from typing import Any, Literal, TypedDict, Union",
            "",
            "",
            *types.lines,
        ]
    )


def methods_file(methods: list[Method], flavour: Flavour) -> str:
    lines = [
        "# mypy: disable-error-code=no-any-return",
        HEADER.format(title=flavour.title),
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping, Sequence",
        "from typing import Any, Literal",
        "",
        "from . import types",
        flavour.imports,
        "",
        "",
    ]
    by_namespace: dict[str, list[Method]] = {}
    for method in methods:
        by_namespace.setdefault(method.namespace, []).append(method)
    for namespace, members in by_namespace.items():
        lines += [f"class {flavour.prefix}{pascal(namespace)}({flavour.prefix}Namespace):"]
        lines += [f'    """`{namespace}.*`."""', ""]
        for member in members:
            lines += member.lines(flavour)
        lines.append("")
    lines += [f"class {flavour.prefix}Methods:", '    """All namespaces of a host."""', ""]
    lines += [f"    def __init__(self, caller: {flavour.prefix}Namespace) -> None:"]
    lines += [
        f"        self.{identifier(name)} = {flavour.prefix}{pascal(name)}(caller)"
        for name in by_namespace
    ]
    signing = [m.name for m in methods if any(p.name == "as" for p in m.parameters)]
    if not flavour.prefix:
        lines += ["", "", "# Methods that act in somebody's name, by their parameter `as`."]
        lines += ["SIGNING = frozenset(", "    {"]
        lines += [f'        "{name}",' for name in signing]
        lines += ["    }", ")"]
    return "\n".join([*lines, ""])


def errors_file() -> str:
    """The exceptions, from the host's table: number, name, meaning."""
    text = "".join(
        path.read_text() for path in sorted((ROOT / "Sources/JSONRPC").glob("ErrorCode+*.swift"))
    )
    pattern = re.compile(r'= ErrorCode\(\s*(-?[\d_]+),\s*"(\w+)",\s*((?:"[^"]*"\s*\+?\s*)+)')
    table = sorted(
        (int(number.replace("_", "")), name, "".join(re.findall(r'"([^"]*)"', words)))
        for number, name, words in pattern.findall(text)
    )
    lines = [
        HEADER.format(title="What a host answers instead of a result, by code.").replace(
            "rpc-schemas/", "the host's table of errors (Sources/JSONRPC/ErrorCode+*.swift)"
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


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    methods, types = methods_and_types()
    texts = {"types.py": types_file(types), "errors.py": errors_file()}
    texts.update({flavour.file: methods_file(methods, flavour) for flavour in FLAVOURS})
    return {PACKAGE / name: text.rstrip() + "\n" for name, text in texts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="fail when a file is out of date")
    check = parser.parse_args().check
    stale = [
        path for path, text in files().items() if not path.exists() or path.read_text() != text
    ]
    if check and stale:
        names = ", ".join(path.name for path in stale)
        sys.exit(f"out of date: {names}; `make client` writes them anew")
    for path in stale:
        path.write_text(files()[path])


if __name__ == "__main__":
    main()
