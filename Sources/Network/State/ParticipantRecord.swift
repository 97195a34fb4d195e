public import Digests
public import Reputation

/// What the network knows of a participant; its credits are in the ``Books``.
public struct ParticipantRecord: Hashable, Sendable, Encodable {
    /// The key.
    public let id: ParticipantID
    /// The label.
    public let name: String
    /// The order of joining, from 1: the `userid` of the training log's text form.
    public let userID: Int64
    /// Whether genesis named it (rule R7).
    public let isFounder: Bool
    /// The sequence number of its last applied event.
    public internal(set) var sequence: Int64 = 0
    /// Its reputation now, x 10^-12.
    public internal(set) var reputation: ReputationUnits
    /// Whether and how it stands ready as a verifier.
    public internal(set) var verifier: VerifierEnlistment?
    /// Whether and how it stands ready as a whistleblower.
    public internal(set) var whistleblower: WhistleblowerEnlistment?
    /// The claim of its own that is not decided yet (rule R4).
    public internal(set) var openClaim: ClaimID?
    /// The claim of somebody else for which it is ready to answer (rule R4).
    public internal(set) var cosignature: ClaimCosign?
    /// The claim of somebody else for which it answers, and which is not decided yet (rule R4).
    public internal(set) var cosignedClaim: ClaimID?
    /// Whether a ruling of its was overturned, so that it may judge no more (rule C5).
    public internal(set) var isBarred = false
}

/// A verifier's readiness.
public struct VerifierEnlistment: Hashable, Sendable, Encodable {
    /// The commitment to the secret of its next verdict (rule V2).
    public internal(set) var commitment: Digest
    /// The task for which it is drawn and has given no verdict yet; one secret serves one draw.
    public internal(set) var drawnFor: TaskID?
}

/// A whistleblower's readiness.
public struct WhistleblowerEnlistment: Hashable, Sendable, Encodable {
    /// The commitment to the secret that it draws its own segments from.
    public internal(set) var commitment: Digest
}
