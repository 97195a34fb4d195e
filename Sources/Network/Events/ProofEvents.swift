public import Digests
public import JSON

/// How a solver's run ended.
public enum RunOutcome: String, CaseIterable, Hashable, Sendable, Encodable {
    /// All steps were done.
    case completed
    /// A limit of the task stopped the run early.
    case stopped
    /// The loss left the finite numbers (rule T4).
    case diverged
}

/// One result of a run: its proof and the checkpoint that it ends in.
public struct RunResult: Hashable, Sendable, Encodable, JSONEncodable, JSONDecodable {
    /// The proof's blob.
    public let proof: Digest
    /// The last checkpoint's blob.
    public let finalCheckpoint: Digest

    /// A result.
    public init(proof: Digest, finalCheckpoint: Digest) {
        self.proof = proof
        self.finalCheckpoint = finalCheckpoint
    }

    /// Reads the two names.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        proof = try fields.digest("proof")
        finalCheckpoint = try fields.digest("finalCheckpoint")
        try fields.finish()
    }

    /// The two names.
    public var json: JSONValue {
        ["proof": .hex(proof), "finalCheckpoint": .hex(finalCheckpoint)]
    }
}

/// What a proof event shows of the run's result.
public enum ProofContent: Hashable, Sendable, Encodable {
    /// The result itself.
    case published(RunResult)
    /// Commitments to two results, one of them wrong on purpose; a later beacon says which of
    /// them the solver must designate (rule C3).
    case sealed(Digest, Digest)
}

/// `proof.append`: the solver's run is over.
public struct ProofAppend: EventFields, Encodable {
    /// The event kind's word.
    public static let kind = "proof.append"
    /// The task.
    public let task: TaskID
    /// The steps that were done, at most the task's.
    public let steps: Int64
    /// The segments between checkpoints: steps / k, rounded up.
    public let segments: Int64
    /// How the run ended.
    public let outcome: RunOutcome
    /// The result, or two sealed ones.
    public let content: ProofContent

    /// The end of a run.
    public init(
        task: TaskID,
        steps: Int64,
        segments: Int64,
        outcome: RunOutcome,
        content: ProofContent
    ) {
        self.task = task
        self.steps = steps
        self.segments = segments
        self.outcome = outcome
        self.content = content
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.value("task")
        steps = try fields.decimal("steps")
        segments = try fields.decimal("segments")
        outcome = try fields.word("outcome")
        let result: RunResult? = try fields.optionalValue("result")
        let sealed = fields.optional("sealed")
        switch (result, sealed) {
        case (let result?, nil):
            content = .published(result)
        case (nil, let sealed?):
            let pair = try sealed.elements(count: 2...2)
            content = .sealed(try pair[0].digest(), try pair[1].digest())
        case (nil, nil), (.some, .some):
            throw json.failure(expected: "either \"result\" or \"sealed\"")
        }
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        let (result, sealed): (JSONValue, JSONValue) =
            switch content {
            case .published(let result): (result.json, .null)
            case .sealed(let first, let second): (.null, [.hex(first), .hex(second)])
            }
        return [
            "task": task.json,
            "steps": .decimal(steps),
            "segments": .decimal(segments),
            "outcome": .string(outcome.rawValue),
            "result": result,
            "sealed": sealed,
        ]
    }
}

/// `forced.designate`: the solver publishes one of its two sealed results (rule C3).
public struct ForcedDesignate: EventFields {
    /// The event kind's word.
    public static let kind = "forced.designate"
    /// The task.
    public let task: TaskID
    /// Which of the two commitments is opened, 0 or 1.
    public let index: Int64
    /// The result.
    public let result: RunResult
    /// The salt that opens the commitment, 16 to 64 bytes.
    public let salt: [UInt8]

    /// Publishes one of two results.
    public init(task: TaskID, index: Int64, result: RunResult, salt: [UInt8]) {
        self.task = task
        self.index = index
        self.result = result
        self.salt = salt
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.value("task")
        index = try fields.decimal("index")
        result = try fields.value("result")
        salt = try fields.bytes("salt", count: Commitments.saltByteCounts)
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "task": task.json,
            "index": .decimal(index),
            "result": result.json,
            "salt": .hex(salt),
        ]
    }
}

/// `forced.reveal`: the solver shows that the wrong result was planted because the draw demanded
/// it, and puts the right one in its place (rule C3).
public struct ForcedReveal: EventFields {
    /// The event kind's word.
    public static let kind = "forced.reveal"
    /// The task.
    public let task: TaskID
    /// The secret committed to when the task was accepted, 16 to 64 bytes.
    public let secret: [UInt8]
    /// The other result, the right one.
    public let result: RunResult
    /// The segment that is wrong: the one that follows from the secret, or, where an error there
    /// would have ended the run early, the last.
    public let segment: Int64
    /// The salt that opens the other commitment, 16 to 64 bytes.
    public let salt: [UInt8]

    /// Shows a planted error.
    public init(task: TaskID, secret: [UInt8], result: RunResult, segment: Int64, salt: [UInt8]) {
        self.task = task
        self.secret = secret
        self.result = result
        self.segment = segment
        self.salt = salt
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.value("task")
        secret = try fields.bytes("secret", count: Commitments.saltByteCounts)
        result = try fields.value("result")
        segment = try fields.decimal("segment")
        salt = try fields.bytes("salt", count: Commitments.saltByteCounts)
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "task": task.json,
            "secret": .hex(secret),
            "result": result.json,
            "segment": .decimal(segment),
            "salt": .hex(salt),
        ]
    }
}
