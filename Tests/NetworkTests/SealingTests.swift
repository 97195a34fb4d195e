import Digests
import Network
import Testing

/// What a solver owes once it has sealed two results (rules C3, L2).
struct SealingTests {
    /// A verdict of `ver` on the result that `sol` shows.
    static func judged(perMillion: Int64, _ shown: String) throws -> (World, TaskID) {
        var (world, task) = try ForcedErrorTests.sealed(perMillion: perMillion)
        world.tick()
        world.must("sol", ForcedErrorTests.designate(task, shown))
        world.tick(2)
        world.must("ver", .verdict(world.verdict(task)))
        return (world, task)
    }

    @Test func `a sealed task is settled with the secret, after a planted error could be shown`()
        throws
    {
        var (world, task) = try Self.judged(perMillion: 0, "right")
        let settle = ForcedErrorTests.settle(task)
        world.tick(9)
        #expect(world.refusal("sub", settle) == "tooEarly")
        world.tick()
        #expect(world.refusal("sub", .taskSettle(TaskSettle(task: task))) == "wrongPhase")
        #expect(
            world.refusal("sub", ForcedErrorTests.settle(task, by: "mal")) == "commitmentMismatch"
        )
        let next = world.network.nextSteps(on: task)
        #expect(next.map(\.kind) == [TaskSettle.kind, TaskExpire.kind])
        #expect(next.first?.by == .participant(id("sol")))
        world.must("sol", settle)
        world.expectNothingLocked()
    }

    @Test func `a solver who hides that an error was demanded loses its deposit`() throws {
        var (world, task) = try Self.judged(perMillion: 1_000_000, "right")
        world.tick(10)
        #expect(world.refusal("sol", ForcedErrorTests.settle(task)) == "wrongPhase")
        let expire = Payload.taskExpire(TaskExpire(task: task))
        world.tick(3)
        #expect(world.refusal("mal", expire) == "nothingDue")
        world.tick()
        let (solver, verifier) = (world.balance("sol"), world.balance("ver"))
        world.must("mal", expire)
        // Of the 480 that are left after the levy, the verifier is paid 150.
        #expect(world.balance("ver") == verifier + 150)
        #expect(world.balance("sol") == solver)
        #expect(world.network.books[.verifierDeposit(id("ver"))] == 500)
        #expect(world.network.books.escrowed == world.network.books[.fee(task)])
        #expect(world.network.nextSteps(on: task).first?.kind == TaskAccept.kind)
    }

    @Test func `where nobody rules the levy comes out of the fee`() throws {
        var (world, task) = try Self.judged(perMillion: 0, "right")
        let (solver, submitter) = (world.balance("sol"), world.balance("sub"))
        let challenge = try world.revealedChallenge(.verdict(task))
        world.tick(to: try #require(world.network.standing(of: .challenge(challenge))?.deadline))
        world.tick()
        world.must("mal", .taskExpire(TaskExpire(task: task)))
        #expect(world.network.tasks[task]?.phase == .closed(.split))
        // The profiler has had 50 of 1200; 20 of the rest are the levy.
        #expect(world.balance("sol") == solver + 500 + 565)
        #expect(world.balance("sub") == submitter + 565)
        world.expectNothingLocked()
    }

    @Test func `a late ruling leaves the solver time to settle`() throws {
        var (world, task) = try Self.judged(perMillion: 0, "right")
        let challenge = try world.revealedChallenge(.verdict(task))
        world.tick(to: try #require(world.network.standing(of: .challenge(challenge))?.deadline))
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .wrong)))
        world.tick(3)
        #expect(world.refusal("mal", .taskExpire(TaskExpire(task: task))) == "nothingDue")
        world.must("sol", ForcedErrorTests.settle(task))
        world.expectNothingLocked()
    }

    @Test func `the same result sealed twice plants nothing`() throws {
        var world = try World { $0.forcedErrorsPerMillion = 1_000_000 }
        let task = world.acceptedTask(commitment: Commitments.secret(secret("sol")))
        world.must("val", .verifierWithdraw(VerifierWithdraw()))
        world.enlist("ver")
        world.attest("proof right", "final right")
        let right = World.result("right")
        let seals = ["one", "two"].map {
            Commitments.result(right, salt: secret($0), solver: id("sol"))
        }
        let proof = ProofAppend(
            task: task,
            steps: 100,
            segments: 10,
            outcome: .completed,
            content: .sealed(seals[0], seals[1])
        )
        world.must("sol", .proofAppend(proof))
        world.tick()
        let shown = ForcedDesignate(task: task, index: 0, result: right, salt: secret("one"))
        world.must("sol", .forcedDesignate(shown))
        world.tick(2)
        world.must("ver", .verdict(world.verdict(task)))
        world.tick(3)
        let reveal = ForcedReveal(
            task: task,
            secret: secret("sol"),
            result: right,
            segment: ForcedErrorTests.planted(task),
            salt: secret("two")
        )
        #expect(world.refusal("sol", .forcedReveal(reveal)) == "already")
    }

    @Test func `the levy is paid before the draw is known, whatever becomes of the task`() throws {
        var (world, task) = try ForcedErrorTests.sealed(perMillion: 0)
        // 20 of an earlier task, 20 of this one.
        #expect(world.network.books[.jackpot] == 40)
        world.tick()
        let submitter = world.balance("sub")
        world.must("sol", .taskAbandon(TaskAbandon(task: task)))
        #expect(world.network.books[.jackpot] == 40)
        #expect(world.balance("sub") == submitter + 240)
    }

    @Test func `who seals deposits at least the levy`() throws {
        var world = try World { $0.solverDepositMinimum = 10 }
        let task = world.openTask()
        let record = try #require(world.network.tasks[task])
        #expect(world.network.solverDeposit(for: record, sealing: true) == 20)
        let commitment = Commitments.secret(secret("sol"))
        func accept(_ deposit: Credits, _ commitment: Digest?) -> Payload {
            .taskAccept(
                TaskAccept(task: task, deposit: deposit, secretCommitment: commitment)
            )
        }
        #expect(world.refusal("sol", accept(19, commitment)) == "depositTooSmall")
        #expect(world.refusal("sol", accept(20, commitment)) == "ok")
        #expect(world.refusal("sol", accept(10, nil)) == "ok")
    }

    @Test func `a challenge that is not revealed is forfeited to a planted error, too`() throws {
        var (world, task) = try ForcedErrorTests.accepted()
        let challenge = try world.commitChallenge(.verdict(task), by: "whi")
        world.tick(7)
        let verifier = world.balance("ver")
        world.must("sol", ForcedErrorTests.reveal(task))
        #expect(world.network.challenges[challenge]?.phase == .closed(.neverRevealed))
        #expect(world.balance("whi") == 9600)
        #expect(world.balance("ver") == verifier + 100)
    }

    @Test func `nothing stays locked when a ruling on a planted error is appealed`() throws {
        var (world, task) = try ForcedErrorTests.accepted(judges: ["jud", "cus", "mal"]) {
            $0.quorumSize = 1
        }
        let challenge = try world.revealedChallenge(.verdict(task))
        world.tick(7)
        let judge = try world.panel(of: .challenge(challenge))[0]
        world.must(judge, .ruling(Ruling(challenge: challenge, finding: .wrong)))
        let appeal = RulingAppeal(dispute: .challenge(challenge), deposit: 200)
        world.must("whi", .rulingAppeal(appeal))
        #expect(world.network.deposits[id("whi")] == 600)
        // It is too late for the solver to undo what the judges are about.
        #expect(world.refusal("sol", ForcedErrorTests.reveal(task)) == "tooLate")
        world.tick(21)
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        #expect(world.network.challenges[challenge]?.phase == .closed(.refuted))
        world.tick(4)
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        #expect(world.network.books.escrowed == world.network.books[.fee(task)])
    }
}
