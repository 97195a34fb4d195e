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
            notAmong: interested(in: challenge, task),
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
            let why = "the replay is inconclusive, so nobody pays"
            try release(challenge, rule: "C2", why, &step)
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
        guard case .revealed(let revealed) = challenge.phase else {
            preconditionFailure("judges rule on challenges that are revealed")
        }
        close(challenge, .upheld, in: &task)
        try release(challenge, rule: "C2", "the challenge is upheld", &step)
        switch task.phase {
        case .judged(let solving, let proof, let judgement):
            var stakes: [(Purse, ParticipantID)] = []
            // A false rejection is the verifier's fault alone.
            if judgement.accepted { stakes.append((.solverStake(task.id), solving.solver)) }
            let isFault = judgement.vouches(for: revealed.segment)
            if isFault { stakes.append((.verifierStake(task.id), judgement.verifier)) }
            try slash(stakes, for: challenge, judges: judges, &step)
            if isFault, judgement.isJudge {
                bar(judgement.verifier, challenge.subjects, "verdict", &step)
            }
            try releaseVerifier(of: task, judgement, rule: "C2", &step)
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
        let why = "the challenge is upheld"
        try forfeit(pool, to: judges, rule: "C2", challenge.subjects, why, &step)
    }

    /// The challenger is wrong: its deposit pays the judges, then accused and treasury in halves.
    private mutating func refute(
        _ challenge: ChallengeRecord,
        in task: inout TaskRecord,
        judges: [ParticipantID],
        _ step: inout Transition
    ) throws(Refusal) {
        close(challenge, .refuted, in: &task)
        try forfeit(
            .challenge(challenge.id),
            to: judges,
            and: challenge.accused,
            rule: "C2",
            challenge.subjects,
            "the challenge is wrong",
            &step
        )
    }
}

extension Judgement {
    /// Whether the verifier answers for a challenge that is upheld: for a segment only when it has
    /// replayed it, for a check of the whole proof and for a rejection always.
    ///
    /// Else a solver could cost honest verifiers their stakes, by a wrong segment that they were
    /// never asked to replay and a challenge under another name.
    fileprivate func vouches(for segment: Int64?) -> Bool {
        guard accepted, let segment else { return true }
        return findings.contains { $0.segment == segment }
    }
}
