import Aggregation
import Network
import Reputation
import Training

/// How a model is made of a training log.
public enum AggregationRule: Hashable, Sendable {
    /// The mean weighted by present reputations (rule R5, the default).
    case normalized
    /// Each contribution scaled by its author's reputation before a plain mean (rule R5).
    case attenuated
    /// Of each coordinate the median of all contributions.
    case median
    /// Of each coordinate the mean without the `trim` lowest and highest values.
    case trimmedMean(trim: Int)

    /// The rule's word over RPC.
    public var name: String {
        switch self {
        case .normalized: "normalized"
        case .attenuated: "attenuated"
        case .median: "median"
        case .trimmedMean: "trimmedMean"
        }
    }

    func aggregate(
        _ log: [LoggedUpdate],
        weights: [ParticipantID: ReputationUnits]
    ) throws -> [Float] {
        switch self {
        case .normalized: try Self.weighted(log, .normalized, weights)
        case .attenuated: try Self.weighted(log, .attenuated, weights)
        case .median: try RobustRule.median.aggregate(log.map(\.mean))
        case .trimmedMean(let trim):
            try RobustRule.trimmedMean(dropped: trim).aggregate(log.map(\.mean))
        }
    }

    private static func weighted(
        _ log: [LoggedUpdate],
        _ form: WeightingForm,
        _ weights: [ParticipantID: ReputationUnits]
    ) throws -> [Float] {
        var sums = WeightedSums<ParticipantID>()
        for update in log {
            try sums.append(update.sum.vector, count: update.sum.sampleCount, by: update.author)
        }
        return try sums.aggregate(form) { weights[$0] ?? 0 }
    }
}

/// A contribution of the training log, read.
struct LoggedUpdate: Sendable {
    let author: ParticipantID
    let sum: GradientSum

    /// The gradient of the mean over the samples.
    var mean: [Float] { sum.vector.map { $0 / Float(sum.sampleCount) } }
}
