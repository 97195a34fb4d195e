import JSON
import Synchronization

/// What the schema file of a method says, read when somebody first asks.
///
/// Most processes call few methods: a host that has just started should not read what nobody needs.
final class MethodDescription: Sendable {
    /// The Method Object, and what every call looks up in it.
    final class Contents: Sendable {
        let schema: JSONValue
        let parameterNames: [String]
        let required: Set<String>
        /// Whether the method takes the parameter `as`.
        let takesIdentity: Bool

        init(_ schema: JSONValue) {
            self.schema = schema
            let params = schema["params"]?.array ?? []
            parameterNames = params.compactMap { $0["name"]?.string }
            required = Set(
                params.filter { $0["required"] == true }.compactMap { $0["name"]?.string }
            )
            takesIdentity = parameterNames.contains("as")
        }
    }

    private let read: @Sendable () -> JSONValue
    private let known = AtomicLazyReference<Contents>()

    init(_ read: @escaping @Sendable () -> JSONValue) {
        self.read = read
    }

    var contents: Contents {
        known.load() ?? known.storeIfNil(Contents(read()))
    }
}
