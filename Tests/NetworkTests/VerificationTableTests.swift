import Digests
import Network
import Testing

/// One field changed a row; the last column says what comes of it.
struct VerificationTableTests {
    @Test func `a verdict`() throws {
        var world = try World { $0.segmentsDrawn = 2 }
        let task = world.drawnTask(mode: .tolerant)
        let waiting = World.submission()
        let open = TaskID(world.must("sub", .taskSubmit(waiting)))
        let rows = Row.table(
            """
            author task   secret next accepted check findings distance largest threshold evidence tick expected
            .      .      .      .    .        .     .        .        .       .         .        .    ok
            .      .      .      .    .        .     .        1000000  .       .         .        .    ok
            .      .      .      .    no       .     .        1000001  .       .         .        .    ok
            .      .      .      .    no       data  none     .        none    .         .        .    ok
            .      .      .      .    .        .     .        .        .       .         evidence .    ok
            .      .      .      .    .        .     .        .        .       .         .        15   ok
            .      absent .      .    .        .     .        .        .       .         .        .    unknownTask
            .      open   .      .    .        .     .        .        .       .         .        .    wrongPhase
            .      .      .      .    .        .     twice    .        .       .         .        .    notAscending
            .      .      .      .    .        .     beyond   .        .       .         .        .    outOfRange
            .      .      .      .    .        .     .        -1       .       .         .        .    outOfRange
            val    .      .      .    .        .     .        .        .       .         .        .    notInRole
            jud    .      .      .    .        .     .        .        .       .         .        .    notInRole
            .      .      .      .    .        .     .        .        .       .         .        16   tooLate
            .      .      other  .    .        .     .        .        .       .         .        .    commitmentMismatch
            .      .      .      none .        .     .        .        .       .         .        .    missing
            .      .      .      ver  .        .     .        .        .       .         .        .    commitmentMismatch
            .      .      .      .    .        .     .        .        .       999999    .        .    thresholdMismatch
            .      .      .      .    .        .     .        .        .       .         other    .    blobNotAttested
            .      .      .      .    yes      data  none     .        none    .         .        .    acceptedDespiteCheck
            .      .      .      .    .        .     .        .        none    .         .        .    outOfRange
            .      .      .      .    .        .     none     .        .       .         .        .    segmentsMissing
            .      .      .      .    .        .     undrawn  .        .       .         .        .    segmentsMissing
            .      .      .      .    no       .     .        .        .       .         .        .    verdictContradictsFindings
            .      .      .      .    yes      .     .        1000001  .       .         .        .    verdictContradictsFindings
            """
        )
        let drawn = try #require(world.network.segments(drawnFor: task, secret: secret("ver")))
        #expect(drawn.count == 2)
        for row in rows {
            var world = world
            world.tick(to: row.int("tick", world.network.tick))
            var segments = Array(Int64(0)..<10)
            switch row.text("findings", "") {
            case "none": segments = []
            case "twice": segments.append(9)
            case "beyond": segments.append(10)
            case "undrawn": segments.removeAll { $0 == drawn[0] }
            default: break
            }
            let next = Commitments.secret(secret(row.text("next", "next")))
            let verdict = Verdict(
                task: ["open": open, "absent": TaskID(blob("absent"))][row.text("task", "")]
                    ?? task,
                secret: secret(row.text("secret", "ver")),
                nextCommitment: row.text("next", "") == "none" ? nil : next,
                accepted: row.text("accepted", "yes") == "yes",
                check: row.text("check", "") == "data" ? "data" : nil,
                findings: segments.map {
                    Finding(segment: $0, distance: row.int("distance", 7))
                },
                largest: row.text("largest", "") == "none" ? [] : [drawn[1]],
                threshold: row.int("threshold", 1_000_000),
                evidence: row.text("evidence", "") == "" ? nil : blob(row.text("evidence", ""))
            )
            world.check(row, row.text("author", "ver"), .verdict(verdict))
        }
    }

    @Test func `a challenge`() throws {
        var world = try World { $0.challengesMax = 2 }
        let task = world.judgedTask()
        let open = world.openTask()
        world.attest("specification", "dataset")
        // A second challenge by the same challenger, a third one by anybody.
        let target = ChallengeTarget.verdict(task)
        world.must("wes", .challengeCommit(World.challenge(target, by: "wes")))
        let rows = Row.table(
            """
            author word    task   deposit others tick expected
            .      .       .      .       .      .    ok
            sol    .       .      .       .      .    ok
            .      .       absent .       .      .    unknownTask
            .      .       open   .       .      .    wrongPhase
            .      profile .      .       .      .    wrongPhase
            .      profile open   .       .      .    tooLate
            ver    .       .      .       .      .    isParty
            .      .       .      .       .      1    tooLate
            wes    .       .      .       .      .    already
            .      .       .      .       one    .    tooMany
            .      .       .      399     .      .    depositTooSmall
            .      .       .      -200    .      .    depositTooSmall
            .      .       .      10001   .      .    insufficientCredits
            """
        )
        for row in rows {
            var world = world
            if row.text("others", "") == "one" {
                _ = try world.commitChallenge(target, by: "mal")
            }
            world.tick(Int(row.int("tick", 0)))
            let author = row.text("author", "whi")
            let named =
                ["open": open, "absent": TaskID(blob("absent"))][row.text("task", "")] ?? task
            // A challenge is open already: the next one costs twice the minimum.
            let commit = World.challenge(
                row.text("word", "verdict") == "verdict" ? .verdict(named) : .profile(named),
                by: author,
                deposit: row.int("deposit", 400)
            )
            world.check(row, author, .challengeCommit(commit))
        }
    }

    @Test func `a reveal of a challenge`() throws {
        var world = try World()
        let task = world.judgedTask()
        let target = ChallengeTarget.verdict(task)
        let commit = World.challenge(target, by: "whi")
        let challenge = ChallengeID(world.must("whi", .challengeCommit(commit)))
        let opens = try #require(world.network.challenges[challenge]?.opens)
        #expect(opens == world.network.tick + 3)
        let rows = Row.table(
            """
            author challenge segment salt  tick expected
            .      .         .       .     3    ok
            .      .         .       .     6    ok
            .      absent    .       .     3    unknownChallenge
            wes    .         .       .     3    notInRole
            .      .         .       .     2    tooEarly
            .      .         .       .     7    tooLate
            .      .         10      .     3    outOfRange
            .      .         4       .     3    commitmentMismatch
            .      .         .       wes   3    commitmentMismatch
            """
        )
        for row in rows {
            var world = world
            world.tick(Int(row.int("tick", 3)))
            let reveal = ChallengeReveal(
                challenge: row.text("challenge", "") == "absent"
                    ? ChallengeID(blob("absent")) : challenge,
                segment: row.int("segment", 3),
                found: .endHash(blob("found")),
                salt: secret(row.text("salt", "whi"))
            )
            world.check(row, row.text("author", "whi"), .challengeReveal(reveal))
        }
        world.tick(3)
        world.must("whi", .challengeReveal(World.reveal(challenge, by: "whi")))
        let again = Payload.challengeReveal(World.reveal(challenge, by: "whi"))
        #expect(world.refusal("whi", again) == "wrongPhase")
    }

    @Test func `a ruling`() throws {
        var world = try World(judges: ["jud", "sub", "sol", "ver", "whi", "mal", "wes"])
        let task = world.judgedTask()
        let target = ChallengeTarget.verdict(task)
        let early = try world.commitChallenge(target, by: "whi")
        let late = try world.commitChallenge(target, by: "wes")
        let mute = try world.commitChallenge(target, by: "vic")
        world.tick(3)
        world.must("whi", .challengeReveal(World.reveal(early, by: "whi")))
        world.must("wes", .challengeReveal(World.reveal(late, by: "wes")))
        let challenges = ["early": early, "late": late, "mute": mute]
        let rows = Row.table(
            """
            author challenge evidence tick expected
            .      .         .        .    ok
            mal    .         .        .    ok
            .      .         evidence .    ok
            .      .         .        20   ok
            .      absent    .        .    unknownChallenge
            val    .         .        .    notInRole
            sub    .         .        .    isParty
            whi    .         .        .    isParty
            wes    .         .        .    isParty
            ver    .         .        .    isParty
            sol    .         .        .    isParty
            .      mute      .        .    wrongPhase
            .      late      .        .    challengeOpen
            .      .         .        21   tooLate
            .      .         other    .    blobNotAttested
            """
        )
        for row in rows {
            var world = world
            world.tick(Int(row.int("tick", 0)))
            let evidence = row.text("evidence", "")
            let ruling = Ruling(
                challenge: challenges[row.text("challenge", "early")]
                    ?? ChallengeID(blob("absent")),
                finding: .wrong,
                evidence: evidence.isEmpty ? nil : blob(evidence)
            )
            world.check(row, row.text("author", "jud"), .ruling(ruling))
        }
    }

    @Test func `a ruling says what the judge's distance says`() throws {
        let rows = Row.table(
            """
            verdict  distance finding      expected
            accepted 1000001  right        ok
            accepted 1000001  wrong        rulingContradictsDistance
            accepted 1000001  inconclusive rulingContradictsDistance
            accepted 1000000  right        ok
            accepted 1000000  inconclusive ok
            accepted 100001   inconclusive ok
            accepted 100001   wrong        rulingContradictsDistance
            accepted 100000   wrong        ok
            accepted 0        inconclusive rulingContradictsDistance
            rejected 1000001  wrong        ok
            rejected 1000001  right        rulingContradictsDistance
            rejected 500000   inconclusive ok
            rejected 100000   right        ok
            rejected 500000   right        rulingContradictsDistance
            rejected 100000   wrong        ok
            """
        )
        for verdict in ["accepted", "rejected"] {
            var world = try World()
            let distance: Int64 = verdict == "accepted" ? 0 : 2_000_000
            let task = world.judgedTask(distance: distance, mode: .tolerant)
            let challenge = try world.revealedChallenge(.verdict(task))
            for row in rows where row.text("verdict", "") == verdict {
                let finding = RulingFinding(rawValue: row.text("finding", ""))
                let ruling = Ruling(
                    challenge: challenge,
                    finding: try #require(finding),
                    found: .distance(row.int("distance", 0))
                )
                world.check(row, "jud", .ruling(ruling))
            }
        }
    }

    @Test func `enlisting and withdrawing`() throws {
        var world = try World()
        world.enlist("ver")
        let commitment = Commitments.secret(secret("any"))
        let ready = WhistleblowerEnlist(deposit: 200, secretCommitment: commitment)
        world.must("whi", .whistleblowerEnlist(ready))
        let rows = Row.table(
            """
            author role          deposit expected
            mal    verifier      500     ok
            mal    verifier      499     depositTooSmall
            mal    verifier      -1      depositTooSmall
            mal    verifier      10001   insufficientCredits
            ver    verifier      500     already
            mal    whistleblower 200     ok
            mal    whistleblower 199     depositTooSmall
            mal    whistleblower 10001   insufficientCredits
            whi    whistleblower 200     already
            whi    verifier      500     ok
            """
        )
        for row in rows {
            let deposit = row.int("deposit", 0)
            let verifier = VerifierEnlist(deposit: deposit, secretCommitment: commitment)
            let whistleblower = WhistleblowerEnlist(deposit: deposit, secretCommitment: commitment)
            world.check(
                row,
                row.text("author", ""),
                row.text("role", "") == "verifier"
                    ? .verifierEnlist(verifier) : .whistleblowerEnlist(whistleblower)
            )
        }
        let leave = Payload.verifierWithdraw(VerifierWithdraw())
        let stop = Payload.whistleblowerWithdraw(WhistleblowerWithdraw())
        #expect(world.refusal("mal", leave) == "notEnlisted")
        #expect(world.refusal("mal", stop) == "notEnlisted")
        world.must("ver", leave)
        world.must("whi", stop)
        #expect(world.balance("ver") == 10_000)
        #expect(world.balance("whi") == 10_000)
        #expect(world.network.verifiers.count == 0)
        #expect(world.network.whistleblowers.count == 0)
    }
}
