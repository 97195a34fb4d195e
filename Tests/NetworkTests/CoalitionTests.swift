import Network
import Testing

/// What accomplices can take out of a network: nothing that they have not put in (rule C2).
struct CoalitionTests {
    /// A verdict on a proof of ten segments; `covering` says whether it rests on segment 3, which the
    /// judge then finds wrong.
    static func upheld(
        covering: Bool,
        solverDeposit: Credits = 500,
        verifierDeposit: Credits
    ) throws -> (before: World, after: World) {
        var world = try World {
            $0.verifierDepositMinimum = verifierDeposit
            $0.segmentsDrawn = 1
        }
        world.attest("specification", "dataset", "samples", "proof result", "final result")
        world.enlist("val", "ver", deposit: verifierDeposit)
        let before = world
        // Whichever the beacon draws: the secret is its owner's to know, the network's to check.
        for attempt in 0..<20 {
            var attempted = world
            for _ in 0..<attempt { attempted.tick() }
            let task = TaskID(attempted.must("sub", .taskSubmit(World.submission())))
            attempted.must("val", .taskProfile(World.profile(task)))
            attempted.tick(2)
            let accept = TaskAccept(task: task, deposit: solverDeposit)
            attempted.must("sol", .taskAccept(accept))
            attempted.tick()
            attempted.must("val", .verifierWithdraw(VerifierWithdraw()))
            attempted.must("sol", .proofAppend(World.proof(task)))
            attempted.tick(2)
            let drawn = try #require(
                attempted.network.segments(drawnFor: task, secret: secret("ver"))
            )
            guard !drawn.contains(3) else { continue }
            let all = attempted.verdict(task)
            let covered = Set(drawn + all.largest + (covering ? [3] : []))
            let verdict = Verdict(
                task: task,
                secret: all.secret,
                nextCommitment: all.nextCommitment,
                accepted: true,
                findings: all.findings.filter { covered.contains($0.segment) },
                largest: all.largest,
                threshold: 0
            )
            attempted.must("ver", .verdict(verdict))
            let challenge = try attempted.revealedChallenge(.verdict(task), segment: 3)
            attempted.must("jud", .ruling(Ruling(challenge: challenge, finding: .right)))
            return (before, attempted)
        }
        Issue.record("the beacon drew segment 3 again and again")
        return (before, before)
    }

    /// What somebody has, deposits included.
    static func wealth(_ names: String..., in world: World) -> Credits {
        names.reduce(0) { $0 + world.balance($1) + (world.network.deposits[id($1)] ?? 0) }
    }

    @Test(arguments: [500, 1500] as [Credits], [500, 501, 2000] as [Credits])
    func `challenging one's own false run never pays, nor costs an honest verifier`(
        verifierDeposit: Credits,
        solverDeposit: Credits
    ) throws {
        let (before, after) = try Self.upheld(
            covering: false,
            solverDeposit: solverDeposit,
            verifierDeposit: verifierDeposit
        )
        let gain =
            Self.wealth("sol", "whi", in: after) - Self.wealth("sol", "whi", in: before)
        #expect(gain == -(solverDeposit - solverDeposit / 2))
        #expect(Self.wealth("ver", in: after) == Self.wealth("ver", in: before))
        #expect(after.reputation("ver") == before.reputation("ver"))
    }

    @Test(arguments: [500, 1500] as [Credits])
    func `a verifier who vouched for the segment pays with the solver`(
        verifierDeposit: Credits
    ) throws {
        let (before, after) = try Self.upheld(covering: true, verifierDeposit: verifierDeposit)
        #expect(Self.wealth("ver", in: after) == Self.wealth("ver", in: before) - verifierDeposit)
        let all = ["sol", "whi", "ver"]
        let gain = all.reduce(0) {
            $0 + Self.wealth($1, in: after) - Self.wealth($1, in: before)
        }
        #expect(gain <= -(500 + verifierDeposit) / 2)
    }

    @Test func `places cost more the more are taken, and those whom the beacon drew have one`()
        throws
    {
        var (world, task) = try ForcedErrorTests.accepted { $0.challengesMax = 2 }
        world.tick()
        let target = ChallengeTarget.verdict(task)
        let doubt = { (name: String, deposit: Credits) in
            Payload.challengeCommit(World.challenge(target, by: name, deposit: deposit))
        }
        world.must("mal", doubt("mal", 200))
        #expect(world.refusal("sal", doubt("sal", 399)) == "depositTooSmall")
        world.must("sal", doubt("sal", 400))
        #expect(world.refusal("vic", doubt("vic", 10_000)) == "tooMany")
        world.must("whi", doubt("whi", 200))
        world.must("wes", doubt("wes", 200))
    }
}
