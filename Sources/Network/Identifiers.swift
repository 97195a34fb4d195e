public import Digests
public import JSON

/// An amount of credits; whole numbers only, because credits are never divided (rule L4).
public typealias Credits = Int64

/// A period of the network's time, counted from 0 at genesis (rule L2).
public typealias Tick = Int64

/// A place in the log; genesis stands at 0.
public typealias Position = Int64

/// A name of 32 bytes, told apart by type: a participant is never taken for a task.
public protocol Identifier: Hashable, Comparable, Sendable, Encodable, CustomStringConvertible,
    JSONEncodable, JSONDecodable
{
    /// The 32 bytes.
    var digest: Digest { get }

    /// Takes 32 bytes as a name.
    init(_ digest: Digest)
}

extension Identifier {
    /// Reads 64 lower-case hexadecimal digits.
    public init?(hex: some StringProtocol) {
        guard let digest = Digest(hex: hex) else { return nil }
        self.init(digest)
    }

    /// Takes 32 bytes as they are, or nothing when their number is another.
    public init?(bytes: some Collection<UInt8>) {
        guard let digest = Digest(bytes: bytes) else { return nil }
        self.init(digest)
    }

    /// Reads a name from a JSON string of hexadecimal digits.
    public init(json: JSONReader) throws(JSONDecodingError) {
        self.init(try json.digest())
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { digest.hex }

    /// The 32 bytes.
    public var bytes: [UInt8] { digest.bytes }

    /// The name as a JSON string.
    public var json: JSONValue { .string(hex) }

    /// 64 lower-case hexadecimal digits.
    public var description: String { hex }

    /// The first eight digits, enough for a sentence that people read.
    public var short: String { String(hex.prefix(8)) }

    /// Orders names as their bytes.
    public static func < (left: Self, right: Self) -> Bool { left.digest < right.digest }

    /// Writes the name as its digest, for ``Network/stateHash``.
    public func encode(to encoder: any Encoder) throws {
        try digest.encode(to: encoder)
    }
}

/// A participant: its Ed25519 public key.
public struct ParticipantID: Identifier {
    /// The 32 bytes of the public key.
    public let digest: Digest
    /// Takes the 32 bytes of a public key.
    public init(_ digest: Digest) { self.digest = digest }
}

/// A task: the digest of its `task.submit` event.
public struct TaskID: Identifier {
    /// The event's digest.
    public let digest: Digest
    /// Takes an event's digest.
    public init(_ digest: Digest) { self.digest = digest }
}

/// A round: the digest of its `round.open` event.
public struct RoundID: Identifier {
    /// The event's digest.
    public let digest: Digest
    /// Takes an event's digest.
    public init(_ digest: Digest) { self.digest = digest }
}

/// A contribution: the digest of its `contribution.commit` event.
public struct ContributionID: Identifier {
    /// The event's digest.
    public let digest: Digest
    /// Takes an event's digest.
    public init(_ digest: Digest) { self.digest = digest }
}

/// A challenge: the digest of its `challenge.commit` event.
public struct ChallengeID: Identifier {
    /// The event's digest.
    public let digest: Digest
    /// Takes an event's digest.
    public init(_ digest: Digest) { self.digest = digest }
}

/// A claim: the digest of its `claim.file` event.
public struct ClaimID: Identifier {
    /// The event's digest.
    public let digest: Digest
    /// Takes an event's digest.
    public init(_ digest: Digest) { self.digest = digest }
}

extension Digest: Encodable {
    /// Writes the digest as one value, for ``Network/stateHash``.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
