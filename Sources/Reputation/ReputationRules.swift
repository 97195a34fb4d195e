/// A reputation in units of 10^-12: 1.0 is 10^12.
///
/// An integer, because every participant must compute the same reputation from the same log.
public typealias ReputationUnits = Int64

/// How reputation is gained and lost (rules R1 and R3): slowly up, all at once down.
public struct ReputationRules: Hashable, Sendable, Encodable {
    /// How one accepted contribution raises a reputation.
    public enum Growth: Hashable, Sendable, Encodable {
        /// By the same step each time.
        case linear(step: ReputationUnits)
        /// By the same factor each time: `numerator / denominator`, rounded half up.
        case exponential(numerator: Int64, denominator: Int64)
    }

    /// 1.0 in units.
    public static let one: ReputationUnits = 1_000_000_000_000

    /// Where everybody starts, and where the convicted fall to.
    public let floor: ReputationUnits
    /// The most that anybody can have.
    public let ceiling: ReputationUnits
    /// How one accepted contribution raises a reputation.
    public let growth: Growth

    /// From 0.001 to 0.999 in steps of 0.001.
    public static let linear = ReputationRules(
        floor: 1_000_000_000,
        ceiling: 999_000_000_000,
        growth: .linear(step: 1_000_000_000)
    )

    /// From 10^-8 to 0.999, multiplied by a factor each time (rule R1's other form).
    public static func exponential(numerator: Int64, denominator: Int64) -> ReputationRules {
        ReputationRules(
            floor: 10_000,
            ceiling: 999_000_000_000,
            growth: .exponential(numerator: numerator, denominator: denominator)
        )
    }

    /// Rules that ``fault`` has not looked at yet.
    public init(floor: ReputationUnits, ceiling: ReputationUnits, growth: Growth) {
        self.floor = floor
        self.ceiling = ceiling
        self.growth = growth
    }

    /// What is wrong with these rules, as a sentence; nothing when they can be used.
    public var fault: String? {
        guard floor > 0 else { return "the reputation floor must be above zero" }
        guard ceiling > floor else { return "the reputation ceiling must be above the floor" }
        guard ceiling <= Self.one else { return "the reputation ceiling must be at most 10^12" }
        switch growth {
        case .linear(let step):
            return step > 0 ? nil : "the reputation step must be above zero"
        case .exponential(let numerator, let denominator):
            guard denominator > 0 else { return "the growth denominator must be above zero" }
            return numerator > denominator ? nil : "the growth factor must be above one"
        }
    }

    /// A reputation held between floor and ceiling.
    public func bounded(_ reputation: ReputationUnits) -> ReputationUnits {
        min(max(reputation, floor), ceiling)
    }

    /// One level up: what one accepted contribution makes of a reputation.
    public func grown(_ reputation: ReputationUnits) -> ReputationUnits {
        let start = bounded(reputation)
        switch growth {
        case .linear(let step):
            let (sum, overflow) = start.addingReportingOverflow(step)
            return overflow ? ceiling : bounded(sum)
        case .exponential(let numerator, let denominator):
            let product = Int128(start) * Int128(numerator) + Int128(denominator / 2)
            let quotient = product / Int128(max(1, denominator))
            // At the very bottom rounding could swallow the growth; one unit is the least step.
            return bounded(Int64(clamping: max(quotient, Int128(start) + 1)))
        }
    }

    /// The reputation after a number of levels above the floor.
    public func level(_ levels: Int) -> ReputationUnits {
        var reputation = floor
        for _ in 0..<max(0, levels) where reputation < ceiling {
            reputation = grown(reputation)
        }
        return reputation
    }

    /// What an upheld challenge leaves (rule R1): half, rounded down, but no less than the floor.
    public func lowered(_ reputation: ReputationUnits) -> ReputationUnits {
        bounded(bounded(reputation) / 2)
    }

    /// What a successful claimant has afterwards (rule R3): half of what the accused had more, but
    /// no more than the ceiling.
    public func rewarded(
        _ claimant: ReputationUnits,
        accused: ReputationUnits
    ) -> ReputationUnits {
        // Both are at most 10^12, so that the sum is far from overflow.
        bounded(bounded(claimant) + bounded(accused) / 2)
    }
}
