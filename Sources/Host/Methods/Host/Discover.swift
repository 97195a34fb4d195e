import JSON
import PluginKit

/// `rpc.discover`: the OpenRPC document of this host, made from `rpc-schemas/`.
struct Discover: Method {
    static let name = "rpc.discover"
    private let catalogue: MethodCatalogue
    private let methods: @Sendable () -> [ServedMethod]

    /// Describes the methods that there are at the time of each call.
    init(_ catalogue: MethodCatalogue, methods: @escaping @Sendable () -> [ServedMethod]) {
        self.catalogue = catalogue
        self.methods = methods
    }

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        catalogue.document(of: methods().map(\.entry), version: AssayVersion.current)
    }
}
