public import PluginKit

/// The role that has work to be done and pays for it.
public struct SubmitterPlugin: Plugin {
    /// What the plugin says of itself.
    public static let manifest = PluginManifest(
        name: "submitter",
        version: "1.0.0",
        role: .submitter,
        summary: "Estimates training work, offers it as tasks with a fee, and takes offers back."
    )

    private let services: Services

    /// The plugin of one host.
    public init(services: Services) {
        self.services = services
    }

    /// The methods of `submitter.*`.
    public var methods: [any Method] {
        [
            Cancel(services: services),
            Estimate(services: services),
            Submit(services: services),
        ]
    }
}
