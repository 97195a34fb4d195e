import JSON
import Network
import PluginKit

/// `judge.appeal`: a party asks all who may judge whether a drawn panel was right (rule C5).
struct Appeal: Method {
    struct Parameters: JSONDecodable, Sendable {
        let dispute: Dispute
        let deposit: Credits?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            dispute = try fields.dispute(in: json)
            deposit = try fields.optionalCredits("deposit")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "judge.appeal"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let minimum = try services.network.state.parameters.appealDepositMinimum
        let appeal = RulingAppeal(
            dispute: parameters.dispute,
            deposit: parameters.deposit ?? minimum
        )
        let appended = try await services.network.append(.rulingAppeal(appeal), as: identity)
        let standing = try services.network.standing(of: parameters.dispute)
        let result: JSONObject = [
            "deposit": .count(appeal.deposit),
            "judges": .array((standing.panel?.judges ?? []).map { .id($0) }),
            "deadline": .optional(standing.deadline.map { .count($0) }),
        ]
        return result.adding(appended)
    }
}
