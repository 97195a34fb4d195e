import JSON

/// Why a value does not keep to a schema, and where.
public struct SchemaViolation: Error, Hashable, Sendable {
    /// What was expected there, as words that finish "expected ...".
    public let expected: String
    /// What was found there: a kind of value, or a short form of the value itself.
    public let got: String
    /// The names and indices that lead to the fault, the innermost first.
    private(set) var path: [String] = []

    init(expected: String, got: String) {
        self.expected = expected
        self.got = got
    }

    /// The same fault, seen from the value around it.
    func within(_ name: String) -> SchemaViolation {
        var outer = self
        outer.path.append(name)
        return outer
    }

    /// How far inside the value the fault lies.
    var depth: Int { path.count }

    /// Where the fault lies: an RFC 6901 pointer, empty for the value itself.
    public var pointer: String {
        path.reversed().reduce("") { JSONPointer.appending($1, to: $0) }
    }
}

extension SchemaViolation: CustomStringConvertible {
    /// What is wrong and where, as a sentence for people.
    public var description: String {
        "\(path.isEmpty ? "the value" : pointer): expected \(expected), got \(got)"
    }
}
