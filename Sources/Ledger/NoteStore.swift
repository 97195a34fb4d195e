import Glibc

/// Small private files that must outlive a crash, by name: secrets not yet revealed, salts, and
/// the journals of runs that are under way.
///
/// A note is replaced as a whole or grows line by line; either way a call returns once the disk has
/// it. Names are made by this program: letters, digits and `-`.
public struct NoteStore: Sendable {
    /// The largest note that is read, in bytes.
    public static let byteCountMax = 64 << 20

    private let directory: Directory

    /// Opens the notes of a home and removes what unfinished writes have left.
    public init(_ home: Home) throws(StorageError) {
        directory = try Directory("\(home.path)/notes", faults: home.faults)
        try directory.removeUnfinished()
    }

    /// Writes a note, replacing the one of that name.
    public func write(_ bytes: [UInt8], to name: String) throws(StorageError) {
        check(name)
        let number = UInt64.random(in: .min ... .max)
        let temporary = directory.path(of: "\(name).\(number)\(Directory.unfinishedSuffix)")
        do throws(StorageError) {
            let file = try File(
                temporary,
                flags: O_WRONLY | O_CREAT | O_EXCL,
                mode: 0o600,
                faults: directory.faults
            )
            try bytes.withStorage { buffer throws(StorageError) in try file.write(buffer) }
            try file.synchronize()
            try directory.adopt(temporary, as: name)
            try directory.synchronize()
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Adds bytes to the end of a note, making it when there is none.
    public func append(_ bytes: [UInt8], to name: String) throws(StorageError) {
        check(name)
        let file = try File(
            directory.path(of: name),
            flags: O_WRONLY | O_CREAT | O_APPEND,
            mode: 0o600,
            faults: directory.faults
        )
        try bytes.withStorage { buffer throws(StorageError) in try file.write(buffer) }
        try file.synchronize()
        // Also when the note is there: who made it may not have flushed its name, or have failed to.
        try directory.synchronize()
    }

    /// The bytes of a note, or nothing when there is none of that name.
    public func read(_ name: String) throws(StorageError) -> [UInt8]? {
        check(name)
        guard let byteCount = try byteCount(of: name) else { return nil }
        let file = try File(directory.path(of: name), flags: O_RDONLY | O_NOFOLLOW)
        guard byteCount <= Self.byteCountMax else {
            throw .failed(
                path: directory.path(of: name),
                operation: "read",
                reason: "it has more than \(Self.byteCountMax) bytes"
            )
        }
        return try [UInt8](filling: byteCount) { buffer throws(StorageError) in
            try file.read(into: buffer)
        }
    }

    /// Forgets a note.
    public func remove(_ name: String) throws(StorageError) {
        check(name)
        try directory.remove(name)
    }

    private func byteCount(of name: String) throws(StorageError) -> Int? {
        let path = directory.path(of: name)
        var status = stat()
        if stat(path, &status) == 0 { return Int(status.st_size) }
        if errno == ENOENT { return nil }
        throw StorageError(code: errno, path: path, operation: "examine")
    }

    /// Names come from this program, so a bad one is a fault of ours.
    private func check(_ name: String) {
        precondition(!name.isEmpty, "a note has a name")
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
            default: false
            }
        }
        precondition(isPlain, "a note's name has letters, digits and - only")
    }
}
