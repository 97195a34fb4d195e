public import Graphs

/// Everything that decides what a training run computes, but for the seeds: the submitter's word.
///
/// The document is canonical JSON, and its digest stands in the task. So nobody after the submitter
/// can choose anything: not the data, the model, the hyper-parameters, the number of steps or the
/// distance between checkpoints (rule T2).
public struct WorkSpecification: Hashable, Sendable {
    /// How closely a re-execution must agree with a run.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// In every bit: the built-in trainer on any machine.
        case exact
        /// Within a threshold that was measured beforehand: other engines, other orders of sums.
        case tolerant
    }

    /// The version of the document's form.
    public static let version: Int64 = 1
    /// The most steps of a run.
    public static let stepsMax: Int64 = 100_000_000
    /// The most samples of a batch.
    public static let batchSizeMax: Int64 = 1 << 20
    /// The most segments of a run, so that a proof stays a document of a few megabytes.
    public static let segmentsMax = 1 << 16
    /// The longest segment of a tolerant run: beyond ten steps honest machines drift apart
    /// (rule V3).
    public static let tolerantIntervalMax = 10

    /// What is trained.
    public let model: Model
    /// On what it is trained.
    public let dataset: DatasetCommitment
    /// How gradients change parameters.
    public let optimizer: Optimizer
    /// The number of samples of a step.
    public let batchSize: Int
    /// The most steps of the run, and their number unless ``targetLoss`` ends it earlier.
    public let steps: Int
    /// The steps between two checkpoints (k).
    public let checkpointInterval: Int
    /// The run ends at the first checkpoint whose segment's mean loss is at most this.
    public let targetLoss: DecimalNumber?
    /// How closely a re-execution must agree.
    public let mode: Mode

    /// Takes the parts of a specification, or says which do not fit together.
    public init(
        model: Model,
        dataset: DatasetCommitment,
        optimizer: Optimizer,
        batchSize: Int,
        steps: Int,
        checkpointInterval: Int,
        targetLoss: DecimalNumber? = nil,
        mode: Mode = .exact
    ) throws(SpecificationError) {
        self.model = model
        self.dataset = dataset
        self.optimizer = optimizer
        self.batchSize = batchSize
        self.steps = steps
        self.checkpointInterval = checkpointInterval
        self.targetLoss = targetLoss
        self.mode = mode
        try check()
    }

    /// The number of segments of a run over all steps; the last may be shorter than the others.
    public var segmentCount: Int { segmentCount(ofSteps: steps) }

    /// The number of segments that a number of steps makes.
    public func segmentCount(ofSteps steps: Int) -> Int {
        (steps + checkpointInterval - 1) / checkpointInterval
    }

    /// The steps of a segment, counted from 0; none beyond the last step.
    public func steps(ofSegment segment: Int, ofSteps stepCount: Int? = nil) -> Range<Int> {
        let start = segment * checkpointInterval
        return start..<max(start, min(start + checkpointInterval, stepCount ?? steps))
    }

    /// Whether a run ends at a checkpoint whose segment had this mean loss.
    public func isTarget(_ loss: PartsPerTrillion) -> Bool {
        guard let targetLoss else { return false }
        return loss <= targetLoss.partsPerTrillion
    }

    /// The work of one step.
    public func stepWork() throws(GraphError) -> Work {
        try TrainingStep(model: model, batchSize: batchSize).work
    }

    /// The work of all steps, by unrolling: the bound on what the run may be charged.
    public func workEstimate() throws(GraphError) -> Work {
        let body = try TrainingStep(model: model, batchSize: batchSize)
        return try Loop(name: "steps", limit: Int64(steps), body: body).workEstimate()
    }

    private func check() throws(SpecificationError) {
        guard model.input == dataset.features else {
            throw .features(model: model.input, dataset: dataset.features)
        }
        guard model.classes >= dataset.classes else {
            throw .classes(model: model.classes, dataset: dataset.classes)
        }
        guard (1...dataset.samples).contains(batchSize), batchSize <= Self.batchSizeMax else {
            throw .batchSize(batchSize, samples: dataset.samples)
        }
        guard (1...Self.stepsMax).contains(Int64(steps)) else { throw .steps(steps) }
        guard (1...steps).contains(checkpointInterval) else {
            throw .checkpointInterval(checkpointInterval, steps: steps)
        }
        guard segmentCount <= Self.segmentsMax else { throw .segments(segmentCount) }
        if mode == .tolerant, checkpointInterval > Self.tolerantIntervalMax {
            throw .tolerantInterval(checkpointInterval)
        }
    }
}

/// Why the parts of a specification do not fit together.
public enum SpecificationError: Error, Hashable, Sendable {
    /// The model takes another number of features than the samples have.
    case features(model: Int, dataset: Int)
    /// The model tells fewer classes apart than the samples have.
    case classes(model: Int, dataset: Int)
    /// A batch is empty or larger than the data set or ``WorkSpecification/batchSizeMax``.
    case batchSize(Int, samples: Int)
    /// The loop over the steps has no bound, or one beyond ``WorkSpecification/stepsMax``.
    case steps(Int)
    /// The distance between checkpoints is zero or longer than the run.
    case checkpointInterval(Int, steps: Int)
    /// There are more checkpoints than ``WorkSpecification/segmentsMax``.
    case segments(Int)
    /// Segments of a tolerant run are longer than ``WorkSpecification/tolerantIntervalMax``.
    case tolerantInterval(Int)
}

extension SpecificationError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .features(let model, let dataset):
            "the model takes \(model) features, but the samples have \(dataset)"
        case .classes(let model, let dataset):
            "the model tells \(model) classes apart, but the data set has \(dataset)"
        case .batchSize(let size, let samples):
            "a batch needs 1 to \(min(Int64(samples), WorkSpecification.batchSizeMax)) samples, "
                + "not \(size)"
        case .steps(let steps):
            "the training loop's limit \"steps\" must be 1 to \(WorkSpecification.stepsMax), "
                + "not \(steps)"
        case .checkpointInterval(let interval, let steps):
            "the checkpoint interval must be 1 to \(steps), the number of steps, not \(interval)"
        case .segments(let count):
            "the run has \(count) segments; with a longer checkpoint interval it must come to "
                + "\(WorkSpecification.segmentsMax) at most"
        case .tolerantInterval(let interval):
            "a tolerant run needs a checkpoint at least every "
                + "\(WorkSpecification.tolerantIntervalMax) steps, not every \(interval)"
        }
    }
}
