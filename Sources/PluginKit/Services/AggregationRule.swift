package import Aggregation
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
    /// The weighted rules hold one update at a time and the sum of one author; the robust ones must
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
        let places = Dictionary(grouping: log.indices) { log[$0].author }
        var total = WeightedTotal(form)
        var added: Set<ParticipantID> = []
        // Authors follow one another by their first contributions that can be read.
        for (place, update) in log.enumerated() where !added.contains(update.author) {
            guard let first = try read(update) else { continue }
            added.insert(update.author)
            var sums = WeightedSums<ParticipantID>()
            try sums.append(first.vector, count: first.sampleCount, by: update.author)
            for later in places[update.author] ?? [] where later > place {
                guard let sum = try read(log[later]) else { continue }
                try sums.append(sum.vector, count: sum.sampleCount, by: update.author)
            }
            try total.add(sums) { weights[$0] ?? 0 }
        }
        return try total.mean()
    }

    /// Refuses a log whose updates would fill the memory, before any of them is read.
    package func requireMemory(
        updates: Int,
        parameters: Int,
        limit: Int64 = Trainer.memoryByteCountMax
    ) throws(AggregationError) {
        guard !isWeighted else { return }
        let (values, isHuge) = Int64(updates).multipliedReportingOverflow(by: Int64(parameters))
        let most = limit / Int64(MemoryLayout<Float>.size)
        guard !isHuge, values <= most else { throw .memory(updates: updates, limit: limit) }
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
