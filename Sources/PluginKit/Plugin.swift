/// One of the five parts that a participant can play in the network.
public enum Role: String, Sendable, CaseIterable {
    case submitter
    case solver
    case verifier
    case whistleblower
    case judge
}

/// What a plugin says of itself when it is registered.
public struct PluginManifest: Sendable {
    /// The plugin's name; one host has one plugin of a name.
    public let name: String
    /// The plugin's own version.
    public let version: String
    /// The role whose methods it brings.
    public let role: Role
    /// One sentence on what it does.
    public let summary: String

    /// A manifest.
    public init(name: String, version: String, role: Role, summary: String) {
        self.name = name
        self.version = version
        self.role = role
        self.summary = summary
    }
}

/// The behaviour of one role.
///
/// A plugin decides what its role does next. It computes with the services and appends events; it
/// never edits the network's state, and plugins never see one another.
public protocol Plugin: Sendable {
    /// What the plugin says of itself.
    static var manifest: PluginManifest { get }

    /// Makes the plugin over the services of its host.
    init(services: Services)

    /// The methods it answers, each named after its role: `solver.train`.
    var methods: [any Method] { get }
}
