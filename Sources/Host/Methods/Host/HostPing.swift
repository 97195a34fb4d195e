import JSON
import PluginKit

/// `host.ping`: answers at once, whatever else is going on.
struct HostPing: ControlMethod {
    static let name = "host.ping"

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        ["reply": "pong"]
    }
}
