"""What the demo prints, and how it fails: sections, tables, a progress bar, checked properties."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Iterable, Sequence
from typing import Any

WIDTH = 96
BAR = 40


class PropertyDoesNotHold(Exception):
    """Something that the demo exists to show is not so."""


class Account:
    """A running account, which stops at the first thing that is not as it must be."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._held = 0

    def section(self, title: str) -> None:
        seconds = time.monotonic() - self._started
        print(f"\n== {title} ".ljust(WIDTH - 9, "=") + f" {seconds:5.1f} s", flush=True)

    def say(self, text: str) -> None:
        print(textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  "), flush=True)

    def why(self, entries: Iterable[dict[str, Any]]) -> None:
        """Prints what `ledger.explain` answers: the rule, and a sentence with the arithmetic."""
        for entry in entries:
            lead = f"    why [{entry['rule'] or '--'}] "
            indent = " " * len(lead)
            print(
                textwrap.fill(entry["text"], WIDTH, initial_indent=lead, subsequent_indent=indent)
            )

    def must(self, holds: bool, property_: str) -> None:
        """Stops the demo unless something that it must show holds."""
        if not holds:
            raise PropertyDoesNotHold(property_)
        self._held += 1
        print(textwrap.fill(property_, WIDTH, initial_indent="  ok  ", subsequent_indent=" " * 6))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table whose first column is text and whose other columns are aligned to the right."""
        widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
        for row in [head, ["-" * width for width in widths], *rows]:
            cells = [row[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            print("  " + "  ".join(cells))

    def end(self) -> None:
        seconds = time.monotonic() - self._started
        print(f"\n{self._held} properties hold; the demo took {seconds:.1f} seconds.")


class ProgressBar:
    """Shows how far a run is; on a terminal it moves, elsewhere only its last state is printed."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._line = ""

    def __call__(self, value: dict[str, Any]) -> None:
        done = BAR * value["step"] // max(value["steps"], 1)
        loss = f"  loss {value['loss']:.4f}" if value.get("loss") is not None else ""
        self._line = (
            f"  {self._label} [{'#' * done}{'.' * (BAR - done)}] "
            f"{value['step']}/{value['steps']}{loss}"
        )
        if sys.stdout.isatty():
            print("\r" + self._line.ljust(WIDTH), end="", flush=True)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._line:
            print("\r" + self._line if sys.stdout.isatty() else self._line, flush=True)


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"
