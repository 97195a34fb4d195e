import Digests
import JSON
import Network
import PluginKit

/// `round.publish`: makes a model of a round public; it is never replaced (rule R6).
struct PublishModel: Method {
    struct Parameters: JSONDecodable, Sendable {
        let round: RoundID
        let model: Digest
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            round = try fields.id("round")
            model = try fields.digest("model")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "round.publish"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        try await facilities.services.reputation.checkModel(
            parameters.model,
            of: parameters.round
        )
        let publication = RoundPublish(round: parameters.round, model: parameters.model)
        let appended = try await network.append(
            .roundPublish(publication),
            citing: [parameters.model],
            as: identity
        )
        let result: JSONObject = [
            "round": .id(parameters.round), "model": .hash(parameters.model),
        ]
        return result.adding(appended)
    }
}
