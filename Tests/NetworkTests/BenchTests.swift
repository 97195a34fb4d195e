import Network
import Reputation
import Testing

/// A bench that parties, bars and rivals have made smaller (rule C5).
struct BenchTests {
    @Test func `the judges who are left can agree`() throws {
        var world = try World(judges: ["jud", "mal"], judgesRequired: 2)
        let round = try world.openRound()
        let lie = try #require(world.contribute(round, ["mal"])["mal"]?[0])
        let claim = ClaimID(world.must("sol", .claimFile(world.claim(lie))))
        #expect(world.network.standing(of: .claim(claim))?.panel?.required == 1)
        world.must("jud", QuorumTests.ruling(claim, .upheld))
        #expect(world.network.claims[claim]?.phase == .closed(.upheld))
    }

    @Test func `whose word is overturned votes no more, also where it has been drawn`() throws {
        let judges = ["jud", "cus", "wes", "tim", "val"]
        var world = try World(judges: judges, judgesRequired: 3) { $0.quorumSize = 3 }
        let round = try world.openRound(maintainer: "sal")
        let made = world.contribute(round, ["mal", "vic"])
        let lies = try ["mal", "vic"].map { try #require(made[$0]?[0]) }
        let first = ClaimID(world.must("whi", .claimFile(world.claim(lies[0]))))
        let second = ClaimID(world.must("sol", .claimFile(world.claim(lies[1]))))
        world.tick()
        let panel = try world.panel(of: .claim(first)).prefix(2)
        for judge in panel { world.must(judge, QuorumTests.ruling(first, .rejected)) }
        world.must("whi", QuorumTests.appeal(first))
        for judge in judges where !panel.contains(judge) {
            world.must(judge, QuorumTests.ruling(first, .upheld))
        }
        // Of five judges three are drawn: at least one of two is on the other panel, too.
        let both = try world.panel(of: .claim(second)).filter { panel.contains($0) }
        #expect(!both.isEmpty)
        for judge in both {
            #expect(world.refusal(judge, QuorumTests.ruling(second, .upheld)) == "notInRole")
        }
    }

    @Test func `fewer than those who ruled first cannot overturn them`() throws {
        let judges = ["ver", "vic", "val", "sub"]
        let reputations = Dictionary(
            uniqueKeysWithValues: judges.map { ($0, 900_000_000_000 as Int64) }
        )
        var world = try World(judges: [], judgesRequired: 0, reputations: reputations) {
            $0.benchSize = 4
            $0.quorumSize = 3
        }
        let round = try world.openRound(maintainer: "sal")
        let made = world.contribute(round, ["mal", "ver", "vic", "val"])
        let lies = try ["mal", "ver", "vic", "val"].map { try #require(made[$0]?[0]) }
        let claim = ClaimID(world.must("whi", .claimFile(world.claim(lies[0]))))
        world.tick()
        for judge in try world.panel(of: .claim(claim)).prefix(2) {
            world.must(judge, QuorumTests.ruling(claim, .rejected))
        }
        // Whose reputation falls leaves the bench, and the accused gains its place nowhere.
        for (index, lie) in lies.enumerated().dropFirst() {
            let other = ClaimID(world.must("mal", .claimFile(world.claim(lie))))
            let left = judges.dropFirst(index)
            for judge in left.prefix(left.count / 2 + 1) {
                world.must(judge, QuorumTests.ruling(other, .upheld))
            }
            #expect(world.network.claims[other]?.phase == .closed(.upheld))
        }
        // `mal` is a party, and what it has gained does not let it judge.
        #expect(world.network.bench == [id("sub"), id("mal")])
        #expect(world.refusal("whi", QuorumTests.appeal(claim)) == "wrongPhase")
        world.tick(5)
        world.must("sal", .claimExpire(ClaimExpire(claim: claim)))
        #expect(world.network.claims[claim]?.phase == .closed(.rejected))
        #expect(world.balance("whi") == 9900)
        world.expectNothingLocked()
    }

    @Test func `a rival in the line does not judge who stands before it`() throws {
        var world = try World(judges: ["jud", "wes"])
        let task = world.judgedTask()
        let early = try world.commitChallenge(.verdict(task), by: "whi")
        let late = try world.commitChallenge(.verdict(task), by: "wes")
        world.tick(3)
        world.must("whi", .challengeReveal(World.reveal(early, by: "whi")))
        world.must("wes", .challengeReveal(World.reveal(late, by: "wes")))
        let ruling = Payload.ruling(Ruling(challenge: early, finding: .wrong))
        #expect(world.refusal("wes", ruling) == "isParty")
        world.must("jud", ruling)
    }

    /// A task of `sol` on which `jud` has stood in for verifiers.
    static func stoodIn(judges: [String], required: Int64) throws -> (World, TaskID) {
        var world = try World(judges: judges, judgesRequired: required)
        let task = world.acceptedTask()
        world.must("val", .verifierWithdraw(VerifierWithdraw()))
        world.must("sol", .proofAppend(World.proof(task)))
        world.tick(11)
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        world.tick()
        world.must("jud", .verdict(world.verdictOfJudge(task)))
        return (world, task)
    }

    @Test func `the verdict of a judge who stands in can be challenged before the others`() throws {
        var (world, task) = try Self.stoodIn(judges: ["jud", "wes", "mal"], required: 2)
        let challenge = try world.revealedChallenge(.verdict(task))
        world.must("wes", .ruling(Ruling(challenge: challenge, finding: .right)))
        #expect(
            world.refusal("jud", .ruling(Ruling(challenge: challenge, finding: .wrong)))
                == "isParty"
        )
        world.must("mal", .ruling(Ruling(challenge: challenge, finding: .right)))
        #expect(world.network.challenges[challenge]?.phase == .closed(.upheld))
        #expect(world.network.participants[id("jud")]?.isBarred == true)
        #expect(world.balance("whi") == 10_250)
    }

    @Test func `the last other judge cannot doubt what then nobody could rule on`() throws {
        let (world, task) = try Self.stoodIn(judges: ["jud", "wes"], required: 2)
        let doubt = { (name: String) in
            Payload.challengeCommit(World.challenge(.verdict(task), by: name))
        }
        #expect(world.refusal("wes", doubt("wes")) == "wrongPhase")
        #expect(world.refusal("whi", doubt("whi")) == "ok")
    }
}
