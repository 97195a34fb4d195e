import Digests
public import Graphs
public import Tensors

/// Trains: takes a state from one step to the next as a specification says.
///
/// With the built-in kernels and no perturbation, the state after any step is a function of the
/// specification, the data and the seeds: the same bits on every instruction set and any number of
/// threads.
public struct Trainer: Sendable {
    /// The most memory that a step's values may take unless the caller says otherwise: 4 GiB.
    public static let memoryByteCountMax: Int64 = 4 << 30

    /// What is computed.
    public let specification: WorkSpecification
    /// The state after the last step that was done.
    public private(set) var state: ModelState

    private let features: Tensor
    private let labels: [Int32]
    private let settings: DescentSettings
    private var order: BatchOrder
    private var executor: StepExecutor

    /// A trainer at a state, or at the initial state that follows from the seeds.
    public init(
        specification: WorkSpecification,
        dataset: CommittedDataset,
        seeds: RunSeeds,
        execution: Execution,
        state: ModelState? = nil,
        memoryLimit: Int64 = memoryByteCountMax
    ) throws(TrainingError) {
        guard dataset.commitment == specification.dataset else { throw .otherDataset }
        let step = try TrainingStep.fitting(
            memoryLimit,
            model: specification.model,
            batchSize: specification.batchSize
        )
        self.specification = specification
        self.state = try TrainingError.ofState { () throws(StateError) in
            if let state { return state }
            return try ModelState(model: specification.model, seed: seeds.initial)
        }
        features = try TrainingError.ofTensors { () throws(TensorError) in
            try dataset.dataset.featureMatrix
        }
        labels = dataset.dataset.labels
        settings = specification.optimizer.settings
        order = BatchOrder(
            seed: seeds.order,
            samples: dataset.dataset.count,
            batchSize: specification.batchSize
        )
        executor = StepExecutor(step: step, on: execution)
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
        let samples = order.samples(ofStep: state.step)
        do {
            let batch = Batch(
                features: try features.gatheringRows(Array(samples)),
                labels: samples.map { Int(labels[$0]) }
            )
            let loss = try executor.run(
                batch,
                parameters: &state.parameters,
                momenta: &state.momenta,
                settings: settings
            )
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

extension TrainingStep {
    /// A step whose values take no more than so much memory: whoever describes a model must not be
    /// able to end the process of those who compute it.
    static func fitting(
        _ memoryLimit: Int64 = Trainer.memoryByteCountMax,
        model: Model,
        batchSize: Int
    ) throws(TrainingError) -> TrainingStep {
        let step = try TrainingError.ofGraph { () throws(GraphError) in
            try TrainingStep(model: model, batchSize: batchSize)
        }
        let needed = step.work.peakMemoryBytes
        guard needed <= memoryLimit else { throw .memory(needed: needed, limit: memoryLimit) }
        return step
    }
}

extension Optimizer {
    /// The numbers that a step computes with.
    var settings: DescentSettings {
        switch self {
        case .sgd(let learningRate, let momentum):
            DescentSettings(learningRate: learningRate.float, momentum: momentum.float)
        }
    }
}

/// Why training cannot begin or go on.
public enum TrainingError: Error, Equatable, Sendable {
    /// The data set is not the one that the specification commits to.
    case otherDataset
    /// A step's values would take more memory than there may be.
    case memory(needed: Int64, limit: Int64)
    /// The model makes no graph.
    case graph(GraphError)
    /// The state does not fit the model.
    case state(StateError)
    /// An operator refused its inputs.
    case tensor(TensorError)
    /// The samples that were named are not there.
    case dataset(DatasetError)
    /// The run was cancelled after this many steps.
    case cancelled(step: Int)

    static func ofGraph<Value>(
        _ body: () throws(GraphError) -> Value
    ) throws(TrainingError) -> Value {
        do { return try body() } catch { throw .graph(error) }
    }

    static func ofState<Value>(
        _ body: () throws(StateError) -> Value
    ) throws(TrainingError) -> Value {
        do { return try body() } catch { throw .state(error) }
    }

    static func ofTensors<Value>(
        _ body: () throws(TensorError) -> Value
    ) throws(TrainingError) -> Value {
        do { return try body() } catch { throw .tensor(error) }
    }
}

extension TrainingError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .otherDataset:
            "the data set is not the one that the specification commits to"
        case .memory(let needed, let limit):
            "a step needs \(needed) bytes of memory, more than the limit of \(limit)"
        case .graph(let error):
            error.description
        case .state(let error):
            error.description
        case .tensor(let error):
            error.description
        case .dataset(let error):
            error.description
        case .cancelled(let step):
            "the run was cancelled after step \(step); it can be resumed from its last checkpoint"
        }
    }
}
