"""The whole of Assay in one minute: three tasks and a round, on real data, with frauds caught.

    python3 examples/demo.py                    # handwritten digits
    DATASET=fashion python3 examples/demo.py    # Fashion-MNIST

The script needs nothing but Python's standard library and the program `assay` (the environment
variable ASSAY says where it is). It starts a host in a temporary directory, drives everything
through the host's JSON-RPC interface, and ends with a status other than zero if anything that it
exists to show is not so.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from demo_account import Account, PropertyDoesNotHold
from demo_round import Round
from demo_tasks import Tasks
from demo_world import COMMONS, MACHINES, World


def main() -> int:
    account = Account()
    try:
        with tempfile.TemporaryDirectory(prefix="assay-demo-") as directory:
            with Host(Path(directory) / "home") as host, host.connect() as client:
                tell(World(client, account, Path(directory)))
    except PropertyDoesNotHold as failure:
        print(f"\nFAILED: this does not hold: {failure}", file=sys.stderr)
        return 1
    except (RPCError, RuntimeError, ConnectionError) as failure:
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
