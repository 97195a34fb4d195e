import Digests
import JSON
import Tensors
import Testing
import Training

struct CommitmentTests {
    /// Two images as large as CIFAR's.
    private func large(flipping flipped: Int? = nil) throws -> Dataset {
        var features = (0..<2 * 3072).map { Float($0 % 251) / 251 }
        if let flipped { features[flipped] = 1 - features[flipped] }
        return try Dataset(features: features, labels: [0, 1], featureCount: 3072)
    }

    @Test func `a change of the centre value of a large sample changes root and blob`() throws {
        // The published reference hashes the printed text of an array, which is abridged beyond
        // 1,000 elements: there this flip goes unseen.
        let original = CommittedDataset(try large()).commitment
        let flipped = CommittedDataset(try large(flipping: 1536)).commitment
        #expect(original.root != flipped.root)
        #expect(original.blob != flipped.blob)
    }

    @Test func `every bit of every value and label is covered`() throws {
        let dataset = try Dataset(features: [0.5, 1, 2, 3], labels: [0, 1], featureCount: 2)
        let root = dataset.merkleTree.root
        for index in dataset.features.indices {
            var features = dataset.features
            features[index] = Float(bitPattern: features[index].bitPattern ^ 1)
            let changed = try Dataset(
                features: features,
                labels: dataset.labels,
                featureCount: 2
            )
            #expect(changed.merkleTree.root != root)
        }
        let relabelled = try Dataset(
            features: dataset.features,
            labels: [1, 1],
            featureCount: 2
        )
        #expect(relabelled.merkleTree.root != root)
    }

    @Test func `the order of the samples is bound`() throws {
        let dataset = try large()
        #expect(try dataset.selecting([1, 0]).merkleTree.root != dataset.merkleTree.root)
    }

    @Test func `a single sample can be shown to belong to the set`() throws {
        let dataset = try Dataset(
            features: (0..<21).map { Float($0) },
            labels: Array(repeating: 0, count: 7),
            featureCount: 3
        )
        let tree = dataset.merkleTree
        for sample in 0..<7 {
            let leaf = MerkleTree.leaf(dataset.leafBytes(of: sample))
            #expect(
                MerkleTree.verify(
                    leaf: leaf,
                    at: sample,
                    of: 7,
                    path: tree.path(to: sample),
                    root: tree.root
                )
            )
        }
        #expect(
            dataset.leafBytes(of: 0)
                == [0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0]
        )
    }

    @Test func `the canonical file reads back under its commitment`() throws {
        let committed = CommittedDataset(try large())
        let bytes = committed.dataset.canonicalBytes
        #expect(Digest(sha256: bytes) == committed.commitment.blob)
        let again = try CommittedDataset(canonicalBytes: bytes)
        #expect(again.dataset == committed.dataset)
        #expect(again.commitment == committed.commitment)
    }

    @Test func `the canonical file is made once, stored and committed to`() throws {
        var stored: [[UInt8]] = []
        let committed = CommittedDataset(try large()) { bytes in
            stored.append(bytes)
            return Digest(sha256: bytes)
        }
        #expect(stored == [committed.dataset.canonicalBytes])
        #expect(committed.commitment == CommittedDataset(try large()).commitment)
    }

    @Test func `another spelling of the same samples is refused`() throws {
        let dataset = try large()
        let features = NumericArray(try Tensor(rows: 2, columns: 3072, elements: dataset.features))
        let shape = try Shape([2, 3072, 1])
        let other = Safetensors(
            arrays: [
                "features": try NumericArray(shape: shape, elements: features.elements),
                "labels": try NumericArray([0, 1]),
            ]
        ).serialized()
        #expect(try Dataset(canonicalBytes: other) == dataset)
        #expect(throws: DatasetReadingError.self) { try CommittedDataset(canonicalBytes: other) }
        let bytes = dataset.canonicalBytes
        for cut in [0, 7, 100, bytes.count - 1] {
            #expect(throws: DatasetReadingError.self) {
                try CommittedDataset(canonicalBytes: Array(bytes[..<cut]))
            }
        }
    }

    @Test func `a truncated data set says what is missing`() throws {
        let bytes = try large().canonicalBytes
        let error = #expect(throws: DatasetReadingError.self) {
            try Dataset(canonicalBytes: Array(bytes[..<1000]))
        }
        guard case .tensorFile(let reason, file: "data set") = error else {
            Issue.record("got \(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
    }
}
