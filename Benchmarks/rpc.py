"""Requests per second and latency of `host.ping`, beside a Python server that uses `json`.

The peer is the smallest honest server that a script author would write: one thread, `selectors`,
`json.loads` and `json.dumps` for each line. Both are driven by the same loads in turn.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import selectors
import socket
import tempfile
import time
from collections.abc import Iterator

from bench_host import connect, host, median

PING = b'{"jsonrpc":"2.0","id":1,"method":"host.ping"}\n'
ROUNDS = 5


def serve_peer(path: str) -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ, None)
    while True:
        for key, _ in selector.select():
            if key.data is None:
                connection, _ = listener.accept()
                selector.register(connection, selectors.EVENT_READ, bytearray())
            else:
                answer_peer(selector, key.fileobj, key.data)


def answer_peer(selector: selectors.BaseSelector, connection: socket.socket, kept: bytearray) -> None:
    data = connection.recv(65536)
    if not data:
        selector.unregister(connection)
        connection.close()
        return
    kept += data
    *lines, rest = bytes(kept).split(b"\n")
    kept[:] = rest
    answers = []
    for line in lines:
        request = json.loads(line)
        answer = {"jsonrpc": "2.0", "id": request["id"], "result": {"reply": "pong"}}
        answers.append(json.dumps(answer).encode() + b"\n")
    connection.sendall(b"".join(answers))


@contextlib.contextmanager
def peer() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="assay-peer-") as folder:
        path = os.path.join(folder, "s")
        process = multiprocessing.get_context("fork").Process(target=serve_peer, args=(path,))
        process.start()
        try:
            while not os.path.exists(path):
                time.sleep(0.01)
            time.sleep(0.1)
            yield path
        finally:
            process.terminate()
            process.join()


def sequential(path: str, count: int = 5000) -> tuple[float, float]:
    """Requests per second and median latency in microseconds, one request at a time."""
    connection = connect(path)
    latencies = []
    begin = time.perf_counter()
    for _ in range(count):
        before = time.perf_counter()
        connection.sendall(PING)
        answer = connection.recv(4096)
        while not answer.endswith(b"\n"):
            answer += connection.recv(4096)
        latencies.append(time.perf_counter() - before)
    seconds = time.perf_counter() - begin
    connection.close()
    return count / seconds, median(latencies) * 1e6


def pipelined(path: str, window: int = 64, count: int = 200_000) -> float:
    """Requests per second with a window of requests in flight on one connection."""
    connection = connect(path)
    sent = answered = 0
    begin = time.perf_counter()
    while answered < count:
        room = min(window - (sent - answered), count - sent)
        if room:
            connection.sendall(PING * room)
            sent += room
        answered += connection.recv(65536).count(b"\n")
    seconds = time.perf_counter() - begin
    connection.close()
    return count / seconds


def main() -> None:
    with host() as ours, peer() as theirs:
        results: dict[str, list[tuple[float, float]]] = {"sequential": [], "p50": [], "64 in flight": []}
        for _ in range(ROUNDS):
            (our_rate, our_p50), (their_rate, their_p50) = sequential(ours), sequential(theirs)
            results["sequential"].append((our_rate, their_rate))
            results["p50"].append((our_p50, their_p50))
            results["64 in flight"].append((pipelined(ours), pipelined(theirs)))
    print(f"host.ping over a Unix socket, medians of {ROUNDS} (peer: a Python server with json)")
    for name, pairs in results.items():
        unit = "us" if name == "p50" else "requests/s"
        mine, other = median([a for a, _ in pairs]), median([b for _, b in pairs])
        ratio = median([a / b for a, b in pairs])
        print(f"  {name:14} {mine:12,.0f} {unit:11} peer {other:12,.0f}   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
