"""Three tasks: one is done, one forged and seen through, one forged and at first let pass."""

from __future__ import annotations

from typing import Any

from assay import Identity
from demo_account import ProgressBar, percent
from demo_forgery import forge_checkpoints
from demo_world import World

FORGED_STEPS = 200
MADE_UP = "0" * 64  # Where a challenger says that a segment ends who never replayed it.
FEE_MARGIN = 500  # What the commons offers above the least fee, to show that it comes back.


class Tasks:
    """The life of the tasks, one method each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.account = world.account
        self.trained = ""  # the final checkpoint of the honest run
        self.fraction = 0.0  # of training that its verification cost

    def run(self) -> None:
        self.honest()
        self.seen_through()
        self.let_pass()

    def honest(self) -> None:
        """Solved, proved, verified, wrongly challenged, paid, and the excess refunded."""
        world, account = self.world, self.account
        account.section("Task 1: an honest run, and a challenge that is wrong")
        aino, dara, hana = (world.as_(name) for name in ("aino", "dara", "hana"))
        before = {name: world.wealth(name) for name in ("aino", "dara", "hana", "commons")}
        dara.verifier.enlist()
        task = self.submit(
            steps=world.data.steps,
            checkpointInterval=world.data.interval,
            mode="exact",
            targetLoss=world.data.target_loss,
        )
        self.profile(dara, task)
        world.patiently(aino.solver.accept, task=task)
        run = self.train(aino, task)
        self.trained = run["finalCheckpoint"]
        test = world.client.model.evaluate(
            model=self.trained, dataset=world.test["blob"], task=task
        )
        verdict = self.verify(dara, task)
        self.fraction = verdict["fraction"]
        account.must(verdict["accepted"], "the honest proof is accepted")

        ruling = self.challenge(hana, task, segment=0, found=MADE_UP)
        account.must(ruling["finding"] == "wrong", "the judge finds the made-up challenge wrong")
        world.why(ruling["position"], task=task)
        account.must(world.wealth("hana") < before["hana"], "the wrong challenge cost its deposit")

        settled = self.settle(task)
        account.must(settled["phase"] == "paid", "the honest task is paid")
        for name, role in (("aino", "solver"), ("dara", "verifier")):
            gain = world.wealth(name) - before[name]
            account.must(gain > 0, f"{name}, the {role}, earned {gain} credits")
        account.must(
            settled["refunded"] >= FEE_MARGIN,
            f"{settled['refunded']} credits of the fee were not used and went back to the commons",
        )
        account.must(
            test["accuracy"] >= world.data.accuracy_min,
            f"test accuracy of the task's model: {percent(test['accuracy'])} "
            f"(at least {percent(world.data.accuracy_min)})",
        )
        account.must(
            self.fraction < 0.5,
            f"verification cost {percent(self.fraction)} of the training that it checked",
        )

    def seen_through(self) -> None:
        """Forged, rejected, punished; then done honestly on a machine that rounds differently."""
        world, account = self.world, self.account
        account.section("Task 2: a forged proof, and a verifier who replays it")
        goran, dara, bela = (world.as_(name) for name in ("goran", "dara", "bela"))
        wealth = world.wealth("goran")
        task = self.submit(steps=FORGED_STEPS, checkpointInterval=10, mode="tolerant")
        profile = self.profile(dara, task)
        self.forge(goran, task)
        verdict = self.verify(dara, task)
        account.must(not verdict["accepted"], "the diligent verifier rejects the forged proof")
        settled = self.settle(task)
        loss = wealth - world.wealth("goran")
        account.must(loss > 0, f"goran lost the deposit of {loss} credits")
        account.must(settled["phase"] == "open", "the task is open to others again")

        account.say(
            "Bela's desktop now does the work. It adds up in another order, as other hardware "
            "does, so its bits differ; the profiled threshold tells that from fraud."
        )
        world.patiently(bela.solver.accept, task=task)
        self.train(bela, task, perturbation=20260)
        verdict = self.verify(dara, task)
        account.must(
            verdict["accepted"] and 0 < verdict["distance"] <= profile["threshold"],
            f"rounding moved Bela's run by {verdict['distance']:.2g}, which is within the profiled "
            f"threshold of {profile['threshold']:.2g}",
        )
        account.must(self.settle(task)["phase"] == "paid", "the honest second attempt is paid")

    def let_pass(self) -> None:
        """Forged, accepted without a look, challenged, ruled upon: solver and verifier pay."""
        world, account = self.world, self.account
        account.section("Task 3: a forged proof, and a verifier who does not look")
        chen, dara, emil, fatou = (world.as_(name) for name in ("chen", "dara", "emil", "fatou"))
        task = self.submit(steps=FORGED_STEPS, checkpointInterval=20, mode="exact")
        self.profile(dara, task)
        dara.verifier.withdraw()
        wealth = {name: world.wealth(name) for name in ("chen", "emil", "fatou")}
        emil.verifier.enlist()
        fatou.whistleblower.enlist()
        self.forge(chen, task)
        world.patiently(emil.verifier.report, task=task, accepted=True)
        account.say("Emil was drawn to verify it and accepted it without replaying anything.")

        with ProgressBar("Fatou audits  ") as bar:
            audit = fatou.whistleblower.audit(task=task, on_progress=bar)
        faulty = [finding for finding in audit["findings"] if finding["faulty"]]
        account.must(bool(faulty), f"the whistleblower's audit finds {len(faulty)} faulty segments")
        ruling = self.challenge(fatou, task)
        account.must(ruling["finding"] == "right", "the judge finds the challenge right")
        world.why(ruling["position"], task=task)
        for name, role in (("chen", "solver"), ("emil", "verifier")):
            loss = wealth[name] - world.wealth(name)
            account.must(loss > 0, f"{name}, the {role}, lost {loss} credits of deposit")
        reward = world.wealth("fatou") - wealth["fatou"]
        account.must(reward > 0, f"fatou, the whistleblower, gained {reward} credits")
        world.commons.submitter.cancel(task=task)

    # The steps of a task's life.

    def submit(self, **differences: Any) -> str:
        """Estimates the work and offers it, for more than it can cost."""
        specification = self.world.specification(**differences)
        estimate = self.world.client.submitter.estimate(specification=specification)
        offer = self.world.commons.submitter.submit(
            specification=specification, fee=estimate["fee"] + FEE_MARGIN
        )
        self.account.say(
            f"The commons offers {offer['fee']} credits for at most {estimate['steps']} steps "
            f"({estimate['flops'] / 1e9:.2f} GFLOP, least fee {estimate['fee']}), a checkpoint "
            f"every {specification['checkpointInterval']}, mode {specification['mode']}."
        )
        return offer["task"]

    def profile(self, verifier: Identity, task: str) -> dict[str, Any]:
        with ProgressBar(f"{verifier.name.title()} profiles ") as bar:
            profile = verifier.verifier.profile(task=task, on_progress=bar)
        self.account.say(
            f"{verifier.name.title()} measured the threshold: {profile['threshold']:.3g} of a "
            f"segment's displacement, from {profile['samples']} re-executions."
        )
        return profile

    def train(self, solver: Identity, task: str, **options: Any) -> dict[str, Any]:
        with ProgressBar(f"{solver.name.title()} trains  ") as bar:
            run = self.world.patiently(solver.solver.train, on_progress=bar, task=task, **options)
        self.account.say(
            f"{solver.name.title()} {run['outcome']} after {run['steps']} steps with a loss of "
            f"{run['loss']:.4f} and handed in a proof with {run['checkpoints']} checkpoints."
        )
        return run

    def forge(self, solver: Identity, task: str) -> None:
        """Accepts a task and hands in straight lines between a real start and a real end."""
        world = self.world
        world.patiently(solver.solver.accept, task=task)
        start = world.patiently(solver.solver.prepare, task=task)
        checkpoints = forge_checkpoints(
            world.client,
            world.directory,
            (start["initial"], self.trained),
            start["steps"],
            start["checkpointInterval"],
        )
        solver.solver.prove(task=task, checkpoints=checkpoints)
        self.account.say(
            f"{solver.name.title()} trained nothing: the {len(checkpoints)} checkpoints of this "
            "proof lie on a straight line from the derived start to a model from elsewhere."
        )

    def verify(self, verifier: Identity, task: str) -> dict[str, Any]:
        with ProgressBar(f"{verifier.name.title()} verifies ") as bar:
            verdict = self.world.patiently(verifier.verifier.verify, on_progress=bar, task=task)
        word = "accepts" if verdict["accepted"] else f"rejects: {verdict['reason']}"
        self.account.say(
            f"{verifier.name.title()} replayed {len(verdict['findings'])} segments "
            f"({percent(verdict['fraction'])} of the run), found a distance of "
            f"{verdict['distance'] or 0:.3g} where {verdict['threshold']:.3g} is allowed, "
            f"and {word}."
        )
        return verdict

    def challenge(self, challenger: Identity, task: str, **found: Any) -> dict[str, Any]:
        """Commits, waits, reveals, and lets the judge recompute."""
        world = self.world
        challenge = challenger.whistleblower.challenge(task=task, **found)
        world.patiently(challenger.whistleblower.reveal, challenge=challenge["challenge"])
        ruling = world.patiently(world.judge.judge.rule, challenge=challenge["challenge"])
        self.account.say(
            f"{challenger.name.title()} challenged segment {challenge['segment']}. "
            f"The judge: {ruling['text']}"
        )
        return ruling

    def settle(self, task: str) -> dict[str, Any]:
        settled = self.world.patiently(self.world.commons.task.settle, task=task)
        self.account.say(f"The task is settled and is now {settled['phase']}.")
        self.world.why(settled["position"], task=task)
        return settled
