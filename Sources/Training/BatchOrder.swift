public import Digests
import Tensors

/// Which samples each step of a run sees.
///
/// Every epoch is a permutation of all samples, cut into whole batches; an incomplete last batch is
/// dropped. The permutation of an epoch follows from the seed and the epoch's number, so any step
/// can be replayed without the steps before it.
public struct BatchOrder: Sendable {
    /// The number of samples of the data set.
    public let samples: Int
    /// The number of samples of a step.
    public let batchSize: Int

    private let seed: UInt64
    private var epoch: Int?
    private var permutation: [Int]

    /// The order that a seed gives.
    public init(seed: Digest, samples: Int, batchSize: Int) {
        precondition(batchSize >= 1, "a batch has samples")
        precondition(batchSize <= samples, "a batch is no larger than the data set")
        self.seed = Philox.seed(of: seed)
        self.samples = samples
        self.batchSize = batchSize
        permutation = [Int](repeating: 0, count: samples)
    }

    /// The number of steps that see (almost) every sample once.
    public var stepsPerEpoch: Int { samples / batchSize }

    /// The indices of the samples of a step, counted from 0.
    ///
    /// - Complexity: O(samples) when the step begins another epoch than the last one asked for.
    public mutating func samples(ofStep step: Int) -> ArraySlice<Int> {
        precondition(step >= 0, "steps are counted from 0")
        let (wanted, batch) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
        if epoch != wanted {
            var random = Philox(seed: seed, stream: UInt64(wanted))
            random.permute(&permutation)
            epoch = wanted
        }
        return permutation[batch * batchSize..<(batch + 1) * batchSize]
    }
}
