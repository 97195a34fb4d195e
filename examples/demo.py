"""The whole of Assay in one minute: three tasks and a round, on real data, with frauds caught.

    python3 examples/demo.py                    # handwritten digits
    DATASET=fashion python3 examples/demo.py    # Fashion-MNIST

The script needs nothing but Python, the client in clients/python and the program `assay` (the
environment variable ASSAY says where it is). It starts a host in a temporary directory, drives
everything through the host's JSON-RPC interface, and ends with a status other than zero if anything
that it exists to show is not so.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

# The client is found where it lies, so that nothing has to be installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients/python"))

import assay  # noqa: E402
from demo_account import Account, PropertyDoesNotHold  # noqa: E402
from demo_round import Round  # noqa: E402
from demo_tasks import Tasks  # noqa: E402
from demo_world import COMMONS, MACHINES, World  # noqa: E402

PROGRAM = os.environ.get("ASSAY", ".build/release/assay")


def main() -> int:
    account = Account()
    try:
        with tempfile.TemporaryDirectory(prefix="assay-demo-") as directory:
            home = Path(directory) / "home"
            with assay.spawn(home, program=PROGRAM, log_level="error") as client:
                tell(World(client, account, Path(directory)))
    except PropertyDoesNotHold as failure:
        print(f"\nFAILED: this does not hold: {failure}", file=sys.stderr)
        return 1
    except assay.AssayError as failure:
        print(f"\nFAILED: {failure}", file=sys.stderr)
        return 1
    account.end()
    return 0


def tell(world: World) -> None:
    """The story, from an empty home to the closing of the books."""
    world.account.section("The network")
    world.open()
    before = world.participants()
    Tasks(world).run()
    Round(world).run()
    world.account.section("The books")
    show_participants(world, before, world.participants())
    world.check_books()


def show_participants(world: World, before: dict, after: dict) -> None:
    """Everybody's credits, deposits and reputation, before and after."""

    def change(name: str, key: str, form: str) -> str:
        return f"{before[name][key]:{form}} -> {after[name][key]:{form}}"

    rows = [
        [
            name,
            MACHINES.get(name, "purse" if name == COMMONS else "host"),
            change(name, "credits", ""),
            change(name, "deposits", ""),
            change(name, "reputation", ".4f"),
        ]
        for name in after
        if name in before
    ]
    world.account.table(["participant", "machine", "credits", "deposits", "reputation"], rows)


if __name__ == "__main__":
    sys.exit(main())
