public import Digests
public import JSON

/// The word that a challenge is directed against.
public enum ChallengeTarget: Hashable, Sendable, Encodable, JSONEncodable, JSONDecodable {
    /// The latest verdict on a task.
    case verdict(TaskID)
    /// The profile of a task.
    case profile(TaskID)

    /// The task in question.
    public var task: TaskID {
        switch self {
        case .verdict(let task): task
        case .profile(let task): task
        }
    }

    /// Which of the two words it is.
    public var kind: String {
        switch self {
        case .verdict: "verdict"
        case .profile: "profile"
        }
    }

    /// Reads kind and task.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let kind = try fields.required("kind")
        let task: TaskID = try fields.value("task")
        switch try kind.string() {
        case "verdict": self = .verdict(task)
        case "profile": self = .profile(task)
        case let other:
            throw kind.failure(expected: "\"verdict\" or \"profile\"", got: "\"\(other)\"")
        }
        try fields.finish()
    }

    /// Kind and task.
    public var json: JSONValue { ["kind": .string(kind), "task": task.json] }
}

/// What somebody's own replay ended in.
public enum ReplayFound: Hashable, Sendable, Encodable, JSONEncodable, JSONDecodable {
    /// The digest of the checkpoint at the segment's end, in exact mode.
    case endHash(Digest)
    /// The distance, x 10^-12, rounded up, in tolerant mode.
    case distance(Int64)

    /// Reads one of the two.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let endHash = try fields.optionalDigest("endHash")
        let distance = try fields.optional("distance")?.decimal()
        switch (endHash, distance) {
        case (let endHash?, nil): self = .endHash(endHash)
        case (nil, let distance?): self = .distance(distance)
        case (nil, nil), (.some, .some):
            throw json.failure(expected: "either \"endHash\" or \"distance\"")
        }
        try fields.finish()
    }

    /// One of the two.
    public var json: JSONValue {
        switch self {
        case .endHash(let endHash): ["endHash": .hex(endHash)]
        case .distance(let distance): ["distance": .decimal(distance)]
        }
    }
}

/// `challenge.commit`: somebody doubts a verdict or a profile, without saying yet where (rule C1).
public struct ChallengeCommit: EventFields {
    /// The event kind's word.
    public static let kind = "challenge.commit"
    /// The word that is doubted.
    public let target: ChallengeTarget
    /// The commitment to what `challenge.reveal` will say: ``Commitments/challenge(target:segment:found:salt:author:)``.
    public let commitment: Digest
    /// The credits locked, at least the genesis minimum.
    public let deposit: Credits

    /// A doubt with a deposit.
    public init(target: ChallengeTarget, commitment: Digest, deposit: Credits) {
        self.target = target
        self.commitment = commitment
        self.deposit = deposit
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        target = try fields.value("target")
        commitment = try fields.digest("commitment")
        deposit = try fields.decimal("deposit")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "target": target.json,
            "commitment": .hex(commitment),
            "deposit": .decimal(deposit),
        ]
    }
}

/// `challenge.reveal`: the challenger says which segment and what it found (rule C1).
public struct ChallengeReveal: EventFields {
    /// The event kind's word.
    public static let kind = "challenge.reveal"
    /// The challenge.
    public let challenge: ChallengeID
    /// The segment (or, against a profile, the sample); nothing when a named check is doubted.
    public let segment: Int64?
    /// What the challenger's own replay found.
    public let found: ReplayFound
    /// The salt that opens the commitment, 16 to 64 bytes.
    public let salt: [UInt8]

    /// Opens a challenge.
    public init(challenge: ChallengeID, segment: Int64?, found: ReplayFound, salt: [UInt8]) {
        self.challenge = challenge
        self.segment = segment
        self.found = found
        self.salt = salt
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        challenge = try fields.value("challenge")
        segment = try fields.optional("segment")?.decimal()
        found = try fields.value("found")
        salt = try fields.bytes("salt", count: Commitments.saltByteCounts)
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "challenge": challenge.json,
            "segment": segment.map { .decimal($0) } ?? .null,
            "found": found.json,
            "salt": .hex(salt),
        ]
    }
}

/// What a judge finds about a challenge.
public enum RulingFinding: String, CaseIterable, Hashable, Sendable, Encodable {
    /// The challenger is right.
    case right
    /// The challenger is wrong.
    case wrong
    /// Between a tenth of the threshold and the threshold: nobody pays (rule C2).
    case inconclusive
}

/// `ruling`: a judge's word on a challenge.
public struct Ruling: EventFields {
    /// The event kind's word.
    public static let kind = "ruling"
    /// The challenge.
    public let challenge: ChallengeID
    /// Who is right.
    public let finding: RulingFinding
    /// What the judge's replay ended in; nothing when a named check decided.
    public let found: ReplayFound?
    /// A blob with the judge's evidence, or nothing.
    public let evidence: Digest?

    /// A word on a challenge.
    public init(
        challenge: ChallengeID,
        finding: RulingFinding,
        found: ReplayFound? = nil,
        evidence: Digest? = nil
    ) {
        self.challenge = challenge
        self.finding = finding
        self.found = found
        self.evidence = evidence
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        challenge = try fields.value("challenge")
        finding = try fields.word("finding")
        found = try fields.optionalValue("found")
        evidence = try fields.optionalDigest("evidence")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "challenge": challenge.json,
            "finding": .string(finding.rawValue),
            "found": .optional(found),
            "evidence": .hex(evidence),
        ]
    }
}
