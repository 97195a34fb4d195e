public import Graphs
public import Tensors

/// What a participant of a round contributes: the sum over named samples of the gradient of their
/// loss by the parameters, at given parameters.
///
/// It is a function of the model, the parameters and the samples in their order, with the same bits
/// on every machine; so anyone can recompute a contribution and a judge can rule on a claim.
public struct GradientSum: Sendable {
    /// The most samples of one contribution.
    public static let samplesMax = 1 << 20

    /// Samples are taken in blocks of this many, in their order.
    ///
    /// The gradient of a block's mean
    /// loss times the block's size is added to the sum, block after block.
    public static let blockSize = 256

    /// The sum of gradients by each parameter, in the order of the model's.
    public let gradients: [Tensor]
    /// The number of samples.
    public let sampleCount: Int

    /// Takes a sum that somebody else has made.
    package init(gradients: [Tensor], sampleCount: Int) {
        self.gradients = gradients
        self.sampleCount = sampleCount
    }

    /// Computes the sum over the samples at these indices.
    ///
    /// - Parameter local: how the author goes on by itself before it hands in; ``LocalDescent/none``
    ///   for the gradient at the given parameters alone.
    public init(
        of samples: [Int],
        in dataset: Dataset,
        model: Model,
        parameters: [Tensor],
        local: LocalDescent = .none,
        execution: Execution
    ) throws(TrainingError) {
        guard (1...Self.samplesMax).contains(samples.count) else {
            throw .dataset(samples.isEmpty ? .empty : .tooManySamples(samples.count))
        }
        let selected: Dataset
        do {
            selected = try dataset.selecting(samples)
        } catch {
            throw .dataset(error)
        }
        var executors = try BlockExecutors(
            samples: samples.count,
            model: model,
            execution: execution
        )
        var gradients: [Tensor] = []
        var moved = parameters
        for step in 0..<local.steps {
            let sum = try executors.sum(over: selected, parameters: moved, step: step).gradients
            try TrainingError.ofTensors { () throws(TensorError) in
                gradients = try gradients.adding(sum, on: execution)
                let rate = -local.learningRate / Float(samples.count)
                for index in moved.indices {
                    moved[index] = try moved[index].adding(
                        sum[index],
                        scaledBy: rate,
                        on: execution
                    )
                }
            }
        }
        self.gradients = gradients
        sampleCount = samples.count
    }

    /// All gradients as one vector.
    public var vector: [Float] { gradients.flatMap(\.elements) }
}

/// One executor for full blocks of samples, and one for the last if it is shorter.
struct BlockExecutors {
    private let blocks: [Range<Int>]
    private var executors: [Int: StepExecutor] = [:]
    private let execution: Execution

    init(samples: Int, model: Model, execution: Execution) throws(TrainingError) {
        self.execution = execution
        let size = GradientSum.blockSize
        blocks = stride(from: 0, to: samples, by: size).map { $0..<min($0 + size, samples) }
        for block in blocks where executors[block.count] == nil {
            let step = try TrainingStep.fitting(model: model, batchSize: block.count)
            executors[block.count] = StepExecutor(step: step, on: execution)
        }
    }

    /// The sums over all samples of the gradients and of the losses, after so many steps.
    mutating func sum(
        over samples: Dataset,
        parameters: [Tensor],
        step: Int = 0
    ) throws(TrainingError) -> (gradients: [Tensor], loss: Double) {
        let features = try TrainingError.ofTensors { () throws(TensorError) in
            try samples.featureMatrix
        }
        var sum: [Tensor] = []
        var loss = 0.0
        for block in blocks {
            if Task.isCancelled { throw .cancelled(step: step) }
            let batch = Batch(
                features: features,
                labels: samples.labels,
                samples: Array(block)[...]
            )
            try TrainingError.ofTensors { () throws(TensorError) in
                guard
                    let mean = try executors[block.count]?
                        .gradients(of: batch, parameters: parameters)
                else { preconditionFailure("there is an executor for the size of each block") }
                loss += Double(mean.loss) * Double(block.count)
                let scaled = mean.gradients.map {
                    $0.scaled(by: Float(block.count), on: execution)
                }
                sum = try sum.adding(scaled, on: execution)
            }
        }
        return (sum, loss)
    }
}

extension [Tensor] {
    /// The sums of tensors in the same places; an empty array stands for zeros.
    fileprivate func adding(
        _ others: [Tensor],
        on execution: Execution
    ) throws(TensorError) -> [Tensor] {
        if isEmpty { return others }
        var sums: [Tensor] = []
        for (tensor, other) in zip(self, others) {
            sums.append(try tensor.adding(other, on: execution))
        }
        return sums
    }
}

extension GradientSum {
    private static let countName = "sampleCount"

    /// The canonical .safetensors file of the gradients by the parameters' names and the number of
    /// samples.
    ///
    /// All values must be finite.
    public func canonicalBytes(model: Model) throws(StateError) -> [UInt8] {
        var file = try Safetensors(tensors: gradients, of: model)
        file.arrays[Self.countName] = try NumericArray.counter(sampleCount)
        return file.serialized()
    }

    /// Reads a contribution, which must be the canonical file.
    public init(canonicalBytes bytes: [UInt8], model: Model) throws(StateError) {
        var reader = try NamedTensors(parsing: bytes)
        let gradients = try reader.tensors(of: model)
        let count = try reader.integer(Self.countName)
        try reader.finish()
        guard (1...Self.samplesMax).contains(count) else { throw .sampleCount(count) }
        self.init(gradients: gradients, sampleCount: count)
        guard try canonicalBytes(model: model) == bytes else { throw .notCanonical }
    }
}
