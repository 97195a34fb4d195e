import JSON
import Network
import PluginKit

/// `participant.transfer`: gives credits to another participant.
struct ParticipantTransfer: Method {
    struct Parameters: JSONDecodable, Sendable {
        let target: String
        let amount: Credits
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            target = try fields.required("to").string()
            amount = try fields.required("amount").integer(in: 1...Int64.max)
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "participant.transfer"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        let target = try network.participant(parameters.target)
        guard target != identity.participant else {
            throw ServiceError.parameter(
                pointer: "/to",
                expected: "another participant than the one who pays",
                got: "the same"
            )
        }
        let transfer = CreditsTransfer(to: target, amount: parameters.amount)
        let appended = try await network.append(.creditsTransfer(transfer), as: identity)
        let result: JSONObject = [
            "from": .id(identity.participant),
            "to": .id(target),
            "amount": .count(parameters.amount),
        ]
        return result.adding(appended)
    }
}
