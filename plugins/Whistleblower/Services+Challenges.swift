import Network
import PluginKit

// A challenge's two steps (rule C1).

extension Services {
    /// Commits to a doubt; it is remembered before, for a commitment that nobody can open is lost.
    func commit(to doubt: Doubt, as identity: Identity) async throws -> Appended {
        try notes.remember(doubt, by: identity)
        let task = try network.task(doubt.target.task)
        let commit = ChallengeCommit(
            target: doubt.target,
            commitment: doubt.commitment(by: identity.participant),
            deposit: try network.state.challengeDeposit(of: identity.participant, on: task)
        )
        return try await network.append(.challengeCommit(commit), as: identity)
    }

    /// Says what a challenge was committed to.
    func reveal(_ challenge: ChallengeRecord, as identity: Identity) async throws -> Appended {
        let doubt = try notes.doubt(committedTo: challenge.commitment, by: identity)
        let reveal = ChallengeReveal(
            challenge: challenge.id,
            segment: doubt.segment,
            found: doubt.found,
            salt: doubt.salt
        )
        let appended = try await network.append(.challengeReveal(reveal), as: identity)
        notes.forgetNote(committedTo: challenge.commitment)
        return appended
    }

    /// Stands ready to audit, with a deposit and a committed secret to draw from (rule V2).
    func enlistWhistleblower(deposit: Credits, as identity: Identity) async throws -> Appended {
        try await append(as: identity) { commitment in
            .whistleblowerEnlist(
                WhistleblowerEnlist(deposit: deposit, secretCommitment: commitment)
            )
        }
    }
}
