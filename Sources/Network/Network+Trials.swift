// How judges come to a ruling: votes, and what stands when time is up (rule C5).

/// A ruling that takes effect.
struct FinalRuling<Finding> {
    let finding: Finding
    /// Whom the loser pays.
    let judges: [ParticipantID]
}

/// What comes of a trial whose time is up.
enum Lapse<Finding: Hashable & Sendable & Encodable> {
    /// A ruling takes effect.
    case stands(FinalRuling<Finding>)
    /// All who may judge hear the dispute.
    case heardAgain(Trial<Finding>)
    /// There is nobody left who could decide.
    case undecided
}

extension Network {
    /// Counts a vote; answers with the ruling when it is final.
    mutating func count<Finding>(
        _ vote: Vote<Finding>,
        on dispute: Dispute,
        in trial: inout Trial<Finding>,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) -> FinalRuling<Finding>?
    where Finding: RawRepresentable, Finding.RawValue == String {
        guard let panel = trial.panel else {
            let what = "waiting for the next tick, which draws its judges"
            throw Refusal(
                .wrongPhase(what: "the dispute", is: what, needs: "heard by judges"),
                rule: "C5"
            )
        }
        trial.votes.append(vote)
        let agreeing = trial.votes.filter { $0.finding == vote.finding }.map(\.judge)
        let finding = vote.finding.rawValue
        step.note(
            "C5",
            subjects + [.participant(vote.judge)],
            "\(name(vote.judge)) finds the \(dispute.kind) \(finding), \(agreeing.count) of "
                + "\(panel.required) agreeing votes"
        )
        guard agreeing.count >= panel.required else { return nil }
        let ruling = FirstRuling(finding: vote.finding, judges: agreeing)
        switch trial.stage {
        case .hearing where panel.isFull:
            return FinalRuling(finding: ruling.finding, judges: ruling.judges)
        case .hearing:
            trial.stage = .ruled(ruling)
            trial.deadline = tick + parameters.appealTicks
            step.note(
                "C5",
                subjects,
                "the panel finds the \(dispute.kind) \(finding); a party may appeal until tick "
                    + "\(trial.deadline)"
            )
            return nil
        case .ruled:
            preconditionFailure("a panel that has ruled takes no votes")
        case .appealed(let first, let appellant):
            return try decide(
                first,
                appealedBy: appellant,
                as: ruling,
                on: dispute,
                subjects,
                &step
            )
        }
    }

    /// Refuses a vote that comes twice, too late, or between a ruling and its appeal.
    func requireVote<Finding>(
        by author: ParticipantID,
        in trial: Trial<Finding>
    ) throws(Refusal) {
        guard !trial.votes.contains(where: { $0.judge == author }) else {
            throw Refusal(.already("the author has ruled"), rule: "C5")
        }
        if case .ruled = trial.stage {
            let needed = "heard by judges; a party may append ruling.appeal"
            throw Refusal(
                .wrongPhase(what: "the dispute", is: trial.stage.name, needs: needed),
                rule: "C5"
            )
        }
    }

    /// What comes of a trial whose deadline has passed.
    ///
    /// A drawn panel that could not agree is not the last word: all who may judge hear the dispute.
    mutating func lapse<Finding>(
        _ trial: Trial<Finding>,
        on dispute: Dispute,
        between parties: Parties,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) -> Lapse<Finding> {
        switch trial.stage {
        case .hearing:
            guard trial.panel?.isFull == false else { return .undecided }
            let again = Trial<Finding>(
                panel: fullPanel(bench(without: parties)),
                deadline: tick + parameters.ruleTicks
            )
            step.note(
                "C5",
                subjects,
                "the panel did not agree by tick \(trial.deadline): all who may judge rule by tick "
                    + "\(again.deadline)"
            )
            return .heardAgain(again)
        case .ruled(let first):
            step.note(
                "C5",
                subjects,
                "nobody appealed by tick \(trial.deadline): the ruling stands"
            )
            return .stands(FinalRuling(finding: first.finding, judges: first.judges))
        case .appealed(let first, let appellant):
            let why = "the judges did not decide the appeal by tick \(trial.deadline)"
            step.note("C5", subjects, "\(why): the first ruling stands")
            try returnAppeal(of: dispute, to: appellant, why, subjects, &step)
            return .stands(FinalRuling(finding: first.finding, judges: first.judges))
        }
    }
}

extension Dispute {
    /// The kind in a word, for sentences.
    public var kind: String {
        switch self {
        case .challenge: "challenge"
        case .claim: "claim"
        }
    }
}
