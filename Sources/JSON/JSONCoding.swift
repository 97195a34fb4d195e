/// A type that reads itself from JSON, saying exactly where and why when it cannot.
public protocol JSONDecodable {
    /// Reads a value.
    init(json: JSONReader) throws(JSONDecodingError)
}

/// A type that writes itself as JSON.
public protocol JSONEncodable {
    /// This value as JSON.
    var json: JSONValue { get }
}

/// Why a JSON value is not what was asked for, and where.
public struct JSONDecodingError: Error, Hashable, Sendable {
    /// Where the fault is: an RFC 6901 pointer from the root, empty for the root itself.
    public let pointer: String
    /// What was expected there, as words that finish "expected ...".
    public let expected: String
    /// What was found there: a kind of value, or a short form of the value itself.
    public let got: String

    /// A fault at a place.
    public init(pointer: String, expected: String, got: String) {
        self.pointer = pointer
        self.expected = expected
        self.got = got
    }
}

extension JSONDecodingError: CustomStringConvertible {
    /// What is wrong and where, as a sentence for people.
    public var description: String {
        "\(pointer.isEmpty ? "the value" : pointer): expected \(expected), got \(got)"
    }
}

/// A JSON value together with its place in the document it came from.
public struct JSONReader: Sendable {
    /// The value.
    public let value: JSONValue
    /// The value's RFC 6901 pointer.
    public let pointer: String

    /// A reader at the root, or at a given place, of a document.
    public init(_ value: JSONValue, at pointer: String = "") {
        self.value = value
        self.pointer = pointer
    }

    /// A fault at this place.
    public func failure(expected: String, got: String? = nil) -> JSONDecodingError {
        JSONDecodingError(pointer: pointer, expected: expected, got: got ?? value.kind)
    }

    /// The text of a string.
    public func string() throws(JSONDecodingError) -> String {
        guard let string = value.string else { throw failure(expected: "a string") }
        return string
    }

    /// A boolean.
    public func bool() throws(JSONDecodingError) -> Bool {
        guard let bool = value.bool else { throw failure(expected: "a boolean") }
        return bool
    }

    /// A number, integer or real.
    public func number() throws(JSONDecodingError) -> Double {
        guard let number = value.number else { throw failure(expected: "a number") }
        return number
    }

    /// An integer within bounds.
    public func integer(
        in range: ClosedRange<Int64> = .min ... .max
    ) throws(JSONDecodingError) -> Int64 {
        guard let integer = value.integer else { throw failure(expected: "an integer") }
        guard range.contains(integer) else {
            throw failure(expected: Self.words(for: range), got: "\(integer)")
        }
        return integer
    }

    /// A 64-bit integer written as a decimal string, the form in which events and canonical
    /// documents carry numbers.
    public func decimal(
        in range: ClosedRange<Int64> = .min ... .max
    ) throws(JSONDecodingError) -> Int64 {
        let text = try string()
        // "+1", "01" and "-0" would be second spellings of one number.
        guard let integer = Int64(text), String(integer) == text else {
            throw failure(expected: "a 64-bit integer as a decimal string", got: "\"\(text)\"")
        }
        guard range.contains(integer) else {
            throw failure(expected: Self.words(for: range), got: "\"\(text)\"")
        }
        return integer
    }

    /// The elements of an array, each at its place.
    public func elements(
        count range: ClosedRange<Int> = 0...Int.max
    ) throws(JSONDecodingError) -> [JSONReader] {
        guard let array = value.array else { throw failure(expected: "an array") }
        guard range.contains(array.count) else {
            let least = range.lowerBound
            let most = range.upperBound
            throw failure(
                expected: most == .max
                    ? "at least \(least) elements" : "\(least) to \(most) elements",
                got: "\(array.count)"
            )
        }
        return array.enumerated().map { JSONReader($1, at: "\(pointer)/\($0)") }
    }

    /// The members of an object, to be read one by one.
    public func object() throws(JSONDecodingError) -> JSONObjectReader {
        guard let object = value.object else { throw failure(expected: "an object") }
        return JSONObjectReader(object, at: pointer)
    }

    /// A value of a type that reads itself.
    public func decode<Value: JSONDecodable>(
        _ type: Value.Type = Value.self
    ) throws(JSONDecodingError) -> Value {
        try Value(json: self)
    }

    private static func words(for range: ClosedRange<Int64>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (let least, .max): "an integer of at least \(least)"
        case (.min, let most): "an integer of at most \(most)"
        case (let least, let most): "an integer in \(least)...\(most)"
        }
    }
}

/// The members of a JSON object; reading them keeps account, so that strangers can be refused.
///
///     var fields = try reader.object()
///     let steps = try fields.required("steps").integer(in: 1...1_000_000)
///     let name = try fields.optional("name")?.string()
///     try fields.finish()
public struct JSONObjectReader: Sendable {
    private let object: JSONObject
    private let pointer: String
    private var known: Set<String> = []

    init(_ object: JSONObject, at pointer: String) {
        self.object = object
        self.pointer = pointer
    }

    /// The names of all members, in order.
    public var names: [String] { object.names }

    /// The member of a name, which must be there.
    public mutating func required(_ name: String) throws(JSONDecodingError) -> JSONReader {
        known.insert(name)
        guard let value = object[name] else {
            throw JSONDecodingError(
                pointer: place(of: name),
                expected: "a value",
                got: "nothing"
            )
        }
        return JSONReader(value, at: place(of: name))
    }

    /// The member of a name, or nothing when it is missing or null.
    public mutating func optional(_ name: String) -> JSONReader? {
        known.insert(name)
        guard let value = object[name] else { return nil }
        return value == .null ? nil : JSONReader(value, at: place(of: name))
    }

    /// Refuses members that nobody asked for.
    public func finish() throws(JSONDecodingError) {
        guard let stranger = object.names.first(where: { !known.contains($0) }) else { return }
        throw JSONDecodingError(
            pointer: place(of: stranger),
            expected: known.isEmpty
                ? "no members" : "one of \(known.sorted().joined(separator: ", "))",
            got: "the unknown name \"\(stranger.excerpt)\""
        )
    }

    private func place(of name: String) -> String {
        JSONPointer.appending(name, to: pointer)
    }
}
