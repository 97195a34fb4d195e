import Network
import Testing

// Challenges, shortened.
extension World {
    static func challenge(
        _ target: ChallengeTarget,
        by challenger: String,
        segment: Int64? = 3,
        found: ReplayFound = .endHash(blob("found")),
        deposit: Credits = 200
    ) -> ChallengeCommit {
        ChallengeCommit(
            target: target,
            commitment: Commitments.challenge(
                target: target,
                segment: segment,
                found: found,
                salt: secret(challenger),
                author: id(challenger)
            ),
            deposit: deposit
        )
    }

    static func reveal(
        _ challenge: ChallengeID,
        by challenger: String,
        segment: Int64? = 3,
        found: ReplayFound = .endHash(blob("found"))
    ) -> ChallengeReveal {
        ChallengeReveal(
            challenge: challenge,
            segment: segment,
            found: found,
            salt: secret(challenger)
        )
    }

    /// A challenge with the least deposit that is enough.
    mutating func commitChallenge(
        _ target: ChallengeTarget,
        by challenger: String,
        segment: Int64? = 3,
        found: ReplayFound = .endHash(blob("found"))
    ) throws -> ChallengeID {
        let task = try #require(network.tasks[target.task])
        let commit = Self.challenge(
            target,
            by: challenger,
            segment: segment,
            found: found,
            deposit: network.challengeDeposit(of: id(challenger), on: task)
        )
        return ChallengeID(must(challenger, .challengeCommit(commit)))
    }

    /// A challenge against a verdict, revealed.
    mutating func revealedChallenge(
        _ target: ChallengeTarget,
        by challenger: String = "whi",
        segment: Int64? = 3
    ) throws -> ChallengeID {
        let challenge = try commitChallenge(target, by: challenger, segment: segment)
        if let opens = network.challenges[challenge]?.opens { tick(to: opens) }
        let reveal = Self.reveal(challenge, by: challenger, segment: segment)
        must(challenger, .challengeReveal(reveal))
        return challenge
    }
}
