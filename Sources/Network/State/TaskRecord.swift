public import Digests

/// A task's whole story so far.
public struct TaskRecord: Hashable, Sendable, Encodable {
    /// The digest of its `task.submit` event.
    public let id: TaskID
    /// Who pays.
    public let submitter: ParticipantID
    /// What was submitted.
    public let submission: TaskSubmit
    /// The price of all steps: the bound of what a run can cost (rule T1).
    public let bound: Credits
    /// When it was submitted.
    public let submittedAt: Tick
    /// The measured threshold; nothing before profiling and after a profile was found wrong.
    public internal(set) var profile: Profile?
    /// Everybody who has accepted it; one acceptance a task and solver (rule T3).
    public internal(set) var solvers: [ParticipantID] = []
    /// Challenges against the present profile or verdict that are not decided, earliest first.
    public internal(set) var challenges: [ChallengeID] = []
    /// Where it stands.
    public internal(set) var phase: TaskPhase

    /// How many times it has been accepted.
    public var attempts: Int64 { Int64(solvers.count) }
}

/// A measured threshold and who measured it (rule T5).
public struct Profile: Hashable, Sendable, Encodable {
    /// Who measured.
    public let profiler: ParticipantID
    /// The digest of the `task.profile` event.
    public let event: Digest
    /// What was published.
    public let published: TaskProfile
    /// The first tick at which the task may be accepted and challenges may be revealed.
    public let closes: Tick
    /// Whether the profiler is paid and the profile beyond challenge.
    public internal(set) var isFinal: Bool
}

/// Where a task stands; each case carries what only matters there.
public enum TaskPhase: Hashable, Sendable, Encodable {
    /// Waits for a profile, until the deadline.
    case profiling(deadline: Tick)
    /// Waits for a solver, from the end of the profile's challenge window until the deadline.
    case open(deadline: Tick)
    /// A solver is at work.
    case solving(Solving)
    /// A solver has handed in two sealed results and must designate one (rule C3).
    case sealed(Solving, SealedProof)
    /// A proof waits for its verdict.
    case verifying(Solving, ProofRecord, Verification)
    /// A verdict may be challenged.
    case judged(Solving, ProofRecord, Judgement)
    /// Over.
    case closed(TaskEnd)
}

/// A solver's acceptance.
public struct Solving: Hashable, Sendable, Encodable {
    /// Who accepted.
    public let solver: ParticipantID
    /// The commitment to its secret for forced errors, or nothing (rule C3).
    public let secretCommitment: Digest?
    /// When it accepted; the start beacon is that of the next tick (rule T3).
    public let acceptedAt: Tick
    /// The tick by which the proof must be there.
    public let deadline: Tick

    /// The tick whose beacon is the start beacon.
    public var startTick: Tick { acceptedAt + 1 }
}

/// Two sealed results.
public struct SealedProof: Hashable, Sendable, Encodable {
    /// The digest of the `proof.append` event.
    public let event: Digest
    /// What was handed in.
    public let appended: ProofAppend
    /// When it was handed in; the next tick's beacon says which result must be designated.
    public let appendedAt: Tick
    /// The tick by which one must be designated.
    public let deadline: Tick

    /// The tick whose beacon decides.
    public var decisionTick: Tick { appendedAt + 1 }
}

/// A published proof.
public struct ProofRecord: Hashable, Sendable, Encodable {
    /// The digest of the event that published the result; the draws follow from it.
    public let event: Digest
    /// The steps that were done.
    public let steps: Int64
    /// The segments between checkpoints.
    public let segments: Int64
    /// How the run ended.
    public let outcome: RunOutcome
    /// The result that counts at present.
    public let result: RunResult
    /// The price of the steps that were done (rule T1).
    public let metered: Credits
    /// The other sealed result, while it can still turn out that this one was planted.
    public internal(set) var seal: Seal?
    /// What the solver has paid into the jackpot when it sealed, out of its deposit (rule C3).
    public internal(set) var advance: Credits = 0
    /// Everybody who has been drawn to verify it, in order; nobody is drawn twice.
    public internal(set) var drawn: [ParticipantID] = []
    /// Verifiers who rejected a planted error; they share the verifiers' pay (rule C3).
    public internal(set) var earlierVerifiers: [ParticipantID] = []
}

/// The commitment that a solver has not opened.
public struct Seal: Hashable, Sendable, Encodable {
    /// The commitment to the other result.
    public let commitment: Digest
    /// The digest of the `proof.append` event that sealed both results.
    public let event: Digest
    /// The tick whose beacon decided whether an error had to be planted.
    public let decisionTick: Tick
}

/// Who verifies a proof.
public enum Verification: Hashable, Sendable, Encodable {
    /// Nobody was available at any tick since; drawn as soon as somebody is.
    case waiting(since: Tick)
    /// A verifier is drawn.
    case drawn(DrawnVerifier)
    /// A judge stands in, until the deadline (rule V4).
    case judge(since: Tick, deadline: Tick)
}

/// A drawn verifier.
public struct DrawnVerifier: Hashable, Sendable, Encodable {
    /// Who.
    public let verifier: ParticipantID
    /// The commitment to the secret that draws the segments.
    public let commitment: Digest
    /// The tick at which it was drawn.
    public let drawnAt: Tick
    /// The tick by which the verdict must be there.
    public let deadline: Tick

    /// The tick whose beacon draws the segments (rule V2).
    public var segmentsTick: Tick { drawnAt + 1 }
}

/// A verdict and the time to doubt it.
public struct Judgement: Hashable, Sendable, Encodable {
    /// Who gave the verdict.
    public let verifier: ParticipantID
    /// Whether a judge stood in.
    public let isJudge: Bool
    /// The digest of the `verdict` event.
    public let event: Digest
    /// Whether the proof passed.
    public let accepted: Bool
    /// The check that failed before any replay, or nothing.
    public let check: String?
    /// The replayed segments.
    public let findings: [Finding]
    /// The seed of its draw of segments.
    public let seed: Digest
    /// When it was given.
    public let givenAt: Tick
    /// The first tick at which no challenge can be committed any more, and reveals begin.
    public let closes: Tick
    /// The first tick at which the task may be settled if no challenge is open.
    ///
    /// Of sealed results it is never before the last challenge ended, so that the solver always has
    /// time to settle.
    public internal(set) var settles: Tick
    /// Whistleblowers drawn to audit a possibly planted error; nothing before the draw (rule C3).
    public internal(set) var auditors: [ParticipantID]?
}

/// How a task ended.
public enum TaskEnd: Hashable, Sendable, Encodable {
    /// The proof was accepted and paid.
    case paid(PaidRun)
    /// The fee went back to the submitter.
    case refunded(RefundReason)
    /// The fee was split between submitter and solver, because nobody was there to judge (V4).
    case split
}

/// A paid run.
public struct PaidRun: Hashable, Sendable, Encodable {
    /// Who was paid.
    public let solver: ParticipantID
    /// What was accepted.
    public let proof: ProofRecord
}

/// Why a fee went back.
public enum RefundReason: String, Hashable, Sendable, Encodable {
    /// The submitter cancelled.
    case cancelled
    /// Nobody measured a threshold in time.
    case neverProfiled
    /// Nobody ruled on a challenge against the profile in time.
    case profileUndecided
    /// Nobody accepted in time.
    case neverAccepted
    /// All attempts failed.
    case attemptsUsedUp
}
