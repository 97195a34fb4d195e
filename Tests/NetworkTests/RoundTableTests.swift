import Digests
import Network
import Testing

/// One field changed a row; the last column says what comes of it.
struct RoundTableTests {
    @Test func `opening a round`() throws {
        var world = try World()
        world.attest("specification", "dataset", "initial")
        let rows = Row.table(
            """
            samples blockSamples blocksEach initial expected
            .       .            .          .       ok
            1       1            1          .       ok
            .       1000         1          .       ok
            0       .            .          .       outOfRange
            max     .            .          .       outOfRange
            .       0            .          .       outOfRange
            .       1001         .          .       outOfRange
            .       .            0          .       outOfRange
            .       .            11         .       outOfRange
            .       .            .          other   blobNotAttested
            """
        )
        for row in rows {
            let opening = World.opening(
                samples: row.int("samples", 1000),
                blockSamples: row.int("blockSamples", 100),
                blocksEach: row.int("blocksEach", 4),
                initial: row.text("initial", "initial")
            )
            world.check(row, "sub", .roundOpen(opening))
        }
    }

    @Test func `committing a contribution`() throws {
        var world = try World()
        let round = try world.openRound()
        let closed = try world.openRound()
        world.must("sub", .roundClose(RoundClose(round: closed)))
        #expect(world.refusal("sub", .roundClose(RoundClose(round: closed))) == "wrongPhase")
        #expect(world.refusal("sal", .roundClose(RoundClose(round: round))) == "notInRole")
        for block in 0..<4 as Range<Int64> { world.commit(round, by: "sal", block: block) }
        let rows = Row.table(
            """
            author round  block tick expected
            .      .      .     .    ok
            .      .      9     .    ok
            .      .      .     1    ok
            .      absent .     .    unknownRound
            .      .      -1    .    outOfRange
            .      .      10    .    outOfRange
            .      closed .     .    wrongPhase
            .      .      .     2    tooLate
            sal    .      3     .    already
            sal    .      4     .    tooMany
            """
        )
        let rounds = ["closed": closed, "absent": RoundID(blob("absent"))]
        for row in rows {
            var world = world
            world.tick(Int(row.int("tick", 0)))
            let author = row.text("author", "sol")
            let commit = World.commitment(
                rounds[row.text("round", "")] ?? round,
                by: author,
                block: row.int("block", 0)
            )
            world.check(row, author, .contributionCommit(commit))
        }
    }

    @Test func `revealing a contribution`() throws {
        var world = try World()
        let opening = World.opening(samples: 950)
        let round = try world.openRound(opening)
        world.commit(round, by: "sol", block: 0)
        world.commit(round, by: "sal", block: 9)
        let rows = Row.table(
            """
            author round  block samples salt  update tick expected
            .      .      .     .       .     .      .    ok
            .      .      .     .       .     .      6    ok
            .      absent .     .       .     .      .    unknownRound
            .      .      1     .       .     .      .    unknownContribution
            .      .      .     0       .     .      .    outOfRange
            .      .      .     101     .     .      .    outOfRange
            sal    .      9     51      .     .      .    outOfRange
            .      .      .     .       .     .      1    tooEarly
            .      .      .     .       .     .      7    tooLate
            .      .      .     .       .     other  .    blobNotAttested
            .      .      .     99      .     .      .    outOfRange
            .      .      .     .       other .      .    commitmentMismatch
            """
        )
        for row in rows {
            var world = world
            world.tick(Int(row.int("tick", 2)))
            let author = row.text("author", "sol")
            let block = row.int("block", 0)
            let reveal = ContributionReveal(
                round: row.text("round", "") == "absent" ? RoundID(blob("absent")) : round,
                block: block,
                content: ContributionContent(
                    name: "\(author)-\(block)",
                    update: blob(row.text("update", "update")),
                    samples: row.int("samples", 100),
                    value: blob("value")
                ),
                salt: secret(row.text("salt", author))
            )
            world.check(row, author, .contributionReveal(reveal))
        }
        world.tick(2)
        world.reveal(round, by: "sol", block: 0)
        let again = Payload.contributionReveal(World.reveal(round, by: "sol", block: 0))
        #expect(world.refusal("sol", again) == "wrongPhase")
    }

    @Test func `claiming and ruling`() throws {
        var world = try World(judges: ["jud", "sol", "mal"])
        let round = try world.openRound()
        let made = world.contribute(round, ["mal", "sol", "wes"])
        let lie = try #require(made["mal"]?[0])
        let truth = try #require(made["sol"]?[0])
        let contested = try #require(made["wes"]?[0])
        world.must("sal", .claimFile(world.claim(contested)))
        let open = ClaimID(world.must("sol", .claimFile(world.claim(lie))))
        let targets = ["lie": lie, "truth": truth, "contested": contested]
        let rows = Row.table(
            """
            author event  target    name  deposit tick expected
            ver    claim  truth     .     .       .    ok
            ver    claim  truth     .     10000   .    ok
            ver    claim  absent    .     .       .    unknownContribution
            ver    claim  truth     other .       .    badText
            sol    claim  truth     .     .       .    isParty
            sal    claim  truth     .     .       .    claimOpen
            ver    claim  contested .     .       .    claimOpen
            ver    claim  truth     .     0       .    reputationTooLow
            ver    claim  truth     .     99      .    depositTooSmall
            ver    claim  truth     .     -1      .    depositTooSmall
            ver    claim  truth     .     10001   .    insufficientCredits
            jud    ruling open      .     .       .    ok
            jud    ruling open      .     .       20   ok
            jud    ruling absent    .     .       .    unknownClaim
            ver    ruling open      .     .       .    notInRole
            sol    ruling open      .     .       .    isParty
            mal    ruling open      .     .       .    isParty
            jud    ruling open      .     .       21   tooLate
            ver    expire open      .     .       .    nothingDue
            ver    expire open      .     .       20   nothingDue
            ver    expire open      .     .       21   ok
            ver    expire absent    .     .       .    unknownClaim
            """
        )
        for row in rows {
            var world = world
            world.tick(Int(row.int("tick", 0)))
            let name = row.text("target", "")
            let claim = name == "open" ? open : ClaimID(blob("absent"))
            let event: Payload
            switch row.text("event", "") {
            case "claim":
                let target = targets[name] ?? ContributionID(blob("absent"))
                let wrong = row.text("name", "") == "other" ? "other" : nil
                event = .claimFile(
                    world.claim(target, name: wrong, deposit: row.int("deposit", 100))
                )
            case "ruling": event = .claimRuling(ClaimRuling(claim: claim, finding: .upheld))
            default: event = .claimExpire(ClaimExpire(claim: claim))
            }
            world.check(row, row.text("author", ""), event)
        }
        world.must("jud", .claimRuling(ClaimRuling(claim: open, finding: .upheld)))
        let again = Payload.claimRuling(ClaimRuling(claim: open, finding: .upheld))
        #expect(world.refusal("jud", again) == "wrongPhase")
        #expect(world.refusal("ver", .claimFile(world.claim(lie))) == "wrongPhase")
    }
}
