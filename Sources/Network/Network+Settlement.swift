// How a task ends: paid, refunded, tried again or split (rules T1, T3, V4).

extension Network {
    mutating func apply(_ settlement: TaskSettle, _ step: inout Transition) throws(Refusal) {
        var task = try task(settlement.task)
        guard case .judged(let solving, let proof, let judgement) = task.phase else {
            throw task.phase.refusal(needs: "judged", rule: "T1")
        }
        try requireTick(from: judgement.settles, rule: "C1")
        if let open = task.challenges.first { throw Refusal(.challengeOpen(open), rule: "C1") }
        if judgement.accepted {
            try requireUnforced(settlement, proof, solving)
            try payRun(&task, solving, proof, judgement, &step)
        } else {
            try punishRun(&task, solving, proof, judgement, "the proof is rejected", &step)
        }
        tasks[task.id] = task
    }

    /// Shares the metered fee, refunds the rest and gives the deposits back (rule T1).
    private mutating func payRun(
        _ task: inout TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord,
        _ judgement: Judgement,
        _ step: inout Transition
    ) throws(Refusal) {
        let fee = Purse.fee(task.id)
        let metered = proof.metered
        let shares = FeeShares(metered: metered, parameters: parameters)
        let subjects: [Subject] = [.task(task.id), .participant(solving.solver)]
        func words(_ who: String, _ share: Int64, _ amount: Credits) -> String {
            "\(who) share: \(metered) x \(share) / 10000 = \(amount) credits"
        }
        try pay(
            shares.solver,
            from: fee,
            to: .balance(solving.solver),
            rule: "T1",
            subjects,
            words("solver's", parameters.solverShare, shares.solver)
                + " to \(name(solving.solver)) for \(proof.steps) of \(task.submission.steps) steps",
            &step
        )
        try share(
            shares.verifiers,
            from: fee,
            among: proof.earlierVerifiers + [judgement.verifier],
            rule: "T1",
            [.task(task.id)],
            words("verifiers'", parameters.verifierShare, shares.verifiers),
            &step
        )
        try share(
            shares.judges,
            from: fee,
            among: bench,
            rule: "T1",
            [.task(task.id)],
            words("judges'", parameters.judgeShare, shares.judges),
            &step
        )
        try pay(
            shares.jackpot,
            from: fee,
            to: proof.advance > 0 ? .balance(solving.solver) : .jackpot,
            rule: "C3",
            subjects,
            words("jackpot's", parameters.jackpotLevy, shares.jackpot)
                + (proof.advance > 0 ? ", back to \(name(solving.solver)) who advanced it" : ""),
            &step
        )
        try pay(
            shares.treasury,
            from: fee,
            to: .treasury,
            rule: "T1",
            [.task(task.id)],
            "what remains of the metered fee of \(metered): \(shares.treasury) credits to the "
                + "treasury",
            &step
        )
        try returnFee(of: task, "what the run did not use", &step)
        try releaseVerifier(of: task, judgement, rule: "T1", &step)
        try returnSolverStake(of: task, solving, rule: "T1", "the run is paid", &step)
        task.phase = .closed(.paid(PaidRun(solver: solving.solver, proof: proof)))
    }

    /// A run that fails costs its solver the deposit: the verifiers' pay first, then halves.
    mutating func punishRun(
        _ task: inout TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord,
        _ judgement: Judgement,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let stake = books[.solverStake(task.id)]
        let due = FeeShares(metered: proof.metered, parameters: parameters).verifiers
        let pay = min(due, stake)
        try share(
            pay,
            from: .solverStake(task.id),
            among: proof.earlierVerifiers + [judgement.verifier],
            rule: "T3",
            [.task(task.id), .participant(solving.solver)],
            "\(why), \(name(solving.solver)) pays the verifiers' share: "
                + "\(proof.metered) x \(parameters.verifierShare) / 10000, at most the deposit "
                + "of \(stake), = \(pay) credits",
            &step
        )
        try splitStake(
            stake - pay,
            of: task,
            solving,
            rule: "T3",
            "\(why), \(name(solving.solver)) loses the other \(stake - pay) "
                + "credits of its deposit",
            &step
        )
        try releaseVerifier(of: task, judgement, rule: "T3", &step)
        try reopen(&task, &step)
    }

    mutating func releaseVerifier(
        of task: TaskRecord,
        _ judgement: Judgement,
        rule: String,
        _ step: inout Transition
    ) throws(Refusal) {
        try releaseStake(
            .verifierStake(task.id),
            to: judgement.verifier,
            rule: rule,
            [.task(task.id), .participant(judgement.verifier)],
            &step
        )
    }

    private mutating func returnSolverStake(
        of task: TaskRecord,
        _ solving: Solving,
        rule: String,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        try giveBack(
            .solverStake(task.id),
            to: solving.solver,
            rule: rule,
            [.task(task.id), .participant(solving.solver)],
            why,
            &step
        )
    }

    private mutating func returnFee(
        of task: TaskRecord,
        _ what: String,
        _ step: inout Transition
    ) throws(Refusal) {
        let rest = books[.fee(task.id)]
        try pay(
            rest,
            from: .fee(task.id),
            to: .balance(task.submitter),
            rule: "T1",
            [.task(task.id), .participant(task.submitter)],
            "\(what): \(rest) credits of the fee go back to \(name(task.submitter))",
            &step
        )
    }

    /// Opens a task again after a failed attempt, or refunds it after the last (rule T3).
    mutating func reopen(_ task: inout TaskRecord, _ step: inout Transition) throws(Refusal) {
        guard task.attempts < parameters.attemptsMax else {
            try refund(&task, .attemptsUsedUp, &step)
            return
        }
        let deadline = tick + parameters.openTicks
        task.phase = .open(deadline: deadline)
        step.note(
            "T3",
            [.task(task.id)],
            "the task is open again until tick \(deadline): \(task.attempts) of "
                + "\(parameters.attemptsMax) attempts are used"
        )
    }

    /// Ends a task and gives what is left of its fee back.
    mutating func refund(
        _ task: inout TaskRecord,
        _ reason: RefundReason,
        _ step: inout Transition
    ) throws(Refusal) {
        step.note(
            "T3",
            [.task(task.id), .participant(task.submitter)],
            "the task ends without a paid run: \(reason.words)"
        )
        try returnFee(of: task, reason.words, &step)
        task.phase = .closed(.refunded(reason))
    }

    /// Nobody was there to judge: deposits return, the fee is split equally (rule V4).
    mutating func split(
        _ task: inout TaskRecord,
        _ solving: Solving,
        _ proof: ProofRecord,
        _ why: String,
        _ step: inout Transition
    ) throws(Refusal) {
        try overtakeChallenges(of: &task, why, &step)
        if let verifier = proof.drawn.last {
            try releaseStake(
                .verifierStake(task.id),
                to: verifier,
                rule: "V4",
                [.task(task.id), .participant(verifier)],
                &step
            )
        }
        try returnSolverStake(of: task, solving, rule: "V4", why, &step)
        try pay(
            proof.advance,
            from: .fee(task.id),
            to: .balance(solving.solver),
            rule: "V4",
            [.task(task.id), .participant(solving.solver)],
            "\(why): \(proof.advance) credits of the fee go back to \(name(solving.solver)), who "
                + "advanced them to the jackpot",
            &step
        )
        let fee = books[.fee(task.id)]
        let half = fee / 2
        try pay(
            half,
            from: .fee(task.id),
            to: .balance(solving.solver),
            rule: "V4",
            [.task(task.id), .participant(solving.solver)],
            "\(why): half of the fee, \(fee) / 2 = \(half) credits, to \(name(solving.solver))",
            &step
        )
        try returnFee(of: task, why, &step)
        task.phase = .closed(.split)
    }
}

/// How the fee of a run is shared (rule T1).
struct FeeShares: Hashable, Sendable {
    let solver: Credits
    let verifiers: Credits
    let judges: Credits
    let jackpot: Credits
    let treasury: Credits

    init(metered: Credits, parameters: Parameters) {
        func share(_ basisPoints: Int64) -> Credits {
            Network.portion(metered, basisPoints: basisPoints)
        }
        solver = share(parameters.solverShare)
        verifiers = share(parameters.verifierShare)
        judges = share(parameters.judgeShare)
        jackpot = share(parameters.jackpotLevy)
        // The profiler had its share of the bound when the task was accepted. Every share is
        // rounded down and all together are at most 10,000 basis points: the rest is not negative.
        treasury = metered - solver - verifiers - judges - jackpot - share(parameters.profilerShare)
    }
}

extension RefundReason {
    /// The reason as a clause, for sentences.
    public var words: String {
        switch self {
        case .cancelled: "the submitter cancelled it"
        case .neverProfiled: "nobody profiled it in time"
        case .profileUndecided: "nobody ruled on a challenge against its profile in time"
        case .neverAccepted: "nobody accepted it in time"
        case .attemptsUsedUp: "all attempts are used up"
        }
    }
}
