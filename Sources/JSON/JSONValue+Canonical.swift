/// Why a value has no canonical bytes, and where.
public enum JSONCanonicalError: Error, Hashable, Sendable {
    /// A real stands at a pointer; canonical documents carry integers and decimal strings.
    case real(pointer: String)
    /// An integer beyond 2^53 - 1 stands at a pointer; as a number other readers would round it.
    case unsafeInteger(pointer: String)
}

extension JSONCanonicalError: CustomStringConvertible {
    /// What is wrong and where, as a sentence for people.
    public var description: String {
        switch self {
        case .real(let pointer):
            "\(pointer.isEmpty ? "the value" : pointer): a real in a canonical document"
        case .unsafeInteger(let pointer):
            "\(pointer.isEmpty ? "the value" : pointer): "
                + "an integer beyond 2^53 - 1; write it as a decimal string"
        }
    }
}

extension JSONValue {
    /// The bytes that RFC 8785 (JSON Canonicalization Scheme) gives this value.
    ///
    /// Members are sorted by the UTF-16 code units of their names. Reals are refused although the
    /// scheme has them: nothing that is signed or hashed here may hang on floating point.
    public func canonicalBytes() throws(JSONCanonicalError) -> [UInt8] {
        let sorted = try JSONReader(self).sorted()
        return sorted.serialized()
    }
}

extension JSONReader {
    /// The same value with the members of all objects in canonical order.
    fileprivate func sorted() throws(JSONCanonicalError) -> JSONValue {
        switch value {
        case .null, .bool, .string: return value
        case .real: throw .real(pointer: pointer)
        case .integer(let integer):
            // RFC 7493 section 2.2: the integers that every double-based reader holds exactly.
            guard integer.magnitude < 1 << 53 else { throw .unsafeInteger(pointer: pointer) }
            return value
        case .array(let array):
            var sorted: [JSONValue] = []
            sorted.reserveCapacity(array.count)
            for (index, element) in array.enumerated() {
                sorted.append(try JSONReader(element, at: "\(pointer)/\(index)").sorted())
            }
            return .array(sorted)
        case .object(let object):
            var sorted = JSONObject()
            sorted.reserveCapacity(object.count)
            let members = object.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
            for (name, value) in members {
                let place = JSONPointer.appending(name, to: pointer)
                sorted[name] = try JSONReader(value, at: place).sorted()
            }
            return .object(sorted)
        }
    }
}
