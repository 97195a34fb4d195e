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
    /// The gradient of a block's mean loss times the block's size is added to the sum, block after
    /// block.
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
        var blocks = try GradientBlocks(
            of: samples,
            in: dataset,
            model: model,
            execution: execution
        )
        var gradients: [Tensor] = []
        var moved = parameters
        for step in 0..<local.steps {
            let sum = try blocks.sum(parameters: moved, step: step).gradients
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
