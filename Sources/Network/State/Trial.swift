/// The judges' work on one dispute: a panel, its votes, and at most one appeal (rule C5).
public struct Trial<Finding: Hashable & Sendable & Encodable>: Hashable, Sendable, Encodable {
    /// Who may vote; nothing before the beacon has drawn them.
    public internal(set) var panel: Panel?
    /// The panel's votes so far.
    public internal(set) var votes: [Vote<Finding>] = []
    /// The tick by which the panel must have ruled, or by which its ruling can be appealed.
    public internal(set) var deadline: Tick
    /// How far the judges are.
    public internal(set) var stage = Stage.hearing

    /// How far the judges are.
    public enum Stage: Hashable, Sendable, Encodable {
        /// The first panel votes.
        case hearing
        /// A drawn panel has ruled; a party may appeal.
        case ruled(FirstRuling<Finding>)
        /// All who may judge vote on the first panel's ruling.
        case appealed(FirstRuling<Finding>, by: ParticipantID)
    }

    init(panel: Panel?, deadline: Tick) {
        self.panel = panel
        self.deadline = deadline
    }
}

/// The judges of one dispute.
public struct Panel: Hashable, Sendable, Encodable {
    /// Who.
    public let judges: [ParticipantID]
    /// How many of them must agree.
    public let required: Int64
    /// Whether these are all who may judge the dispute: there is nobody left to appeal to.
    public let isFull: Bool
}

/// A judge's vote.
public struct Vote<Finding: Hashable & Sendable & Encodable>: Hashable, Sendable, Encodable {
    /// Who.
    public let judge: ParticipantID
    /// What the judge found.
    public let finding: Finding
}

/// What a drawn panel has ruled.
public struct FirstRuling<Finding: Hashable & Sendable & Encodable>: Hashable, Sendable, Encodable {
    /// What the judges found.
    public let finding: Finding
    /// The judges who agreed.
    public let judges: [ParticipantID]
}

extension Trial.Stage {
    /// The stage in words, for sentences.
    public var name: String {
        switch self {
        case .hearing: "heard by judges"
        case .ruled: "ruled on, and open to appeal"
        case .appealed: "appealed"
        }
    }
}
