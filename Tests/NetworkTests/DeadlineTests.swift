import Digests
import Network
import Testing

/// Every deadline and what comes of it: nothing stays locked for ever (rule L2).
struct DeadlineTests {
    static func expire(_ task: TaskID) -> Payload { .taskExpire(TaskExpire(task: task)) }

    /// The end that a closed task has come to.
    static func end(of task: TaskID, in world: World) -> TaskEnd? {
        if case .closed(let end) = world.network.tasks[task]?.phase { end } else { nil }
    }

    @Test func `a task that nobody profiles is refunded`() throws {
        var world = try World()
        world.attest("specification", "dataset")
        let task = TaskID(world.must("sub", .taskSubmit(World.submission())))
        world.tick(20)
        #expect(world.refusal("mal", Self.expire(task)) == "nothingDue")
        world.tick()
        world.must("mal", Self.expire(task))
        #expect(Self.end(of: task, in: world) == .refunded(.neverProfiled))
        #expect(world.balance("sub") == 10_000)
        world.expectNothingLocked()
    }

    @Test func `a task that nobody accepts is refunded but for its profile`() throws {
        var world = try World()
        let task = world.openTask()
        world.tick(100)
        #expect(world.refusal("mal", Self.expire(task)) == "nothingDue")
        world.tick()
        world.must("mal", Self.expire(task))
        #expect(Self.end(of: task, in: world) == .refunded(.neverAccepted))
        #expect(world.balance("sub") == 9950)
        #expect(world.balance("val") == 9550)
        #expect(world.network.books[.verifierDeposit(id("val"))] == 500)
        world.expectNothingLocked()
    }

    @Test func `a cancelled task pays for its profile`() throws {
        var world = try World()
        let task = world.openTask()
        world.must("sub", .taskCancel(TaskCancel(task: task)))
        #expect(Self.end(of: task, in: world) == .refunded(.cancelled))
        #expect(world.balance("sub") == 9950)
        world.expectNothingLocked()
    }

    @Test func `silent solvers lose half to the submitter, and three of them end the task`() throws
    {
        var world = try World()
        let task = world.openTask()
        for (count, solver) in ["sol", "sal", "mal"].enumerated() {
            world.must(solver, .taskAccept(TaskAccept(task: task, deposit: 501)))
            world.tick(50)
            #expect(world.refusal("wes", Self.expire(task)) == "nothingDue")
            world.tick()
            world.must("wes", Self.expire(task))
            #expect(world.balance(solver) == 9499)
            #expect(world.network.books[.treasury] == 251 * Credits(count + 1))
        }
        #expect(Self.end(of: task, in: world) == .refunded(.attemptsUsedUp))
        #expect(world.balance("sub") == 10_000 - 50 + 750)
        world.expectNothingLocked()
    }

    @Test func `abandoning costs what silence costs`() throws {
        var world = try World()
        let task = world.acceptedTask()
        world.must("sol", .taskAbandon(TaskAbandon(task: task)))
        #expect(world.balance("sol") == 9500)
        #expect(world.balance("sub") == 10_000 - 1200 + 250)
        #expect(world.network.books[.treasury] == 250)
    }

    @Test func `a solver who designates nothing is silent`() throws {
        var (world, task) = try ForcedErrorTests.sealed(perMillion: 0)
        let before = world.balance("sol")
        world.tick(6)
        #expect(world.refusal("wes", Self.expire(task)) == "nothingDue")
        world.tick()
        world.must("wes", Self.expire(task))
        #expect(world.balance("sol") == before)
        #expect(world.network.books[.solverStake(task)] == 0)
    }

    @Test func `a silent verifier forfeits its stake and another is drawn`() throws {
        var world = try World()
        let task = world.drawnTask()
        world.enlist("vic")
        world.tick(11)
        world.must("mal", Self.expire(task))
        #expect(world.network.books[.treasury] == 500)
        #expect(world.network.participants[id("ver")]?.verifier == nil)
        world.tick(2)
        #expect(world.network.tasks[task]?.phase.verifier == id("vic"))
        world.must("vic", .verdict(world.verdict(task, by: "vic")))
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.balance("vic") == 9650)
        world.expectNothingLocked()
    }

    @Test func `where no verifier is available the judge verifies`() throws {
        var world = try World()
        let task = world.acceptedTask()
        world.must("val", .verifierWithdraw(VerifierWithdraw()))
        world.must("sol", .proofAppend(World.proof(task)))
        world.tick(10)
        #expect(world.refusal("mal", Self.expire(task)) == "nothingDue")
        world.tick()
        world.must("mal", Self.expire(task))
        let verdict = world.verdictOfJudge(task)
        #expect(world.refusal("jud", .verdict(verdict)) == "tooEarly")
        world.tick()
        #expect(world.network.segments(drawnFor: task, secret: [])?.count == 4)
        #expect(world.refusal("mal", .verdict(verdict)) == "notInRole")
        world.must("jud", .verdict(verdict))
        // The only judge's word is final.
        let doubt = Payload.challengeCommit(World.challenge(.verdict(task), by: "whi"))
        #expect(world.refusal("whi", doubt) == "wrongPhase")
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.balance("jud") == 10_000 + 150 + 30)
        world.expectNothingLocked()
    }

    @Test func `where no judge verifies either the fee is split`() throws {
        var world = try World(judges: [], judgesRequired: 0)
        let task = world.acceptedTask()
        world.must("val", .verifierWithdraw(VerifierWithdraw()))
        world.must("sol", .proofAppend(World.proof(task)))
        world.tick(11)
        world.must("mal", Self.expire(task))
        world.tick(21)
        #expect(world.refusal("mal", Self.expire(task)) == "nothingDue")
        world.tick()
        world.must("mal", Self.expire(task))
        #expect(Self.end(of: task, in: world) == .split)
        // 1200 less the profiler's 50 is 1150.
        #expect(world.balance("sol") == 10_575)
        #expect(world.balance("sub") == 10_000 - 1200 + 575)
        world.expectNothingLocked()
    }

    @Test func `a challenge that is not revealed is forfeited`() throws {
        var world = try World()
        let task = world.judgedTask()
        let commit = World.challenge(.verdict(task), by: "whi")
        let challenge = ChallengeID(world.must("whi", .challengeCommit(commit)))
        world.tick(6)
        #expect(world.refusal("mal", Self.expire(task)) == "nothingDue")
        world.tick()
        world.must("mal", Self.expire(task))
        #expect(world.network.challenges[challenge]?.phase == .closed(.neverRevealed))
        #expect(world.balance("whi") == 9800)
        #expect(world.balance("ver") == 9600)
        world.must("mal", .taskSettle(TaskSettle(task: task)))
        world.expectNothingLocked()
    }

    @Test func `a challenge that no judge rules on splits the fee`() throws {
        var world = try World()
        let task = world.judgedTask()
        let challenge = try world.revealedChallenge(.verdict(task))
        world.tick(20)
        #expect(world.refusal("mal", Self.expire(task)) == "nothingDue")
        world.tick()
        world.must("mal", Self.expire(task))
        #expect(world.network.challenges[challenge]?.phase == .closed(.neverRuled))
        #expect(Self.end(of: task, in: world) == .split)
        #expect(world.balance("whi") == 10_000)
        #expect(world.balance("sol") == 10_575)
        #expect(world.network.books[.verifierDeposit(id("ver"))] == 500)
        world.expectNothingLocked()
    }

    @Test func `a profile whose challenge no judge rules on is refunded`() throws {
        var world = try World()
        world.attest("specification", "dataset", "samples")
        world.enlist("val")
        let task = TaskID(world.must("sub", .taskSubmit(World.submission(mode: .tolerant))))
        world.must("val", .taskProfile(World.profile(task, threshold: 9)))
        _ = try world.revealedChallenge(.profile(task))
        #expect(
            world.refusal("sub", .taskCancel(TaskCancel(task: task))) == "challengeOpen"
        )
        world.tick(21)
        world.must("mal", Self.expire(task))
        #expect(Self.end(of: task, in: world) == .refunded(.profileUndecided))
        #expect(world.balance("sub") == 10_000)
        #expect(world.balance("whi") == 10_000)
        #expect(world.network.books[.verifierDeposit(id("val"))] == 500)
        world.expectNothingLocked()
    }

    @Test func `a verifier who leaves keeps its stake at risk and has it back in the end`() throws {
        var world = try World()
        let task = world.judgedTask()
        world.must("ver", .verifierWithdraw(VerifierWithdraw()))
        #expect(world.balance("ver") == 9500)
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.balance("ver") == 10_150)
        world.expectNothingLocked()
    }
}
