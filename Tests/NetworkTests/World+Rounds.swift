import Digests
import Network
import Testing

// Rounds, shortened: 1000 samples in blocks of 100.
extension World {
    static func opening(
        samples: Int64 = 1000,
        blockSamples: Int64 = 100,
        blocksEach: Int64 = 4,
        assignment: Assignment = .open,
        initial: String = "initial"
    ) -> RoundOpen {
        RoundOpen(
            specification: blob("specification"),
            dataset: blob("dataset"),
            initial: blob(initial),
            samples: samples,
            blockSamples: blockSamples,
            blocksEach: blocksEach,
            assignment: assignment
        )
    }

    mutating func openRound(
        maintainer: String = "sub",
        _ opening: RoundOpen = World.opening()
    ) throws -> RoundID {
        attest("specification", "dataset", "initial", "update", "model", "evidence")
        return RoundID(must(maintainer, .roundOpen(opening)))
    }

    static func content(_ author: String, block: Int64, samples: Int64 = 100) -> ContributionContent
    {
        ContributionContent(
            name: "\(author)-\(block)",
            update: blob("update"),
            samples: samples,
            value: blob("value")
        )
    }

    static func commitment(
        _ round: RoundID,
        by author: String,
        block: Int64,
        samples: Int64 = 100
    ) -> ContributionCommit {
        ContributionCommit(
            round: round,
            block: block,
            commitment: Commitments.contribution(
                round: round,
                block: block,
                content: content(author, block: block, samples: samples),
                salt: secret(author),
                author: id(author)
            )
        )
    }

    static func reveal(
        _ round: RoundID,
        by author: String,
        block: Int64,
        samples: Int64 = 100
    ) -> ContributionReveal {
        ContributionReveal(
            round: round,
            block: block,
            content: content(author, block: block, samples: samples),
            salt: secret(author)
        )
    }

    @discardableResult
    mutating func commit(_ round: RoundID, by author: String, block: Int64) -> ContributionID {
        let commit = Self.commitment(round, by: author, block: block)
        return ContributionID(must(author, .contributionCommit(commit)))
    }

    mutating func reveal(_ round: RoundID, by author: String, block: Int64) {
        must(author, .contributionReveal(Self.reveal(round, by: author, block: block)))
    }

    /// Contributions by several authors, on blocks that follow one another, all accepted.
    mutating func contribute(
        _ round: RoundID,
        _ authors: [String],
        count: Int = 1
    ) -> [String: [ContributionID]] {
        var made: [String: [ContributionID]] = [:]
        var places: [(author: String, block: Int64)] = []
        for author in authors {
            for _ in 0..<count {
                let block = Int64(places.count) % 10
                made[author, default: []].append(commit(round, by: author, block: block))
                places.append((author, block))
            }
        }
        tick(to: network.rounds[round]?.commitsClose ?? 0)
        for place in places { reveal(round, by: place.author, block: place.block) }
        tick(Int(network.parameters.claimWindow))
        return made
    }

    func claim(
        _ contribution: ContributionID,
        name: String? = nil,
        deposit: Credits = 100,
        cosigner: String? = nil
    ) -> ClaimFile {
        let content = network.contributions[contribution]?.revealed?.content
        return ClaimFile(
            contribution: contribution,
            name: name ?? content?.name ?? "unknown",
            alleged: "0.5",
            own: "0.7",
            deposit: deposit,
            cosigner: cosigner.map { id($0) }
        )
    }

    /// Answers for the claim that ``claim(_:name:deposit:cosigner:)`` makes.
    static func cosign(
        _ claimant: String,
        _ contribution: ContributionID,
        own: String = "0.7"
    ) -> ClaimCosign {
        ClaimCosign(
            claimant: id(claimant),
            contribution: contribution,
            alleged: "0.5",
            own: own
        )
    }
}
