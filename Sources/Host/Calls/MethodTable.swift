import Access
package import JSON
package import JSONRPC
import Synchronization

/// The methods that this host serves, by name; they may come and go while it runs.
///
/// Safe to use from any thread: a look-up holds the lock for one search in a dictionary.
package final class MethodTable: Sendable {
    private struct Entry {
        let method: ServedMethod
        let route: Route
    }

    private struct Storage {
        /// What serves each name.
        var current: [String: Entry] = [:]
        /// What served a name before another owner took it over, the latest last.
        var shadowed: [String: [Entry]] = [:]
    }

    private let storage = Mutex(Storage())
    private let pipeline: CallPipeline

    /// An empty table, whose calls go through a pipeline.
    package init(_ pipeline: CallPipeline) {
        self.pipeline = pipeline
    }

    /// What serves a name, or nothing.
    package subscript(name: String) -> ServedMethod? {
        storage.withLock { $0.current[name]?.method }
    }

    /// How a connection is to serve a name, or nothing.
    package func route(to name: String) -> Route? {
        storage.withLock { $0.current[name]?.route }
    }

    /// How a connection is to serve a name that no method has.
    package func route(toUnknown name: String) -> Route {
        .control { [pipeline] _, caller throws(RPCError) in
            throw pipeline.refusal(ofUnknown: name, for: caller)
        }
    }

    /// All methods, in order of name.
    package var methods: [ServedMethod] {
        storage.withLock { $0.current.values.map(\.method) }.sorted { $0.name < $1.name }
    }

    /// The methods that a caller may call, in order of name.
    package func methods(for caller: Caller) -> [ServedMethod] {
        let permission = pipeline.gate.permission(of: caller)
        return methods.filter { permission.allows($0.name) }
    }

    /// Adds methods: all of them or, where a name is taken, none.
    ///
    /// - Parameter shadowing: whether names that another owner serves are taken over, until
    ///   ``remove(owner:)`` gives them back.
    package func add(_ methods: [ServedMethod], shadowing: Bool = false) throws(MethodTableError) {
        let added = methods.map { Entry(method: $0, route: pipeline.route(to: $0)) }
        try storage.withLock { storage throws(MethodTableError) in
            var next = storage
            for entry in added {
                let name = entry.method.name
                if let present = next.current.updateValue(entry, forKey: name) {
                    guard shadowing, present.method.owner != entry.method.owner else {
                        throw MethodTableError.nameTaken(name)
                    }
                    next.shadowed[name, default: []].append(present)
                }
            }
            storage = next
        }
    }

    /// Removes all methods of an owner; what they had taken over is served again as before.
    package func remove(owner: String) {
        storage.withLock { storage in
            for (name, entries) in storage.shadowed {
                storage.shadowed[name] = entries.filter { $0.method.owner != owner }
            }
            for (name, entry) in storage.current where entry.method.owner == owner {
                storage.current[name] = storage.shadowed[name]?.popLast()
            }
            storage.shadowed = storage.shadowed.filter { !$0.value.isEmpty }
        }
    }

    /// Calls a method on behalf of a caller, as if the request had come from it: for other
    /// protocols that this host speaks, and for programs that it runs.
    package func call(
        _ name: String,
        _ params: JSONValue?,
        for caller: Caller
    ) async throws(RPCError) -> JSONValue {
        let request = Request(id: nil, method: name, params: params)
        switch route(to: name) {
        case nil:
            throw pipeline.refusal(ofUnknown: name, for: caller)
        case .control(let body):
            return try body(request, caller)
        case .ordered(let body), .long(let body):
            return try await body(request, caller)
        }
    }
}

/// Why methods cannot be added.
package enum MethodTableError: Error, Hashable, CustomStringConvertible {
    /// The name is served already.
    case nameTaken(String)

    package var description: String {
        switch self {
        case .nameTaken(let name): "the method \(name) is served already"
        }
    }
}
