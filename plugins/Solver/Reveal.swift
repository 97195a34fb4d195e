import JSON
import Network
import PluginKit

/// `solver.reveal`: shows the update that was committed to, once commits are closed (rule R2).
struct Reveal: Method {
    struct Parameters: JSONDecodable, Sendable {
        let round: RoundID
        let block: Int64
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            round = try fields.id("round")
            block = try fields.required("block").integer(in: 0...Int64.max)
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "solver.reveal"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let contribution = try services.reputation.contribution(
            of: identity.participant,
            in: parameters.round,
            block: parameters.block
        )
        let draft = try services.notes.contribution(
            committedTo: contribution.commitment,
            by: identity
        )
        let reveal = ContributionReveal(
            round: parameters.round,
            block: parameters.block,
            content: draft.content,
            salt: draft.salt
        )
        let appended = try await services.network.append(
            .contributionReveal(reveal),
            citing: [draft.content.update],
            as: identity
        )
        services.notes.forgetNote(committedTo: contribution.commitment)
        let result: JSONObject = ["contribution": .id(contribution.id)]
        return result.adding(appended)
    }
}
