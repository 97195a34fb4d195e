"""What the benchmarks share: a host in a temporary home, the programs in C and Go, and sockets."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
ASSAY = os.environ.get("ASSAY", ".build/release/assay")


class Host(NamedTuple):
    """A host that runs, and where it serves."""

    path: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def host(configuration: dict | None = None) -> Iterator[Host]:
    """Runs a host with an empty home, or one with a `config.json`."""
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as home:
        path = str(Path(home) / "s")
        if configuration is not None:
            (Path(home) / "config.json").write_text(json.dumps(configuration))
        arguments = [ASSAY, "serve", "--socket", path, "--home", home, "--log-level", "error"]
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL)
        try:
            wait_for(path, process)
            yield Host(path, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def resident(process: int | str) -> int:
    """The bytes of memory that a process holds."""
    return status(process, "VmRSS")


def peak(process: int | str) -> int:
    """The most bytes of memory that a process held since its peak was forgotten."""
    return status(process, "VmHWM")


def forget_peak(process: int | str) -> None:
    Path(f"/proc/{process}/clear_refs").write_text("5")


def status(process: int | str, name: str) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return 1024 * int(line.split()[1])
    raise KeyError(name)


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def file_system(folder: str) -> str:
    """The type of the file system that a folder is on."""
    device = os.stat(folder).st_dev
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, source = line.partition(" - ")
        major, minor = fields.split()[2].split(":")
        if os.makedev(int(major), int(minor)) == device:
            return source.split()[0]
    return "unknown"


def wait_for(path: str, process: subprocess.Popen[bytes]) -> None:
    """Returns once something answers at the socket."""
    deadline = time.monotonic() + 30
    while True:
        try:
            connect(path).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("the host did not start")
            time.sleep(0.01)


def connect(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    return connection


def c_compiler() -> str:
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    return compiler or sys.exit("no C compiler (Debian: gcc): the measuring programs cannot be built")


def build(folder: str, names: list[str]) -> dict[str, str]:
    """Compiles the load generator and the peers; those that cannot be are left out, and said."""
    programs = {name: f"{folder}/{name}" for name in names}
    compiler = c_compiler()
    for name in programs.keys() - {"go"}:
        source = str(FOLDER / name / f"{name}.c")
        flags = jansson_flags() if name == "floor" else []
        subprocess.run([compiler, "-O2", "-o", programs[name], source, *flags], check=True)
    if "go" in programs:
        if go := shutil.which("go"):
            environment = {**os.environ, "GO111MODULE": "off", "GOCACHE": f"{folder}/cache"}
            source = str(FOLDER / "go" / "server.go")
            command = [go, "build", "-o", programs["go"], source]
            subprocess.run(command, env=environment, check=True)
        else:
            print("SKIPPED: Go's net/rpc/jsonrpc, because there is no Go (Debian: golang-go)")
            del programs["go"]
    return programs


def jansson_flags() -> list[str]:
    command = ["pkg-config", "--cflags", "--libs", "jansson"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


class CallFailed(Exception):
    """An answer that is an error: what was to be measured did not happen."""


class Lines:
    """One connection, a line a message."""

    def __init__(self, path: str) -> None:
        self.socket = connect(path)
        self.file = self.socket.makefile("rb")

    def call(self, method: str, **params: object) -> dict:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self.socket.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self.file.readline())
        if "error" in answer:
            raise CallFailed(f"{method}: {answer['error']}")
        return answer["result"]

    def close(self) -> None:
        self.file.close()
        self.socket.close()
