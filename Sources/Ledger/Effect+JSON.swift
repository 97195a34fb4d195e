internal import Digests
public import JSON
public import Network

// Effects as JSON: how the log keeps them and how callers are shown them. Names are hexadecimal
// digits, amounts are decimal strings (credits, and reputations x 10^-12).

extension Effect: JSONEncodable, JSONDecodable {
    /// Reads an effect.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let rule = try fields.required("rule").string()
        let subjects: [Subject] = try fields.required("subjects").list()
        let text = try fields.required("text").string()
        let credits: [CreditChange] = try fields.required("credits").list()
        let reputations: [ReputationChange] = try fields.required("reputations").list()
        try fields.finish()
        self.init(
            rule: rule,
            subjects: subjects,
            text: text,
            credits: credits,
            reputations: reputations
        )
    }

    /// The effect.
    public var json: JSONValue {
        [
            "rule": .string(rule),
            "subjects": .array(subjects.map(\.json)),
            "text": .string(text),
            "credits": .array(credits.map(\.json)),
            "reputations": .array(reputations.map(\.json)),
        ]
    }
}

extension Subject: JSONEncodable, JSONDecodable {
    /// What kind of thing it is, in one word.
    public var kind: String {
        switch self {
        case .participant: "participant"
        case .task: "task"
        case .challenge: "challenge"
        case .round: "round"
        case .contribution: "contribution"
        case .claim: "claim"
        }
    }

    /// Its name: 64 lower-case hexadecimal digits.
    public var name: String {
        switch self {
        case .participant(let id): id.hex
        case .task(let id): id.hex
        case .challenge(let id): id.hex
        case .round(let id): id.hex
        case .contribution(let id): id.hex
        case .claim(let id): id.hex
        }
    }

    /// Reads a subject.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let kind = try fields.required("kind")
        let id = try fields.required("id")
        switch try kind.string() {
        case "participant": self = .participant(try id.decode())
        case "task": self = .task(try id.decode())
        case "challenge": self = .challenge(try id.decode())
        case "round": self = .round(try id.decode())
        case "contribution": self = .contribution(try id.decode())
        case "claim": self = .claim(try id.decode())
        case let stranger: throw kind.failure(expected: "a subject", got: "\"\(stranger)\"")
        }
        try fields.finish()
    }

    /// The subject.
    public var json: JSONValue { ["kind": .string(kind), "id": .string(name)] }
}

extension CreditChange: JSONEncodable, JSONDecodable {
    /// Reads a change.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let purse = try fields.required("purse").decode(Purse.self)
        let amount = try fields.required("amount").decimal()
        try fields.finish()
        self.init(purse: purse, amount: amount)
    }

    /// The change.
    public var json: JSONValue { ["purse": purse.json, "amount": .string(String(amount))] }
}

extension ReputationChange: JSONEncodable, JSONDecodable {
    /// Reads a change.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let participant = try fields.required("participant").decode(ParticipantID.self)
        let before = try fields.required("before").decimal()
        let after = try fields.required("after").decimal()
        try fields.finish()
        self.init(participant: participant, before: before, after: after)
    }

    /// The change.
    public var json: JSONValue {
        [
            "participant": participant.json,
            "before": .string(String(before)),
            "after": .string(String(after)),
        ]
    }
}

extension Purse: JSONEncodable, JSONDecodable {
    /// Reads a purse.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let kind = try fields.required("kind")
        let id = fields.optional("id")
        func owner<Name: Identifier>() throws(JSONDecodingError) -> Name {
            guard let id else { throw json.failure(expected: "an \"id\"", got: "none") }
            return try id.decode()
        }
        switch try kind.string() {
        case "balance": self = .balance(try owner())
        case "verifierDeposit": self = .verifierDeposit(try owner())
        case "whistleblowerDeposit": self = .whistleblowerDeposit(try owner())
        case "fee": self = .fee(try owner())
        case "profilerStake": self = .profilerStake(try owner())
        case "solverStake": self = .solverStake(try owner())
        case "verifierStake": self = .verifierStake(try owner())
        case "challenge": self = .challenge(try owner())
        case "claim": self = .claim(try owner())
        case "challengeAppeal": self = .appeal(.challenge(try owner()))
        case "claimAppeal": self = .appeal(.claim(try owner()))
        case "treasury": self = .treasury
        case "jackpot": self = .jackpot
        case let stranger: throw kind.failure(expected: "a purse", got: "\"\(stranger)\"")
        }
        try fields.finish()
    }

    /// The purse.
    public var json: JSONValue {
        let (kind, id): (String, String?) =
            switch self {
            case .balance(let id): ("balance", id.hex)
            case .verifierDeposit(let id): ("verifierDeposit", id.hex)
            case .whistleblowerDeposit(let id): ("whistleblowerDeposit", id.hex)
            case .fee(let id): ("fee", id.hex)
            case .profilerStake(let id): ("profilerStake", id.hex)
            case .solverStake(let id): ("solverStake", id.hex)
            case .verifierStake(let id): ("verifierStake", id.hex)
            case .challenge(let id): ("challenge", id.hex)
            case .claim(let id): ("claim", id.hex)
            case .appeal(.challenge(let id)): ("challengeAppeal", id.hex)
            case .appeal(.claim(let id)): ("claimAppeal", id.hex)
            case .treasury: ("treasury", nil)
            case .jackpot: ("jackpot", nil)
            }
        return ["kind": .string(kind), "id": id.map { .string($0) } ?? .null]
    }
}

extension JSONReader {
    fileprivate func list<Value: JSONDecodable>() throws(JSONDecodingError) -> [Value] {
        var values: [Value] = []
        for element in try elements() { values.append(try element.decode()) }
        return values
    }
}
