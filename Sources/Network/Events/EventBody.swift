public import Digests
public import JSON

/// A place in the log together with the chain hash there.
public struct LogHead: Hashable, Sendable, Encodable, JSONEncodable, JSONDecodable {
    /// The place.
    public let position: Position
    /// The chain hash of the entry at that place.
    public let chain: Digest

    /// A place and its chain hash.
    public init(position: Position, chain: Digest) {
        self.position = position
        self.chain = chain
    }

    /// Reads place and hash.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        position = try fields.decimal("position")
        chain = try fields.digest("chain")
        try fields.finish()
    }

    /// Place and hash.
    public var json: JSONValue {
        ["position": .decimal(position), "chain": .hex(chain)]
    }
}

/// What an author signs (rule L1): who says what, as its how-manieth event, having seen which log.
public struct EventBody: Hashable, Sendable {
    /// The version of this form.
    public static let version: Int64 = 1

    /// Who says it.
    public let author: ParticipantID
    /// The author's own count of its events, from 1.
    public let sequence: Int64
    /// The last place of the log that the author saw.
    public let seen: LogHead
    /// What is said.
    public let payload: Payload

    /// An event, not signed yet.
    public init(author: ParticipantID, sequence: Int64, seen: LogHead, payload: Payload) {
        self.author = author
        self.sequence = sequence
        self.seen = seen
        self.payload = payload
    }
}

extension EventBody: JSONEncodable, JSONDecodable {
    /// Reads an event.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let version = try fields.required("version")
        guard try version.integer() == Self.version else {
            throw version.failure(expected: "version \(Self.version)", got: "another")
        }
        author = try fields.value("author")
        sequence = try fields.decimal("sequence")
        seen = try fields.value("seen")
        payload = try Payload(kind: fields.required("type"), fields: fields.required("fields"))
        try fields.finish()
    }

    /// The event as JSON.
    public var json: JSONValue {
        let fields = payload.fields
        return [
            "author": author.json,
            "fields": fields.json,
            "seen": seen.json,
            "sequence": .decimal(sequence),
            "type": .string(type(of: fields).kind),
            "version": .integer(Self.version),
        ]
    }
}

/// Why bytes are not an event.
public enum EventBodyError: Error, Hashable, Sendable {
    /// They are not JSON; the text says where and why.
    case notJSON(String)
    /// They are JSON, but no event.
    case malformed(JSONDecodingError)
    /// They are an event, but not written in the one canonical way.
    case notCanonical
}

extension EventBodyError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .notJSON(let reason):
            "The event is not JSON: \(reason). Send the canonical bytes that were signed."
        case .malformed(let error):
            "The event is malformed: \(error). Correct that field and sign again."
        case .notCanonical:
            "The event is not in canonical form (RFC 8785: sorted names, no spaces, nulls "
                + "written out). Encode it canonically and sign those bytes."
        }
    }
}
