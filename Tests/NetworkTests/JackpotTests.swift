import Digests
import Network
import Testing

/// Who catches a planted error, and what that pays (rules C3 and C4).
struct JackpotTests {
    /// What a replay finds if the error is in the last segment; elsewhere any hash will do.
    static let right = ReplayFound.endHash(World.result("right").finalCheckpoint)

    @Test(arguments: [1, 2, 3])
    func `n drawn whistleblowers who catch a planted error have a jackpot by 2 to the n - 1 each`(
        count: Int
    ) throws {
        let names = Array(["whi", "wes", "mal"].prefix(count))
        var (world, task) = try ForcedErrorTests.accepted(whistleblowers: names)
        world.tick()
        guard case .judged(_, _, let judgement) = world.network.tasks[task]?.phase else {
            Issue.record("the task should be judged")
            return
        }
        #expect(Set(judgement.auditors ?? []) == Set(names.map { id($0) }))
        let target = ChallengeTarget.verdict(task)
        let segment = ForcedErrorTests.planted(task)
        var made: [(String, ChallengeID)] = []
        for name in names + ["vic"] {
            let challenge = try world.commitChallenge(
                target,
                by: name,
                segment: segment,
                found: Self.right
            )
            made.append((name, challenge))
        }
        world.tick(to: judgement.closes)
        #expect(world.refusal("sol", ForcedErrorTests.reveal(task)) == "challengeOpen")
        for (name, challenge) in made {
            let reveal = World.reveal(challenge, by: name, segment: segment, found: Self.right)
            world.must(name, .challengeReveal(reveal))
        }
        // Judges wait: the solver may still show that it was told to.
        let ruling = Payload.ruling(Ruling(challenge: made[0].1, finding: .right))
        #expect(world.refusal("jud", ruling) == "tooEarly")
        let before = names.map { world.balance($0) }
        let solver = world.balance("sol")
        world.must("sol", ForcedErrorTests.reveal(task))

        // J = min(20 x 10^6 / 10^6, 40 / 3) = 13: an earlier task and this one have paid 20 each.
        let each: Credits = [13, 6, 3][count - 1]
        for (name, balance) in zip(names, before) {
            #expect(world.balance(name) == balance + 200 + each)
        }
        #expect(world.network.books[.jackpot] == 40 - each * Credits(count))
        #expect(world.balance("vic") == 10_000)
        // Nobody is slashed.
        #expect(world.balance("sol") == solver)
        #expect(world.network.books[.solverStake(task)] == 480)
        #expect(world.network.books[.verifierDeposit(id("ver"))] == 500)
        world.network.books.checkInvariants()
        // The right result takes the place of the planted one and is verified in its turn.
        guard case .verifying(_, let proof, .waiting) = world.network.tasks[task]?.phase else {
            Issue.record("the right result should wait for a verifier")
            return
        }
        #expect(proof.result == World.result("right"))
        world.tick(2)
        world.must("ver", .verdict(world.verdict(task)))
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.balance("sol") == solver + 700 + 500)
        world.expectNothingLocked()
    }

    @Test func `several names of one whistleblower never gain`() {
        // What n names of one party get together, of a jackpot J: n J / 2^(n-1).
        let jackpot: Credits = 1 << 40
        var last = Credits.max
        for count in 1...40 {
            let total = Credits(count) * (jackpot >> Credits(count - 1))
            #expect(total <= jackpot)
            #expect(total <= last)
            last = total
        }
    }

    /// The balances of two drawn whistleblowers after the solver showed a planted error, `wes` having
    /// challenged without looking.
    static func guesses(
        _ segment: Int64,
        _ found: ReplayFound,
        where planted: Int64?
    ) throws -> (looked: Credits, guessed: Credits) {
        var (world, task) = try ForcedErrorTests.accepted()
        world.tick()
        let target = ChallengeTarget.verdict(task)
        let right = planted ?? ForcedErrorTests.planted(task)
        let answers = [("whi", right, Self.right), ("wes", segment, found)]
        let made = try answers.map { name, segment, found in
            try world.commitChallenge(target, by: name, segment: segment, found: found)
        }
        world.tick(3)
        for (challenge, (name, segment, found)) in zip(made, answers) {
            let reveal = World.reveal(challenge, by: name, segment: segment, found: found)
            world.must(name, .challengeReveal(reveal))
        }
        world.must("sol", ForcedErrorTests.reveal(task, segment: planted))
        return (world.balance("whi"), world.balance("wes"))
    }

    @Test func `a made-up hash earns nothing`() throws {
        let made = ReplayFound.endHash(blob("made up"))
        let (_, task) = try ForcedErrorTests.accepted()
        let planted = ForcedErrorTests.planted(task)
        // Each has a deposit of 200 as a whistleblower; that of the challenge comes back.
        for segment in 0..<Int64(10) where segment != planted {
            let (looked, guessed) = try Self.guesses(segment, made, where: nil)
            #expect(looked == 9800 + 13 && guessed == 9800, "segment \(segment)")
        }
        // In the last segment, where anybody can compare, not even the segment is enough.
        let last = try Self.guesses(9, made, where: 9)
        #expect(last.looked == 9800 + 13 && last.guessed == 9800)
        let number = try Self.guesses(planted, .distance(5), where: nil)
        #expect(number.guessed == 9800)
    }

    @Test func `a planted error pays no more than the levy of a task like it`() throws {
        var world = try World(credits: 100_000) { $0.forcedErrorsPerMillion = 1_000_000 }
        #expect(world.network.whistleblowersPaid(atCost: 1) == 0)
        for _ in 0..<9 {
            let task = world.judgedTask()
            world.tick(3)
            world.must("sub", .taskSettle(TaskSettle(task: task)))
        }
        // The pot of 180 would allow 60, but a task's levy is 20: 1 + floor(log2 20).
        #expect(world.network.books[.jackpot] == 180)
        #expect(world.network.whistleblowersPaid(atCost: 1) == 5)
    }
}
