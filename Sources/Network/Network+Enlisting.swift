import Digests

// Who stands ready to verify and to audit (rules V1, V2).

extension Network {
    mutating func apply(_ enlistment: VerifierEnlist, _ step: inout Transition) throws(Refusal) {
        guard participants[step.author]?.verifier == nil else {
            throw Refusal(.already("the author is enlisted as a verifier"), rule: "V1")
        }
        try lock(
            enlistment.deposit,
            in: .verifierDeposit(step.author),
            minimum: parameters.verifierDepositMinimum,
            as: .verifier,
            rule: "V1",
            &step
        )
        participants[step.author]?.verifier = VerifierEnlistment(
            commitment: enlistment.secretCommitment
        )
        verifiers.add(step.author)
        step.note(
            "V1",
            [.participant(step.author)],
            "\(name(step.author)) stands ready to verify"
        )
    }

    mutating func apply(_: VerifierWithdraw, _ step: inout Transition) throws(Refusal) {
        guard participants[step.author]?.verifier != nil else {
            throw Refusal(.notEnlisted(.verifier), rule: "V1")
        }
        try dismissVerifier(step.author, "\(name(step.author)) withdraws", &step)
    }

    /// Takes a verifier off the roster and gives its free deposit back; what is at stake in a task
    /// stays there until the task lets it go.
    mutating func dismissVerifier(
        _ verifier: ParticipantID,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        participants[verifier]?.verifier = nil
        verifiers.remove(verifier)
        step.note("V1", [.participant(verifier)], "\(why): no longer ready to verify")
        try giveBack(
            .verifierDeposit(verifier),
            to: verifier,
            rule: "V1",
            [.participant(verifier)],
            why,
            &step
        )
    }

    mutating func apply(
        _ enlistment: WhistleblowerEnlist,
        _ step: inout Transition
    ) throws(Refusal) {
        guard participants[step.author]?.whistleblower == nil else {
            throw Refusal(.already("the author is enlisted as a whistleblower"), rule: "C3")
        }
        try lock(
            enlistment.deposit,
            in: .whistleblowerDeposit(step.author),
            minimum: parameters.whistleblowerDepositMinimum,
            as: .whistleblower,
            rule: "C3",
            &step
        )
        participants[step.author]?.whistleblower = WhistleblowerEnlistment(
            commitment: enlistment.secretCommitment
        )
        whistleblowers.add(step.author)
        step.note("C3", [.participant(step.author)], "\(name(step.author)) stands ready to audit")
    }

    mutating func apply(_: WhistleblowerWithdraw, _ step: inout Transition) throws(Refusal) {
        guard participants[step.author]?.whistleblower != nil else {
            throw Refusal(.notEnlisted(.whistleblower), rule: "C3")
        }
        participants[step.author]?.whistleblower = nil
        whistleblowers.remove(step.author)
        step.note(
            "C3",
            [.participant(step.author)],
            "\(name(step.author)) is no longer ready to audit"
        )
        try giveBack(
            .whistleblowerDeposit(step.author),
            to: step.author,
            rule: "C3",
            [.participant(step.author)],
            "\(name(step.author)) withdraws",
            &step
        )
    }

    /// Locks the deposit of who stands ready for a role.
    private mutating func lock(
        _ deposit: Credits,
        in purse: Purse,
        minimum: Credits,
        as role: Refusal.Role,
        rule: String,
        _ step: inout Transition
    ) throws(Refusal) {
        try requireDeposit(deposit, minimum: minimum, of: step.author, rule: rule)
        try pay(
            deposit,
            from: .balance(step.author),
            to: purse,
            rule: rule,
            [.participant(step.author)],
            "\(name(step.author)) deposits \(deposit) credits as a \(role.rawValue)",
            &step
        )
    }

    /// Gives a stake back: to the verifier's deposit while it stands ready, else to its balance.
    mutating func releaseStake(
        _ purse: Purse,
        to verifier: ParticipantID,
        rule: String,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) {
        let isReady = participants[verifier]?.verifier != nil
        let stake = books[purse]
        try pay(
            stake,
            from: purse,
            to: isReady ? .verifierDeposit(verifier) : .balance(verifier),
            rule: rule,
            subjects,
            "the stake of \(stake) credits goes back to \(name(verifier))",
            &step
        )
    }
}
