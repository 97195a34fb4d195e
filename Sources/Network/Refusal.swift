public import Digests
public import Reputation

/// Why an event is void: which rule it breaks, and what would have to be different.
///
/// Refusing changes nothing: whoever is refused may correct the event and use the same sequence
/// number again.
public struct Refusal: Error, Hashable, Sendable {
    /// What is wrong.
    public let reason: Reason
    /// The rule's number, such as `T3`; nothing for faults of form.
    public let rule: String?

    /// A refusal.
    public init(_ reason: Reason, rule: String?) {
        self.reason = reason
        self.rule = rule
    }

    /// A part that somebody plays.
    public enum Role: String, Hashable, Sendable {
        /// Votes for ticks.
        case timekeeper
        /// Attests blobs.
        case custodian
        /// Rules.
        case judge
        /// Pays for the task.
        case submitter
        /// Measures the threshold.
        case profiler
        /// Runs the task.
        case solver
        /// Gave the verdict, or is drawn to give it.
        case verifier
        /// Is enlisted to audit.
        case whistleblower
        /// Committed the challenge.
        case challenger
        /// Filed the claim.
        case claimant
        /// Answers for the claim with its reputation.
        case cosigner
        /// Is accused by the claim.
        case accused
        /// Is concerned by the dispute.
        case party
        /// Opened the round.
        case maintainer
        /// Committed the contribution.
        case author
    }

    /// What is wrong, with the numbers that show it.
    public enum Reason: Hashable, Sendable {
        // The log (rule L1).
        /// The entry does not follow the head.
        case notNext(head: LogHead)
        /// The author has not joined.
        case notJoined(ParticipantID)
        /// The sequence number is not the author's next one.
        case wrongSequence(expected: Int64, got: Int64)
        /// The author has used the sequence number for another event.
        case sequenceUsed(next: Int64)
        /// The head that the author says to have seen is not on this log.
        case unknownHead(LogHead)
        /// The head that the author saw is too long ago to be checked.
        case headTooOld(oldest: Position)

        // Form.
        /// A number is outside of what is allowed.
        case outOfRange(field: String, least: Int64, most: Int64, got: Int64)
        /// A number must be above zero, or at least not below it.
        case mustBePositive(String)
        /// A field that is needed here is missing.
        case missing(String)
        /// A product or sum exceeds 64 bits.
        case overflow(String)
        /// A text cannot be used; the second text says why.
        case badText(field: String, fault: String)
        /// A list is not in ascending order without repetition.
        case notAscending(String)
        /// Too many of something.
        case tooMany(String, limit: Int64)

        // Names.
        /// No participant has this key.
        case unknownParticipant(ParticipantID)
        /// No task has this id.
        case unknownTask(TaskID)
        /// No round has this id.
        case unknownRound(RoundID)
        /// No contribution has this id, or none by this author on this block.
        case unknownContribution(String)
        /// No challenge has this id.
        case unknownChallenge(ChallengeID)
        /// No claim has this id.
        case unknownClaim(ClaimID)
        /// No custodian attests this blob.
        case blobNotAttested(Digest)

        // Who.
        /// Only somebody in this role may do it.
        case notInRole(Role)
        /// Somebody in this role may not do it.
        case isParty(Role)
        /// It has been done already; the text says what.
        case already(String)
        /// The field must name somebody else than the author.
        case ownKey(String)
        /// The verifier is not enlisted, or its free deposit is too small.
        case notEnlisted(Role)

        // When.
        /// The task stands elsewhere; the texts name the two places.
        case wrongPhase(what: String, is: String, needs: String)
        /// It may be done from a later tick on.
        case tooEarly(from: Tick, now: Tick)
        /// It could have been done until an earlier tick.
        case tooLate(until: Tick, now: Tick)
        /// A challenge must be decided first.
        case challengeOpen(ChallengeID)
        /// A claim must be decided first.
        case claimOpen(ClaimID)
        /// No deadline has passed; the text says which one is next, the tick when it does.
        case nothingDue(next: String, at: Tick?)

        // Credits.
        /// A purse holds too little.
        case insufficientCredits(purse: Purse, needed: Credits, available: Credits)
        /// A deposit is below the genesis minimum.
        case depositTooSmall(minimum: Credits, offered: Credits)
        /// A fee is below the price of the work.
        case feeTooSmall(minimum: Credits, offered: Credits)

        // Proofs and words on them.
        /// What is revealed is not what was committed to; the text names it.
        case commitmentMismatch(String)
        /// The inherited state is not the end of that task's paid proof.
        case notInherited(TaskID)
        /// Segments that were drawn or are among the largest lack a finding.
        case segmentsMissing([Int64])
        /// The threshold is not the task's.
        case thresholdMismatch(expected: Int64, got: Int64)
        /// The verdict contradicts its own findings.
        case verdictContradictsFindings(accepted: Bool, largestDistance: Int64, threshold: Int64)
        /// The ruling contradicts the distance that the judge found.
        case rulingContradictsDistance(RulingFinding, expected: RulingFinding, distance: Int64)
        /// A verdict both fails a named check and accepts.
        case acceptedDespiteCheck(String)
        /// The draw did not demand a planted error.
        case notForced

        // Rounds.
        /// The beacon assigned other blocks.
        case notAssigned(blocks: [Int64])
        /// This participant does not answer for the claim.
        case notCosigned(by: ParticipantID)
        /// A claim needs more reputation or a deposit.
        case reputationTooLow(needed: ReputationUnits, has: ReputationUnits, deposit: Credits)
    }
}
