// What disputes lock, and where it goes when they end (rules C2, C5, L2).

extension Network {
    /// Gives back everything that a challenge locks: the challenger's deposit, and who has appealed
    /// its own.
    mutating func release(
        _ challenge: ChallengeRecord,
        rule: String,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let subjects = challenge.subjects
        let purse = Purse.challenge(challenge.id)
        try giveBack(purse, to: challenge.challenger, rule: rule, subjects, why, &step)
        guard let appellant = challenge.phase.trial?.appellant else { return }
        try returnAppeal(of: .challenge(challenge.id), to: appellant, why, subjects, &step)
    }

    /// Gives back everything that a claim locks: the claimant's deposit, and who has appealed its
    /// own.
    mutating func release(
        _ claim: ClaimRecord,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let subjects = claim.subjects
        try giveBack(.claim(claim.id), to: claim.claimant, rule: "R4", subjects, why, &step)
        guard let appellant = claim.phase.trial?.appellant else { return }
        try returnAppeal(of: .claim(claim.id), to: appellant, why, subjects, &step)
    }

    /// Gives all that a purse holds back to who has filled it.
    mutating func giveBack(
        _ purse: Purse,
        to owner: ParticipantID,
        rule: String,
        _ subjects: [Subject],
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let deposit = books[purse]
        try pay(
            deposit,
            from: purse,
            to: .balance(owner),
            rule: rule,
            subjects,
            "\(why): the deposit of \(deposit) credits goes back to \(name(owner))",
            &step
        )
    }

    /// What the loser of a dispute has locked pays a fee to the judges; half of the rest goes to
    /// whom it has wronged, if anybody, and what remains to the treasury.
    mutating func forfeit(
        _ purse: Purse,
        to judges: [ParticipantID],
        and wronged: ParticipantID? = nil,
        rule: String,
        _ subjects: [Subject],
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let fee = judges.isEmpty ? 0 : min(parameters.rulingFee, books[purse])
        try share(
            fee,
            from: purse,
            among: judges,
            rule: "C5",
            subjects,
            "\(why), the loser pays \(fee) credits to the judges",
            &step
        )
        if let wronged {
            let rest = books[purse]
            try pay(
                rest / 2,
                from: purse,
                to: .balance(wronged),
                rule: rule,
                subjects,
                "\(why): half of the remaining \(rest) credits, \(rest / 2), to \(name(wronged))",
                &step
            )
        }
        let rest = books[purse]
        try pay(
            rest,
            from: purse,
            to: .treasury,
            rule: rule,
            subjects,
            "\(why): the remaining \(rest) credits to the treasury",
            &step
        )
    }
}

extension Trial {
    /// Who has appealed, while that is undecided.
    var appellant: ParticipantID? {
        if case .appealed(_, let appellant) = stage { appellant } else { nil }
    }
}
