import Graphs
public import JSON

extension Optimizer: JSONEncodable, JSONDecodable {
    /// This value as JSON: an object whose one name is the method; settings that have their usual
    /// values are left out, so that an optimizer has one spelling.
    public var json: JSONValue {
        var settings: JSONObject = ["learningRate": learningRate.json]
        let name: String
        switch method {
        case .sgd(let momentum, let isNesterov):
            name = "sgd"
            if let momentum { settings["momentum"] = momentum.json }
            if isNesterov { settings["nesterov"] = true }
        case .adam(let first, let second, let epsilon, let isDecoupled):
            name = isDecoupled ? "adamW" : "adam"
            if first != .adamFirst { settings["first"] = first.json }
            if second != .adamSecond { settings["second"] = second.json }
            if epsilon != .adamEpsilon { settings["epsilon"] = epsilon.json }
        }
        if let normMax { settings["normMax"] = normMax.json }
        if schedule != LearningSchedule() { settings["schedule"] = schedule.json }
        if weightDecay != .zero { settings["weightDecay"] = weightDecay.json }
        return .object([name: .object(settings)])
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        guard let name = fields.names.first, ["sgd", "adam", "adamW"].contains(name) else {
            throw reader.failure(
                expected: "an object with one of the names sgd, adam, adamW",
                got: fields.names.first.map { "\"\($0.excerpt)\"" } ?? "an empty object"
            )
        }
        var settings = try fields.required(name).object()
        try fields.finish()
        let learningRate = try settings.required("learningRate").positive()
        let method: Method =
            if name == "sgd" {
                .sgd(
                    momentum: try settings.optional("momentum")?.share(),
                    isNesterov: try settings.optional("nesterov")?.bool() ?? false
                )
            } else {
                .adam(
                    first: try settings.optional("first")?.share() ?? .adamFirst,
                    second: try settings.optional("second")?.share() ?? .adamSecond,
                    epsilon: try settings.optional("epsilon")?.positive() ?? .adamEpsilon,
                    isDecoupled: name == "adamW"
                )
            }
        if case .sgd(nil, true) = method {
            throw reader.failure(expected: "a momentum, which \"nesterov\" changes")
        }
        let schedule: LearningSchedule = try settings.optional("schedule")?.decode() ?? .init()
        let weightDecay: DecimalNumber = try settings.optional("weightDecay")?.decode() ?? .zero
        let normMax = try settings.optional("normMax")?.positive()
        try settings.finish()
        self.init(
            method,
            learningRate: learningRate,
            schedule: schedule,
            weightDecay: weightDecay,
            normMax: normMax
        )
    }
}
