import Digests

// Who verifies a proof, and the verdict (rules V1 to V4).

extension Network {
    /// Lets a proof wait for a verifier, who is drawn at the next tick that finds one available,
    /// or for a judge when enough verifiers have been drawn in vain.
    mutating func awaitVerifier(
        for task: inout TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord
    ) {
        guard proof.drawn.count < parameters.drawsMax else {
            awaitJudge(for: &task, solving, proof)
            return
        }
        task.phase = .verifying(solving, proof, .waiting(since: tick))
        awaitingDraw.append(task.id)
    }

    /// Lets a proof wait for a judge to stand in for its verifier (rule V4).
    mutating func awaitJudge(
        for task: inout TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord
    ) {
        let deadline = tick + 1 + parameters.judgeTicks
        task.phase = .verifying(solving, proof, .judge(since: tick, deadline: deadline))
    }

    /// Draws a verifier for each proof that waits for one.
    ///
    /// - Complexity: O(waiting proofs x verifiers), and nothing when no proof waits.
    mutating func drawVerifiers(_ step: inout Transition) throws(Refusal) {
        guard !awaitingDraw.isEmpty else { return }
        var candidates = availableVerifiers()
        var waiting: [TaskID] = []
        for id in awaitingDraw {
            guard let verifier = try drawVerifier(for: id, among: candidates, &step) else {
                waiting.append(id)
                continue
            }
            candidates.removeAll { $0.participant == verifier }
        }
        awaitingDraw = waiting
    }

    /// Everybody who has a deposit to put at stake and a secret that no other draw uses.
    private func availableVerifiers() -> [Candidate] {
        var candidates: [Candidate] = []
        for verifier in verifiers.inOrder {
            let deposit = books[.verifierDeposit(verifier)]
            guard deposit >= parameters.verifierDepositMinimum else { continue }
            guard participants[verifier]?.verifier?.drawnFor == nil else { continue }
            candidates.append(Candidate(participant: verifier, weight: deposit))
        }
        return candidates
    }

    private mutating func drawVerifier(
        for id: TaskID,
        among candidates: [Candidate],
        _ step: inout Transition
    ) throws(Refusal) -> ParticipantID? {
        guard var task = tasks[id], case .verifying(let solving, var proof, _) = task.phase else {
            preconditionFailure("only proofs that are being verified wait for a verifier")
        }
        let parties = [task.submitter, solving.solver] + proof.drawn
        let eligible = candidates.filter { !parties.contains($0.participant) }
        var draws = Draws(
            seed: NetworkDraws.lotSeed(
                label: "assay/verifier/v1",
                network: self.id,
                event: proof.event,
                attempt: proof.drawn.count,
                beacon: beacon
            )
        )
        guard let chosen = Candidate.draw(eligible, from: &draws),
            let enlistment = participants[chosen.participant]?.verifier
        else { return nil }
        let stake = parameters.verifierDepositMinimum
        let verifier = chosen.participant
        try pay(
            stake,
            from: .verifierDeposit(verifier),
            to: .verifierStake(id),
            rule: "V1",
            [.task(id), .participant(verifier)],
            "\(name(verifier)) puts \(stake) credits of its deposit behind its verdict",
            &step
        )
        let drawn = DrawnVerifier(
            verifier: verifier,
            commitment: enlistment.commitment,
            drawnAt: tick,
            deadline: tick + 1 + parameters.verifyTicks
        )
        participants[verifier]?.verifier?.drawnFor = id
        proof.drawn.append(verifier)
        task.phase = .verifying(solving, proof, .drawn(drawn))
        tasks[id] = task
        let total = eligible.reduce(0) { $0 + $1.weight }
        step.note(
            "V1",
            [.task(id), .participant(verifier)],
            "\(name(verifier)) is drawn to verify, with \(chosen.weight) of \(total) credits "
                + "deposited by \(eligible.count) verifiers; the beacon of tick "
                + "\(drawn.segmentsTick) draws the segments, the verdict is due by tick "
                + "\(drawn.deadline)"
        )
        return verifier
    }

    mutating func apply(_ verdict: Verdict, _ step: inout Transition) throws(Refusal) {
        var task = try task(verdict.task)
        guard case .verifying(let solving, let proof, let verification) = task.phase else {
            throw task.phase.refusal(needs: "being verified", rule: "V1")
        }
        try Self.requireForm(of: verdict, segments: proof.segments)
        let seed = try checkVerifier(verdict, of: task, solving, proof, verification, step)
        let threshold = task.profile?.published.threshold ?? 0
        guard verdict.threshold == threshold else {
            let reason = Refusal.Reason.thresholdMismatch(
                expected: threshold,
                got: verdict.threshold
            )
            throw Refusal(reason, rule: "V3")
        }
        try requireAttested(evidence: verdict.evidence)
        try checkFindings(verdict, proof, seed: seed)

        let isJudge: Bool
        if case .judge = verification { isJudge = true } else { isJudge = false }
        // Who has withdrawn and enlisted again meanwhile has given another commitment.
        if let next = verdict.nextCommitment,
            participants[step.author]?.verifier?.drawnFor == task.id
        {
            participants[step.author]?.verifier?.commitment = next
            participants[step.author]?.verifier?.drawnFor = nil
        }
        let closes = tick + parameters.challengeWindow
        let judgement = Judgement(
            verifier: step.author,
            isJudge: isJudge,
            event: step.event,
            accepted: verdict.accepted,
            check: verdict.check,
            findings: verdict.findings,
            seed: seed,
            givenAt: tick,
            closes: closes,
            // First the challengers reveal, then the solver may show that an error was planted.
            settles: proof.seal == nil ? closes : closes + 2 * parameters.revealTicks + 1
        )
        task.phase = .judged(solving, proof, judgement)
        tasks[task.id] = task
        if proof.seal != nil, verdict.accepted, !isJudge { awaitingAudit.append(task.id) }
        step.note(
            "V2",
            [.task(task.id), .participant(step.author), .participant(solving.solver)],
            "\(name(step.author)) \(verdict.accepted ? "accepts" : "rejects") the proof: "
                + Self.reason(of: verdict)
                + "; it may be challenged before tick \(closes)"
        )
    }

    /// Checks that the author may judge and opens its secret; answers with the seed of its draw.
    private func checkVerifier(
        _ verdict: Verdict,
        of task: TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord,
        _ verification: Verification,
        _ step: Transition
    ) throws(Refusal) -> Digest {
        let segmentsTick: Tick
        switch verification {
        case .waiting:
            throw Refusal(
                .wrongPhase(
                    what: "the proof",
                    is: "waiting for a draw",
                    needs: "given to a verifier"
                ),
                rule: "V1"
            )
        case .drawn(let drawn):
            guard step.author == drawn.verifier else {
                throw Refusal(.notInRole(.verifier), rule: "V1")
            }
            try requireTick(from: drawn.segmentsTick, rule: "V2")
            try requireTick(until: drawn.deadline, rule: "V2")
            guard Commitments.secret(verdict.secret) == drawn.commitment else {
                throw Refusal(.commitmentMismatch("the secret"), rule: "V2")
            }
            guard let next = verdict.nextCommitment else {
                throw Refusal(.missing("nextCommitment"), rule: "V2")
            }
            // Everybody would know what the next draw asks for.
            guard next != drawn.commitment else {
                throw Refusal(.commitmentMismatch("a secret not yet shown"), rule: "V2")
            }
            segmentsTick = drawn.segmentsTick
        case .judge(let since, let deadline):
            // Before the question of who may judge, which costs most.
            try requireTick(from: since + 1, rule: "V4")
            try requireTick(until: deadline, rule: "V4")
            let parties: Parties = [(task.submitter, .submitter), (solving.solver, .solver)]
            try requireJudge(
                step.author,
                notAmong: parties,
                panel: fullPanel(bench(without: parties)),
                rule: "V4"
            )
            try Self.requireRange(
                "the byte count of a judge's secret",
                Int64(verdict.secret.count),
                in: 0...0,
                rule: "V4"
            )
            segmentsTick = since + 1
        }
        guard let beacon = beacon(at: segmentsTick) else {
            throw Refusal(.tooEarly(from: segmentsTick, now: tick), rule: "V2")
        }
        return NetworkDraws.segmentSeed(
            network: id,
            proof: proof.event,
            secret: verdict.secret,
            beacon: beacon
        )
    }

    private static func requireForm(of verdict: Verdict, segments: Int64) throws(Refusal) {
        guard verdict.findings.count <= Verdict.findingsMax else {
            throw Refusal(.tooMany("findings", limit: Int64(Verdict.findingsMax)), rule: "V2")
        }
        if let check = verdict.check { try requireName("check", check) }
        try requireAscending("findings", verdict.findings.map(\.segment))
        try requireAscending("largest", verdict.largest)
        for finding in verdict.findings {
            try requireRange("segment", finding.segment, in: 0...(segments - 1), rule: "V2")
            try requireRange("distance", finding.distance, in: 0 ... .max, rule: "V3")
        }
    }

    /// A verdict must cover what was drawn and say what its findings say.
    private func checkFindings(
        _ verdict: Verdict,
        _ proof: ProofRecord,
        seed: Digest
    ) throws(Refusal) {
        if let check = verdict.check {
            guard !verdict.accepted else { throw Refusal(.acceptedDespiteCheck(check), rule: "V2") }
            return
        }
        // The segment in which a run diverges has no end, so it states no displacement (rule T4).
        let displaced = proof.segments - (proof.outcome == .diverged ? 1 : 0)
        let largest = min(parameters.largestSegments, displaced)
        try Self.requireRange(
            "the count of largest",
            Int64(verdict.largest.count),
            in: largest...largest,
            rule: "V2"
        )
        let drawn = NetworkDraws.segments(
            seed: seed,
            drawn: parameters.segmentsDrawn,
            of: proof.segments
        )
        let found = Set(verdict.findings.map(\.segment))
        let missing = (drawn + verdict.largest).filter { !found.contains($0) }
        guard missing.isEmpty else { throw Refusal(.segmentsMissing(missing), rule: "V2") }
        let distance = verdict.findings.map(\.distance).max() ?? 0
        guard verdict.accepted == (distance <= verdict.threshold) else {
            let reason = Refusal.Reason.verdictContradictsFindings(
                accepted: verdict.accepted,
                largestDistance: distance,
                threshold: verdict.threshold
            )
            throw Refusal(reason, rule: "V3")
        }
    }

    /// What a verdict rests on, for a sentence.
    private static func reason(of verdict: Verdict) -> String {
        if let check = verdict.check { return "the check \(check) failed" }
        let worst = verdict.findings.max { $0.distance < $1.distance }
        guard let worst else { return "there was nothing to replay" }
        return "the largest of \(verdict.findings.count) distances is \(worst.distance) x 10^-12, "
            + "in segment \(worst.segment), the threshold \(verdict.threshold) x 10^-12"
    }
}
