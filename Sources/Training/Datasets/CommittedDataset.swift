public import Digests
import JSON
import Tensors

/// A data set together with the commitment that has been checked to be its own.
///
/// Hashing a data set takes longer than a thousand training steps, so it is done once, and this
/// type is the evidence that it was.
public struct CommittedDataset: Sendable {
    /// The samples.
    public let dataset: Dataset
    /// What binds everyone to them.
    public let commitment: DatasetCommitment

    /// Commits to a data set.
    public init(_ dataset: Dataset) {
        self.init(dataset) { Digest(sha256: $0) }
    }

    /// Commits to a data set, whose canonical file is stored on the way.
    ///
    /// - Parameter store: keeps the file and returns its digest, so that a large file is neither
    ///   made nor hashed twice.
    public init<Failure: Error>(
        _ dataset: Dataset,
        storing store: ([UInt8]) throws(Failure) -> Digest
    ) throws(Failure) {
        self.dataset = dataset
        commitment = DatasetCommitment(of: dataset, blob: try store(dataset.canonicalBytes))
    }

    /// Reads a data set's canonical file, and refuses any other spelling of it.
    public init(canonicalBytes bytes: [UInt8]) throws(DatasetReadingError) {
        dataset = try Dataset(canonicalBytes: bytes)
        guard dataset.canonicalBytes == bytes else {
            throw .tensorFile("it is spelled in another than the canonical way", file: "data set")
        }
        commitment = DatasetCommitment(of: dataset, blob: Digest(sha256: bytes))
    }
}

extension DatasetCommitment {
    /// The commitment to a data set whose canonical file has this digest.
    fileprivate init(of dataset: Dataset, blob: Digest) {
        self.init(
            blob: blob,
            root: dataset.merkleTree.root,
            samples: dataset.count,
            features: dataset.featureCount,
            classes: dataset.classes
        )
    }
}

extension Dataset {
    private static let featuresName = "features"
    private static let labelsName = "labels"

    /// The canonical file: .safetensors with `features` as F32 and `labels` as I64.
    public var canonicalBytes: [UInt8] {
        do {
            let features = NumericArray(try featureMatrix)
            let labels = try NumericArray(self.labels.map { Int64($0) })
            return Safetensors(
                arrays: [Self.featuresName: features, Self.labelsName: labels]
            ).serialized()
        } catch {
            preconditionFailure("a sound data set has a sound shape: \(error)")
        }
    }

    /// How many bytes the samples take, in memory and about as many in the canonical file.
    public var byteCount: Int { 4 * features.count + 8 * labels.count }

    /// Reads a .safetensors file with `features`, a matrix, and `labels`.
    public init(canonicalBytes bytes: [UInt8]) throws(DatasetReadingError) {
        let file: Safetensors
        do {
            file = try Safetensors(parsing: bytes)
        } catch {
            throw .tensorFile(error.description, file: "data set")
        }
        for name in file.arrays.keys.sorted()
        where name != Self.featuresName && name != Self.labelsName {
            throw .tensorFile("it holds the stranger \"\(name)\"", file: "data set")
        }
        guard let features = file.arrays[Self.featuresName] else {
            throw .tensorFile("it lacks \"\(Self.featuresName)\"", file: "data set")
        }
        guard let labels = file.arrays[Self.labelsName] else {
            throw .tensorFile("it lacks \"\(Self.labelsName)\"", file: "data set")
        }
        try self.init(features: features, labels: labels, scale: .one)
    }

    /// Takes features and labels as two arrays: the first dimension of the features is the sample.
    init(
        features: NumericArray,
        labels: NumericArray,
        scale: DecimalNumber
    ) throws(DatasetReadingError) {
        guard scale.float > 0 else { throw .scaleZero }
        guard features.shape.rank >= 2 else {
            throw .tensorFile("it must have two dimensions or more", file: "features")
        }
        let (samples, labelCount) = (features.shape.dimensions[0], labels.shape.elementCount)
        guard samples == labelCount else {
            throw .samplesDiffer(features: samples, labels: labelCount)
        }
        // Before bytes become numbers, which take up to eight times as much.
        guard features.shape.elementCountEach >= 1 else { throw .dataset(.noFeatures) }
        guard features.shape.elementCount <= Dataset.valuesMax else {
            throw .dataset(.tooManyValues)
        }
        guard labels.shape.rank == 1, let integers = labels.integers else {
            throw .tensorFile("it must hold one whole number a sample", file: "labels")
        }
        var narrow: [Int32] = []
        narrow.reserveCapacity(integers.count)
        for (sample, label) in integers.enumerated() {
            guard let class32 = Int32(exactly: label), class32 >= 0 else {
                throw .dataset(.label(label, sample: sample))
            }
            narrow.append(class32)
        }
        var values = features.elements.floats
        if scale != .one {
            let divisor = scale.float
            for index in values.indices { values[index] /= divisor }
        }
        self = try DatasetReadingError.dataset(
            features: values,
            labels: narrow,
            featureCount: features.shape.elementCountEach
        )
    }

    /// The raw bytes of one sample, which are a leaf of the tree: its features as little-endian
    /// 32-bit floats, then its label as a little-endian 64-bit integer.
    public func leafBytes(of sample: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * featureCount + 8)
        for feature in features(of: sample) {
            withUnsafeBytes(of: feature.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        withUnsafeBytes(of: Int64(labels[sample]).littleEndian) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// The tree over the samples, in their order.
    public var merkleTree: MerkleTree {
        MerkleTree(leaves: (0..<count).map { MerkleTree.leaf(leafBytes(of: $0)) })
    }
}
