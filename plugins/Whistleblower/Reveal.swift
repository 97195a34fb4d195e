import JSON
import Network
import PluginKit

/// `whistleblower.reveal`: says what a challenge was committed to (rule C1).
struct Reveal: Method {
    struct Parameters: JSONDecodable, Sendable {
        let challenge: ChallengeID
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            challenge = try fields.id("challenge")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "whistleblower.reveal"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let challenge = try services.network.challenge(parameters.challenge)
        let appended = try await services.reveal(challenge, as: identity)
        let result: JSONObject = ["challenge": .id(challenge.id)]
        return result.adding(appended)
    }
}
