/// A file of arrays in any of the formats that are read and written.
public struct TensorFile: Sendable {
    /// The formats of files.
    public enum Format: String, CaseIterable, Sendable {
        /// One array, NumPy's own format.
        case npy
        /// Named arrays, NumPy's archive.
        case npz
        /// Named arrays, Hugging Face's format.
        case safetensors
        /// One matrix as text; it is only read.
        case csv
        /// One array, the format of the MNIST family of data sets; it is only read.
        case idx

        /// The format that a file's name says, whether or not gzip is named behind it.
        public init?(ofFileNamed path: String) {
            let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
            let format = Self.allCases.first { name.hasSuffix(".\($0.rawValue)") }
            guard let format = format ?? (name.hasSuffix("-ubyte") ? .idx : nil) else {
                return nil
            }
            self = format
        }

        /// The format that bytes begin like; .safetensors begin like nothing else.
        init(of bytes: [UInt8]) {
            if bytes.starts(with: [0x93, 0x4e, 0x55, 0x4d]) {
                self = .npy
            } else if bytes.starts(with: [0x50, 0x4b]) {
                self = .npz
            } else {
                self = .safetensors
            }
        }
    }

    /// An array, and its name where the format gives it one.
    public struct Entry: Hashable, Sendable {
        /// The name in the file.
        public let name: String?
        /// The numbers.
        public let array: NumericArray

        /// An array and its name.
        public init(name: String?, array: NumericArray) {
            self.name = name
            self.array = array
        }
    }

    /// The arrays in order of name.
    public let entries: [Entry]

    /// Reads a file's bytes, packed by gzip or not.
    ///
    /// - Parameters:
    ///   - format: nothing to go by the bytes; text and IDX must be said to be such.
    ///   - byteCountMax: the most bytes that a packed file may unpack to.
    public init(
        parsing packed: [UInt8],
        as format: Format?,
        byteCountMax: Int = Gzip.byteCountMax
    ) throws(TensorFormatError) {
        let bytes = try Self.unpacked(packed, byteCountMax: byteCountMax)
        switch format ?? Format(of: bytes) {
        case .npy: entries = [Entry(name: nil, array: try Npy.read(bytes))]
        case .csv: entries = [Entry(name: nil, array: try CSV.read(bytes))]
        case .idx: entries = [Entry(name: nil, array: try IDX.read(bytes))]
        case .npz:
            entries = Self.sorted(try Npz(parsing: bytes, byteCountMax: byteCountMax).arrays)
        case .safetensors: entries = Self.sorted(try Safetensors(parsing: bytes).arrays)
        }
    }

    /// The bytes of a file with these arrays.
    ///
    /// - Parameter deflated: whether the members of a .npz file are packed.
    public static func serialized(
        _ entries: [Entry],
        as format: Format,
        deflated: Bool = false
    ) throws(TensorFormatError) -> [UInt8] {
        if format == .npy {
            guard entries.count == 1 else { throw .arrayCount(entries.count) }
            return Npy.write(entries[0].array)
        }
        var arrays: [String: NumericArray] = [:]
        for entry in entries {
            guard let name = entry.name, !name.isEmpty, name != "__metadata__" else {
                throw .nameInvalid(entry.name ?? "", reason: "the file needs another")
            }
            guard arrays.updateValue(entry.array, forKey: name) == nil else {
                throw .nameInvalid(name, reason: "two arrays have it")
            }
        }
        switch format {
        case .npz: return try Npz(arrays: arrays).serialized(deflated: deflated)
        default: return Safetensors(arrays: arrays).serialized()
        }
    }

    private static func unpacked(
        _ bytes: [UInt8],
        byteCountMax: Int
    ) throws(TensorFormatError) -> [UInt8] {
        guard Gzip.isCompressed(bytes) else { return bytes }
        do {
            return try Gzip.unpack(bytes, limit: byteCountMax)
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .gzip(error)
        }
    }

    private static func sorted(_ arrays: [String: NumericArray]) -> [Entry] {
        arrays.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { Entry(name: $0.key, array: $0.value) }
    }
}
