public import Tensors

/// Some samples of a data set.
public struct Batch: Sendable {
    /// The features of all samples of the set, one row a sample.
    public let features: Tensor
    /// The class of each sample of the set.
    public let labels: [Int32]
    /// The samples of the batch.
    public let samples: ArraySlice<Int>

    /// The samples at these places.
    public init(features: Tensor, labels: [Int32], samples: ArraySlice<Int>) {
        self.features = features
        self.labels = labels
        self.samples = samples
    }

    /// All samples.
    public init(features: Tensor, labels: [Int32]) {
        self.init(features: features, labels: labels, samples: Array(labels.indices)[...])
    }
}
