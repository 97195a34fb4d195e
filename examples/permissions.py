"""Who may do what: a token that narrows a connection, narrowed further by its holder, and revoked.

Run as root it also shows a second user, whom a table in config.json lets in as a solver only.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# The client is found where it lies, so that nothing has to be installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients/python"))

import assay  # noqa: E402

PROGRAM = os.environ.get("ASSAY", ".build/release/assay")
GUEST = 65534  # "nobody" on Debian
TABLE = {"rules": [{"users": [GUEST], "roles": ["solver"], "identities": ["guest"]}]}


def narrow(token: str, caveat: dict[str, Any]) -> str:
    """What a holder does without the host: docs/tokens.md."""
    head, code = token.rsplit(".", 1)
    segment = json.dumps(caveat, separators=(",", ":")).encode().hex()
    code = hmac.new(bytes.fromhex(code), segment.encode(), hashlib.sha256).hexdigest()
    return f"{head}.{segment}.{code}"


def attempt(client: assay.Client, who: str, method: str, **params: Any) -> None:
    """Calls a method and prints how it ended."""
    words = " ".join([method, *(f"{name}={value}" for name, value in params.items())])
    try:
        client.call(method, params)
        print(f"{who:28} {words:44} allowed")
    except assay.RPCError as error:
        print(f"{who:28} {words:44} refused: {error.data['reason']}")


def show_tokens(socket: str, owner: assay.Client) -> None:
    """A token for one identity and role, and what its holder makes of it for somebody else."""
    for name in ("ada", "alan"):
        owner.key.create(name)
    issued = owner.auth.issue(identity="ada", roles=["solver"])
    # A connection that was made anew would be as wide as at first: these are not.
    with assay.connect(socket, reconnect=0) as holder:
        holder.auth.use(issued["token"])
        attempt(holder, "ada's token", "task.list")
        attempt(holder, "ada's token", "solver.abandon", task="0" * 64, **{"as": "alan"})
        attempt(holder, "ada's token", "judge.pending")
        attempt(holder, "ada's token", "host.stop")
    child = narrow(issued["token"], {"methods": ["host.*"]})
    with assay.connect(socket, reconnect=0) as tool:
        tool.auth.use(child)
        attempt(tool, "the token narrowed offline", "host.info")
        attempt(tool, "the token narrowed offline", "task.list")
        owner.auth.revoke(id=issued["id"])
        attempt(tool, "after its revocation", "host.info")


def show_guest(socket: str) -> None:
    """Another user of this machine, as the kernel names it."""
    with assay.connect(socket) as guest:
        print(f"user {GUEST} is decided by {guest.auth.whoami()['decidedBy']}")
        attempt(guest, f"user {GUEST}", "network.status")
        attempt(guest, f"user {GUEST}", "solver.abandon", task="0" * 64, **{"as": "guest"})
        attempt(guest, f"user {GUEST}", "solver.abandon", task="0" * 64, **{"as": "ada"})
        attempt(guest, f"user {GUEST}", "judge.pending")
        attempt(guest, f"user {GUEST}", "blob.put", path="/etc/hostname")
        attempt(guest, f"user {GUEST}", "key.create", name="mine")


def become_guest() -> None:
    """From here on this process is the second user's."""
    os.setgroups([])
    os.setgid(GUEST)
    os.setuid(GUEST)


def main() -> None:
    if sys.argv[1:2] == ["--as-guest"]:
        become_guest()
        show_guest(sys.argv[2])
        return
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        directory = Path(name)
        directory.chmod(0o755)
        home = directory / "home"
        home.mkdir(mode=0o700)
        (home / "config.json").write_text(json.dumps({"access": TABLE}))
        socket = str(directory / "assay.sock")
        with assay.spawn(home, socket=socket, program=PROGRAM, log_level="error") as owner:
            owner.network.create("permissions", participants=[{"name": "guest", "credits": 0}])
            show_tokens(socket, owner)
            if os.geteuid() == 0:
                sys.stdout.flush()
                subprocess.run([sys.executable, __file__, "--as-guest", socket], check=True)
            else:
                print("run as root to see a second user")


if __name__ == "__main__":
    main()
