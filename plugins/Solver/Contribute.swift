import Digests
import JSON
import Network
import PluginKit

/// `solver.contribute`: commits to an update on a block of a round's samples (rule R2).
struct Contribute: Method {
    struct Parameters: JSONDecodable, Sendable {
        let round: RoundID
        let block: Int64?
        let name: String?
        let update: Digest?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            round = try fields.id("round")
            block = try fields.optionalInteger("block", in: 0...Int64.max)
            name = try fields.optional("name")?.string()
            update = try fields.optionalDigest("update")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "solver.contribute"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let draft = try await services.reputation.draft(
            for: parameters.round,
            block: parameters.block,
            name: parameters.name,
            update: parameters.update,
            by: identity
        )
        // Remembered before it is committed to: a commitment that nobody can open is lost work.
        try services.notes.remember(draft, by: identity)
        let commitment = ContributionCommit(
            round: parameters.round,
            block: draft.block,
            commitment: draft.commitment(by: identity.participant)
        )
        let appended = try await services.network.append(
            .contributionCommit(commitment),
            as: identity
        )
        return [
            "round": .id(parameters.round),
            "block": .count(draft.block),
            "name": .string(draft.content.name),
            "update": .hash(draft.content.update),
            "samples": .count(draft.content.samples),
            "commit": .object(JSONObject().adding(appended)),
        ]
    }
}
