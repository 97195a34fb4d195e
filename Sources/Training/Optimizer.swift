public import JSON

/// The rule by which gradients change parameters, with its settings.
public enum Optimizer: Hashable, Sendable {
    /// Stochastic gradient descent with momentum: `v <- momentum v + g`, `w <- w - learningRate v`.
    case sgd(learningRate: DecimalNumber, momentum: DecimalNumber)
}

extension Optimizer: JSONEncodable, JSONDecodable {
    /// This value as JSON.
    public var json: JSONValue {
        switch self {
        case .sgd(let learningRate, let momentum):
            ["sgd": ["learningRate": learningRate.json, "momentum": momentum.json]]
        }
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        var settings = try fields.required("sgd").object()
        try fields.finish()
        let learningRate = try settings.required("learningRate")
        let momentum = try settings.required("momentum")
        try settings.finish()
        let rate: DecimalNumber = try learningRate.decode()
        guard rate.float > 0 else {
            throw learningRate.failure(expected: "a learning rate above zero", got: rate.text)
        }
        let share: DecimalNumber = try momentum.decode()
        guard share.float < 1 else {
            throw momentum.failure(expected: "a momentum below one", got: share.text)
        }
        self = .sgd(learningRate: rate, momentum: share)
    }
}

extension Optimizer {
    /// The length of a step.
    public var learningRate: DecimalNumber {
        switch self {
        case .sgd(let learningRate, _): learningRate
        }
    }
}
