public import Digests
public import JSON

/// A document that has one spelling, so that its digest names it: canonical JSON (RFC 8785) whose
/// numbers are integers within 2^53 and decimal strings.
public protocol CanonicalDocument: JSONEncodable, JSONDecodable {}

extension CanonicalDocument {
    /// The canonical bytes, which are hashed.
    public var canonicalBytes: [UInt8] {
        do {
            return try json.canonicalBytes()
        } catch {
            preconditionFailure("a document of ours holds nothing that is not canonical: \(error)")
        }
    }

    /// The digest of the canonical bytes.
    public var digest: Digest { Digest(sha256: canonicalBytes) }

    /// Reads a document, whose bytes must be the canonical ones.
    public init(canonicalBytes bytes: [UInt8]) throws(DocumentError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw .json(error)
        }
        do {
            try self.init(json: JSONReader(value))
        } catch {
            throw .decoding(error)
        }
        // A second spelling would have a second digest.
        guard canonicalBytes == bytes else { throw .notCanonical }
    }
}

/// Why bytes are not the document they should be.
public enum DocumentError: Error, Hashable, Sendable {
    /// The bytes are not JSON.
    case json(JSONParseError)
    /// The JSON is not of the document's form.
    case decoding(JSONDecodingError)
    /// The document is sound but spelled otherwise than RFC 8785 has it.
    case notCanonical
}

extension DocumentError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .json(let error): "the document is not JSON: \(error)"
        case .decoding(let error): "the document is not of its form: \(error)"
        case .notCanonical: "the document is not canonical JSON (RFC 8785)"
        }
    }
}
