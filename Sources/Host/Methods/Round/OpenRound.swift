import Digests
import JSON
import Network
import PluginKit

/// `round.open`: publishes an initial state and invites contributions on blocks of a data set.
struct OpenRound: Method {
    struct Parameters: JSONDecodable, Sendable {
        let specification: JSONReader
        let blockSamples: Int64
        let blocksEach: Int64?
        let localSteps: Int64
        let assignment: Assignment?
        let initial: Digest?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            specification = try fields.required("specification")
            blockSamples = try fields.required("blockSamples").integer(in: 1...Int64(Int32.max))
            blocksEach = try fields.optionalInteger("blocksEach", in: 1...4096)
            localSteps = try fields.optionalInteger("localSteps", in: 1...10_000) ?? 1
            if let reader = fields.optional("assignment") {
                assignment = Assignment(rawValue: try reader.string())
                guard assignment != nil else {
                    throw reader.failure(expected: "\"open\" or \"beacon\"")
                }
            } else {
                assignment = nil
            }
            initial = try fields.optionalDigest("initial")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "round.open"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let services = facilities.services
        let identity = try services.network.identity(parameters.identity)
        let plan = try await services.reputation.plan(
            specification: parameters.specification,
            blockSamples: parameters.blockSamples,
            blocksEach: parameters.blocksEach,
            localSteps: parameters.localSteps,
            assignment: parameters.assignment,
            initial: parameters.initial
        )
        let appended = try await services.network.append(
            .roundOpen(plan),
            citing: [plan.specification, plan.dataset, plan.initial],
            as: identity
        )
        let round = try services.network.round(RoundID(appended.event))
        let result: JSONObject = [
            "round": .id(round.id),
            "initial": .hash(plan.initial),
            "blocks": .count(round.blocks),
        ]
        return result.adding(appended)
    }
}
