public import Digests
package import Graphs
import JSON
package import Ledger
import Synchronization
package import Tensors
public import Training

/// Blobs that hold tensors, data sets and models.
public final class TensorService: Sendable {
    private let blobs: BlobStore
    /// How operators are carried out on this machine.
    package let execution: Execution
    /// The data sets used last: reading and checking one takes longer than training on it for long.
    private let datasets = Mutex<[CommittedDataset]>([])
    private static let datasetsKeptMax = 16
    /// The most bytes of data sets that are kept; the one used last may have more.
    private static let datasetBytesKeptMax = 1 << 28

    package init(blobs: BlobStore, execution: Execution) {
        self.blobs = blobs
        self.execution = execution
    }

    /// The bytes of a blob, compared with its name; blocks while the disk works.
    package func bytes(of blob: Digest) throws(BlobError) -> [UInt8] {
        try blobs.get(blob)
    }

    /// The bytes of a blob, compared with its name; what asynchronous callers get.
    package func bytes(of blob: Digest) async throws -> [UInt8] {
        try await Computation.run(in: .files) { try self.bytes(of: blob) }
    }

    /// Compares a blob with its name.
    package func check(_ blob: Digest) throws(BlobError) {
        try blobs.check(blob)
    }

    /// The largest blob that is stored or read, in bytes.
    package var byteCountMax: Int { blobs.byteCountMax }

    /// Where a blob's file lies, for programs beside this one to read.
    package func path(of blob: Digest) -> String { blobs.path(of: blob) }

    /// Stores bytes; blocks until the disk has them.
    package func store(_ bytes: [UInt8]) throws(BlobError) -> Digest {
        try blobs.put(bytes)
    }

    /// Stores bytes and returns once the disk has them; what asynchronous callers get.
    package func store(_ bytes: [UInt8]) async throws -> Digest {
        try await Computation.run(in: .files) { try self.store(bytes) }
    }

    /// Reads a data file, splits it if asked to, and stores the parts in canonical form.
    public func register(_ source: DatasetSource) async throws -> RegisteredDatasets {
        try await Computation.run {
            let whole = try source.read()
            try Task.checkCancellation()
            guard let count = source.trainCount else {
                return RegisteredDatasets(train: try self.keep(whole), test: nil)
            }
            do {
                let (training, test) = try whole.split(trainingCount: count, seed: source.seed)
                try Task.checkCancellation()
                return RegisteredDatasets(
                    train: try self.keep(training),
                    test: try self.keep(test)
                )
            } catch let error as DatasetError {
                throw ServiceError.dataset("\(error)")
            }
        }
    }

    /// The commitment to a stored data set.
    public func commitment(of blob: Digest) async throws -> DatasetCommitment {
        try await committedDataset(blob).commitment
    }

    /// A data set, checked against its own commitment; what asynchronous callers get.
    ///
    /// Only who must read it waits for a turn.
    func committedDataset(_ blob: Digest) async throws -> CommittedDataset {
        if let kept = kept(blob) { return kept }
        return try await Computation.run { try self.dataset(blob) }
    }

    /// A data set, checked against its own commitment; blocks while the disk works.
    package func dataset(_ blob: Digest) throws -> CommittedDataset {
        if let kept = kept(blob) { return kept }
        do {
            let committed = try CommittedDataset(canonicalBytes: blobs.get(blob))
            remember(committed)
            return committed
        } catch let error as DatasetReadingError {
            throw ServiceError.malformedBlob(blob, "\(error)")
        }
    }

    /// The specification that a blob holds; what asynchronous callers get.
    package func specification(_ blob: Digest) async throws -> WorkSpecification {
        try await Computation.run(in: .files) { try self.specification(blob) }
    }

    /// The specification that a blob holds; blocks while the disk works.
    package func specification(_ blob: Digest) throws -> WorkSpecification {
        do {
            return try WorkSpecification(canonicalBytes: blobs.get(blob))
        } catch let error as BlobError {
            throw error
        } catch {
            throw ServiceError.malformedBlob(blob, "it is not a work specification: \(error)")
        }
    }

    /// The parameters in a checkpoint or a published model.
    package func parameters(_ blob: Digest, of model: Model) throws -> [Tensor] {
        let bytes = try blobs.get(blob)
        do {
            return try ModelFile(bytes: bytes, model: model).parameters
        } catch {
            // Not a bare model; a checkpoint has its momenta and step besides.
            do {
                return try Checkpoint(bytes: bytes, model: model).state.parameters
            } catch {
                throw ServiceError.malformedBlob(
                    blob,
                    "it holds no parameters of this model: \(error)"
                )
            }
        }
    }

    /// The data set if it is still in memory, which makes it the one used last.
    private func kept(_ blob: Digest) -> CommittedDataset? {
        datasets.withLock { kept in
            guard let index = kept.firstIndex(where: { $0.commitment.blob == blob }) else {
                return nil
            }
            kept.append(kept.remove(at: index))
            return kept.last
        }
    }

    private func keep(_ dataset: Dataset) throws -> DatasetCommitment {
        let committed = try CommittedDataset(dataset) { bytes throws(BlobError) in
            try blobs.put(bytes)
        }
        remember(committed)
        return committed.commitment
    }

    private func remember(_ dataset: CommittedDataset) {
        datasets.withLock { kept in
            kept.removeAll { $0.commitment.blob == dataset.commitment.blob }
            kept.append(dataset)
            var byteCount = kept.reduce(0) { $0 + $1.dataset.byteCount }
            while kept.count > Self.datasetsKeptMax
                || kept.count > 1 && byteCount > Self.datasetBytesKeptMax
            {
                byteCount -= kept.removeFirst().dataset.byteCount
            }
        }
    }
}

/// What a data file became.
public struct RegisteredDatasets: Sendable {
    /// The samples to train on: all of them, unless a part was kept for testing.
    public let train: DatasetCommitment
    /// The samples to test with.
    public let test: DatasetCommitment?
}
