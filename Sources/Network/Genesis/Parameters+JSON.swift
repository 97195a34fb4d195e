public import JSON
public import Reputation

extension Parameters: JSONEncodable, JSONDecodable {
    /// Reads parameters; those that are missing keep their defaults.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var members = try json.object()
        self.init()
        for field in Self.fields {
            guard let reader = members.optional(field.name) else { continue }
            self[keyPath: field.path] = try reader.decimal(in: field.range)
        }
        if let rules = members.optional("reputation") { reputation = try rules.decode() }
        if let word = members.optional("assignment") { assignment = try word.word() }
        try members.finish()
    }

    /// All parameters, defaults written out.
    public var json: JSONValue {
        var object = JSONObject()
        for field in Self.fields { object[field.name] = .decimal(self[keyPath: field.path]) }
        object["reputation"] = reputation.json
        object["assignment"] = .string(assignment.rawValue)
        return .object(object)
    }

    /// What is wrong with these numbers, as a sentence; nothing when they can be used.
    var fault: String? {
        for field in Self.fields where !field.range.contains(self[keyPath: field.path]) {
            return "\(field.name) must be in \(field.range.lowerBound)...\(field.range.upperBound)"
        }
        let shared = Self.shares.reduce(0) { $0 + self[keyPath: $1.path] }
        guard shared <= 10_000 else {
            return "the shares add up to \(shared) basis points, which is more than 10000"
        }
        return reputation.fault
    }
}

extension ReputationRules: JSONEncodable, JSONDecodable {
    /// Reads floor, ceiling and growth.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let floor = try fields.decimal("floor")
        let ceiling = try fields.decimal("ceiling")
        let growth = try fields.required("growth")
        try fields.finish()
        self.init(floor: floor, ceiling: ceiling, growth: try Growth(json: growth))
    }

    /// Floor, ceiling and growth.
    public var json: JSONValue {
        ["floor": .decimal(floor), "ceiling": .decimal(ceiling), "growth": growth.json]
    }
}

extension ReputationRules.Growth: JSONEncodable, JSONDecodable {
    /// Reads the kind of growth and its numbers.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let kind = try fields.required("kind")
        switch try kind.string() {
        case "linear":
            self = .linear(step: try fields.decimal("step"))
        case "exponential":
            self = .exponential(
                numerator: try fields.decimal("numerator"),
                denominator: try fields.decimal("denominator")
            )
        case let other:
            throw kind.failure(expected: "\"linear\" or \"exponential\"", got: "\"\(other)\"")
        }
        try fields.finish()
    }

    /// The kind of growth and its numbers.
    public var json: JSONValue {
        switch self {
        case .linear(let step):
            ["kind": "linear", "step": .decimal(step)]
        case .exponential(let numerator, let denominator):
            [
                "kind": "exponential",
                "numerator": .decimal(numerator),
                "denominator": .decimal(denominator),
            ]
        }
    }
}
