import Digests
import Network
import Reputation
import Testing

/// The stories of a task, with every credit accounted for.
struct TaskStoryTests {
    @Test func `an honest task is paid by shares and its excess refunded`() throws {
        var world = try World()
        let task = world.judgedTask()
        world.tick(3)
        world.must("mal", .taskSettle(TaskSettle(task: task)))

        // The bound is 1000; 1200 were offered.
        #expect(world.balance("sub") == 10_000 - 1000)
        #expect(world.balance("sol") == 10_000 + 700)
        #expect(world.balance("val") == 10_000 + 50)
        #expect(world.balance("ver") == 10_000 - 500 + 150)
        #expect(world.network.books[.verifierDeposit(id("ver"))] == 500)
        #expect(world.balance("jud") == 10_000 + 30)
        #expect(world.network.books[.jackpot] == 20)
        #expect(world.network.books[.treasury] == 50)
        world.expectNothingLocked()
        #expect(world.sentences.contains("solver's share: 1000 x 7000 / 10000 = 700 credits"))
        #expect(world.sentences.contains("200 credits of the fee go back to sub"))
    }

    @Test func `a run that diverges is paid for the steps it did`() throws {
        var world = try World()
        let task = world.drawnTask(steps: 41)
        world.must("ver", .verdict(world.verdict(task)))
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        // 41 of 100 steps cost 410; the profiler has 5 % of the bound of 1000.
        #expect(world.balance("sol") == 10_000 + 287)
        #expect(world.balance("ver") == 9500 + 61)
        #expect(world.balance("val") == 10_050)
        #expect(world.network.books[.jackpot] == 8)
        // 410 - 287 - 61 - 12 - 8 - 20, the last being the profiler's share of what was metered.
        #expect(world.network.books[.treasury] == 22)
        #expect(world.balance("sub") == 10_000 - 287 - 61 - 12 - 8 - 22 - 50)
        world.expectNothingLocked()
    }

    @Test func `a forged proof that is rejected costs its solver and pays its verifier`() throws {
        var world = try World()
        let task = world.judgedTask(distance: 9)
        world.tick(3)
        world.must("mal", .taskSettle(TaskSettle(task: task)))
        // The verifier's 150 come from the deposit of 500; the other 350 are halved.
        #expect(world.balance("sol") == 9500)
        #expect(world.balance("ver") == 9500 + 150)
        #expect(world.balance("sub") == 10_000 - 1200 + 175)
        #expect(world.network.books[.treasury] == 175)
        #expect(world.network.books[.verifierDeposit(id("ver"))] == 500)
        #expect(world.network.books[.fee(task)] == 1150)
        guard case .open = world.network.tasks[task]?.phase else {
            Issue.record("the task should be open again")
            return
        }
        #expect(world.network.tasks[task]?.attempts == 1)
        let again = Payload.taskAccept(TaskAccept(task: task, deposit: 500))
        #expect(world.refusal("sol", again) == "already")
        #expect(world.refusal("sal", again) == "ok")
        // Honest verification does not touch reputations.
        #expect(world.reputation("ver") == 1_000_000_000)
    }

    @Test func `a forged proof that a lazy verifier accepts costs both`() throws {
        var world = try World()
        let task = world.judgedTask()
        let challenge = try world.revealedChallenge(.verdict(task))
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .right)))

        // 1000 are slashed: half to the challenger, 50 to the judge, the rest to the treasury.
        #expect(world.balance("sol") == 9500)
        #expect(world.balance("ver") == 9500)
        #expect(world.network.books[.verifierDeposit(id("ver"))] == 0)
        #expect(world.balance("whi") == 10_500)
        #expect(world.balance("jud") == 10_050)
        #expect(world.network.books[.treasury] == 450)
        #expect(world.sentences.contains("1000 / 2 = 500 credits"))
        #expect(world.network.challenges[challenge]?.phase == .closed(.upheld))
        guard case .open = world.network.tasks[task]?.phase else {
            Issue.record("the task should be open again")
            return
        }
    }

    @Test func `an upheld challenge halves the reputations of the convicted`() throws {
        var world = try World { parameters in
            parameters.reputation = .init(
                floor: 1000,
                ceiling: 999_000_000_000,
                growth: .linear(step: 3000)
            )
        }
        try world.raise("sol", "ver")
        let task = world.judgedTask()
        let challenge = try world.revealedChallenge(.verdict(task))
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .right)))
        #expect(world.reputation("sol") == 2000)
        #expect(world.reputation("ver") == 2000)
        #expect(world.sentences.contains("halves the reputation of sol"))
    }

    @Test func `a wrong challenge costs its challenger and stops nothing`() throws {
        var world = try World()
        let task = world.judgedTask()
        let challenge = try world.revealedChallenge(.verdict(task))
        let settle = Payload.taskSettle(TaskSettle(task: task))
        #expect(world.refusal("sub", settle) == "challengeOpen")
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .wrong)))
        // Of 200, the judge gets 50, the accused verifier 75, the treasury 75.
        #expect(world.balance("whi") == 9800)
        #expect(world.balance("jud") == 10_050)
        #expect(world.balance("ver") == 9575)
        #expect(world.network.books[.treasury] == 75)
        world.must("sub", settle)
        #expect(world.balance("sol") == 10_700)
        world.expectNothingLocked()
    }

    @Test func `an inconclusive challenge costs nobody`() throws {
        var world = try World()
        let task = world.judgedTask()
        let challenge = try world.revealedChallenge(.verdict(task))
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .inconclusive)))
        #expect(world.balance("whi") == 10_000)
        #expect(world.network.books[.treasury] == 0)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        world.expectNothingLocked()
    }

    @Test func `a solver who was wrongly rejected is verified again by another`() throws {
        var world = try World()
        let task = world.judgedTask(distance: 9)
        world.enlist("vic")
        let challenge = try world.revealedChallenge(.verdict(task), by: "sol")
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .right)))
        #expect(world.balance("sol") == 9500 + 250)
        #expect(world.balance("ver") == 9500)
        world.tick(2)
        #expect(world.network.tasks[task]?.phase.verifier == id("vic"))
        world.must("vic", .verdict(world.verdict(task, by: "vic")))
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.balance("sol") == 10_000 + 250 + 700)
        world.expectNothingLocked()
    }

    @Test func `the earliest of two right challengers has the whole reward`() throws {
        var world = try World()
        let task = world.judgedTask()
        let target = ChallengeTarget.verdict(task)
        let commit = World.challenge(target, by: "wes")
        let early = ChallengeID(world.must("wes", .challengeCommit(commit)))
        let late = try world.revealedChallenge(target)
        world.must("wes", .challengeReveal(World.reveal(early, by: "wes")))
        #expect(
            world.refusal("jud", .ruling(Ruling(challenge: late, finding: .right)))
                == "challengeOpen"
        )
        world.must("jud", .ruling(Ruling(challenge: early, finding: .right)))
        #expect(world.balance("wes") == 10_500)
        #expect(world.balance("whi") == 10_000)
        #expect(world.network.challenges[late]?.phase == .closed(.overtaken))
        // Who challenges its own accomplices loses: 500 of the 1000 at stake are gone.
        #expect(world.network.books[.treasury] + world.balance("jud") - 10_000 == 500)
    }

    @Test func `a false profile costs the profiler and is measured again`() throws {
        var world = try World()
        world.attest("specification", "dataset", "samples")
        world.enlist("val", "vic")
        let task = TaskID(world.must("sub", .taskSubmit(World.submission(mode: .tolerant))))
        world.must("val", .taskProfile(World.profile(task, threshold: 1 << 60)))
        let challenge = try world.revealedChallenge(.profile(task))
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .right)))
        #expect(world.balance("val") == 9500)
        #expect(world.balance("whi") == 10_250)
        #expect(world.network.tasks[task]?.profile == nil)
        world.must("vic", .taskProfile(World.profile(task, threshold: 1000)))
        #expect(world.network.tasks[task]?.profile?.profiler == id("vic"))
        world.tick(2)
        world.must("sol", .taskAccept(TaskAccept(task: task, deposit: 500)))
        #expect(world.balance("vic") == 9550)
        #expect(world.balance("val") == 9500)
    }

    @Test func `a quorum of judges shares the fee of the loser`() throws {
        var world = try World(judges: ["jud", "mal", "vic"], judgesRequired: 2)
        let task = world.judgedTask()
        let challenge = try world.revealedChallenge(.verdict(task))
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .wrong)))
        world.must("mal", .ruling(Ruling(challenge: challenge, finding: .right)))
        let again = Payload.ruling(Ruling(challenge: challenge, finding: .right))
        #expect(world.refusal("mal", again) == "already")
        world.must("vic", .ruling(Ruling(challenge: challenge, finding: .wrong)))
        #expect(world.network.challenges[challenge]?.phase == .closed(.refuted))
        #expect(world.balance("jud") == 10_025)
        #expect(world.balance("vic") == 10_025)
        #expect(world.balance("mal") == 10_000)
    }

    @Test func `a reputation-only network runs the same story without credits`() throws {
        var world = try World(mode: .reputationOnly)
        world.attest("specification", "dataset", "samples", "proof result", "final result")
        world.enlist("val", "ver", deposit: 0)
        let task = TaskID(world.must("sub", .taskSubmit(World.submission(fee: 0))))
        world.must("val", .taskProfile(World.profile(task)))
        world.tick(2)
        world.must("sol", .taskAccept(TaskAccept(task: task, deposit: 0)))
        world.tick()
        world.must("sol", .proofAppend(World.proof(task)))
        world.tick(2)
        let drawn = try #require(world.network.tasks[task]?.phase.verifier)
        let name = try #require(["val", "ver"].first { id($0) == drawn })
        world.must(name, .verdict(world.verdict(task, by: name)))
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        guard case .closed(.paid) = world.network.tasks[task]?.phase else {
            Issue.record("the task should be over")
            return
        }
        #expect(World.names.allSatisfy { world.balance($0) == 10_000 })
    }
}

extension World {
    /// Nothing that must come to an end holds credits, and none were lost.
    func expectNothingLocked(sourceLocation: SourceLocation = #_sourceLocation) {
        network.books.checkInvariants()
        #expect(network.books.escrowed == 0, sourceLocation: sourceLocation)
    }

    /// Lets each participant have one contribution accepted.
    mutating func raise(_ names: String...) throws {
        let round = try openRound(maintainer: "mal")
        for (block, name) in names.enumerated() {
            commit(round, by: name, block: Int64(block))
        }
        tick(to: network.rounds[round]?.commitsClose ?? 0)
        for (block, name) in names.enumerated() {
            reveal(round, by: name, block: Int64(block))
        }
        tick(Int(network.parameters.claimWindow))
    }
}
