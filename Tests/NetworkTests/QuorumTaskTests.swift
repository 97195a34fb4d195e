import Network
import Testing

/// Drawn judges on challenges: what their rulings do to a task, and when (rules C1, C5 and V4).
struct QuorumTaskTests {
    /// A judged task with judges to be drawn from, none of whom is a party.
    static func judged() throws -> (World, TaskID) {
        var world = try World(judges: ["jud", "cus", "wes", "mal", "tim"], judgesRequired: 3) {
            $0.quorumSize = 1
        }
        let task = world.judgedTask()
        return (world, task)
    }

    static func ruling(_ challenge: ChallengeID, _ finding: RulingFinding) -> Payload {
        .ruling(Ruling(challenge: challenge, finding: finding))
    }

    @Test func `a ruling on a challenge takes effect when nobody appeals`() throws {
        var (world, task) = try Self.judged()
        let challenge = try world.revealedChallenge(.verdict(task))
        #expect(world.network.nextSteps(on: task).first?.kind == TickVote.kind)
        world.tick()
        let judge = try world.panel(of: .challenge(challenge))[0]
        #expect(world.network.nextSteps(on: task).first?.kind == Ruling.kind)
        world.must(judge, Self.ruling(challenge, .right))
        let next = world.network.nextSteps(on: task)
        #expect(next.map(\.kind) == [RulingAppeal.kind, TaskExpire.kind])
        #expect(world.refusal("sub", .taskExpire(TaskExpire(task: task))) == "nothingDue")
        world.tick(to: try #require(next.last?.from))
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        #expect(world.network.challenges[challenge]?.phase == .closed(.upheld))
        // Half of both stakes of 500 rewards the challenger, whose deposit is back.
        #expect(world.balance("whi") == 10_500)
        #expect(world.balance(judge) == 10_050)
    }

    @Test func `an overturned ruling on a challenge never takes effect`() throws {
        var (world, task) = try Self.judged()
        let challenge = try world.revealedChallenge(.verdict(task))
        world.tick()
        let first = try world.panel(of: .challenge(challenge))[0]
        world.must(first, Self.ruling(challenge, .wrong))
        let appeal = RulingAppeal(dispute: .challenge(challenge), deposit: 200)
        world.must("whi", .rulingAppeal(appeal))
        let others = try world.panel(of: .challenge(challenge)).filter { $0 != first }
        for judge in others.prefix(3) { world.must(judge, Self.ruling(challenge, .right)) }
        #expect(world.network.challenges[challenge]?.phase == .closed(.upheld))
        #expect(world.network.participants[id(first)]?.isBarred == true)
        #expect(world.balance("whi") == 10_500)
        #expect(!world.network.bench.contains(id(first)))
    }

    @Test func `the next challenge in line has its own time`() throws {
        var (world, task) = try Self.judged()
        let first = try world.commitChallenge(.verdict(task), by: "whi")
        let second = try world.commitChallenge(.verdict(task), by: "val")
        world.tick(to: try #require(world.network.challenges[first]?.opens))
        world.must("whi", .challengeReveal(World.reveal(first, by: "whi")))
        world.must("val", .challengeReveal(World.reveal(second, by: "val")))
        world.tick()
        let deadline = try #require(world.network.standing(of: .challenge(second))?.deadline)
        world.tick(to: deadline)
        let judge = try world.panel(of: .challenge(first))[0]
        world.must(judge, Self.ruling(first, .wrong))
        // Long after the second one's first deadline.
        world.tick(4)
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        #expect(world.network.challenges[first]?.phase == .closed(.refuted))
        let other = try world.panel(of: .challenge(second))[0]
        world.must(other, Self.ruling(second, .wrong))
        world.tick(4)
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        #expect(world.network.challenges[second]?.phase == .closed(.refuted))
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        world.expectNothingLocked()
    }

    @Test func `a judge who verified wrongly judges no more`() throws {
        var world = try World(judges: ["jud", "cus", "wes", "mal", "tim"], judgesRequired: 3) {
            $0.quorumSize = 1
            $0.drawsMax = 1
        }
        let task = world.drawnTask()
        // The only verifier is silent, so that a judge stands in.
        world.tick(to: try #require(world.network.nextSteps(on: task).last?.from))
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        world.tick()
        world.must("jud", .verdict(world.verdictOfJudge(task)))
        let challenge = try world.revealedChallenge(.verdict(task))
        world.tick()
        let judge = try world.panel(of: .challenge(challenge))[0]
        #expect(judge != "jud")
        world.must(judge, Self.ruling(challenge, .right))
        world.tick(4)
        world.must("sub", .taskExpire(TaskExpire(task: task)))
        #expect(world.network.challenges[challenge]?.phase == .closed(.upheld))
        #expect(world.network.participants[id("jud")]?.isBarred == true)
        #expect(world.network.books.escrowed == world.network.books[.fee(task)])
    }
}
