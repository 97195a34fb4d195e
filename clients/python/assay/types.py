"""What methods take and answer, as types for a type checker.

Made by clients/python/generate.py from rpc-schemas/: change those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, Union


class _AuthIssueRate(TypedDict):
    perSecond: int


class AuthIssueRate(_AuthIssueRate, total=False):
    """An object of the interface."""

    burst: int


class AuthIssueResult(TypedDict):
    """An object of the interface.

    `token`: The token, to be kept secret.

    `id`: What `auth.revoke` takes, and what errors and `auth.whoami` name.

    `caveats`: The restrictions that it carries, its issuer's own first.
    """

    token: str
    id: str
    caveats: list[dict[str, Any]]


class AuthRevokeResult(TypedDict):
    """An object of the interface.

    `id`: The name under which it is revoked.

    `alreadyRevoked`: Whether it had been revoked before.
    """

    id: str
    alreadyRevoked: bool


class AuthUseResultRate(TypedDict):
    """The tightest limit on how often it may call; null for none."""

    perSecond: int
    burst: int


class AuthUseResult(TypedDict):
    """An object of the interface.

    `user`: The number of the user at the other end; null on standard input.

    `groups`: The numbers of that process's groups.

    `process`: The number of the process that connected; null on standard input.

    `decidedBy`: `owner`, or which rule of the configuration's `access`, from 1.

    `tokenRequired`: Whether nothing may be called before a token has been presented.

    `tokens`: The ids of the tokens that this connection has presented.

    `identities`: The keys of this home as which this connection may act.

    `roles`: The roles whose methods this connection may call.

    `methods`: Patterns of the methods that this connection may call, roles permitting.

    `files`: Whether the host reads and writes files that this connection names.

    `rate`: The tightest limit on how often it may call; null for none.

    `callsLeft`: How many calls it may make right now; null where they are not counted.

    `expires`: When it may nothing any more, in seconds since 1970; null for never.
    """

    user: int | None
    groups: list[int]
    process: int | None
    decidedBy: str
    tokenRequired: bool
    tokens: list[str]
    identities: list[str]
    roles: list[Literal['judge', 'solver', 'submitter', 'verifier', 'whistleblower']]
    methods: list[str]
    files: bool
    rate: AuthUseResultRate | None
    callsLeft: int | None
    expires: int | None


class AuthWhoamiResultRate(TypedDict):
    """The tightest limit on how often it may call; null for none."""

    perSecond: int
    burst: int


class AuthWhoamiResult(TypedDict):
    """An object of the interface.

    `user`: The number of the user at the other end; null on standard input.

    `groups`: The numbers of that process's groups; of the owner's processes the first one only, for
    groups decide nothing about them.

    `process`: The number of the process that connected; null on standard input.

    `decidedBy`: `owner`, or which rule of the configuration's `access`, from 1.

    `tokenRequired`: Whether nothing may be called before a token has been presented.

    `tokens`: The ids of the tokens that this connection has presented.

    `identities`: The keys of this home as which this connection may act.

    `roles`: The roles whose methods this connection may call.

    `methods`: Patterns of the methods that this connection may call, roles permitting.

    `files`: Whether the host reads and writes files that this connection names.

    `rate`: The tightest limit on how often it may call; null for none.

    `callsLeft`: How many calls it may make right now; null where they are not counted.

    `expires`: When it may nothing any more, in seconds since 1970; null for never.
    """

    user: int | None
    groups: list[int]
    process: int | None
    decidedBy: str
    tokenRequired: bool
    tokens: list[str]
    identities: list[str]
    roles: list[Literal['judge', 'solver', 'submitter', 'verifier', 'whistleblower']]
    methods: list[str]
    files: bool
    rate: AuthWhoamiResultRate | None
    callsLeft: int | None
    expires: int | None


class BlobGetResult(TypedDict):
    """An object of the interface.

    `blob`: SHA-256 of the bytes, the blob's name.

    `byteCount`: Length in bytes.
    """

    blob: str
    byteCount: int
    path: str


class BlobInfoResult(TypedDict):
    """An object of the interface.

    `blob`: SHA-256 of the bytes, the blob's name.

    `byteCount`: Length in bytes.

    `path`: The stored file.
    """

    blob: str
    byteCount: int
    path: str


class BlobPutResult(TypedDict):
    """An object of the interface.

    `blob`: SHA-256 of the bytes, the blob's name.

    `byteCount`: Length in bytes.
    """

    blob: str
    byteCount: int


class DatasetInfoResult(TypedDict):
    """An object of the interface.

    `blob`: The canonical data set's blob.

    `root`: Root of the Merkle tree over its samples.

    `samples`: Number of samples.

    `features`: Features of a sample.

    `classes`: Number of classes.
    """

    blob: str
    root: str
    samples: int
    features: int
    classes: int


class DatasetRegisterResultTrain(TypedDict):
    """An object of the interface.

    `blob`: The canonical data set's blob.

    `root`: Root of the Merkle tree over its samples.

    `samples`: Number of samples.

    `features`: Features of a sample.

    `classes`: Number of classes.
    """

    blob: str
    root: str
    samples: int
    features: int
    classes: int


class DatasetRegisterResultTest(TypedDict):
    """The remaining samples, or null.

    `blob`: The canonical data set's blob.

    `root`: Root of the Merkle tree over its samples.

    `samples`: Number of samples.

    `features`: Features of a sample.

    `classes`: Number of classes.
    """

    blob: str
    root: str
    samples: int
    features: int
    classes: int


class DatasetRegisterResult(TypedDict):
    """An object of the interface.

    `test`: The remaining samples, or null.
    """

    train: DatasetRegisterResultTrain
    test: DatasetRegisterResultTest | None


class EventsListResultSubscriptionsItem(TypedDict):
    """An object of the interface.

    `filter`: The conditions, with participants by their keys.

    `reached`: The last number that was sent, passed over or not wanted; to be given as `since` to
    go on from there.
    """

    subscription: int
    topics: list[Literal['ledger', 'task', 'round', 'job', 'host']]
    filter: dict[str, Any]
    reached: int


class EventsListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    subscriptions: list[EventsListResultSubscriptionsItem]
    next: str | None


class EventsListenFilter(TypedDict, total=False):
    """An object of the interface.

    `kinds`: Kinds of events, such as `task.submit`.

    `namespaces`: What kinds begin with, such as `task`.

    `participants`: Names or keys of participants that an event is by or about.

    `tasks`: Ids of tasks that an event is about.

    `rounds`: Ids of rounds that an event is about.

    `jobs`: Ids of jobs that an event is about.
    """

    kinds: Sequence[str]
    namespaces: Sequence[str]
    participants: Sequence[str]
    tasks: Sequence[str]
    rounds: Sequence[str]
    jobs: Sequence[str]


_EventsListenResultFields = TypedDict(
    "_EventsListenResultFields",
    {
        "subscription": "int",
        "from": "int",
    },
)


class EventsListenResult(_EventsListenResultFields):
    """An object of the interface.

    `subscription`: The number of the subscription, which its notifications carry.

    `from`: The first number that the subscription looks at.
    """


class EventsUnlistenResult(TypedDict):
    """An object of the interface.

    `subscription`: The subscription that has ended.
    """

    subscription: int


class HostHelpResultMethodsItem(TypedDict):
    """An object of the interface."""

    name: str
    summary: str


class HostHelpResult(TypedDict):
    """An object of the interface.

    `text`: The same for people.

    `method`: The one method's OpenRPC Method Object; null when none was asked about.
    """

    text: str
    methods: list[HostHelpResultMethodsItem]
    method: dict[str, Any] | None


class HostInfoResult(TypedDict):
    """An object of the interface.

    `version`: Version of the program.

    `home`: Directory of log, blobs and keys.

    `network`: The network's id, or null before `network.create`.

    `instructionSets`: Those that this machine can run.

    `instructionSet`: The one in use.

    `threads`: Threads that training uses unless told otherwise.
    """

    name: Literal['assay']
    version: str
    home: str
    network: str | None
    instructionSets: list[Literal['portable', 'avx2', 'avx512']]
    instructionSet: Literal['portable', 'avx2', 'avx512']
    threads: int


class HostLimitsResult(TypedDict):
    """An object of the interface.

    `messageBytesMax`: Longest message, in bytes.

    `depthMax`: Deepest nesting of JSON values.

    `batchCountMax`: Most calls in one batch.

    `batchReplyBytesMax`: How many bytes the replies to a batch may have before no more of its calls
    is carried out; those are answered with error 108.

    `connectionsMax`: Most connections at a time. One user other than the host's owner has at most
    half of them, and all such users together three quarters.

    `callsInFlightMax`: Most unanswered calls of a connection.

    `idleSecondsMax`: Seconds of silence after which a connection without a call in flight is
    closed, told so by error 108; 0 is never. Standard input and output may be silent for ever.

    `blobBytesMax`: Longest blob, in bytes.

    `tensorValuesMax`: Most numbers of a tensor that travel as JSON.

    `tensorNamesMax`: Most tensors that have names.

    `memoryBytesMax`: Most bytes of memory that a step of training (with the state that model.train
    keeps beside it), an evaluation or an aggregation takes.

    `stepFlopsMax`: Most floating-point operations of a step of training, counted as for
    `evaluationFlopsMax` without a perturbation.

    `evaluationFlopsMax`: Most floating-point operations of tensor.evaluate. What takes longer
    counts more: an operation of a pool 64; an element that is read, written or copied 64, under a
    perturbation 1,024; each matrix product 4,096 besides. The gradient of a convolution by its
    input counts as if its stride were 1, that by its weights as if a group had a multiple of 16
    outputs; each element of a convolution's patches counts 64, divided by the pixels of a row up to
    16, and each of its planes with their padding 64; under a perturbation each of its weights 64
    for each sample.

    `subscriptionsMax`: Most subscriptions of a connection.

    `eventsBehindMax`: How many numbers a listener may be behind before events are lost to it.

    `eventBytesUnsentMax`: How many bytes may wait to be sent to a connection before its events
    wait, too.

    `deadlineOrderedMilliseconds`: After how many milliseconds a call is stopped whose method is
    answered in order, unless its `deadline` says otherwise.

    `deadlineLongMilliseconds`: The same for calls of long methods. Control methods have no
    deadline.

    `beatMilliseconds`: How long a long call with a `progressToken` may say nothing before its last
    report is sent again.

    `jobsRunningMax`: Most jobs at a time.

    `jobsPerUserMax`: Most jobs at a time of one user other than the host's owner.

    `jobsKeptMax`: Most jobs of one user that are kept after their end.

    `jobsKeptSeconds`: How long a job is kept after its end.
    """

    messageBytesMax: int
    depthMax: int
    batchCountMax: int
    batchReplyBytesMax: int
    connectionsMax: int
    callsInFlightMax: int
    idleSecondsMax: int
    blobBytesMax: int
    tensorValuesMax: int
    tensorNamesMax: int
    memoryBytesMax: int
    stepFlopsMax: int
    evaluationFlopsMax: int
    subscriptionsMax: int
    eventsBehindMax: int
    eventBytesUnsentMax: int
    deadlineOrderedMilliseconds: int
    deadlineLongMilliseconds: int
    beatMilliseconds: int
    jobsRunningMax: int
    jobsPerUserMax: int
    jobsKeptMax: int
    jobsKeptSeconds: int


class HostMetricsResult(TypedDict):
    """An object of the interface.

    `contentType`: What to serve the text as.

    `text`: The metrics.
    """

    contentType: Literal['text/plain; version=0.0.4; charset=utf-8']
    text: str


class HostPingResult(TypedDict):
    """An object of the interface."""

    reply: Literal['pong']


class HostStopResult(TypedDict):
    """An object of the interface."""

    stopping: Literal[True]


class _JobCancelResultProgress(TypedDict):
    step: int
    steps: int


class JobCancelResultProgress(_JobCancelResultProgress, total=False):
    """The last that the work said of how far it is; null before it said anything."""

    loss: float | None
    samplesPerSecond: float
    message: str


class _JobCancelResultError(TypedDict):
    code: int
    message: str


class JobCancelResultError(_JobCancelResultError, total=False):
    """Why there is no result; once it has failed or was cancelled."""

    data: dict[str, Any]


class _JobCancelResult(TypedDict):
    job: str
    method: str
    state: Literal['running', 'succeeded', 'failed', 'cancelled']
    progress: JobCancelResultProgress | None
    started: int
    ended: int | None


class JobCancelResult(_JobCancelResult, total=False):
    """An object of the interface.

    `job`: The job's id.

    `method`: The method that was called.

    `progress`: The last that the work said of how far it is; null before it said anything.

    `started`: When it began, in milliseconds since 1970.

    `ended`: When it ended, in milliseconds since 1970; null while it runs.

    `result`: What the method answered; once it has succeeded.

    `error`: Why there is no result; once it has failed or was cancelled.
    """

    result: Any
    error: JobCancelResultError


class _JobListResultJobsItemProgress(TypedDict):
    step: int
    steps: int


class JobListResultJobsItemProgress(_JobListResultJobsItemProgress, total=False):
    """The last that the work said of how far it is; null before it said anything."""

    loss: float | None
    samplesPerSecond: float
    message: str


class JobListResultJobsItem(TypedDict):
    """An object of the interface.

    `job`: The job's id.

    `method`: The method that was called.

    `progress`: The last that the work said of how far it is; null before it said anything.

    `started`: When it began, in milliseconds since 1970.

    `ended`: When it ended, in milliseconds since 1970; null while it runs.
    """

    job: str
    method: str
    state: Literal['running', 'succeeded', 'failed', 'cancelled']
    progress: JobListResultJobsItemProgress | None
    started: int
    ended: int | None


class JobListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    jobs: list[JobListResultJobsItem]
    next: str | None


class _JobStatusResultProgress(TypedDict):
    step: int
    steps: int


class JobStatusResultProgress(_JobStatusResultProgress, total=False):
    """The last that the work said of how far it is; null before it said anything."""

    loss: float | None
    samplesPerSecond: float
    message: str


class _JobStatusResultError(TypedDict):
    code: int
    message: str


class JobStatusResultError(_JobStatusResultError, total=False):
    """Why there is no result; once it has failed or was cancelled."""

    data: dict[str, Any]


class _JobStatusResult(TypedDict):
    job: str
    method: str
    state: Literal['running', 'succeeded', 'failed', 'cancelled']
    progress: JobStatusResultProgress | None
    started: int
    ended: int | None


class JobStatusResult(_JobStatusResult, total=False):
    """An object of the interface.

    `job`: The job's id.

    `method`: The method that was called.

    `progress`: The last that the work said of how far it is; null before it said anything.

    `started`: When it began, in milliseconds since 1970.

    `ended`: When it ended, in milliseconds since 1970; null while it runs.

    `result`: What the method answered; once it has succeeded.

    `error`: Why there is no result; once it has failed or was cancelled.
    """

    result: Any
    error: JobStatusResultError


class _JobWaitResultProgress(TypedDict):
    step: int
    steps: int


class JobWaitResultProgress(_JobWaitResultProgress, total=False):
    """The last that the work said of how far it is; null before it said anything."""

    loss: float | None
    samplesPerSecond: float
    message: str


class _JobWaitResultError(TypedDict):
    code: int
    message: str


class JobWaitResultError(_JobWaitResultError, total=False):
    """Why there is no result; once it has failed or was cancelled."""

    data: dict[str, Any]


class _JobWaitResult(TypedDict):
    job: str
    method: str
    state: Literal['running', 'succeeded', 'failed', 'cancelled']
    progress: JobWaitResultProgress | None
    started: int
    ended: int | None


class JobWaitResult(_JobWaitResult, total=False):
    """An object of the interface.

    `job`: The job's id.

    `method`: The method that was called.

    `progress`: The last that the work said of how far it is; null before it said anything.

    `started`: When it began, in milliseconds since 1970.

    `ended`: When it ended, in milliseconds since 1970; null while it runs.

    `result`: What the method answered; once it has succeeded.

    `error`: Why there is no result; once it has failed or was cancelled.
    """

    result: Any
    error: JobWaitResultError


class JudgeAppealResult(TypedDict):
    """An object of the interface.

    `judges`: All who may judge the dispute.

    `deadline`: Tick by which they rule; after it the first ruling stands.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    deposit: int
    judges: list[str]
    deadline: int | None
    position: int
    event: str


class JudgeBenchResultJudgesItem(TypedDict):
    """An object of the interface."""

    participant: str
    name: str
    reputation: float


class JudgeBenchResult(TypedDict):
    """An object of the interface.

    `barred`: Who may judge no more.

    `benchSize`: How many of the highest reputations may judge; 0 where judges are named.

    `quorumSize`: How many are drawn for a dispute; 0 for all of them.
    """

    judges: list[JudgeBenchResultJudgesItem]
    barred: list[str]
    benchSize: int
    quorumSize: int


class JudgeConcludeResult(TypedDict):
    """An object of the interface.

    `stage`: How far the dispute is now.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    stage: Literal['committed', 'drawing', 'hearing', 'ruled', 'appealed', 'closed']
    position: int
    event: str


class JudgePendingResultPendingItem(TypedDict):
    """An object of the interface."""

    id: str
    kind: Literal['challenge', 'claim']


class JudgePendingResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    pending: list[JudgePendingResultPendingItem]
    next: str | None


class _JudgeRuleResult(TypedDict):
    finding: Literal['right', 'wrong', 'inconclusive', 'upheld', 'rejected']
    text: str
    position: int
    event: str


class JudgeRuleResult(_JudgeRuleResult, total=False):
    """An object of the interface.

    `finding`: Of a challenge: right, wrong or inconclusive; of a claim: upheld or rejected.

    `segment`: The segment replayed, or the profile's sample; null where a named check was doubted.

    `distance`: Relative error that the judge found; null when it is not finite.

    `text`: The finding in a sentence, with the numbers.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    segment: int | None
    distance: float | None
    threshold: float


class JudgeStatusResultVotesItem(TypedDict):
    """An object of the interface."""

    judge: str
    finding: Literal['right', 'wrong', 'inconclusive', 'upheld', 'rejected']


class JudgeStatusResult(TypedDict):
    """An object of the interface.

    `stage`: committed: not yet revealed; drawing: the next tick draws its judges; hearing: they
    vote; ruled: a party may appeal; appealed: all who may judge vote; closed: over.

    `judges`: Who may vote; null while nobody is drawn, and when it is over.

    `required`: How many of them must agree.

    `ruling`: What a drawn panel has ruled; when it is over, how it ended.

    `appellant`: Who has appealed.

    `deadline`: Tick until which the stage may last.
    """

    stage: Literal['committed', 'drawing', 'hearing', 'ruled', 'appealed', 'closed']
    judges: list[str] | None
    required: int | None
    votes: list[JudgeStatusResultVotesItem]
    ruling: str | None
    appellant: str | None
    deadline: int | None


class KeyCreateResult(TypedDict):
    """An object of the interface.

    `name`: The key's name in this home's key store.

    `participant`: The Ed25519 public key, which is the participant's id.
    """

    name: str
    participant: str


class KeyListResultKeysItem(TypedDict):
    """An object of the interface.

    `name`: The key's name in this home's key store.

    `participant`: The Ed25519 public key, which is the participant's id.
    """

    name: str
    participant: str


class KeyListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    keys: list[KeyListResultKeysItem]
    next: str | None


class LedgerAppendResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    position: int
    event: str


class LedgerEventsResultEventsItem(TypedDict):
    """An object of the interface.

    `event`: The event's id.

    `author`: Who signed it; null for genesis.

    `type`: The kind, such as `task.submit`.

    `fields`: The signed fields; integers as decimal strings.

    `chain`: Chain hash up to here.
    """

    position: int
    event: str
    author: str | None
    type: str
    fields: dict[str, Any]
    chain: str


class LedgerEventsResult(TypedDict):
    """An object of the interface.

    `next`: Position of the next page, or null at the end of the log.
    """

    events: list[LedgerEventsResultEventsItem]
    next: int | None


class _LedgerExplainResultEntriesItem(TypedDict):
    position: int
    event: str
    type: str
    rule: str | None
    text: str


class LedgerExplainResultEntriesItem(_LedgerExplainResultEntriesItem, total=False):
    """An object of the interface.

    `type`: The event's kind.

    `rule`: The rule's number.

    `text`: One plain sentence, with the arithmetic.

    `credits`: Change of the participant's free balance.

    `reputation`: The participant's reputation afterwards, where it changed.
    """

    credits: int
    reputation: float


class LedgerExplainResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    entries: list[LedgerExplainResultEntriesItem]
    next: str | None


class LedgerTickResult(TypedDict):
    """An object of the interface.

    `tick`: Periods passed by now.

    `beacon`: The last tick's beacon.

    `position`: Log position of the last vote.
    """

    tick: int
    beacon: str
    position: int


class LedgerVerifyResultHead(TypedDict):
    """An object of the interface."""

    position: int
    chain: str


class LedgerVerifyResultFault(TypedDict):
    """The first entry that does not hold, or null."""

    position: int
    reason: str


class LedgerVerifyResult(TypedDict):
    """An object of the interface.

    `entries`: Log entries, genesis included.

    `signatures`: Signatures checked.

    `stateHash`: Hash of the state that the log leads to; null where it leads to none.

    `fault`: The first entry that does not hold, or null.
    """

    valid: bool
    entries: int
    signatures: int
    stateHash: str | None
    head: LedgerVerifyResultHead | None
    fault: LedgerVerifyResultFault | None


class _LayerLinear(TypedDict):
    outputs: int


class LayerLinear(_LayerLinear, total=False):
    """`x W^T + b` along the last axis: the number of outputs, or that and whether there is a bias.

    `outputs`: Places of the last axis of what comes out.

    `bias`: Whether numbers are added; true unless told otherwise.
    """

    bias: bool


class _LayerConvolution(TypedDict):
    outputs: int
    window: int


class LayerConvolution(_LayerConvolution, total=False):
    """Weights over a window of `[channels, rows, columns]`, and a bias.

    `outputs`: Channels of what comes out.

    `window`: Rows and columns of the window.

    `stride`: Places from one window to the next; 1 when absent.

    `padding`: Zeros around the image; 0 when absent.

    `groups`: Groups of channels, each with weights of its own; 1 when absent.
    """

    stride: int
    padding: int
    groups: int


class _LayerMaxPool(TypedDict):
    window: int


class LayerMaxPool(_LayerMaxPool, total=False):
    """The largest element of each window.

    `window`: Rows and columns of the window.

    `stride`: Places from one window to the next; as many as the window has when absent.

    `padding`: Places around the image, which are no maximum; 0 when absent.
    """

    stride: int
    padding: int


class _LayerAveragePool(TypedDict):
    window: int


class LayerAveragePool(_LayerAveragePool, total=False):
    """The mean of each window.

    `window`: Rows and columns of the window.

    `stride`: Places from one window to the next; as many as the window has when absent.

    `padding`: Zeros around the image; 0 when absent.
    """

    stride: int
    padding: int


class LayerLayerNorm(TypedDict, total=False):
    """The last axis brought to mean 0 and variance 1, then a weight and a bias for each place.

    `epsilon`: What is added to the variance; 0.00001 when absent.
    """

    epsilon: str


class LayerRmsNorm(TypedDict, total=False):
    """The last axis divided by its root mean square, then a weight for each place.

    `epsilon`: What is added to the mean square; 0.00001 when absent.
    """

    epsilon: str


class LayerBatchNorm(TypedDict, total=False):
    """Each channel brought to mean 0 and variance 1 over the batch; evaluation uses running averages.

    `epsilon`: What is added to the variance; 0.00001 when absent.

    `momentum`: How much a batch moves the running averages, below 1; 0.1 when absent.
    """

    epsilon: str
    momentum: str


class LayerEmbedding(TypedDict):
    """A row of a table for each place's whole number.

    `vocabulary`: Rows of the table.

    `width`: Numbers of a row.
    """

    vocabulary: int
    width: int


class _LayerAttention(TypedDict):
    heads: int


class LayerAttention(_LayerAttention, total=False):
    """Multi-head attention of `[positions, width]` to itself.

    `heads`: Heads, of which the width is a multiple.

    `causal`: Whether a position sees only those up to its own; true unless told otherwise.
    """

    causal: bool


class _LayerRepeat(TypedDict):
    layers: Sequence[Mapping[str, Any]]


class LayerRepeat(_LayerRepeat, total=False):
    """The same layers, with the same parameters, so many times.

    `limit`: The repetitions, up to 1,024; a loop without a limit is refused (206).

    `layers`: The layers within: each as in `layers` of a model.
    """

    limit: int | None


class _LayerWhile(TypedDict):
    above: str
    layers: Sequence[Mapping[str, Any]]


class LayerWhile(_LayerWhile, total=False):
    """The same layers as long as the mean square of what they took is above a bound.

    `limit`: The most repetitions, up to 1,024; a loop without a limit is refused (206).

    `above`: The bound.

    `layers`: The layers within: each as in `layers` of a model.
    """

    limit: int | None


_LayerFields = TypedDict(
    "_LayerFields",
    {
        "linear": "int | LayerLinear",
        "convolution": "LayerConvolution",
        "maxPool": "LayerMaxPool",
        "averagePool": "LayerAveragePool",
        "flatten": "Mapping[str, Any]",
        "reshape": "int | Sequence[int]",
        "layerNorm": "LayerLayerNorm",
        "rmsNorm": "LayerRmsNorm",
        "batchNorm": "LayerBatchNorm",
        "dropout": "str",
        "embedding": "LayerEmbedding",
        "positions": "Mapping[str, Any]",
        "attention": "LayerAttention",
        "residual": "Sequence[Mapping[str, Any]]",
        "repeat": "LayerRepeat",
        "while": "LayerWhile",
        "relu": "Mapping[str, Any]",
        "gelu": "Mapping[str, Any]",
        "silu": "Mapping[str, Any]",
        "tanh": "Mapping[str, Any]",
        "sigmoid": "Mapping[str, Any]",
        "exp": "Mapping[str, Any]",
        "log": "Mapping[str, Any]",
        "sqrt": "Mapping[str, Any]",
        "rsqrt": "Mapping[str, Any]",
        "negate": "Mapping[str, Any]",
        "square": "Mapping[str, Any]",
        "softmax": "Mapping[str, Any]",
        "logSoftmax": "Mapping[str, Any]",
    }, total=False,
)


class Layer(_LayerFields):
    """One layer: an object with one name, its kind.

    `linear`: `x W^T + b` along the last axis: the number of outputs, or that and whether there is a
    bias.

    `convolution`: Weights over a window of `[channels, rows, columns]`, and a bias.

    `maxPool`: The largest element of each window.

    `averagePool`: The mean of each window.

    `flatten`: All axes of a sample as one.

    `reshape`: The same elements of a sample under these extents.

    `layerNorm`: The last axis brought to mean 0 and variance 1, then a weight and a bias for each
    place.

    `rmsNorm`: The last axis divided by its root mean square, then a weight for each place.

    `batchNorm`: Each channel brought to mean 0 and variance 1 over the batch; evaluation uses
    running averages.

    `dropout`: The probability, below 1, with which training sets an element to zero.

    `embedding`: A row of a table for each place's whole number.

    `positions`: A row of a table added to each position.

    `attention`: Multi-head attention of `[positions, width]` to itself.

    `residual`: Layers, each as in `layers` of a model, whose result is added to what they took.

    `repeat`: The same layers, with the same parameters, so many times.

    `while`: The same layers as long as the mean square of what they took is above a bound.

    `relu`: `max(x, 0)`.

    `gelu`: x times the normal distribution's share below x.

    `silu`: x times its sigmoid.

    `tanh`: The hyperbolic tangent.

    `sigmoid`: `1 / (1 + e^-x)`.

    `exp`: `e^x`.

    `log`: The natural logarithm.

    `sqrt`: The square root.

    `rsqrt`: One by the square root.

    `negate`: `-x`.

    `square`: `x x`.

    `softmax`: Shares of one along the last axis.

    `logSoftmax`: The logarithms of those shares.
    """


class ModelGraphParametersItemInitial(TypedDict, total=False):
    """What its first values are drawn from: an object with one name.

    `fanIn`: Uniform within `1 / sqrt(fanIn)` of zero, as linear and convolution layers are; the
    inputs of one output.

    `uniform`: Uniform within this distance of zero.

    `normal`: About normal around zero, with this standard deviation; `0.02` as embeddings are.

    `constant`: This number everywhere.
    """

    fanIn: int
    uniform: str
    normal: str
    constant: str


class _ModelGraphParametersItem(TypedDict):
    name: str
    shape: int | Sequence[int]
    initial: ModelGraphParametersItemInitial


class ModelGraphParametersItem(_ModelGraphParametersItem, total=False):
    """An object of the interface.

    `name`: Its name in nodes and checkpoints: a letter, then letters, digits, `.`, `_` and `-`; not
    `step`, `sampleCount`, nor what begins with `momentum.`, `firstMoment.` or `secondMoment.`.

    `shape`: Its extents.

    `initial`: What its first values are drawn from: an object with one name.

    `trained`: Whether gradients change it; false for the averages of a `batchNorm` and for
    constants; true when absent.
    """

    trained: bool


class _OperatorSettingsWindow(TypedDict):
    height: int
    width: int


class OperatorSettingsWindow(_OperatorSettingsWindow, total=False):
    """A window over images.

    `height`: Its rows.

    `width`: Its columns.

    `stride`: How far it goes at a time; 1 when absent.

    `padding`: Places beyond each edge; 0 when absent.
    """

    stride: int
    padding: int


_OperatorSettingsFields = TypedDict(
    "_OperatorSettingsFields",
    {
        "axis": "int",
        "extents": "Sequence[int]",
        "from": "int",
        "to": "int",
        "window": "OperatorSettingsWindow",
        "groups": "int",
        "heads": "int",
        "causal": "bool",
        "epsilon": "str",
        "amount": "str",
    }, total=False,
)


class OperatorSettings(_OperatorSettingsFields):
    """What an operator leaves open; a setting that it does not read is refused.

    `axis`: The axis that is worked along, from 0.

    `extents`: Extents of the output of a reshape, one of which may be -1: what is left of the
    elements; or of the value whose gradient is computed; for `permute` which axis goes where.

    `from`: First place of a slice; for `dropout` which use of it this is, but in a model, which
    counts them by itself.

    `to`: Place behind the last of a slice; how often `expand` and `spread` repeat.

    `window`: A window over images.

    `groups`: Groups of channels that a convolution keeps apart.

    `heads`: Heads of an attention.

    `causal`: Whether a position attends to no later one; true when absent.

    `epsilon`: What keeps a division from zero; 0.00001 when absent.

    `amount`: A factor, a summand, a share or a bound.
    """


class _ModelNodeRepeat(TypedDict):
    start: str
    nodes: Sequence[Mapping[str, Any]]
    output: str


class ModelNodeRepeat(_ModelNodeRepeat, total=False):
    """Nodes again and again, unrolled. Within them the name of the loop is what goes round.

    `limit`: The rounds, up to 1,024; a loop without a limit is refused (206).

    `start`: Name of what the first round begins with.

    `nodes`: The nodes of a round, each as in `nodes` of the graph; nobody else knows their names.

    `output`: Name of what a round ends with.
    """

    limit: int | None


class _ModelNodeWhile(TypedDict):
    above: str
    start: str
    nodes: Sequence[Mapping[str, Any]]
    output: str


class ModelNodeWhile(_ModelNodeWhile, total=False):
    """The same, each sample as long as the mean square of its values is above a bound.

    `limit`: The most rounds, up to 1,024; a loop without a limit is refused (206).

    `above`: The bound.

    `start`: Name of what the first round begins with.

    `nodes`: The nodes of a round, each as in `nodes` of the graph; nobody else knows their names.

    `output`: Name of what a round ends with.
    """

    limit: int | None


class _ModelNode(TypedDict):
    name: str


_ModelNodeFields = TypedDict(
    "_ModelNodeFields",
    {
        "operator": "str",
        "settings": "OperatorSettings",
        "inputs": "Sequence[str]",
        "repeat": "ModelNodeRepeat",
        "while": "ModelNodeWhile",
    }, total=False,
)


class ModelNode(_ModelNode, _ModelNodeFields):
    """A node of a model's graph: an `operator` with its `inputs`, or `repeat` or `while`.

    `name`: Name of its value, which nothing else in the graph has.

    `operator`: The name of an operator that can be differentiated, such as `product`. Outside of
    training `dropout` drops nothing and `batchNorm` reads its averages.

    `inputs`: What it reads, by name: the samples as `input`, parameters, and earlier nodes.
    `indices` makes places of whole numbers in samples, which `gather` reads.

    `repeat`: Nodes again and again, unrolled. Within them the name of the loop is what goes round.

    `while`: The same, each sample as long as the mean square of its values is above a bound.
    """


class ModelGraph(TypedDict):
    """A model as an explicit graph. Its values have the samples of a batch along their first axis.

    `parameters`: The tensors that belong to the model, in the order of checkpoints and initial
    values.

    `nodes`: Nodes, in an order in which each stands behind those it reads; all must lead to the
    output.

    `output`: Name of the value that the loss reads: `[samples, classes]`; for `nextToken`
    `[samples, positions, classes]`; for `reconstruction` as many numbers a sample as it has.
    """

    parameters: Sequence[ModelGraphParametersItem]
    nodes: Sequence[ModelNode]
    output: str


class _Model(TypedDict):
    input: int | Sequence[int]
    loss: Literal['crossEntropy', 'nextToken', 'reconstruction']


class Model(_Model, total=False):
    """A model, from the samples to the loss: either `layers`, or a `graph`.

    `input`: Extents of a sample, such as 784 or [1, 28, 28]; a sample of a data set is that in one
    row. With `nextToken` it has one number more.

    `layers`: From the input to the scores, whose last axis are the classes.

    `loss`: `crossEntropy` of the sample's class; `nextToken`: of each position's next whole number;
    `reconstruction`: the mean square of what differs from the sample.
    """

    layers: Sequence[Layer]
    graph: ModelGraph


class ModelCreateResultTensorsItem(TypedDict):
    """An object of the interface.

    `name`: Name in files.

    `shape`: Extents.

    `trained`: Whether gradients change it.
    """

    name: str
    shape: list[int]
    trained: bool


class ModelCreateResultStep(TypedDict):
    """What one training step does.

    `flops`: Floating-point operations.

    `bytes`: Bytes read and written by the operators.

    `peakMemoryBytes`: Bytes of memory that a step takes on one thread.
    """

    flops: int
    bytes: int
    peakMemoryBytes: int


class ModelCreateResult(TypedDict):
    """An object of the interface.

    `parameters`: Blob of the parameters.

    `byteCount`: Bytes of the blob.

    `count`: Numbers in all.

    `tensors`: The parameters in their order.

    `step`: What one training step does.
    """

    parameters: str
    byteCount: int
    count: int
    tensors: list[ModelCreateResultTensorsItem]
    step: ModelCreateResultStep


class ModelEvaluateResult(TypedDict):
    """An object of the interface.

    `accuracy`: Share of the samples, or their positions, classified rightly; null where nothing is
    classified.

    `accuracyByPosition`: With the loss `nextToken`: that share at each position.

    `loss`: Mean loss; null when it is not finite.

    `samples`: Samples, or positions, judged.
    """

    accuracy: float | None
    accuracyByPosition: list[float]
    loss: float | None
    samples: int


class ModelGradientResult(TypedDict):
    """An object of the interface.

    `gradient`: Blob of the gradients.

    `loss`: Mean loss of the samples.

    `norm`: Root of the sum of the gradients' squares.
    """

    gradient: str
    loss: float
    norm: float


class ScheduleStep(TypedDict):
    """The rate is multiplied by a factor every so many steps.

    `every`: Steps.

    `factor`: The factor.
    """

    every: int
    factor: str


class ScheduleCosine(TypedDict):
    """Half a turn of the cosine.

    `steps`: Over so many steps.

    `final`: Down to this share of the rate, at most 1.
    """

    steps: int
    final: str


class Schedule(TypedDict, total=False):
    """How the learning rate changes over the steps; at most one of `step` and `cosine`.

    `warmUp`: Over so many steps the rate rises from zero in a straight line.

    `step`: The rate is multiplied by a factor every so many steps.

    `cosine`: Half a turn of the cosine.
    """

    warmUp: int
    step: ScheduleStep
    cosine: ScheduleCosine


class _OptimizerSgd(TypedDict):
    learningRate: str


class OptimizerSgd(_OptimizerSgd, total=False):
    """Gradient descent; with a momentum or without.

    `learningRate`: How far a step goes, above 0.

    `weightDecay`: How strongly parameters are drawn to zero.

    `normMax`: The most that the norm of all gradients together may be, above 0.

    `momentum`: The share of the momentum that outlives a step, below 1.

    `nesterov`: Whether the momentum is Nesterov's.
    """

    weightDecay: str
    normMax: str
    schedule: Schedule
    momentum: str
    nesterov: bool


class _OptimizerAdam(TypedDict):
    learningRate: str


class OptimizerAdam(_OptimizerAdam, total=False):
    """Adam, by Kingma and Ba.

    `learningRate`: How far a step goes, above 0.

    `weightDecay`: How strongly parameters are drawn to zero.

    `normMax`: The most that the norm of all gradients together may be, above 0.

    `first`: The share of the first moment that outlives a step, below 1; 0.9.

    `second`: The share of the second moment; 0.999.

    `epsilon`: What is added to the divisor; 0.00000001.
    """

    weightDecay: str
    normMax: str
    schedule: Schedule
    first: str
    second: str
    epsilon: str


class _OptimizerAdamW(TypedDict):
    learningRate: str


class OptimizerAdamW(_OptimizerAdamW, total=False):
    """Adam with decoupled weight decay.

    `learningRate`: How far a step goes, above 0.

    `weightDecay`: How strongly parameters are drawn to zero.

    `normMax`: The most that the norm of all gradients together may be, above 0.

    `first`: The share of the first moment that outlives a step, below 1; 0.9.

    `second`: The share of the second moment; 0.999.

    `epsilon`: What is added to the divisor; 0.00000001.
    """

    weightDecay: str
    normMax: str
    schedule: Schedule
    first: str
    second: str
    epsilon: str


class Optimizer(TypedDict, total=False):
    """How gradients change parameters: an object with one name, the rule; decimal numbers as text, since they are hashed.

    `sgd`: Gradient descent; with a momentum or without.

    `adam`: Adam, by Kingma and Ba.

    `adamW`: Adam with decoupled weight decay.
    """

    sgd: OptimizerSgd
    adam: OptimizerAdam
    adamW: OptimizerAdamW


class ModelTrainResultLossesItem(TypedDict):
    """An object of the interface.

    `step`: The last of those steps.

    `loss`: Their mean loss.
    """

    step: int
    loss: float


class ModelTrainResultMetered(TypedDict):
    """What was done.

    `flops`: Floating-point operations.

    `bytes`: Bytes read and written by the operators.

    `peakMemoryBytes`: Bytes of memory that a step takes on one thread.
    """

    flops: int
    bytes: int
    peakMemoryBytes: int


class ModelTrainResult(TypedDict):
    """An object of the interface.

    `checkpoint`: Blob of the state at the end, to go on from.

    `parameters`: Blob of the parameters alone.

    `steps`: Steps in all.

    `stepsDone`: Steps of this call.

    `losses`: The mean loss of the steps since the entry before; at most two hundred entries.

    `seconds`: Time that the steps took.

    `samplesPerSecond`: Samples of a step by its time.

    `metered`: What was done.

    `resume`: How to go on, for people.
    """

    checkpoint: str
    parameters: str
    steps: int
    stepsDone: int
    losses: list[ModelTrainResultLossesItem]
    seconds: float
    samplesPerSecond: float
    metered: ModelTrainResultMetered
    resume: str


class _NetworkCreateParticipantsItem(TypedDict):
    name: str
    credits: int


class NetworkCreateParticipantsItem(_NetworkCreateParticipantsItem, total=False):
    """An object of the interface.

    `name`: A label; without `participant` also the name of the key in this home, so letters,
    digits, `_` and `-` only.

    `credits`: Credits minted for this participant.

    `reputation`: Reputation at the start; the floor when absent (R7).

    `participant`: Public key of a participant whose key lies elsewhere.
    """

    reputation: float
    participant: str


class NetworkCreateParametersReputationGrowth1(TypedDict):
    """An object of the interface."""

    kind: Literal['linear']
    step: int


class NetworkCreateParametersReputationGrowth2(TypedDict):
    """An object of the interface."""

    kind: Literal['exponential']
    numerator: int
    denominator: int


class NetworkCreateParametersReputation(TypedDict):
    """Least and greatest reputation and how one accepted contribution raises it, in units of 10^-12 (R1).
    """

    floor: int
    ceiling: int
    growth: NetworkCreateParametersReputationGrowth1 | NetworkCreateParametersReputationGrowth2


class NetworkCreateParameters(TypedDict, total=False):
    """An object of the interface.

    `creditsPerGigaFLOP`: Price of 10^9 floating-point operations, in credits (T1).

    `solverShare`: The solver's share of the metered fee, in basis points.

    `profilerShare`: The profiler's share of the fee's bound, in basis points.

    `verifierShare`: The verifiers' share of the metered fee, in basis points.

    `judgeShare`: The judges' share of the metered fee, in basis points.

    `jackpotLevy`: What fills the jackpot, in basis points (C3); the rest goes to the treasury.

    `solverDepositMinimum`: Least deposit of a solver for one task, in credits.

    `verifierDepositMinimum`: Least deposit of a verifier, in credits.

    `whistleblowerDepositMinimum`: Least deposit of a whistleblower, in credits.

    `challengeDepositMinimum`: Least deposit of a challenge, in credits.

    `claimDepositMinimum`: Least deposit of a claim, in credits (R4).

    `appealDepositMinimum`: Least deposit of an appeal against a drawn panel's ruling (C5).

    `rulingFee`: What the loser's deposit pays to the judges, in credits (C5).

    `profileTicks`: How long a task waits for its profile.

    `profileWindow`: How long a profile may be challenged before the task may be accepted (T5).

    `openTicks`: How long a task waits for a solver.

    `solveTicks`: How long a solver may take (T3).

    `designateTicks`: How long a solver may take to designate one of two sealed results (C3).

    `verifyTicks`: How long a drawn verifier may take.

    `judgeTicks`: How long a judge who stands in for verifiers may take (V4).

    `challengeWindow`: How long a verdict may be challenged; its auditors are drawn one tick after
    it.

    `revealTicks`: How long a challenge may be revealed.

    `ruleTicks`: How long judges may take over a ruling.

    `appealTicks`: How long a drawn panel's ruling may be appealed (C5).

    `commitTicks`: How long after a round's opening contributions may be committed; the beacon
    assigns blocks one tick after it.

    `contributionRevealTicks`: How long committed contributions may be revealed.

    `claimWindow`: How long a contribution waits for claims before it counts (R2).

    `segmentsDrawn`: Segments drawn for replay (V2).

    `largestSegments`: Largest updates replayed in addition (V2).

    `attemptsMax`: Times a task may be accepted before its fee is refunded (T3).

    `drawsMax`: Verifiers drawn for one proof before a judge stands in (V4).

    `tolerantIntervalMax`: Longest segment of a tolerant task, in steps (V3).

    `challengesMax`: Most open challenges against one verdict or profile.

    `benchSize`: How many of the highest reputations may judge; 0 where judges are named (C5).

    `quorumSize`: How many judges are drawn for a dispute; 0 for all who may judge (C5).

    `forcedErrorsPerMillion`: How often the draw demands a planted error, in millionths (C3).

    `whistleblowersDrawn`: Whistleblowers drawn to audit such a verdict (C3).

    `claimLevels`: Levels above the floor that let a participant claim without a deposit (R4).

    `newcomersCapPerMillion`: Most that all newcomers together weigh, in millionths; 0 for no cap
    (R7).

    `reputation`: Least and greatest reputation and how one accepted contribution raises it, in
    units of 10^-12 (R1).

    `assignment`: Who chooses samples in rounds; `open` lets each round decide (R2).
    """

    creditsPerGigaFLOP: int
    solverShare: int
    profilerShare: int
    verifierShare: int
    judgeShare: int
    jackpotLevy: int
    solverDepositMinimum: int
    verifierDepositMinimum: int
    whistleblowerDepositMinimum: int
    challengeDepositMinimum: int
    claimDepositMinimum: int
    appealDepositMinimum: int
    rulingFee: int
    profileTicks: int
    profileWindow: int
    openTicks: int
    solveTicks: int
    designateTicks: int
    verifyTicks: int
    judgeTicks: int
    challengeWindow: int
    revealTicks: int
    ruleTicks: int
    appealTicks: int
    commitTicks: int
    contributionRevealTicks: int
    claimWindow: int
    segmentsDrawn: int
    largestSegments: int
    attemptsMax: int
    drawsMax: int
    tolerantIntervalMax: int
    challengesMax: int
    benchSize: int
    quorumSize: int
    forcedErrorsPerMillion: int
    whistleblowersDrawn: int
    claimLevels: int
    newcomersCapPerMillion: int
    reputation: NetworkCreateParametersReputation
    assignment: Literal['open', 'beacon']


class NetworkCreateResultParticipantsItem(TypedDict):
    """An object of the interface.

    `userid`: Order of joining, from 1.
    """

    userid: int
    name: str
    participant: str


class NetworkCreateResult(TypedDict):
    """An object of the interface.

    `network`: The network's id: SHA-256 of the genesis event.
    """

    network: str
    participants: list[NetworkCreateResultParticipantsItem]


class NetworkStatusResultParametersReputationGrowth1(TypedDict):
    """An object of the interface."""

    kind: Literal['linear']
    step: int


class NetworkStatusResultParametersReputationGrowth2(TypedDict):
    """An object of the interface."""

    kind: Literal['exponential']
    numerator: int
    denominator: int


class NetworkStatusResultParametersReputation(TypedDict):
    """Least and greatest reputation and how one accepted contribution raises it, in units of 10^-12 (R1).
    """

    floor: int
    ceiling: int
    growth: NetworkStatusResultParametersReputationGrowth1 | NetworkStatusResultParametersReputationGrowth2


class NetworkStatusResultParameters(TypedDict):
    """All genesis parameters; windows are in ticks.

    `creditsPerGigaFLOP`: Price of 10^9 floating-point operations, in credits (T1).

    `solverShare`: The solver's share of the metered fee, in basis points.

    `profilerShare`: The profiler's share of the fee's bound, in basis points.

    `verifierShare`: The verifiers' share of the metered fee, in basis points.

    `judgeShare`: The judges' share of the metered fee, in basis points.

    `jackpotLevy`: What fills the jackpot, in basis points (C3); the rest goes to the treasury.

    `solverDepositMinimum`: Least deposit of a solver for one task, in credits.

    `verifierDepositMinimum`: Least deposit of a verifier, in credits.

    `whistleblowerDepositMinimum`: Least deposit of a whistleblower, in credits.

    `challengeDepositMinimum`: Least deposit of a challenge, in credits.

    `claimDepositMinimum`: Least deposit of a claim, in credits (R4).

    `appealDepositMinimum`: Least deposit of an appeal against a drawn panel's ruling (C5).

    `rulingFee`: What the loser's deposit pays to the judges, in credits (C5).

    `profileTicks`: How long a task waits for its profile.

    `profileWindow`: How long a profile may be challenged before the task may be accepted (T5).

    `openTicks`: How long a task waits for a solver.

    `solveTicks`: How long a solver may take (T3).

    `designateTicks`: How long a solver may take to designate one of two sealed results (C3).

    `verifyTicks`: How long a drawn verifier may take.

    `judgeTicks`: How long a judge who stands in for verifiers may take (V4).

    `challengeWindow`: How long a verdict may be challenged; its auditors are drawn one tick after
    it.

    `revealTicks`: How long a challenge may be revealed.

    `ruleTicks`: How long judges may take over a ruling.

    `appealTicks`: How long a drawn panel's ruling may be appealed (C5).

    `commitTicks`: How long after a round's opening contributions may be committed; the beacon
    assigns blocks one tick after it.

    `contributionRevealTicks`: How long committed contributions may be revealed.

    `claimWindow`: How long a contribution waits for claims before it counts (R2).

    `segmentsDrawn`: Segments drawn for replay (V2).

    `largestSegments`: Largest updates replayed in addition (V2).

    `attemptsMax`: Times a task may be accepted before its fee is refunded (T3).

    `drawsMax`: Verifiers drawn for one proof before a judge stands in (V4).

    `tolerantIntervalMax`: Longest segment of a tolerant task, in steps (V3).

    `challengesMax`: Most open challenges against one verdict or profile.

    `benchSize`: How many of the highest reputations may judge; 0 where judges are named (C5).

    `quorumSize`: How many judges are drawn for a dispute; 0 for all who may judge (C5).

    `forcedErrorsPerMillion`: How often the draw demands a planted error, in millionths (C3).

    `whistleblowersDrawn`: Whistleblowers drawn to audit such a verdict (C3).

    `claimLevels`: Levels above the floor that let a participant claim without a deposit (R4).

    `newcomersCapPerMillion`: Most that all newcomers together weigh, in millionths; 0 for no cap
    (R7).

    `reputation`: Least and greatest reputation and how one accepted contribution raises it, in
    units of 10^-12 (R1).

    `assignment`: Who chooses samples in rounds; `open` lets each round decide (R2).
    """

    creditsPerGigaFLOP: int
    solverShare: int
    profilerShare: int
    verifierShare: int
    judgeShare: int
    jackpotLevy: int
    solverDepositMinimum: int
    verifierDepositMinimum: int
    whistleblowerDepositMinimum: int
    challengeDepositMinimum: int
    claimDepositMinimum: int
    appealDepositMinimum: int
    rulingFee: int
    profileTicks: int
    profileWindow: int
    openTicks: int
    solveTicks: int
    designateTicks: int
    verifyTicks: int
    judgeTicks: int
    challengeWindow: int
    revealTicks: int
    ruleTicks: int
    appealTicks: int
    commitTicks: int
    contributionRevealTicks: int
    claimWindow: int
    segmentsDrawn: int
    largestSegments: int
    attemptsMax: int
    drawsMax: int
    tolerantIntervalMax: int
    challengesMax: int
    benchSize: int
    quorumSize: int
    forcedErrorsPerMillion: int
    whistleblowersDrawn: int
    claimLevels: int
    newcomersCapPerMillion: int
    reputation: NetworkStatusResultParametersReputation
    assignment: Literal['open', 'beacon']


class NetworkStatusResult(TypedDict):
    """An object of the interface.

    `network`: The network's id.

    `position`: Log position of the last event; genesis is 0.

    `chain`: Chain hash of the last event.

    `tick`: Periods passed, the network's only clock (L2).

    `beacon`: The last tick's beacon: bytes that nobody could choose in advance.

    `stateHash`: Hash of the whole state in canonical order.

    `minted`: Credits minted in genesis.

    `balances`: Credits in free accounts.

    `escrows`: Credits locked as fees.

    `deposits`: Credits locked as deposits.

    `treasury`: The network's purse.

    `jackpot`: What forced errors may pay (C3).

    `conserved`: Whether these add up to what was minted.

    `participants`: How many have joined.

    `tasks`: How many were submitted.

    `rounds`: How many were opened.

    `parameters`: All genesis parameters; windows are in ticks.
    """

    network: str
    name: str
    mode: Literal['staked', 'reputationOnly']
    position: int
    chain: str
    tick: int
    beacon: str
    stateHash: str
    minted: int
    balances: int
    escrows: int
    deposits: int
    treasury: int
    jackpot: int
    conserved: bool
    participants: int
    tasks: int
    rounds: int
    parameters: NetworkStatusResultParameters


class ParticipantJoinResult(TypedDict):
    """An object of the interface.

    `userid`: Order of joining, from 1.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    participant: str
    userid: int
    position: int
    event: str


class ParticipantListResultParticipantsItem(TypedDict):
    """An object of the interface.

    `credits`: Free balance.

    `deposits`: What the participant has locked: deposits and fees.
    """

    userid: int
    name: str
    participant: str
    credits: int
    deposits: int
    reputation: float


class ParticipantListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    participants: list[ParticipantListResultParticipantsItem]
    next: str | None


_ParticipantTransferResultFields = TypedDict(
    "_ParticipantTransferResultFields",
    {
        "from": "str",
        "to": "str",
        "amount": "int",
        "position": "int",
        "event": "str",
    },
)


class ParticipantTransferResult(_ParticipantTransferResultFields):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """


class PluginListResultPluginsItemOptionsItem(TypedDict):
    """An object of the interface.

    `default`: Null when it has none.

    `multiple`: Whether it may be set several times.
    """

    name: str
    type: Literal['string', 'int', 'bool', 'flag']
    default: Any
    multiple: bool
    description: str


class PluginListResultPluginsItem(TypedDict):
    """An object of the interface.

    `name`: The plugin's name; of a process, its file's up to the first dot.

    `kind`: A role plugin of this program, or a process.

    `version`: The plugin's own version, if it has one.

    `role`: The role that it plays; null for a process that takes over none.

    `enabled`: False when configuration, or the plugin itself, switched it off.

    `summary`: One sentence on what it does.

    `methods`: Names of its methods.

    `state`: What it is doing: waiting is between a crash and the next start, quarantined after too
    many crashes in a row.

    `path`: A process's program.

    `pid`: A process's number, while it has one.

    `hooks`: Where it is asked beforehand.

    `subscriptions`: The topics that it hears of.

    `options`: What can be set for it.

    `restarts`: How often it was started again after a crash.

    `lastExit`: How its last process ended: an exit status or a signal.

    `problem`: Why it does not run, or why it last crashed.

    `stderr`: The last lines that it wrote to standard error.
    """

    name: str
    kind: Literal['role', 'process']
    version: str | None
    role: Literal['submitter', 'solver', 'verifier', 'whistleblower', 'judge', None]
    enabled: bool
    summary: str
    methods: list[str]
    state: Literal['starting', 'running', 'waiting', 'quarantined', 'stopping', 'stopped', 'disabled', 'failed']
    path: str | None
    pid: int | None
    hooks: list[str]
    subscriptions: list[str]
    options: list[PluginListResultPluginsItemOptionsItem]
    restarts: int
    lastExit: str | None
    problem: str | None
    stderr: list[str]


class PluginListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    plugins: list[PluginListResultPluginsItem]
    next: str | None


class PluginRestartResultPluginOptionsItem(TypedDict):
    """An object of the interface.

    `default`: Null when it has none.

    `multiple`: Whether it may be set several times.
    """

    name: str
    type: Literal['string', 'int', 'bool', 'flag']
    default: Any
    multiple: bool
    description: str


class PluginRestartResultPlugin(TypedDict):
    """An object of the interface.

    `name`: The plugin's name; of a process, its file's up to the first dot.

    `kind`: A role plugin of this program, or a process.

    `version`: The plugin's own version, if it has one.

    `role`: The role that it plays; null for a process that takes over none.

    `enabled`: False when configuration, or the plugin itself, switched it off.

    `summary`: One sentence on what it does.

    `methods`: Names of its methods.

    `state`: What it is doing: waiting is between a crash and the next start, quarantined after too
    many crashes in a row.

    `path`: A process's program.

    `pid`: A process's number, while it has one.

    `hooks`: Where it is asked beforehand.

    `subscriptions`: The topics that it hears of.

    `options`: What can be set for it.

    `restarts`: How often it was started again after a crash.

    `lastExit`: How its last process ended: an exit status or a signal.

    `problem`: Why it does not run, or why it last crashed.

    `stderr`: The last lines that it wrote to standard error.
    """

    name: str
    kind: Literal['role', 'process']
    version: str | None
    role: Literal['submitter', 'solver', 'verifier', 'whistleblower', 'judge', None]
    enabled: bool
    summary: str
    methods: list[str]
    state: Literal['starting', 'running', 'waiting', 'quarantined', 'stopping', 'stopped', 'disabled', 'failed']
    path: str | None
    pid: int | None
    hooks: list[str]
    subscriptions: list[str]
    options: list[PluginRestartResultPluginOptionsItem]
    restarts: int
    lastExit: str | None
    problem: str | None
    stderr: list[str]


class PluginRestartResult(TypedDict):
    """An object of the interface."""

    plugin: PluginRestartResultPlugin


class PluginStartResultPluginOptionsItem(TypedDict):
    """An object of the interface.

    `default`: Null when it has none.

    `multiple`: Whether it may be set several times.
    """

    name: str
    type: Literal['string', 'int', 'bool', 'flag']
    default: Any
    multiple: bool
    description: str


class PluginStartResultPlugin(TypedDict):
    """An object of the interface.

    `name`: The plugin's name; of a process, its file's up to the first dot.

    `kind`: A role plugin of this program, or a process.

    `version`: The plugin's own version, if it has one.

    `role`: The role that it plays; null for a process that takes over none.

    `enabled`: False when configuration, or the plugin itself, switched it off.

    `summary`: One sentence on what it does.

    `methods`: Names of its methods.

    `state`: What it is doing: waiting is between a crash and the next start, quarantined after too
    many crashes in a row.

    `path`: A process's program.

    `pid`: A process's number, while it has one.

    `hooks`: Where it is asked beforehand.

    `subscriptions`: The topics that it hears of.

    `options`: What can be set for it.

    `restarts`: How often it was started again after a crash.

    `lastExit`: How its last process ended: an exit status or a signal.

    `problem`: Why it does not run, or why it last crashed.

    `stderr`: The last lines that it wrote to standard error.
    """

    name: str
    kind: Literal['role', 'process']
    version: str | None
    role: Literal['submitter', 'solver', 'verifier', 'whistleblower', 'judge', None]
    enabled: bool
    summary: str
    methods: list[str]
    state: Literal['starting', 'running', 'waiting', 'quarantined', 'stopping', 'stopped', 'disabled', 'failed']
    path: str | None
    pid: int | None
    hooks: list[str]
    subscriptions: list[str]
    options: list[PluginStartResultPluginOptionsItem]
    restarts: int
    lastExit: str | None
    problem: str | None
    stderr: list[str]


class PluginStartResult(TypedDict):
    """An object of the interface."""

    plugin: PluginStartResultPlugin


class PluginStopResultPluginOptionsItem(TypedDict):
    """An object of the interface.

    `default`: Null when it has none.

    `multiple`: Whether it may be set several times.
    """

    name: str
    type: Literal['string', 'int', 'bool', 'flag']
    default: Any
    multiple: bool
    description: str


class PluginStopResultPlugin(TypedDict):
    """An object of the interface.

    `name`: The plugin's name; of a process, its file's up to the first dot.

    `kind`: A role plugin of this program, or a process.

    `version`: The plugin's own version, if it has one.

    `role`: The role that it plays; null for a process that takes over none.

    `enabled`: False when configuration, or the plugin itself, switched it off.

    `summary`: One sentence on what it does.

    `methods`: Names of its methods.

    `state`: What it is doing: waiting is between a crash and the next start, quarantined after too
    many crashes in a row.

    `path`: A process's program.

    `pid`: A process's number, while it has one.

    `hooks`: Where it is asked beforehand.

    `subscriptions`: The topics that it hears of.

    `options`: What can be set for it.

    `restarts`: How often it was started again after a crash.

    `lastExit`: How its last process ended: an exit status or a signal.

    `problem`: Why it does not run, or why it last crashed.

    `stderr`: The last lines that it wrote to standard error.
    """

    name: str
    kind: Literal['role', 'process']
    version: str | None
    role: Literal['submitter', 'solver', 'verifier', 'whistleblower', 'judge', None]
    enabled: bool
    summary: str
    methods: list[str]
    state: Literal['starting', 'running', 'waiting', 'quarantined', 'stopping', 'stopped', 'disabled', 'failed']
    path: str | None
    pid: int | None
    hooks: list[str]
    subscriptions: list[str]
    options: list[PluginStopResultPluginOptionsItem]
    restarts: int
    lastExit: str | None
    problem: str | None
    stderr: list[str]


class PluginStopResult(TypedDict):
    """An object of the interface."""

    plugin: PluginStopResultPlugin


class ReputationAggregateResultAuthorsItem(TypedDict):
    """An object of the interface.

    `count`: Contributions of this author.

    `weight`: The author's share in the aggregate: reputation times samples, or of contributions
    where reputations do not weigh.
    """

    userid: int
    name: str
    reputation: float
    count: int
    weight: float


class ReputationAggregateResultSkippedItem(TypedDict):
    """An object of the interface.

    `contribution`: The contribution's id.

    `reason`: What is wrong with it.
    """

    contribution: str
    reason: str


class ReputationAggregateResult(TypedDict):
    """An object of the interface.

    `model`: Blob of the aggregated model.

    `contributions`: Contributions joined.

    `skipped`: Accepted contributions that were left out.
    """

    model: str
    rule: Literal['normalized', 'attenuated', 'median', 'trimmedMean']
    contributions: int
    authors: list[ReputationAggregateResultAuthorsItem]
    skipped: list[ReputationAggregateResultSkippedItem]


class ReputationLogResultEntriesItem(TypedDict):
    """An object of the interface.

    `name`: File name.
    """

    contribution: str
    userid: int
    participant: str
    name: str
    block: int
    samples: int
    update: str
    reputation: float


class ReputationLogResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    entries: list[ReputationLogResultEntriesItem]
    next: str | None


class RoundCloseResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    round: str
    position: int
    event: str


class RoundListResultRoundsItem(TypedDict):
    """An object of the interface.

    `contributions`: Contributions committed, whatever became of them.
    """

    round: str
    maintainer: str
    open: bool
    contributions: int


class RoundListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    rounds: list[RoundListResultRoundsItem]
    next: str | None


class _Specification(TypedDict):
    model: Model
    dataset: str
    optimizer: Optimizer
    batchSize: int
    checkpointInterval: int
    mode: Literal['exact', 'tolerant']


class Specification(_Specification, total=False):
    """A piece of work: what is to be trained, on what and how long.

    `dataset`: Blob of the data set.

    `batchSize`: Samples of a step.

    `batches`: The batches that a step's samples are divided into, whose gradients are added up; 1
    unless told otherwise.

    `steps`: Bound of the training loop; a specification without a bound is refused (206).

    `checkpointInterval`: Steps from one checkpoint to the next (k); at most 10 in a tolerant task
    (V3).

    `targetLoss`: The run ends at the first checkpoint whose segment's mean loss is at most this;
    the rest of the fee is refunded.

    `mode`: `exact`: a replay gives the same bits; `tolerant`: within a profiled threshold.
    """

    batches: int
    steps: int | None
    targetLoss: str


class RoundOpenResult(TypedDict):
    """An object of the interface.

    `round`: The round's id.

    `initial`: Blob of the initial state.

    `blocks`: Blocks of samples.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    round: str
    initial: str
    blocks: int
    position: int
    event: str


class RoundPublishResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    round: str
    model: str
    position: int
    event: str


class RoundStatusResultContributionsItem(TypedDict):
    """An object of the interface.

    `name`: File name; null until revealed.

    `update`: Blob of the update; null until revealed.

    `standing`: `waiting`: its claim window is open.

    `closes`: Tick at which the claim window closes.
    """

    contribution: str
    author: str
    userid: int
    block: int
    name: str | None
    update: str | None
    standing: Literal['committed', 'waiting', 'accepted', 'contested', 'removed']
    closes: int | None


class RoundStatusResultPublishedItem(TypedDict):
    """An object of the interface."""

    model: str
    position: int


class RoundStatusResult(TypedDict):
    """An object of the interface.

    `specification`: Blob of the specification.

    `initial`: Blob of the initial state.

    `published`: Published models; none is ever replaced (R6).
    """

    round: str
    maintainer: str
    specification: str
    initial: str
    blocks: int
    blockSamples: int
    assignment: Literal['open', 'beacon']
    open: bool
    contributions: list[RoundStatusResultContributionsItem]
    published: list[RoundStatusResultPublishedItem]


class RpcDiscoverResultInfo(TypedDict):
    """An object of the interface."""

    title: str
    version: str


class RpcDiscoverResultMethodsItem(TypedDict):
    """An object of the interface."""

    name: str


class RpcDiscoverResult(TypedDict):
    """An object of the interface."""

    openrpc: str
    info: RpcDiscoverResultInfo
    methods: list[RpcDiscoverResultMethodsItem]


class SolverAbandonResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    position: int
    event: str


class SolverAcceptResult(TypedDict):
    """An object of the interface.

    `deposit`: Credits locked.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    deposit: int
    position: int
    event: str


class SolverContributeResultCommit(TypedDict):
    """Receipt of the commitment.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    position: int
    event: str


class SolverContributeResult(TypedDict):
    """An object of the interface.

    `update`: Blob of the update.

    `samples`: Samples it was computed on.

    `commit`: Receipt of the commitment.
    """

    round: str
    block: int
    name: str
    update: str
    samples: int
    commit: SolverContributeResultCommit


class SolverDesignateResult(TypedDict):
    """An object of the interface.

    `proof`: Blob of the proof that is shown.

    `planted`: Whether the beacon demanded the wrong result.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    proof: str
    planted: bool
    position: int
    event: str


class SolverGradientResult(TypedDict):
    """An object of the interface.

    `update`: Blob of the update.

    `samples`: Samples it was computed on.

    `loss`: Mean loss before the update.
    """

    update: str
    samples: int
    loss: float | None


class SolverPrepareResult(TypedDict):
    """An object of the interface.

    `initial`: Blob of checkpoint 0.

    `segments`: Segments of a whole run.

    `steps`: Bound of the run.
    """

    task: str
    initial: str
    startBeacon: str
    segments: int
    checkpointInterval: int
    steps: int


class SolverProveResult(TypedDict):
    """An object of the interface.

    `proof`: Blob of the proof.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    proof: str
    position: int
    event: str


class SolverRevealResult(TypedDict):
    """An object of the interface.

    `contribution`: The contribution's id.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    contribution: str
    position: int
    event: str


class SolverTrainResultMetered(TypedDict):
    """The work as counted while it ran.

    `flops`: Floating-point operations done.
    """

    flops: int


class SolverTrainResult(TypedDict):
    """An object of the interface.

    `proof`: Blob of the proof.

    `outcome`: `stopped`: the target loss was reached.

    `steps`: Steps done.

    `checkpoints`: Checkpoints, the initial state included.

    `loss`: Mean loss of the last segment; null when it diverged.

    `finalCheckpoint`: Blob of the last checkpoint.

    `metered`: The work as counted while it ran.

    `sealed`: Whether the result is sealed together with a wrong one (C3); `solver.designate` comes
    next.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    proof: str
    outcome: Literal['completed', 'stopped', 'diverged']
    steps: int
    checkpoints: int
    loss: float | None
    finalCheckpoint: str
    metered: SolverTrainResultMetered
    sealed: bool
    position: int
    event: str


class SolverUnsealResult(TypedDict):
    """An object of the interface.

    `proof`: Blob of the proof that is shown.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    proof: str
    position: int
    event: str


class SubmitterCancelResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    position: int
    event: str


class SubmitterEstimateResultOperationsItem(TypedDict):
    """An object of the interface.

    `kind`: The operator.

    `count`: Times it is applied in all steps.
    """

    kind: str
    count: int


class SubmitterEstimateResult(TypedDict):
    """An object of the interface.

    `operations`: The work by kind of operator.

    `flopsPerStep`: Floating-point operations of one step.

    `flops`: Floating-point operations of all steps.

    `bytes`: Bytes read and written by all steps.

    `peakMemoryBytes`: Bytes of memory that a step takes on one thread.

    `parameters`: Numbers that belong to the model.

    `steps`: The loop's bound.

    `fee`: Least fee, in credits.

    `seconds`: About how long all steps take on this machine: nodes that are alike are run once, and
    again while about a second lasts, and the answer is remembered. An estimate, not a promise.
    """

    operations: list[SubmitterEstimateResultOperationsItem]
    flopsPerStep: int
    flops: int
    bytes: int
    peakMemoryBytes: int
    parameters: int
    steps: int
    fee: int | None
    seconds: float


class SubmitterSubmitResult(TypedDict):
    """An object of the interface.

    `task`: The task's id.

    `specification`: Blob of the specification.

    `fee`: Credits locked.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    specification: str
    fee: int
    position: int
    event: str


class TaskExpireResult(TypedDict):
    """An object of the interface.

    `phase`: Where the task stands; `paid`, `refunded` and `split` are ends.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    phase: Literal['profiling', 'open', 'solving', 'sealed', 'verifying', 'judged', 'paid', 'refunded', 'split']
    position: int
    event: str


class TaskListResultTasksItem(TypedDict):
    """An object of the interface.

    `phase`: Where the task stands; `paid`, `refunded` and `split` are ends.

    `solver`: Who has accepted it.

    `attempt`: Times it has been accepted.
    """

    task: str
    phase: Literal['profiling', 'open', 'solving', 'sealed', 'verifying', 'judged', 'paid', 'refunded', 'split']
    submitter: str
    solver: str | None
    fee: int
    attempt: int


class TaskListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    tasks: list[TaskListResultTasksItem]
    next: str | None


class TaskSettleResultPaidItem(TypedDict):
    """An object of the interface.

    `participant`: Who was paid; null for treasury and jackpot.

    `purpose`: What for, with the arithmetic.
    """

    participant: str | None
    purpose: str
    amount: int


class TaskSettleResult(TypedDict):
    """An object of the interface.

    `phase`: Where the task stands; `paid`, `refunded` and `split` are ends.

    `refunded`: Credits that returned to the submitter.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    phase: Literal['profiling', 'open', 'solving', 'sealed', 'verifying', 'judged', 'paid', 'refunded', 'split']
    paid: list[TaskSettleResultPaidItem]
    refunded: int
    position: int
    event: str


class TaskStatusResultVerdictFindingsItem(TypedDict):
    """An object of the interface.

    `distance`: Relative to the segment's displacement; null when it is not finite.
    """

    segment: int
    distance: float | None


class TaskStatusResultVerdict(TypedDict):
    """The verdict in force, with the segments that were replayed.

    `check`: The check that failed before any replay, or null.
    """

    accepted: bool
    verifier: str
    check: str | None
    findings: list[TaskStatusResultVerdictFindingsItem]


class TaskStatusResultChallengesItem(TypedDict):
    """An object of the interface."""

    challenge: str
    challenger: str
    segment: int | None
    finding: str | None


class TaskStatusResult(TypedDict):
    """An object of the interface.

    `phase`: Where the task stands; `paid`, `refunded` and `split` are ends.

    `attempt`: Times it has been accepted.

    `verifiers`: Who was drawn to verify it, in order.

    `specification`: Blob of the specification.

    `dataset`: Blob of the data set.

    `steps`: Bound of the run.

    `threshold`: Profiled threshold, relative to a segment's displacement.

    `proof`: Blob of the proof.

    `verdict`: The verdict in force, with the segments that were replayed.

    `challenges`: All challenges of this task with what became of them.

    `deadline`: Tick by which the next step must be taken.

    `awaiting`: Who must do what next.
    """

    task: str
    phase: Literal['profiling', 'open', 'solving', 'sealed', 'verifying', 'judged', 'paid', 'refunded', 'split']
    attempt: int
    submitter: str
    solver: str | None
    verifiers: list[str]
    fee: int
    specification: str
    dataset: str
    steps: int
    checkpointInterval: int
    mode: Literal['exact', 'tolerant']
    threshold: float | None
    proof: str | None
    verdict: TaskStatusResultVerdict | None
    challenges: list[TaskStatusResultChallengesItem]
    deadline: int | None
    awaiting: str


class TensorDeleteResult(TypedDict):
    """An object of the interface.

    `name`: The tensor's name in this home.

    `blob`: SHA-256 of the tensor as a .npy file, its hash.

    `type`: Element type.

    `shape`: Length of each axis.
    """

    name: str
    blob: str
    type: Literal['F32', 'F64', 'I32', 'I64', 'U8']
    shape: list[int]


class TensorDistanceResult(TypedDict):
    """An object of the interface.

    `l1`: Sum of absolute differences.

    `l2`: Root of the sum of squares.

    `linf`: Largest absolute difference.

    `cosine`: 1 - cosine of the angle between the two; 1 when only one is zero.

    `relative`: `l2` over the length (the l2 norm) of `left`; 0 when both are zero, null when only
    `left` is.
    """

    l1: float | None
    l2: float | None
    linf: float | None
    cosine: float | None
    relative: float | None


class _Numbers(TypedDict):
    values: Sequence[float]


class Numbers(_Numbers, total=False):
    """A tensor, given by its numbers.

    `values`: The numbers, the last axis varying fastest.

    `shape`: Length of each axis; one axis when absent.
    """

    shape: Sequence[int]


class _TensorEvaluateGraphNodesItem(TypedDict):
    name: str
    operator: str
    inputs: Sequence[str]


class TensorEvaluateGraphNodesItem(_TensorEvaluateGraphNodesItem, total=False):
    """An object of the interface.

    `name`: Name of its first output; those after it are `name.1`, `name.2`.

    `operator`: The name of an operator.

    `inputs`: Given tensors and outputs of earlier nodes, by name.
    """

    settings: OperatorSettings


class TensorEvaluateGraph(TypedDict):
    """An object of the interface.

    `nodes`: Applications of operators, in an order in which each stands behind those it reads.

    `outputs`: The values to answer, by name.
    """

    nodes: Sequence[TensorEvaluateGraphNodesItem]
    outputs: Sequence[str]


class TensorEvaluateStep(TypedDict, total=False):
    """An object of the interface.

    `learningRate`: How far a step goes.

    `momentum`: Share of the momentum, or of Adam's first moment, that outlives a step.

    `secondDecay`: Share of Adam's second moment that outlives a step.

    `epsilon`: What keeps Adam's division from zero.

    `weightDecay`: How strongly parameters are drawn to zero.

    `step`: Number of the step, from 0.

    `dropoutSeed`: What decides, with the step, which elements are dropped.
    """

    learningRate: str
    momentum: str
    secondDecay: str
    epsilon: str
    weightDecay: str
    step: int
    dropoutSeed: int


class TensorEvaluateExecution(TypedDict, total=False):
    """An object of the interface.

    `instructionSet`: One that the machine has; the host's when absent.

    `threads`: On how many threads; as many as the host's when absent.

    `perturbation`: Seed that changes the order of sums, as other hardware would.
    """

    instructionSet: str
    threads: int
    perturbation: int


class ComputedTensor(TypedDict):
    """A tensor that was computed.

    `name`: Its name in the graph.

    `type`: Element type: F32, or I32 for places.

    `shape`: Length of each axis.

    `values`: The numbers, the last axis varying fastest; null when they were stored.

    `blob`: The blob that they were stored as, or null.
    """

    name: str
    type: Literal['F32', 'I32']
    shape: list[int]
    values: list[float] | None
    blob: str | None


class TensorEvaluateResult(TypedDict):
    """An object of the interface.

    `outputs`: The outputs.

    `gradients`: Gradients by inputs, named as these.

    `changed`: Inputs that were changed in place.

    `flops`: Floating-point operations, those of the gradients too.

    `bytes`: Bytes read and written.
    """

    outputs: list[ComputedTensor]
    gradients: list[ComputedTensor]
    changed: list[ComputedTensor]
    flops: int
    bytes: int


class TensorExportResult(TypedDict):
    """An object of the interface.

    `path`: The file, or null.

    `blob`: The blob, or null.

    `byteCount`: Length in bytes.

    `count`: How many tensors are in it.
    """

    path: str | None
    blob: str | None
    format: Literal['npy', 'npz', 'safetensors']
    byteCount: int
    count: int


class TensorGetResult(TypedDict):
    """An object of the interface.

    `type`: Element type.

    `shape`: Length of each axis.

    `values`: The numbers, the last axis varying fastest.
    """

    type: Literal['F32', 'F64', 'I32', 'I64', 'U8']
    shape: list[int]
    values: list[float]


class TensorImportResultTensorsItem(TypedDict):
    """An object of the interface.

    `name`: The tensor's name in this home.

    `blob`: SHA-256 of the tensor as a .npy file, its hash.

    `type`: Element type.

    `shape`: Length of each axis.
    """

    name: str
    blob: str
    type: Literal['F32', 'F64', 'I32', 'I64', 'U8']
    shape: list[int]


class TensorImportResult(TypedDict):
    """An object of the interface."""

    tensors: list[TensorImportResultTensorsItem]


class TensorInfoResultTensorsItem(TypedDict):
    """An object of the interface.

    `name`: Its name in the file or in this home; null where neither gives it one.

    `type`: Element type.

    `shape`: Length of each axis.
    """

    name: str | None
    type: Literal['F32', 'F64', 'I32', 'I64', 'U8']
    shape: list[int]


class TensorInfoResult(TypedDict):
    """An object of the interface.

    `blob`: The blob, or null for a file.
    """

    blob: str | None
    tensors: list[TensorInfoResultTensorsItem]


class TensorListResultTensorsItem(TypedDict):
    """An object of the interface.

    `name`: The tensor's name in this home.

    `blob`: SHA-256 of the tensor as a .npy file, its hash.

    `type`: Element type.

    `shape`: Length of each axis.
    """

    name: str
    blob: str
    type: Literal['F32', 'F64', 'I32', 'I64', 'U8']
    shape: list[int]


class TensorListResult(TypedDict):
    """An object of the interface.

    `next`: The cursor of the next page, or null at the end.
    """

    tensors: list[TensorListResultTensorsItem]
    next: str | None


class TensorPutResult(TypedDict):
    """An object of the interface.

    `name`: The tensor's name in this home, or null.

    `blob`: SHA-256 of the tensor as a .npy file, its hash.

    `type`: Element type.

    `shape`: Length of each axis.
    """

    name: str | None
    blob: str
    type: Literal['F32', 'F64', 'I32', 'I64', 'U8']
    shape: list[int]


class VerifierEnlistResult(TypedDict):
    """An object of the interface.

    `deposit`: Credits locked.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    participant: str
    deposit: int
    position: int
    event: str


class VerifierProfileResult(TypedDict):
    """An object of the interface.

    `threshold`: Largest distance an honest re-execution may show, relative to the segment's
    displacement.

    `samples`: Re-executions measured.

    `maximum`: Largest distance measured.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    threshold: float
    samples: int
    maximum: float
    position: int
    event: str


class VerifierReportFindingsItem(TypedDict):
    """An object of the interface."""

    segment: int
    distance: float


class VerifierReportResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    accepted: bool
    position: int
    event: str


class VerifierVerifyResultFindingsItem(TypedDict):
    """An object of the interface.

    `segment`: The segment, from 0.

    `distance`: Distance of the replay's end from the proof's, relative to the segment's
    displacement; null when it is not finite.

    `reason`: Why it was replayed.
    """

    segment: int
    distance: float | None
    reason: Literal['drawn', 'largest', 'last']


class VerifierVerifyResult(TypedDict):
    """An object of the interface.

    `check`: The first check that failed, or null.

    `segment`: The segment at which it failed, or null.

    `reason`: What was wrong, in a sentence, or null.

    `distance`: Largest distance found.

    `threshold`: Largest distance allowed.

    `replayedSteps`: Training steps replayed.

    `fraction`: Replayed steps as a share of the run's.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    task: str
    accepted: bool
    check: str | None
    segment: int | None
    reason: str | None
    distance: float | None
    threshold: float
    findings: list[VerifierVerifyResultFindingsItem]
    replayedSteps: int
    fraction: float
    position: int
    event: str


class VerifierWithdrawResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    participant: str
    position: int
    event: str


class WhistleblowerAuditResultFindingsItem(TypedDict):
    """An object of the interface.

    `reported`: The verifier's distance; null when it did not look.

    `found`: The own distance; null when it is not finite.

    `faulty`: Whether the proof fails here.
    """

    segment: int
    reported: float | None
    found: float | None
    threshold: float
    faulty: bool


class WhistleblowerAuditResultProfile(TypedDict):
    """The profile's check.

    `checked`: Samples measured anew.

    `faulty`: Samples that do not hold.
    """

    checked: int
    faulty: int


class WhistleblowerAuditResult(TypedDict):
    """An object of the interface.

    `target`: What can be challenged at present.

    `agrees`: False when something found speaks against verdict or profile.

    `profile`: The profile's check.
    """

    task: str
    target: Literal['profile', 'verdict']
    agrees: bool
    findings: list[WhistleblowerAuditResultFindingsItem]
    profile: WhistleblowerAuditResultProfile


class WhistleblowerChallengeResult(TypedDict):
    """An object of the interface.

    `challenge`: The challenge's id.

    `target`: What is challenged.

    `segment`: The segment or sample; null when it is the whole proof or profile.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    challenge: str
    task: str
    target: Literal['profile', 'verdict']
    segment: int | None
    position: int
    event: str


class WhistleblowerClaimResult(TypedDict):
    """An object of the interface.

    `claim`: The claim's id.

    `alleged`: Hash of the update on record.

    `own`: Hash of the claimant's; null when nobody can compute any.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    claim: str
    contribution: str
    alleged: str
    own: str | None
    position: int
    event: str


class WhistleblowerCosignResult(TypedDict):
    """An object of the interface.

    `alleged`: Hash of the update on record.

    `own`: Hash of the claimant's; null when nobody can compute any.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    claimant: str
    contribution: str
    alleged: str
    own: str | None
    position: int
    event: str


class WhistleblowerEnlistResult(TypedDict):
    """An object of the interface.

    `deposit`: Credits locked.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    participant: str
    deposit: int
    position: int
    event: str


class WhistleblowerPatrolResult(TypedDict):
    """An object of the interface.

    `action`: What was done; `audited` means that the verdict or profile holds.

    `active`: How many whistleblowers stand ready after it.

    `threshold`: How many of them the jackpot pays for.

    `task`: The task that it was about, or null.

    `challenge`: The challenge that was committed to or revealed, or null.

    `position`: Log position of the appended event, or null.
    """

    action: Literal['revealed', 'enlisted', 'withdrew', 'audited', 'challenged', 'waited']
    active: int
    threshold: int
    task: str | None
    challenge: str | None
    position: int | None


class WhistleblowerRevealResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    challenge: str
    position: int
    event: str


class WhistleblowerWithdrawResult(TypedDict):
    """An object of the interface.

    `position`: Log position of the appended event.

    `event`: Id of the appended event: SHA-256 of its canonical body.
    """

    participant: str
    position: int
    event: str
