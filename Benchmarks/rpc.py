"""`host.ping` beside a bare C loop with libjansson (the floor) and Go's net/rpc/jsonrpc.

All serve the same kind of socket in the same run, driven in turn by the same load generator in C.
Ratios are of the runs that stand beside one another; what is printed are medians.

    rpc.py            the table
    rpc.py --quick    small counts, to see that everything works
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple

from bench_host import ASSAY, build, host, resident, wait_for

PING = '{"jsonrpc":"2.0","id":1,"method":"host.ping"}'
GO_PING = '{"method":"Host.Ping","params":[{}],"id":1}'
QUICK = "--quick" in sys.argv
ROUNDS = 1 if QUICK else 5
SCALE = 100 if QUICK else 1
# Go's library takes a while to compile, and says nothing about whether this script works.
PROGRAMS = ["load", "floor"] if QUICK else ["load", "floor", "go"]
IDLE_CONNECTIONS = 100 if QUICK else 10_000


class Server(NamedTuple):
    name: str
    path: str
    request: str


class Load(NamedTuple):
    """One row of the table: what is measured of which figure, and what it is held to."""

    title: str
    words: list[str]
    figure: str
    unit: str
    floor_ratio: tuple[str, float] | None = None
    go_ratio: tuple[str, float] | None = None
    least: float | None = None


LOADS = [
    Load("one after another, p50", ["sequential", str(20_000 // SCALE)], "p50", "us",
         floor_ratio=("<=", 1.15)),
    Load("64 in flight", ["window", str(400_000 // SCALE), "64"], "rate", "/s",
         floor_ratio=(">=", 0.7), least=250_000),
    Load("16 connections", ["spread", str(100_000 // SCALE), "16"], "rate", "/s",
         go_ratio=(">=", 1.3)),
    Load("connect, call, close", ["reconnect", str(10_000 // SCALE)], "rate", "/s",
         go_ratio=(">=", 1.2)),
]  # fmt: skip


@contextlib.contextmanager
def peer(name: str, program: str, folder: str, request: str) -> Iterator[Server]:
    path = f"{folder}/{name}.sock"
    process = subprocess.Popen([program, path])
    try:
        wait_for(path, process)
        yield Server(name, path, request)
    finally:
        process.kill()
        process.wait()


def run(load: str, server: Server, words: list[str]) -> dict[str, float]:
    command = [load, words[0], server.path, server.request, *words[1:]]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def compared(load: Load, figures: dict[str, list[dict[str, float]]]) -> list[str]:
    """The cells of one row, the last of which says what is met and what is missed."""
    mine = [figure[load.figure] for figure in figures["assay"]]
    cells = [load.title, f"{median(mine):,.0f} {load.unit}"]
    verdicts = []
    if load.least is not None:
        verdicts.append(verdict(median(mine), ">=", load.least, f"{load.least:,.0f}{load.unit}"))
    for name, target in (("floor", load.floor_ratio), ("go", load.go_ratio)):
        if name not in figures:
            cells += ["-", "-"]
            continue
        theirs = [figure[load.figure] for figure in figures[name]]
        ratio = median([a / b for a, b in zip(mine, theirs)])
        cells += [f"{median(theirs):,.0f} {load.unit}", f"{ratio:.2f}"]
        if target:
            verdicts.append(verdict(ratio, *target, f"{target[1]} x {name}"))
    return [*cells, "; ".join(verdicts)]


def verdict(value: float, relation: str, bound: float, words: str) -> str:
    met = value <= bound if relation == "<=" else value >= bound
    return f"{relation} {words}: {'met' if met else 'MISSED'}"


def table(rows: list[list[str]]) -> None:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def rates(programs: dict[str, str], folder: str) -> None:
    with contextlib.ExitStack() as stack:
        servers = [Server("assay", stack.enter_context(host()).path, PING)]
        for name, request in (("floor", PING), ("go", GO_PING)):
            if name in programs:
                servers.append(
                    stack.enter_context(peer(name, programs[name], folder, request))
                )
        rows = [["load", "assay", "C floor", "ratio", "Go", "ratio", "targets"]]
        shares = []
        for load in LOADS:
            figures: dict[str, list[dict[str, float]]] = {}
            for _ in range(ROUNDS):
                for server in servers:
                    figure = run(programs["load"], server, load.words)
                    figures.setdefault(server.name, []).append(figure)
                    shares.append((figure["loadShare"], load.title, server.name))
            rows.append(compared(load, figures))
    print(f"host.ping over a Unix socket, medians of {ROUNDS}")
    table(rows)
    share, title, name = max(shares)
    print(f"  the generator itself was busy at most {share:.0%} of a run ({title}, {name})")


def starts(programs: dict[str, str]) -> None:
    """From exec to the first answer, each time in a home that does not exist yet."""
    figures = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="assay-bench-") as home:
            path = f"{home}/s"
            command = [programs["load"], "start", path, PING, ASSAY, "serve", "--socket", path,
                       "--home", f"{home}/home", "--log-level", "error"]  # fmt: skip
            output = subprocess.run(command, capture_output=True, check=True).stdout
            figures.append(json.loads(output)["milliseconds"])
    row("from exec to the first answer, empty home", median(figures), "ms", 30)


def memory(programs: dict[str, str]) -> None:
    configuration = {"limits": {"connectionsMax": IDLE_CONNECTIONS + 8}}
    with host(configuration) as running:
        row("resident, idle", resident(running.process.pid) / 1e6, "MB", 30)
        command = [programs["load"], "hold", running.path, PING, str(IDLE_CONNECTIONS)]
        holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert holder.stdout and holder.stdout.readline(), "the connections were not held"
            title = f"resident, {IDLE_CONNECTIONS:,} idle connections"
            row(title, resident(running.process.pid) / 1e6, "MB", 200)
        finally:
            holder.communicate()


def row(title: str, value: float, unit: str, most: float) -> None:
    print(f"  {title}: {value:.1f} {unit}; {verdict(value, '<=', most, f'{most} {unit}')}")


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        programs = build(folder, PROGRAMS)
        parts: list[Callable[[], None]] = [
            lambda: rates(programs, folder),
            lambda: starts(programs),
            lambda: memory(programs),
        ]
        for part in parts:
            part()
    print(f"  ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    main()
