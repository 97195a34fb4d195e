import Digests
import Network
import Reputation
import Testing

/// Thousands of random events, most of them void: what must hold after each of them.
///
/// The seed in the test's name is all that it takes to see the same run again.
struct ChaosTests {
    /// The kinds of networks that chaos is let loose on.
    enum Setting: String, CaseIterable, Sendable {
        case staked
        case poor
        case reputationOnly
        case quorum
        case drawn
        case drawnWithoutCredits
        case judgeless
        case exponential

        func world() throws -> World {
            func quicken(_ parameters: inout Parameters) {
                parameters.profileTicks = 6
                parameters.profileWindow = 1
                parameters.openTicks = 10
                parameters.solveTicks = 8
                parameters.verifyTicks = 4
                parameters.judgeTicks = 5
                parameters.challengeWindow = 2
                parameters.revealTicks = 2
                parameters.ruleTicks = 12
                parameters.contributionRevealTicks = 8
                parameters.forcedErrorsPerMillion = 500_000
                parameters.claimLevels = 2
                parameters.newcomersCapPerMillion = 100_000
            }
            return switch self {
            case .staked: try World(credits: 1 << 40, quicken)
            case .poor: try World(credits: 3000, quicken)
            case .reputationOnly: try World(mode: .reputationOnly, quicken)
            case .quorum:
                try World(
                    judges: ["jud", "sub", "mal"],
                    judgesRequired: 2,
                    credits: 1 << 40,
                    quicken
                )
            case .drawn:
                try World(
                    judges: ["jud", "sub", "mal", "wes", "cus"],
                    judgesRequired: 3,
                    credits: 1 << 40
                ) {
                    quicken(&$0)
                    $0.quorumSize = 1
                    $0.appealTicks = 3
                }
            case .drawnWithoutCredits:
                try World(
                    mode: .reputationOnly,
                    judges: [],
                    judgesRequired: 0,
                    reputations: Dictionary(
                        uniqueKeysWithValues: World.names.map { ($0, 500_000_000_000) }
                    )
                ) {
                    quicken(&$0)
                    $0.benchSize = 5
                    $0.quorumSize = 1
                    $0.appealTicks = 3
                }
            case .judgeless:
                try World(judges: [], judgesRequired: 0, credits: 1 << 40, quicken)
            case .exponential:
                try World(credits: 1 << 40) {
                    quicken(&$0)
                    $0.reputation = .exponential(numerator: 3, denominator: 2)
                }
            }
        }
    }

    @Test(arguments: Setting.allCases)
    func `credits are conserved and reputations bounded after every event`(
        setting: Setting
    ) throws {
        let seed: UInt64 = 1
        var chaos = try Chaos(seed: seed, world: setting.world())
        let rules = chaos.world.network.parameters.reputation
        var applied: [String: Int] = [:]
        for index in 0..<1500 {
            let before = chaos.world.network
            let (payload, outcome) = chaos.step()
            let after = chaos.world.network
            let place = "event \(index), \(payload.kind), seed \(seed)"
            #expect(after.head.position == before.head.position + 1)
            switch outcome {
            case .applied(let effects):
                applied[payload.kind, default: 0] += 1
                expectExplained(effects, from: before, to: after, place)
            case .void, .duplicate:
                if case .void(let refusal) = outcome {
                    #expect(refusal.description.count > 20, "\(place)")
                }
                if case .tick = payload, case .void(let refusal) = outcome {
                    // Time must never stop: a timekeeper's vote is refused for its form alone.
                    let fine = ["notInRole", "already", "unknownHead", "wrongSequence"]
                    let isFine = fine.contains(refusal.reason.name) || refusal.rule == "L1"
                    #expect(isFine, "\(place): \(refusal)")
                }
                // Hashing costs as much as the state is large: every fourth one will do.
                guard index.isMultiple(of: 4) else { break }
                #expect(after.contentHash == before.contentHash, "\(place)")
            }
            after.books.checkInvariants()
            let range = rules.floor...rules.ceiling
            let isBounded = after.participants.allSatisfy { range.contains($0.reputation) }
            #expect(isBounded, "\(place)")
        }
        // Chaos that never gets anywhere would test nothing.
        #expect(applied.count >= 25, "\(applied)")
        try expectSameFold(chaos.world)

        chaos.drain(ticks: 200)
        #expect(chaos.world.isQuiet)
        chaos.world.expectNothingLocked()
    }

    /// Every change of a purse or of a reputation is in an effect, and nothing else is.
    private func expectExplained(
        _ effects: [Effect],
        from before: Network,
        to after: Network,
        _ place: String
    ) {
        var purses: [Purse: Credits] = [:]
        var reputations: [ParticipantID: ReputationUnits] = [:]
        for effect in effects {
            #expect(!effect.text.isEmpty && !effect.rule.isEmpty, "\(place)")
            #expect(effect.credits.reduce(0) { $0 + $1.amount } == 0, "\(place)")
            for change in effect.credits { purses[change.purse, default: 0] += change.amount }
            for change in effect.reputations { reputations[change.participant] = change.after }
        }
        for (purse, amount) in before.books.purses { purses[purse, default: 0] += amount }
        for (purse, amount) in after.books.purses { purses[purse, default: 0] -= amount }
        for (purse, difference) in purses {
            #expect(difference == 0, "\(place): \(purse) differs by \(difference)")
        }
        for participant in after.participants {
            let expected =
                reputations[participant.id] ?? before.participants[participant.id]?.reputation
                ?? after.parameters.reputation.floor
            #expect(participant.reputation == expected, "\(place)")
        }
    }

    /// The log alone, read back from its bytes, gives the same state.
    private func expectSameFold(_ world: World) throws {
        var network = Network(genesis: world.network.genesis)
        for (entry, _) in world.entries {
            let body = try EventBody(canonical: entry.event.body)
            _ = network.append(entry, body: body)
        }
        #expect(network.stateHash == world.network.stateHash)
    }
}
