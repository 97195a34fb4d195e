public import Digests
import Glibc
internal import Synchronization

/// Bytes by their SHA-256, one file each: `blobs/ab/abcdef...`.
///
/// A blob is written under a temporary name, flushed, and only then given its own, so a name is
/// either absent or holds all bytes, whatever happened to the machine. Every read computes the hash
/// again, and bytes that a disk has damaged are mended by storing them again. All calls block while the disk works; all may be made concurrently.
public final class BlobStore: Sendable {
    /// The largest blob that is stored or read, in bytes.
    public let byteCountMax: Int

    private let directory: Directory
    private let incoming: Directory
    private let incomingCount = Atomic<UInt64>(0)

    /// How much of a file is in memory while it is stored.
    private static let chunkByteCount = 1 << 20

    /// Opens the blob store of a home and removes what unfinished writes have left.
    public init(_ home: Home, byteCountMax: Int = 1 << 30) throws(BlobError) {
        precondition(byteCountMax > 0, "a store holds something")
        self.byteCountMax = byteCountMax
        do throws(StorageError) {
            directory = try Directory(home.blobsPath, faults: home.faults)
            incoming = try Directory(directory.path(of: "incoming"), faults: home.faults)
            // The home's lock says that nobody else is writing here.
            for name in try incoming.names() { try incoming.remove(name) }
        } catch {
            throw .storage(error)
        }
    }

    /// Stores bytes and returns their name once the disk has them; only read when they are there already.
    public func put(_ bytes: [UInt8]) throws(BlobError) -> Digest {
        guard bytes.count <= byteCountMax else {
            throw .tooLarge(byteCount: bytes.count, byteCountMax: byteCountMax)
        }
        let digest = Digest(sha256: bytes)
        if try holds(digest, byteCount: bytes.count) { return digest }
        try write { file throws(BlobError) in
            try stored { () throws(StorageError) in
                try bytes.withStorage { buffer throws(StorageError) in try file.write(buffer) }
            }
            return (digest, bytes.count)
        }
        return digest
    }

    /// Stores a copy of a file, piece by piece, and returns its name once the disk has it.
    public func put(contentsOf path: String) throws(BlobError) -> Digest {
        let source = try read { () throws(StorageError) in try File(path, flags: O_RDONLY) }
        return try write { file throws(BlobError) in try copy(source, to: file) }
    }

    /// The bytes of a blob, compared with its name.
    public func get(_ digest: Digest) throws(BlobError) -> [UInt8] {
        let path = path(of: digest)
        guard let byteCount = try byteCount(of: digest) else { throw .missing(digest) }
        guard byteCount <= byteCountMax else {
            throw .tooLarge(byteCount: byteCount, byteCountMax: byteCountMax)
        }
        let bytes = try stored { () throws(StorageError) in
            let file = try File(path, flags: O_RDONLY, faults: directory.faults)
            return try [UInt8](filling: byteCount) { buffer throws(StorageError) in
                try file.read(into: buffer)
            }
        }
        guard Digest(sha256: bytes) == digest else { throw .corrupt(digest, path: path) }
        return bytes
    }

    /// Compares a blob with its name, without having it in memory.
    public func check(_ digest: Digest) throws(BlobError) {
        guard try contains(digest) else { throw .missing(digest) }
        let path = path(of: digest)
        let found = try stored { () throws(StorageError) in
            try File(path, flags: O_RDONLY, faults: directory.faults).digest()
        }
        guard found == digest else { throw .corrupt(digest, path: path) }
    }

    /// Says whether the store has a blob; its bytes are not looked at.
    public func contains(_ digest: Digest) throws(BlobError) -> Bool {
        try byteCount(of: digest) != nil
    }

    /// The size of a blob in bytes, or nothing when the store does not have it.
    public func byteCount(of digest: Digest) throws(BlobError) -> Int? {
        var status = stat()
        if stat(path(of: digest), &status) == 0 { return Int(status.st_size) }
        if errno == ENOENT { return nil }
        throw .storage(StorageError(code: errno, path: path(of: digest), operation: "examine"))
    }

    /// Where a blob's file is, or would be, for programs that read it themselves.
    ///
    /// Whoever does so must compare the hash; the file is read-only and must stay as it is.
    public func path(of digest: Digest) -> String {
        let name = digest.hex
        return directory.path(of: "\(name.prefix(2))/\(name)")
    }

    /// Writes a blob aside, flushes it and gives it its name.
    @discardableResult
    private func write(
        _ fill: (borrowing File) throws(BlobError) -> (Digest, byteCount: Int)
    ) throws(BlobError) -> Digest {
        let number = incomingCount.wrappingAdd(1, ordering: .relaxed).newValue
        let name = "\(number)"
        do throws(BlobError) {
            let file = try stored { () throws(StorageError) in
                // Read-only from birth, so that nobody edits a blob in place by mistake.
                try File(
                    incoming.path(of: name),
                    flags: O_WRONLY | O_CREAT | O_EXCL,
                    mode: 0o400,
                    faults: directory.faults
                )
            }
            let (digest, byteCount) = try fill(file)
            if try holds(digest, byteCount: byteCount) {
                try stored { () throws(StorageError) in try incoming.remove(name) }
            } else {
                try stored { () throws(StorageError) in
                    try file.synchronize()
                    let shard = try shard(of: digest)
                    try shard.adopt(incoming.path(of: name), as: digest.hex)
                    try shard.synchronize()
                }
            }
            return digest
        } catch {
            unlink(incoming.path(of: name))
            throw error
        }
    }

    /// Copies one file into another while it is hashed.
    private func copy(
        _ source: borrowing File,
        to target: borrowing File
    ) throws(BlobError) -> (Digest, byteCount: Int) {
        var builder = DigestBuilder()
        var byteCount = 0
        while true {
            let piece = try read { () throws(StorageError) in
                try [UInt8](filling: Self.chunkByteCount) { buffer throws(StorageError) in
                    try source.read(into: buffer)
                }
            }
            if piece.isEmpty { return (builder.finalize(), byteCount) }
            byteCount += piece.count
            guard byteCount <= byteCountMax else {
                throw .tooLarge(byteCount: byteCount, byteCountMax: byteCountMax)
            }
            builder.update(piece)
            try stored { () throws(StorageError) in
                try piece.withStorage { buffer throws(StorageError) in try target.write(buffer) }
            }
        }
    }

    /// Says whether a blob is stored whole and will outlive a crash.
    ///
    /// A file that is damaged or cannot be read counts as absent: storing it again mends it.
    private func holds(_ digest: Digest, byteCount: Int) throws(BlobError) -> Bool {
        guard try self.byteCount(of: digest) == byteCount else { return false }
        do throws(BlobError) { try check(digest) } catch { return false }
        // Another writer may have renamed it a moment ago and not flushed its name yet. Flushing a
        // directory that has nothing new took 40 microseconds on ext4.
        try stored { () throws(StorageError) in try shard(of: digest).synchronize() }
        return true
    }

    /// The directory of the blobs whose names begin like this one's.
    private func shard(of digest: Digest) throws(StorageError) -> Directory {
        try Directory(
            directory.path(of: String(digest.hex.prefix(2))),
            faults: directory.faults
        )
    }

    /// A fault inside is one of this store.
    private func stored<Result: ~Copyable>(
        _ body: () throws(StorageError) -> Result
    ) throws(BlobError) -> Result {
        do throws(StorageError) { return try body() } catch { throw .storage(error) }
    }

    /// A fault inside is one of the file that somebody wants stored.
    private func read<Result: ~Copyable>(
        _ body: () throws(StorageError) -> Result
    ) throws(BlobError) -> Result {
        do throws(StorageError) { return try body() } catch { throw .unreadableSource(error) }
    }
}
