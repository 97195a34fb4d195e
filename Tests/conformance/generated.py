"""Makes values that keep to JSON Schemas, and has some to break them with."""

from __future__ import annotations

import random
import re
from typing import Any

INTEGER_MAX = 2**63 - 1
ALTERNATIVES = ("oneOf", "anyOf")
# A value of every type; whatever a schema allows, one of these it does not.
STRANGERS: tuple[Any, ...] = (None, True, -1.5, "\x00 stranger", [[]], {"stranger": 1})


class Generator:
    """The same seed gives the same values."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(str(seed))

    def valid(self, schema: dict[str, Any]) -> Any:
        """A value that keeps to a schema."""
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        for keyword in ALTERNATIVES:
            if keyword in schema:
                return self.valid(self.random.choice(schema[keyword]))
        types = schema.get("type", "integer")
        kind = types if isinstance(types, str) else self.random.choice(types)
        return getattr(self, f"_{kind}")(schema)

    def parameters(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        """The parameters of a call: the required ones, and some of the others."""
        return {
            entry["name"]: self.valid(entry["schema"])
            for entry in entries
            if entry["required"] or self.random.random() < 0.5
        }

    def _null(self, _: dict[str, Any]) -> None:
        return None

    def _boolean(self, _: dict[str, Any]) -> bool:
        return self.random.random() < 0.5

    def _integer(self, schema: dict[str, Any]) -> int | float:
        least = schema.get("minimum", -INTEGER_MAX)
        most = schema.get("maximum", INTEGER_MAX)
        small = self.random.randint(least, min(most, least + 9))
        value = self.random.choice([least, most, small])
        # An integer may be written with a fraction of nothing.
        return float(value) if abs(value) < 2**53 and self.random.random() < 0.2 else value

    def _number(self, schema: dict[str, Any]) -> float:
        least = schema.get("minimum", schema.get("exclusiveMinimum", -1e9))
        most = schema.get("maximum", least + 1e9)
        return least + (most - least) * self.random.choice([0.25, 0.5, self.random.random() or 0.5])

    def _string(self, schema: dict[str, Any]) -> str:
        if "pattern" in schema:
            return self._matching(schema["pattern"])
        least, most = schema.get("minLength", 0), schema.get("maxLength", 20)
        length = self.random.choice([least, most, self.random.randint(least, most)])
        return "".join(self.random.choices("abcxyz019", k=min(length, least + 200)))

    def _matching(self, pattern: str) -> str:
        digits = "0123456789abcdef"
        repeated = re.fullmatch(r"\^\[0-9a-f\]\{(\d+)\}\$", pattern)
        if repeated:
            return "".join(self.random.choices(digits, k=int(repeated[1])))
        if pattern == "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$":
            return f"key-{self.random.randrange(10**6)}"
        for text in ("0.25", "3", "00ff", "T1", "1.3.2", "/nowhere", f"0-{16 * 'a'}"):
            if re.search(pattern, text):
                return text
        raise NotImplementedError(f"a text like {pattern}")

    def _array(self, schema: dict[str, Any]) -> list[Any]:
        least = schema.get("minItems", 0)
        count = self.random.randint(least, min(schema.get("maxItems", least + 3), least + 3))
        items: list[Any] = []
        while len(items) < count:
            item = self.valid(schema.get("items", {}))
            if not schema.get("uniqueItems") or item not in items:
                items.append(item)
        return items

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        required = schema.get("required", [])
        if schema.get("maxProperties") == 1 and "properties" in schema:
            name = self.random.choice(list(schema["properties"]))
            return {name: self.valid(schema["properties"][name])}
        return {
            name: self.valid(inner)
            for name, inner in schema.get("properties", {}).items()
            if name in required or self.random.random() < 0.5
        }
