public import Digests

/// A round's whole story so far.
public struct RoundRecord: Hashable, Sendable, Encodable {
    /// The digest of its `round.open` event.
    public let id: RoundID
    /// Who opened it.
    public let maintainer: ParticipantID
    /// What was published at its opening.
    public let opening: RoundOpen
    /// When it was opened; the next tick's beacon assigns the blocks.
    public let openedAt: Tick
    /// The first tick at which nothing can be committed any more, and reveals begin.
    public let commitsClose: Tick
    /// The first tick at which nothing can be revealed any more.
    public let revealsClose: Tick
    /// Whether the maintainer has closed it.
    public internal(set) var isClosed = false
    /// The models published, in order; none is ever replaced (rule R6).
    public internal(set) var publications: [Publication] = []

    /// How many blocks of samples there are.
    public var blocks: Int64 {
        // Both are checked to be positive when the round is opened.
        (opening.samples - 1) / opening.blockSamples + 1
    }

    /// How many samples a block has that there is: the last may be shorter than the others.
    public func sampleCount(ofBlock block: Int64) -> Int64 {
        min(opening.blockSamples, opening.samples - block * opening.blockSamples)
    }

    /// The tick whose beacon assigns blocks.
    public var assignmentTick: Tick { openedAt + 1 }
}

/// A published model.
public struct Publication: Hashable, Sendable, Encodable {
    /// The position of the event; with the round it names the model for ever.
    public let position: Position
    /// The model's blob.
    public let model: Digest
}

/// A contribution's whole story so far.
public struct ContributionRecord: Hashable, Sendable, Encodable {
    /// The digest of its `contribution.commit` event.
    public let id: ContributionID
    /// Who computed it.
    public let author: ParticipantID
    /// The round.
    public let round: RoundID
    /// The block of samples.
    public let block: Int64
    /// The commitment to what the reveal says.
    public let commitment: Digest
    /// What was revealed, and where; nothing before.
    public internal(set) var revealed: RevealedContribution?
    /// The claim that is not decided yet.
    public internal(set) var openClaim: ClaimID?
    /// Where it stands.
    public internal(set) var standing: ContributionStanding
}

/// A revealed contribution.
public struct RevealedContribution: Hashable, Sendable, Encodable {
    /// The update.
    public let content: ContributionContent
    /// The position of the reveal in the log.
    public let position: Position
    /// The first tick at which it counts, if nobody claims it false.
    public let closes: Tick
}

/// Where a contribution stands.
public enum ContributionStanding: Hashable, Sendable, Encodable {
    /// Committed, nobody knows to what.
    case committed
    /// Revealed; its claim window is open, or a claim against it is.
    case pending
    /// It counts, since it came into the training log at this place, from 0 in its round.
    case accepted(index: Int64)
    /// It left the training log, or never came into it, because of this claim (rule R3).
    case removed(by: ClaimID)
}

/// A claim's whole story so far.
public struct ClaimRecord: Hashable, Sendable, Encodable {
    /// The digest of its `claim.file` event.
    public let id: ClaimID
    /// Who claims.
    public let claimant: ParticipantID
    /// Whose contribution it is.
    public let accused: ParticipantID
    /// The round of the contribution.
    public let round: RoundID
    /// What was filed.
    public let filed: ClaimFile
    /// Where it stands.
    public internal(set) var phase: ClaimPhase
}

/// Where a claim stands.
public enum ClaimPhase: Hashable, Sendable, Encodable {
    /// Judges are to rule.
    case open(Trial<ClaimFinding>)
    /// Over.
    case closed(ClaimEnd)
}

/// How a claim ended.
public enum ClaimEnd: String, Hashable, Sendable, Encodable {
    /// The contribution was false.
    case upheld
    /// The claim was false.
    case rejected
    /// The contribution was removed before the claim's turn came.
    case overtaken
    /// No judge ruled in time.
    case neverRuled
}
