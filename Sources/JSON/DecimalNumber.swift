/// A non-negative decimal number that is spelled in one way only: `"0.05"`, `"12"`, `"0"`.
///
/// Hyper-parameters are hashed with the document they stand in, and a binary fraction has no
/// spelling of its own; so the decimal text is the number, and what the kernels use follows from
/// it by rounding once.
public struct DecimalNumber: Hashable, Sendable {
    /// The most digits before the point; with those after it a number fits 64 bits.
    public static let integerDigitsMax = 6
    /// The most digits after the point: a number is a whole number of 10^-12.
    public static let fractionDigitsMax = 12

    /// The number's only spelling.
    public let text: String
    /// The nearest 32-bit float.
    public let float: Float
    /// The nearest 64-bit float.
    public let double: Double

    /// The number zero.
    public static let zero = DecimalNumber(text: "0", float: 0, double: 0)
    /// The number one.
    public static let one = DecimalNumber(text: "1", float: 1, double: 1)

    private init(text: String, float: Float, double: Double) {
        self.text = text
        self.float = float
        self.double = double
    }

    /// Reads a decimal number; refuses signs, exponents, leading zeros and trailing zeros.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2 else { return nil }
        guard (1...Self.integerDigitsMax).contains(whole.count) else { return nil }
        guard whole.allSatisfy(Self.isDigit) else { return nil }
        if whole.count > 1 && whole.first == UInt8(ascii: "0") { return nil }
        if parts.count == 2 {
            let fraction = parts[1]
            guard (1...Self.fractionDigitsMax).contains(fraction.count) else { return nil }
            guard fraction.allSatisfy(Self.isDigit) else { return nil }
            if fraction.last == UInt8(ascii: "0") { return nil }
        }
        guard let float = Float(text), let double = Double(text) else { return nil }
        self.init(text: text, float: float, double: double)
    }

    private static func isDigit(_ character: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
    }
}

extension DecimalNumber: CustomStringConvertible {
    /// The value as people write it.
    public var description: String { text }
}

extension DecimalNumber: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue { .string(text) }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        let text = try reader.string()
        guard let number = DecimalNumber(text) else {
            throw reader.failure(
                expected: "a decimal number as a string, as short as it can be: \"0.05\"",
                got: "\"\(text)\""
            )
        }
        self = number
    }
}
