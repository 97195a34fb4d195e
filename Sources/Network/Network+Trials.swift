// How judges come to a ruling: votes, one appeal, and what stands when time is up (rule C5).

/// A ruling that takes effect.
struct FinalRuling<Finding> {
    let finding: Finding
    /// Whom the loser pays.
    let judges: [ParticipantID]
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

    mutating func apply(_ appeal: RulingAppeal, _ step: inout Transition) throws(Refusal) {
        switch appeal.dispute {
        case .challenge(let id):
            guard let challenge = challenges[id] else {
                throw Refusal(.unknownChallenge(id), rule: nil)
            }
            let parties = parties(of: challenge, try task(challenge.target.task))
            guard case .revealed(var revealed) = challenge.phase else {
                throw challenge.phase.refusal(needs: "revealed")
            }
            try take(appeal, in: &revealed.trial, between: parties, challenge.subjects, &step)
            challenges[id]?.phase = .revealed(revealed)
        case .claim(let id):
            guard let claim = claims[id] else { throw Refusal(.unknownClaim(id), rule: nil) }
            guard case .open(var trial) = claim.phase else {
                throw claim.phase.refusal(needs: "open")
            }
            try take(appeal, in: &trial, between: claim.parties, claim.subjects, &step)
            claims[id]?.phase = .open(trial)
        }
    }

    private mutating func take<Finding>(
        _ appeal: RulingAppeal,
        in trial: inout Trial<Finding>,
        between parties: Parties,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) {
        guard parties.contains(where: { $0.id == step.author }) else {
            throw Refusal(.notInRole(.party), rule: "C5")
        }
        guard case .ruled(let first) = trial.stage else {
            throw Refusal(
                .wrongPhase(
                    what: "the dispute",
                    is: trial.stage.name,
                    needs: "ruled on by a drawn panel and not yet appealed"
                ),
                rule: "C5"
            )
        }
        try requireTick(until: trial.deadline, rule: "C5")
        let minimum = parameters.appealDepositMinimum
        try requireDeposit(appeal.deposit, minimum: minimum, of: step.author, rule: "C5")
        let appellant = name(step.author)
        try pay(
            appeal.deposit,
            from: .balance(step.author),
            to: .appeal(appeal.dispute),
            rule: "C5",
            subjects + [.participant(step.author)],
            "\(appellant) deposits \(appeal.deposit) credits on an appeal",
            &step
        )
        let panel = fullPanel(bench(without: parties))
        trial = Trial(panel: panel, deadline: tick + parameters.ruleTicks)
        trial.stage = .appealed(first, by: step.author)
        step.note(
            "C5",
            subjects + [.participant(step.author)],
            "\(appellant) appeals: all \(panel.judges.count) who may judge rule by tick "
                + "\(trial.deadline), \(panel.required) of them must agree"
        )
    }

    /// The full bench has ruled: an appeal that was right has its deposit back and costs the first
    /// judges their eligibility, one that was wrong pays the judges who had to sit again.
    private mutating func decide<Finding>(
        _ first: FirstRuling<Finding>,
        appealedBy appellant: ParticipantID,
        as ruling: FirstRuling<Finding>,
        on dispute: Dispute,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) -> FinalRuling<Finding> {
        guard ruling.finding == first.finding else {
            try returnAppeal(of: dispute, to: appellant, "the appeal is right", subjects, &step)
            for judge in first.judges { bar(judge, subjects, "ruling", &step) }
            return FinalRuling(finding: ruling.finding, judges: ruling.judges)
        }
        let purse = Purse.appeal(dispute)
        let deposit = books[purse]
        let fee = min(parameters.rulingFee, deposit)
        let why = "the appeal of \(name(appellant)) is wrong"
        try share(
            fee,
            from: purse,
            among: ruling.judges,
            rule: "C5",
            subjects,
            "\(why), it pays \(fee) credits to the judges",
            &step
        )
        try pay(
            deposit - fee,
            from: purse,
            to: .treasury,
            rule: "C5",
            subjects + [.participant(appellant)],
            "\(why): \(deposit) - \(fee) = \(deposit - fee) credits to the treasury",
            &step
        )
        return FinalRuling(finding: first.finding, judges: first.judges)
    }

    /// A judge whose word is overturned loses its eligibility.
    mutating func bar(
        _ judge: ParticipantID,
        _ subjects: [Subject],
        _ word: String,
        _ step: inout Transition
    ) {
        participants[judge]?.isBarred = true
        step.note(
            "C5",
            subjects + [.participant(judge)],
            "the \(word) of \(name(judge)) is overturned: it may judge no more"
        )
    }

    /// What stands when a trial's deadline has passed: a first ruling, or nothing.
    mutating func lapse<Finding>(
        _ trial: Trial<Finding>,
        on dispute: Dispute,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) -> FinalRuling<Finding>? {
        switch trial.stage {
        case .hearing: return nil
        case .ruled(let first):
            step.note(
                "C5",
                subjects,
                "nobody appealed by tick \(trial.deadline): the ruling stands"
            )
            return FinalRuling(finding: first.finding, judges: first.judges)
        case .appealed(let first, let appellant):
            let why = "the judges did not decide the appeal by tick \(trial.deadline)"
            step.note("C5", subjects, "\(why): the first ruling stands")
            try returnAppeal(of: dispute, to: appellant, why, subjects, &step)
            return FinalRuling(finding: first.finding, judges: first.judges)
        }
    }

    /// Gives an appellant its deposit back.
    mutating func returnAppeal(
        of dispute: Dispute,
        to appellant: ParticipantID,
        _ why: String,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) {
        let deposit = books[.appeal(dispute)]
        try pay(
            deposit,
            from: .appeal(dispute),
            to: .balance(appellant),
            rule: "C5",
            subjects + [.participant(appellant)],
            "\(why): the deposit of \(deposit) credits goes back to \(name(appellant))",
            &step
        )
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
