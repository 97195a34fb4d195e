/// Which methods a text in a table or token means.
public enum MethodPattern: Hashable, Sendable {
    /// Methods that change who may do what, or end or extend the host itself.
    ///
    /// No wildcard covers them: whoever is to call one is given it by its own name.
    public static let administrative: Set<String> = [
        "auth.issue", "auth.revoke", "host.stop", "key.create", "network.create", "plugin.restart",
        "plugin.start", "plugin.stop",
    ]

    /// The longest text of a pattern.
    public static let byteCountMax = 128

    /// `*`: every method that is not administrative.
    case ordinary
    /// `namespace.*`: every method of a namespace that is not administrative.
    case namespace(String)
    /// The one method of this name.
    case method(String)

    /// The pattern of a text; nothing for what is neither a name nor ends in the only `*`.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...Self.byteCountMax).contains(bytes.count) else { return nil }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        if text == "*" {
            self = .ordinary
        } else if text.hasSuffix(".*") {
            let namespace = String(text.dropLast(2))
            guard !namespace.isEmpty, !namespace.contains("*") else { return nil }
            self = .namespace(namespace)
        } else {
            guard !text.contains("*") else { return nil }
            self = .method(text)
        }
    }

    /// Whether a method is meant.
    public func contains(_ name: String) -> Bool {
        switch self {
        case .ordinary: !Self.administrative.contains(name)
        case .namespace(let namespace):
            name.hasPrefix("\(namespace).") && !Self.administrative.contains(name)
        case .method(let method): name == method
        }
    }

    /// What two patterns both mean, or nothing.
    func intersection(_ other: MethodPattern) -> MethodPattern? {
        switch (self, other) {
        case (.method(let name), _): other.contains(name) ? self : nil
        case (_, .method(let name)): contains(name) ? other : nil
        case (.ordinary, _): other
        case (_, .ordinary): self
        case (.namespace(let left), .namespace(let right)):
            if left == right || left.hasPrefix("\(right).") {
                self
            } else {
                right.hasPrefix("\(left).") ? other : nil
            }
        }
    }
}

extension MethodPattern: CustomStringConvertible, Comparable {
    /// The text that means this pattern.
    public var description: String {
        switch self {
        case .ordinary: "*"
        case .namespace(let namespace): "\(namespace).*"
        case .method(let name): name
        }
    }

    /// The order of the texts.
    public static func < (left: MethodPattern, right: MethodPattern) -> Bool {
        left.description < right.description
    }
}
