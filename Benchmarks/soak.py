"""A long life: millions of mixed calls, and memory and descriptors stay what they were.

    SOAK_CALLS=10000000 soak.py

Calls of every scheduling, errors, batches and bad bytes go over one connection, between rounds
connections come and go by the hundred. Ends with 1 if memory or descriptors have grown.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_host import Host, build, host, resident

CALLS = int(os.environ.get("SOAK_CALLS", "10000000"))
ROUNDS = 20
WINDOW = "64"
RECONNECTS = "500"
# The first rounds fill caches and pools; what comes after is held to them.
WARM_ROUNDS = ROUNDS // 4
GROWTH_MAX = 1.1
GROWTH_BYTES = 6_000_000
# A connection that has just closed may still hold its descriptor.
DESCRIPTORS_CLOSING = 4

PING = '{"jsonrpc":"2.0","id":1,"method":"host.ping"}'


def call(method: str, params: object, identifier: object = 1) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params})


# Each line is answered by exactly one.
LINES = [
    *[PING] * 8,
    call("host.limits", {}),
    call("host.info", {}),
    call("key.list", {}, "a string"),
    call("blob.info", {"blob": "0" * 64}, 1.5),
    call("blob.put", {"text": "always the same"}),
    call("task.status", {"task": "short"}),
    call("no.such.method", [1, 2, 3]),
    call("tensor.info", {"tensor": "1" * 64}, None),
    call("tensor.distance", {"left": "0" * 64, "right": "1" * 64}),
    f"[{PING},{PING},{call('key.list', [])},1]",
    '{"jsonrpc":"2.0","method":1}',
    '{"jsonrpc":"2.0","id":9223372036854775808,"method":"host.ping"}',
    "[1 2]",
]


def descriptors(running: Host) -> int:
    return len(os.listdir(f"/proc/{running.process.pid}/fd"))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="assay-soak-") as folder, host() as running:
        load = build(folder, ["load"])["load"]
        lines = Path(folder) / "lines"
        lines.write_text("\n".join(LINES) + "\n")
        memory, held = [], []
        began = time.monotonic()
        for round_number in range(1, ROUNDS + 1):
            mixed = [load, "mixed", running.path, str(lines), str(CALLS // ROUNDS), WINDOW]
            output = subprocess.run(mixed, capture_output=True, check=True).stdout
            reconnect = [load, "reconnect", running.path, PING, RECONNECTS]
            subprocess.run(reconnect, capture_output=True, check=True)
            memory.append(resident(running.process.pid))
            held.append(descriptors(running))
            print(
                f"  {round_number * (CALLS // ROUNDS):>12,} calls  {memory[-1] / 1e6:6.1f} MB  "
                f"{held[-1]} descriptors  {json.loads(output)['rate']:,.0f}/s",
                flush=True,
            )
    most = max(memory[:WARM_ROUNDS]) * GROWTH_MAX + GROWTH_BYTES
    is_flat = max(memory) <= most and max(held) <= held[0] + DESCRIPTORS_CLOSING
    print(f"  {CALLS:,} mixed calls in {time.monotonic() - began:.0f} s: "
          f"{'flat' if is_flat else 'GROWN'}")  # fmt: skip
    return 0 if is_flat else 1


if __name__ == "__main__":
    sys.exit(main())
