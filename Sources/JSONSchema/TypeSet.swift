import JSON

/// The types that a schema allows.
struct TypeSet: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = TypeSet(rawValue: 1 << 0)
    static let boolean = TypeSet(rawValue: 1 << 1)
    static let integer = TypeSet(rawValue: 1 << 2)
    /// A number with a fraction; `number` in a schema is this and `integer`.
    static let fraction = TypeSet(rawValue: 1 << 3)
    static let string = TypeSet(rawValue: 1 << 4)
    static let array = TypeSet(rawValue: 1 << 5)
    static let object = TypeSet(rawValue: 1 << 6)
    static let number: TypeSet = [.integer, .fraction]

    private static let table: [(name: String, types: TypeSet, words: String)] = [
        ("string", .string, "a string"),
        ("number", .number, "a number"),
        ("integer", .integer, "an integer"),
        ("boolean", .boolean, "a boolean"),
        ("array", .array, "an array"),
        ("object", .object, "an object"),
        ("null", .null, "null"),
    ]

    /// The types that a name in a schema stands for.
    init?(named name: String) {
        guard let row = Self.table.first(where: { $0.name == name }) else { return nil }
        self = row.types
    }

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The type of a value: a number without fraction is an integer, however it is written.
    init(of value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .integer: self = .integer
        case .real(let real): self = real == real.rounded() ? .integer : .fraction
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }

    /// The types as words that finish "expected ...".
    var words: String {
        var rest = self
        var words: [String] = []
        for row in Self.table where rest.isSuperset(of: row.types) {
            words.append(row.words)
            rest.subtract(row.types)
        }
        return words.joined(separator: " or ")
    }
}
