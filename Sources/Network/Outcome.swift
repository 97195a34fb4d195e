public import Reputation

/// What became of an entry of the log.
public enum Outcome: Hashable, Sendable {
    /// The event is applied; the effects say what changed and why.
    case applied([Effect])
    /// The event is void: the head moved on, everything else is as before.
    case void(Refusal)
    /// The same event stands in the log already, at this position (rule L1).
    case duplicate(Position)
}

/// One consequence of an event, in words that answer "why?" (rule L5).
public struct Effect: Hashable, Sendable {
    /// The rule's number, such as `T1`.
    public let rule: String
    /// Whom and what it concerns.
    public let subjects: [Subject]
    /// A sentence with the arithmetic.
    public let text: String
    /// What was credited and debited; the amounts add up to zero.
    public let credits: [CreditChange]
    /// Whose reputation changed.
    public let reputations: [ReputationChange]

    /// A consequence.
    public init(
        rule: String,
        subjects: [Subject],
        text: String,
        credits: [CreditChange] = [],
        reputations: [ReputationChange] = []
    ) {
        self.rule = rule
        self.subjects = subjects
        self.text = text
        self.credits = credits
        self.reputations = reputations
    }
}

/// Whom or what an effect concerns.
public enum Subject: Hashable, Sendable {
    /// A participant.
    case participant(ParticipantID)
    /// A task.
    case task(TaskID)
    /// A challenge.
    case challenge(ChallengeID)
    /// A round.
    case round(RoundID)
    /// A contribution.
    case contribution(ContributionID)
    /// A claim.
    case claim(ClaimID)
}

/// Credits that came into a purse (positive) or left it (negative).
public struct CreditChange: Hashable, Sendable {
    /// The purse.
    public let purse: Purse
    /// The difference.
    public let amount: Credits

    /// A difference.
    public init(purse: Purse, amount: Credits) {
        self.purse = purse
        self.amount = amount
    }
}

/// A participant's reputation before and after.
public struct ReputationChange: Hashable, Sendable {
    /// Whose.
    public let participant: ParticipantID
    /// Before, x 10^-12.
    public let before: ReputationUnits
    /// After, x 10^-12.
    public let after: ReputationUnits

    /// A change.
    public init(participant: ParticipantID, before: ReputationUnits, after: ReputationUnits) {
        self.participant = participant
        self.before = before
        self.after = after
    }
}
