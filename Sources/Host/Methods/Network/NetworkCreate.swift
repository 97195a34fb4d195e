import Digests
import JSON
import Ledger
import Network
import PluginKit
import Reputation

/// `network.create`: starts a network in this home; its id is the hash of its genesis.
struct NetworkCreate: Method {
    struct Parameters: JSONDecodable, Sendable {
        struct Founder {
            let name: String
            let credits: Credits
            let reputation: ReputationUnits?
            let participant: ParticipantID?
        }

        let name: String
        let founders: [Founder]
        let mode: NetworkMode
        let judges: [String]
        let timekeepers: [String]
        let parameters: JSONReader?
        let nonce: [UInt8]?

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            name = try fields.required("name").string()
            var founders: [Founder] = []
            for element in try fields.required("participants").elements(count: 0...1000) {
                founders.append(try Self.founder(element))
            }
            self.founders = founders
            mode = try Self.mode(fields.optional("mode"))
            judges = try Self.names(fields.optional("judges"))
            timekeepers = try Self.names(fields.optional("timekeepers"))
            parameters = fields.optional("parameters")
            if let reader = fields.optional("nonce") {
                guard let bytes = Hexadecimal.bytes(of: try reader.string()) else {
                    throw reader.failure(expected: "hexadecimal digits")
                }
                nonce = bytes
            } else {
                nonce = nil
            }
            try fields.finish()
        }

        private static func founder(_ json: JSONReader) throws(JSONDecodingError) -> Founder {
            var fields = try json.object()
            let nameReader = try fields.required("name")
            let name = try nameReader.string()
            let credits = try fields.required("credits").integer(in: 0...Genesis.mintedMax)
            var reputation: ReputationUnits?
            if let reader = fields.optional("reputation") {
                guard let units = Trillionths.units(roundingUp: try reader.number()) else {
                    throw reader.failure(expected: "a reputation of at least zero")
                }
                reputation = units
            }
            let participant: ParticipantID? = try fields.optionalID("participant")
            try fields.finish()
            guard participant != nil || KeyStore.isValid(name) else {
                throw nameReader.failure(
                    expected: "letters, digits, \"_\" and \"-\", for a key is to have this name",
                    got: "\"\(name)\""
                )
            }
            return Founder(
                name: name,
                credits: credits,
                reputation: reputation,
                participant: participant
            )
        }

        private static func mode(_ reader: JSONReader?) throws(JSONDecodingError) -> NetworkMode {
            guard let reader else { return .staked }
            guard let mode = NetworkMode(rawValue: try reader.string()) else {
                throw reader.failure(expected: "\"staked\" or \"reputationOnly\"")
            }
            return mode
        }

        private static func names(_ reader: JSONReader?) throws(JSONDecodingError) -> [String] {
            guard let reader else { return [] }
            var names: [String] = []
            for element in try reader.elements(count: 1...100) {
                names.append(try element.string())
            }
            return names
        }
    }

    static let name = "network.create"
    let facilities: Facilities

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        guard !network.exists else {
            throw LedgerError.networkExists(path: facilities.home.path)
        }
        let genesis = try genesis(for: parameters)
        let limits = facilities.ledgerLimits
        let ledger = try network.create(in: facilities.home, genesis: genesis, limits: limits)
        let state = ledger.network
        facilities.events.publish(
            .host,
            "network.created",
            [],
            ["network": .hash(state.id)]
        )
        return [
            "network": .hash(state.id),
            "participants": .array(
                state.participants.map { participant in
                    [
                        "userid": .count(participant.userID),
                        "name": .string(participant.name),
                        "participant": .id(participant.id),
                    ]
                }
            ),
        ]
    }

    /// Makes the genesis; keys that are missing are made on the way and stay, whatever comes after.
    private func genesis(for parameters: Parameters) throws -> Genesis {
        let owner = try key(Identity.defaultName)
        var accounts: [GenesisAccount] = []
        for founder in parameters.founders {
            accounts.append(
                GenesisAccount(
                    participant: try founder.participant ?? key(founder.name),
                    name: founder.name,
                    credits: founder.credits,
                    reputation: founder.reputation
                )
            )
        }
        if !accounts.contains(where: { $0.participant == owner }) {
            accounts.append(
                GenesisAccount(participant: owner, name: Identity.defaultName, credits: 0)
            )
        }
        func keys(_ names: [String]) throws -> [ParticipantID] {
            try names.isEmpty ? [owner] : names.map { try key($0) }
        }
        let numbers = try numbers(for: parameters)
        // Where the highest reputations judge, nobody is named.
        let isDrawn = numbers.benchSize > 0 && parameters.judges.isEmpty
        let judges = isDrawn ? [] : try keys(parameters.judges)
        let timekeepers = try keys(parameters.timekeepers)
        return try Genesis(
            name: parameters.name,
            nonce: parameters.nonce ?? (0..<16).map { _ in UInt8.random(in: .min ... .max) },
            mode: parameters.mode,
            accounts: accounts,
            timekeepers: timekeepers,
            timekeepersRequired: Int64(timekeepers.count / 2 + 1),
            custodians: [owner],
            judges: judges,
            judgesRequired: isDrawn ? 0 : Int64(judges.count / 2 + 1),
            parameters: numbers
        )
    }

    /// The parameters by name on top of the mode's defaults.
    private func numbers(for parameters: Parameters) throws -> GenesisParameters {
        let defaults: GenesisParameters =
            parameters.mode == .reputationOnly ? .reputationOnly : GenesisParameters()
        guard let changes = parameters.parameters else { return defaults }
        guard case .object(var merged) = defaults.json else { return defaults }
        guard case .object(let given) = GenesisNumbers.decimal(changes.value) else {
            throw changes.failure(expected: "an object")
        }
        for (name, value) in given { merged[name] = value }
        return try GenesisParameters(json: JSONReader(.object(merged), at: changes.pointer))
    }

    /// The key of a name in the key store, made when there is none.
    private func key(_ name: String) throws -> ParticipantID {
        do {
            return try facilities.keys.create(name).participant
        } catch .exists {
            return try facilities.keys.key(named: name).participant
        }
    }
}
