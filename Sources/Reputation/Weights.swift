/// What the samples of each author weigh in an aggregate (rules R5 and R7).
public struct Weights {
    /// An author of a training log.
    public struct Author: Hashable, Sendable {
        /// Its number in the order of joining.
        public let userID: Int64
        /// Its reputation now, x 10^-12.
        public let reputation: ReputationUnits
        /// How many samples its accepted contributions are sums over.
        public let samples: Int64
        /// Whether genesis named it.
        public let isFounder: Bool

        /// An author.
        public init(
            userID: Int64,
            reputation: ReputationUnits,
            samples: Int64,
            isFounder: Bool
        ) {
            self.userID = userID
            self.reputation = reputation
            self.samples = samples
            self.isFounder = isFounder
        }
    }

    /// The weight of one sample of each author, x 10^-12, in the order of the authors.
    ///
    /// It is the author's reputation; but where the contributions of all newcomers together would
    /// weigh more than `cap` millionths of the whole, each newcomer's weight is scaled down by the
    /// same factor and rounded down. A cap of zero, or a log without founders, caps nothing: there
    /// would be nobody to protect.
    ///
    /// With F and N what founders and newcomers weigh, N' <= cap x (F + N') means
    /// N' <= F x cap / (10^6 - cap).
    public static func perSample(
        of authors: [Author],
        newcomersCapPerMillion cap: Int64
    ) -> [ReputationUnits] {
        let plain = authors.map(\.reputation)
        guard (1..<1_000_000).contains(cap) else { return plain }
        func total(founders: Bool) -> Int128 {
            authors.filter { $0.isFounder == founders }
                .reduce(0) { $0 + Int128($1.reputation) * Int128($1.samples) }
        }
        let founders = total(founders: true)
        let newcomers = total(founders: false)
        guard founders > 0, newcomers > 0 else { return plain }
        let allowed = founders * Int128(cap) / Int128(1_000_000 - cap)
        guard newcomers > allowed else { return plain }
        return authors.map { author in
            author.isFounder
                ? author.reputation
                : ReputationUnits(clamping: scaled(author.reputation, allowed, newcomers))
        }
    }

    /// `value x numerator / denominator`, rounded down.
    ///
    /// Both totals are shortened alike until the product surely fits; at 2^80 the rounding of the
    /// ratio is far below one unit of a reputation.
    private static func scaled(
        _ value: ReputationUnits,
        _ numerator: Int128,
        _ denominator: Int128
    ) -> Int128 {
        let excess = max(0, 128 - denominator.leadingZeroBitCount - 80)
        return Int128(value) * (numerator >> Int128(excess)) / (denominator >> Int128(excess))
    }
}
