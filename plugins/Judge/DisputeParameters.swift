import JSON
import Network
import PluginKit

/// The parameters of methods that take a challenge or a claim.
struct DisputeParameters: JSONDecodable, Sendable {
    let dispute: Dispute
    let identity: String

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        dispute = try fields.dispute(in: json)
        identity = try fields.identityName()
        try fields.finish()
    }
}

extension JSONObjectReader {
    /// Exactly one of `challenge` and `claim`.
    mutating func dispute(in json: JSONReader) throws(JSONDecodingError) -> Dispute {
        let challenge: ChallengeID? = try optionalID("challenge")
        let claim: ClaimID? = try optionalID("claim")
        switch (challenge, claim) {
        case (let challenge?, nil): return .challenge(challenge)
        case (nil, let claim?): return .claim(claim)
        case (nil, nil), (.some, .some):
            throw json.failure(expected: "either \"challenge\" or \"claim\"")
        }
    }
}
