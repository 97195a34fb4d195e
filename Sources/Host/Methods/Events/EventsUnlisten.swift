import JSON
import JSONRPC
import PluginKit

/// `events.unlisten`: ends a subscription of the caller's connection.
struct EventsUnlisten: CallerMethod {
    struct Parameters: JSONDecodable, Sendable {
        let subscription: Int64

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            subscription = try fields.required("subscription").integer(in: 1...Int64.max)
            try fields.finish()
        }
    }

    static let name = "events.unlisten"
    let hub: EventHub

    func call(_ parameters: Parameters, from caller: Caller) async throws -> JSONObject {
        let number = parameters.subscription
        guard hub.unlisten(number, of: caller.connection) else {
            throw RPCError(
                .unknownSubscription,
                "This connection has no subscription \(number); events.list tells those it has."
            )
        }
        return ["subscription": .integer(number)]
    }
}
