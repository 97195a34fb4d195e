import Reputation

extension Network {
    /// Moves credits and says why; moving nothing says nothing.
    mutating func pay(
        _ amount: Credits,
        from source: Purse,
        to target: Purse,
        rule: String,
        _ subjects: [Subject],
        _ text: String,
        _ step: inout Transition
    ) throws(Refusal) {
        guard amount != 0 else { return }
        try books.move(amount, from: source, to: target)
        let changes = [
            CreditChange(purse: source, amount: -amount),
            CreditChange(purse: target, amount: amount),
        ]
        step.add(Effect(rule: rule, subjects: subjects, text: text, credits: changes))
    }

    /// Changes a reputation and says why; no change says nothing.
    mutating func setReputation(
        of participant: ParticipantID,
        to reputation: ReputationUnits,
        rule: String,
        _ subjects: [Subject],
        _ text: String,
        _ step: inout Transition
    ) {
        guard let before = participants[participant]?.reputation else { return }
        let after = parameters.reputation.bounded(reputation)
        guard before != after else { return }
        participants[participant]?.reputation = after
        step.add(
            Effect(
                rule: rule,
                subjects: [.participant(participant)] + subjects,
                text: "\(text): \(Self.decimal(before)) -> \(Self.decimal(after))",
                reputations: [
                    ReputationChange(participant: participant, before: before, after: after)
                ]
            )
        )
    }

    /// Shares an amount equally among participants; what cannot be divided goes to the treasury.
    mutating func share(
        _ amount: Credits,
        from source: Purse,
        among participants: [ParticipantID],
        rule: String,
        _ subjects: [Subject],
        _ text: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let count = Credits(participants.count)
        let each = count > 0 ? amount / count : 0
        for participant in participants {
            let words =
                count == 1
                ? text : "\(text), \(amount) / \(count) = \(each) to \(name(participant))"
            try pay(
                each,
                from: source,
                to: .balance(participant),
                rule: rule,
                [.participant(participant)] + subjects,
                words,
                &step
            )
        }
        let rest = amount - each * count
        try pay(
            rest,
            from: source,
            to: .treasury,
            rule: rule,
            subjects,
            "\(text): \(rest) that nobody can have goes to the treasury",
            &step
        )
    }

    /// A participant's label, for sentences.
    func name(_ participant: ParticipantID) -> String {
        participants[participant]?.name ?? participant.short
    }

    /// `amount x share / 10000`, rounded down.
    static func portion(_ amount: Credits, basisPoints: Int64) -> Credits {
        Credits(clamping: Int128(amount) * Int128(basisPoints) / 10_000)
    }

    /// A reputation as a decimal fraction, for sentences.
    static func decimal(_ reputation: ReputationUnits) -> String {
        let one = ReputationRules.one
        let digits = String(reputation % one)
        let padded = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        let trimmed = padded.reversed().drop { $0 == "0" }.reversed()
        return trimmed.isEmpty ? "\(reputation / one)" : "\(reputation / one).\(String(trimmed))"
    }
}
