public import Digests
public import Tensors
import Training

extension TensorStore {
    /// Under which names tensors are brought in.
    public enum Naming: Sendable {
        /// Each under its name in the file, behind a prefix.
        case prefixed(String)
        /// One tensor under this name.
        case one(String)
    }

    /// Stores the arrays of a file, each as a tensor of its own, and names them, all or none.
    public func bringIn(
        _ reference: TensorReference,
        entry: String?,
        as format: TensorFile.Format?,
        naming: Naming,
        replacing: Bool
    ) async throws -> [(name: String, tensor: StoredTensor)] {
        try await Computation.run {
            let source = try self.load(reference, entry: entry, as: format)
            try Task.checkCancellation()
            let named = try Self.named(source, naming)
            var added: [NamedTensor] = []
            for (name, array) in named {
                try Task.checkCancellation()
                added.append(NamedTensor(name: name, tensor: try self.store(array)))
            }
            try self.names.add(added, replacing: replacing)
            return added.map { ($0.name, $0.tensor) }
        }
    }

    /// A file that was written, or a blob that was stored.
    public struct Export: Sendable {
        /// The blob, unless a file was asked for.
        public let blob: Digest?
        /// How many bytes it has.
        public let byteCount: Int
        /// How many tensors are in it.
        public let count: Int
    }

    /// Writes tensors to a file, or stores one as a blob.
    ///
    /// - Parameters:
    ///   - path: the file; nothing for a blob.
    ///   - deflated: whether the members of a .npz file are packed.
    ///   - replacing: whether a file that is there is replaced, instead of refused.
    public func export(
        _ references: [TensorReference],
        entry: String?,
        to path: String?,
        as format: TensorFile.Format,
        deflated: Bool,
        replacing: Bool
    ) async throws -> Export {
        try await Computation.run {
            let target = try path.map { path throws(ServiceError) in try LocalFile(path) }
            if let path, !replacing, target?.exists == true {
                throw ServiceError.file(path: path, Self.isThere)
            }
            let entries = try self.entries(of: references, entry: entry)
            let bytes: [UInt8]
            do throws(TensorFormatError) {
                bytes = try TensorFile.serialized(entries, as: format, deflated: deflated)
            } catch .cancelled {
                throw CancellationError()
            } catch {
                throw ServiceError.parameter(
                    pointer: "/tensors",
                    expected: "what a .\(format.rawValue) file can hold: \(error)",
                    got: "\(entries.count) arrays"
                )
            }
            try Task.checkCancellation()
            guard let target else {
                let blob = try self.service.store(bytes)
                return Export(blob: blob, byteCount: bytes.count, count: entries.count)
            }
            try target.write(bytes, replacing: replacing)
            return Export(blob: nil, byteCount: bytes.count, count: entries.count)
        }
    }

    /// The arrays that go into one file, which a name has once.
    private func entries(
        of references: [TensorReference],
        entry: String?
    ) throws -> [TensorFile.Entry] {
        var entries: [TensorFile.Entry] = []
        var names: Set<String> = []
        // The file, which is made in memory, takes as much again.
        var room = MemoryRoom(byteCount: Trainer.memoryByteCountMax / 2)
        for (index, reference) in references.enumerated() {
            try Task.checkCancellation()
            for loaded in try load(reference, entry: entry).entries {
                if let name = loaded.name, !names.insert(name).inserted {
                    throw ServiceError.parameter(
                        pointer: "/tensors/\(index)",
                        expected: "arrays of different names",
                        got: "a second \"\(name)\""
                    )
                }
                try room.take(loaded.array)
                entries.append(loaded)
            }
        }
        guard entries.count == 1 else { return entries }
        return entries.map { TensorFile.Entry(name: $0.name ?? "tensor", array: $0.array) }
    }

    private static let isThere = "it is there already; choose another, or say replace"

    private static func named(
        _ source: Source,
        _ naming: Naming
    ) throws(ServiceError) -> [(String, NumericArray)] {
        switch naming {
        case .one(let name):
            return [(name, try one(of: source).array)]
        case .prefixed(let prefix):
            var named: [(String, NumericArray)] = []
            for entry in source.entries {
                guard let own = entry.name else {
                    throw .parameter(
                        pointer: "/name",
                        expected: "a name, for the file gives its array none",
                        got: "nothing"
                    )
                }
                guard TensorReference.isName(prefix + own) else {
                    throw .parameter(
                        pointer: "/prefix",
                        expected: "one that makes a name of \"\(own)\", of at most "
                            + "\(TensorReference.nameByteCountMax) bytes",
                        got: "\"\(prefix)\""
                    )
                }
                named.append((prefix + own, entry.array))
            }
            return named
        }
    }
}
