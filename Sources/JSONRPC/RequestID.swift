public import JSON

/// The id under which a caller expects a reply, byte for byte as it was sent.
///
/// `1.0`, `1e2`, `9223372036854775808` and `"\u0041"` come back just so: a caller may compare ids as
/// text.
public struct RequestID: Hashable, Sendable {
    /// The JSON text of the id, as it was sent.
    public let text: String
    /// What the text means: a string, a number or null.
    public let value: JSONValue

    /// The id of replies to what cannot be told.
    public static let null = RequestID(text: "null", value: nil)

    /// An id of one's own.
    public init(_ value: Int64) {
        self.init(text: "\(value)", value: .integer(value))
    }

    private init(text: String, value: JSONValue) {
        self.text = text
        self.value = value
    }

    /// The id in a request, or nothing when it is of a kind that ids cannot have.
    ///
    /// The request's text is searched only for those ids that have more than one spelling.
    init?(_ value: JSONValue, of request: ArraySlice<UInt8>) {
        switch value {
        case .null:
            self = .null
        // JSON has one way to write an integer, but for minus zero.
        case .integer(let integer) where integer != 0:
            self.init(integer)
        case .integer, .real, .string:
            let text = RawJSON.member("id", of: request)
            self.init(
                text: text.map { String(decoding: $0, as: UTF8.self) } ?? value.text,
                value: value
            )
        case .bool, .array, .object:
            return nil
        }
    }
}
