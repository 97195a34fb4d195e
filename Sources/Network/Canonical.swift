import JSON

extension EventBody {
    /// The bytes to hash and to sign: canonical JSON (RFC 8785).
    public func canonicalBytes() -> [UInt8] { Canonical.bytes(of: json) }

    /// Reads canonical bytes, and refuses any other spelling of the same event.
    public init(canonical bytes: [UInt8]) throws(EventBodyError) {
        let value: JSONValue
        do throws(JSONParseError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON("\(error)")
        }
        do throws(JSONDecodingError) {
            try self.init(json: JSONReader(value))
        } catch {
            throw .malformed(error)
        }
        // One event, one name: a second spelling would be a second digest.
        guard canonicalBytes() == bytes else { throw .notCanonical }
    }
}

extension Genesis {
    /// The bytes whose digest is the network's id: canonical JSON (RFC 8785).
    public func canonicalBytes() -> [UInt8] { Canonical.bytes(of: json) }

    /// Reads canonical bytes, and refuses any other spelling of the same genesis.
    public init(canonical bytes: [UInt8]) throws(GenesisError) {
        let value: JSONValue
        do throws(JSONParseError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON("\(error)")
        }
        try self.init(json: JSONReader(value))
        guard canonicalBytes() == bytes else { throw .notCanonical }
    }
}

/// Our own documents in canonical form.
enum Canonical {
    static func bytes(of value: JSONValue) -> [UInt8] {
        do throws(JSONCanonicalError) {
            return try value.canonicalBytes()
        } catch {
            // Only reals and integers beyond 2^53 have no canonical form here, and what this
            // module writes has neither: its one integer is a version.
            preconditionFailure("an event holds something without canonical form: \(error)")
        }
    }
}
