public import PluginKit

/// The role that checks those who check.
public struct WhistleblowerPlugin: Plugin {
    /// What the plugin says of itself.
    public static let manifest = PluginManifest(
        name: "whistleblower",
        version: "1.0.0",
        role: .whistleblower,
        summary: "Replays work already judged, challenges wrong verdicts, and claims false files."
    )

    private let services: Services

    /// The plugin of one host.
    public init(services: Services) {
        self.services = services
    }

    /// The methods of `whistleblower.*`.
    public var methods: [any Method] {
        [
            Audit(services: services),
            Challenge(services: services),
            Claim(services: services),
            Cosign(services: services),
            Enlist(services: services),
            Patrol(services: services),
            Reveal(services: services),
            Withdraw(services: services),
        ]
    }
}
