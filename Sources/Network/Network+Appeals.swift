// One appeal against what a drawn panel has ruled (rule C5).

extension Network {
    mutating func apply(_ appeal: RulingAppeal, _ step: inout Transition) throws(Refusal) {
        switch appeal.dispute {
        case .challenge(let id):
            guard let challenge = challenges[id] else {
                throw Refusal(.unknownChallenge(id), rule: nil)
            }
            let task = try task(challenge.target.task)
            guard case .revealed(var revealed) = challenge.phase else {
                throw challenge.phase.refusal(needs: "revealed")
            }
            try take(
                appeal,
                in: &revealed.trial,
                between: parties(of: challenge, task),
                notJudging: interested(in: challenge, task),
                challenge.subjects,
                &step
            )
            challenges[id]?.phase = .revealed(revealed)
        case .claim(let id):
            guard let claim = claims[id] else { throw Refusal(.unknownClaim(id), rule: nil) }
            guard case .open(var trial) = claim.phase else {
                throw claim.phase.refusal(needs: "open")
            }
            try take(
                appeal,
                in: &trial,
                between: claim.parties,
                notJudging: claim.parties,
                claim.subjects,
                &step
            )
            claims[id]?.phase = .open(trial)
        }
    }

    private mutating func take<Finding>(
        _ appeal: RulingAppeal,
        in trial: inout Trial<Finding>,
        between parties: Parties,
        notJudging interested: Parties,
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
        let bench = fullPanel(bench(without: interested))
        // Of a bench that has shrunk fewer than those who ruled first must not overturn them.
        let required = max(bench.required, Int64(first.judges.count))
        guard required <= bench.judges.count else {
            throw Refusal(
                .wrongPhase(
                    what: "the bench",
                    is: "\(bench.judges.count) judges who may hear it",
                    needs: "at least the \(required) who must agree"
                ),
                rule: "C5"
            )
        }
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
        let panel = Panel(judges: bench.judges, required: required, isFull: true)
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
    mutating func decide<Finding>(
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
        try forfeit(
            .appeal(dispute),
            to: ruling.judges,
            rule: "C5",
            subjects + [.participant(appellant)],
            "the appeal of \(name(appellant)) is wrong",
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

    /// Gives an appellant its deposit back.
    mutating func returnAppeal(
        of dispute: Dispute,
        to appellant: ParticipantID,
        _ why: String,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) {
        try giveBack(
            .appeal(dispute),
            to: appellant,
            rule: "C5",
            subjects + [.participant(appellant)],
            why,
            &step
        )
    }
}
