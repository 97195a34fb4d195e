public import JSON

/// How the learning rate changes over the steps of a run.
public struct LearningSchedule: Hashable, Sendable {
    /// What happens after the warm-up.
    public enum Course: Hashable, Sendable {
        /// Nothing.
        case constant
        /// Every so many steps the rate is multiplied by a factor.
        case step(every: Int, factor: DecimalNumber)
        /// Half a turn of the cosine over so many steps, down to a share of the rate: Loshchilov and
        /// Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017).
        case cosine(steps: Int, final: DecimalNumber)
    }

    /// What happens after the warm-up.
    public let course: Course
    /// Over so many steps the rate rises from zero, in a straight line.
    public let warmUp: Int

    /// A schedule; the same rate all the time unless told otherwise.
    public init(_ course: Course = .constant, warmUp: Int = 0) {
        self.course = course
        self.warmUp = warmUp
    }

    /// What the rate is multiplied by at a step, counted from 0.
    ///
    /// In double precision by additions, multiplications and divisions alone, so that it is the same
    /// everywhere.
    func factor(ofStep step: Int) -> Double {
        guard step >= warmUp else { return Double(step + 1) / Double(warmUp) }
        let step = step - warmUp
        switch course {
        case .constant: return 1
        case .step(let every, let factor): return factor.double.power(step / every)
        case .cosine(let steps, let final):
            let share = Double(min(step, steps)) / Double(steps)
            return final.double + (1 - final.double) * (1 + Self.cosine(ofHalfTurns: share)) / 2
        }
    }

    /// cos(pi x) for x in 0...1, by its series, since a system's library may differ by a bit.
    static func cosine(ofHalfTurns x: Double) -> Double {
        // About the middle the cosine is odd: so only half of it is computed.
        if x > 0.5 { return -cosine(ofHalfTurns: 1 - x) }
        let square = (Double.pi * x) * (Double.pi * x)
        var sum = 0.0
        // The first term that is left out is below 2^-60.
        for term in (1...11).reversed() {
            sum = (1 - sum) * square / Double(2 * term * (2 * term - 1))
        }
        return 1 - sum
    }
}

extension LearningSchedule: JSONDecodable, JSONEncodable {
    /// This value as JSON; nothing but the warm-up for a constant rate.
    public var json: JSONValue {
        var object = JSONObject()
        switch course {
        case .constant: break
        case .step(let every, let factor):
            object["step"] = ["every": .integer(Int64(every)), "factor": factor.json]
        case .cosine(let steps, let final):
            object["cosine"] = ["final": final.json, "steps": .integer(Int64(steps))]
        }
        if warmUp > 0 { object["warmUp"] = .integer(Int64(warmUp)) }
        return .object(object)
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        let counts = 1...WorkSpecification.stepsMax
        let warmUp = Int(try fields.optional("warmUp")?.integer(in: counts) ?? 0)
        var course = Course.constant
        if let reader = fields.optional("step") {
            var settings = try reader.object()
            let every = try settings.required("every").integer(in: counts)
            course = .step(every: Int(every), factor: try settings.required("factor").decode())
            try settings.finish()
        }
        if let reader = fields.optional("cosine") {
            guard course == .constant else {
                throw reader.failure(expected: "nothing beside \"step\"")
            }
            var settings = try reader.object()
            let steps = try settings.required("steps").integer(in: counts)
            let share = try settings.required("final")
            let final: DecimalNumber = try share.decode()
            guard final.double <= 1 else {
                throw share.failure(expected: "a share of at most one", got: final.text)
            }
            course = .cosine(steps: Int(steps), final: final)
            try settings.finish()
        }
        try fields.finish()
        self.init(course, warmUp: warmUp)
    }
}

extension Double {
    /// A power by squaring, from the exponent's highest bit down.
    func power(_ exponent: Int) -> Double {
        var power = 1.0
        for bit in (0..<(Int.bitWidth - exponent.leadingZeroBitCount)).reversed() {
            power *= power
            if exponent & (1 << bit) != 0 { power *= self }
        }
        return power
    }
}
