import Aggregation
import Digests
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

    /// Joins the updates of a log.
    ///
    /// The weighted rules hold one update at a time and a sum for each author; the robust ones must
    /// see all updates at once.
    func aggregate(
        _ log: [LoggedUpdate],
        weights: [ParticipantID: ReputationUnits],
        reading read: (Digest) throws -> GradientSum
    ) throws -> [Float] {
        switch self {
        case .normalized: try Self.weighted(log, .normalized, weights, read)
        case .attenuated: try Self.weighted(log, .attenuated, weights, read)
        case .median: try RobustRule.median.aggregate(log.map { try read($0.blob).mean })
        case .trimmedMean(let trim):
            try RobustRule.trimmedMean(dropped: trim)
                .aggregate(log.map { try read($0.blob).mean })
        }
    }

    private static func weighted(
        _ log: [LoggedUpdate],
        _ form: WeightingForm,
        _ weights: [ParticipantID: ReputationUnits],
        _ read: (Digest) throws -> GradientSum
    ) throws -> [Float] {
        var sums = WeightedSums<ParticipantID>()
        for update in log {
            let sum = try read(update.blob)
            try sums.append(sum.vector, count: sum.sampleCount, by: update.author)
        }
        return try sums.aggregate(form) { weights[$0] ?? 0 }
    }
}

/// A contribution of the training log.
struct LoggedUpdate: Sendable {
    let author: ParticipantID
    let blob: Digest
}

extension GradientSum {
    /// The gradient of the mean over the samples.
    fileprivate var mean: [Float] { vector.map { $0 / Float(sampleCount) } }
}
