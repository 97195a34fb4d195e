/// How far a dispute is, whatever it is about.
public struct DisputeStanding: Hashable, Sendable {
    /// How far.
    public let stage: Stage
    /// Who may vote; nothing before the beacon has drawn them, and when it is over.
    public let panel: Panel?
    /// The panel's votes so far, each finding as its word.
    public let votes: [Vote<String>]
    /// What a drawn panel has ruled, as long as that can be or is appealed; or how it ended.
    public let ruling: String?
    /// Who has appealed.
    public let appellant: ParticipantID?
    /// The tick until which the stage may last.
    public let deadline: Tick?

    /// How far a dispute is, as a word.
    public enum Stage: String, Hashable, Sendable {
        /// It is not yet said what it is about.
        case committed
        /// The next tick draws its judges.
        case drawing
        /// The first panel votes.
        case hearing
        /// A drawn panel has ruled; a party may appeal.
        case ruled
        /// All who may judge vote.
        case appealed
        /// Over.
        case closed
    }
}

extension Network {
    /// How far a dispute is; nothing when there is none of this id.
    public func standing(of dispute: Dispute) -> DisputeStanding? {
        switch dispute {
        case .challenge(let id):
            guard let challenge = challenges[id] else { return nil }
            switch challenge.phase {
            case .committed: return DisputeStanding(committedUntil: challenge.deadline)
            case .revealed(let revealed): return DisputeStanding(revealed.trial)
            case .closed(let end): return DisputeStanding(endedAs: end.rawValue)
            }
        case .claim(let id):
            guard let claim = claims[id] else { return nil }
            switch claim.phase {
            case .open(let trial): return DisputeStanding(trial)
            case .closed(let end): return DisputeStanding(endedAs: end.rawValue)
            }
        }
    }
}

extension DisputeStanding {
    fileprivate init(committedUntil deadline: Tick) {
        self.init(
            stage: .committed,
            panel: nil,
            votes: [],
            ruling: nil,
            appellant: nil,
            deadline: deadline
        )
    }

    fileprivate init(endedAs end: String) {
        self.init(
            stage: .closed,
            panel: nil,
            votes: [],
            ruling: end,
            appellant: nil,
            deadline: nil
        )
    }

    fileprivate init<Finding>(_ trial: Trial<Finding>)
    where Finding: RawRepresentable, Finding.RawValue == String {
        let votes = trial.votes.map { Vote(judge: $0.judge, finding: $0.finding.rawValue) }
        let (stage, ruling, appellant): (Stage, Finding?, ParticipantID?) =
            switch trial.stage {
            case .hearing: (trial.panel == nil ? .drawing : .hearing, nil, nil)
            case .ruled(let first): (.ruled, first.finding, nil)
            case .appealed(let first, let appellant): (.appealed, first.finding, appellant)
            }
        self.init(
            stage: stage,
            panel: trial.panel,
            votes: votes,
            ruling: ruling?.rawValue,
            appellant: appellant,
            deadline: trial.deadline
        )
    }
}
