import JSON
import PluginKit

/// `rpc.discover`: the OpenRPC document of this host, made from `rpc-schemas/`.
struct Discover: ControlMethod {
    static let name = "rpc.discover"
    let document: JSONObject

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        document
    }
}
