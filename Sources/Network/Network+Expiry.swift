// Deadlines that have passed: nothing stays locked for ever (rule L2).

extension Network {
    mutating func apply(_ expiry: TaskExpire, _ step: inout Transition) throws(Refusal) {
        var task = try task(expiry.task)
        switch task.phase {
        case .profiling(let deadline):
            try requirePassed(deadline, "the task waits for its profile")
            try refund(&task, .neverProfiled, &step)
        case .open(let deadline):
            try expireOpen(&task, deadline: deadline, &step)
        case .solving(let solving):
            try requirePassed(solving.deadline, "the solver may hand in its proof")
            let what = "\(name(solving.solver)) is silent at tick \(solving.deadline)"
            try failSilent(&task, solving, what, &step)
        case .sealed(let solving, let sealed):
            try requirePassed(sealed.deadline, "the solver may designate a result")
            let what = "\(name(solving.solver)) designates no result by tick \(sealed.deadline)"
            try failSilent(&task, solving, what, &step)
        case .verifying(let solving, let proof, let verification):
            try expireVerification(&task, solving, proof, verification, &step)
        case .judged(let solving, let proof, let judgement):
            try expireJudged(&task, solving, proof, judgement, &step)
        case .closed:
            throw task.phase.refusal(needs: "not closed", rule: "L2")
        }
        tasks[task.id] = task
    }

    private func requirePassed(_ deadline: Tick, _ what: String) throws(Refusal) {
        guard tick > deadline else {
            throw Refusal(.nothingDue(next: what, at: deadline), rule: "L2")
        }
    }

    private mutating func expireOpen(
        _ task: inout TaskRecord,
        deadline: Tick,
        _ step: inout Transition
    ) throws(Refusal) {
        if !task.challenges.isEmpty {
            guard let undecided = try expireChallenges(of: &task, &step) else { return }
            // Neither the profiler nor the challenger can be blamed: everybody has its own back.
            let why = "no judge ruled on the challenge in time"
            close(undecided, .neverRuled, in: &task)
            try release(undecided, rule: "V4", why, &step)
            try overtakeChallenges(of: &task, why, &step)
            try releaseStake(
                .profilerStake(task.id),
                to: undecided.accused,
                rule: "V4",
                undecided.subjects,
                &step
            )
            try refund(&task, .profileUndecided, &step)
            return
        }
        try requirePassed(deadline, "solvers may accept the task")
        try finalizeProfile(of: &task, &step)
        try refund(&task, .neverAccepted, &step)
    }

    private mutating func expireVerification(
        _ task: inout TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord,
        _ verification: Verification,
        _ step: inout Transition
    ) throws(Refusal) {
        switch verification {
        case .waiting(let since):
            try requirePassed(since + parameters.verifyTicks, "the proof waits for a verifier")
            awaitingDraw.removeAll { $0 == task.id }
            awaitJudge(for: &task, solving, proof)
            step.note(
                "V4",
                [.task(task.id)],
                "no verifier was available for \(parameters.verifyTicks) ticks: a judge verifies"
            )
        case .drawn(let drawn):
            try requirePassed(drawn.deadline, "the drawn verifier may give its verdict")
            try punishSilence(of: drawn, in: task, &step)
            awaitVerifier(for: &task, solving, proof)
        case .judge(_, let deadline):
            try requirePassed(deadline, "a judge may give the verdict")
            let why = "neither a verifier nor a judge verified in time"
            try split(&task, solving, proof, why, &step)
        }
    }

    /// A verifier who withholds its secret loses its stake and stands ready no more (rule V2).
    private mutating func punishSilence(
        of drawn: DrawnVerifier,
        in task: TaskRecord,
        _ step: inout Transition
    ) throws(Refusal) {
        let verifier = drawn.verifier
        let stake = books[.verifierStake(task.id)]
        try pay(
            stake,
            from: .verifierStake(task.id),
            to: .treasury,
            rule: "V2",
            [.task(task.id), .participant(verifier)],
            "\(name(verifier)) is silent at tick \(drawn.deadline) and loses its stake of \(stake) "
                + "credits to the treasury; another verifier is drawn",
            &step
        )
        // It may have withdrawn meanwhile, and even enlisted again with another secret.
        if participants[verifier]?.verifier?.drawnFor == task.id {
            try dismissVerifier(verifier, "\(name(verifier)) was silent", &step)
        }
    }

    private mutating func expireJudged(
        _ task: inout TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord,
        _ judgement: Judgement,
        _ step: inout Transition
    ) throws(Refusal) {
        guard !task.challenges.isEmpty else {
            if proof.seal != nil, judgement.accepted {
                let deadline = judgement.settles + parameters.revealTicks
                try requirePassed(deadline, "the solver may show its secret in task.settle")
                let why = "the solver does not show by tick \(deadline) what the draw demanded"
                try punishRun(&task, solving, proof, judgement, why, &step)
                return
            }
            throw Refusal(
                .nothingDue(
                    next: "no challenge is open; append task.settle from tick \(judgement.settles) "
                        + "on",
                    at: nil
                ),
                rule: "C1"
            )
        }
        guard let undecided = try expireChallenges(of: &task, &step) else { return }
        let why = "no judge ruled on the challenge in time"
        close(undecided, .neverRuled, in: &task)
        try release(undecided, rule: "V4", why, &step)
        try split(&task, solving, proof, why, &step)
    }

    /// Ends the challenges that were not revealed in time; answers with the first one that no judge
    /// has ruled on in time, which ends more than itself.
    private mutating func expireChallenges(
        of task: inout TaskRecord,
        _ step: inout Transition
    ) throws(Refusal) -> ChallengeRecord? {
        if try concludeFirstTrial(in: &task, &step) { return nil }
        var ended = 0
        var next: Tick?
        for id in task.challenges {
            guard let challenge = challenges[id] else { continue }
            let due = challenge.phase.deadline(committed: challenge.deadline)
            guard tick > due else {
                next = min(next ?? due, due)
                continue
            }
            // Only the first one's turn has come.
            if case .revealed = challenge.phase {
                guard task.challenges.first == id else { continue }
                return challenge
            }
            close(challenge, .neverRevealed, in: &task)
            try forfeitUnrevealed(challenge, &step)
            ended += 1
        }
        guard ended > 0 else {
            throw Refusal(.nothingDue(next: "a challenge is open", at: next), rule: "L2")
        }
        return nil
    }
}

extension Network {
    /// A challenger who never says what it has found loses its deposit (rule C1).
    mutating func forfeitUnrevealed(
        _ challenge: ChallengeRecord,
        _ step: inout Transition
    ) throws(Refusal) {
        try forfeit(
            .challenge(challenge.id),
            to: [],
            and: challenge.accused,
            rule: "C1",
            challenge.subjects,
            "the challenge was not revealed in time",
            &step
        )
    }

    /// Goes on with the earliest challenge when its judges' time has passed: its ruling takes effect,
    /// or all who may judge hear it; tells whether there was either.
    private mutating func concludeFirstTrial(
        in task: inout TaskRecord,
        _ step: inout Transition
    ) throws(Refusal) -> Bool {
        guard let challenge = task.challenges.first.flatMap({ challenges[$0] }),
            case .revealed(var revealed) = challenge.phase, tick > revealed.trial.deadline
        else { return false }
        let lapse = try lapse(
            revealed.trial,
            on: .challenge(challenge.id),
            between: interested(in: challenge, task),
            challenge.subjects,
            &step
        )
        switch lapse {
        case .stands(let ruling): try settle(challenge, ruling, in: &task, &step)
        case .heardAgain(let trial):
            revealed.trial = trial
            challenges[challenge.id]?.phase = .revealed(revealed)
        case .undecided: return false
        }
        return true
    }
}

extension ChallengePhase {
    /// The last tick at which what it waits for is in time.
    func deadline(committed: Tick) -> Tick {
        switch self {
        case .committed: committed
        case .revealed(let revealed): revealed.trial.deadline
        case .closed: .max
        }
    }
}
