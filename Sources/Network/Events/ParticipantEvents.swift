public import Digests
public import JSON

/// `participant.join`: a new key takes part, with a name that is only a label.
public struct ParticipantJoin: EventFields {
    /// The event kind's word.
    public static let kind = "participant.join"
    /// The label, 1 to 64 bytes of text.
    public let name: String

    /// A participant's wish to join.
    public init(name: String) { self.name = name }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        name = try fields.string("name")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue { ["name": .string(name)] }
}

/// `credits.transfer`: credits change hands.
public struct CreditsTransfer: EventFields {
    /// The event kind's word.
    public static let kind = "credits.transfer"
    /// Who receives.
    public let target: ParticipantID
    /// How many credits, at least one.
    public let amount: Credits

    /// A transfer from the author.
    public init(to target: ParticipantID, amount: Credits) {
        self.target = target
        self.amount = amount
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        target = try fields.value("to")
        amount = try fields.decimal("amount")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue { ["to": target.json, "amount": .decimal(amount)] }
}

/// `tick`: a timekeeper's word that one more period has passed (rule L2).
public struct TickVote: EventFields {
    /// The event kind's word.
    public static let kind = "tick"
    /// The largest tick that a vote may name, far more than any log counts.
    public static let tickMax: Tick = 1 << 53 - 1
    /// The tick that begins, one more than has passed; a vote for one that has begun is void.
    public let tick: Tick

    /// The end of a period.
    public init(tick: Tick) { self.tick = tick }

    /// Reads the field.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        tick = try fields.required("tick").decimal(in: 1...Self.tickMax)
        try fields.finish()
    }

    /// The field.
    public var json: JSONValue { ["tick": .decimal(tick)] }
}

/// `blob.attest`: a custodian's word that it holds blobs, and everything that these name (rule L3).
public struct BlobAttest: EventFields {
    /// The event kind's word.
    public static let kind = "blob.attest"
    /// The most blobs in one event.
    public static let countMax = 256
    /// The blobs' digests.
    public let blobs: [Digest]

    /// A custodian's word about some blobs.
    public init(blobs: [Digest]) { self.blobs = blobs }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        var blobs: [Digest] = []
        for element in try fields.required("blobs").elements(count: 1...Self.countMax) {
            blobs.append(try element.digest())
        }
        self.blobs = blobs
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue { ["blobs": .array(blobs.map { .hex($0) })] }
}
