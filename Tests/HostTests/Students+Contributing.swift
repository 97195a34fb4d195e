import Digests
import HostTesting
import JSON
import Ledger
import Network

// Rounds in which students contribute, honestly or not.

extension Students {
    /// What the first contribution to a round says.
    func contribution(to round: String) async throws -> JSONValue {
        let status = try await client.ask("round.status", ["round": .string(round)])
        guard let first = try status.elements(of: "contributions").first else {
            throw Unexpected("nobody has contributed")
        }
        return first
    }

    func isAnyContributionWaiting(in round: String) async throws -> Bool {
        let status = try await client.ask("round.status", ["round": .string(round)])
        return try status.elements(of: "contributions").contains {
            $0["standing"]?.string == "waiting"
        }
    }

    /// Ada opens a round of six blocks; returns its id.
    func openRound() async throws -> String {
        try await client.act(
            "round.open",
            as: "ada",
            ["specification": specification(steps: 1, checkpointInterval: 1), "blockSamples": 10],
            appending: "round.open"
        ).id
    }

    /// Ada opens a round and alan contributes what is right; returns the round's id.
    ///
    /// - Parameter outsider: contributes the data set instead of an update.
    func contributeHonestly(besides outsider: Outsider? = nil) async throws -> String {
        let round = try await openRound()
        let place: JSONObject = ["round": .string(round), "block": 0]
        try await client.act(
            "solver.contribute",
            as: "alan",
            place,
            appending: "contribution.commit"
        )
        let lie = try ContributionLie(in: round, of: dataset)
        if let outsider { try await outsider.append(lie.commit(by: outsider)) }
        try await client.act("solver.reveal", as: "alan", place, appending: "contribution.reveal")
        if let outsider { try await outsider.append(lie.reveal) }
        return round
    }
}

/// A contribution on block 1 that is no update of any model.
struct ContributionLie {
    private let round: RoundID
    private let content: ContributionContent
    private let salt = [UInt8](repeating: 9, count: 32)

    init(in round: String, of blob: String) throws {
        guard let blob = Digest(hex: blob) else { throw Unexpected("\(blob) is no hash") }
        self.round = try RoundID(answered: round)
        content = ContributionContent(name: "lie", update: blob, samples: 10)
    }

    func commit(by author: Outsider) -> Payload {
        let commitment = Commitments.contribution(
            round: round,
            block: 1,
            content: content,
            salt: salt,
            author: author.key.participant
        )
        return .contributionCommit(
            ContributionCommit(round: round, block: 1, commitment: commitment)
        )
    }

    var reveal: Payload {
        .contributionReveal(
            ContributionReveal(round: round, block: 1, content: content, salt: salt)
        )
    }
}

extension JSONObject {
    /// The members of another object added.
    func adding(_ others: JSONObject) -> JSONObject {
        var object = self
        for (name, value) in others { object[name] = value }
        return object
    }
}
