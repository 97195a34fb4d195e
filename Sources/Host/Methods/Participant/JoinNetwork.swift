import JSON
import Network
import PluginKit

/// `participant.join`: takes part under an identity's key, with a name that is only a label.
struct JoinNetwork: Method {
    struct Parameters: JSONDecodable, Sendable {
        let name: String
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            name = try fields.required("name").string()
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "participant.join"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        let appended = try await network.append(
            .participantJoin(ParticipantJoin(name: parameters.name)),
            as: identity
        )
        let userID = try network.state.participants[identity.participant]?.userID
        let result: JSONObject = [
            "participant": .id(identity.participant),
            "userid": .optional(userID.map { .count($0) }),
        ]
        return result.adding(appended)
    }
}
