public import Digests

/// An event as its author hands it in: canonical bytes and an Ed25519 signature (rule L1).
public struct SignedEvent: Hashable, Sendable {
    /// The canonical bytes of an ``EventBody``.
    public let body: [UInt8]
    /// 64 bytes over ``EventBody/signingBytes(network:body:)``; empty only at genesis.
    public let signature: [UInt8]

    /// An event and its signature, neither of them checked.
    public init(body: [UInt8], signature: [UInt8]) {
        self.body = body
        self.signature = signature
    }

    /// The event's name: SHA-256 of its body.
    public var id: Digest { Digest(sha256: body) }
}

extension EventBody {
    /// The bytes to sign: `"assay/event/v1" 0x00 || network id || SHA-256(body)`.
    public static func signingBytes(network: Digest, body: [UInt8]) -> [UInt8] {
        Array("assay/event/v1".utf8) + [0] + network.bytes + Digest(sha256: body).bytes
    }
}

/// A place in the log with the event that stands there, chained to everything before it.
public struct LogEntry: Hashable, Sendable {
    /// The place.
    public let position: Position
    /// The event.
    public let event: SignedEvent
    /// The chain hash of the entry before; 32 zero bytes at genesis.
    public let previous: Digest
    /// `SHA-256("assay/chain/v1" 0x00 || previous || position as 8 bytes LE || SHA-256(body) || signature)`.
    public let chain: Digest

    /// An entry as it was read from a log, its chain hash not checked: see ``isChained``.
    public init(position: Position, event: SignedEvent, previous: Digest, chain: Digest) {
        self.position = position
        self.event = event
        self.previous = previous
        self.chain = chain
    }

    /// The entry that appends an event to a log with the given head.
    public init(appending event: SignedEvent, to head: LogHead) {
        // A log of 2^63 entries cannot exist; wrapping keeps this total all the same, and
        // `Network.append` refuses an entry that does not follow its head.
        let position = head.position &+ 1
        self.init(
            position: position,
            event: event,
            previous: head.chain,
            chain: Self.chain(previous: head.chain, position: position, event: event)
        )
    }

    /// Whether the chain hash is that of this content.
    public var isChained: Bool {
        chain == Self.chain(previous: previous, position: position, event: event)
    }

    /// The head of a log that ends in this entry.
    public var head: LogHead { LogHead(position: position, chain: chain) }

    /// The chain hash of an entry.
    public static func chain(previous: Digest, position: Position, event: SignedEvent) -> Digest {
        var builder = DigestBuilder()
        builder.update(label: "assay/chain/v1")
        builder.update(previous)
        builder.update(UInt64(bitPattern: position))
        builder.update(event.id)
        builder.update(event.signature)
        return builder.finalize()
    }
}
