"""Acknowledged events per second with 1 and with 16 writers, beside bare SQLite.

Each event is a signed transfer that has been checked, chained, flushed to disk and answered. The
peer is Python's sqlite3 with the same settings (WAL, synchronous=FULL) and one 300-byte row a
commit, on the same disk, one writer: what a durable log costs with nothing around it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import threading
import time

from bench_host import Lines, host, median

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


def events_per_second(path: str, writers: int) -> float:
    threads = [
        threading.Thread(target=write, args=(path, f"writer-{i}", EVENTS // writers))
        for i in range(1, writers + 1)
    ]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return EVENTS / (time.perf_counter() - begin)


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
    with host() as running:
        path = running.path
        create_network(path, 17)
        runs = [
            (events_per_second(path, 1), events_per_second(path, 16), rows_per_second())
            for _ in range(ROUNDS)
        ]
    print(f"acknowledged events/s, medians of {ROUNDS} (peer: sqlite3, one row a commit)")
    for name, column in (("1 writer", 0), ("16 writers", 1)):
        rate = median([run[column] for run in runs])
        ratio = median([run[column] / run[2] for run in runs])
        peer = median([run[2] for run in runs])
        print(f"  {name:14} {rate:12,.0f} events/s    peer {peer:12,.0f}   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
