/// Why updates cannot be aggregated.
public enum AggregationError: Error, Hashable, Sendable {
    /// There is nothing to aggregate.
    case noUpdates
    /// An update has another number of values than those before it.
    case length(Int, expected: Int, update: Int)
    /// An update holds an infinity or a NaN.
    case notFinite(update: Int)
    /// A trimmed mean would drop every value.
    case tooManyDropped(Int, updates: Int)
    /// A contribution counts no samples, or fewer.
    case sampleCount(Int, update: Int)
    /// All authors together weigh nothing.
    case noWeight
    /// The updates, which a rule must see all at once, would take more memory than they may.
    case memory(updates: Int, limit: Int64)
    /// The task that was aggregating was cancelled.
    case cancelled
}

extension AggregationError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .noUpdates:
            "there is no update to aggregate"
        case .length(let count, let expected, let update):
            "update \(update) has \(count) values where the others have \(expected)"
        case .notFinite(let update):
            "update \(update) holds an infinity or a NaN"
        case .tooManyDropped(let dropped, let updates):
            "a trimmed mean cannot drop \(dropped) at each end of \(updates) updates"
        case .sampleCount(let count, let update):
            "update \(update) states \(count) samples; it needs at least one"
        case .noWeight:
            "all authors together weigh nothing"
        case .memory(let updates, let limit):
            "\(updates) updates of this model take more than the \(limit) bytes of memory that a rule "
                + "which must see them all may have; a weighted rule sees one at a time"
        case .cancelled:
            "the updates were not joined, for that was cancelled"
        }
    }
}
