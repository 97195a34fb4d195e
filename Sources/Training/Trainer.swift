import Digests
public import Graphs
public import Tensors

/// Trains: takes a state from one step to the next as a specification says.
///
/// With the built-in kernels and no perturbation, the state after any step is a function of the
/// specification, the data and the seeds: the same bits on every instruction set and any number of
/// threads.
public struct Trainer: Sendable {
    /// The most memory that a step may take unless the caller says otherwise: 4 GiB.
    public static let memoryByteCountMax: Int64 = 4 << 30
    /// The most that the operations of a step count together: minutes on a few cores, if all are those
    /// of matrix products.
    ///
    /// A run can be cancelled between steps only.
    public static let stepFlopsMax: Int64 = 1 << 44

    /// What is computed.
    public let specification: WorkSpecification
    /// The state after the last step that was done.
    public private(set) var state: ModelState

    private let features: Tensor
    private let labels: [Int32]
    /// Other bytes of the seed than those that order the samples.
    private let dropoutSeed: UInt64
    private var order: BatchOrder
    private var executor: StepExecutor

    /// A trainer at a state, or at the initial state that follows from the seeds.
    ///
    /// - Parameter copies: how many more states the caller keeps, which count as memory of a step.
    public init(
        specification: WorkSpecification,
        dataset: CommittedDataset,
        seeds: RunSeeds,
        execution: Execution,
        state: ModelState? = nil,
        copies: Int = 0,
        memoryLimit: Int64 = memoryByteCountMax
    ) throws(TrainingError) {
        guard dataset.commitment == specification.dataset else { throw .otherDataset }
        executor = try StepExecutor.fitting(
            memoryLimit,
            model: specification.model,
            batchSize: specification.batchSize / specification.batches,
            method: specification.updateMethod,
            copies: copies,
            on: execution
        )
        self.specification = specification
        let rule = specification.optimizer.rule
        self.state = try TrainingError.ofState { () throws(StateError) in
            guard let state else {
                return try ModelState(model: specification.model, seed: seeds.initial, rule: rule)
            }
            return state
        }
        dropoutSeed = LittleEndian.integer(of: seeds.order.bytes, at: 8)
        features = try TrainingError.ofTensors { () throws(TensorError) in
            try dataset.dataset.featureMatrix
        }
        labels = dataset.dataset.labels
        order = BatchOrder(
            seed: seeds.order,
            samples: dataset.dataset.count,
            batchSize: specification.batchSize
        )
    }

    /// How operators are carried out.
    public var execution: Execution { executor.execution }

    /// The work done since the trainer was made or last restored.
    public var metered: Work { executor.metered }

    /// The work of one step.
    public var stepWork: Work { executor.step.work }

    /// Does one step and returns the mean loss of its batch before the step.
    ///
    /// A run that diverges shows in a loss that is not finite, not in an error.
    public mutating func step() throws(TrainingError) -> Float {
        var settings = specification.optimizer.settings(ofStep: state.step)
        settings.dropoutSeed = dropoutSeed
        let batch = Batch(
            features: features,
            labels: labels,
            samples: order.samples(ofStep: state.step)
        )
        do {
            let loss = try executor.run(batch, variables: &state.variables, settings: settings)
            state.step += 1
            return loss
        } catch {
            throw .tensor(error)
        }
    }

    /// Goes to another state, from which the next step continues; the meter begins anew.
    public mutating func restore(_ state: ModelState) {
        self.state = state
        executor.resetMeter()
    }
}
