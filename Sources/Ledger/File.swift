internal import Digests
package import Glibc

/// An open file or directory that closes itself.
package struct File: ~Copyable {
    let path: String
    private let descriptor: Int32
    private let faults: StorageFaults

    /// Opens a file; `mode` counts only for one that `flags` creates.
    package init(
        _ path: String,
        flags: Int32,
        mode: mode_t = 0,
        faults: StorageFaults = StorageFaults()
    ) throws(StorageError) {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw StorageError(code: errno, path: path, operation: "open")
        }
        self.init(path: path, descriptor: descriptor, faults: faults)
    }

    /// Opens a file, or nothing when there is none.
    static func ifThere(_ path: String, flags: Int32) throws(StorageError) -> File? {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else {
            throw StorageError(code: errno, path: path, operation: "open")
        }
        return File(path: path, descriptor: descriptor, faults: StorageFaults())
    }

    private init(path: String, descriptor: Int32, faults: StorageFaults) {
        self.path = path
        self.descriptor = descriptor
        self.faults = faults
    }

    deinit { Glibc.close(descriptor) }

    /// The directory that a path's last name is in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What the operating system knows about the file.
    package func status() throws(StorageError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw StorageError(code: errno, path: path, operation: "examine")
        }
        return status
    }

    /// Writes all bytes, however few of them the operating system takes at a time.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var remaining = bytes[...]
        while !remaining.isEmpty {
            var count = remaining.count
            switch faults.onWrite?(path, count) {
            case .failure(let code):
                throw StorageError(code: code, path: path, operation: "write")
            case .short(let shortened): count = min(count, max(1, shortened))
            case nil: break
            }
            let base = UnsafeRawBufferPointer(rebasing: remaining).baseAddress
            let written = Glibc.write(descriptor, base, count)
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else {
                throw StorageError(code: errno, path: path, operation: "write")
            }
            remaining = remaining.dropFirst(written)
        }
    }

    /// Fills the buffer as far as the file reaches and returns the number of bytes read.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(StorageError) -> Int {
        if let code = faults.onRead?(path) {
            throw StorageError(code: code, path: path, operation: "read")
        }
        var filled = 0
        while filled < buffer.count {
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw StorageError(code: errno, path: path, operation: "read")
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// The digest of the bytes from here to the file's end, read piece by piece.
    func digest() throws(StorageError) -> Digest {
        var builder = DigestBuilder()
        while true {
            let piece = try [UInt8](filling: 1 << 20) { buffer throws(StorageError) in
                try read(into: buffer)
            }
            if piece.isEmpty { return builder.finalize() }
            builder.update(piece)
        }
    }

    /// Returns once the disk has the file's bytes.
    func synchronize() throws(StorageError) {
        if let code = flush() { throw StorageError(code: code, path: path, operation: "flush") }
    }

    /// Returns once the disk has the directory's names, where its file system can wait for that.
    func synchronizeNames() throws(StorageError) {
        // EINVAL says that the file system flushes no directories (fsync(2)): it keeps their names
        // in a way of its own, and there is nothing more to be asked of it.
        guard let code = flush(), code != EINVAL else { return }
        throw StorageError(code: code, path: path, operation: "flush")
    }

    /// Flushes the file; the error number, if it fails.
    private func flush() -> Int32? {
        faults.onSynchronize?(path) ?? (fsync(descriptor) == 0 ? nil : errno)
    }

    /// Takes the file's lock for as long as it is open; false when another process has it.
    func lockExclusively() throws(StorageError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else {
            throw StorageError(code: errno, path: path, operation: "lock")
        }
        return false
    }

    /// Lets go of the file's lock.
    ///
    /// Closing alone does not, as long as a process that is just being started has the file open, too.
    func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }

    /// Replaces what the file holds by a few bytes.
    func replaceContents(with bytes: [UInt8]) throws(StorageError) {
        guard ftruncate(descriptor, 0) == 0 else {
            throw StorageError(code: errno, path: path, operation: "truncate")
        }
        try bytes.withStorage { buffer throws(StorageError) in try write(buffer) }
    }
}

extension [UInt8] {
    /// As many bytes as `fill` wrote and returned the number of, at most `capacity`.
    package init(
        filling capacity: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws(StorageError) -> Int
    ) throws(StorageError) {
        var failure: StorageError?
        self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
            do throws(StorageError) {
                count = try fill(UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// `withUnsafeBytes` for a body whose error type is known.
    package func withStorage<Result>(
        _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try withUnsafeBufferPointer { buffer throws(StorageError) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }
}
