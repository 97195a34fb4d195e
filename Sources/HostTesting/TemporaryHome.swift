import Foundation

/// A directory for a host's home and whatever else a test writes; gone when this value is.
public struct TemporaryHome: ~Copyable {
    /// The directory, made empty.
    public let directory: String

    /// Makes a directory of a name that nothing else has.
    public init() throws {
        // Short, because the path of a Unix socket has at most 107 bytes.
        let url = FileManager.default.temporaryDirectory
            .appending(path: "assay-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        directory = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            print("cannot remove \(directory): \(error)")
        }
    }

    /// The home itself; a host makes it.
    public var path: String { "\(directory)/home" }

    /// Writes the home's `config.json`.
    public func configure(_ text: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        _ = try write(text, to: "home/config.json")
    }

    /// Writes a text file beside the home and returns its path.
    public func write(_ text: String, to name: String) throws -> String {
        let path = "\(directory)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }
}
