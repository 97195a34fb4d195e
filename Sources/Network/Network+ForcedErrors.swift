import Digests

// Errors planted by the draw's order, and the jackpot for those who catch them (rule C3).

extension Network {
    /// The part of the jackpot that one planted error can pay at most.
    static let jackpotDivisor: Credits = 3

    /// Draws the whistleblowers who may earn the jackpot for verdicts of the last period.
    ///
    /// They are drawn after the verdict, from live deposits, so that the verifier cannot know them.
    mutating func drawAuditors(_ step: inout Transition) {
        let waiting = awaitingAudit
        awaitingAudit = []
        for id in waiting {
            guard var task = tasks[id],
                case .judged(let solving, let proof, var judgement) = task.phase
            else { continue }
            let parties = [task.submitter, solving.solver, judgement.verifier]
            var candidates: [Candidate] = []
            for whistleblower in whistleblowers.inOrder where !parties.contains(whistleblower) {
                let deposit = books[.whistleblowerDeposit(whistleblower)]
                candidates.append(Candidate(participant: whistleblower, weight: deposit))
            }
            var draws = Draws(
                seed: NetworkDraws.lotSeed(
                    label: "assay/auditors/v1",
                    network: self.id,
                    event: judgement.event,
                    attempt: 0,
                    beacon: beacon
                )
            )
            var auditors: [ParticipantID] = []
            while auditors.count < parameters.whistleblowersDrawn,
                let chosen = Candidate.draw(candidates, from: &draws)
            {
                auditors.append(chosen.participant)
                candidates.removeAll { $0 == chosen }
            }
            judgement.auditors = auditors
            task.phase = .judged(solving, proof, judgement)
            tasks[id] = task
            let names = auditors.map(name).joined(separator: ", ")
            step.note(
                "C3",
                [.task(id)] + auditors.map { .participant($0) },
                "the beacon draws \(auditors.isEmpty ? "nobody" : names) to audit the verdict"
            )
        }
    }

    mutating func apply(_ reveal: ForcedReveal, _ step: inout Transition) throws(Refusal) {
        var task = try task(reveal.task)
        try Self.requireSalt("secret", reveal.secret)
        try Self.requireSalt("salt", reveal.salt)
        guard case .judged(let solving, let proof, let judgement) = task.phase,
            let seal = proof.seal
        else {
            throw task.phase.refusal(needs: "judged with two sealed results", rule: "C3")
        }
        guard step.author == solving.solver else { throw Refusal(.notInRole(.solver), rule: "C3") }
        try requireTick(from: judgement.closes, rule: "C3")
        try requireRevealed(task)
        try requireAttested(reveal.result)
        guard Commitments.secret(reveal.secret) == solving.secretCommitment else {
            throw Refusal(.commitmentMismatch("the secret"), rule: "C3")
        }
        guard let beacon = beacon(at: seal.decisionTick),
            NetworkDraws.isForced(
                network: id,
                proof: seal.event,
                secret: reveal.secret,
                beacon: beacon,
                perMillion: parameters.forcedErrorsPerMillion
            )
        else { throw Refusal(.notForced, rule: "C3") }
        let commitment = Commitments.result(
            reveal.result,
            salt: reveal.salt,
            solver: step.author
        )
        guard commitment == seal.commitment else {
            throw Refusal(.commitmentMismatch("the right result"), rule: "C3")
        }
        try payJackpot(of: &task, proof, judgement, &step)
        try overtakeChallenges(of: &task, "the error was planted, nobody is slashed", &step)
        try releaseStake(
            .verifierStake(task.id),
            to: judgement.verifier,
            rule: "C3",
            [.task(task.id), .participant(judgement.verifier)],
            &step
        )
        let right = ProofRecord(
            event: step.event,
            steps: proof.steps,
            segments: proof.segments,
            outcome: proof.outcome,
            result: reveal.result,
            metered: proof.metered,
            // Whoever rejected what was wrong on purpose did its work and is paid for it.
            earlierVerifiers: judgement.accepted ? [] : [judgement.verifier]
        )
        awaitingAudit.removeAll { $0 == task.id }
        awaitVerifier(for: &task, solving, right)
        tasks[task.id] = task
        step.note(
            "C3",
            [.task(task.id), .participant(solving.solver)],
            "\(name(solving.solver)) shows that the draw demanded the error; the right result "
                + "takes its place and is verified like any other"
        )
    }

    /// Lets challengers have their say first: what a planted error is, they must not learn early.
    private func requireRevealed(_ task: TaskRecord) throws(Refusal) {
        for id in task.challenges {
            guard let challenge = challenges[id], case .committed = challenge.phase else {
                continue
            }
            guard tick > challenge.deadline else { throw Refusal(.challengeOpen(id), rule: "C3") }
        }
    }

    /// Pays J / 2^(n-1) to each of the n drawn whistleblowers whose challenges are right.
    ///
    /// n / 2^(n-1) is at most 1, so all together get at most J; and it never grows with n, so that
    /// nobody gains by appearing under several names.
    private mutating func payJackpot(
        of task: inout TaskRecord,
        _ proof: ProofRecord,
        _ judgement: Judgement,
        _ step: inout Transition
    ) throws(Refusal) {
        // A rejecting verdict was right about the planted error: challenges against it are not.
        guard judgement.accepted else { return }
        let auditors = judgement.auditors ?? []
        let winners = task.challenges.compactMap { challenges[$0] }.filter {
            if case .revealed = $0.phase { auditors.contains($0.challenger) } else { false }
        }
        guard !winners.isEmpty else { return }
        let levy = FeeShares(metered: proof.metered, parameters: parameters).jackpot
        // A planted error comes once in 10^6 / chance tasks: J times the chance is the task's levy.
        let chance = max(1, parameters.forcedErrorsPerMillion)
        let pot = books[.jackpot]
        let expected = Int128(levy) * 1_000_000 / Int128(chance)
        let jackpot = min(Credits(clamping: expected), pot / Self.jackpotDivisor)
        let each = winners.count > 62 ? 0 : jackpot >> Credits(winners.count - 1)
        for winner in winners {
            close(winner, .caughtPlanted, in: &task)
            try returnDeposit(of: winner, rule: "C3", "the challenge caught a planted error", &step)
            try pay(
                each,
                from: .jackpot,
                to: .balance(winner.challenger),
                rule: "C3",
                winner.subjects,
                "jackpot: min(\(levy) x 10^6 / \(chance), \(pot) / \(Self.jackpotDivisor)) = "
                    + "\(jackpot), / 2^(\(winners.count) - 1) = \(each) credits to "
                    + "\(name(winner.challenger))",
                &step
            )
        }
    }
}
