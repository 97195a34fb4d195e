import JSON
import PluginKit

/// `host.stop`: the orderly end, as SIGTERM brings it: calls in flight are answered first.
struct HostStop: ControlMethod {
    static let name = "host.stop"
    let facilities: Facilities

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        facilities.stop(.orderly)
        return ["stopping": true]
    }
}
