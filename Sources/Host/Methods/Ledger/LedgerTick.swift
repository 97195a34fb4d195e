import JSON
import Network
import PluginKit

/// `ledger.tick`: a timekeeper lets time pass (rule L2).
struct LedgerTick: Method {
    struct Parameters: JSONDecodable, Sendable {
        let count: Int64
        let tick: Tick?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            count = try fields.optionalInteger("count", in: 1...10_000) ?? 1
            tick = try fields.optionalInteger("tick", in: 1...TickVote.tickMax)
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "ledger.tick"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        for index in 0..<parameters.count {
            try Task.checkCancellation()
            // Said before the call, a tick that others have begun meanwhile is not the next one.
            let tick = try parameters.tick.map { $0 + index } ?? network.state.tick + 1
            _ = try await network.append(.tick(TickVote(tick: tick)), as: identity)
        }
        let state = try network.state
        return [
            "tick": .count(state.tick),
            "beacon": .hash(state.beacon),
            "position": .count(state.head.position),
        ]
    }
}
