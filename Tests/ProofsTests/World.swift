import Digests
import Graphs
import JSON
import Proofs
import Tensors
import Training

/// A small task with everything around it: three clouds of points to be told apart.
struct World {
    let specification: WorkSpecification
    let dataset: CommittedDataset
    let binding: TaskBinding

    init(
        steps: Int = 40,
        interval: Int = 5,
        mode: WorkSpecification.Mode = .exact,
        learningRate: String = "0.05",
        targetLoss: String? = nil,
        solver: UInt8 = 1,
        layers: [Layer] = [.linear(outputs: 12), .function(.relu), .linear(outputs: 3)]
    ) throws {
        dataset = CommittedDataset(try Self.clouds())
        specification = try WorkSpecification(
            model: Model(input: 8, layers: layers),
            dataset: dataset.commitment,
            optimizer: .sgd(
                learningRate: Self.decimal(learningRate),
                momentum: Self.decimal("0.9")
            ),
            batchSize: 16,
            steps: steps,
            checkpointInterval: interval,
            targetLoss: targetLoss.map(Self.decimal),
            mode: mode
        )
        binding = TaskBinding(
            task: Digest(sha256: Array("task".utf8)),
            solver: Array(repeating: solver, count: 32),
            startBeacon: Digest(sha256: Array("beacon".utf8))
        )
    }

    static func decimal(_ text: String) -> DecimalNumber {
        guard let number = DecimalNumber(text) else { preconditionFailure("\(text)?") }
        return number
    }

    static func clouds(samples: Int = 120) throws -> Dataset {
        var random = Philox(seed: 3)
        var features: [Float] = []
        var labels: [Int32] = []
        for sample in 0..<samples {
            let label = sample % 3
            labels.append(Int32(label))
            for feature in 0..<8 {
                features.append(random.nextUniform() + (feature % 3 == label ? 0.5 : 0))
            }
        }
        return try Dataset(features: features, labels: labels, featureCount: 8)
    }

    /// An honest run and where its checkpoints were put.
    func run(on execution: Execution = .standard) throws -> (RecordedRun, Shelf) {
        var recorder = try RunRecorder(
            specification: specification,
            dataset: dataset,
            binding: binding,
            execution: execution
        )
        var shelf = Shelf()
        let run = try recorder.run { checkpoint, _ in shelf.put(checkpoint.bytes) }
        return (run, shelf)
    }

    func verification(
        threshold: PartsPerTrillion = .zero,
        on execution: Execution = .standard
    ) throws -> Verification {
        try Verification(
            specification: specification,
            dataset: dataset,
            binding: binding,
            threshold: threshold,
            execution: execution
        )
    }

    /// Checks a proof in full.
    func verify(
        _ proof: Proof,
        _ shelf: Shelf,
        threshold: PartsPerTrillion = .zero,
        on execution: Execution = .standard
    ) throws -> VerificationReport {
        try verification(threshold: threshold, on: execution).run(
            on: proof,
            plan: .all(of: proof),
            reading: shelf.read
        )
    }

    /// The states of a run's checkpoints.
    func states(_ proof: Proof, _ shelf: Shelf) throws -> [ModelState] {
        try proof.checkpoints.map {
            try Checkpoint(bytes: shelf.read($0), model: specification.model).state
        }
    }

    /// The proof that a forger assembles from states of its own.
    func forge(
        _ states: [ModelState],
        losses: [PartsPerTrillion] = [],
        onto shelf: inout Shelf
    ) throws -> Proof {
        var digests: [Digest] = []
        for state in states {
            let checkpoint = try Checkpoint(of: state, model: specification.model)
            shelf.put(checkpoint.bytes)
            digests.append(checkpoint.digest)
        }
        return try Proof(
            of: specification,
            binding: binding,
            steps: specification.steps,
            checkpoints: digests,
            losses: losses,
            environment: RunEnvironment(.standard),
            reading: shelf.read
        )
    }

    /// A state made of vectors, at a step.
    func state(
        parameters: [[Float]],
        momenta: [[Float]],
        step: Int
    ) throws -> ModelState {
        func tensors(_ vectors: [[Float]]) throws -> [Tensor] {
            try zip(specification.model.parameters, vectors).map {
                try Tensor(shape: Shape($0.extents), elements: $1)
            }
        }
        return try ModelState(
            model: specification.model,
            parameters: tensors(parameters),
            slots: tensors(momenta),
            step: step
        )
    }
}

/// Checkpoints by digest, in memory.
struct Shelf {
    struct Missing: Error {}

    private var blobs: [Digest: [UInt8]] = [:]

    mutating func put(_ bytes: [UInt8]) { blobs[Digest(sha256: bytes)] = bytes }

    mutating func corrupt(_ digest: Digest) { blobs[digest]?[200] ^= 1 }

    func read(_ digest: Digest) throws -> [UInt8] {
        guard let bytes = blobs[digest] else { throw Missing() }
        return bytes
    }
}

extension [Tensor] {
    var vectors: [[Float]] { map(\.elements) }
}
