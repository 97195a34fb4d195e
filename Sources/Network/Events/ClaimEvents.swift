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
    /// The credits locked: at least the genesis minimum, or zero from a claimant who has enough
    /// reputation or a co-signer.
    public let deposit: Credits
    /// Who answers for the claim with its reputation, having said so in `claim.cosign`; or nobody.
    public let cosigner: ParticipantID?

    /// A claim.
    public init(
        contribution: ContributionID,
        name: String,
        alleged: String,
        own: String,
        deposit: Credits,
        cosigner: ParticipantID? = nil
    ) {
        self.contribution = contribution
        self.name = name
        self.alleged = alleged
        self.own = own
        self.deposit = deposit
        self.cosigner = cosigner
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        contribution = try fields.value("contribution")
        name = try fields.string("name")
        alleged = try fields.string("alleged")
        own = try fields.string("own")
        deposit = try fields.decimal("deposit")
        cosigner = try fields.optionalValue("cosigner")
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
            "cosigner": .optional(cosigner),
        ]
    }
}

/// `claim.cosign`: somebody of high reputation answers for a claim that another will file (rule R4).
///
/// A later one replaces it.
public struct ClaimCosign: EventFields, Encodable {
    /// The event kind's word.
    public static let kind = "claim.cosign"
    /// Who will file the claim.
    public let claimant: ParticipantID
    /// The contribution that it will be about.
    public let contribution: ContributionID
    /// The value that the contribution alleges.
    public let alleged: String
    /// The value that the claimant found.
    public let own: String

    /// Answers for a claim.
    public init(
        claimant: ParticipantID,
        contribution: ContributionID,
        alleged: String,
        own: String
    ) {
        self.claimant = claimant
        self.contribution = contribution
        self.alleged = alleged
        self.own = own
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        claimant = try fields.value("claimant")
        contribution = try fields.value("contribution")
        alleged = try fields.string("alleged")
        own = try fields.string("own")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "claimant": claimant.json,
            "contribution": contribution.json,
            "alleged": .string(alleged),
            "own": .string(own),
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
