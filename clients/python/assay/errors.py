"""What a host answers instead of a result, by code.

Made by clients/python/generate.py from the host's table of errors (Sources/JSONRPC/ErrorCode+*.swift): change those.
"""

from __future__ import annotations

from typing import Dict, Type

from ._failures import AssayError as AssayError
from ._failures import CallTimeout as CallTimeout
from ._failures import ConnectionLost as ConnectionLost
from ._failures import NoHost as NoHost
from ._failures import ProtocolError as ProtocolError
from ._failures import RPCError as RPCError


class Cancelled(RPCError):
    """The caller cancelled the call."""

    code = -32800


class ParseError(RPCError):
    """The bytes are not a JSON text."""

    code = -32700


class InternalError(RPCError):
    """The host failed in a way that is its own fault."""

    code = -32603


class InvalidParameters(RPCError):
    """The parameters are not what the method takes."""

    code = -32602


class MethodNotFound(RPCError):
    """No method has this name."""

    code = -32601


class InvalidRequest(RPCError):
    """The JSON is not a request of JSON-RPC 2.0."""

    code = -32600


class UnsupportedProtocolVersion(RPCError):
    """The client speaks a revision of its protocol that this host does not."""

    code = -32022


class NotReady(RPCError):
    """The host or a plugin has not finished starting."""

    code = -32002


class UnknownIdentity(RPCError):
    """The key store has no key under this name."""

    code = 101


class IdentityExists(RPCError):
    """The key store already has a key under this name."""

    code = 102


class NoNetwork(RPCError):
    """This home holds no network yet."""

    code = 103


class NetworkExists(RPCError):
    """This home already holds a network."""

    code = 104


class HomeLocked(RPCError):
    """Another process uses this home or socket."""

    code = 105


class StorageFull(RPCError):
    """There is no room left to store anything."""

    code = 106


class StorageFailed(RPCError):
    """The storage failed to read or write."""

    code = 107


class LimitExceeded(RPCError):
    """A limit of this host would be exceeded; `data.limit` names it."""

    code = 108


class ShuttingDown(RPCError):
    """The host is shutting down."""

    code = 109


class BlobNotFound(RPCError):
    """No blob has this hash."""

    code = 110


class BlobCorrupt(RPCError):
    """A blob's bytes do not have its hash."""

    code = 111


class PluginDisabled(RPCError):
    """The plugin that serves this method is switched off."""

    code = 112


class FileUnreadable(RPCError):
    """A file named by the caller cannot be read or written."""

    code = 113


class EventRefused(RPCError):
    """An event is malformed, wrongly signed, or does not fit the log."""

    code = 114


class InvalidGenesis(RPCError):
    """The parameters do not make a network."""

    code = 115


class PeerRefused(RPCError):
    """The socket serves only the user who runs the host."""

    code = 116


class DeadlineExceeded(RPCError):
    """The call's deadline passed before it was done."""

    code = 140


class UnknownJob(RPCError):
    """No job has this id, or it has ended too long ago."""

    code = 141


class UnknownSubscription(RPCError):
    """This connection has no subscription of this number."""

    code = 142


class EventAhead(RPCError):
    """No event has this number yet."""

    code = 143


class Forbidden(RPCError):
    """This connection may not call this method."""

    code = 150


class IdentityForbidden(RPCError):
    """This connection may not act as this identity."""

    code = 151


class RateExceeded(RPCError):
    """This connection calls too often; `data.retryAfterMilliseconds` says when to go on."""

    code = 152


class InvalidToken(RPCError):
    """The token is malformed, or this host did not issue it."""

    code = 153


class TokenExpired(RPCError):
    """The token has expired."""

    code = 154


class TokenRevoked(RPCError):
    """The token was revoked."""

    code = 155


class TooManyFailures(RPCError):
    """After too many failures nothing is tried for a while; `data.retryAfterMilliseconds` says when again.
    """

    code = 156


class FileForbidden(RPCError):
    """This connection may not name files for the host to read or write."""

    code = 157


class UnknownTask(RPCError):
    """No task has this id."""

    code = 201


class WrongPhase(RPCError):
    """The task is not in a phase that allows this."""

    code = 202


class InsufficientCredits(RPCError):
    """The account does not hold enough credits."""

    code = 203


class NotAllowed(RPCError):
    """Only a participant in another role may do this."""

    code = 204


class InvalidSpecification(RPCError):
    """The task's specification cannot be run."""

    code = 205


class UnboundedGraph(RPCError):
    """The graph has a loop without a limit."""

    code = 206


class InvalidDataset(RPCError):
    """The dataset cannot be read as what it is said to be."""

    code = 207


class DeadlinePassed(RPCError):
    """The deadline for this has passed."""

    code = 208


class UnknownParticipant(RPCError):
    """No participant has this key."""

    code = 209


class NotAttested(RPCError):
    """No custodian has attested a blob that is cited."""

    code = 210


class AlreadyJoined(RPCError):
    """This key has already joined the network."""

    code = 211


class InvalidProof(RPCError):
    """The proof is malformed or contradicts itself or its task."""

    code = 301


class CheckpointCorrupt(RPCError):
    """A checkpoint's bytes are not what its commitment says."""

    code = 303


class NotDrawn(RPCError):
    """This verifier was not drawn for this proof."""

    code = 304


class VerdictMismatch(RPCError):
    """The verdict does not follow from its own evidence."""

    code = 305


class WrongSecret(RPCError):
    """The secret is not the one that was committed to."""

    code = 306


class UnknownChallenge(RPCError):
    """No challenge has this id."""

    code = 401


class WindowClosed(RPCError):
    """The window for this has closed."""

    code = 402


class DepositTooSmall(RPCError):
    """The deposit is smaller than the network asks for."""

    code = 403


class NotJudge(RPCError):
    """Only the judge may do this."""

    code = 404


class CommitmentMismatch(RPCError):
    """What was revealed is not what was committed to."""

    code = 405


class AlreadyChallenged(RPCError):
    """The same challenge is already open."""

    code = 406


class NotEnlisted(RPCError):
    """The participant is not enlisted for this role."""

    code = 407


class AlreadyEnlisted(RPCError):
    """The participant is already enlisted for this role."""

    code = 408


class UnknownRound(RPCError):
    """No round has this id."""

    code = 501


class UnknownContribution(RPCError):
    """No contribution has this id."""

    code = 502


class ReputationTooLow(RPCError):
    """The reputation is lower than this needs."""

    code = 503


class ClaimOpen(RPCError):
    """The claimant has a claim that is still open."""

    code = 504


class BlockNotAssigned(RPCError):
    """This block of samples was assigned to somebody else."""

    code = 505


class AlreadyContributed(RPCError):
    """The participant has already contributed to this round."""

    code = 506


class UnknownClaim(RPCError):
    """No claim has this id."""

    code = 507


class NothingToAggregate(RPCError):
    """The round has no accepted contribution that weighs anything."""

    code = 509


class ShapeMismatch(RPCError):
    """The tensors' shapes do not fit the operation."""

    code = 601


class MalformedTensorFile(RPCError):
    """The file is not the tensor file that it is said to be."""

    code = 602


class NotFinite(RPCError):
    """A value is NaN or infinite."""

    code = 603


class UnsupportedType(RPCError):
    """The element type is not one that is supported."""

    code = 604


class InstructionSetUnavailable(RPCError):
    """This machine lacks the instruction set that was asked for."""

    code = 605


class UnknownTensor(RPCError):
    """No tensor of this home has this name."""

    code = 606


class TensorExists(RPCError):
    """A tensor of this home has this name already."""

    code = 607


class PluginFailed(RPCError):
    """The plugin that serves this ended, or closed its output, before it answered."""

    code = 701


class PluginTimedOut(RPCError):
    """The plugin that serves this did not answer in time."""

    code = 702


class PluginRefused(RPCError):
    """The plugin cannot run here: it does not start, or what it announces cannot be granted."""

    code = 703


class UnknownPlugin(RPCError):
    """This host knows no process plugin of this name."""

    code = 704


class HookRejected(RPCError):
    """A plugin that was asked beforehand does not let this happen."""

    code = 705


class PluginUnavailable(RPCError):
    """The plugin that serves this is not running now."""

    code = 706


BY_CODE: Dict[int, Type[RPCError]] = {
    -32800: Cancelled,
    -32700: ParseError,
    -32603: InternalError,
    -32602: InvalidParameters,
    -32601: MethodNotFound,
    -32600: InvalidRequest,
    -32022: UnsupportedProtocolVersion,
    -32002: NotReady,
    101: UnknownIdentity,
    102: IdentityExists,
    103: NoNetwork,
    104: NetworkExists,
    105: HomeLocked,
    106: StorageFull,
    107: StorageFailed,
    108: LimitExceeded,
    109: ShuttingDown,
    110: BlobNotFound,
    111: BlobCorrupt,
    112: PluginDisabled,
    113: FileUnreadable,
    114: EventRefused,
    115: InvalidGenesis,
    116: PeerRefused,
    140: DeadlineExceeded,
    141: UnknownJob,
    142: UnknownSubscription,
    143: EventAhead,
    150: Forbidden,
    151: IdentityForbidden,
    152: RateExceeded,
    153: InvalidToken,
    154: TokenExpired,
    155: TokenRevoked,
    156: TooManyFailures,
    157: FileForbidden,
    201: UnknownTask,
    202: WrongPhase,
    203: InsufficientCredits,
    204: NotAllowed,
    205: InvalidSpecification,
    206: UnboundedGraph,
    207: InvalidDataset,
    208: DeadlinePassed,
    209: UnknownParticipant,
    210: NotAttested,
    211: AlreadyJoined,
    301: InvalidProof,
    303: CheckpointCorrupt,
    304: NotDrawn,
    305: VerdictMismatch,
    306: WrongSecret,
    401: UnknownChallenge,
    402: WindowClosed,
    403: DepositTooSmall,
    404: NotJudge,
    405: CommitmentMismatch,
    406: AlreadyChallenged,
    407: NotEnlisted,
    408: AlreadyEnlisted,
    501: UnknownRound,
    502: UnknownContribution,
    503: ReputationTooLow,
    504: ClaimOpen,
    505: BlockNotAssigned,
    506: AlreadyContributed,
    507: UnknownClaim,
    509: NothingToAggregate,
    601: ShapeMismatch,
    602: MalformedTensorFile,
    603: NotFinite,
    604: UnsupportedType,
    605: InstructionSetUnavailable,
    606: UnknownTensor,
    607: TensorExists,
    701: PluginFailed,
    702: PluginTimedOut,
    703: PluginRefused,
    704: UnknownPlugin,
    705: HookRejected,
    706: PluginUnavailable,
}
