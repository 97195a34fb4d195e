import Digests
import JSON
import Network
import Reputation
import Testing

/// The genesis: what it says, and what it cannot say.
struct GenesisTests {
    static func genesis(
        name: String = "test",
        nonce: [UInt8] = [],
        mode: NetworkMode = .staked,
        accounts: [GenesisAccount]? = nil,
        timekeepers: [String] = ["sub"],
        timekeepersRequired: Int64 = 1,
        custodians: [String] = ["sub"],
        judges: [String] = ["sol"],
        judgesRequired: Int64 = 1,
        parameters: Parameters = Parameters()
    ) throws(GenesisError) -> Genesis {
        let usual = [
            GenesisAccount(participant: id("sub"), name: "Sub", credits: 10),
            GenesisAccount(
                participant: id("sol"),
                name: "Sol",
                credits: 5,
                reputation: 500_000_000_000
            ),
        ]
        return try Genesis(
            name: name,
            nonce: nonce,
            mode: mode,
            accounts: accounts ?? usual,
            timekeepers: timekeepers.map { id($0) },
            timekeepersRequired: timekeepersRequired,
            custodians: custodians.map { id($0) },
            judges: judges.map { id($0) },
            judgesRequired: judgesRequired,
            parameters: parameters
        )
    }

    @Test func `a genesis reads back as it was written and names the network`() throws {
        var parameters = Parameters()
        parameters.reputation = .exponential(numerator: 3, denominator: 2)
        parameters.assignment = .beacon
        for genesis in [try Self.genesis(), try Self.genesis(parameters: parameters)] {
            let bytes = genesis.canonicalBytes()
            #expect(try Genesis(canonical: bytes) == genesis)
            #expect(genesis.id == Digest(sha256: bytes))
            #expect(genesis.minted == 15)
            let network = Network(genesis: genesis)
            #expect(network.id == genesis.id)
            #expect(network.head == genesis.entry.head)
            #expect(network.head.position == 0)
            #expect(genesis.entry.isChained)
            #expect(genesis.entry.previous.bytes == [UInt8](repeating: 0, count: 32))
        }
    }

    @Test func `a nonce makes networks of equal content different`() throws {
        #expect(try Self.genesis(nonce: [1]).id != Self.genesis(nonce: [2]).id)
    }

    @Test func `founders keep the reputation that genesis gives them`() throws {
        let network = Network(genesis: try Self.genesis())
        #expect(network.participants[id("sol")]?.reputation == 500_000_000_000)
        #expect(network.participants[id("sub")]?.reputation == 1_000_000_000)
        #expect(network.participants[id("sol")]?.userID == 2)
        #expect(network.participants.map(\.name) == ["Sub", "Sol"])
    }

    @Test func `parameters that are missing keep their defaults`() throws {
        let parameters = try Parameters(json: JSONReader(["solveTicks": "7"]))
        #expect(parameters.solveTicks == 7)
        #expect(parameters.creditsPerGigaFLOP == 1000)
        #expect(throws: JSONDecodingError.self) {
            try Parameters(json: JSONReader(["solveTick": "7"]))
        }
        #expect(throws: JSONDecodingError.self) {
            try Parameters(json: JSONReader(["solveTicks": "0"]))
        }
    }

    static func parameters(_ adjust: (inout Parameters) -> Void) -> Parameters {
        var parameters = Parameters()
        adjust(&parameters)
        return parameters
    }

    @Test func `a genesis that contradicts itself is refused with the reason`() {
        let account = GenesisAccount(participant: id("sub"), name: "Sub", credits: 10)
        let poor = GenesisAccount(participant: id("sub"), name: "Sub", credits: -1)
        let rich = GenesisAccount(participant: id("sub"), name: "Sub", credits: .max)
        let famous = GenesisAccount(
            participant: id("sub"),
            name: "Sub",
            credits: 1,
            reputation: .max
        )
        let nameless = GenesisAccount(participant: id("sub"), name: "", credits: 1)
        let faults: [(String, () throws -> Genesis)] = [
            ("its name is empty", { try Self.genesis(name: "") }),
            ("nonce", { try Self.genesis(nonce: [UInt8](repeating: 0, count: 65)) }),
            ("names no participant", { try Self.genesis(accounts: []) }),
            ("two accounts", { try Self.genesis(accounts: [account, account]) }),
            ("must not be negative", { try Self.genesis(accounts: [poor]) }),
            ("must not be negative", { try Self.genesis(accounts: [rich]) }),
            ("reputation of Sub", { try Self.genesis(accounts: [famous]) }),
            ("is empty", { try Self.genesis(accounts: [nameless]) }),
            ("has no account", { try Self.genesis(timekeepers: ["mal"]) }),
            ("named twice", { try Self.genesis(custodians: ["sub", "sub"]) }),
            ("requires 2 of 1", { try Self.genesis(timekeepersRequired: 2) }),
            ("requires 0 of 1", { try Self.genesis(judgesRequired: 0) }),
            ("requires 1 of 0", { try Self.genesis(custodians: []) }),
            ("no fees or deposits", { try Self.genesis(mode: .reputationOnly) }),
            (
                "basis points",
                { try Self.genesis(parameters: Self.parameters { $0.solverShare = 9000 }) }
            ),
            (
                "solveTicks must be in",
                { try Self.genesis(parameters: Self.parameters { $0.solveTicks = 0 }) }
            ),
            (
                "challengeWindow must be in 2",
                { try Self.genesis(parameters: Self.parameters { $0.challengeWindow = 1 }) }
            ),
            (
                "commitTicks must be in 2",
                { try Self.genesis(parameters: Self.parameters { $0.commitTicks = 1 }) }
            ),
            (
                "require at least 2 of 2 judges",
                {
                    try Self.genesis(
                        judges: ["sub", "sol"],
                        parameters: Self.parameters { $0.quorumSize = 1 }
                    )
                }
            ),
            (
                "rulingFee must be in",
                { try Self.genesis(parameters: Self.parameters { $0.rulingFee = -1 }) }
            ),
            (
                "both names judges and gives a benchSize",
                { try Self.genesis(parameters: Self.parameters { $0.benchSize = 3 }) }
            ),
            (
                "a quorum of 2 cannot be drawn from 1",
                { try Self.genesis(parameters: Self.parameters { $0.quorumSize = 2 }) }
            ),
            (
                "a quorum of 4 cannot be drawn from 3",
                {
                    try Self.genesis(
                        judges: [],
                        judgesRequired: 0,
                        parameters: Self.parameters {
                            $0.benchSize = 3
                            $0.quorumSize = 4
                        }
                    )
                }
            ),
            (
                "reputation floor",
                {
                    try Self.genesis(
                        parameters: Self.parameters {
                            $0.reputation = ReputationRules(
                                floor: 0,
                                ceiling: 1,
                                growth: .linear(step: 1)
                            )
                        }
                    )
                }
            ),
        ]
        for (words, make) in faults {
            let error = #expect(throws: GenesisError.self) { try make() }
            #expect(
                error?.description.contains(words) == true,
                "\(words): \(String(describing: error))"
            )
        }
    }
}
