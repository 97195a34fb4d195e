/// Why a configuration file cannot be used.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// The file.
    public let path: String
    /// What is wrong in it, and where.
    public let reason: String
}

extension ConfigurationError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        "The configuration \(path) cannot be used: \(reason) Correct or remove it."
    }
}
