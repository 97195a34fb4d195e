# mypy: disable-error-code=no-any-return
"""The methods of a host, as the calls of a batch.

Made by clients/python/generate.py from rpc-schemas/: change those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from . import types
from ._namespace import BatchNamespace, Reply


class BatchAuth(BatchNamespace):
    """`auth.*`."""

    def issue(
        self,
        *,
        identity: str | None = None,
        roles: Sequence[Literal['judge', 'solver', 'submitter', 'verifier', 'whistleblower']] | None = None,
        methods: Sequence[str] | None = None,
        rate: types.AuthIssueRate | None = None,
        expires: int | None = None,
    ) -> Reply[types.AuthIssueResult]:
        """Makes a token that narrows whichever connection presents it.

        `identity`: The only key to act as.
        `roles`: Of the roles' methods, only those of these.
        `methods`: Only these: names, `namespace.*`, or `*` (the default): all not administrative.
        `rate`: Only so many calls a second, and so many at once (one second's unless given).
        `expires`: Only before this moment, in seconds since 1970.
        """
        return self._call(
            "auth.issue",
            {
                "identity": identity,
                "roles": roles,
                "methods": methods,
                "rate": rate,
                "expires": expires,
            },
        )

    def revoke(
        self,
        *,
        token: str | None = None,
        id: str | None = None,
    ) -> Reply[types.AuthRevokeResult]:
        """Ends a token and everything narrowed from it, at once and for good.

        `token`: The token; either this or `id`.
        `id`: The id of a token, as `auth.issue` gave it; either this or `token`.
        """
        return self._call("auth.revoke", {"token": token, "id": id})

    def use(self, token: str) -> Reply[types.AuthUseResult]:
        """Narrows this connection to what a token allows.

        `token`: The token, as `auth.issue` gave it or as its holder narrowed it.
        """
        return self._call("auth.use", {"token": token})

    def whoami(self) -> Reply[types.AuthWhoamiResult]:
        """Who this connection is and what it may do."""
        return self._call("auth.whoami", {})


class BatchBlob(BatchNamespace):
    """`blob.*`."""

    def get(self, blob: str, path: str) -> Reply[types.BlobGetResult]:
        """Writes a blob to a file.

        `blob`: The blob's hash.
        `path`: Absolute path of the file to write; its directory must exist, the file is replaced.
        """
        return self._call("blob.get", {"blob": blob, "path": path})

    def info(self, blob: str) -> Reply[types.BlobInfoResult]:
        """Where a blob lies and how long it is.

        `blob`: The blob's hash.
        """
        return self._call("blob.info", {"blob": blob})

    def put(
        self,
        *,
        path: str | None = None,
        text: str | None = None,
    ) -> Reply[types.BlobPutResult]:
        """Stores a blob.

        `path`: Absolute path of a file to copy in.
        `text`: The blob itself, as UTF-8 text.
        """
        return self._call("blob.put", {"path": path, "text": text})


class BatchDataset(BatchNamespace):
    """`dataset.*`."""

    def info(self, blob: str) -> Reply[types.DatasetInfoResult]:
        """What a data set's blob holds.

        `blob`: The data set's blob.
        """
        return self._call("dataset.info", {"blob": blob})

    def register(
        self,
        path: str,
        *,
        labels: str | None = None,
        format: Literal['csv', 'idx', 'npy', 'npz', 'safetensors'] | None = None,
        scale: float | None = None,
        header: bool | None = None,
        labelColumn: int | None = None,
        featuresEntry: str | None = None,
        labelsEntry: str | None = None,
        train: int | None = None,
        seed: int | None = None,
    ) -> Reply[types.DatasetRegisterResult]:
        """Reads a data set and commits to it.

        `path`: Absolute path of the features (for CSV: features and label).
        `labels`: Absolute path of the labels; for IDX and .npy.
        `format`: The files' format; told from their names when absent.
        `scale`: Every feature is divided by this, so that 16 maps 0...16 to 0...1.
        `header`: Whether the first line of a CSV file names the columns and holds no sample.
        `labelColumn`: The column of a CSV file's label, counted from 0, or from -1, the last,
        backwards.
        `featuresEntry`: The name of the features in a .npz or .safetensors file; `features` when
        absent.
        `labelsEntry`: The name of the labels in a .npz or .safetensors file; `labels` when absent.
        `train`: How many samples go into the training set; all when absent.
        `seed`: Seed of the permutation that splits.
        """
        return self._call(
            "dataset.register",
            {
                "path": path,
                "labels": labels,
                "format": format,
                "scale": scale,
                "header": header,
                "labelColumn": labelColumn,
                "featuresEntry": featuresEntry,
                "labelsEntry": labelsEntry,
                "train": train,
                "seed": seed,
            },
        )


class BatchEvents(BatchNamespace):
    """`events.*`."""

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.EventsListResult]:
        """The subscriptions of this connection.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("events.list", {"cursor": cursor, "limit": limit})

    def listen(
        self,
        topics: Sequence[Literal['ledger', 'task', 'round', 'job', 'host']],
        *,
        since: int | None = None,
        filter: types.EventsListenFilter | None = None,
    ) -> Reply[types.EventsListenResult]:
        """Tells the caller what happens, from now on or from a number on.

        `topics`: What to listen to.
        `since`: The last number that the caller has; -1 for the log from its beginning. Without it
        only what happens from now on.
        `filter`: Which events: those that meet every condition, each by one of its values.
        """
        return self._call("events.listen", {"topics": topics, "since": since, "filter": filter})

    def unlisten(self, subscription: int) -> Reply[types.EventsUnlistenResult]:
        """Ends a subscription of this connection.

        `subscription`: The number that `events.listen` answered.
        """
        return self._call("events.unlisten", {"subscription": subscription})


class BatchHost(BatchNamespace):
    """`host.*`."""

    def help(self, *, method: str | None = None) -> Reply[types.HostHelpResult]:
        """What there is to call, or all about one method.

        `method`: A method's name.
        """
        return self._call("host.help", {"method": method})

    def info(self) -> Reply[types.HostInfoResult]:
        """What this host is and how it computes."""
        return self._call("host.info", {})

    def limits(self) -> Reply[types.HostLimitsResult]:
        """The limits this host keeps."""
        return self._call("host.limits", {})

    def metrics(self) -> Reply[types.HostMetricsResult]:
        """What this host counts and measures, in Prometheus' text form."""
        return self._call("host.metrics", {})

    def ping(self) -> Reply[types.HostPingResult]:
        """Answers at once."""
        return self._call("host.ping", {})

    def stop(self) -> Reply[types.HostStopResult]:
        """Shuts the host down in order."""
        return self._call("host.stop", {})


class BatchJob(BatchNamespace):
    """`job.*`."""

    def cancel(self, job: str) -> Reply[types.JobCancelResult]:
        """Ends a job, and answers when its work has stopped.

        `job`: The id that the detached call answered.
        """
        return self._call("job.cancel", {"job": job})

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.JobListResult]:
        """The caller's jobs that run, and those that have ended and are still kept.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("job.list", {"cursor": cursor, "limit": limit})

    def status(self, job: str) -> Reply[types.JobStatusResult]:
        """How a job stands, with its result once there is one.

        `job`: The id that the detached call answered.
        """
        return self._call("job.status", {"job": job})

    def wait(self, job: str, *, within: int | None = None) -> Reply[types.JobWaitResult]:
        """Answers when a job has ended, or when a time has passed.

        `job`: The id that the detached call answered.
        `within`: After how many milliseconds to answer in any case; without it the call's own
        deadline is the end.
        """
        return self._call("job.wait", {"job": job, "within": within})


class BatchJudge(BatchNamespace):
    """`judge.*`."""

    def appeal(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
        deposit: int | None = None,
        as_: str | None = None,
    ) -> Reply[types.JudgeAppealResult]:
        """Asks all who may judge whether a drawn panel was right.

        `challenge`: A challenge's id.
        `claim`: A claim's id.
        `deposit`: Credits to put at stake; the least that the network accepts when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "judge.appeal",
            {
                "challenge": challenge,
                "claim": claim,
                "deposit": deposit,
                "as": as_,
            },
        )

    def bench(self) -> Reply[types.JudgeBenchResult]:
        """Who may judge at present."""
        return self._call("judge.bench", {})

    def conclude(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.JudgeConcludeResult]:
        """Lets a ruling take effect, or ends what nobody ruled on.

        `challenge`: A challenge's id.
        `claim`: A claim's id.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("judge.conclude", {"challenge": challenge, "claim": claim, "as": as_})

    def pending(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.JudgePendingResult]:
        """What waits for a ruling.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("judge.pending", {"cursor": cursor, "limit": limit})

    def rule(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.JudgeRuleResult]:
        """Settles a challenge or a claim by recomputing it.

        `challenge`: A challenge's id.
        `claim`: A claim's id.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("judge.rule", {"challenge": challenge, "claim": claim, "as": as_})

    def status(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
    ) -> Reply[types.JudgeStatusResult]:
        """Who judges a dispute, what they have said, and until when.

        `challenge`: A challenge's id.
        `claim`: A claim's id.
        """
        return self._call("judge.status", {"challenge": challenge, "claim": claim})


class BatchKey(BatchNamespace):
    """`key.*`."""

    def create(self, name: str) -> Reply[types.KeyCreateResult]:
        """Makes a signing key.

        `name`: Name of the new key, for the parameter `as`: letters, digits, `_` and `-`, beginning
        with a letter or digit.
        """
        return self._call("key.create", {"name": name})

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.KeyListResult]:
        """The signing keys of this home.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("key.list", {"cursor": cursor, "limit": limit})


class BatchLedger(BatchNamespace):
    """`ledger.*`."""

    def append(self, body: str, signature: str) -> Reply[types.LedgerAppendResult]:
        """Appends an event that was signed elsewhere.

        `body`: The event's body: canonical JSON (RFC 8785, no reals), as text.
        `signature`: The Ed25519 signature, 64 bytes in hexadecimal digits.
        """
        return self._call("ledger.append", {"body": body, "signature": signature})

    def events(
        self,
        *,
        from_: int | None = None,
        limit: int | None = None,
    ) -> Reply[types.LedgerEventsResult]:
        """The log itself.

        `from_`: First log position.
        `limit`: Most events to answer.
        """
        return self._call("ledger.events", {"from": from_, "limit": limit})

    def explain(
        self,
        *,
        participant: str | None = None,
        task: str | None = None,
        contribution: str | None = None,
        round: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.LedgerExplainResult]:
        """Why was I paid, punished or refused?

        `participant`: Name or public key of a participant.
        `task`: A task's id.
        `contribution`: A contribution's id.
        `round`: A round's id.
        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call(
            "ledger.explain",
            {
                "participant": participant,
                "task": task,
                "contribution": contribution,
                "round": round,
                "cursor": cursor,
                "limit": limit,
            },
        )

    def tick(
        self,
        *,
        count: int | None = None,
        tick: int | None = None,
        as_: str | None = None,
    ) -> Reply[types.LedgerTickResult]:
        """Lets periods pass.

        `count`: How many votes to append, one after the other.
        `tick`: The tick that begins with the first vote; the next one when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("ledger.tick", {"count": count, "tick": tick, "as": as_})

    def verify(self) -> Reply[types.LedgerVerifyResult]:
        """Checks the whole log anew."""
        return self._call("ledger.verify", {})


class BatchModel(BatchNamespace):
    """`model.*`."""

    def create(
        self,
        model: types.Model,
        *,
        seed: int | None = None,
        batchSize: int | None = None,
    ) -> Reply[types.ModelCreateResult]:
        """The initial parameters of a model, from a seed.

        `model`: What is computed.
        `seed`: What the initial parameters follow from.
        `batchSize`: Samples of the step whose work is estimated.
        """
        return self._call("model.create", {"model": model, "seed": seed, "batchSize": batchSize})

    def evaluate(
        self,
        model: str,
        dataset: str,
        *,
        specification: str | None = None,
        task: str | None = None,
        round: str | None = None,
        architecture: types.Model | None = None,
    ) -> Reply[types.ModelEvaluateResult]:
        """Accuracy and mean loss of a model on a data set.

        `model`: Blob of a checkpoint or model.
        `dataset`: Blob of a data set.
        `specification`: Blob of a work specification.
        `task`: A task's id.
        `round`: A round's id.
        `architecture`: The model's description.
        """
        return self._call(
            "model.evaluate",
            {
                "model": model,
                "dataset": dataset,
                "specification": specification,
                "task": task,
                "round": round,
                "architecture": architecture,
            },
        )

    def gradient(
        self,
        model: types.Model,
        parameters: str,
        dataset: str,
        samples: Sequence[int],
        *,
        threads: int | None = None,
        instructionSet: Literal['portable', 'avx2', 'avx512'] | None = None,
    ) -> Reply[types.ModelGradientResult]:
        """The gradient of some samples' mean loss by a model's parameters.

        `model`: What is computed.
        `parameters`: Blob of parameters, or of a checkpoint whose parameters are taken.
        `dataset`: Blob of a data set.
        `samples`: Indices of samples, counted from 0.
        `threads`: Threads to use; they do not change the bits.
        `instructionSet`: Kernels to compute with; they do not change the bits.
        """
        return self._call(
            "model.gradient",
            {
                "model": model,
                "parameters": parameters,
                "dataset": dataset,
                "samples": samples,
                "threads": threads,
                "instructionSet": instructionSet,
            },
        )

    def train(
        self,
        model: types.Model,
        dataset: str,
        optimizer: types.Optimizer,
        batchSize: int,
        steps: int,
        *,
        batches: int | None = None,
        seed: int | None = None,
        parameters: str | None = None,
        checkpoint: str | None = None,
        threads: int | None = None,
        instructionSet: Literal['portable', 'avx2', 'avx512'] | None = None,
    ) -> Reply[types.ModelTrainResult]:
        """Trains a model on a data set, outside of any task.

        `model`: What is computed.
        `dataset`: Blob of a data set.
        `optimizer`: How gradients change parameters.
        `batchSize`: Samples of a step.
        `steps`: Steps in all, those before the checkpoint among them.
        `batches`: Batches that a step's samples are divided into, to need less memory.
        `seed`: What the initial parameters and the order of the samples follow from.
        `parameters`: Blob of parameters to begin with instead of the seed's.
        `checkpoint`: Blob of a checkpoint to go on from, with its optimizer's state.
        `threads`: Threads to use; they do not change the bits.
        `instructionSet`: Kernels to compute with; they do not change the bits.
        """
        return self._call(
            "model.train",
            {
                "model": model,
                "dataset": dataset,
                "optimizer": optimizer,
                "batchSize": batchSize,
                "steps": steps,
                "batches": batches,
                "seed": seed,
                "parameters": parameters,
                "checkpoint": checkpoint,
                "threads": threads,
                "instructionSet": instructionSet,
            },
        )


class BatchNetwork(BatchNamespace):
    """`network.*`."""

    def create(
        self,
        name: str,
        participants: Sequence[types.NetworkCreateParticipantsItem],
        *,
        mode: Literal['staked', 'reputationOnly'] | None = None,
        judges: Sequence[str] | None = None,
        timekeepers: Sequence[str] | None = None,
        parameters: types.NetworkCreateParameters | None = None,
        nonce: str | None = None,
    ) -> Reply[types.NetworkCreateResult]:
        """Creates the network of this home.

        `name`: The network's name, a label.
        `participants`: Who has joined from the start, in order of user id.
        `mode`: `staked`: fees and deposits; `reputationOnly`: neither.
        `judges`: Names of the judges: one is the trusted node, several are a quorum.
        `timekeepers`: Names of those whose votes make ticks.
        `parameters`: Genesis parameters that differ from their defaults, by name; `network.status`
        lists all.
        `nonce`: Makes the network's id differ from that of another with the same genesis; random
        when absent.
        """
        return self._call(
            "network.create",
            {
                "name": name,
                "participants": participants,
                "mode": mode,
                "judges": judges,
                "timekeepers": timekeepers,
                "parameters": parameters,
                "nonce": nonce,
            },
        )

    def status(self) -> Reply[types.NetworkStatusResult]:
        """The network's books, and where the log stands."""
        return self._call("network.status", {})


class BatchParticipant(BatchNamespace):
    """`participant.*`."""

    def join(self, name: str, *, as_: str | None = None) -> Reply[types.ParticipantJoinResult]:
        """Joins the network with a key of this home.

        `name`: The participant's label in the network.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("participant.join", {"name": name, "as": as_})

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.ParticipantListResult]:
        """The participants with their credits, deposits and reputation.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("participant.list", {"cursor": cursor, "limit": limit})

    def transfer(
        self,
        to: str,
        amount: int,
        *,
        as_: str | None = None,
    ) -> Reply[types.ParticipantTransferResult]:
        """Pays credits to another participant.

        `to`: Name or public key of the receiver.
        `amount`: Credits.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("participant.transfer", {"to": to, "amount": amount, "as": as_})


class BatchPlugin(BatchNamespace):
    """`plugin.*`."""

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.PluginListResult]:
        """The plugins, the methods they bring, and how they are.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("plugin.list", {"cursor": cursor, "limit": limit})

    def restart(self, plugin: str) -> Reply[types.PluginRestartResult]:
        """Ends a process plugin and runs it again.

        `plugin`: The plugin's name, its file's name, or its path.
        """
        return self._call("plugin.restart", {"plugin": plugin})

    def start(
        self,
        path: str,
        *,
        options: Mapping[str, Any] | None = None,
    ) -> Reply[types.PluginStartResult]:
        """Runs a program as a plugin of this host.

        `path`: The program: an executable file, by its absolute path.
        `options`: Values for options of this plugin, by name; they overrule those of the host.
        """
        return self._call("plugin.start", {"path": path, "options": options})

    def stop(self, plugin: str) -> Reply[types.PluginStopResult]:
        """Ends a process plugin.

        `plugin`: The plugin's name, its file's name, or its path.
        """
        return self._call("plugin.stop", {"plugin": plugin})


class BatchReputation(BatchNamespace):
    """`reputation.*`."""

    def aggregate(
        self,
        round: str,
        *,
        rule: Literal['normalized', 'attenuated', 'median', 'trimmedMean'] | None = None,
        trim: int | None = None,
    ) -> Reply[types.ReputationAggregateResult]:
        """The model that follows from the training log.

        `round`: The round's id: the hash of the event that opened it.
        `rule`: How contributions are joined.
        `trim`: Contributions cut off at either end of each coordinate, for `trimmedMean` alone: 1
        when absent.
        """
        return self._call("reputation.aggregate", {"round": round, "rule": rule, "trim": trim})

    def log(
        self,
        round: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.ReputationLogResult]:
        """The training log of a round.

        `round`: The round's id: the hash of the event that opened it.
        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("reputation.log", {"round": round, "cursor": cursor, "limit": limit})


class BatchRound(BatchNamespace):
    """`round.*`."""

    def close(self, round: str, *, as_: str | None = None) -> Reply[types.RoundCloseResult]:
        """Takes no more contributions.

        `round`: The round's id: the hash of the event that opened it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("round.close", {"round": round, "as": as_})

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.RoundListResult]:
        """The rounds of the network.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("round.list", {"cursor": cursor, "limit": limit})

    def open(
        self,
        specification: types.Specification,
        blockSamples: int,
        *,
        blocksEach: int | None = None,
        localSteps: int | None = None,
        assignment: Literal['open', 'beacon'] | None = None,
        initial: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.RoundOpenResult]:
        """Publishes an initial state to be improved together.

        `specification`: What is to be trained, on what and how long.
        `blockSamples`: Samples of a block.
        `blocksEach`: Most blocks that one author contributes on; all of them when absent.
        `localSteps`: Training steps of one contribution.
        `assignment`: Who chooses the blocks; the network's rule when absent.
        `initial`: Blob of the initial state; derived when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "round.open",
            {
                "specification": specification,
                "blockSamples": blockSamples,
                "blocksEach": blocksEach,
                "localSteps": localSteps,
                "assignment": assignment,
                "initial": initial,
                "as": as_,
            },
        )

    def publish(
        self,
        round: str,
        model: str,
        *,
        as_: str | None = None,
    ) -> Reply[types.RoundPublishResult]:
        """Publishes a model of the round.

        `round`: The round's id: the hash of the event that opened it.
        `model`: Blob of the model.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("round.publish", {"round": round, "model": model, "as": as_})

    def status(self, round: str) -> Reply[types.RoundStatusResult]:
        """A round with its contributions and published models.

        `round`: The round's id: the hash of the event that opened it.
        """
        return self._call("round.status", {"round": round})


class BatchRpc(BatchNamespace):
    """`rpc.*`."""

    def discover(self) -> Reply[types.RpcDiscoverResult]:
        """This interface as an OpenRPC document."""
        return self._call("rpc.discover", {})


class BatchSolver(BatchNamespace):
    """`solver.*`."""

    def abandon(self, task: str, *, as_: str | None = None) -> Reply[types.SolverAbandonResult]:
        """Gives an accepted task up.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.abandon", {"task": task, "as": as_})

    def accept(
        self,
        task: str,
        *,
        deposit: int | None = None,
        sealed: bool | None = None,
        as_: str | None = None,
    ) -> Reply[types.SolverAcceptResult]:
        """Takes a task and locks a deposit.

        `task`: The task's id: the hash of the event that submitted it.
        `deposit`: Credits locked; the least that is enough when absent: the network's minimum, and
        when sealed at least what the jackpot has of the fee.
        `sealed`: Whether to seal the result together with a wrong one, of which the beacon demands
        one (C3); see `solver.designate`. Only its solver can settle a sealed run, in time (see
        `task.settle`). A run that diverges or never moves is shown as it is.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "solver.accept",
            {
                "task": task,
                "deposit": deposit,
                "sealed": sealed,
                "as": as_,
            },
        )

    def contribute(
        self,
        round: str,
        *,
        block: int | None = None,
        name: str | None = None,
        update: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.SolverContributeResult]:
        """Computes an update on a block of samples and commits to it.

        `round`: The round's id: the hash of the event that opened it.
        `block`: Block of samples, from 0; the next one assigned or free when absent.
        `name`: File name in the training log; made from author and block when absent.
        `update`: Blob of an update made elsewhere.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "solver.contribute",
            {
                "round": round,
                "block": block,
                "name": name,
                "update": update,
                "as": as_,
            },
        )

    def designate(self, task: str, *, as_: str | None = None) -> Reply[types.SolverDesignateResult]:
        """Shows the one of two sealed results that the beacon demands.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.designate", {"task": task, "as": as_})

    def gradient(self, round: str, block: int) -> Reply[types.SolverGradientResult]:
        """What an honest contribution for a block is.

        `round`: The round's id: the hash of the event that opened it.
        `block`: Block of samples, from 0.
        """
        return self._call("solver.gradient", {"round": round, "block": block})

    def prepare(self, task: str, *, as_: str | None = None) -> Reply[types.SolverPrepareResult]:
        """The state that a run must start from.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.prepare", {"task": task, "as": as_})

    def prove(
        self,
        task: str,
        checkpoints: Sequence[str],
        *,
        as_: str | None = None,
    ) -> Reply[types.SolverProveResult]:
        """Appends a proof from checkpoints made elsewhere.

        `task`: The task's id: the hash of the event that submitted it.
        `checkpoints`: Blobs of all checkpoints in order, the initial state first.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.prove", {"task": task, "checkpoints": checkpoints, "as": as_})

    def reveal(
        self,
        round: str,
        block: int,
        *,
        as_: str | None = None,
    ) -> Reply[types.SolverRevealResult]:
        """Reveals a contribution that was committed to.

        `round`: The round's id: the hash of the event that opened it.
        `block`: Block of samples, from 0.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.reveal", {"round": round, "block": block, "as": as_})

    def train(
        self,
        task: str,
        *,
        threads: int | None = None,
        perturbation: int | None = None,
        executor: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.SolverTrainResult]:
        """Runs a task and appends the proof.

        `task`: The task's id: the hash of the event that submitted it.
        `threads`: Threads to use; they do not change the bits.
        `perturbation`: Seed of a changed order of sums.
        `executor`: A process plugin that trains instead of the built-in trainer; for tolerant
        tasks.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "solver.train",
            {
                "task": task,
                "threads": threads,
                "perturbation": perturbation,
                "executor": executor,
                "as": as_,
            },
        )

    def unseal(self, task: str, *, as_: str | None = None) -> Reply[types.SolverUnsealResult]:
        """Shows that the beacon demanded a planted error.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.unseal", {"task": task, "as": as_})


class BatchSubmitter(BatchNamespace):
    """`submitter.*`."""

    def cancel(self, task: str, *, as_: str | None = None) -> Reply[types.SubmitterCancelResult]:
        """Takes back work that nobody has accepted.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("submitter.cancel", {"task": task, "as": as_})

    def estimate(self, specification: types.Specification) -> Reply[types.SubmitterEstimateResult]:
        """What a piece of work would cost.

        `specification`: What is to be trained, on what and how long.
        """
        return self._call("submitter.estimate", {"specification": specification})

    def submit(
        self,
        specification: types.Specification,
        *,
        fee: int | None = None,
        inherits: str | None = None,
        taskSet: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.SubmitterSubmitResult]:
        """Offers work and locks its fee.

        `specification`: What is to be trained, on what and how long.
        `fee`: Credits offered; the least fee when absent.
        `inherits`: A paid task, whose final parameters this one starts from (T2); the beacon
        derives them when absent.
        `taskSet`: The larger workload of which this task is a part: tasks of one set that start
        from one beacon start from the same parameters (T2).
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "submitter.submit",
            {
                "specification": specification,
                "fee": fee,
                "inherits": inherits,
                "taskSet": taskSet,
                "as": as_,
            },
        )


class BatchTask(BatchNamespace):
    """`task.*`."""

    def expire(self, task: str, *, as_: str | None = None) -> Reply[types.TaskExpireResult]:
        """Ends what has waited beyond its deadline.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("task.expire", {"task": task, "as": as_})

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.TaskListResult]:
        """The tasks of the network.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("task.list", {"cursor": cursor, "limit": limit})

    def settle(self, task: str, *, as_: str | None = None) -> Reply[types.TaskSettleResult]:
        """Pays or punishes, once the challenge window is closed.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("task.settle", {"task": task, "as": as_})

    def status(self, task: str) -> Reply[types.TaskStatusResult]:
        """Where a task stands, and who must do what next.

        `task`: The task's id: the hash of the event that submitted it.
        """
        return self._call("task.status", {"task": task})


class BatchTensor(BatchNamespace):
    """`tensor.*`."""

    def delete(self, name: str) -> Reply[types.TensorDeleteResult]:
        """Forgets a tensor's name.

        `name`: The tensor's name in this home.
        """
        return self._call("tensor.delete", {"name": name})

    def distance(self, left: str, right: str) -> Reply[types.TensorDistanceResult]:
        """How far two sets of tensors are apart.

        `left`: A name in this home, a blob's hash, or the absolute path of a file.
        `right`: Another.
        """
        return self._call("tensor.distance", {"left": left, "right": right})

    def evaluate(
        self,
        inputs: Sequence[str | types.Numbers] | Mapping[str, str | types.Numbers],
        *,
        operator: str | None = None,
        settings: types.OperatorSettings | None = None,
        graph: types.TensorEvaluateGraph | None = None,
        upstream: str | types.Numbers | None = None,
        step: types.TensorEvaluateStep | None = None,
        execution: types.TensorEvaluateExecution | None = None,
        prefix: str | None = None,
        replace: bool | None = None,
    ) -> Reply[types.TensorEvaluateResult]:
        """Computes an operator, or a small graph, on given tensors.

        `inputs`: The tensors: a list for an operator, an object for a graph. Each is a name in this
        home, a blob's hash, the absolute path of a file, or numbers.
        `operator`: The name of an operator, such as `product`.
        `settings`: What the operator leaves open; a setting that it does not read is refused.
        `graph`: Instead of `operator`: nodes, and which of their values are wanted.
        `upstream`: The gradient of something by the first output; gradients are computed only with
        it.
        `step`: What the steps of optimizers, and dropout, need besides; 0 for what is absent.
        `execution`: How to compute, where not as the host does.
        `prefix`: Stores all results as tensors with names: the prefix, `gradients.` or `changed.`
        for those, and the name.
        `replace`: Whether names that other tensors have are given to the results.
        """
        return self._call(
            "tensor.evaluate",
            {
                "inputs": inputs,
                "operator": operator,
                "settings": settings,
                "graph": graph,
                "upstream": upstream,
                "step": step,
                "execution": execution,
                "prefix": prefix,
                "replace": replace,
            },
        )

    def export(
        self,
        tensors: str | Sequence[str],
        *,
        path: str | None = None,
        format: Literal['npy', 'npz', 'safetensors'] | None = None,
        entry: str | None = None,
        compress: bool | None = None,
        replace: bool | None = None,
    ) -> Reply[types.TensorExportResult]:
        """Writes tensors to a file, or stores one as a blob.

        `tensors`: One tensor, or a list of some: each a name in this home, a blob's hash, or the
        absolute path of a file.
        `path`: Absolute path of the file to write; its directory must exist.
        `format`: The format; told from the path when absent, and .safetensors for a blob.
        `entry`: Only the array of this name in each.
        `compress`: Whether the arrays of a .npz file are packed.
        `replace`: Whether a file that is there is replaced.
        """
        return self._call(
            "tensor.export",
            {
                "tensors": tensors,
                "path": path,
                "format": format,
                "entry": entry,
                "compress": compress,
                "replace": replace,
            },
        )

    def get(
        self,
        tensor: str,
        *,
        entry: str | None = None,
        format: Literal['npy', 'npz', 'safetensors', 'csv', 'idx'] | None = None,
    ) -> Reply[types.TensorGetResult]:
        """The numbers of a small tensor.

        `tensor`: A name in this home, a blob's hash, or the absolute path of a file.
        `entry`: Only the array of this name in the file.
        `format`: The file's format; told from its name or its bytes when absent, but for CSV and
        IDX in a blob.
        """
        return self._call("tensor.get", {"tensor": tensor, "entry": entry, "format": format})

    def import_(
        self,
        source: str,
        *,
        name: str | None = None,
        entry: str | None = None,
        prefix: str | None = None,
        format: Literal['npy', 'npz', 'safetensors', 'csv', 'idx'] | None = None,
        replace: bool | None = None,
    ) -> Reply[types.TensorImportResult]:
        """Stores the arrays of a file as named tensors.

        `source`: The file: a name in this home, a blob's hash, or the absolute path of a file.
        `name`: The name of a single array; for .npy, CSV and IDX files it is needed.
        `entry`: Only the array of this name in the file.
        `prefix`: What stands before the names in the file.
        `format`: The file's format; told from its name or its bytes when absent, but for CSV and
        IDX in a blob.
        `replace`: Whether names that other tensors have are given to these.
        """
        return self._call(
            "tensor.import",
            {
                "source": source,
                "name": name,
                "entry": entry,
                "prefix": prefix,
                "format": format,
                "replace": replace,
            },
        )

    def info(
        self,
        tensor: str,
        *,
        entry: str | None = None,
        format: Literal['npy', 'npz', 'safetensors', 'csv', 'idx'] | None = None,
    ) -> Reply[types.TensorInfoResult]:
        """Which tensors a file, a blob or a name holds.

        `tensor`: A name in this home, a blob's hash, or the absolute path of a file.
        `entry`: Only the array of this name in the file.
        `format`: The file's format; told from its name or its bytes when absent, but for CSV and
        IDX in a blob.
        """
        return self._call("tensor.info", {"tensor": tensor, "entry": entry, "format": format})

    def list(
        self,
        *,
        prefix: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Reply[types.TensorListResult]:
        """The named tensors of this home.

        `prefix`: Only those whose names begin so.
        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("tensor.list", {"prefix": prefix, "cursor": cursor, "limit": limit})

    def put(
        self,
        *,
        values: Sequence[float] | None = None,
        shape: Sequence[int] | None = None,
        type: Literal['F32', 'F64', 'I32', 'I64', 'U8'] | None = None,
        source: str | None = None,
        entry: str | None = None,
        name: str | None = None,
        replace: bool | None = None,
    ) -> Reply[types.TensorPutResult]:
        """Stores a tensor.

        `values`: The numbers, the last axis varying fastest; each is rounded to the type.
        `shape`: Length of each axis of `values`; one axis when absent.
        `type`: Element type of `values`.
        `source`: Instead of `values`: a name in this home, a blob's hash, or the absolute path of a
        file.
        `entry`: Which array of `source`, where that has several.
        `name`: A name in this home: text that is neither a hash nor begins with a slash.
        `replace`: Whether a name that another tensor has is given to this one.
        """
        return self._call(
            "tensor.put",
            {
                "values": values,
                "shape": shape,
                "type": type,
                "source": source,
                "entry": entry,
                "name": name,
                "replace": replace,
            },
        )


class BatchVerifier(BatchNamespace):
    """`verifier.*`."""

    def enlist(
        self,
        *,
        deposit: int | None = None,
        as_: str | None = None,
    ) -> Reply[types.VerifierEnlistResult]:
        """Stands ready as a verifier.

        `deposit`: Credits locked; the network's minimum when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("verifier.enlist", {"deposit": deposit, "as": as_})

    def profile(self, task: str, *, as_: str | None = None) -> Reply[types.VerifierProfileResult]:
        """Measures a task's threshold.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("verifier.profile", {"task": task, "as": as_})

    def report(
        self,
        task: str,
        accepted: bool,
        *,
        findings: Sequence[types.VerifierReportFindingsItem] | None = None,
        failedCheck: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.VerifierReportResult]:
        """Hands in a verdict that was made elsewhere.

        `task`: The task's id: the hash of the event that submitted it.
        `accepted`: Whether the proof passed.
        `findings`: What was found for each segment.
        `failedCheck`: The check that failed before any replay.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "verifier.report",
            {
                "task": task,
                "accepted": accepted,
                "findings": findings,
                "failedCheck": failedCheck,
                "as": as_,
            },
        )

    def verify(
        self,
        task: str,
        *,
        executor: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.VerifierVerifyResult]:
        """Replays segments of a proof and gives the verdict.

        `task`: The task's id: the hash of the event that submitted it.
        `executor`: A process plugin that replays instead of the built-in trainer; for tolerant
        tasks.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("verifier.verify", {"task": task, "executor": executor, "as": as_})

    def withdraw(self, *, as_: str | None = None) -> Reply[types.VerifierWithdrawResult]:
        """Stands down as a verifier.

        `as_`: Name in the key store of the key that signs.
        """
        return self._call("verifier.withdraw", {"as": as_})


class BatchWhistleblower(BatchNamespace):
    """`whistleblower.*`."""

    def audit(self, task: str, *, as_: str | None = None) -> Reply[types.WhistleblowerAuditResult]:
        """Replays what a verifier checked, and measures a profile again.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("whistleblower.audit", {"task": task, "as": as_})

    def challenge(
        self,
        task: str,
        *,
        segment: int | None = None,
        found: str | float | None = None,
        as_: str | None = None,
    ) -> Reply[types.WhistleblowerChallengeResult]:
        """Challenges a profile or a verdict, with a deposit.

        `task`: The task's id: the hash of the event that submitted it.
        `segment`: The segment, or the profile's sample, from 0; what the own audit finds when
        absent.
        `found`: Hash of the own end state (exact task) or relative error (tolerant task, profile);
        from the own replay when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "whistleblower.challenge",
            {
                "task": task,
                "segment": segment,
                "found": found,
                "as": as_,
            },
        )

    def claim(
        self,
        contribution: str,
        *,
        own: str | None = None,
        cosigner: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.WhistleblowerClaimResult]:
        """Claims that a contribution is false.

        `contribution`: The contribution's id.
        `own`: Hash of the update that the claimant found; computed when absent, and refused when it
        is the alleged one.
        `cosigner`: Who has co-signed this claim, in place of a deposit: a key, or a name (R4).
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "whistleblower.claim",
            {
                "contribution": contribution,
                "own": own,
                "cosigner": cosigner,
                "as": as_,
            },
        )

    def cosign(
        self,
        claimant: str,
        contribution: str,
        *,
        own: str | None = None,
        as_: str | None = None,
    ) -> Reply[types.WhistleblowerCosignResult]:
        """Answers with one's own reputation for a claim that another will file.

        `claimant`: Who will file the claim: a key, or a name.
        `contribution`: The contribution's id.
        `own`: Hash of the update that the claimant found; computed when absent, and refused when it
        is the alleged one.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "whistleblower.cosign",
            {
                "claimant": claimant,
                "contribution": contribution,
                "own": own,
                "as": as_,
            },
        )

    def enlist(
        self,
        *,
        deposit: int | None = None,
        as_: str | None = None,
    ) -> Reply[types.WhistleblowerEnlistResult]:
        """Stands ready as a whistleblower.

        `deposit`: Credits locked; the network's minimum when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("whistleblower.enlist", {"deposit": deposit, "as": as_})

    def patrol(
        self,
        *,
        cost: int | None = None,
        as_: str | None = None,
    ) -> Reply[types.WhistleblowerPatrolResult]:
        """One turn of the whistleblower's autopilot.

        `cost`: What an audit costs the whistleblower, in credits.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("whistleblower.patrol", {"cost": cost, "as": as_})

    def reveal(
        self,
        challenge: str,
        *,
        as_: str | None = None,
    ) -> Reply[types.WhistleblowerRevealResult]:
        """Says what a challenge is about.

        `challenge`: The challenge's id.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("whistleblower.reveal", {"challenge": challenge, "as": as_})

    def withdraw(self, *, as_: str | None = None) -> Reply[types.WhistleblowerWithdrawResult]:
        """Stands down as a whistleblower.

        `as_`: Name in the key store of the key that signs.
        """
        return self._call("whistleblower.withdraw", {"as": as_})


class BatchMethods:
    """All namespaces of a host."""

    def __init__(self, caller: BatchNamespace) -> None:
        self.auth = BatchAuth(caller)
        self.blob = BatchBlob(caller)
        self.dataset = BatchDataset(caller)
        self.events = BatchEvents(caller)
        self.host = BatchHost(caller)
        self.job = BatchJob(caller)
        self.judge = BatchJudge(caller)
        self.key = BatchKey(caller)
        self.ledger = BatchLedger(caller)
        self.model = BatchModel(caller)
        self.network = BatchNetwork(caller)
        self.participant = BatchParticipant(caller)
        self.plugin = BatchPlugin(caller)
        self.reputation = BatchReputation(caller)
        self.round = BatchRound(caller)
        self.rpc = BatchRpc(caller)
        self.solver = BatchSolver(caller)
        self.submitter = BatchSubmitter(caller)
        self.task = BatchTask(caller)
        self.tensor = BatchTensor(caller)
        self.verifier = BatchVerifier(caller)
        self.whistleblower = BatchWhistleblower(caller)
