import Network
import Reputation
import Testing

/// The third way to file a claim: somebody of high reputation answers for it (rule R4).
struct CosignTests {
    static let high: ReputationUnits = 500_000_000_000
    static let floor: ReputationUnits = 1_000_000_000

    /// `mal` and `sal` have contributed; `wes` and `ver` have a high reputation.
    static func world() throws -> (World, lie: ContributionID, truth: ContributionID) {
        var world = try World(reputations: ["wes": high, "ver": high])
        let round = try world.openRound()
        let made = world.contribute(round, ["mal", "sal", "wes"])
        return (world, try #require(made["mal"]?[0]), try #require(made["sal"]?[0]))
    }

    @Test func `who may co-sign what`() throws {
        let (start, lie, truth) = try Self.world()
        let rows = Row.table(
            """
            author claimant target expected
            .      .        .      ok
            .      .        absent unknownContribution
            .      nobody   .      unknownParticipant
            .      wes      .      isParty
            .      .        own    isParty
            sub    .        .      reputationTooLow
            """
        )
        for row in rows {
            var world = start
            let own = world.network.contributions.first { $0.author == id("wes") }?.id ?? lie
            let targets = ["absent": ContributionID(blob("absent")), "own": own]
            let cosign = World.cosign(
                row.text("claimant", "whi"),
                targets[row.text("target", "")] ?? lie
            )
            world.check(row, row.text("author", "wes"), .claimCosign(cosign))
        }
        var world = start
        world.must("wes", .claimFile(world.claim(truth, deposit: 0)))
        let busy = Payload.claimCosign(World.cosign("whi", lie))
        #expect(world.refusal("wes", busy) == "claimOpen")
    }

    @Test func `a co-signed claim needs neither deposit nor reputation`() throws {
        var (world, lie, truth) = try Self.world()
        let bare = Payload.claimFile(world.claim(lie, deposit: 0))
        let signed = Payload.claimFile(world.claim(lie, deposit: 0, cosigner: "wes"))
        #expect(world.refusal("whi", bare) == "reputationTooLow")
        #expect(world.refusal("whi", signed) == "notCosigned")
        world.must("wes", .claimCosign(World.cosign("whi", lie, own: "0.8")))
        #expect(world.refusal("whi", signed) == "notCosigned")
        world.must("wes", .claimCosign(World.cosign("whi", lie)))
        #expect(world.refusal("sub", signed) == "notCosigned")
        #expect(world.refusal("whi", bare) == "reputationTooLow")
        let claim = ClaimID(world.must("whi", signed))
        #expect(world.network.participants[id("wes")]?.cosignedClaim == claim)

        // Who answers for one claim does not answer for another, nor files its own.
        let second = Payload.claimCosign(World.cosign("sub", truth))
        #expect(world.refusal("wes", second) == "claimOpen")
        #expect(world.refusal("wes", .claimFile(world.claim(truth))) == "claimOpen")

        world.must("jud", .claimRuling(ClaimRuling(claim: claim, finding: .upheld)))
        #expect(world.network.participants[id("wes")]?.cosignedClaim == nil)
        #expect(world.reputation("wes") == Self.high + Self.floor)
        #expect(world.reputation("mal") == Self.floor)
        #expect(world.reputation("whi") == Self.floor * 2)
    }

    @Test func `a false claim throws its co-signer to the floor, too`() throws {
        var (world, _, truth) = try Self.world()
        world.must("wes", .claimCosign(World.cosign("whi", truth)))
        let claim = ClaimID(
            world.must("whi", .claimFile(world.claim(truth, deposit: 0, cosigner: "wes")))
        )
        world.must("jud", .claimRuling(ClaimRuling(claim: claim, finding: .rejected)))
        #expect(world.sentences.contains("wes answered for a false claim: 0.501 -> 0.001"))
        #expect(world.reputation("wes") == Self.floor)
        #expect(world.reputation("whi") == Self.floor)
        // It lent its reputation; nobody has said that its own work is false.
        let own = world.network.contributions.first { $0.author == id("wes") }
        #expect(own?.standing == .accepted(index: 2))
        let again = Payload.claimCosign(World.cosign("whi", truth))
        #expect(world.refusal("wes", again) == "reputationTooLow")
        world.expectNothingLocked()
    }

    @Test func `a co-signer is a party and does not judge`() throws {
        var world = try World(judges: ["jud", "wes"], reputations: ["wes": Self.high])
        let round = try world.openRound()
        let lie = try #require(world.contribute(round, ["mal"])["mal"]?[0])
        world.must("wes", .claimCosign(World.cosign("whi", lie)))
        let claim = ClaimID(
            world.must("whi", .claimFile(world.claim(lie, deposit: 0, cosigner: "wes")))
        )
        let ruling = Payload.claimRuling(ClaimRuling(claim: claim, finding: .upheld))
        #expect(world.refusal("wes", ruling) == "isParty")
        #expect(world.refusal("jud", ruling) == "ok")
    }

    @Test func `who has lost the reputation meanwhile cannot answer any more`() throws {
        var (world, lie, truth) = try Self.world()
        world.must("wes", .claimCosign(World.cosign("whi", lie)))
        let wrong = ClaimID(world.must("wes", .claimFile(world.claim(truth, deposit: 0))))
        world.must("jud", .claimRuling(ClaimRuling(claim: wrong, finding: .rejected)))
        let late = Payload.claimFile(world.claim(lie, deposit: 0, cosigner: "wes"))
        #expect(world.refusal("whi", late) == "reputationTooLow")
    }
}
