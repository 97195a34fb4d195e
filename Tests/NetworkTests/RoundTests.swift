import Digests
import Network
import Reputation
import Testing

/// Rounds, contributions and claims.
struct RoundTests {
    static let level: ReputationUnits = 1_000_000_000

    @Test func `accepted contributions raise reputation and come into the log in order`() throws {
        var world = try World()
        let round = try world.openRound()
        let made = world.contribute(round, ["sol", "sal", "ver"], count: 2)
        let accepted = world.network.acceptedContributions(of: round)
        #expect(accepted.map(\.id) == ["sol", "sal", "ver"].flatMap { made[$0] ?? [] })
        #expect(world.reputation("sol") == 3 * Self.level)
        #expect(world.reputation("mal") == Self.level)
        let log = world.network.trainingLog(of: round)
        #expect(log.entries.map(\.userID) == [5, 5, 6, 6, 7, 7])
        #expect(log.entries.first?.fileName == "sol-0")
        let weights = world.network.weights(in: round)
        #expect(weights.map(\.author) == [id("sol"), id("sal"), id("ver")])
        #expect(weights.allSatisfy { $0.weight == 3 * Self.level })
    }

    @Test func `newcomers weigh no more than the cap, by samples`() throws {
        var world = try World { $0.newcomersCapPerMillion = 500_000 }
        let round = try world.openRound(World.opening(samples: 101, blocksEach: 1))
        world.must("new", .participantJoin(ParticipantJoin(name: "new")))
        // The founder has the block of one sample, the newcomer that of a hundred.
        let places: [(String, block: Int64, samples: Int64)] = [("new", 0, 100), ("sol", 1, 1)]
        for (author, block, samples) in places {
            let commit = World.commitment(round, by: author, block: block, samples: samples)
            world.must(author, .contributionCommit(commit))
        }
        world.tick(to: world.network.rounds[round]?.commitsClose ?? 0)
        for (author, block, samples) in places {
            let reveal = World.reveal(round, by: author, block: block, samples: samples)
            world.must(author, .contributionReveal(reveal))
        }
        world.tick(Int(world.network.parameters.claimWindow))
        let weights = world.network.weights(in: round)
        #expect(weights.map(\.author) == [id("new"), id("sol")])
        let (newcomer, founder) = (weights[0].weight, weights[1].weight)
        #expect(founder == 2 * Self.level)
        #expect(newcomer == founder / 100)
    }

    @Test func `an upheld claim fells the accused and rewards the claimant with half`() throws {
        var world = try World()
        let round = try world.openRound()
        let made = world.contribute(round, ["sol", "mal"], count: 3)
        let other = try world.openRound()
        let more = world.contribute(other, ["mal"], count: 2)
        #expect(world.reputation("mal") == 6 * Self.level)
        let lie = try #require(made["mal"]?[1])
        let claim = ClaimID(world.must("sol", .claimFile(world.claim(lie))))
        world.must("jud", .claimRuling(ClaimRuling(claim: claim, finding: .upheld)))

        #expect(world.reputation("mal") == Self.level)
        #expect(world.reputation("sol") == 4 * Self.level + 3 * Self.level)
        #expect(world.network.acceptedContributions(of: round).count == 3)
        #expect(world.network.acceptedContributions(of: other).isEmpty)
        for id in (made["mal"] ?? []) + (more["mal"] ?? []) {
            #expect(world.network.contributions[id]?.standing == .removed(by: claim))
        }
        #expect(world.balance("sol") == 10_000)
        #expect(world.sentences.contains("sol gains half of what mal had, 0.006 / 2"))
        world.expectNothingLocked()
    }

    @Test func `a rejected claim does to the claimant what it wanted for the accused`() throws {
        var world = try World()
        let round = try world.openRound()
        let made = world.contribute(round, ["sol", "mal"], count: 2)
        let honest = try #require(made["sol"]?[0])
        let claim = ClaimID(world.must("mal", .claimFile(world.claim(honest))))
        world.must("jud", .claimRuling(ClaimRuling(claim: claim, finding: .rejected)))
        #expect(world.reputation("mal") == Self.level)
        #expect(world.reputation("sol") == 3 * Self.level)
        #expect(
            world.network.acceptedContributions(of: round).map(\.author) == [id("sol"), id("sol")]
        )
        // Of 100, the judge gets 50, the accused 25, the treasury 25.
        #expect(world.balance("mal") == 9900)
        #expect(world.balance("jud") == 10_050)
        #expect(world.balance("sol") == 10_025)
        #expect(world.network.books[.treasury] == 25)
        world.expectNothingLocked()
    }

    @Test func `a claimant is rewarded once a round`() throws {
        var world = try World()
        let round = try world.openRound()
        let made = world.contribute(round, ["mal", "wes", "sol"])
        for (accused, gained) in [("mal", 1), ("wes", 0)] as [(String, Int64)] {
            let before = world.reputation("sol") ?? 0
            let lie = try #require(made[accused]?[0])
            let claim = ClaimID(world.must("sol", .claimFile(world.claim(lie))))
            world.must("jud", .claimRuling(ClaimRuling(claim: claim, finding: .upheld)))
            #expect(world.reputation("sol") == before + gained * Self.level)
            #expect(world.reputation(accused) == Self.level)
        }
    }

    @Test func `a claim holds a contribution back until it is decided`() throws {
        var world = try World()
        let round = try world.openRound()
        let first = world.commit(round, by: "sol", block: 0)
        let second = world.commit(round, by: "sal", block: 1)
        world.tick(2)
        world.reveal(round, by: "sol", block: 0)
        world.reveal(round, by: "sal", block: 1)
        let doubt = ClaimID(world.must("mal", .claimFile(world.claim(first))))
        let silence = ClaimID(world.must("wes", .claimFile(world.claim(second))))
        world.tick(5)
        #expect(world.network.contributions[first]?.standing == .pending)
        world.must("jud", .claimRuling(ClaimRuling(claim: doubt, finding: .rejected)))
        #expect(world.network.contributions[first]?.standing == .accepted(index: 0))
        let expire = Payload.claimExpire(ClaimExpire(claim: silence))
        #expect(world.refusal("mal", expire) == "nothingDue")
        world.tick(16)
        let late = Payload.claimRuling(ClaimRuling(claim: silence, finding: .upheld))
        #expect(world.refusal("jud", late) == "tooLate")
        world.must("mal", expire)
        #expect(world.network.contributions[second]?.standing == .accepted(index: 1))
        #expect(world.balance("wes") == 10_000)
        world.expectNothingLocked()
    }

    @Test func `claims against contributions that another claim removes are overtaken`() throws {
        var world = try World()
        let round = try world.openRound()
        let made = world.contribute(round, ["mal", "sol"], count: 2)
        let lies = try #require(made["mal"])
        let first = ClaimID(world.must("sol", .claimFile(world.claim(lies[0]))))
        let second = ClaimID(world.must("sal", .claimFile(world.claim(lies[1]))))
        world.must("jud", .claimRuling(ClaimRuling(claim: first, finding: .upheld)))
        #expect(world.network.claims[second]?.phase == .closed(.overtaken))
        #expect(world.balance("sal") == 10_000)
        #expect(world.network.participants[id("sal")]?.openClaim == nil)
        world.expectNothingLocked()
    }

    @Test func `ten levels let a participant claim without a deposit`() throws {
        var world = try World { $0.claimLevels = 2 }
        let round = try world.openRound()
        let made = world.contribute(round, ["sol", "mal"], count: 2)
        let lie = try #require(made["mal"]?[0])
        let free = Payload.claimFile(world.claim(lie, deposit: 0))
        #expect(world.refusal("sol", free) == "ok")
        #expect(world.refusal("sal", free) == "reputationTooLow")
        var only = try World(mode: .reputationOnly)
        let there = try only.openRound()
        let one = try #require(only.contribute(there, ["mal"])["mal"]?[0])
        #expect(only.refusal("sal", .claimFile(only.claim(one, deposit: 0))) == "reputationTooLow")
        #expect(only.refusal("sal", .claimFile(only.claim(one, deposit: 9))) == "reputationTooLow")
    }

    @Test func `a beacon assigns blocks that nobody could choose`() throws {
        var world = try World { $0.assignment = .beacon }
        let opening = World.opening(blocksEach: 2, assignment: .beacon)
        let round = try world.openRound(opening)
        let early = Payload.contributionCommit(World.commitment(round, by: "sol", block: 0))
        #expect(world.refusal("sol", early) == "tooEarly")
        #expect(world.network.blocks(for: id("sol"), in: round) == nil)
        world.tick()
        guard case .assigned(let blocks)? = world.network.blocks(for: id("sol"), in: round) else {
            Issue.record("the beacon should have assigned blocks")
            return
        }
        #expect(blocks.count == 2)
        for block in 0..<10 as Range<Int64> {
            let commit = Payload.contributionCommit(
                World.commitment(round, by: "sol", block: block)
            )
            let expected = blocks.contains(block) ? "ok" : "notAssigned"
            #expect(world.refusal("sol", commit) == expected)
        }
        #expect(world.refusal("sub", .roundOpen(World.opening())) == "wrongPhase")
    }

    @Test func `published models stay where they are`() throws {
        var world = try World()
        let round = try world.openRound()
        let publish = Payload.roundPublish(RoundPublish(round: round, model: blob("model")))
        world.must("sub", publish)
        world.must("sub", publish)
        let publications = try #require(world.network.rounds[round]?.publications)
        #expect(publications.count == 2)
        #expect(publications[0].position < publications[1].position)
        #expect(world.refusal("sal", publish) == "notInRole")
        let other = Payload.roundPublish(RoundPublish(round: round, model: blob("none")))
        #expect(world.refusal("sub", other) == "blobNotAttested")
    }
}
