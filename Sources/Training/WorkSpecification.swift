public import Graphs
public import JSON

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
    /// The batches that a step's samples are divided into, whose gradients are added up: a step
    /// needs the memory of one.
    public let batches: Int
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
        batches: Int = 1,
        steps: Int,
        checkpointInterval: Int,
        targetLoss: DecimalNumber? = nil,
        mode: Mode = .exact
    ) throws(SpecificationError) {
        self.model = model
        self.dataset = dataset
        self.optimizer = optimizer
        self.batchSize = batchSize
        self.batches = batches
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
        try step().work
    }

    /// The work of all steps, by unrolling: the bound on what the run may be charged.
    public func workEstimate() throws(GraphError) -> Work {
        try workEstimate(of: step())
    }

    /// The work of all steps, of which one has been unrolled.
    package func workEstimate(of step: TrainingStep) throws(GraphError) -> Work {
        guard let work = step.work.repeated(Int64(steps)) else {
            throw .workOverflow(node: "steps")
        }
        return work
    }

    /// How a step's gradients change the parameters.
    package var updateMethod: UpdateMethod {
        UpdateMethod(rule: optimizer.rule, normMax: optimizer.normMax, batches: batches)
    }

    /// One step, unrolled.
    package func step() throws(GraphError) -> TrainingStep {
        try TrainingStep(model: model, batchSize: batchSize / batches, method: updateMethod)
    }

    private func check() throws(SpecificationError) {
        guard model.input == dataset.features else {
            throw .features(model: model.input, dataset: dataset.features)
        }
        guard model.loss != .crossEntropy || model.classes >= dataset.classes else {
            throw .classes(model: model.classes, dataset: dataset.classes)
        }
        guard (1...dataset.samples).contains(batchSize), batchSize <= Self.batchSizeMax else {
            throw .batchSize(batchSize, samples: dataset.samples)
        }
        guard (1...batchSize).contains(batches), batchSize.isMultiple(of: batches) else {
            throw .batches(batches, batchSize: batchSize)
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
