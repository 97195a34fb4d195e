# mypy: disable-error-code=no-any-return
"""The methods of a host, each waiting for its result.

Made by clients/python/generate.py from rpc-schemas/: change those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from . import types
from ._namespace import Namespace, OnProgress


class Auth(Namespace):
    """`auth.*`."""

    def issue(
        self,
        *,
        identity: str | None = None,
        roles: Sequence[Literal['judge', 'solver', 'submitter', 'verifier', 'whistleblower']] | None = None,
        methods: Sequence[str] | None = None,
        rate: types.AuthIssueRate | None = None,
        expires: int | None = None,
        timeout: float | None = None,
    ) -> types.AuthIssueResult:
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
            timeout=timeout,
        )

    def revoke(
        self,
        *,
        token: str | None = None,
        id: str | None = None,
        timeout: float | None = None,
    ) -> types.AuthRevokeResult:
        """Ends a token and everything narrowed from it, at once and for good.

        `token`: The token; either this or `id`.
        `id`: The id of a token, as `auth.issue` gave it; either this or `token`.
        """
        return self._call("auth.revoke", {"token": token, "id": id}, timeout=timeout)

    def use(self, token: str, *, timeout: float | None = None) -> types.AuthUseResult:
        """Narrows this connection to what a token allows.

        `token`: The token, as `auth.issue` gave it or as its holder narrowed it.
        """
        return self._call("auth.use", {"token": token}, timeout=timeout)

    def whoami(self, *, timeout: float | None = None) -> types.AuthWhoamiResult:
        """Who this connection is and what it may do."""
        return self._call("auth.whoami", {}, timeout=timeout)


class Blob(Namespace):
    """`blob.*`."""

    def get(self, blob: str, path: str, *, timeout: float | None = None) -> types.BlobGetResult:
        """Writes a blob to a file.

        `blob`: The blob's hash.
        `path`: Absolute path of the file to write; its directory must exist, the file is replaced.
        """
        return self._call("blob.get", {"blob": blob, "path": path}, timeout=timeout)

    def info(self, blob: str, *, timeout: float | None = None) -> types.BlobInfoResult:
        """Where a blob lies and how long it is.

        `blob`: The blob's hash.
        """
        return self._call("blob.info", {"blob": blob}, timeout=timeout)

    def put(
        self,
        *,
        path: str | None = None,
        text: str | None = None,
        timeout: float | None = None,
    ) -> types.BlobPutResult:
        """Stores a blob.

        `path`: Absolute path of a file to copy in.
        `text`: The blob itself, as UTF-8 text.
        """
        return self._call("blob.put", {"path": path, "text": text}, timeout=timeout)


class Dataset(Namespace):
    """`dataset.*`."""

    def info(self, blob: str, *, timeout: float | None = None) -> types.DatasetInfoResult:
        """What a data set's blob holds.

        `blob`: The data set's blob.
        """
        return self._call("dataset.info", {"blob": blob}, timeout=timeout)

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
        timeout: float | None = None,
    ) -> types.DatasetRegisterResult:
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
            timeout=timeout,
        )


class Events(Namespace):
    """`events.*`."""

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.EventsListResult:
        """The subscriptions of this connection.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("events.list", {"cursor": cursor, "limit": limit}, timeout=timeout)

    def listen(
        self,
        topics: Sequence[Literal['ledger', 'task', 'round', 'job', 'host']],
        *,
        since: int | None = None,
        filter: types.EventsListenFilter | None = None,
        timeout: float | None = None,
    ) -> types.EventsListenResult:
        """Tells the caller what happens, from now on or from a number on.

        `topics`: What to listen to.
        `since`: The last number that the caller has; -1 for the log from its beginning. Without it
        only what happens from now on.
        `filter`: Which events: those that meet every condition, each by one of its values.
        """
        return self._call(
            "events.listen",
            {
                "topics": topics,
                "since": since,
                "filter": filter,
            },
            timeout=timeout,
        )

    def unlisten(
        self,
        subscription: int,
        *,
        timeout: float | None = None,
    ) -> types.EventsUnlistenResult:
        """Ends a subscription of this connection.

        `subscription`: The number that `events.listen` answered.
        """
        return self._call("events.unlisten", {"subscription": subscription}, timeout=timeout)


class Host(Namespace):
    """`host.*`."""

    def help(
        self,
        *,
        method: str | None = None,
        timeout: float | None = None,
    ) -> types.HostHelpResult:
        """What there is to call, or all about one method.

        `method`: A method's name.
        """
        return self._call("host.help", {"method": method}, timeout=timeout)

    def info(self, *, timeout: float | None = None) -> types.HostInfoResult:
        """What this host is and how it computes."""
        return self._call("host.info", {}, timeout=timeout)

    def limits(self, *, timeout: float | None = None) -> types.HostLimitsResult:
        """The limits this host keeps."""
        return self._call("host.limits", {}, timeout=timeout)

    def metrics(self, *, timeout: float | None = None) -> types.HostMetricsResult:
        """What this host counts and measures, in Prometheus' text form."""
        return self._call("host.metrics", {}, timeout=timeout)

    def ping(self, *, timeout: float | None = None) -> types.HostPingResult:
        """Answers at once."""
        return self._call("host.ping", {}, timeout=timeout)

    def stop(self, *, timeout: float | None = None) -> types.HostStopResult:
        """Shuts the host down in order."""
        return self._call("host.stop", {}, timeout=timeout)


class Job(Namespace):
    """`job.*`."""

    def cancel(self, job: str, *, timeout: float | None = None) -> types.JobCancelResult:
        """Ends a job, and answers when its work has stopped.

        `job`: The id that the detached call answered.
        """
        return self._call("job.cancel", {"job": job}, timeout=timeout)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.JobListResult:
        """The caller's jobs that run, and those that have ended and are still kept.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("job.list", {"cursor": cursor, "limit": limit}, timeout=timeout)

    def status(self, job: str, *, timeout: float | None = None) -> types.JobStatusResult:
        """How a job stands, with its result once there is one.

        `job`: The id that the detached call answered.
        """
        return self._call("job.status", {"job": job}, timeout=timeout)

    def wait(
        self,
        job: str,
        *,
        within: int | None = None,
        timeout: float | None = None,
    ) -> types.JobWaitResult:
        """Answers when a job has ended, or when a time has passed.

        `job`: The id that the detached call answered.
        `within`: After how many milliseconds to answer in any case; without it the call's own
        deadline is the end.
        """
        return self._call("job.wait", {"job": job, "within": within}, timeout=timeout)


class Judge(Namespace):
    """`judge.*`."""

    def appeal(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
        deposit: int | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.JudgeAppealResult:
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
            timeout=timeout,
        )

    def bench(self, *, timeout: float | None = None) -> types.JudgeBenchResult:
        """Who may judge at present."""
        return self._call("judge.bench", {}, timeout=timeout)

    def conclude(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.JudgeConcludeResult:
        """Lets a ruling take effect, or ends what nobody ruled on.

        `challenge`: A challenge's id.
        `claim`: A claim's id.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "judge.conclude",
            {
                "challenge": challenge,
                "claim": claim,
                "as": as_,
            },
            timeout=timeout,
        )

    def pending(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.JudgePendingResult:
        """What waits for a ruling.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("judge.pending", {"cursor": cursor, "limit": limit}, timeout=timeout)

    def rule(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
        as_: str | None = None,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> types.JudgeRuleResult:
        """Settles a challenge or a claim by recomputing it.

        `challenge`: A challenge's id.
        `claim`: A claim's id.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "judge.rule",
            {
                "challenge": challenge,
                "claim": claim,
                "as": as_,
            },
            on_progress=on_progress,
            timeout=timeout,
        )

    def status(
        self,
        *,
        challenge: str | None = None,
        claim: str | None = None,
        timeout: float | None = None,
    ) -> types.JudgeStatusResult:
        """Who judges a dispute, what they have said, and until when.

        `challenge`: A challenge's id.
        `claim`: A claim's id.
        """
        return self._call("judge.status", {"challenge": challenge, "claim": claim}, timeout=timeout)


class Key(Namespace):
    """`key.*`."""

    def create(self, name: str, *, timeout: float | None = None) -> types.KeyCreateResult:
        """Makes a signing key.

        `name`: Name of the new key, for the parameter `as`: letters, digits, `_` and `-`, beginning
        with a letter or digit.
        """
        return self._call("key.create", {"name": name}, timeout=timeout)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.KeyListResult:
        """The signing keys of this home.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("key.list", {"cursor": cursor, "limit": limit}, timeout=timeout)


class Ledger(Namespace):
    """`ledger.*`."""

    def append(
        self,
        body: str,
        signature: str,
        *,
        timeout: float | None = None,
    ) -> types.LedgerAppendResult:
        """Appends an event that was signed elsewhere.

        `body`: The event's body: canonical JSON (RFC 8785, no reals), as text.
        `signature`: The Ed25519 signature, 64 bytes in hexadecimal digits.
        """
        return self._call("ledger.append", {"body": body, "signature": signature}, timeout=timeout)

    def events(
        self,
        *,
        from_: int | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.LedgerEventsResult:
        """The log itself.

        `from_`: First log position.
        `limit`: Most events to answer.
        """
        return self._call("ledger.events", {"from": from_, "limit": limit}, timeout=timeout)

    def explain(
        self,
        *,
        participant: str | None = None,
        task: str | None = None,
        contribution: str | None = None,
        round: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.LedgerExplainResult:
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
            timeout=timeout,
        )

    def tick(
        self,
        *,
        count: int | None = None,
        tick: int | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.LedgerTickResult:
        """Lets periods pass.

        `count`: How many votes to append, one after the other.
        `tick`: The tick that begins with the first vote; the next one when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("ledger.tick", {"count": count, "tick": tick, "as": as_}, timeout=timeout)

    def verify(self, *, timeout: float | None = None) -> types.LedgerVerifyResult:
        """Checks the whole log anew."""
        return self._call("ledger.verify", {}, timeout=timeout)


class Model(Namespace):
    """`model.*`."""

    def create(
        self,
        model: types.Model,
        *,
        seed: int | None = None,
        batchSize: int | None = None,
        timeout: float | None = None,
    ) -> types.ModelCreateResult:
        """The initial parameters of a model, from a seed.

        `model`: What is computed.
        `seed`: What the initial parameters follow from.
        `batchSize`: Samples of the step whose work is estimated.
        """
        return self._call(
            "model.create",
            {
                "model": model,
                "seed": seed,
                "batchSize": batchSize,
            },
            timeout=timeout,
        )

    def evaluate(
        self,
        model: str,
        dataset: str,
        *,
        specification: str | None = None,
        task: str | None = None,
        round: str | None = None,
        architecture: types.Model | None = None,
        timeout: float | None = None,
    ) -> types.ModelEvaluateResult:
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
            timeout=timeout,
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
        timeout: float | None = None,
    ) -> types.ModelGradientResult:
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
            timeout=timeout,
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
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> types.ModelTrainResult:
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
            on_progress=on_progress,
            timeout=timeout,
        )


class Network(Namespace):
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
        timeout: float | None = None,
    ) -> types.NetworkCreateResult:
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
            timeout=timeout,
        )

    def status(self, *, timeout: float | None = None) -> types.NetworkStatusResult:
        """The network's books, and where the log stands."""
        return self._call("network.status", {}, timeout=timeout)


class Participant(Namespace):
    """`participant.*`."""

    def join(
        self,
        name: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.ParticipantJoinResult:
        """Joins the network with a key of this home.

        `name`: The participant's label in the network.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("participant.join", {"name": name, "as": as_}, timeout=timeout)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.ParticipantListResult:
        """The participants with their credits, deposits and reputation.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("participant.list", {"cursor": cursor, "limit": limit}, timeout=timeout)

    def transfer(
        self,
        to: str,
        amount: int,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.ParticipantTransferResult:
        """Pays credits to another participant.

        `to`: Name or public key of the receiver.
        `amount`: Credits.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "participant.transfer",
            {
                "to": to,
                "amount": amount,
                "as": as_,
            },
            timeout=timeout,
        )


class Plugin(Namespace):
    """`plugin.*`."""

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.PluginListResult:
        """The plugins, the methods they bring, and how they are.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("plugin.list", {"cursor": cursor, "limit": limit}, timeout=timeout)

    def restart(self, plugin: str, *, timeout: float | None = None) -> types.PluginRestartResult:
        """Ends a process plugin and runs it again.

        `plugin`: The plugin's name, its file's name, or its path.
        """
        return self._call("plugin.restart", {"plugin": plugin}, timeout=timeout)

    def start(
        self,
        path: str,
        *,
        options: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> types.PluginStartResult:
        """Runs a program as a plugin of this host.

        `path`: The program: an executable file, by its absolute path.
        `options`: Values for options of this plugin, by name; they overrule those of the host.
        """
        return self._call("plugin.start", {"path": path, "options": options}, timeout=timeout)

    def stop(self, plugin: str, *, timeout: float | None = None) -> types.PluginStopResult:
        """Ends a process plugin.

        `plugin`: The plugin's name, its file's name, or its path.
        """
        return self._call("plugin.stop", {"plugin": plugin}, timeout=timeout)


class Reputation(Namespace):
    """`reputation.*`."""

    def aggregate(
        self,
        round: str,
        *,
        rule: Literal['normalized', 'attenuated', 'median', 'trimmedMean'] | None = None,
        trim: int | None = None,
        timeout: float | None = None,
    ) -> types.ReputationAggregateResult:
        """The model that follows from the training log.

        `round`: The round's id: the hash of the event that opened it.
        `rule`: How contributions are joined.
        `trim`: Contributions cut off at either end of each coordinate, for `trimmedMean` alone: 1
        when absent.
        """
        return self._call(
            "reputation.aggregate",
            {
                "round": round,
                "rule": rule,
                "trim": trim,
            },
            timeout=timeout,
        )

    def log(
        self,
        round: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.ReputationLogResult:
        """The training log of a round.

        `round`: The round's id: the hash of the event that opened it.
        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call(
            "reputation.log",
            {
                "round": round,
                "cursor": cursor,
                "limit": limit,
            },
            timeout=timeout,
        )


class Round(Namespace):
    """`round.*`."""

    def close(
        self,
        round: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.RoundCloseResult:
        """Takes no more contributions.

        `round`: The round's id: the hash of the event that opened it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("round.close", {"round": round, "as": as_}, timeout=timeout)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.RoundListResult:
        """The rounds of the network.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("round.list", {"cursor": cursor, "limit": limit}, timeout=timeout)

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
        timeout: float | None = None,
    ) -> types.RoundOpenResult:
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
            timeout=timeout,
        )

    def publish(
        self,
        round: str,
        model: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.RoundPublishResult:
        """Publishes a model of the round.

        `round`: The round's id: the hash of the event that opened it.
        `model`: Blob of the model.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "round.publish",
            {
                "round": round,
                "model": model,
                "as": as_,
            },
            timeout=timeout,
        )

    def status(self, round: str, *, timeout: float | None = None) -> types.RoundStatusResult:
        """A round with its contributions and published models.

        `round`: The round's id: the hash of the event that opened it.
        """
        return self._call("round.status", {"round": round}, timeout=timeout)


class Rpc(Namespace):
    """`rpc.*`."""

    def discover(self, *, timeout: float | None = None) -> types.RpcDiscoverResult:
        """This interface as an OpenRPC document."""
        return self._call("rpc.discover", {}, timeout=timeout)


class Solver(Namespace):
    """`solver.*`."""

    def abandon(
        self,
        task: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverAbandonResult:
        """Gives an accepted task up.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.abandon", {"task": task, "as": as_}, timeout=timeout)

    def accept(
        self,
        task: str,
        *,
        deposit: int | None = None,
        sealed: bool | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverAcceptResult:
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
            timeout=timeout,
        )

    def contribute(
        self,
        round: str,
        *,
        block: int | None = None,
        name: str | None = None,
        update: str | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverContributeResult:
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
            timeout=timeout,
        )

    def designate(
        self,
        task: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverDesignateResult:
        """Shows the one of two sealed results that the beacon demands.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.designate", {"task": task, "as": as_}, timeout=timeout)

    def gradient(
        self,
        round: str,
        block: int,
        *,
        timeout: float | None = None,
    ) -> types.SolverGradientResult:
        """What an honest contribution for a block is.

        `round`: The round's id: the hash of the event that opened it.
        `block`: Block of samples, from 0.
        """
        return self._call("solver.gradient", {"round": round, "block": block}, timeout=timeout)

    def prepare(
        self,
        task: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverPrepareResult:
        """The state that a run must start from.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.prepare", {"task": task, "as": as_}, timeout=timeout)

    def prove(
        self,
        task: str,
        checkpoints: Sequence[str],
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverProveResult:
        """Appends a proof from checkpoints made elsewhere.

        `task`: The task's id: the hash of the event that submitted it.
        `checkpoints`: Blobs of all checkpoints in order, the initial state first.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "solver.prove",
            {
                "task": task,
                "checkpoints": checkpoints,
                "as": as_,
            },
            timeout=timeout,
        )

    def reveal(
        self,
        round: str,
        block: int,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverRevealResult:
        """Reveals a contribution that was committed to.

        `round`: The round's id: the hash of the event that opened it.
        `block`: Block of samples, from 0.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "solver.reveal",
            {
                "round": round,
                "block": block,
                "as": as_,
            },
            timeout=timeout,
        )

    def train(
        self,
        task: str,
        *,
        threads: int | None = None,
        perturbation: int | None = None,
        executor: str | None = None,
        as_: str | None = None,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> types.SolverTrainResult:
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
            on_progress=on_progress,
            timeout=timeout,
        )

    def unseal(
        self,
        task: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SolverUnsealResult:
        """Shows that the beacon demanded a planted error.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("solver.unseal", {"task": task, "as": as_}, timeout=timeout)


class Submitter(Namespace):
    """`submitter.*`."""

    def cancel(
        self,
        task: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SubmitterCancelResult:
        """Takes back work that nobody has accepted.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("submitter.cancel", {"task": task, "as": as_}, timeout=timeout)

    def estimate(
        self,
        specification: types.Specification,
        *,
        timeout: float | None = None,
    ) -> types.SubmitterEstimateResult:
        """What a piece of work would cost.

        `specification`: What is to be trained, on what and how long.
        """
        return self._call("submitter.estimate", {"specification": specification}, timeout=timeout)

    def submit(
        self,
        specification: types.Specification,
        *,
        fee: int | None = None,
        inherits: str | None = None,
        taskSet: str | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.SubmitterSubmitResult:
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
            timeout=timeout,
        )


class Task(Namespace):
    """`task.*`."""

    def expire(
        self,
        task: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.TaskExpireResult:
        """Ends what has waited beyond its deadline.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("task.expire", {"task": task, "as": as_}, timeout=timeout)

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.TaskListResult:
        """The tasks of the network.

        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call("task.list", {"cursor": cursor, "limit": limit}, timeout=timeout)

    def settle(
        self,
        task: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.TaskSettleResult:
        """Pays or punishes, once the challenge window is closed.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("task.settle", {"task": task, "as": as_}, timeout=timeout)

    def status(self, task: str, *, timeout: float | None = None) -> types.TaskStatusResult:
        """Where a task stands, and who must do what next.

        `task`: The task's id: the hash of the event that submitted it.
        """
        return self._call("task.status", {"task": task}, timeout=timeout)


class Tensor(Namespace):
    """`tensor.*`."""

    def delete(self, name: str, *, timeout: float | None = None) -> types.TensorDeleteResult:
        """Forgets a tensor's name.

        `name`: The tensor's name in this home.
        """
        return self._call("tensor.delete", {"name": name}, timeout=timeout)

    def distance(
        self,
        left: str,
        right: str,
        *,
        timeout: float | None = None,
    ) -> types.TensorDistanceResult:
        """How far two sets of tensors are apart.

        `left`: A name in this home, a blob's hash, or the absolute path of a file.
        `right`: Another.
        """
        return self._call("tensor.distance", {"left": left, "right": right}, timeout=timeout)

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
        timeout: float | None = None,
    ) -> types.TensorEvaluateResult:
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
            timeout=timeout,
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
        timeout: float | None = None,
    ) -> types.TensorExportResult:
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
            timeout=timeout,
        )

    def get(
        self,
        tensor: str,
        *,
        entry: str | None = None,
        format: Literal['npy', 'npz', 'safetensors', 'csv', 'idx'] | None = None,
        timeout: float | None = None,
    ) -> types.TensorGetResult:
        """The numbers of a small tensor.

        `tensor`: A name in this home, a blob's hash, or the absolute path of a file.
        `entry`: Only the array of this name in the file.
        `format`: The file's format; told from its name or its bytes when absent, but for CSV and
        IDX in a blob.
        """
        return self._call(
            "tensor.get",
            {
                "tensor": tensor,
                "entry": entry,
                "format": format,
            },
            timeout=timeout,
        )

    def import_(
        self,
        source: str,
        *,
        name: str | None = None,
        entry: str | None = None,
        prefix: str | None = None,
        format: Literal['npy', 'npz', 'safetensors', 'csv', 'idx'] | None = None,
        replace: bool | None = None,
        timeout: float | None = None,
    ) -> types.TensorImportResult:
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
            timeout=timeout,
        )

    def info(
        self,
        tensor: str,
        *,
        entry: str | None = None,
        format: Literal['npy', 'npz', 'safetensors', 'csv', 'idx'] | None = None,
        timeout: float | None = None,
    ) -> types.TensorInfoResult:
        """Which tensors a file, a blob or a name holds.

        `tensor`: A name in this home, a blob's hash, or the absolute path of a file.
        `entry`: Only the array of this name in the file.
        `format`: The file's format; told from its name or its bytes when absent, but for CSV and
        IDX in a blob.
        """
        return self._call(
            "tensor.info",
            {
                "tensor": tensor,
                "entry": entry,
                "format": format,
            },
            timeout=timeout,
        )

    def list(
        self,
        *,
        prefix: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> types.TensorListResult:
        """The named tensors of this home.

        `prefix`: Only those whose names begin so.
        `cursor`: What `next` said; without it the first page.
        `limit`: Most elements to answer.
        """
        return self._call(
            "tensor.list",
            {
                "prefix": prefix,
                "cursor": cursor,
                "limit": limit,
            },
            timeout=timeout,
        )

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
        timeout: float | None = None,
    ) -> types.TensorPutResult:
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
            timeout=timeout,
        )


class Verifier(Namespace):
    """`verifier.*`."""

    def enlist(
        self,
        *,
        deposit: int | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.VerifierEnlistResult:
        """Stands ready as a verifier.

        `deposit`: Credits locked; the network's minimum when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("verifier.enlist", {"deposit": deposit, "as": as_}, timeout=timeout)

    def profile(
        self,
        task: str,
        *,
        as_: str | None = None,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> types.VerifierProfileResult:
        """Measures a task's threshold.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "verifier.profile",
            {
                "task": task,
                "as": as_,
            },
            on_progress=on_progress,
            timeout=timeout,
        )

    def report(
        self,
        task: str,
        accepted: bool,
        *,
        findings: Sequence[types.VerifierReportFindingsItem] | None = None,
        failedCheck: str | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.VerifierReportResult:
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
            timeout=timeout,
        )

    def verify(
        self,
        task: str,
        *,
        executor: str | None = None,
        as_: str | None = None,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> types.VerifierVerifyResult:
        """Replays segments of a proof and gives the verdict.

        `task`: The task's id: the hash of the event that submitted it.
        `executor`: A process plugin that replays instead of the built-in trainer; for tolerant
        tasks.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "verifier.verify",
            {
                "task": task,
                "executor": executor,
                "as": as_,
            },
            on_progress=on_progress,
            timeout=timeout,
        )

    def withdraw(
        self,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.VerifierWithdrawResult:
        """Stands down as a verifier.

        `as_`: Name in the key store of the key that signs.
        """
        return self._call("verifier.withdraw", {"as": as_}, timeout=timeout)


class Whistleblower(Namespace):
    """`whistleblower.*`."""

    def audit(
        self,
        task: str,
        *,
        as_: str | None = None,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerAuditResult:
        """Replays what a verifier checked, and measures a profile again.

        `task`: The task's id: the hash of the event that submitted it.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "whistleblower.audit",
            {
                "task": task,
                "as": as_,
            },
            on_progress=on_progress,
            timeout=timeout,
        )

    def challenge(
        self,
        task: str,
        *,
        segment: int | None = None,
        found: str | float | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerChallengeResult:
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
            timeout=timeout,
        )

    def claim(
        self,
        contribution: str,
        *,
        own: str | None = None,
        cosigner: str | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerClaimResult:
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
            timeout=timeout,
        )

    def cosign(
        self,
        claimant: str,
        contribution: str,
        *,
        own: str | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerCosignResult:
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
            timeout=timeout,
        )

    def enlist(
        self,
        *,
        deposit: int | None = None,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerEnlistResult:
        """Stands ready as a whistleblower.

        `deposit`: Credits locked; the network's minimum when absent.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call("whistleblower.enlist", {"deposit": deposit, "as": as_}, timeout=timeout)

    def patrol(
        self,
        *,
        cost: int | None = None,
        as_: str | None = None,
        on_progress: OnProgress | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerPatrolResult:
        """One turn of the whistleblower's autopilot.

        `cost`: What an audit costs the whistleblower, in credits.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "whistleblower.patrol",
            {
                "cost": cost,
                "as": as_,
            },
            on_progress=on_progress,
            timeout=timeout,
        )

    def reveal(
        self,
        challenge: str,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerRevealResult:
        """Says what a challenge is about.

        `challenge`: The challenge's id.
        `as_`: Name in the key store of the key that signs.
        """
        return self._call(
            "whistleblower.reveal",
            {
                "challenge": challenge,
                "as": as_,
            },
            timeout=timeout,
        )

    def withdraw(
        self,
        *,
        as_: str | None = None,
        timeout: float | None = None,
    ) -> types.WhistleblowerWithdrawResult:
        """Stands down as a whistleblower.

        `as_`: Name in the key store of the key that signs.
        """
        return self._call("whistleblower.withdraw", {"as": as_}, timeout=timeout)


class Methods:
    """All namespaces of a host."""

    def __init__(self, caller: Namespace) -> None:
        self.auth = Auth(caller)
        self.blob = Blob(caller)
        self.dataset = Dataset(caller)
        self.events = Events(caller)
        self.host = Host(caller)
        self.job = Job(caller)
        self.judge = Judge(caller)
        self.key = Key(caller)
        self.ledger = Ledger(caller)
        self.model = Model(caller)
        self.network = Network(caller)
        self.participant = Participant(caller)
        self.plugin = Plugin(caller)
        self.reputation = Reputation(caller)
        self.round = Round(caller)
        self.rpc = Rpc(caller)
        self.solver = Solver(caller)
        self.submitter = Submitter(caller)
        self.task = Task(caller)
        self.tensor = Tensor(caller)
        self.verifier = Verifier(caller)
        self.whistleblower = Whistleblower(caller)


# Methods that act in somebody's name, by their parameter `as`.
SIGNING = frozenset(
    {
        "judge.appeal",
        "judge.conclude",
        "judge.rule",
        "ledger.tick",
        "participant.join",
        "participant.transfer",
        "round.close",
        "round.open",
        "round.publish",
        "solver.abandon",
        "solver.accept",
        "solver.contribute",
        "solver.designate",
        "solver.prepare",
        "solver.prove",
        "solver.reveal",
        "solver.train",
        "solver.unseal",
        "submitter.cancel",
        "submitter.submit",
        "task.expire",
        "task.settle",
        "verifier.enlist",
        "verifier.profile",
        "verifier.report",
        "verifier.verify",
        "verifier.withdraw",
        "whistleblower.audit",
        "whistleblower.challenge",
        "whistleblower.claim",
        "whistleblower.cosign",
        "whistleblower.enlist",
        "whistleblower.patrol",
        "whistleblower.reveal",
        "whistleblower.withdraw",
    }
)
