public import PluginKit

/// The role that does the work and proves it.
public struct SolverPlugin: Plugin {
    /// What the plugin says of itself.
    public static let manifest = PluginManifest(
        name: "solver",
        version: "1.0.0",
        role: .solver,
        summary: "Accepts tasks, trains them, proves the runs, and contributes to rounds."
    )

    private let services: Services

    /// The plugin of one host.
    public init(services: Services) {
        self.services = services
    }

    /// The methods of `solver.*`.
    public var methods: [any Method] {
        [
            Abandon(services: services),
            Accept(services: services),
            Contribute(services: services),
            Designate(services: services),
            Gradient(services: services),
            Prepare(services: services),
            Prove(services: services),
            Reveal(services: services),
            Train(services: services),
            Unseal(services: services),
        ]
    }
}
