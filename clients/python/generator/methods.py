"""Each method of the interface, in every flavour of calling."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .words import HEADER, WIDTH, docstring, identifier, pascal, wrapped


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


def methods_file(methods: list[Method], flavour: Flavour) -> str:
    lines = [
        "# mypy: disable-error-code=no-any-return",
        HEADER.format(title=flavour.title, source="rpc-schemas/"),
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
