public import Digests
public import Graphs
public import Tensors
public import Training

extension RunEnvironment {
    /// The name of the built-in trainer.
    public static let builtInEngine = "assay"

    /// The environment of the built-in trainer.
    public init(_ execution: Execution) {
        self.init(
            engine: Self.builtInEngine,
            instructionSet: execution.instructionSet.name,
            threads: execution.threads,
            isPerturbed: execution.perturbation != nil
        )
    }
}

extension Proof {
    /// The proof of a run that was recorded segment by segment.
    public init(
        of specification: WorkSpecification,
        binding: TaskBinding,
        outcome: Outcome,
        steps: Int,
        initial: Digest,
        records: [SegmentRecord],
        metered: Work,
        environment: RunEnvironment
    ) {
        self.init(
            binding: binding,
            seeds: binding.seeds,
            specification: specification.digest,
            datasetRoot: specification.dataset.root,
            checkpointInterval: specification.checkpointInterval,
            steps: steps,
            outcome: outcome,
            checkpoints: [initial] + records.map(\.checkpoint),
            displacements: records.map(\.displacement),
            losses: records.map(\.loss),
            metered: metered,
            environment: environment
        )
    }

    /// The proof of a run that another engine made (or says that it made), from its checkpoints.
    ///
    /// Displacements are computed from the checkpoints' bytes, which must be states of the model;
    /// everything else is taken as it is stated. Throws ``StateError`` for bytes that are no such
    /// state, ``GraphError``, and whatever `read` throws.
    ///
    /// - Parameters:
    ///   - checkpoints: the digests of all checkpoints, the initial one first.
    ///   - losses: the mean loss of each segment, or none at all.
    ///   - read: gives the bytes of a checkpoint.
    public init(
        of specification: WorkSpecification,
        binding: TaskBinding,
        outcome: Outcome = .completed,
        steps: Int,
        checkpoints: [Digest],
        losses: [PartsPerTrillion] = [],
        environment: RunEnvironment,
        reading read: (Digest) throws -> [UInt8]
    ) throws {
        var displacements: [PartsPerTrillion] = []
        var previous: ModelState?
        for digest in checkpoints {
            let state = try Checkpoint(bytes: read(digest), of: specification).state
            if let previous {
                let distance = try Distance(
                    between: previous.parameterVector,
                    and: state.parameterVector
                )
                displacements.append(PartsPerTrillion(roundingUp: distance.l2))
            }
            previous = state
        }
        self.init(
            binding: binding,
            seeds: binding.seeds,
            specification: specification.digest,
            datasetRoot: specification.dataset.root,
            checkpointInterval: specification.checkpointInterval,
            steps: steps,
            outcome: outcome,
            checkpoints: checkpoints,
            displacements: displacements,
            losses: losses,
            metered: try specification.stepWork().repeated(Int64(steps)) ?? Work(),
            environment: environment
        )
    }
}
