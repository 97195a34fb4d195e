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
    ///
    /// - Throws: ``ServiceError/parameter(pointer:expected:got:)`` when that is what the contribution
    ///   alleges: such a claim is lost, and its claimant's reputation with it.
    func doubt(_ contribution: ContributionID, own: Digest?) async throws -> ContributionDoubt {
        let content = try reputation.content(of: contribution)
        if let own {
            guard own != content.update else {
                throw ServiceError.parameter(
                    pointer: "/own",
                    expected: "another update than the contribution alleges",
                    got: "the same"
                )
            }
            return ContributionDoubt(content: content, own: own)
        }
        switch try await reputation.recompute(contribution) {
        case .update(let truth) where truth == content.update:
            throw ServiceError.parameter(
                pointer: "/contribution",
                expected: "a contribution that is false",
                got: "one that is right: it recomputes to exactly what it alleges"
            )
        case .update(let truth): return ContributionDoubt(content: content, own: truth)
        case .impossible: return ContributionDoubt(content: content, own: nil)
        }
    }
}
