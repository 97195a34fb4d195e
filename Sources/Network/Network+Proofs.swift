import Digests

// From acceptance to a proof that can be verified (rules T3, T4, C3).

extension Network {
    mutating func apply(_ appended: ProofAppend, _ step: inout Transition) throws(Refusal) {
        var task = try task(appended.task)
        let submission = task.submission
        try Self.requireRange("steps", appended.steps, in: 1...submission.steps, rule: "T1")
        let segments = (appended.steps - 1) / submission.checkpointInterval + 1
        try Self.requireRange("segments", appended.segments, in: segments...segments, rule: "T2")
        if appended.outcome == .completed {
            let all = submission.steps
            try Self.requireRange(
                "steps of a completed run",
                appended.steps,
                in: all...all,
                rule: "T4"
            )
        }
        guard case .solving(let solving) = task.phase else {
            throw task.phase.refusal(needs: "being solved", rule: "T3")
        }
        guard step.author == solving.solver else { throw Refusal(.notInRole(.solver), rule: "T3") }
        try requireTick(from: solving.startTick, rule: "T3")
        try requireTick(until: solving.deadline, rule: "T3")

        let subjects: [Subject] = [.task(task.id), .participant(step.author)]
        let run =
            "\(name(step.author)) did \(appended.steps) of \(submission.steps) steps "
            + "(\(appended.outcome.rawValue))"
        switch appended.content {
        case .published(let result):
            try requireAttested(result)
            try publish(result, of: appended, seal: nil, in: &task, solving, step)
            step.note("T3", subjects, "\(run) and shows proof \(result.proof)")
        case .sealed(let first, let second):
            guard solving.secretCommitment != nil else {
                throw Refusal(.missing("the secret commitment of the acceptance"), rule: "C3")
            }
            guard first != second else { throw Refusal(.notAscending("sealed"), rule: "C3") }
            let sealed = SealedProof(
                event: step.event,
                appended: appended,
                appendedAt: tick,
                deadline: tick + 1 + parameters.designateTicks
            )
            task.phase = .sealed(solving, sealed)
            try advanceLevy(of: appended, in: task, subjects, &step)
            step.note(
                "C3",
                subjects,
                "\(run) and seals two results; the beacon of tick \(sealed.decisionTick) says "
                    + "which must be shown, by tick \(sealed.deadline)"
            )
        }
        tasks[task.id] = task
    }

    mutating func apply(_ designation: ForcedDesignate, _ step: inout Transition) throws(Refusal) {
        var task = try task(designation.task)
        try Self.requireRange("index", designation.index, in: 0...1, rule: "C3")
        try Self.requireSalt("salt", designation.salt)
        guard case .sealed(let solving, let sealed) = task.phase,
            case .sealed(let first, let second) = sealed.appended.content
        else {
            throw task.phase.refusal(needs: "sealed", rule: "C3")
        }
        guard step.author == solving.solver else { throw Refusal(.notInRole(.solver), rule: "C3") }
        try requireTick(from: sealed.decisionTick, rule: "C3")
        try requireTick(until: sealed.deadline, rule: "C3")
        try requireAttested(designation.result)
        let (opened, other) = designation.index == 0 ? (first, second) : (second, first)
        let commitment = Commitments.result(
            designation.result,
            salt: designation.salt,
            solver: step.author
        )
        guard commitment == opened else {
            throw Refusal(.commitmentMismatch("the designated result"), rule: "C3")
        }
        let seal = Seal(
            commitment: other,
            event: sealed.event,
            decisionTick: sealed.decisionTick
        )
        try publish(
            designation.result,
            of: sealed.appended,
            seal: seal,
            in: &task,
            solving,
            step
        )
        tasks[task.id] = task
        step.note(
            "C3",
            [.task(task.id), .participant(step.author)],
            "\(name(step.author)) designates result \(designation.index), with proof "
                + "\(designation.result.proof)"
        )
    }

    /// Makes a result the task's proof and lets it wait for a verifier.
    private mutating func publish(
        _ result: RunResult,
        of appended: ProofAppend,
        seal: Seal?,
        in task: inout TaskRecord,
        _ solving: Solving,
        _ step: Transition
    ) throws(Refusal) {
        let metered = try price(
            steps: appended.steps,
            flopsPerStep: task.submission.flopsPerStep
        )
        let levy = FeeShares(metered: metered, parameters: parameters).jackpot
        let proof = ProofRecord(
            event: step.event,
            steps: appended.steps,
            segments: appended.segments,
            outcome: appended.outcome,
            result: result,
            metered: metered,
            seal: seal,
            advance: seal == nil ? 0 : levy
        )
        awaitVerifier(for: &task, solving, proof)
    }

    /// The jackpot's share is paid before the draw, and comes back out of the fee in the end.
    ///
    /// Else a solver could look whether the draw demands an error, and give the task back without a
    /// levy until it does: its accomplice would take more from the jackpot than they paid.
    private mutating func advanceLevy(
        of appended: ProofAppend,
        in task: TaskRecord,
        _ subjects: [Subject],
        _ step: inout Transition
    ) throws(Refusal) {
        let metered = try price(
            steps: appended.steps,
            flopsPerStep: task.submission.flopsPerStep
        )
        let levy = FeeShares(metered: metered, parameters: parameters).jackpot
        try pay(
            levy,
            from: .solverStake(task.id),
            to: .jackpot,
            rule: "C3",
            subjects,
            "\(name(step.author)) advances the jackpot's share out of its deposit: \(metered) x "
                + "\(parameters.jackpotLevy) / 10000 = \(levy) credits",
            &step
        )
    }

    mutating func apply(_ abandonment: TaskAbandon, _ step: inout Transition) throws(Refusal) {
        var task = try task(abandonment.task)
        let solving: Solving
        switch task.phase {
        case .solving(let present): solving = present
        case .sealed(let present, _): solving = present
        case .profiling, .open, .verifying, .judged, .closed:
            throw task.phase.refusal(needs: "being solved", rule: "T3")
        }
        guard step.author == solving.solver else { throw Refusal(.notInRole(.solver), rule: "T3") }
        try failSilent(&task, solving, "\(name(solving.solver)) abandons the task", &step)
        tasks[task.id] = task
    }

    /// A solver who hands in nothing loses half its deposit to the submitter, half to the treasury.
    mutating func failSilent(
        _ task: inout TaskRecord,
        _ solving: Solving,
        _ what: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let stake = books[.solverStake(task.id)]
        try splitStake(
            stake,
            of: task,
            solving,
            rule: "T3",
            "\(what) and loses its deposit of \(stake) credits",
            &step
        )
        try reopen(&task, &step)
    }

    /// Halves a solver's stake between submitter and treasury, which gets the odd credit.
    mutating func splitStake(
        _ stake: Credits,
        of task: TaskRecord,
        _ solving: Solving,
        rule: String,
        _ text: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let half = stake / 2
        let subjects: [Subject] = [.task(task.id), .participant(solving.solver)]
        try pay(
            half,
            from: .solverStake(task.id),
            to: .balance(task.submitter),
            rule: rule,
            subjects + [.participant(task.submitter)],
            "\(text): \(stake) / 2 = \(half) to the submitter \(name(task.submitter))",
            &step
        )
        try pay(
            stake - half,
            from: .solverStake(task.id),
            to: .treasury,
            rule: rule,
            subjects,
            "\(text): \(stake) - \(half) = \(stake - half) to the treasury",
            &step
        )
    }
}
