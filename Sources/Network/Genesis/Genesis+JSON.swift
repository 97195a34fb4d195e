public import JSON

extension Genesis: JSONEncodable {
    /// Reads a genesis and checks it.
    public init(json: JSONReader) throws(GenesisError) {
        let draft: Draft
        do throws(JSONDecodingError) {
            draft = try Draft(json: json)
        } catch {
            throw .malformed(error)
        }
        try self.init(
            name: draft.name,
            nonce: draft.nonce,
            mode: draft.mode,
            accounts: draft.accounts,
            timekeepers: draft.timekeepers,
            timekeepersRequired: draft.timekeepersRequired,
            custodians: draft.custodians,
            judges: draft.judges,
            judgesRequired: draft.judgesRequired,
            parameters: draft.parameters
        )
    }

    /// The genesis document.
    public var json: JSONValue {
        [
            "type": "genesis",
            "version": .integer(Self.version),
            "name": .string(name),
            "nonce": .hex(nonce),
            "mode": .string(mode.rawValue),
            "accounts": .list(accounts),
            "timekeepers": .list(timekeepers),
            "timekeepersRequired": .decimal(timekeepersRequired),
            "custodians": .list(custodians),
            "judges": .list(judges),
            "judgesRequired": .decimal(judgesRequired),
            "parameters": parameters.json,
        ]
    }
}

extension GenesisAccount: JSONEncodable, JSONDecodable {
    /// Reads an account.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        participant = try fields.value("participant")
        name = try fields.string("name")
        credits = try fields.decimal("credits")
        reputation = try fields.optional("reputation")?.decimal()
        try fields.finish()
    }

    /// The account.
    public var json: JSONValue {
        [
            "participant": participant.json,
            "name": .string(name),
            "credits": .decimal(credits),
            "reputation": reputation.map { .decimal($0) } ?? .null,
        ]
    }
}

/// A genesis that has been read but not checked.
private struct Draft: JSONDecodable {
    let name: String
    let nonce: [UInt8]
    let mode: NetworkMode
    let accounts: [GenesisAccount]
    let timekeepers: [ParticipantID]
    let timekeepersRequired: Int64
    let custodians: [ParticipantID]
    let judges: [ParticipantID]
    let judgesRequired: Int64
    let parameters: Parameters

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let type = try fields.required("type")
        guard try type.string() == "genesis" else {
            throw type.failure(expected: "\"genesis\"", got: "another type")
        }
        let version = try fields.required("version")
        guard try version.integer() == Genesis.version else {
            throw version.failure(expected: "version \(Genesis.version)", got: "another")
        }
        name = try fields.string("name")
        nonce = try fields.bytes("nonce", count: 0...64)
        mode = try fields.word("mode")
        accounts = try fields.list("accounts", count: 1...Genesis.accountsMax)
        timekeepers = try fields.list("timekeepers", count: 1...1000)
        timekeepersRequired = try fields.decimal("timekeepersRequired")
        custodians = try fields.list("custodians", count: 1...1000)
        judges = try fields.list("judges", count: 0...1000)
        judgesRequired = try fields.decimal("judgesRequired")
        parameters = try fields.value("parameters")
        try fields.finish()
    }
}
