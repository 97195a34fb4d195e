import JSON
import PluginKit

/// `rpc.discover`: the OpenRPC document of this host, made from `rpc-schemas/`.
struct Discover: ControlMethod {
    static let name = "rpc.discover"
    private let methods: @Sendable () -> [ServedMethod]

    /// Describes the methods that there are at the time of each call.
    init(methods: @escaping @Sendable () -> [ServedMethod]) {
        self.methods = methods
    }

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        MethodCatalogue.document(of: methods().map(\.entry), version: AssayVersion.current)
    }
}
