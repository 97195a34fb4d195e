public import PluginKit

/// The role that settles disputes by recomputing what is in dispute.
public struct JudgePlugin: Plugin {
    /// What the plugin says of itself.
    public static let manifest = PluginManifest(
        name: "judge",
        version: "1.0.0",
        role: .judge,
        summary: "Recomputes disputed segments and contributions, and rules."
    )

    private let services: Services

    /// The plugin of one host.
    public init(services: Services) {
        self.services = services
    }

    /// The methods of `judge.*`.
    public var methods: [any Method] {
        [
            Appeal(services: services),
            Bench(services: services),
            Conclude(services: services),
            Pending(services: services),
            Rule(services: services),
            Status(services: services),
        ]
    }
}
