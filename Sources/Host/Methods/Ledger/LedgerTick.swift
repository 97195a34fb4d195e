import JSON
import Network
import PluginKit

/// `ledger.tick`: a timekeeper lets time pass (rule L2).
struct LedgerTick: Method {
    struct Parameters: JSONDecodable, Sendable {
        let count: Int64
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            count = try fields.optionalInteger("count", in: 1...10_000) ?? 1
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "ledger.tick"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        for _ in 0..<parameters.count {
            try Task.checkCancellation()
            _ = try await network.append(.tick(TickVote()), as: identity)
        }
        let state = try network.state
        return [
            "tick": .count(state.tick),
            "beacon": .hash(state.beacon),
            "position": .count(state.head.position),
        ]
    }
}
