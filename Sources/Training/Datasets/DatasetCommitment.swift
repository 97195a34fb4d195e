public import Digests
public import JSON

/// What binds everyone to one data set: its shape and the digests of its raw bytes.
///
/// The Merkle root is over the samples in their order, each leaf the raw bytes of one sample, so a
/// single sample can be shown to belong to the set, and a change of any single value of any sample
/// changes the root. (The published proof-of-learning reference hashes the printed text of a
/// sample, which leaves out most of a large one.)
public struct DatasetCommitment: Hashable, Sendable {
    /// The digest of the data set's canonical file.
    public let blob: Digest
    /// The root over the samples.
    public let root: Digest
    /// The number of samples.
    public let samples: Int
    /// The number of features of a sample.
    public let features: Int
    /// The number of classes.
    public let classes: Int

    /// A commitment that somebody else has made.
    public init(blob: Digest, root: Digest, samples: Int, features: Int, classes: Int) {
        self.blob = blob
        self.root = root
        self.samples = samples
        self.features = features
        self.classes = classes
    }
}

extension DatasetCommitment: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        [
            "blob": .string(blob.hex),
            "classes": .integer(Int64(classes)),
            "features": .integer(Int64(features)),
            "root": .string(root.hex),
            "samples": .integer(Int64(samples)),
        ]
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        blob = try fields.required("blob").digest()
        root = try fields.required("root").digest()
        samples = Int(
            try fields.required("samples").integer(in: 1...Int64(Dataset.samplesMax))
        )
        features = Int(
            try fields.required("features").integer(in: 1...Int64(Dataset.valuesMax))
        )
        classes = Int(
            try fields.required("classes").integer(in: 1...Int64(Dataset.classesMax))
        )
        try fields.finish()
    }
}
