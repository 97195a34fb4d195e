public import Digests
public import JSON

/// `claim.file`: somebody says that a contribution is false (rule R4).
public struct ClaimFile: EventFields, Encodable {
    /// The event kind's word.
    public static let kind = "claim.file"
    /// The contribution.
    public let contribution: ContributionID
    /// The contribution's file name.
    public let name: String
    /// The value that the contribution alleges.
    public let alleged: String
    /// The value that the claimant found.
    public let own: String
    /// The credits locked: at least the genesis minimum, or zero from a claimant of enough reputation.
    public let deposit: Credits

    /// A claim.
    public init(
        contribution: ContributionID,
        name: String,
        alleged: String,
        own: String,
        deposit: Credits
    ) {
        self.contribution = contribution
        self.name = name
        self.alleged = alleged
        self.own = own
        self.deposit = deposit
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        contribution = try fields.value("contribution")
        name = try fields.string("name")
        alleged = try fields.string("alleged")
        own = try fields.string("own")
        deposit = try fields.decimal("deposit")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "contribution": contribution.json,
            "name": .string(name),
            "alleged": .string(alleged),
            "own": .string(own),
            "deposit": .decimal(deposit),
        ]
    }
}

/// What a judge finds about a claim.
public enum ClaimFinding: String, CaseIterable, Hashable, Sendable, Encodable {
    /// The contribution is false.
    case upheld
    /// The claim is false.
    case rejected
}

/// `claim.ruling`: a judge's word on a claim (rule R3).
public struct ClaimRuling: EventFields {
    /// The event kind's word.
    public static let kind = "claim.ruling"
    /// The claim.
    public let claim: ClaimID
    /// Who is right.
    public let finding: ClaimFinding
    /// A blob with the judge's evidence, or nothing.
    public let evidence: Digest?

    /// A word on a claim.
    public init(claim: ClaimID, finding: ClaimFinding, evidence: Digest? = nil) {
        self.claim = claim
        self.finding = finding
        self.evidence = evidence
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        claim = try fields.value("claim")
        finding = try fields.word("finding")
        evidence = try fields.optionalDigest("evidence")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "claim": claim.json,
            "finding": .string(finding.rawValue),
            "evidence": .hex(evidence),
        ]
    }
}

/// `claim.expire`: anyone ends a claim that no judge has ruled on in time (rule L2).
public struct ClaimExpire: EventFields {
    /// The event kind's word.
    public static let kind = "claim.expire"
    /// The claim.
    public let claim: ClaimID

    /// Points at a passed deadline.
    public init(claim: ClaimID) { self.claim = claim }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        claim = try fields.value("claim")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue { ["claim": claim.json] }
}
