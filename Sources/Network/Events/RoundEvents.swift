public import Digests
public import JSON

/// Who chooses the samples that a contribution is computed on (rule R2).
public enum Assignment: String, CaseIterable, Hashable, Sendable, Encodable {
    /// The author, among blocks that it has not used yet.
    case open
    /// The beacon of the first tick after the round was opened.
    case beacon
}

/// `round.open`: a maintainer publishes an initial state to be improved together.
public struct RoundOpen: EventFields, Encodable {
    /// The event kind's word.
    public static let kind = "round.open"
    /// The blob that holds graph and hyper-parameters.
    public let specification: Digest
    /// The dataset's blob.
    public let dataset: Digest
    /// The checkpoint that contributions are computed from.
    public let initial: Digest
    /// How many samples the dataset has.
    public let samples: Int64
    /// How many neighbouring samples make one block.
    public let blockSamples: Int64
    /// How many blocks each author may contribute on.
    public let blocksEach: Int64
    /// Who chooses the blocks.
    public let assignment: Assignment

    /// A round.
    public init(
        specification: Digest,
        dataset: Digest,
        initial: Digest,
        samples: Int64,
        blockSamples: Int64,
        blocksEach: Int64,
        assignment: Assignment
    ) {
        self.specification = specification
        self.dataset = dataset
        self.initial = initial
        self.samples = samples
        self.blockSamples = blockSamples
        self.blocksEach = blocksEach
        self.assignment = assignment
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        specification = try fields.digest("specification")
        dataset = try fields.digest("dataset")
        initial = try fields.digest("initial")
        samples = try fields.decimal("samples")
        blockSamples = try fields.decimal("blockSamples")
        blocksEach = try fields.decimal("blocksEach")
        assignment = try fields.word("assignment")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "specification": .hex(specification),
            "dataset": .hex(dataset),
            "initial": .hex(initial),
            "samples": .decimal(samples),
            "blockSamples": .decimal(blockSamples),
            "blocksEach": .decimal(blocksEach),
            "assignment": .string(assignment.rawValue),
        ]
    }
}

/// `round.publish`: the maintainer publishes a model of the round (rule R6).
public struct RoundPublish: EventFields {
    /// The event kind's word.
    public static let kind = "round.publish"
    /// The round.
    public let round: RoundID
    /// The model's blob.
    public let model: Digest

    /// A published model.
    public init(round: RoundID, model: Digest) {
        self.round = round
        self.model = model
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        round = try fields.value("round")
        model = try fields.digest("model")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue { ["round": round.json, "model": .hex(model)] }
}

/// `round.close`: the maintainer takes no more contributions.
public struct RoundClose: EventFields {
    /// The event kind's word.
    public static let kind = "round.close"
    /// The round.
    public let round: RoundID

    /// Ends a round.
    public init(round: RoundID) { self.round = round }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        round = try fields.value("round")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue { ["round": round.json] }
}

/// `contribution.commit`: an update exists, but nobody can copy it yet (rule R2).
public struct ContributionCommit: EventFields {
    /// The event kind's word.
    public static let kind = "contribution.commit"
    /// The round.
    public let round: RoundID
    /// The block of samples, from 0.
    public let block: Int64
    /// The commitment to what `contribution.reveal` will say: ``Commitments/contribution(round:block:content:salt:author:)``.
    public let commitment: Digest

    /// A committed update.
    public init(round: RoundID, block: Int64, commitment: Digest) {
        self.round = round
        self.block = block
        self.commitment = commitment
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        round = try fields.value("round")
        block = try fields.decimal("block")
        commitment = try fields.digest("commitment")
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        ["round": round.json, "block": .decimal(block), "commitment": .hex(commitment)]
    }
}

/// What a contribution consists of, once it is revealed.
public struct ContributionContent: Hashable, Sendable, Encodable {
    /// The file's name, as the training log shows it.
    public let name: String
    /// The blob with the update.
    public let update: Digest
    /// How many samples it was computed on.
    public let samples: Int64
    /// A digest of the value that claims are about, or nothing.
    public let value: Digest?

    /// An update and what it was computed on.
    public init(name: String, update: Digest, samples: Int64, value: Digest? = nil) {
        self.name = name
        self.update = update
        self.samples = samples
        self.value = value
    }
}

/// `contribution.reveal`: the update itself; its claim window starts (rule R2).
public struct ContributionReveal: EventFields {
    /// The event kind's word.
    public static let kind = "contribution.reveal"
    /// The round.
    public let round: RoundID
    /// The block of samples, from 0.
    public let block: Int64
    /// The update.
    public let content: ContributionContent
    /// The salt that opens the commitment, 16 to 64 bytes.
    public let salt: [UInt8]

    /// Opens a committed update.
    public init(round: RoundID, block: Int64, content: ContributionContent, salt: [UInt8]) {
        self.round = round
        self.block = block
        self.content = content
        self.salt = salt
    }

    /// Reads the fields.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        round = try fields.value("round")
        block = try fields.decimal("block")
        content = ContributionContent(
            name: try fields.string("name"),
            update: try fields.digest("update"),
            samples: try fields.decimal("samples"),
            value: try fields.optionalDigest("value")
        )
        salt = try fields.bytes("salt", count: Commitments.saltByteCounts)
        try fields.finish()
    }

    /// The fields.
    public var json: JSONValue {
        [
            "round": round.json,
            "block": .decimal(block),
            "name": .string(content.name),
            "update": .hex(content.update),
            "samples": .decimal(content.samples),
            "value": .hex(content.value),
            "salt": .hex(salt),
        ]
    }
}
