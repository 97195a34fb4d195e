/// A rule that joins several updates into one that a minority of liars cannot move far.
///
/// Each takes all updates as equals, coordinate by coordinate; reputation does not come into it.
/// The formulas are those of ByzFL's aggregators.
public enum RobustRule: Hashable, Sendable {
    /// The mean: no protection, the yardstick for the others.
    case mean
    /// Of each coordinate the median, of an even number the mean of the middle two.
    case median
    /// Of each coordinate the mean without the `dropped` lowest and the `dropped` highest values.
    case trimmedMean(dropped: Int)

    /// How many coordinates are joined before the task is asked whether it is cancelled.
    private static let coordinatesBetweenChecks = 1 << 16

    /// Joins updates of one length.
    ///
    /// All arithmetic is in double precision, in the order of the sorted values (of the updates for
    /// the mean), so the result has the same bits on every machine.
    public func aggregate(_ updates: [[Float]]) throws(AggregationError) -> [Float] {
        guard let first = updates.first else { throw .noUpdates }
        for (index, update) in updates.enumerated() {
            guard update.count == first.count else {
                throw .length(update.count, expected: first.count, update: index)
            }
            // A NaN has no place in an order, and an infinity would swallow a mean.
            guard update.allSatisfy(\.isFinite) else { throw .notFinite(update: index) }
        }
        if case .trimmedMean(let dropped) = self {
            guard dropped >= 0, 2 * dropped < updates.count else {
                throw .tooManyDropped(dropped, updates: updates.count)
            }
        }
        var column = [Float](repeating: 0, count: updates.count)
        return try first.indices.map { coordinate throws(AggregationError) in
            if coordinate.isMultiple(of: Self.coordinatesBetweenChecks), Task.isCancelled {
                throw .cancelled
            }
            for index in updates.indices { column[index] = updates[index][coordinate] }
            return Float(value(of: &column))
        }
    }

    private func value(of column: inout [Float]) -> Double {
        switch self {
        case .mean:
            return Self.mean(column[...])
        case .median:
            column.sort()
            let middle = column.count / 2
            return Self.mean(column[(middle - (column.count.isMultiple(of: 2) ? 1 : 0))...middle])
        case .trimmedMean(let dropped):
            column.sort()
            return Self.mean(column[dropped..<column.count - dropped])
        }
    }

    private static func mean(_ values: ArraySlice<Float>) -> Double {
        values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    }
}
