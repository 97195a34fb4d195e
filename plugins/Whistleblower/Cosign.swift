import Digests
import JSON
import Network
import PluginKit

/// `whistleblower.cosign`: answers with one's own reputation for a claim that another will file
/// (rule R4).
struct Cosign: Method {
    struct Parameters: JSONDecodable, Sendable {
        let claimant: String
        let contribution: ContributionID
        let own: Digest?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            claimant = try fields.required("claimant").string()
            contribution = try fields.id("contribution")
            own = try fields.optionalDigest("own")
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "whistleblower.cosign"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let claimant = try services.network.participant(parameters.claimant)
        let doubt = try await services.doubt(parameters.contribution, own: parameters.own)
        let cosign = ClaimCosign(
            claimant: claimant,
            contribution: parameters.contribution,
            alleged: doubt.content.update.hex,
            own: doubt.ownText
        )
        let appended = try await services.network.append(.claimCosign(cosign), as: identity)
        let result: JSONObject = [
            "claimant": .id(claimant),
            "contribution": .id(parameters.contribution),
            "alleged": .hash(doubt.content.update),
            "own": .optional(doubt.own.map { .hash($0) }),
        ]
        return result.adding(appended)
    }
}
