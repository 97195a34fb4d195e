public import PluginKit

/// The role that replays a few segments of a run and gives a verdict.
public struct VerifierPlugin: Plugin {
    /// What the plugin says of itself.
    public static let manifest = PluginManifest(
        name: "verifier",
        version: "1.0.0",
        role: .verifier,
        summary: "Measures thresholds, replays drawn segments of proofs, and gives verdicts."
    )

    private let services: Services

    /// The plugin of one host.
    public init(services: Services) {
        self.services = services
    }

    /// The methods of `verifier.*`.
    public var methods: [any Method] {
        [
            Enlist(services: services),
            MeasureProfile(services: services),
            Report(services: services),
            Verify(services: services),
            Withdraw(services: services),
        ]
    }
}
