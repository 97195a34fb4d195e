import Access
import Foundation

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
    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Refuses what is no regular file: a pipe or a device may never end, or never begin.
    ///
    /// - Throws: ``ServiceError/file(path:_:)``.
    package func checkIsRegular() throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ServiceError.file(path: path, String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ServiceError.file(path: path, "it is not a regular file")
        }
    }

    /// All bytes of the file.
    ///
    /// - Throws: ``ServiceError/file(path:_:)``.
    package func read() throws -> [UInt8] {
        try checkIsRegular()
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            guard let data = try handle.read(upToCount: Self.byteCountMax + 1) else { return [] }
            guard data.count <= Self.byteCountMax else {
                throw ServiceError.file(path: path, "it is larger than \(Self.byteCountMax) bytes")
            }
            return Array(data)
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError.file(path: path, Self.reason(error))
        }
    }

    /// Writes the file, replacing what is there only when all bytes are written.
    ///
    /// - Throws: ``ServiceError/file(path:_:)``.
    package func write(_ bytes: [UInt8]) throws {
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw ServiceError.file(path: path, Self.reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(underlying.code)))
        }
        return (error as NSError).localizedDescription
    }
}
