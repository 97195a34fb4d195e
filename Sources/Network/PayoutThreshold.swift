/// How many whistleblowers planted errors can pay for (rule C4).
public enum PayoutThreshold {
    /// The largest number of active whistleblowers at which an audit is still worth its cost:
    /// `k* = 1 + floor(log2(p J / cost))`, and none where `p J` is below the cost.
    ///
    /// Of k who catch a planted error each gets J / 2^(k-1) (rule C3), so k of them pay as long as
    /// p J / 2^(k-1) is at least the cost.
    ///
    /// - Parameters:
    ///   - jackpot: J, what a planted error pays to one who catches it alone.
    ///   - forcedErrorsPerMillion: p, how often an error is planted.
    ///   - cost: what an audit costs; at least one credit.
    public static func whistleblowers(
        jackpot: Credits,
        forcedErrorsPerMillion: Int64,
        cost: Credits
    ) -> Int64 {
        precondition(cost > 0, "an audit that costs nothing pays for any number")
        precondition(jackpot >= 0, "a jackpot is not negative")
        precondition(forcedErrorsPerMillion >= 0, "a chance is not negative")
        let gain = Int128(jackpot) * Int128(forcedErrorsPerMillion)
        // The logarithm of a number of at least one is that of its whole part, rounded down; and
        // one more than that is the number of its binary digits.
        let ratio = gain / (Int128(cost) * 1_000_000)
        return Int64(Int128.bitWidth - ratio.leadingZeroBitCount)
    }
}

extension Network {
    /// How many whistleblowers the jackpot can pay for at present, each audit at a cost (rule C4).
    ///
    /// What it would pay for a task like those that are under way, or like all if none is: a planted
    /// error pays no more than its own task's levy allows, however full the jackpot is.
    ///
    /// - Complexity: O(tasks).
    public func whistleblowersPaid(atCost cost: Credits) -> Int64 {
        let running = tasks.filter { if case .closed = $0.phase { false } else { true } }
        let tasks = running.isEmpty ? Array(tasks) : running
        let bounds = tasks.reduce(Int128(0)) { $0 + Int128($1.bound) }
        let mean = Credits(clamping: bounds / Int128(max(1, tasks.count)))
        return PayoutThreshold.whistleblowers(
            jackpot: jackpot(levy: FeeShares(metered: mean, parameters: parameters).jackpot),
            forcedErrorsPerMillion: parameters.forcedErrorsPerMillion,
            cost: cost
        )
    }

    /// The challenges that a participant has committed to and may reveal at present.
    ///
    /// - Complexity: O(challenges).
    public func revealableChallenges(by participant: ParticipantID) -> [ChallengeRecord] {
        challenges.filter { challenge in
            guard case .committed = challenge.phase else { return false }
            return challenge.challenger == participant
                && (challenge.opens...challenge.deadline).contains(tick)
        }
    }
}
