import Access
import Glibc
import Ledger

/// A file of the caller's, outside of the home: read and written as a whole.
package struct LocalFile {
    /// The largest file that is read: 2 GiB.
    package static let byteCountMax = 2 << 30

    let path: String

    /// A file that the call that is under way names.
    ///
    /// - Throws: ``ServiceError/fileNotPermitted(path:)`` where the host must not use its own rights
    ///   for the caller.
    package init(_ path: String) throws(ServiceError) {
        guard Permission.current?.mayNameFiles ?? false else {
            throw .fileNotPermitted(path: path)
        }
        self.path = path
    }

    /// A file that the host itself needs, whoever calls.
    package init(ofHost path: String) {
        self.path = path
    }

    /// Whether there is a file.
    package var exists: Bool { access(path, F_OK) == 0 }

    /// Refuses what is no regular file: a pipe or a device may never end, or never begin.
    ///
    /// - Throws: ``ServiceError/file(path:_:)``.
    package func checkIsRegular() throws(ServiceError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .file(path: path, String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .file(path: path, "it is not a regular file")
        }
    }

    /// All bytes of the file.
    ///
    /// - Throws: ``ServiceError/file(path:_:)``.
    package func read() throws(ServiceError) -> [UInt8] {
        try checkIsRegular()
        let bytes = try named { () throws(StorageError) -> [UInt8]? in
            let file = try File(path, flags: O_RDONLY)
            let byteCount = Int(try file.status().st_size)
            guard byteCount <= Self.byteCountMax else { return nil }
            return try [UInt8](filling: byteCount) { buffer throws(StorageError) in
                try file.read(into: buffer)
            }
        }
        guard let bytes else {
            throw .file(path: path, "it is larger than \(Self.byteCountMax) bytes")
        }
        return bytes
    }

    /// Writes the file, which gets its name only when all bytes are written.
    ///
    /// - Parameter replacing: whether a file that is there is replaced, instead of refused.
    /// - Throws: ``ServiceError/file(path:_:)``.
    package func write(_ bytes: [UInt8], replacing: Bool = true) throws(ServiceError) {
        let aside = "\(path).\(UInt64.random(in: .min ... .max)).new"
        // Gone already when it got its name.
        defer { unlink(aside) }
        try named { () throws(StorageError) in
            let file = try File(aside, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
            try bytes.withStorage { buffer throws(StorageError) in try file.write(buffer) }
        }
        // A rename would silently replace; a second name for the file never does.
        guard (replacing ? rename(aside, path) : link(aside, path)) == 0 else {
            guard replacing || errno != EEXIST else {
                throw .file(path: path, "it is there already; choose another, or say replace")
            }
            throw .file(path: path, String(cString: strerror(errno)))
        }
    }

    /// Names the file that the caller has named in a fault, and the operating system's reason.
    private func named<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(ServiceError) -> Result {
        do throws(StorageError) {
            return try body()
        } catch {
            throw .file(path: path, error.reason)
        }
    }
}
