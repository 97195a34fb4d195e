import Digests

/// Writes values as bytes for ``Network/stateHash``: one value, one byte string.
///
/// - Every value is `(`, its content, `)`.
/// - The content of an integer is `i` and eight little-endian bytes; of a boolean `b` and a byte;
///   of a text `s`, its length in UTF-8 bytes (eight little-endian bytes) and the bytes.
/// - The content of a record is, for each member that is there, in the order of declaration, `k`,
///   the member's name as a text without the `s`, and the member as a value. A case of an
///   enumeration is a record with the case's name as its one member.
/// - The content of a list is its elements as values, in order.
///
/// The compiler writes what records and enumerations consist of, so that no member of the state can
/// be forgotten.
struct StateEncoder: Encoder {
    /// Where the bytes go: hashed in blocks, so that the whole state is never in memory twice.
    final class Sink {
        private static let blockBytes = 1 << 16
        private var builder = DigestBuilder()
        private var bytes: [UInt8] = []

        func write(_ byte: Character) { bytes.append(byte.asciiValue ?? 0) }

        func write(_ integer: Int64) {
            withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
        }

        func write(_ text: String) {
            write(Int64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        }

        func flush(atLeast count: Int = blockBytes) {
            guard bytes.count >= count else { return }
            builder.update(bytes)
            bytes.removeAll(keepingCapacity: true)
        }

        var digest: Digest {
            flush(atLeast: 1)
            return builder.finalize()
        }
    }

    let sink: Sink
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func write(_ value: some Encodable) throws {
        sink.write("(")
        if let primitive = value as? any StatePrimitive {
            primitive.write(to: sink)
        } else {
            try value.encode(to: self)
        }
        sink.write(")")
        sink.flush()
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Members(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { Elements(encoder: self) }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }
}

/// A value that has no parts.
private protocol StatePrimitive {
    func write(to sink: StateEncoder.Sink)
}

extension Int64: StatePrimitive {
    func write(to sink: StateEncoder.Sink) {
        sink.write("i")
        sink.write(self)
    }
}

extension Bool: StatePrimitive {
    func write(to sink: StateEncoder.Sink) {
        sink.write("b")
        sink.write(self ? "1" : "0")
    }
}

extension String: StatePrimitive {
    func write(to sink: StateEncoder.Sink) {
        sink.write("s")
        sink.write(self)
    }
}

extension Digest: StatePrimitive {
    func write(to sink: StateEncoder.Sink) { hex.write(to: sink) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: StateEncoder
    var codingPath: [any CodingKey] { [] }

    private func name(_ key: Key) {
        encoder.sink.write("k")
        encoder.sink.write(key.stringValue)
    }

    func encodeNil(forKey key: Key) { name(key) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        name(key)
        try encoder.write(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        name(key)
        return encoder.container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        name(key)
        return encoder.unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder }

    func superEncoder(forKey key: Key) -> any Encoder {
        name(key)
        return encoder
    }
}

private struct Elements: UnkeyedEncodingContainer {
    let encoder: StateEncoder
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(encoder: StateEncoder) { self.encoder = encoder }

    mutating func encodeNil() { count += 1 }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        count += 1
        try encoder.write(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        count += 1
        return encoder.container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        count += 1
        return encoder.unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder }
}

private struct Single: SingleValueEncodingContainer {
    let encoder: StateEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() {}

    func encode<Value: Encodable>(_ value: Value) throws {
        // Within the value that is being written already: no second pair of parentheses.
        if let primitive = value as? any StatePrimitive {
            primitive.write(to: encoder.sink)
        } else {
            try value.encode(to: encoder)
        }
    }
}
