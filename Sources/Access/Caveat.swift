public import JSON

/// One restriction that a token carries; several of a kind all hold.
///
/// There are these five kinds. A token with any other is refused as a whole, so that a restriction
/// that a host does not know is never ignored.
public enum Caveat: Hashable, Sendable {
    /// The most names or patterns in one caveat.
    public static let countMax = 64

    /// Signing only with the keys of these names.
    case identity(Set<String>)
    /// Of the roles' methods, only those of these roles.
    case roles(Set<String>)
    /// Only the methods that these patterns mean.
    case methods(Set<MethodPattern>)
    /// Only so often.
    case rate(RateLimit)
    /// Only before this moment, in seconds since 1970.
    case expires(Int64)
}

extension Caveat: JSONEncodable, JSONDecodable {
    /// An object with one member, named after the kind.
    public var json: JSONValue {
        switch self {
        case .identity(let names): ["identity": Self.texts(names)]
        case .roles(let names): ["roles": Self.texts(names)]
        case .methods(let patterns): ["methods": Self.texts(patterns.map(\.description))]
        case .rate(let limit): ["rate": limit.json]
        case .expires(let moment): ["expires": .integer(moment)]
        }
    }

    /// Reads an object with exactly one of the five members.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        guard fields.names.count == 1 else {
            throw json.failure(expected: "an object with one member")
        }
        if let reader = fields.optional("identity") {
            self = .identity(try reader.keyNames())
        } else if let reader = fields.optional("roles") {
            self = .roles(try reader.roleNames())
        } else if let reader = fields.optional("methods") {
            self = .methods(try reader.methodPatterns())
        } else if let reader = fields.optional("rate") {
            self = .rate(try reader.decode())
        } else if let reader = fields.optional("expires") {
            self = .expires(try reader.integer(in: 0...Int64.max))
        } else {
            try fields.finish()
            throw json.failure(expected: "one of the five caveats", got: "null")
        }
    }

    private static func texts(_ texts: some Sequence<String>) -> JSONValue {
        .array(texts.sorted().map { .string($0) })
    }
}

extension JSONReader {
    /// Names of keys in a key store, of which some may not exist yet.
    public func keyNames() throws(JSONDecodingError) -> Set<String> {
        try texts { name in (1...64).contains(name.utf8.count) ? name : nil }
    }

    /// Names of roles.
    public func roleNames() throws(JSONDecodingError) -> Set<String> {
        try texts(expected: "one of \(Permission.roleNames.sorted().joined(separator: ", "))") {
            Permission.roleNames.contains($0) ? $0 : nil
        }
    }

    /// Names of methods, and patterns for them.
    public func methodPatterns() throws(JSONDecodingError) -> Set<MethodPattern> {
        try texts(expected: "a method, \"namespace.*\" or \"*\"") { MethodPattern($0) }
    }

    private func texts<Element: Hashable>(
        expected: String = "a name of 1 to 64 bytes",
        _ make: (String) -> Element?
    ) throws(JSONDecodingError) -> Set<Element> {
        var elements: Set<Element> = []
        for reader in try self.elements(count: 0...Caveat.countMax) {
            let text = try reader.string()
            guard let element = make(text) else {
                throw reader.failure(expected: expected, got: "\"\(text.excerpt)\"")
            }
            elements.insert(element)
        }
        return elements
    }
}
