import Digests

// From the offer of work to its acceptance (rules T1, T2, T3, T5).

extension Network {
    /// The most steps of one task: a trillion, so that products with them stay far from overflow.
    static let stepsMax: Int64 = 1 << 40
    /// The most floating-point operations of one step.
    static let flopsMax: Int64 = 1 << 60

    mutating func apply(_ submission: TaskSubmit, _ step: inout Transition) throws(Refusal) {
        try Self.requireRange("steps", submission.steps, in: 1...Self.stepsMax, rule: "T1")
        try Self.requireRange(
            "flopsPerStep",
            submission.flopsPerStep,
            in: 1...Self.flopsMax,
            rule: "T1"
        )
        let longest =
            submission.mode == .tolerant
            ? min(parameters.tolerantIntervalMax, submission.steps) : submission.steps
        try Self.requireRange(
            "checkpointInterval",
            submission.checkpointInterval,
            in: 1...longest,
            rule: submission.mode == .tolerant ? "V3" : "T2"
        )
        try requireInherited(submission.initial)
        try requireAttested(submission.specification)
        try requireAttested(submission.dataset)
        let bound = try price(steps: submission.steps, flopsPerStep: submission.flopsPerStep)
        guard submission.fee >= bound else {
            throw Refusal(.feeTooSmall(minimum: bound, offered: submission.fee), rule: "T1")
        }
        let id = TaskID(step.event)
        try pay(
            submission.fee,
            from: .balance(step.author),
            to: .fee(id),
            rule: "T1",
            [.task(id), .participant(step.author)],
            "\(name(step.author)) locks a fee of \(submission.fee) credits; the work costs at most "
                + "\(submission.steps) steps x \(submission.flopsPerStep) FLOPs x "
                + "\(parameters.creditsPerGigaFLOP) / 10^9, rounded up = \(bound)",
            &step
        )
        let deadline = tick + parameters.profileTicks
        tasks[id] = TaskRecord(
            id: id,
            submitter: step.author,
            submission: submission,
            bound: bound,
            submittedAt: tick,
            phase: .profiling(deadline: deadline)
        )
        step.note(
            "T5",
            [.task(id), .participant(step.author)],
            "the task waits for its profile until tick \(deadline)"
        )
    }

    /// The price of work in credits, rounded up (rule T1).
    public func price(steps: Int64, flopsPerStep: Int64) throws(Refusal) -> Credits {
        let operations = Int128(steps) * Int128(flopsPerStep)
        let (product, overflow) = operations.multipliedReportingOverflow(
            by: Int128(parameters.creditsPerGigaFLOP)
        )
        guard !overflow, product <= Int128(Credits.max) * 1_000_000_000 else {
            throw Refusal(.overflow("the price of the work"), rule: "T1")
        }
        return Credits((product + 999_999_999) / 1_000_000_000)
    }

    /// An inherited state must be the end of a paid run (rule T2).
    private func requireInherited(_ initial: InheritedState?) throws(Refusal) {
        guard let initial else { return }
        guard case .closed(.paid(let run)) = try task(initial.proofTask).phase,
            run.proof.result.finalCheckpoint == initial.checkpoint
        else {
            throw Refusal(.notInherited(initial.proofTask), rule: "T2")
        }
    }

    mutating func apply(_ published: TaskProfile, _ step: inout Transition) throws(Refusal) {
        var task = try task(published.task)
        for (field, value) in [
            ("threshold", published.threshold), ("maximum", published.maximum),
            ("quantile", published.quantile),
        ] {
            let most = task.submission.mode == .exact && field == "threshold" ? 0 : Int64.max
            try Self.requireRange(field, value, in: 0...most, rule: "V3")
        }
        try Self.requireRange("sampleCount", published.sampleCount, in: 1...(1 << 32), rule: "V3")
        guard case .profiling(let deadline) = task.phase else {
            throw task.phase.refusal(needs: "being profiled", rule: "T5")
        }
        guard step.author != task.submitter else {
            throw Refusal(.isParty(.submitter), rule: "T5")
        }
        let stake = parameters.verifierDepositMinimum
        guard participants[step.author]?.verifier != nil,
            books[.verifierDeposit(step.author)] >= stake
        else {
            throw Refusal(.notEnlisted(.verifier), rule: "T5")
        }
        try requireTick(until: deadline, rule: "T5")
        try requireAttested(published.samples)
        let subjects: [Subject] = [.task(task.id), .participant(step.author)]
        try pay(
            stake,
            from: .verifierDeposit(step.author),
            to: .profilerStake(task.id),
            rule: "T5",
            subjects,
            "\(name(step.author)) puts \(stake) credits of its deposit behind the profile",
            &step
        )
        let closes = tick + parameters.profileWindow
        task.profile = Profile(
            profiler: step.author,
            event: step.event,
            published: published,
            closes: closes,
            isFinal: false
        )
        task.phase = .open(deadline: closes + parameters.openTicks)
        tasks[task.id] = task
        step.note(
            "T5",
            subjects,
            "\(name(step.author)) measured a threshold of \(published.threshold) x 10^-12 over "
                + "\(published.sampleCount) samples; it may be challenged before tick \(closes), "
                + "and the task accepted from then on"
        )
    }

    mutating func apply(_ acceptance: TaskAccept, _ step: inout Transition) throws(Refusal) {
        var task = try task(acceptance.task)
        guard case .open(let deadline) = task.phase, let profile = task.profile else {
            throw task.phase.refusal(needs: "open", rule: "T5")
        }
        guard step.author != task.submitter else {
            throw Refusal(.isParty(.submitter), rule: "T3")
        }
        // Whoever set the threshold would know how far it may stray.
        guard step.author != profile.profiler else {
            throw Refusal(.isParty(.profiler), rule: "T5")
        }
        guard !task.solvers.contains(step.author) else {
            throw Refusal(.already("the author has accepted this task"), rule: "T3")
        }
        try requireTick(from: profile.closes, rule: "T5")
        try requireTick(until: deadline, rule: "T3")
        if let open = task.challenges.first { throw Refusal(.challengeOpen(open), rule: "T5") }
        let minimum = solverDeposit(for: task, sealing: acceptance.secretCommitment != nil)
        try requireDeposit(acceptance.deposit, minimum: minimum, of: step.author, rule: "T3")

        try finalizeProfile(of: &task, &step)
        let solving = Solving(
            solver: step.author,
            secretCommitment: acceptance.secretCommitment,
            acceptedAt: tick,
            deadline: tick + parameters.solveTicks
        )
        try pay(
            acceptance.deposit,
            from: .balance(step.author),
            to: .solverStake(task.id),
            rule: "T3",
            [.task(task.id), .participant(step.author)],
            "\(name(step.author)) accepts with a deposit of \(acceptance.deposit) credits; its "
                + "proof is due by tick \(solving.deadline), the start beacon is that of tick "
                + "\(solving.startTick)",
            &step
        )
        task.solvers.append(step.author)
        task.phase = .solving(solving)
        tasks[task.id] = task
    }

    /// The least deposit of a solver: one that will seal two results must be able to advance the
    /// jackpot's share of the fee (rule C3).
    public func solverDeposit(for task: TaskRecord, sealing: Bool) -> Credits {
        let levy = FeeShares(metered: task.bound, parameters: parameters).jackpot
        return max(parameters.solverDepositMinimum, sealing ? levy : 0)
    }

    /// Pays the profiler and releases its stake, once its profile can be challenged no more.
    mutating func finalizeProfile(
        of task: inout TaskRecord,
        _ step: inout Transition
    ) throws(Refusal) {
        guard let profile = task.profile, !profile.isFinal else { return }
        let profiler = profile.profiler
        let subjects: [Subject] = [.task(task.id), .participant(profiler)]
        let pay = Self.portion(task.bound, basisPoints: parameters.profilerShare)
        try self.pay(
            pay,
            from: .fee(task.id),
            to: .balance(profiler),
            rule: "T5",
            subjects,
            "profiler's share of the bound: \(task.bound) x \(parameters.profilerShare) / 10000 "
                + "= \(pay) credits to \(name(profiler))",
            &step
        )
        try releaseStake(.profilerStake(task.id), to: profiler, rule: "T5", subjects, &step)
        task.profile?.isFinal = true
    }

    mutating func apply(_ cancellation: TaskCancel, _ step: inout Transition) throws(Refusal) {
        var task = try task(cancellation.task)
        guard step.author == task.submitter else {
            throw Refusal(.notInRole(.submitter), rule: "T3")
        }
        switch task.phase {
        case .profiling, .open: break
        case .solving, .sealed, .verifying, .judged, .closed:
            throw task.phase.refusal(needs: "being profiled or open", rule: "T3")
        }
        if let open = task.challenges.first { throw Refusal(.challengeOpen(open), rule: "T5") }
        try finalizeProfile(of: &task, &step)
        try refund(&task, .cancelled, &step)
        tasks[task.id] = task
    }
}
