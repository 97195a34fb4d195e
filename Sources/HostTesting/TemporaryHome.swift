import Glibc
import TestDirectories

/// A directory for a host's home and whatever else a test writes; gone when this value is.
public struct TemporaryHome: ~Copyable {
    private let folder: TemporaryDirectory

    /// Makes a directory of a name that nothing else has.
    public init() throws { folder = try TemporaryDirectory() }

    /// The directory.
    public var directory: String { folder.path }

    /// The home itself; a host makes it.
    public var path: String { "\(directory)/home" }

    /// Writes the home's `config.json`.
    public func configure(_ text: String) throws {
        mkdir(path, 0o700)
        _ = try write(text, to: "home/config.json")
    }

    /// Writes a text file beside the home and returns its path.
    public func write(_ text: String, to name: String) throws -> String {
        try folder.write(text.utf8, to: name)
    }
}
