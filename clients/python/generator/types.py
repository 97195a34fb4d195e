"""Types from JSON Schemas: expressions, and a class for each object."""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import dataclass, field
from typing import Any

from .words import HEADER, docstring, pascal, wrapped

SCALARS = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None",
}  # fmt: skip


@dataclass
class Types:
    """The type expressions of schemas; objects become classes on the way."""

    shared: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def expression(self, schema: dict[str, Any], name: str, *, is_input: bool) -> str:
        """The type of a schema; `name` is for a class, should it take one."""
        if "$ref" in schema:
            shared = schema["$ref"].rpartition("/")[2]
            if pascal(shared) in self.names:
                return pascal(shared)
            return self.expression(self.shared[shared], pascal(shared), is_input=is_input)
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


def types_file(types: Types) -> str:
    return "\n".join(
        [
            HEADER.format(
                title="What methods take and answer, as types for a type checker.",
                source="rpc-schemas/",
            ),
            "from __future__ import annotations",
            "",
            "from collections.abc import Mapping, Sequence",
            "from typing import Any, Literal, TypedDict, Union",
            "",
            "",
            *types.lines,
        ]
    )
