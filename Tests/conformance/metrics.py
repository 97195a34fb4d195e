"""Reads Prometheus' text form strictly, and hosts through it."""

from __future__ import annotations

import re
from typing import Any

from wire import Connection

_LABEL = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
_LINE = re.compile(rf"([a-z_]+)(?:\{{({_LABEL}(?:,{_LABEL})*)\}})? ([0-9.e+-]+|\+Inf)")


class Metrics:
    """The values of one answer, by name and labels."""

    def __init__(self, text: str) -> None:
        self.types: dict[str, str] = {}
        self.values: dict[tuple[str, frozenset[tuple[str, str]]], float] = {}
        assert text.endswith("\n")
        for line in text.splitlines():
            if line.startswith("# HELP "):
                assert len(line.split(" ", 3)) == 4, line
            elif line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ")
                assert name not in self.types, "the lines of a metric stand together"
                self.types[name] = kind
            else:
                self._add(line)

    def _add(self, line: str) -> None:
        match = _LINE.fullmatch(line)
        assert match, line
        name, labels, value = match.groups()
        family = re.sub("_(bucket|sum|count)$", "", name)
        assert name in self.types or self.types.get(family) == "histogram", line
        key = (name, frozenset(re.findall(r'([a-z_]+)="([^"]*)"', labels or "")))
        assert key not in self.values, f"twice: {line}"
        self.values[key] = float(value)

    def value(self, name: str, **labels: str) -> float:
        return self.values[name, frozenset(labels.items())]

    def get(self, name: str, **labels: str) -> float:
        return self.values.get((name, frozenset(labels.items())), 0)


def metrics(connection: Connection) -> Metrics:
    return Metrics(connection.call("host.metrics")["text"])


def computes_nothing(connection: Connection) -> Any:
    """Whether no computation is at work or waits, and no long call is in flight."""
    now = metrics(connection)
    return not any(
        now.value(f"assay_computations_{state}", lane=lane)
        for state in ("running", "waiting")
        for lane in ("runs", "replies")
    )
