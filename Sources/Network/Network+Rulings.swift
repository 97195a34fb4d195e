import Digests
import Reputation

// What rulings on challenges cost and pay (rules C2, C5, R1).

extension Network {
    mutating func apply(_ ruling: Ruling, _ step: inout Transition) throws(Refusal) {
        guard var challenge = challenges[ruling.challenge] else {
            throw Refusal(.unknownChallenge(ruling.challenge), rule: nil)
        }
        var task = try task(challenge.target.task)
        try requireJudge(
            step.author,
            notAmong: parties(of: challenge, task),
            panel: challenge.phase.trial?.panel,
            rule: "C5"
        )
        guard case .revealed(var revealed) = challenge.phase else {
            throw challenge.phase.refusal(needs: "revealed")
        }
        try requireVote(by: step.author, in: revealed.trial)
        // Earliest commit first: a later challenger must not reap what an earlier one found.
        if let first = task.challenges.first, first != challenge.id {
            throw Refusal(.challengeOpen(first), rule: "C1")
        }
        if case .judged(_, _, let judgement) = task.phase {
            try requireTick(from: judgement.settles, rule: "C3")
        }
        try requireTick(until: revealed.trial.deadline, rule: "C5")
        try requireAttested(evidence: ruling.evidence)
        try requireAgreement(of: ruling, revealed, task)

        let final = try count(
            Vote(judge: step.author, finding: ruling.finding),
            on: .challenge(challenge.id),
            in: &revealed.trial,
            challenge.subjects,
            &step
        )
        challenge.phase = .revealed(revealed)
        challenges[challenge.id] = challenge
        guard let final else { return }
        try settle(challenge, final, in: &task, &step)
        tasks[task.id] = task
    }

    /// Lets a ruling on a challenge take effect.
    mutating func settle(
        _ challenge: ChallengeRecord,
        _ ruling: FinalRuling<RulingFinding>,
        in task: inout TaskRecord,
        _ step: inout Transition
    ) throws(Refusal) {
        switch ruling.finding {
        case .right: try uphold(challenge, in: &task, judges: ruling.judges, &step)
        case .wrong: try refute(challenge, in: &task, judges: ruling.judges, &step)
        case .inconclusive:
            close(challenge, .inconclusive, in: &task)
            try returnDeposit(
                of: challenge,
                rule: "C2",
                "the replay is inconclusive, so nobody pays",
                &step
            )
        }
    }

    /// A ruling on a segment must say what the judge's own distance says (rule C2).
    ///
    /// Above the threshold the proof is wrong, up to a tenth of it right, between them nobody can
    /// tell. Whatever the distance, another check may have shown that the proof is wrong. End
    /// hashes, in exact mode, speak for themselves.
    private func requireAgreement(
        of ruling: Ruling,
        _ revealed: RevealedChallenge,
        _ task: TaskRecord
    ) throws(Refusal) {
        guard case .judged(_, _, let judgement) = task.phase, revealed.segment != nil,
            case .distance(let distance)? = ruling.found
        else { return }
        let threshold = task.profile?.published.threshold ?? 0
        let (whenWrong, whenRight): (RulingFinding, RulingFinding) =
            judgement.accepted ? (.right, .wrong) : (.wrong, .right)
        let expected: RulingFinding =
            if distance > threshold {
                whenWrong
            } else if distance <= threshold / 10 {
                whenRight
            } else {
                .inconclusive
            }
        guard ruling.finding == expected || ruling.finding == whenWrong else {
            let reason = Refusal.Reason.rulingContradictsDistance(
                ruling.finding,
                expected: expected,
                distance: distance
            )
            throw Refusal(reason, rule: "C2")
        }
    }

    /// The challenger is right: stakes are slashed, and what was built on the false word is undone.
    private mutating func uphold(
        _ challenge: ChallengeRecord,
        in task: inout TaskRecord,
        judges: [ParticipantID],
        _ step: inout Transition
    ) throws(Refusal) {
        close(challenge, .upheld, in: &task)
        try returnDeposit(of: challenge, rule: "C2", "the challenge is upheld", &step)
        switch task.phase {
        case .judged(let solving, let proof, let judgement):
            var stakes: [(Purse, ParticipantID)] = [(.verifierStake(task.id), judgement.verifier)]
            // A false rejection is the verifier's fault alone.
            if judgement.accepted { stakes.insert((.solverStake(task.id), solving.solver), at: 0) }
            try slash(stakes, for: challenge, judges: judges, &step)
            if judgement.isJudge { bar(judgement.verifier, challenge.subjects, "verdict", &step) }
            let why = "an earlier challenge overturned the verdict"
            try overtakeChallenges(of: &task, why, &step)
            if judgement.accepted {
                try reopen(&task, &step)
            } else {
                awaitVerifier(for: &task, solving, proof)
                step.note(
                    "C2",
                    [.task(task.id), .participant(solving.solver)],
                    "\(name(solving.solver)) is vindicated; another verifier is drawn at the next "
                        + "tick"
                )
            }
        case .open:
            try slash(
                [(.profilerStake(task.id), challenge.accused)],
                for: challenge,
                judges: judges,
                &step
            )
            let why = "an earlier challenge overturned the profile"
            try overtakeChallenges(of: &task, why, &step)
            task.profile = nil
            task.phase = .profiling(deadline: tick + parameters.profileTicks)
        case .profiling, .solving, .sealed, .verifying, .closed:
            preconditionFailure("a task with an open challenge is open or judged")
        }
    }

    /// Takes stakes: at most half to the challenger, a fee to the judges, the rest to the treasury.
    ///
    /// Whoever challenges its own accomplice loses at least half of what it put at stake.
    private mutating func slash(
        _ stakes: [(purse: Purse, owner: ParticipantID)],
        for challenge: ChallengeRecord,
        judges: [ParticipantID],
        _ step: inout Transition
    ) throws(Refusal) {
        let pool = Purse.challenge(challenge.id)
        var slashed: Credits = 0
        for (purse, owner) in stakes {
            let stake = books[purse]
            slashed += stake
            let subjects = challenge.subjects + [.participant(owner)]
            try pay(
                stake,
                from: purse,
                to: pool,
                rule: "C2",
                subjects,
                "\(name(owner)) loses its stake of \(stake) credits, because the challenge is "
                    + "upheld",
                &step
            )
            guard let reputation = participants[owner]?.reputation else { continue }
            setReputation(
                of: owner,
                to: parameters.reputation.lowered(reputation),
                rule: "R1",
                [.challenge(challenge.id)],
                "an upheld challenge halves the reputation of \(name(owner))",
                &step
            )
        }
        let reward = slashed / 2
        try pay(
            reward,
            from: pool,
            to: .balance(challenge.challenger),
            rule: "C2",
            challenge.subjects,
            "reward of \(name(challenge.challenger)): half of what is slashed, \(slashed) / 2 = "
                + "\(reward) credits",
            &step
        )
        let fee = min(parameters.rulingFee, slashed - reward)
        try share(
            fee,
            from: pool,
            among: judges,
            rule: "C5",
            challenge.subjects,
            "the loser pays \(fee) credits to the judges",
            &step
        )
        try pay(
            slashed - reward - fee,
            from: pool,
            to: .treasury,
            rule: "C2",
            challenge.subjects,
            "the rest of what is slashed: \(slashed) - \(reward) - \(fee) = "
                + "\(slashed - reward - fee) credits to the treasury",
            &step
        )
    }

    /// The challenger is wrong: its deposit pays the judges, then accused and treasury in halves.
    private mutating func refute(
        _ challenge: ChallengeRecord,
        in task: inout TaskRecord,
        judges: [ParticipantID],
        _ step: inout Transition
    ) throws(Refusal) {
        close(challenge, .refuted, in: &task)
        let deposit = books[.challenge(challenge.id)]
        let fee = min(parameters.rulingFee, deposit)
        try share(
            fee,
            from: .challenge(challenge.id),
            among: judges,
            rule: "C5",
            challenge.subjects,
            "the challenge is wrong, the loser pays \(fee) credits to the judges",
            &step
        )
        try forfeit(challenge, rule: "C2", "the challenge is wrong", &step)
    }

    /// Halves what is left of a challenger's deposit between the accused and the treasury.
    mutating func forfeit(
        _ challenge: ChallengeRecord,
        rule: String,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let purse = Purse.challenge(challenge.id)
        let rest = books[purse]
        let half = rest / 2
        try pay(
            half,
            from: purse,
            to: .balance(challenge.accused),
            rule: rule,
            challenge.subjects,
            "\(why): half of the deposit's \(rest) credits, \(half), to \(name(challenge.accused))",
            &step
        )
        try pay(
            rest - half,
            from: purse,
            to: .treasury,
            rule: rule,
            challenge.subjects,
            "\(why): \(rest) - \(half) = \(rest - half) credits to the treasury",
            &step
        )
    }
}
