"""The stage of the demo: a network of ten students, its data, its clock and its books."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay import Client, Identity
from assay.errors import WrongPhase
from demo_account import Account

EXAMPLES = Path(__file__).resolve().parent
TICKS_MAX = 30  # The longest that the demo waits for anything, in ticks.

# Who takes part, with what machine. `commons` pays for the tasks and maintains the round.
MACHINES = {
    "aino": "desktop", "bela": "desktop", "chen": "desktop",
    "dara": "laptop", "emil": "laptop", "fatou": "laptop", "goran": "laptop",
    "hana": "laptop", "ines": "laptop", "jonas": "laptop",
}  # fmt: skip
COMMONS = "commons"
STUDENT_CREDITS = 10_000


@dataclass(frozen=True)
class Data:
    """A data set, and what the demo does with it."""

    title: str
    register: dict[str, Any]  # parameters of dataset.register; one call for each file set
    test: dict[str, Any] | None  # another file set for testing; split off when absent
    hidden: int  # width of the hidden layer
    steps: int  # bound of the first task's run
    interval: int  # steps from one of its checkpoints to the next
    target_loss: str  # the run may stop earlier, when its loss is this small
    local_steps: int  # steps of one contribution to the round, all of plain gradient descent
    local_rate: str  # their learning rate: small blocks bear, and need, larger steps
    accuracy_min: float  # what the first task's model must reach on the test set
    commons_credits: int  # what the tasks may cost together


DIGITS = Data(
    title="handwritten digits, 1,797 images of 8x8 pixels",
    register={"path": str(EXAMPLES / "data/digits.csv.gz"), "scale": 16, "train": 1437},
    test=None,
    hidden=64,
    steps=1100,
    interval=10,
    target_loss="0.03",
    local_steps=60,
    local_rate="0.5",
    accuracy_min=0.95,
    commons_credits=100_000,
)

FASHION_DIRECTORY = Path("/usr/share/datasets/fashion-mnist")


def fashion() -> Data:
    """Fashion-MNIST as Debian's package dataset-fashion-mnist installs it."""

    def files(part: str) -> dict[str, Any]:
        images, labels = (
            FASHION_DIRECTORY / f"{part}-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1")
        )
        for path in (images, labels):
            if not path.exists():
                raise SystemExit(
                    f"{path} is missing; `apt-get install dataset-fashion-mnist` brings it"
                )
        return {"path": str(images), "labels": str(labels), "format": "idx", "scale": 255}

    return Data(
        title="Fashion-MNIST, 60,000 + 10,000 images of 28x28 pixels",
        register=files("train"),
        test=files("t10k"),
        hidden=64,
        steps=2000,
        interval=20,
        target_loss="0.35",
        local_steps=60,
        local_rate="0.1",
        accuracy_min=0.80,
        commons_credits=10_000_000,
    )


class World:
    """The network as the demo sees it: who acts, what time it is, what the books say."""

    def __init__(self, client: Client, account: Account, directory: Path) -> None:
        self.client = client
        self.account = account
        self.directory = directory
        self.commons = client.acting_as(COMMONS)
        self.judge = client.acting_as("default")
        self.data = fashion() if os.environ.get("DATASET") == "fashion" else DIGITS
        self.floor = 0.0  # the least reputation, of newcomers and of the convicted
        self.train: dict[str, Any] = {}
        self.test: dict[str, Any] = {}

    def open(self) -> None:
        """Creates the network and reads the data."""
        participants = [
            {"name": COMMONS, "credits": self.data.commons_credits},
            *({"name": name, "credits": STUDENT_CREDITS} for name in MACHINES),
        ]
        created = self.client.network.create(name="students", participants=participants)
        self.account.say(
            f"Network {created['network'][:12]}...: ten students with three desktops and seven "
            f"laptops, and {COMMONS}, the purse that pays for their common model. The host keeps "
            "time and holds the blobs; its key is the trusted judge."
        )
        rules = self.client.network.status()["parameters"]["reputation"]
        self.floor = rules["floor"] / 1e12
        registered = self.client.dataset.register(**self.data.register)
        self.train, self.test = registered["train"], registered["test"]
        if self.data.test:
            self.test = self.client.dataset.register(**self.data.test)["train"]
        self.account.say(
            f"Data: {self.data.title}; {self.train['samples']} to train on, committed to by "
            f"Merkle root {self.train['root'][:12]}..., {self.test['samples']} kept for testing."
        )

    def as_(self, name: str) -> Identity:
        return self.client.acting_as(name)

    def tick(self, count: int = 1) -> None:
        """Lets time pass; the host is the timekeeper of its own network."""
        self.client.ledger.tick(count=count)

    def patiently(self, method: Callable[..., Any], **params: Any) -> Any:
        """Calls a method, and lets time pass for as long as it is too early for that."""
        for _ in range(TICKS_MAX):
            try:
                return method(**params)
            except WrongPhase as error:
                if not error.retryable:
                    raise
            self.tick()
        return method(**params)

    def participant(self, name: str) -> dict[str, Any]:
        """What the books say of a participant at present."""
        return self.participants()[name]

    def participants(self) -> dict[str, dict[str, Any]]:
        listed = self.client.participant.list()["participants"]
        return {entry["name"]: entry for entry in listed}

    def wealth(self, name: str) -> int:
        """Credits and deposits of a participant together."""
        entry = self.participant(name)
        return entry["credits"] + entry["deposits"]

    def why(self, position: int, **subject: str) -> None:
        """Prints why the event at a position did what it did to its subject."""
        entries = self.client.ledger.explain(**subject)["entries"]
        self.account.why(entry for entry in entries if entry["position"] == position)

    def specification(self, **differences: Any) -> dict[str, Any]:
        """The training that everything here is about, but for the differences."""
        layers = [{"linear": self.data.hidden}, {"relu": {}}, {"linear": self.train["classes"]}]
        return {
            "model": {"input": self.train["features"], "layers": layers, "loss": "crossEntropy"},
            "dataset": self.train["blob"],
            "optimizer": {"sgd": {"learningRate": "0.05", "momentum": "0.9"}},
            "batchSize": 64,
            "mode": "exact",
            **differences,
        }

    def check_books(self) -> None:
        """Nothing was made or lost, and the log bears looking into."""
        status = self.client.network.status()
        self.account.must(status["conserved"], "credits conserved: yes")
        verified = self.client.ledger.verify()
        self.account.must(
            verified["valid"] and verified["stateHash"] == status["stateHash"],
            f"the log's {verified['entries']} entries and {verified['signatures']} signatures hold "
            "and lead to the same state again",
        )
