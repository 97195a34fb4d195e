/// Labelled samples in memory: what a model is trained on, or tested with.
///
/// A data set that exists is a sound one: every feature is finite, every label is a class.
public struct Dataset: Hashable, Sendable {
    /// The most samples of a data set.
    public static let samplesMax = 1 << 28
    /// The most classes of a data set.
    public static let classesMax = 1 << 20
    /// The most features of all samples together: 1 GiB of them, which is what a blob may hold.
    public static let valuesMax = 1 << 28

    /// The features, sample after sample.
    public let features: [Float]
    /// The class of each sample.
    public let labels: [Int32]
    /// The number of features of a sample.
    public let featureCount: Int
    /// One more than the largest label, so that it follows from the samples alone.
    public let classes: Int

    /// Takes samples, or says which is unsound.
    public init(
        features: [Float],
        labels: [Int32],
        featureCount: Int
    ) throws(DatasetError) {
        guard !labels.isEmpty else { throw .empty }
        guard labels.count <= Self.samplesMax else { throw .tooManySamples(labels.count) }
        guard featureCount >= 1 else { throw .noFeatures }
        let (valueCount, overflow) = labels.count.multipliedReportingOverflow(by: featureCount)
        guard !overflow, valueCount <= Self.valuesMax else { throw .tooManyValues }
        guard features.count == valueCount else {
            throw .sizeMismatch(features: features.count, samples: labels.count)
        }
        if let unsound = features.firstIndex(where: { !$0.isFinite }) {
            throw .featureNotFinite(sample: unsound / featureCount, feature: unsound % featureCount)
        }
        if let stranger = labels.firstIndex(where: { !(0..<Self.classesMax).contains(Int($0)) }) {
            throw .label(Int64(labels[stranger]), sample: stranger)
        }
        self.features = features
        self.labels = labels
        self.featureCount = featureCount
        classes = Int(labels.reduce(0, max)) + 1
    }

    /// The number of samples.
    public var count: Int { labels.count }

    /// The features of one sample.
    public func features(of sample: Int) -> ArraySlice<Float> {
        features[sample * featureCount..<(sample + 1) * featureCount]
    }

    /// The samples at these indices, in this order.
    public func selecting(_ samples: some Collection<Int>) throws(DatasetError) -> Dataset {
        // One sample may be named again and again.
        guard samples.count <= Self.valuesMax / featureCount else { throw .tooManyValues }
        var selected: [Float] = []
        selected.reserveCapacity(samples.count * featureCount)
        var selectedLabels: [Int32] = []
        selectedLabels.reserveCapacity(samples.count)
        for sample in samples {
            guard labels.indices.contains(sample) else {
                throw .noSuchSample(sample, samples: count)
            }
            selected.append(contentsOf: features(of: sample))
            selectedLabels.append(labels[sample])
        }
        return try Dataset(
            features: selected,
            labels: selectedLabels,
            featureCount: featureCount
        )
    }
}

/// Why samples do not make a data set.
public enum DatasetError: Error, Hashable, Sendable {
    /// There are no samples.
    case empty
    /// There are more samples than ``Dataset/samplesMax``.
    case tooManySamples(Int)
    /// A sample has no features.
    case noFeatures
    /// There are more features in all than ``Dataset/valuesMax``.
    case tooManyValues
    /// The features do not divide among the samples.
    case sizeMismatch(features: Int, samples: Int)
    /// A feature is infinite or not a number.
    case featureNotFinite(sample: Int, feature: Int)
    /// A label is negative, or not below ``Dataset/classesMax``.
    case label(Int64, sample: Int)
    /// A sample was named that does not exist.
    case noSuchSample(Int, samples: Int)
}

extension DatasetError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .empty:
            "the data set has no samples"
        case .tooManySamples(let count):
            "the data set has \(count) samples; the most is \(Dataset.samplesMax)"
        case .noFeatures:
            "the samples have no features"
        case .tooManyValues:
            "the samples have more than \(Dataset.valuesMax) values"
        case .sizeMismatch(let features, let samples):
            "\(features) feature values do not divide among \(samples) samples"
        case .featureNotFinite(let sample, let feature):
            "feature \(feature) of sample \(sample) is infinite or not a number"
        case .label(let label, let sample):
            "sample \(sample) has the label \(label), which is not one of 0 to "
                + "\(Dataset.classesMax - 1)"
        case .noSuchSample(let sample, let samples):
            "there is no sample \(sample): the data set has \(samples), counted from 0"
        }
    }
}
