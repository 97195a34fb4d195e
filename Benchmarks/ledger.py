"""Acknowledged events per second with 1 and with 16 writers, beside bare SQLite.

Each event is a signed transfer that has been checked, chained, flushed to disk and answered over a
socket. The peer is Python's sqlite3 with the same settings (WAL, synchronous=FULL) and one 300-byte
row a commit, on the same disk, one writer, in this process and without a socket: what a durable log
costs with nothing around it. The writers share this process; how busy it is, is told beside the
rate.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import NamedTuple

from bench_host import Host, Lines, cpu_seconds, file_system, host

ROUNDS = 5
EVENTS = 1600


def create_network(path: str, writers: int) -> None:
    connection = Lines(path)
    participants = [{"name": f"writer-{i}", "credits": 1_000_000} for i in range(writers)]
    connection.call("network.create", name="bench", participants=participants)
    connection.close()


def write(path: str, name: str, count: int) -> None:
    connection = Lines(path)
    for _ in range(count):
        connection.call("participant.transfer", **{"to": "writer-0", "amount": 1, "as": name})
    connection.close()


class Run(NamedTuple):
    """One measurement: a rate, and how many cores the host and this process had busy."""

    rate: float
    host_cores: float
    own_cores: float


def measure(running: Host, writers: int) -> Run:
    count = EVENTS // writers
    with ThreadPoolExecutor(writers) as pool:
        host_begin, own_begin = cpu_seconds(running.process), time.process_time()
        begin = time.perf_counter()
        tasks = [
            pool.submit(write, running.path, f"writer-{i}", count) for i in range(1, writers + 1)
        ]
        # A writer whose call fails ends the benchmark.
        for task in tasks:
            task.result()
        seconds = time.perf_counter() - begin
    host_seconds = cpu_seconds(running.process) - host_begin
    own_seconds = time.process_time() - own_begin
    return Run(count * writers / seconds, host_seconds / seconds, own_seconds / seconds)


def rows_per_second() -> float:
    with tempfile.TemporaryDirectory(prefix="assay-peer-") as folder:
        database = sqlite3.connect(os.path.join(folder, "log.sqlite"), isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE log(position INTEGER PRIMARY KEY, body BLOB)")
        body = json.dumps({"pad": "x" * 289}).encode()
        begin = time.perf_counter()
        for _ in range(EVENTS):
            database.execute("INSERT INTO log(body) VALUES (?)", (body,))
        seconds = time.perf_counter() - begin
        database.close()
        return EVENTS / seconds


def main() -> None:
    folder = tempfile.gettempdir()
    if (kind := file_system(folder)) in ("tmpfs", "ramfs"):
        print(f"{folder} is in memory ({kind}), where a flush costs nothing: set TMPDIR to a disk")
    with host() as running:
        create_network(running.path, 17)
        runs = [
            (measure(running, 1), measure(running, 16), rows_per_second()) for _ in range(ROUNDS)
        ]
    print(f"acknowledged events/s, medians of {ROUNDS}")
    print("(peer: sqlite3, one row a commit, one writer, in process and without a socket)")
    for name, column in (("1 writer", 0), ("16 writers", 1)):
        rate = median([run[column].rate for run in runs])
        ratio = median([run[column].rate / run[2] for run in runs])
        peer = median([run[2] for run in runs])
        busy = median([run[column].host_cores for run in runs])
        own = median([run[column].own_cores for run in runs])
        print(
            f"  {name:11} {rate:8,.0f} events/s    peer {peer:8,.0f}   ratio {ratio:.2f}"
            f"   busy cores: host {busy:.2f}, writers {own:.2f}"
        )


if __name__ == "__main__":
    main()
