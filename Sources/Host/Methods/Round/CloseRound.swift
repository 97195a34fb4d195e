import JSON
import Network
import PluginKit

/// `round.close`: its maintainer takes no more contributions.
struct CloseRound: Method {
    struct Parameters: JSONDecodable, Sendable {
        let round: RoundID
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            round = try fields.id("round")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "round.close"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        let closing = RoundClose(round: parameters.round)
        let appended = try await network.append(.roundClose(closing), as: identity)
        let result: JSONObject = ["round": .id(parameters.round)]
        return result.adding(appended)
    }
}
