import Network
import Reputation
import Testing

/// Judges who are drawn, appeals, and what overturned judges lose (rule C5).
struct QuorumTests {
    /// Seven judges of falling reputation, three of whom are drawn.
    static let judges = ["ver", "vic", "val", "sub", "wes", "jud", "cus"]

    static func world(
        _ adjust: (inout Parameters) -> Void = { _ in }
    ) throws -> World {
        var reputations: [String: ReputationUnits] = [:]
        for (rank, name) in judges.enumerated() {
            reputations[name] = 900_000_000_000 - Int64(rank) * 10_000_000_000
        }
        return try World(judges: [], judgesRequired: 0, reputations: reputations) {
            $0.benchSize = 5
            $0.quorumSize = 3
            adjust(&$0)
        }
    }

    /// A world with a claim of `whi` against a contribution of `mal`, whose panel is drawn.
    static func claimed() throws -> (World, claim: ClaimID, panel: [String]) {
        var world = try Self.world()
        let round = try world.openRound(maintainer: "sol")
        let lie = try #require(world.contribute(round, ["mal"])["mal"]?[0])
        let claim = ClaimID(world.must("whi", .claimFile(world.claim(lie))))
        world.tick()
        return (world, claim, try world.panel(of: .claim(claim)))
    }

    static func ruling(_ claim: ClaimID, _ finding: ClaimFinding) -> Payload {
        .claimRuling(ClaimRuling(claim: claim, finding: finding))
    }

    static func appeal(_ claim: ClaimID, deposit: Credits = 200) -> Payload {
        .rulingAppeal(RulingAppeal(dispute: .claim(claim), deposit: deposit))
    }

    @Test func `the bench is of the highest reputations`() throws {
        let world = try Self.world()
        #expect(world.network.bench == Self.judges.prefix(5).map { id($0) })
        // Of equals whoever joined first; nobody at the floor.
        let equals = try World(
            judges: [],
            judgesRequired: 0,
            reputations: ["mal": 2_000_000_000, "sol": 2_000_000_000]
        ) { $0.benchSize = 4 }
        #expect(equals.network.bench == [id("sol"), id("mal")])
        let named = try World(judges: ["jud", "mal"])
        #expect(named.network.bench == [id("jud"), id("mal")])
    }

    @Test func `parties leave their places to the next in line`() throws {
        var world = try Self.world()
        let round = try world.openRound(maintainer: "sol")
        let made = world.contribute(round, ["ver"])
        let claim = world.claim(try #require(made["ver"]?[0]))
        let dispute = Dispute.claim(ClaimID(world.must("vic", .claimFile(claim))))
        world.tick()
        let panel = try #require(world.network.standing(of: dispute)?.panel)
        let eligible = Self.judges[2...6].map { id($0) }
        #expect(panel.judges.allSatisfy { eligible.contains($0) })
        #expect(Set(panel.judges).count == 3)
        #expect(panel.required == 2 && !panel.isFull)
    }

    @Test func `the beacon of the next tick draws, and every judge can be drawn`() throws {
        var drawn: Set<String> = []
        var world = try Self.world()
        let round = try world.openRound(maintainer: "sol")
        let lie = try #require(world.contribute(round, ["mal"])["mal"]?[0])
        let claim = ClaimID(world.must("whi", .claimFile(world.claim(lie))))
        #expect(world.network.standing(of: .claim(claim))?.stage == .drawing)
        #expect(world.refusal("ver", Self.ruling(claim, .upheld)) == "wrongPhase")
        for attempt in 0..<40 {
            var other = world
            // Any event before the tick makes another beacon.
            for _ in 0...attempt { other.attest("evidence") }
            other.tick()
            drawn.formUnion(try other.panel(of: .claim(claim)))
        }
        #expect(drawn == Set(Self.judges.prefix(5)))
    }

    @Test func `a drawn panel's ruling waits for an appeal`() throws {
        var (world, claim, panel) = try Self.claimed()
        let outsider = try #require(Self.judges.prefix(5).first { !panel.contains($0) })
        #expect(world.refusal(outsider, Self.ruling(claim, .upheld)) == "notInRole")
        #expect(world.refusal("mal", Self.appeal(claim)) == "wrongPhase")
        world.must(panel[0], Self.ruling(claim, .upheld))
        #expect(world.refusal(panel[0], Self.ruling(claim, .upheld)) == "already")
        world.must(panel[1], Self.ruling(claim, .upheld))
        #expect(world.refusal(panel[2], Self.ruling(claim, .upheld)) == "wrongPhase")
        let standing = try #require(world.network.standing(of: .claim(claim)))
        #expect(standing.stage == .ruled && standing.ruling == "upheld")
        #expect(world.reputation("mal") == 2_000_000_000)

        let conclude = Payload.claimExpire(ClaimExpire(claim: claim))
        world.tick(3)
        #expect(world.refusal("sal", conclude) == "nothingDue")
        #expect(world.refusal("mal", Self.appeal(claim)) == "ok")
        world.tick()
        #expect(world.refusal("mal", Self.appeal(claim)) == "tooLate")
        world.must("sal", conclude)
        #expect(world.network.claims[claim]?.phase == .closed(.upheld))
        #expect(world.reputation("mal") == 1_000_000_000)
        world.expectNothingLocked()
    }

    @Test func `who may appeal, and with what`() throws {
        var (start, claim, panel) = try Self.claimed()
        for judge in panel.prefix(2) { start.must(judge, Self.ruling(claim, .upheld)) }
        let rows = Row.table(
            """
            author deposit dispute expected
            .      .       .       ok
            whi    .       .       ok
            .      10000   .       ok
            .      199     .       depositTooSmall
            .      -1      .       depositTooSmall
            .      10001   .       insufficientCredits
            sal    .       .       notInRole
            ver    .       .       notInRole
            .      .       claim   unknownClaim
            .      .       other   unknownChallenge
            """
        )
        let disputes: [String: Dispute] = [
            "claim": .claim(ClaimID(blob("absent"))),
            "other": .challenge(ChallengeID(blob("absent"))),
        ]
        for row in rows {
            var world = start
            let appeal = RulingAppeal(
                dispute: disputes[row.text("dispute", "")] ?? .claim(claim),
                deposit: row.int("deposit", 200)
            )
            world.check(row, row.text("author", "mal"), .rulingAppeal(appeal))
        }
        start.must("mal", Self.appeal(claim))
        #expect(start.refusal("whi", Self.appeal(claim)) == "wrongPhase")
    }

    @Test func `an appeal that is right costs the first judges their eligibility`() throws {
        var (world, claim, panel) = try Self.claimed()
        for judge in panel.prefix(2) { world.must(judge, Self.ruling(claim, .rejected)) }
        world.must("whi", Self.appeal(claim))
        #expect(world.balance("whi") == 9700)
        let standing = try #require(world.network.standing(of: .claim(claim)))
        #expect(standing.stage == .appealed && standing.appellant == id("whi"))
        #expect(standing.panel?.judges == Self.judges.prefix(5).map { id($0) })
        #expect(standing.panel?.required == 3)

        let others = Self.judges.prefix(5).filter { !panel.prefix(2).contains($0) }
        for judge in others { world.must(judge, Self.ruling(claim, .upheld)) }
        #expect(world.network.claims[claim]?.phase == .closed(.upheld))
        #expect(world.balance("whi") == 10_000)
        #expect(world.reputation("mal") == 1_000_000_000)
        let barred = world.network.participants.filter(\.isBarred).map(\.id)
        #expect(Set(barred) == Set(panel.prefix(2).map { id($0) }))
        #expect(Set(world.network.bench) == Set((others + ["jud", "cus"]).map { id($0) }))
        #expect(world.sentences.contains("is overturned: it may judge no more"))
        world.expectNothingLocked()
    }

    @Test func `an appeal that is wrong pays those who had to sit again`() throws {
        var (world, claim, panel) = try Self.claimed()
        for judge in panel.prefix(2) { world.must(judge, Self.ruling(claim, .rejected)) }
        world.must("whi", Self.appeal(claim))
        for judge in panel { world.must(judge, Self.ruling(claim, .rejected)) }
        #expect(world.network.claims[claim]?.phase == .closed(.rejected))
        #expect(world.network.participants.allSatisfy { !$0.isBarred })
        // Of the appeal's 200, 50 in thirds for the three who agreed, the rest to the treasury; of
        // the claim's 100, 50 in halves for the first judges, a quarter each to accused and treasury.
        #expect(world.balance(panel[0]) == 10_000 + 16 + 25)
        #expect(world.balance(panel[1]) == 10_000 + 16 + 25)
        #expect(world.balance(panel[2]) == 10_000 + 16)
        #expect(world.balance("mal") == 10_025)
        #expect(world.balance("whi") == 9700)
        #expect(world.network.books[.treasury] == 150 + 2 + 25)
        world.expectNothingLocked()
    }

    @Test func `a first ruling stands when nobody decides the appeal`() throws {
        var (world, claim, panel) = try Self.claimed()
        for judge in panel.prefix(2) { world.must(judge, Self.ruling(claim, .upheld)) }
        world.must("mal", Self.appeal(claim))
        let conclude = Payload.claimExpire(ClaimExpire(claim: claim))
        world.tick(20)
        #expect(world.refusal("sal", conclude) == "nothingDue")
        world.tick()
        #expect(world.refusal(panel[2], Self.ruling(claim, .rejected)) == "tooLate")
        world.must("sal", conclude)
        #expect(world.network.claims[claim]?.phase == .closed(.upheld))
        #expect(world.balance("mal") == 10_000)
        world.expectNothingLocked()
    }

    @Test func `a panel that does not agree in time gives way to the whole bench, once`() throws {
        var (world, claim, panel) = try Self.claimed()
        world.must(panel[0], Self.ruling(claim, .upheld))
        world.must(panel[1], Self.ruling(claim, .rejected))
        world.tick(21)
        world.must("sal", .claimExpire(ClaimExpire(claim: claim)))
        let standing = try #require(world.network.standing(of: .claim(claim)))
        #expect(standing.stage == .hearing && standing.votes.isEmpty)
        #expect(standing.panel?.isFull == true && standing.panel?.required == 3)
        var decided = world
        for judge in Self.judges.prefix(3) { decided.must(judge, Self.ruling(claim, .upheld)) }
        #expect(decided.network.claims[claim]?.phase == .closed(.upheld))
        decided.expectNothingLocked()

        world.tick(21)
        world.must("sal", .claimExpire(ClaimExpire(claim: claim)))
        #expect(world.network.claims[claim]?.phase == .closed(.neverRuled))
        #expect(world.balance("whi") == 10_000)
        world.expectNothingLocked()
    }

    @Test func `a bench no larger than a quorum sits whole and at once`() throws {
        var world = try World(judges: ["jud", "sal"], judgesRequired: 2) { $0.quorumSize = 2 }
        let round = try world.openRound()
        let lie = try #require(world.contribute(round, ["mal"])["mal"]?[0])
        let claim = ClaimID(world.must("sol", .claimFile(world.claim(lie))))
        world.must("jud", Self.ruling(claim, .upheld))
        world.must("sal", Self.ruling(claim, .upheld))
        #expect(world.network.claims[claim]?.phase == .closed(.upheld))
    }
}

extension World {
    /// The names of a dispute's judges.
    func panel(of dispute: Dispute) throws -> [String] {
        let panel = try #require(network.standing(of: dispute)?.panel)
        return panel.judges.compactMap { judge in Self.names.first { id($0) == judge } }
    }
}
