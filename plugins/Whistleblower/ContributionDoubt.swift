import Digests
import Network
import PluginKit

/// What a contribution says, and what somebody found instead (rule R4).
struct ContributionDoubt {
    let content: ContributionContent
    /// Nothing where nobody can compute an update.
    let own: Digest?

    /// What was found, in an event's words.
    var ownText: String { own?.hex ?? "no update" }
}

extension Services {
    /// A doubt about a contribution: what the caller found, or what is recomputed.
    func doubt(_ contribution: ContributionID, own: Digest?) async throws -> ContributionDoubt {
        let content = try reputation.content(of: contribution)
        if let own { return ContributionDoubt(content: content, own: own) }
        switch try await reputation.recompute(contribution) {
        case .update(let truth): return ContributionDoubt(content: content, own: truth)
        case .impossible: return ContributionDoubt(content: content, own: nil)
        }
    }
}
