import Digests
import Network
import Testing

/// The draws that everybody must be able to repeat.
struct DrawTests {
    @Test func `the draw of segments has the documented seed`() {
        var builder = DigestBuilder()
        builder.update(Array("assay/segments/v1".utf8) + [0])
        builder.update(blob("network").bytes)
        builder.update(blob("proof").bytes)
        builder.update([3, 0, 0, 0, 0, 0, 0, 0] as [UInt8])
        builder.update([7, 8, 9] as [UInt8])
        builder.update(blob("beacon").bytes)
        let seed = NetworkDraws.segmentSeed(
            network: blob("network"),
            proof: blob("proof"),
            secret: [7, 8, 9],
            beacon: blob("beacon")
        )
        #expect(seed == builder.finalize())
        let segments = NetworkDraws.segments(seed: seed, drawn: 4, of: 100)
        #expect(segments.count == 4)
        #expect(segments == segments.sorted())
        #expect(NetworkDraws.segments(seed: seed, drawn: 4, of: 3) == [0, 1, 2])
        #expect(NetworkDraws.segments(seed: seed, drawn: 4, of: 0) == [])
        #expect(NetworkDraws.segments(seed: seed, drawn: -4, of: -3) == [])
    }

    @Test func `errors are forced about as often as the parameter says`() {
        let count = (0..<10_000 as Range<Int>).count { index in
            NetworkDraws.isForced(
                network: blob("network"),
                proof: blob("\(index)"),
                secret: [1],
                beacon: blob("beacon"),
                perMillion: 10_000
            )
        }
        // 100 are expected; six standard deviations either way are 60.
        #expect((40...160).contains(count))
    }

    @Test func `verifiers are drawn in proportion to their deposits`() throws {
        var wins = 0
        for index in 0..<60 {
            var world = try World()
            let task = world.acceptedTask()
            world.must("val", .verifierWithdraw(VerifierWithdraw()))
            world.enlist("ver", deposit: 4500)
            world.enlist("vic", deposit: 500)
            // Another beacon each time.
            for _ in 0..<index {
                world.append("mal", .creditsTransfer(CreditsTransfer(to: id("sal"), amount: 1)))
            }
            world.must("sol", .proofAppend(World.proof(task)))
            world.tick()
            if world.network.tasks[task]?.phase.verifier == id("ver") { wins += 1 }
        }
        // 54 of 60 are expected; six standard deviations either way are 14.
        #expect(wins >= 40)
        #expect(wins < 60)
    }

    @Test func `submitter and solver are never drawn`() throws {
        var world = try World()
        let task = world.acceptedTask()
        world.must("val", .verifierWithdraw(VerifierWithdraw()))
        world.enlist("sub", "sol", deposit: 5000)
        world.must("sol", .proofAppend(World.proof(task)))
        world.tick(3)
        #expect(world.network.tasks[task]?.phase.verifier == nil)
        world.enlist("ver")
        world.tick()
        #expect(world.network.tasks[task]?.phase.verifier == id("ver"))
    }

    @Test func `one secret serves one draw`() throws {
        var world = try World()
        world.enlist("ver", deposit: 5000)
        let first = world.acceptedTask()
        let second = TaskID(world.must("sub", .taskSubmit(World.submission())))
        world.must("ver", .taskProfile(World.profile(second)))
        world.tick(2)
        world.must("sal", .taskAccept(TaskAccept(task: second, deposit: 500)))
        world.must("val", .verifierWithdraw(VerifierWithdraw()))
        world.tick()
        world.must("sol", .proofAppend(World.proof(first)))
        world.must("sal", .proofAppend(World.proof(second)))
        world.tick(2)
        #expect(world.network.tasks[first]?.phase.verifier == id("ver"))
        #expect(world.network.tasks[second]?.phase.verifier == nil)
        world.must("ver", .verdict(world.verdict(first)))
        world.tick(2)
        #expect(world.network.tasks[second]?.phase.verifier == id("ver"))
        world.must("ver", .verdict(world.verdict(second)))
    }

    @Test func `what comes next names who may do it and when`() throws {
        var world = try World()
        #expect(world.network.nextSteps(on: TaskID(blob("absent"))) == [])
        let task = world.openTask()
        #expect(world.network.nextSteps(on: task).first?.kind == "task.accept")
        world.must("sol", .taskAccept(TaskAccept(task: task, deposit: 500)))
        let prove = try #require(world.network.nextSteps(on: task).first)
        #expect(prove.kind == "proof.append")
        #expect(prove.by == .participant(id("sol")))
        #expect(prove.from == world.network.tick + 1)
        #expect(prove.until == world.network.tick + 50)
        world.tick()
        world.must("val", .verifierWithdraw(VerifierWithdraw()))
        world.enlist("ver")
        world.must("sol", .proofAppend(World.proof(task)))
        #expect(world.network.nextSteps(on: task).first?.kind == "tick")
        world.tick(2)
        #expect(world.network.nextSteps(on: task).first?.by == .participant(id("ver")))
        #expect(world.network.deposits[id("sol")] == 500)
        #expect(world.network.deposits[id("ver")] == 500)
        world.must("ver", .verdict(world.verdict(task)))
        #expect(
            world.network.nextSteps(on: task).map(\.kind) == ["task.settle", "challenge.commit"]
        )
        let challenge = try world.revealedChallenge(.verdict(task))
        #expect(world.network.deposits[id("whi")] == 200)
        #expect(world.network.nextSteps(on: task).first?.kind == "ruling")
        world.must("jud", .ruling(Ruling(challenge: challenge, finding: .wrong)))
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.network.nextSteps(on: task) == [])
    }
}
