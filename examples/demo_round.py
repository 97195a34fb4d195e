"""A round: ten participants with ten files each, one lie among them, a true and a false claim."""

from __future__ import annotations

from typing import Any

from demo_account import ProgressBar, percent
from demo_forgery import forge_update
from demo_world import MACHINES, World

LIAR, CLAIMANT = "jonas", "aino"
SLANDERER, SLANDERED = "ines", "dara"
MADE_UP = "0" * 64  # What the slanderer says the honest update should have been.
FILES_EACH = 10
LYING_FILE = 4  # Of the liar's ten: it lies in 10 % of its files.
FACTOR = -150.0  # What the liar multiplies that update with.


class Round:
    """The life of a round, one method for each of its parts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.account = world.account
        self.round = ""

    def run(self) -> None:
        self.contribute()
        before = self.publish("with the lie in it")
        self.uphold_a_claim()
        self.reject_a_claim()
        after = self.publish("after the fraud was removed")
        self.account.must(
            after > before,
            f"test accuracy of the round's model: {percent(before)} before the fraud was removed, "
            f"{percent(after)} after",
        )
        self.world.commons.round.close(round=self.round)

    def contribute(self) -> None:
        """Everybody commits ten files, then reveals them; after the claim window they count."""
        world, account = self.world, self.account
        account.section("Round: ten participants contribute to one model")
        block_samples = world.train["samples"] // (FILES_EACH * len(MACHINES))
        steps = world.data.local_steps
        specification = world.specification(
            optimizer={"sgd": {"learningRate": world.data.local_rate, "momentum": "0"}},
            steps=steps,
            checkpointInterval=steps,
        )
        opened = world.commons.round.open(
            specification=specification,
            blockSamples=block_samples,
            blocksEach=FILES_EACH,
            localSteps=steps,
        )
        self.round = opened["round"]
        account.say(
            f"The commons opens a round of {opened['blocks']} blocks of {block_samples} samples; a "
            f"contribution is what {steps} steps on one block change."
        )
        shares = [(name, block) for block, name in enumerate(self.owners())]
        with ProgressBar("Ten commit and reveal") as bar:
            calls = 2 * len(shares)
            for step, (name, block) in enumerate(shares):
                self.commit(name, block)
                bar({"step": step + 1, "steps": calls})
            for step, (name, block) in enumerate(shares):
                world.patiently(world.as_(name).solver.reveal, round=self.round, block=block)
                bar({"step": len(shares) + step + 1, "steps": calls})
        self.wait_for_acceptance()
        reputation = world.participant(LIAR)["reputation"]
        account.say(
            f"All {len(shares)} files are in the training log. Everybody has earned ten levels of "
            f"reputation, the liar too: {reputation:.3f}. One file of {LIAR}'s ten is the honest "
            f"update times {FACTOR:g}; nobody has noticed yet."
        )

    def owners(self) -> list[str]:
        """Whose block is which: the first ten are the first participant's, and so on."""
        return [name for name in MACHINES for _ in range(FILES_EACH)]

    def commit(self, name: str, block: int) -> None:
        world = self.world
        lie: dict[str, Any] = {}
        if name == LIAR and block % FILES_EACH == LYING_FILE:
            honest = world.client.solver.gradient(round=self.round, block=block)
            update = forge_update(world.client, world.directory, honest["update"], FACTOR)
            lie = {"update": update}
        file = f"{name}-{block:04}.safetensors"
        world.as_(name).solver.contribute(round=self.round, block=block, name=file, **lie)

    def wait_for_acceptance(self) -> None:
        status = self.world.client.round.status(round=self.round)
        closes = max(entry["closes"] or 0 for entry in status["contributions"])
        now = self.world.client.network.status()["tick"]
        self.world.tick(max(closes - now, 1))
        accepted = len(self.log())
        everybody = FILES_EACH * len(MACHINES)
        self.account.must(accepted == everybody, f"{accepted} contributions are accepted")

    def log(self) -> list[dict[str, Any]]:
        return self.world.client.reputation.log(round=self.round)["entries"]

    def publish(self, when: str) -> float:
        """Aggregates with present reputations and publishes; answers the test accuracy."""
        world = self.world
        aggregate = world.client.reputation.aggregate(round=self.round)
        model = aggregate["model"]
        world.commons.round.publish(round=self.round, model=model)
        test = world.client.model.evaluate(
            model=model, dataset=world.test["blob"], round=self.round
        )
        weights = ", ".join(
            f"{author['name']} {percent(author['weight'])}" for author in aggregate["authors"]
        )
        self.account.say(
            f"The model {when}, from {aggregate['contributions']} contributions, reaches a test "
            f"accuracy of {percent(test['accuracy'])}. Weights by present reputation: {weights}."
        )
        return test["accuracy"]

    def uphold_a_claim(self) -> None:
        """Somebody recomputes the log, finds the lie and claims it."""
        world, account = self.world, self.account
        account.section("A fraud claim that is true")
        lies = [entry for entry in self.log() if not self.holds(entry)]
        account.must(
            [entry["participant"] for entry in lies] == [world.participant(LIAR)["participant"]],
            f"recomputing the whole log finds one file that is not what it says: {lies[0]['name']}",
        )
        had, gained_from = (world.participant(name)["reputation"] for name in (LIAR, CLAIMANT))
        contribution = lies[0]["contribution"]
        ruling = self.claim(CLAIMANT, contribution)
        account.must(ruling["finding"] == "upheld", "the claim is upheld")
        self.why_reputation_changed(ruling["position"], LIAR, CLAIMANT)
        self.must_have_fallen(LIAR)
        gain = world.participant(CLAIMANT)["reputation"] - gained_from
        account.must(
            abs(gain - had / 2) < 1e-12,
            f"{CLAIMANT} gained half of what {LIAR} had: {gain:.4f} of {had:.4f}",
        )

    def reject_a_claim(self) -> None:
        """Somebody accuses an honest author, and is punished like a liar."""
        account = self.account
        account.section("A fraud claim that is false")
        entry = next(entry for entry in self.log() if entry["name"].startswith(SLANDERED))
        before = self.world.participant(SLANDERED)["reputation"]
        ruling = self.claim(SLANDERER, entry["contribution"], own=MADE_UP)
        account.must(ruling["finding"] == "rejected", "the claim is rejected")
        self.why_reputation_changed(ruling["position"], SLANDERER)
        self.must_have_fallen(SLANDERER)
        account.must(
            self.world.participant(SLANDERED)["reputation"] == before,
            f"{SLANDERED}, wrongly accused, keeps reputation and files",
        )

    def holds(self, entry: dict[str, Any]) -> bool:
        """Whether a file of the log is what anybody gets who computes it again."""
        block = entry["block"]
        honest = self.world.client.solver.gradient(round=self.round, block=block)
        return honest["update"] == entry["update"]

    def claim(self, claimant: str, contribution: str, **own: str) -> dict[str, Any]:
        world = self.world
        filed = world.as_(claimant).whistleblower.claim(contribution=contribution, **own)
        ruling = world.patiently(world.judge.judge.rule, claim=filed["claim"])
        self.account.say(
            f"{claimant.title()} claims that it is false: it says {filed['alleged'][:12]}..., "
            f"{claimant} found {filed['own'][:12]}... The judge: {ruling['text']}"
        )
        return ruling

    def why_reputation_changed(self, position: int, *names: str) -> None:
        """Prints, from the ledger, what the ruling did to reputations."""
        for name in names:
            entries = self.world.client.ledger.explain(participant=name)["entries"]
            self.account.why(
                entry
                for entry in entries
                if entry["position"] == position and "reputation" in entry
            )

    def must_have_fallen(self, name: str) -> None:
        world = self.world
        entry = world.participant(name)
        self.account.must(
            entry["reputation"] == world.floor, f"{name}'s reputation fell to the floor"
        )
        left = [file for file in self.log() if file["participant"] == entry["participant"]]
        self.account.must(not left, f"all of {name}'s files left the training log")
