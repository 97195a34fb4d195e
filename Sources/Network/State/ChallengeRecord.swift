public import Digests

/// A challenge's whole story so far.
public struct ChallengeRecord: Hashable, Sendable, Encodable {
    /// The digest of its `challenge.commit` event.
    public let id: ChallengeID
    /// Who doubts.
    public let challenger: ParticipantID
    /// What is doubted.
    public let target: ChallengeTarget
    /// Who gave the word that is doubted.
    public let accused: ParticipantID
    /// The digest of the event that is doubted.
    public let word: Digest
    /// The commitment to what the reveal says.
    public let commitment: Digest
    /// When it was committed.
    public let committedAt: Tick
    /// The first tick at which it may be revealed.
    public let opens: Tick
    /// The tick by which it must be revealed.
    public let deadline: Tick
    /// Where it stands.
    public internal(set) var phase: ChallengePhase
}

/// Where a challenge stands.
public enum ChallengePhase: Hashable, Sendable, Encodable {
    /// Only committed.
    case committed
    /// Revealed; judges are to rule.
    case revealed(RevealedChallenge)
    /// Over.
    case closed(ChallengeEnd)
}

/// What a challenger says, and what judges make of it.
public struct RevealedChallenge: Hashable, Sendable, Encodable {
    /// The segment or sample; nothing when a named check is doubted.
    public let segment: Int64?
    /// What the challenger found.
    public let found: ReplayFound
    /// The judges' work on it.
    public internal(set) var trial: Trial<RulingFinding>
}

/// How a challenge ended.
public enum ChallengeEnd: String, Hashable, Sendable, Encodable {
    /// Judges found the challenger right.
    case upheld
    /// Judges found the challenger wrong.
    case refuted
    /// Judges could not tell.
    case inconclusive
    /// The challenger never said what it had found.
    case neverRevealed
    /// No judge ruled in time.
    case neverRuled
    /// What it doubted was overturned before its turn came.
    case overtaken
    /// It caught a planted error (rule C3).
    case caughtPlanted
}
