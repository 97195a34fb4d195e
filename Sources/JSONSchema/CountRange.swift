/// How many characters, elements or members there may be.
struct CountRange: Sendable {
    var least = 0
    var most = Int.max
    /// What is counted, in singular and plural.
    let unit: (one: String, many: String)

    static let characters = CountRange(unit: ("character", "characters"))
    static let elements = CountRange(unit: ("element", "elements"))
    static let members = CountRange(unit: ("member", "members"))

    func violation(of count: Int) -> SchemaViolation? {
        guard count < least || count > most else { return nil }
        return SchemaViolation(expected: words, got: "\(count)")
    }

    private var words: String {
        switch (least, most) {
        case (let least, .max): "at least \(least) \(least == 1 ? unit.one : unit.many)"
        case (0, let most): "at most \(most) \(most == 1 ? unit.one : unit.many)"
        case (let least, let most) where least == most:
            "\(most) \(most == 1 ? unit.one : unit.many)"
        case (let least, let most): "\(least) to \(most) \(unit.many)"
        }
    }
}
