/// Why the parts of a specification do not fit together.
public enum SpecificationError: Error, Hashable, Sendable {
    /// The model takes another number of features than the samples have.
    case features(model: Int, dataset: Int)
    /// The model tells fewer classes apart than the samples have.
    case classes(model: Int, dataset: Int)
    /// A batch is empty or larger than the data set or ``WorkSpecification/batchSizeMax``.
    case batchSize(Int, samples: Int)
    /// A step's samples do not divide into so many batches.
    case batches(Int, batchSize: Int)
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
        case .batches(let batches, let batchSize):
            "\(batchSize) samples do not divide into \(batches) batches of equal size"
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
