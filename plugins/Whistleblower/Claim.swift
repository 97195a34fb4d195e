import Digests
import JSON
import Network
import PluginKit

/// `whistleblower.claim`: says that a contribution is false (rule R4).
struct Claim: Method {
    struct Parameters: JSONDecodable, Sendable {
        let contribution: ContributionID
        let own: Digest?
        let cosigner: String?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            contribution = try fields.id("contribution")
            own = try fields.optionalDigest("own")
            cosigner = try fields.optional("cosigner")?.string()
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "whistleblower.claim"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let cosigner = try parameters.cosigner.map { try services.network.participant($0) }
        let doubt = try await services.doubt(parameters.contribution, own: parameters.own)
        // A co-signer stands in for a deposit.
        let deposit =
            try cosigner == nil ? services.network.claimDeposit(of: identity.participant) : 0
        let claim = ClaimFile(
            contribution: parameters.contribution,
            name: doubt.content.name,
            alleged: doubt.content.update.hex,
            own: doubt.ownText,
            deposit: deposit,
            cosigner: cosigner
        )
        let appended = try await services.network.append(.claimFile(claim), as: identity)
        let result: JSONObject = [
            "claim": .hash(appended.event),
            "contribution": .id(parameters.contribution),
            "alleged": .hash(doubt.content.update),
            "own": .optional(doubt.own.map { .hash($0) }),
        ]
        return result.adding(appended)
    }
}
