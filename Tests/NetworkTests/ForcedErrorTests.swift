import Digests
import Network
import Testing

/// Errors planted by the draw's order (rule C3).
struct ForcedErrorTests {
    /// A world in which the draw always (or never) demands a planted error, and a task that `sol`
    /// has sealed: its right result is `right`, its wrong one `wrong`.
    static func sealed(
        perMillion: Int64,
        jackpot: Bool = true,
        whistleblowers: [String] = ["whi", "wes"],
        judges: [String] = ["jud"],
        _ adjust: (inout Parameters) -> Void = { _ in }
    ) throws -> (World, TaskID) {
        var world = try World(judges: judges, judgesRequired: Int64(judges.count / 2 + 1)) {
            $0.forcedErrorsPerMillion = perMillion
            $0.jackpotLevy = 200
            adjust(&$0)
        }
        if jackpot { try fillJackpot(&world) }
        for name in whistleblowers {
            let commitment = Commitments.secret(secret(name))
            let ready = WhistleblowerEnlist(deposit: 200, secretCommitment: commitment)
            world.must(name, .whistleblowerEnlist(ready))
        }
        let task = world.openTask()
        let commitment = Commitments.secret(secret("sol"))
        let acceptance = TaskAccept(task: task, deposit: 500, secretCommitment: commitment)
        world.must("sol", .taskAccept(acceptance))
        world.tick()
        world.attest("proof right", "final right", "proof wrong", "final wrong")
        if world.network.participants[id("val")]?.verifier != nil {
            world.must("val", .verifierWithdraw(VerifierWithdraw()))
        }
        if world.network.participants[id("ver")]?.verifier == nil { world.enlist("ver") }
        let proof = ProofAppend(
            task: task,
            steps: 100,
            segments: 10,
            outcome: .completed,
            content: .sealed(commitmentTo("right"), commitmentTo("wrong"))
        )
        world.must("sol", .proofAppend(proof))
        return (world, task)
    }

    /// Runs an honest task, whose levy is all that ever fills the jackpot.
    private static func fillJackpot(_ world: inout World) throws {
        let task = world.judgedTask()
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.network.books[.jackpot] == 20)
    }

    static func commitmentTo(_ name: String) -> Digest {
        Commitments.result(World.result(name), salt: secret(name), solver: id("sol"))
    }

    static func designate(_ task: TaskID, _ name: String) -> Payload {
        .forcedDesignate(
            ForcedDesignate(
                task: task,
                index: name == "right" ? 0 : 1,
                result: World.result(name),
                salt: secret(name)
            )
        )
    }

    static func reveal(
        _ task: TaskID,
        _ name: String = "right",
        by solver: String = "sol",
        segment: Int64? = nil
    ) -> Payload {
        .forcedReveal(
            ForcedReveal(
                task: task,
                secret: secret(solver),
                result: World.result(name),
                segment: segment ?? planted(task),
                salt: secret(name)
            )
        )
    }

    /// The segment in which `sol` plants its error.
    static func planted(_ task: TaskID) -> Int64 {
        NetworkDraws.plantedSegment(task: task, secret: secret("sol"), of: 10)
    }

    static func settle(_ task: TaskID, by solver: String = "sol") -> Payload {
        .taskSettle(TaskSettle(task: task, secret: secret(solver)))
    }

    /// A planted error that `ver` has accepted without looking.
    static func accepted(
        whistleblowers: [String] = ["whi", "wes"],
        judges: [String] = ["jud"],
        _ adjust: (inout Parameters) -> Void = { _ in }
    ) throws -> (World, TaskID) {
        var (world, task) = try sealed(
            perMillion: 1_000_000,
            whistleblowers: whistleblowers,
            judges: judges,
            adjust
        )
        world.tick()
        #expect(world.network.isErrorForced(on: task, secret: secret("sol")) == true)
        world.must("sol", designate(task, "wrong"))
        world.tick(2)
        world.must("ver", .verdict(world.verdict(task)))
        return (world, task)
    }

    @Test func `a verifier who rejects a planted error is paid with the one who verifies anew`()
        throws
    {
        var (world, task) = try Self.sealed(perMillion: 1_000_000)
        world.enlist("vic")
        world.tick()
        world.must("sol", Self.designate(task, "wrong"))
        world.tick(2)
        let drawn = try #require(world.network.tasks[task]?.phase.verifier)
        let first = drawn == id("ver") ? "ver" : "vic"
        let second = first == "ver" ? "vic" : "ver"
        world.must(first, .verdict(world.verdict(task, by: first, distance: 5)))
        world.must(first, .verifierWithdraw(VerifierWithdraw()))
        world.tick(3)
        let before = (world.balance(first), world.balance(second))
        world.must("sol", Self.reveal(task))
        #expect(world.balance(first) == before.0 + 500)
        world.tick(2)
        world.must(second, .verdict(world.verdict(task, by: second)))
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.balance(first) == before.0 + 500 + 75)
        #expect(world.balance(second) == before.1 + 75)
        world.expectNothingLocked()
    }

    @Test func `an error that the draw did not demand is an ordinary wrong proof`() throws {
        var (world, task) = try Self.sealed(perMillion: 0)
        world.tick()
        #expect(world.network.isErrorForced(on: task, secret: secret("sol")) == false)
        world.must("sol", Self.designate(task, "wrong"))
        world.tick(2)
        world.must("ver", .verdict(world.verdict(task)))
        let challenge = try world.revealedChallenge(.verdict(task))
        #expect(world.refusal("sol", Self.reveal(task)) == "notForced")
        world.tick(7)
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .right)))
        #expect(world.network.books[.solverStake(task)] == 0)
        #expect(world.network.books[.verifierStake(task)] == 0)
    }

    @Test func `designating`() throws {
        let (world, task) = try Self.sealed(perMillion: 500_000)
        let rows = Row.table(
            """
            author task   index result salt  tick expected
            .      .      .     .      .     1    ok
            .      .      .     .      .     6    ok
            .      .      1     wrong  wrong 1    ok
            .      absent .     .      .     1    unknownTask
            .      .      2     .      .     1    outOfRange
            .      .      -1    .      .     1    outOfRange
            ver    .      .     .      .     1    notInRole
            .      .      .     .      .     0    tooEarly
            .      .      .     .      .     7    tooLate
            .      .      .     other  .     1    blobNotAttested
            .      .      1     .      .     1    commitmentMismatch
            .      .      .     wrong  .     1    commitmentMismatch
            .      .      .     .      wrong 1    commitmentMismatch
            """
        )
        for row in rows {
            var world = world
            world.tick(Int(row.int("tick", 1)))
            let designation = ForcedDesignate(
                task: row.text("task", "") == "absent" ? TaskID(blob("absent")) : task,
                index: row.int("index", 0),
                result: World.result(row.text("result", "right")),
                salt: secret(row.text("salt", "right"))
            )
            world.check(row, row.text("author", "sol"), .forcedDesignate(designation))
        }
    }

    @Test func `revealing a planted error`() throws {
        var (world, task) = try Self.accepted()
        #expect(world.refusal("sol", Self.reveal(task)) == "tooEarly")
        world.tick(3)
        #expect(world.refusal("sol", Self.reveal(task)) == "ok")
        #expect(world.refusal("ver", Self.reveal(task)) == "notInRole")
        #expect(world.refusal("sol", Self.reveal(TaskID(blob("absent")))) == "unknownTask")
        #expect(world.refusal("sol", Self.reveal(task, by: "mal")) == "commitmentMismatch")
        #expect(world.refusal("sol", Self.reveal(task, "wrong")) == "commitmentMismatch")
        #expect(world.refusal("sol", Self.reveal(task, "other")) == "blobNotAttested")
        let elsewhere = (Self.planted(task) + 1) % 9
        #expect(
            world.refusal("sol", Self.reveal(task, segment: elsewhere)) == "commitmentMismatch"
        )
        #expect(world.refusal("sol", Self.reveal(task, segment: 9)) == "ok")
        let last = try #require(world.network.nextSteps(on: task).last)
        #expect(last.kind == ForcedReveal.kind && last.by == .participant(id("sol")))
        var late = world
        late.tick(to: try #require(last.until))
        #expect(late.refusal("sol", Self.reveal(task)) == "ok")
        late.tick()
        #expect(late.refusal("sol", Self.reveal(task)) == "tooLate")
        world.must("sol", Self.reveal(task))
        #expect(world.refusal("sol", Self.reveal(task)) == "wrongPhase")
    }
}
