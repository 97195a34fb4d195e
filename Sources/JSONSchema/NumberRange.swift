import JSON

/// Between which bounds a number must lie.
struct NumberRange: Sendable {
    /// A bound, and whether the number may be the bound itself.
    struct Bound: Sendable {
        let value: JSONValue
        let isExclusive: Bool

        var words: String { value.text }
    }

    var least: [Bound] = []
    var most: [Bound] = []
    /// Whether the schema takes only integers, for the words.
    var isInteger = false

    func contains(_ value: JSONValue) -> Bool {
        least.allSatisfy { Self.isOrdered($0.value, value, orEqual: !$0.isExclusive) }
            && most.allSatisfy { Self.isOrdered(value, $0.value, orEqual: !$0.isExclusive) }
    }

    /// The range as words that finish "expected ...".
    var words: String {
        let noun = isInteger ? "an integer" : "a number"
        if least.count == 1, most.count == 1, !least[0].isExclusive, !most[0].isExclusive {
            return "\(noun) in \(least[0].words)...\(most[0].words)"
        }
        let below = least.map { "\($0.isExclusive ? "above" : "of at least") \($0.words)" }
        let above = most.map { "\($0.isExclusive ? "below" : "of at most") \($0.words)" }
        return "\(noun) \((below + above).joined(separator: " and "))"
    }

    private static func isOrdered(
        _ left: JSONValue,
        _ right: JSONValue,
        orEqual: Bool
    ) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)):
            return orEqual ? left <= right : left < right
        default:
            // Bounds beyond 2^53 are integers in all schemas of ours, and so are the values.
            guard let left = left.number, let right = right.number else { return true }
            return orEqual ? left <= right : left < right
        }
    }
}
