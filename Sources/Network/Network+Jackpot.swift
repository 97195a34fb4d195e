// What planted errors pay to those who catch them (rule C3).

extension Network {
    /// The part of the jackpot that one planted error can pay at most.
    static let jackpotDivisor: Credits = 3

    /// J: what a planted error pays to one who catches it alone, of a task with this levy.
    ///
    /// Errors are planted once in 10^6 / chance tasks, so J times the chance is at most the levy.
    func jackpot(levy: Credits) -> Credits {
        let chance = Int128(max(1, parameters.forcedErrorsPerMillion))
        let expected = Int128(levy) * 1_000_000 / chance
        return min(Credits(clamping: expected), books[.jackpot] / Self.jackpotDivisor)
    }

    /// Pays J / 2^(n-1) to each of the n drawn whistleblowers who have found the planted error.
    ///
    /// n / 2^(n-1) is at most 1, so all together get at most J; and it never grows with n, so that
    /// nobody gains by appearing under several names. Nobody gets more than its deposit x 10^6 /
    /// chance: who challenges every verdict without looking loses as much in the other tasks.
    ///
    /// A solver can always tell a drawn accomplice what to name. That is bounded, not prevented: J
    /// times the chance of an error is at most the levy that this solver has advanced before the
    /// draw, so on average accomplices take out no more than the task has paid in.
    mutating func payJackpot(
        of task: inout TaskRecord,
        _ proof: ProofRecord,
        _ judgement: Judgement,
        _ reveal: ForcedReveal,
        _ step: inout Transition
    ) throws(Refusal) {
        // A rejecting verdict was right about the planted error: challenges against it are not.
        guard judgement.accepted else { return }
        let auditors = judgement.auditors ?? []
        let winners = task.challenges.compactMap { challenges[$0] }.filter { challenge in
            guard case .revealed(let revealed) = challenge.phase else { return false }
            return auditors.contains(challenge.challenger)
                && hasFound(reveal, revealed, proof, in: task)
        }
        guard !winners.isEmpty else { return }
        let levy = FeeShares(metered: proof.metered, parameters: parameters).jackpot
        let jackpot = jackpot(levy: levy)
        let share = winners.count > 62 ? 0 : jackpot >> Credits(winners.count - 1)
        let chance = max(1, parameters.forcedErrorsPerMillion)
        let sum =
            "min(\(levy) x 10^6 / \(chance), \(books[.jackpot]) / \(Self.jackpotDivisor)) = "
            + "\(jackpot), / 2^(\(winners.count) - 1) = \(share)"
        for winner in winners {
            let most = Int128(books[.challenge(winner.id)]) * 1_000_000 / Int128(chance)
            let each = min(share, Credits(clamping: most))
            close(winner, .caughtPlanted, in: &task)
            try release(winner, rule: "C3", "the challenge caught a planted error", &step)
            try pay(
                each,
                from: .jackpot,
                to: .balance(winner.challenger),
                rule: "C3",
                winner.subjects,
                "jackpot: \(sum), at most the deposit x 10^6 / \(chance): \(each) credits to "
                    + "\(name(winner.challenger))",
                &step
            )
        }
    }

    /// Whether a challenge names the planted error, as far as the log can tell: its segment, and
    /// where the right result ends in that segment, its end.
    private func hasFound(
        _ reveal: ForcedReveal,
        _ revealed: RevealedChallenge,
        _ proof: ProofRecord,
        in task: TaskRecord
    ) -> Bool {
        guard revealed.segment == reveal.segment else { return false }
        switch (task.submission.mode, revealed.found) {
        case (.exact, .endHash(let end)):
            return reveal.segment < proof.segments - 1 || end == reveal.result.finalCheckpoint
        case (.tolerant, .distance(let distance)):
            return distance > task.profile?.published.threshold ?? 0
        case (.exact, .distance), (.tolerant, .endHash): return false
        }
    }
}
