/// ZIP archives, as far as .npz files need them: stored and deflated members, no encryption, no
/// parts on other disks, at most 65,534 members.
///
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
struct ZipArchive {
    /// The members in the directory's order.
    let members: [ZipMember]
    private let bytes: [UInt8]

    /// Reads the directory, which must agree with what stands before every member.
    ///
    /// - Parameter byteCountMax: the most bytes that all members may unpack to together.
    init(parsing bytes: [UInt8], byteCountMax: Int) throws(ZipError) {
        self.bytes = bytes
        members = try ZipDirectory(of: bytes).members(byteCountMax: byteCountMax)
    }

    /// A member's bytes, compared with their checksum.
    func contents(of member: ZipMember) throws(ZipError) -> [UInt8] {
        let contents: [UInt8]
        do throws(DeflateError) {
            contents =
                member.isDeflated
                ? try Deflate.unpack(bytes[member.place], byteCount: member.byteCount)
                : Array(bytes[member.place])
        } catch {
            throw ZipError(error, member: member.name)
        }
        guard Deflate.checksum(contents) == member.checksum else {
            throw .member(member.name, reason: "its checksum does not match; fetch the file again")
        }
        return contents
    }
}

/// A member of a ZIP archive.
struct ZipMember {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    /// How many bytes it has, unpacked.
    let byteCount: Int
    /// Where what stands before it begins.
    let start: Int
    /// Where its bytes lie.
    let place: Range<Int>

    /// Whether a name is one that no program takes for a path out of a directory.
    static func isPlain(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { $0 != "" && $0 != "." && $0 != ".." }
            && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }
    }
}

/// Why bytes are not a ZIP archive that we read.
public enum ZipError: Error, Hashable, Sendable {
    /// The bytes do not end as an archive does: they are cut, or something else.
    case noDirectory
    /// The directory is unsound; the text says how.
    case directory(String)
    /// A member is unsound; the text says how.
    case member(String, reason: String)
    /// The members would unpack to more than the bound.
    case tooLarge(limit: Int)
    /// There is more than an archive of this format may hold.
    case tooMuch(String)
    /// zlib found no memory.
    case outOfMemory
    /// The task was cancelled.
    case cancelled

    init(_ error: DeflateError, member: String) {
        switch error {
        case .truncated: self = .member(member, reason: "its packed data are truncated")
        case .corrupt: self = .member(member, reason: "its packed data are corrupt")
        case .tooLong: self = .member(member, reason: "it unpacks to more than the directory says")
        case .tooShort(let count):
            self = .member(member, reason: "it unpacks to only \(count) bytes")
        case .surplus(let count):
            self = .member(member, reason: "\(count) bytes follow its packed data")
        case .outOfMemory: self = .outOfMemory
        case .cancelled: self = .cancelled
        }
    }
}

extension ZipError: CustomStringConvertible {
    /// A sentence that says what is wrong.
    public var description: String {
        switch self {
        case .noDirectory:
            "the file does not end as a .npz archive does; it is cut, or something else"
        case .directory(let reason): "the archive's directory is unsound: \(reason)"
        case .member(let name, let reason): "the archive's member \"\(name)\": \(reason)"
        case .tooLarge(let limit): "the archive unpacks to more than \(limit) bytes"
        case .tooMuch(let reason): "the arrays do not fit into an archive: \(reason)"
        case .outOfMemory: "there is no memory to unpack the archive"
        case .cancelled: "the archive was not read to its end, for that was cancelled"
        }
    }
}
