import Foundation

/// A directory for what a test writes; gone, with everything in it, when this value is.
public final class TemporaryDirectory: Sendable {
    /// The directory, made empty.
    public let path: String

    /// Makes a directory of a name that nothing else has.
    public init() throws {
        // Short, because the path of a Unix socket has at most 107 bytes.
        let usual = FileManager.default.temporaryDirectory
        let parent = usual.path.utf8.count <= 40 ? usual : URL(filePath: "/tmp")
        let url = parent.appending(path: "assay-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        path = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("cannot remove \(path): \(error)")
        }
    }

    /// The path of a file in it, which need not exist.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let path = file(name)
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }
}
