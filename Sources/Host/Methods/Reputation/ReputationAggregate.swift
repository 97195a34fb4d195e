import JSON
import Network
import PluginKit

/// `reputation.aggregate`: the model from the training log, every contribution weighted by its
/// author's present reputation (rule R5).
struct ReputationAggregate: Method {
    struct Parameters: JSONDecodable, Sendable {
        let round: RoundID
        let rule: AggregationRule

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            round = try fields.id("round")
            let name = fields.optional("rule")
            let trimmed = fields.optional("trim")
            let trim = try trimmed?.integer(in: 0...1_000_000)
            try fields.finish()
            switch try name?.string() ?? "normalized" {
            case "normalized": rule = .normalized
            case "attenuated": rule = .attenuated
            case "median": rule = .median
            case "trimmedMean": rule = .trimmedMean(trim: Int(trim ?? 1))
            case let other:
                throw (name ?? json).failure(
                    expected: "\"normalized\", \"attenuated\", \"median\" or \"trimmedMean\"",
                    got: "\"\(other)\""
                )
            }
            if case .trimmedMean = rule { return }
            // Whoever asks for a protection must not believe to have it.
            if let trimmed {
                throw trimmed.failure(expected: "nothing, for only \"trimmedMean\" drops values")
            }
        }
    }

    static let name = "reputation.aggregate"
    static let scheduling = Scheduling.long
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let aggregate = try await facilities.services.reputation.aggregate(
            parameters.round,
            by: parameters.rule
        )
        return [
            "model": .hash(aggregate.model),
            "rule": .string(parameters.rule.name),
            "contributions": .count(aggregate.contributions),
            "authors": .array(
                aggregate.authors.map { author in
                    [
                        "userid": .count(author.userID),
                        "name": .string(author.name),
                        "reputation": .trillionths(author.reputation),
                        "count": .count(author.count),
                        "weight": .real(author.weight),
                    ]
                }
            ),
            "skipped": .array(
                aggregate.skipped.map { skipped in
                    [
                        "contribution": .id(skipped.contribution),
                        "reason": .string(skipped.reason),
                    ]
                }
            ),
        ]
    }
}
