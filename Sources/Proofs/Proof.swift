public import Digests
public import Graphs
public import JSON
public import Training

/// The record of a training run, by which others can check it: what it was bound to, what it
/// started from, where it was at each checkpoint, what it cost.
///
/// A proof states; ``Verification`` checks. So a proof that exists may still be a lie in every
/// field, and is only sure to be well-formed.
public struct Proof: Hashable, Sendable {
    /// How a run ended.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// All steps of the specification were done.
        case completed
        /// The target loss was reached at an earlier checkpoint.
        case stopped
        /// The last step's loss, or the state after it, was infinite or not a number (rule T4). The
        /// last segment has no end checkpoint.
        case diverged
    }

    /// The version of the document's form.
    public static let version: Int64 = 1

    /// Whose run of which task this is.
    public let binding: TaskBinding
    /// The seeds that the run used.
    public let seeds: RunSeeds
    /// The digest of the specification.
    public let specification: Digest
    /// The Merkle root of the data set.
    public let datasetRoot: Digest
    /// The steps between two checkpoints.
    public let checkpointInterval: Int
    /// The steps that were done; the one that diverged counts.
    public let steps: Int
    /// How the run ended.
    public let outcome: Outcome
    /// The digests of the checkpoints' bytes, the initial state first.
    public let checkpoints: [Digest]
    /// The distance from each checkpoint's parameters to the next one's, in the l2 norm.
    public let displacements: [PartsPerTrillion]
    /// The mean loss of each segment that ends in a checkpoint; empty when nobody recorded it.
    public let losses: [PartsPerTrillion]
    /// The work that was done.
    public let metered: Work
    /// On what the run was made.
    public let environment: RunEnvironment

    /// Takes a record as it is stated.
    public init(
        binding: TaskBinding,
        seeds: RunSeeds,
        specification: Digest,
        datasetRoot: Digest,
        checkpointInterval: Int,
        steps: Int,
        outcome: Outcome,
        checkpoints: [Digest],
        displacements: [PartsPerTrillion],
        losses: [PartsPerTrillion],
        metered: Work,
        environment: RunEnvironment
    ) {
        self.binding = binding
        self.seeds = seeds
        self.specification = specification
        self.datasetRoot = datasetRoot
        self.checkpointInterval = checkpointInterval
        self.steps = steps
        self.outcome = outcome
        self.checkpoints = checkpoints
        self.displacements = displacements
        self.losses = losses
        self.metered = metered
        self.environment = environment
    }

    /// The number of segments, the one that diverged included.
    public var segmentCount: Int { (steps + checkpointInterval - 1) / checkpointInterval }
}

extension Proof: CanonicalDocument {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "binding": binding.json,
            "checkpointInterval": .integer(Int64(checkpointInterval)),
            "checkpoints": .array(checkpoints.map { .string($0.hex) }),
            "datasetRoot": .string(datasetRoot.hex),
            "displacements": .array(displacements.map(\.json)),
            "environment": environment.json,
            "losses": .array(losses.map(\.json)),
            "metered": metered.json,
            "outcome": .string(outcome.rawValue),
            "seeds": seeds.json,
            "specification": .string(specification.hex),
            "steps": .integer(Int64(steps)),
            "version": .integer(Self.version),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        let segmentsMax = WorkSpecification.segmentsMax
        var fields = try reader.object()
        _ = try fields.required("version").integer(in: Self.version...Self.version)
        binding = try fields.required("binding").decode()
        checkpointInterval = Int(
            try fields.required("checkpointInterval").integer(in: 1...WorkSpecification.stepsMax)
        )
        checkpoints = try fields.required("checkpoints").list(count: 1...segmentsMax + 1) {
            reader throws(JSONDecodingError) in try reader.digest()
        }
        datasetRoot = try fields.required("datasetRoot").digest()
        displacements = try fields.required("displacements").list(count: 0...segmentsMax) {
            reader throws(JSONDecodingError) in try reader.decode()
        }
        environment = try fields.required("environment").decode()
        losses = try fields.required("losses").list(count: 0...segmentsMax) {
            reader throws(JSONDecodingError) in try reader.decode()
        }
        metered = try fields.required("metered").decode()
        let outcomeReader = try fields.required("outcome")
        let outcomeName = try outcomeReader.string()
        guard let outcome = Outcome(rawValue: outcomeName) else {
            throw outcomeReader.failure(
                expected: "\"completed\", \"stopped\" or \"diverged\"",
                got: "\"\(outcomeName)\""
            )
        }
        self.outcome = outcome
        seeds = try fields.required("seeds").decode()
        specification = try fields.required("specification").digest()
        steps = Int(try fields.required("steps").integer(in: 1...WorkSpecification.stepsMax))
        try fields.finish()
    }
}

extension JSONReader {
    /// The elements of an array, each read in the same way.
    func list<Element>(
        count range: ClosedRange<Int>,
        _ read: (JSONReader) throws(JSONDecodingError) -> Element
    ) throws(JSONDecodingError) -> [Element] {
        var list: [Element] = []
        for element in try elements(count: range) { list.append(try read(element)) }
        return list
    }
}
