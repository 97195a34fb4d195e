public import Digests
public import JSON

/// `verifier.enlist`: a participant stands ready to be drawn (rule V1).
public struct VerifierEnlist: EnlistFields {
    /// The event kind's word.
    public static let kind = "verifier.enlist"
    /// The credits locked, at least the genesis minimum.
    public let deposit: Credits
    /// SHA-256 of the secret that the next draw of segments will use (rule V2).
    public let secretCommitment: Digest
    /// Stands ready with a deposit.
    public init(deposit: Credits, secretCommitment: Digest) {
        self.deposit = deposit
        self.secretCommitment = secretCommitment
    }
}

/// `whistleblower.enlist`: a participant stands ready to audit (rules V2, C3).
public struct WhistleblowerEnlist: EnlistFields {
    /// The event kind's word.
    public static let kind = "whistleblower.enlist"
    /// The credits locked, at least the genesis minimum.
    public let deposit: Credits
    /// SHA-256 of the secret that the whistleblower draws its own segments from.
    public let secretCommitment: Digest
    /// Stands ready with a deposit.
    public init(deposit: Credits, secretCommitment: Digest) {
        self.deposit = deposit
        self.secretCommitment = secretCommitment
    }
}

/// `verifier.withdraw`: a verifier takes its free deposit back and is drawn no more.
public struct VerifierWithdraw: EventFields {
    /// The event kind's word.
    public static let kind = "verifier.withdraw"
    /// Leaves.
    public init() {}
    /// Reads the fields, of which there are none.
    public init(json: JSONReader) throws(JSONDecodingError) { try json.object().finish() }
    /// The fields, of which there are none.
    public var json: JSONValue { [:] }
}

/// `whistleblower.withdraw`: a whistleblower takes its deposit back and is drawn no more.
public struct WhistleblowerWithdraw: EventFields {
    /// The event kind's word.
    public static let kind = "whistleblower.withdraw"
    /// Leaves.
    public init() {}
    /// Reads the fields, of which there are none.
    public init(json: JSONReader) throws(JSONDecodingError) { try json.object().finish() }
    /// The fields, of which there are none.
    public var json: JSONValue { [:] }
}

/// What the replay of one segment showed.
public struct Finding: Hashable, Sendable, Encodable, JSONEncodable, JSONDecodable {
    /// The segment, from 0.
    public let segment: Int64
    /// The distance to the checkpoint that the proof commits to, x 10^-12, rounded up.
    public let distance: Int64

    /// A replayed segment's distance.
    public init(segment: Int64, distance: Int64) {
        self.segment = segment
        self.distance = distance
    }

    /// Reads the two numbers.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        segment = try fields.decimal("segment")
        distance = try fields.decimal("distance")
        try fields.finish()
    }

    /// The two numbers.
    public var json: JSONValue {
        ["segment": .decimal(segment), "distance": .decimal(distance)]
    }
}

/// `verdict`: the drawn verifier's word on a proof, as data (rules V1 to V3).
public struct Verdict: EventFields {
    /// The event kind's word.
    public static let kind = "verdict"
    /// The most findings in one verdict.
    public static let findingsMax = 4096
    /// The task.
    public let task: TaskID
    /// The secret that the verifier had committed to; empty from a judge who stands in (rule V4).
    public let secret: [UInt8]
    /// The commitment for the verifier's next draw; nothing from a judge.
    public let nextCommitment: Digest?
    /// Whether the proof passed.
    public let accepted: Bool
    /// The name of a check that failed before any replay (such as `data-root`), or nothing.
    public let check: String?
    /// One finding for each replayed segment, in ascending order.
    public let findings: [Finding]
    /// The segments replayed for having the largest updates, in ascending order.
    public let largest: [Int64]
    /// The task's threshold, repeated, x 10^-12.
    public let threshold: Int64
    /// A blob with more evidence, or nothing.
    public let evidence: Digest?

    /// A word on a proof.
    public init(
        task: TaskID,
        secret: [UInt8],
        nextCommitment: Digest?,
        accepted: Bool,
        check: String? = nil,
        findings: [Finding],
        largest: [Int64],
        threshold: Int64,
        evidence: Digest? = nil
    ) {
        self.task = task
        self.secret = secret
        self.nextCommitment = nextCommitment
        self.accepted = accepted
        self.check = check
        self.findings = findings
        self.largest = largest
        self.threshold = threshold
        self.evidence = evidence
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.value("task")
        secret = try fields.bytes("secret", count: 0...Commitments.saltByteCounts.upperBound)
        nextCommitment = try fields.optionalDigest("nextCommitment")
        accepted = try fields.required("accepted").bool()
        check = try fields.optional("check")?.string()
        findings = try fields.list("findings", count: 0...Self.findingsMax)
        var largest: [Int64] = []
        for element in try fields.required("largest").elements(count: 0...Self.findingsMax) {
            largest.append(try element.decimal())
        }
        self.largest = largest
        threshold = try fields.decimal("threshold")
        evidence = try fields.optionalDigest("evidence")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "task": task.json,
            "secret": .hex(secret),
            "nextCommitment": .hex(nextCommitment),
            "accepted": .bool(accepted),
            "check": check.map { .string($0) } ?? .null,
            "findings": .list(findings),
            "largest": .array(largest.map { .decimal($0) }),
            "threshold": .decimal(threshold),
            "evidence": .hex(evidence),
        ]
    }
}

/// The two fields of enlisting.
public protocol EnlistFields: EventFields {
    /// The credits locked.
    var deposit: Credits { get }
    /// SHA-256 of a secret.
    var secretCommitment: Digest { get }
    /// Stands ready with a deposit.
    init(deposit: Credits, secretCommitment: Digest)
}

extension EnlistFields {
    /// Reads the two fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let deposit = try fields.decimal("deposit")
        let secretCommitment = try fields.digest("secretCommitment")
        try fields.finish()
        self.init(deposit: deposit, secretCommitment: secretCommitment)
    }

    /// The two fields.
    public var json: JSONValue {
        ["deposit": .decimal(deposit), "secretCommitment": .hex(secretCommitment)]
    }
}
