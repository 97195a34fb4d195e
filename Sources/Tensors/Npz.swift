/// NumPy's .npz format: named arrays, each a .npy file in a ZIP archive.
public struct Npz: Hashable, Sendable {
    /// The arrays by name.
    public var arrays: [String: NumericArray]

    private static let suffix = ".npy"

    /// A file of arrays.
    public init(arrays: [String: NumericArray] = [:]) {
        self.arrays = arrays
    }

    /// Reads a file's bytes: members stored or deflated, all of them arrays.
    ///
    /// - Parameter byteCountMax: the most bytes that the arrays may unpack to; what the archive says
    ///   is compared with it before anything is unpacked.
    public init(
        parsing bytes: [UInt8],
        byteCountMax: Int = Gzip.byteCountMax
    ) throws(TensorFormatError) {
        let archive = try Self.inArchive { () throws(ZipError) in
            try ZipArchive(parsing: bytes, byteCountMax: byteCountMax)
        }
        var arrays: [String: NumericArray] = [:]
        for member in archive.members {
            guard member.name.hasSuffix(Self.suffix), member.name != Self.suffix else {
                throw .archive(.member(member.name, reason: "it is not called as an array is"))
            }
            let contents = try Self.inArchive { () throws(ZipError) in
                try archive.contents(of: member)
            }
            let array: NumericArray
            do throws(TensorFormatError) {
                array = try Npy.read(contents)
            } catch .elementTypeUnsupported(let name) {
                throw .elementTypeUnsupported(name: name)
            } catch {
                throw .archive(.member(member.name, reason: error.description))
            }
            arrays[String(member.name.dropLast(Self.suffix.count))] = array
        }
        self.arrays = arrays
    }

    /// The file's bytes, names ascending by their bytes; as ``ZipArchive`` writes, always the same.
    public func serialized(deflated: Bool = false) throws(TensorFormatError) -> [UInt8] {
        let names = arrays.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let members = names.compactMap { name in
            arrays[name].map { (name: name + Self.suffix, bytes: Npy.write($0)) }
        }
        return try Self.inArchive { () throws(ZipError) in
            try ZipArchive.serialized(members, deflated: deflated)
        }
    }

    private static func inArchive<Result>(
        _ work: () throws(ZipError) -> Result
    ) throws(TensorFormatError) -> Result {
        do throws(ZipError) {
            return try work()
        } catch .cancelled {
            throw .cancelled
        } catch {
            throw .archive(error)
        }
    }
}
