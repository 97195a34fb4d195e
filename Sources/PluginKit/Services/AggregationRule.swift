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

    /// Whether reputations weigh.
    var isWeighted: Bool {
        switch self {
        case .normalized, .attenuated: true
        case .median, .trimmedMean: false
        }
    }

    /// Joins the updates of a log, but for those that cannot be read.
    ///
    /// The weighted rules hold one update at a time and a sum for each author; the robust ones must
    /// see all updates at once.
    func aggregate(
        _ log: [LoggedUpdate],
        weights: [ParticipantID: ReputationUnits],
        reading read: (LoggedUpdate) throws -> GradientSum?
    ) throws -> [Float] {
        switch self {
        case .normalized: try Self.weighted(log, .normalized, weights, read)
        case .attenuated: try Self.weighted(log, .attenuated, weights, read)
        case .median: try RobustRule.median.aggregate(log.compactMap { try read($0)?.mean })
        case .trimmedMean(let trim):
            try RobustRule.trimmedMean(dropped: trim)
                .aggregate(log.compactMap { try read($0)?.mean })
        }
    }

    private static func weighted(
        _ log: [LoggedUpdate],
        _ form: WeightingForm,
        _ weights: [ParticipantID: ReputationUnits],
        _ read: (LoggedUpdate) throws -> GradientSum?
    ) throws -> [Float] {
        var sums = WeightedSums<ParticipantID>()
        for update in log {
            guard let sum = try read(update) else { continue }
            try sums.append(sum.vector, count: sum.sampleCount, by: update.author)
        }
        return try sums.aggregate(form) { weights[$0] ?? 0 }
    }
}

/// A contribution of the training log.
struct LoggedUpdate: Sendable {
    let contribution: ContributionID
    let author: ParticipantID
    let blob: Digest
    let samples: Int64

    /// What a contribution says, once it is revealed.
    init?(_ record: ContributionRecord) {
        guard let content = record.revealed?.content else { return nil }
        contribution = record.id
        author = record.author
        blob = content.update
        samples = content.samples
    }
}

extension GradientSum {
    /// The gradient of the mean over the samples.
    fileprivate var mean: [Float] { vector.map { $0 / Float(sampleCount) } }
}
