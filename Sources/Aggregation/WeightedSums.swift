/// How present reputations weigh contributions (rule R5).
public enum WeightingForm: String, Hashable, Sendable, CaseIterable {
    /// `sum(r_u G_u) / sum(r_u n_u)`: a weighted mean. Only the ratio of reputations counts.
    case normalized
    /// `sum(r_u G_u) / sum(n_u)`: every contribution is scaled by its author's reputation before
    /// the mean, so that a group of newcomers moves the model little.
    case attenuated
}

/// The sums from which a model is made of a training log, whatever the reputations are today.
///
/// For each author u there is one running sum G_u of the contributions, in double precision and in
/// log order, and one count n_u. A change of reputation, and the removal of an author with all its
/// contributions, then cost O(authors) and not O(contributions); and because no author's sum ever
/// holds anything of another's, removing one gives the very bits of a log that never had it.
public struct WeightedSums<Author: Hashable & Sendable>: Sendable {
    /// Reputation is counted in units of 10^-12.
    public static var reputationUnit: Int64 { 1_000_000_000_000 }

    fileprivate struct Sum: Sendable {
        let author: Author
        var gradient: [Double]
        var count: Int64
    }

    /// By the authors' first contributions: the order in which the aggregate adds them up.
    fileprivate var sums: [Sum] = []
    private var contributions = 0

    /// No contributions.
    public init() {}

    /// The authors, by their first contributions.
    public var authors: [Author] { sums.map(\.author) }

    /// What an author's contributions count together, zero for a stranger.
    public func count(of author: Author) -> Int64 {
        sums.first { $0.author == author }?.count ?? 0
    }

    /// Adds the next contribution of the log.
    ///
    /// - Parameter count: for how many samples the gradient is a sum; 1 for a mean.
    public mutating func append(
        _ gradient: [Float],
        count: Int,
        by author: Author
    ) throws(AggregationError) {
        let place = contributions
        if let first = sums.first, gradient.count != first.gradient.count {
            throw .length(gradient.count, expected: first.gradient.count, update: place)
        }
        guard count >= 1, count <= Int64(Int32.max) else {
            throw .sampleCount(count, update: place)
        }
        guard gradient.allSatisfy(\.isFinite) else { throw .notFinite(update: place) }
        contributions += 1
        guard let index = sums.firstIndex(where: { $0.author == author }) else {
            sums.append(
                Sum(author: author, gradient: gradient.map { Double($0) }, count: Int64(count))
            )
            return
        }
        for coordinate in gradient.indices {
            sums[index].gradient[coordinate] += Double(gradient[coordinate])
        }
        sums[index].count += Int64(count)
    }

    /// Removes an author and all its contributions, as after an upheld claim (rule R3).
    public mutating func remove(_ author: Author) {
        sums.removeAll { $0.author == author }
    }

    /// The aggregate under present reputations, each rounded once to single precision.
    ///
    /// Products and sums are in double precision, author after author; the sum of weights is made
    /// of integers.
    ///
    /// - Parameter reputation: an author's reputation in units of 10^-12, at least zero.
    /// - Complexity: O(authors x coordinates).
    public func aggregate(
        _ form: WeightingForm = .normalized,
        reputation: (Author) -> Int64
    ) throws(AggregationError) -> [Float] {
        var total = WeightedTotal(form)
        try total.add(self, reputation: reputation)
        return try total.mean()
    }
}

/// What an aggregate is made of, as far as authors have been added.
///
/// Whoever reads a log author by author, in the order of their first contributions, holds the sum
/// of one author and this at a time, and gets the same bits as from ``WeightedSums`` of them all.
public struct WeightedTotal: Sendable {
    private let form: WeightingForm
    private var total: [Double] = []
    private var weight = Int128(0)

    /// No authors.
    public init(_ form: WeightingForm) { self.form = form }

    /// Adds the authors of sums, behind all that are added already.
    public mutating func add<Author>(
        _ sums: WeightedSums<Author>,
        reputation: (Author) -> Int64
    ) throws(AggregationError) {
        for (place, sum) in sums.sums.enumerated() {
            if Task.isCancelled { throw .cancelled }
            let units = reputation(sum.author)
            precondition(units >= 0, "a reputation is not negative")
            if total.isEmpty { total = [Double](repeating: 0, count: sum.gradient.count) }
            guard sum.gradient.count == total.count else {
                throw .length(sum.gradient.count, expected: total.count, update: place)
            }
            let factor = Double(units)
            for coordinate in total.indices {
                total[coordinate] += factor * sum.gradient[coordinate]
            }
            let unit = form == .normalized ? units : WeightedSums<Author>.reputationUnit
            weight += Int128(unit) * Int128(sum.count)
        }
    }

    /// The aggregate of those who are added, each value rounded once to single precision.
    public func mean() throws(AggregationError) -> [Float] {
        guard !total.isEmpty else { throw .noUpdates }
        guard weight > 0 else { throw .noWeight }
        let divisor = Double(weight)
        return total.map { Float($0 / divisor) }
    }
}
