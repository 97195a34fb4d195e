import Digests
import JSON
import Ledger
import Synchronization
import Tensors

/// A tensor of this home that has a name: which blob it is, and what that holds.
struct NamedTensor: Hashable, Sendable {
    /// The name.
    let name: String
    /// The blob, a .npy file in its one canonical spelling.
    let tensor: StoredTensor
}

/// The names of this home's tensors, in one note that grows by a line a change.
///
/// A line is a JSON array of what was named (or, without a blob, forgotten) together, so that either
/// all of it is there after a crash or nothing. A line that a crash or a full disk cut short is
/// skipped, wherever it stands.
final class TensorNames: Sendable {
    private struct State {
        var tensors: [String: StoredTensor] = [:]
        /// The bytes of the note.
        var byteCount = 0
    }

    private static let noteName = "tensors"
    /// A note is written anew when it has this many bytes, and twice what it needs.
    private static let byteCountBeforeRewriting = 1 << 16
    private let notes: NoteStore
    private let state: Mutex<State>

    /// Reads the names.
    init(_ notes: NoteStore) throws(StorageError) {
        self.notes = notes
        var tensors: [String: StoredTensor] = [:]
        for line in try notes.read(Self.noteName)?.split(separator: UInt8(ascii: "\n")) ?? [] {
            do {
                for change in try JSONReader(JSONValue(parsing: line)).elements() {
                    let (name, tensor) = try Self.read(change)
                    tensors[name] = tensor
                }
            } catch {
                // Cut short: it was never acknowledged.
            }
        }
        state = Mutex(State())
        try state.withLock { state throws(StorageError) in
            state.tensors = tensors
            if !tensors.isEmpty { try rewrite(&state) }
        }
    }

    /// All tensors whose names begin so, in order of name.
    func all(prefix: String) -> [NamedTensor] {
        let tensors = state.withLock { $0.tensors }
        return tensors.filter { $0.key.hasPrefix(prefix) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { NamedTensor(name: $0.key, tensor: $0.value) }
    }

    /// The tensor of a name.
    func tensor(_ name: String) throws(ServiceError) -> StoredTensor {
        guard let tensor = state.withLock({ $0.tensors[name] }) else {
            throw .unknownTensor(name)
        }
        return tensor
    }

    /// Names tensors, all or none; returns once the disk has it.
    ///
    /// - Throws: ``ServiceError/tensorExists(_:)`` for a name of another tensor, unless it is to be
    ///   replaced.
    func add(_ added: [NamedTensor], replacing: Bool) throws {
        try state.withLock { state in
            try Self.check(added, in: state.tensors, replacing: replacing)
            let changes = added.filter { state.tensors[$0.name] != $0.tensor }
            guard !changes.isEmpty else { return }
            try append(changes.map { Self.line($0.name, $0.tensor) }, to: &state) { tensors in
                for change in changes { tensors[change.name] = change.tensor }
            }
        }
    }

    /// Forgets a name; returns what it named, once the disk has it.
    func remove(_ name: String) throws -> StoredTensor {
        try state.withLock { state in
            guard let tensor = state.tensors[name] else { throw ServiceError.unknownTensor(name) }
            try append([Self.line(name, nil)], to: &state) { $0[name] = nil }
            return tensor
        }
    }

    private static func check(
        _ added: [NamedTensor],
        in tensors: [String: StoredTensor],
        replacing: Bool
    ) throws(ServiceError) {
        var newCount = 0
        for change in added {
            guard let tensor = tensors[change.name] else {
                newCount += 1
                continue
            }
            guard replacing || tensor == change.tensor else { throw .tensorExists(change.name) }
        }
        guard tensors.count + newCount <= TensorLimit.names.most else {
            throw .tensorLimit(.names)
        }
    }

    private func append(
        _ changes: [JSONValue],
        to state: inout State,
        _ apply: (inout [String: StoredTensor]) -> Void
    ) throws(StorageError) {
        // The first newline parts it from a line that was cut short.
        let line = [UInt8(ascii: "\n")] + JSONValue.array(changes).serialized()
        try notes.append(line, to: Self.noteName)
        apply(&state.tensors)
        state.byteCount += line.count
        guard state.byteCount > Self.byteCountBeforeRewriting else { return }
        let needed = Self.bytes(state.tensors).count
        guard state.byteCount > 2 * needed else { return }
        do {
            try rewrite(&state)
        } catch {
            // The change itself is on the disk; what is too long is shortened at the next one.
        }
    }

    private func rewrite(_ state: inout State) throws(StorageError) {
        let bytes = Self.bytes(state.tensors)
        try notes.write(bytes, to: Self.noteName)
        state.byteCount = bytes.count
    }

    private static func bytes(_ tensors: [String: StoredTensor]) -> [UInt8] {
        tensors.keys.sorted().reduce(into: []) { bytes, name in
            bytes += JSONValue.array([line(name, tensors[name])]).serialized()
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    private static func line(_ name: String, _ tensor: StoredTensor?) -> JSONValue {
        guard let tensor else { return ["name": .string(name)] }
        return [
            "name": .string(name), "blob": .hash(tensor.blob),
            "type": .string(tensor.type.safetensorsName),
            "shape": .array(tensor.shape.dimensions.map { .count($0) }),
        ]
    }

    private static func read(_ reader: JSONReader) throws -> (String, StoredTensor?) {
        var fields = try reader.object()
        let name = try fields.required("name").string()
        guard let blob = try fields.optionalDigest("blob") else { return (name, nil) }
        let type = try fields.required("type")
        let sizes = try fields.required("shape").elements().map { element in
            Int(try element.integer(in: 0...Int64(Int32.max)))
        }
        guard let numbers = NumericType(safetensorsName: try type.string()) else {
            throw type.failure(expected: "the name of a type")
        }
        return (name, StoredTensor(blob: blob, type: numbers, shape: try Shape(sizes)))
    }
}
