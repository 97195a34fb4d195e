public import Digests
package import Ledger
public import Tensors

/// Tensors by name, hash or file: reading, storing, comparing, bringing in and handing out.
///
/// A stored tensor is a blob in the .npy format, of which there is one spelling for any numbers and
/// shape, so its hash is the tensor's; names are kept beside it. All calls that take long wait for a
/// turn in a lane of ``Computation``.
public final class TensorStore: Sendable {
    let service: TensorService
    let names: TensorNames

    /// The tensors of a home.
    package init(_ service: TensorService, names notes: NoteStore) throws(StorageError) {
        self.service = service
        names = try TensorNames(notes)
    }

    /// Arrays that a caller has referred to.
    public struct Source: Sendable {
        /// The blob that they are in, unless it is a file.
        public let blob: Digest?
        /// The arrays; one that has a name in this home has it here.
        public let entries: [TensorFile.Entry]
    }

    /// The arrays that a caller refers to, or the one called `entry` among them.
    public func read(
        _ reference: TensorReference,
        entry: String? = nil,
        as format: TensorFile.Format? = nil
    ) async throws -> Source {
        try await Computation.run(in: .files) {
            try self.load(reference, entry: entry, as: format)
        }
    }

    /// The one array that a caller refers to.
    public func readOne(
        _ reference: TensorReference,
        entry: String? = nil,
        as format: TensorFile.Format? = nil
    ) async throws -> TensorFile.Entry {
        try await Computation.run(in: .files) {
            try Self.one(of: self.load(reference, entry: entry, as: format))
        }
    }

    /// All named tensors whose names begin so, in order of name.
    public func list(prefix: String) async throws -> [(name: String, tensor: StoredTensor)] {
        try await Computation.run(in: .files) {
            self.names.all(prefix: prefix).map { ($0.name, $0.tensor) }
        }
    }

    /// Forgets a name; the blob stays, for others may refer to it.
    public func delete(_ name: String) async throws -> StoredTensor {
        try await Computation.run(in: .files) { try self.names.remove(name) }
    }

    /// Stores a tensor, and names it if it is given a name; returns once the disk has both.
    public func put(
        _ array: NumericArray,
        name: String?,
        replacing: Bool
    ) async throws -> StoredTensor {
        try await Computation.run(in: .files) {
            let stored = try self.store(array)
            if let name {
                try self.names.add([NamedTensor(name: name, tensor: stored)], replacing: replacing)
            }
            return stored
        }
    }

    /// The distances between the tensors of two sources, all their values as one vector in order of
    /// name; where each has one only, names do not matter.
    public func distances(
        _ left: TensorReference,
        _ right: TensorReference
    ) async throws -> Distance {
        try await Computation.run {
            let first = try self.load(left).entries
            try Task.checkCancellation()
            let second = try self.load(right).entries
            try Task.checkCancellation()
            try Self.checkComparable(first, second)
            let vector = { (entries: [TensorFile.Entry]) in
                entries.flatMap(\.array.elements.floats)
            }
            let (one, other) = (vector(first), vector(second))
            try Task.checkCancellation()
            return try Distance(between: one, and: other)
        }
    }

    /// Stores an array as a blob; blocks until the disk has it.
    func store(_ array: NumericArray) throws(BlobError) -> StoredTensor {
        let blob = try service.store(Npy.write(array))
        return StoredTensor(blob: blob, type: array.elements.type, shape: array.shape)
    }

    /// Reads what a caller refers to; blocks while the disk works.
    func load(
        _ reference: TensorReference,
        entry: String? = nil,
        as format: TensorFile.Format? = nil
    ) throws -> Source {
        let source: Source
        switch reference {
        case .name(let name):
            let blob = try names.tensor(name).blob
            let file = try parse(service.bytes(of: blob), of: .blob(blob), as: .npy)
            source = Source(
                blob: blob,
                entries: file.map { TensorFile.Entry(name: name, array: $0.array) }
            )
        case .blob(let blob):
            let entries = try parse(service.bytes(of: blob), of: reference, as: format)
            source = Source(blob: blob, entries: entries)
        case .path(let path):
            let bytes = try LocalFile(path).read()
            let told = format ?? TensorFile.Format(ofFileNamed: path)
            source = Source(blob: nil, entries: try parse(bytes, of: reference, as: told))
        }
        guard let entry else { return source }
        let found = source.entries.filter { $0.name == entry }
        guard !found.isEmpty else {
            let known = source.entries.prefix(5).compactMap { $0.name.map { "\"\($0)\"" } }
            throw ServiceError.parameter(
                pointer: "/entry",
                expected: known.isEmpty
                    ? "nothing, for the array has no name"
                    : "the name of an array, such as \(known.joined(separator: ", "))",
                got: "\"\(entry)\""
            )
        }
        return Source(blob: source.blob, entries: found)
    }

    /// The one array of a source.
    static func one(of source: Source) throws(ServiceError) -> TensorFile.Entry {
        guard source.entries.count == 1, let entry = source.entries.first else {
            throw .parameter(
                pointer: "/entry",
                expected: "the name of one of the \(source.entries.count) arrays",
                got: "nothing"
            )
        }
        return entry
    }

    private func parse(
        _ bytes: [UInt8],
        of reference: TensorReference,
        as format: TensorFile.Format?
    ) throws -> [TensorFile.Entry] {
        do throws(TensorFormatError) {
            let limit = service.byteCountMax
            return try TensorFile(parsing: bytes, as: format, byteCountMax: limit).entries
        } catch .elementTypeUnsupported(let name) {
            // The file is what it should be; only its numbers are not for us.
            throw TensorFormatError.elementTypeUnsupported(name: name)
        } catch .cancelled {
            throw CancellationError()
        } catch {
            switch reference {
            case .blob(let blob): throw ServiceError.malformedBlob(blob, "\(error)")
            case .path(let path): throw ServiceError.malformedFile(path: path, "\(error)")
            case .name: throw error
            }
        }
    }

    private static func checkComparable(
        _ left: [TensorFile.Entry],
        _ right: [TensorFile.Entry]
    ) throws(ServiceError) {
        guard left.count == right.count else {
            throw .tensorsDiffer("one side has \(left.count) of them, the other \(right.count)")
        }
        for (one, other) in zip(left, right) {
            guard left.count == 1 || one.name == other.name else {
                throw .tensorsDiffer(
                    "one side has \"\(one.name ?? "")\" where the other has \"\(other.name ?? "")\""
                )
            }
            guard one.array.shape == other.array.shape else {
                throw .tensorsDiffer(
                    "one has the shape \(one.array.shape), the other \(other.array.shape)"
                )
            }
        }
    }
}
