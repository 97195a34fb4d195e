import Digests

// Errors planted by the draw's order (rule C3).

extension Network {
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
        // From then on judges rule: what they have found must not be undone.
        try requireTick(until: judgement.settles - 1, rule: "C3")
        try requireRevealed(task)
        try requireAttested(reveal.result)
        guard Commitments.secret(reveal.secret) == solving.secretCommitment else {
            throw Refusal(.commitmentMismatch("the secret"), rule: "C3")
        }
        guard isForced(seal, secret: reveal.secret) else { throw Refusal(.notForced, rule: "C3") }
        let commitment = Commitments.result(
            reveal.result,
            salt: reveal.salt,
            solver: step.author
        )
        guard commitment == seal.commitment else {
            throw Refusal(.commitmentMismatch("the right result"), rule: "C3")
        }
        guard reveal.result.proof != proof.result.proof else {
            throw Refusal(.already("this result has been judged"), rule: "C3")
        }
        let drawn = NetworkDraws.plantedSegment(
            task: task.id,
            secret: reveal.secret,
            of: proof.segments
        )
        guard reveal.segment == drawn || reveal.segment == proof.segments - 1 else {
            throw Refusal(.commitmentMismatch("the planted segment"), rule: "C3")
        }
        try payJackpot(of: &task, proof, judgement, reveal, &step)
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
            advance: proof.advance,
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

    /// Of two sealed results the one on show may be paid only when everybody can see that the draw
    /// did not demand an error: a solver who hides a planted one has not done its part (rule C3).
    func requireUnforced(
        _ settlement: TaskSettle,
        _ proof: ProofRecord,
        _ solving: Solving
    ) throws(Refusal) {
        guard let seal = proof.seal else { return }
        guard let secret = settlement.secret else {
            let needed = "shown with the secret of the solver, who must settle"
            throw Refusal(
                .wrongPhase(what: "the draw of the error", is: "hidden", needs: needed),
                rule: "C3"
            )
        }
        guard Commitments.secret(secret) == solving.secretCommitment else {
            throw Refusal(.commitmentMismatch("the secret"), rule: "C3")
        }
        guard !isForced(seal, secret: secret) else {
            let needed = "one that nobody must plant; it is too late to show the right result"
            throw Refusal(
                .wrongPhase(what: "the error", is: "demanded by the draw", needs: needed),
                rule: "C3"
            )
        }
    }

    /// Whether the draw demanded that a solver with this secret shows its wrong result.
    func isForced(_ seal: Seal, secret: [UInt8]) -> Bool {
        guard let beacon = beacon(at: seal.decisionTick) else { return false }
        return NetworkDraws.isForced(
            network: id,
            proof: seal.event,
            secret: secret,
            beacon: beacon,
            perMillion: parameters.forcedErrorsPerMillion
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
}
