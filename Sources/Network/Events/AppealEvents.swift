public import JSON

/// What judges are asked to settle.
public enum Dispute: Hashable, Sendable, Encodable, JSONEncodable, JSONDecodable {
    /// A challenge against a verdict or a profile.
    case challenge(ChallengeID)
    /// A claim that a contribution is false.
    case claim(ClaimID)

    /// Reads the one member, `challenge` or `claim`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let challenge: ChallengeID? = try fields.optionalValue("challenge")
        let claim: ClaimID? = try fields.optionalValue("claim")
        try fields.finish()
        switch (challenge, claim) {
        case (let challenge?, nil): self = .challenge(challenge)
        case (nil, let claim?): self = .claim(claim)
        case (nil, nil), (.some, .some):
            throw json.failure(expected: "either \"challenge\" or \"claim\"")
        }
    }

    /// The kind as a member's name, and the id.
    public var json: JSONValue {
        switch self {
        case .challenge(let id): ["challenge": id.json]
        case .claim(let id): ["claim": id.json]
        }
    }
}

/// `ruling.appeal`: a party asks all judges whether a drawn panel was right (rule C5).
public struct RulingAppeal: EventFields {
    /// The event kind's word.
    public static let kind = "ruling.appeal"
    /// What was ruled on.
    public let dispute: Dispute
    /// The credits locked, at least the genesis minimum.
    public let deposit: Credits

    /// An appeal with a deposit.
    public init(dispute: Dispute, deposit: Credits) {
        self.dispute = dispute
        self.deposit = deposit
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        dispute = try fields.value("dispute")
        deposit = try fields.decimal("deposit")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        ["dispute": dispute.json, "deposit": .decimal(deposit)]
    }
}
