import Digests
import JSON

// How the fields of events and of the genesis are read and written: digests and other bytes as
// lower-case hexadecimal digits, integers as decimal strings, nothing as null.

extension JSONReader {
    func digest() throws(JSONDecodingError) -> Digest {
        guard let digest = Digest(hex: try string()) else {
            throw failure(expected: "64 lower-case hexadecimal digits", got: "other text")
        }
        return digest
    }

    func hexBytes(count range: ClosedRange<Int>) throws(JSONDecodingError) -> [UInt8] {
        guard let bytes = Hexadecimal.bytes(of: try string()) else {
            throw failure(expected: "lower-case hexadecimal digits", got: "other text")
        }
        guard range.contains(bytes.count) else {
            throw failure(
                expected: "\(range.lowerBound) to \(range.upperBound) bytes",
                got: "\(bytes.count)"
            )
        }
        return bytes
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(
        _ type: Word.Type = Word.self
    ) throws(JSONDecodingError) -> Word where Word.RawValue == String {
        let text = try string()
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw failure(expected: "one of \(words)", got: "\"\(text)\"")
        }
        return word
    }
}

extension JSONObjectReader {
    mutating func digest(_ name: String) throws(JSONDecodingError) -> Digest {
        try required(name).digest()
    }

    mutating func optionalDigest(_ name: String) throws(JSONDecodingError) -> Digest? {
        guard let reader = optional(name) else { return nil }
        return try reader.digest()
    }

    mutating func decimal(_ name: String) throws(JSONDecodingError) -> Int64 {
        try required(name).decimal()
    }

    mutating func string(_ name: String) throws(JSONDecodingError) -> String {
        try required(name).string()
    }

    mutating func bytes(
        _ name: String,
        count range: ClosedRange<Int>
    ) throws(JSONDecodingError) -> [UInt8] {
        try required(name).hexBytes(count: range)
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(JSONDecodingError) -> Word where Word.RawValue == String {
        try required(name).word()
    }

    mutating func value<Value: JSONDecodable>(
        _ name: String
    ) throws(JSONDecodingError) -> Value {
        try required(name).decode()
    }

    mutating func optionalValue<Value: JSONDecodable>(
        _ name: String
    ) throws(JSONDecodingError) -> Value? {
        guard let reader = optional(name) else { return nil }
        return try reader.decode()
    }

    mutating func list<Value: JSONDecodable>(
        _ name: String,
        count range: ClosedRange<Int>
    ) throws(JSONDecodingError) -> [Value] {
        var values: [Value] = []
        for element in try required(name).elements(count: range) {
            values.append(try element.decode())
        }
        return values
    }
}

extension JSONValue {
    static func hex(_ digest: Digest) -> JSONValue { .string(digest.hex) }

    static func hex(_ digest: Digest?) -> JSONValue { digest.map { .string($0.hex) } ?? .null }

    static func hex(_ bytes: [UInt8]) -> JSONValue { .string(Hexadecimal.text(of: bytes)) }

    static func decimal(_ integer: Int64) -> JSONValue { .string(String(integer)) }

    static func optional(_ value: (some JSONEncodable)?) -> JSONValue { value?.json ?? .null }

    static func list(_ values: [some JSONEncodable]) -> JSONValue { .array(values.map(\.json)) }
}
