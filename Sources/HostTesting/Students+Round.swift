import JSON

extension Students {
    /// The block on which alan lies, and the one whose update he hands in instead.
    private static let lie = (block: 1, instead: 4)
    private static let blocks = 6

    /// Tells the whole story of a round: contributions, one of them a lie, a claim that is upheld,
    /// and the model of what is left; returns the round's id.
    public func playRound() async throws -> String {
        let round = try await openRound()
        for block in 0..<Self.blocks { try await commit(block, to: round) }
        for block in 0..<Self.blocks { try await reveal(block, in: round) }
        try await claimLie(in: round)
        try await publish(round)
        try await client.act(
            "round.close",
            as: "ada",
            ["round": .string(round)],
            appending: "round.close"
        )
        return round
    }

    private func openRound() async throws -> String {
        let opened = try await client.act(
            "round.open",
            as: "ada",
            [
                "specification": specification(steps: 1, checkpointInterval: 1),
                "blockSamples": 10,
            ],
            appending: "round.open",
            isRepeatable: true
        )
        return opened.id
    }

    private func author(of block: Int) -> String { Self.names[block % Self.names.count] }

    private func commit(_ block: Int, to round: String) async throws {
        var params: JSONObject = ["round": .string(round), "block": .integer(Int64(block))]
        if block == Self.lie.block {
            let other = try await client.ask(
                "solver.gradient",
                ["round": .string(round), "block": .integer(Int64(Self.lie.instead))]
            )
            params["update"] = try other.member("update")
        }
        try await client.act(
            "solver.contribute",
            as: author(of: block),
            params,
            appending: "contribution.commit"
        )
    }

    private func reveal(_ block: Int, in round: String) async throws {
        try await client.act(
            "solver.reveal",
            as: author(of: block),
            ["round": .string(round), "block": .integer(Int64(block))],
            appending: "contribution.reveal"
        )
    }

    private func claimLie(in round: String) async throws {
        let status = try await client.ask("round.status", ["round": .string(round)])
        let contributions = try status.elements(of: "contributions")
        let lie = contributions.first { $0["block"]?.integer == Int64(Self.lie.block) }
        guard let lie else { throw Unexpected("nobody lied") }
        let claim = try await client.act(
            "whistleblower.claim",
            as: "emmy",
            ["contribution": try lie.member("contribution")],
            appending: "claim.file"
        )
        try await client.act(
            "judge.rule",
            as: "default",
            ["claim": .string(claim.id)],
            appending: "claim.ruling"
        )
    }

    /// Publishes the model once every contribution counts or is removed.
    private func publish(_ round: String) async throws {
        while try await isAnyWaiting(in: round) { try await client.tick() }
        let aggregate = try await client.ask("reputation.aggregate", ["round": .string(round)])
        try await client.act(
            "round.publish",
            as: "ada",
            ["round": .string(round), "model": try aggregate.member("model")],
            appending: "round.publish",
            isRepeatable: true
        )
    }

    private func isAnyWaiting(in round: String) async throws -> Bool {
        let status = try await client.ask("round.status", ["round": .string(round)])
        return try status.elements(of: "contributions").contains {
            $0["standing"]?.string == "waiting"
        }
    }
}
