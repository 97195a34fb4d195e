import JSON
import Network
import PluginKit

/// `judge.pending`: the challenges and claims that wait for a ruling.
struct Pending: Method {
    static let name = "judge.pending"
    static let pagedList: String? = "pending"
    let services: Services

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let state = try services.network.state
        let challenges = state.challenges.filter { challenge in
            if case .revealed = challenge.phase { true } else { false }
        }
        let claims = state.claims.filter { claim in
            if case .open = claim.phase { true } else { false }
        }
        let pending: [JSONValue] =
            challenges.map { ["id": .id($0.id), "kind": "challenge"] }
            + claims.map { ["id": .id($0.id), "kind": "claim"] }
        return ["pending": .array(pending)]
    }
}
