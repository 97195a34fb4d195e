import JSON

extension SchemaNode {
    /// The first rule that a value breaks, or nothing.
    func violation(of value: JSONValue, _ definitions: [SchemaNode]) -> SchemaViolation? {
        for rule in rules {
            if let violation = rule.violation(of: value, definitions) { return violation }
        }
        return nil
    }
}

extension SchemaNode.Rule {
    func violation(of value: JSONValue, _ definitions: [SchemaNode]) -> SchemaViolation? {
        switch self {
        case .never:
            SchemaViolation(expected: "nothing", got: value.brief)
        case .types(let types):
            types.isSuperset(of: TypeSet(of: value))
                ? nil : SchemaViolation(expected: types.words, got: value.kind)
        case .constant(let constant):
            constant == JSONInstance(value: value)
                ? nil : SchemaViolation(expected: constant.value.brief, got: value.brief)
        case .enumeration(let values):
            values.contains(JSONInstance(value: value))
                ? nil : SchemaViolation(expected: words(for: values), got: value.brief)
        case .range(let range):
            value.number == nil || range.contains(value)
                ? nil : SchemaViolation(expected: range.words, got: value.brief)
        case .multiple(let divisor):
            value.isMultiple(of: divisor)
                ? nil : SchemaViolation(expected: "a multiple of \(divisor.text)", got: value.brief)
        case .length(let range):
            value.string.flatMap { range.violation(of: $0.unicodeScalars.count) }
        case .pattern(let pattern):
            value.string.map { pattern.matches($0) } ?? true
                ? nil : SchemaViolation(expected: "text like \(pattern.text)", got: value.brief)
        case .itemCount(let range):
            value.array.flatMap { range.violation(of: $0.count) }
        case .uniqueItems:
            value.array.flatMap { firstRepetition(in: $0) }
        case .items(let rules):
            value.array.flatMap { rules.violation(of: $0, definitions) }
        case .memberCount(let range):
            value.object.flatMap { range.violation(of: $0.count) }
        case .members(let rules):
            value.object.flatMap { rules.violation(of: $0, definitions) }
        case .all(let schemas):
            schemas.lazy.compactMap { $0.violation(of: value, definitions) }.first
        case .any(let schemas):
            bestFit(of: value, among: schemas, definitions).violation
        case .one(let schemas):
            oneFit(of: value, among: schemas, definitions)
        case .not(let schemas):
            schemas.allSatisfy { $0.violation(of: value, definitions) != nil }
                ? nil : SchemaViolation(expected: "something else", got: value.brief)
        case .reference(let number):
            definitions[number].violation(of: value, definitions)
        }
    }

    private func words(for values: [JSONInstance]) -> String {
        let words = values.map(\.value.brief)
        return words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
    }

    private func firstRepetition(in array: [JSONValue]) -> SchemaViolation? {
        var seen: Set<JSONInstance> = []
        for (index, element) in array.enumerated()
        where !seen.insert(JSONInstance(value: element)).inserted {
            return SchemaViolation(expected: "no element twice", got: element.brief)
                .within("\(index)")
        }
        return nil
    }
}

// MARK: - Alternatives

extension SchemaNode.Rule {
    /// How many schemas a value keeps to and, where none, what is wrong with the one it comes
    /// closest to.
    private func bestFit(
        of value: JSONValue,
        among schemas: [SchemaNode],
        _ definitions: [SchemaNode]
    ) -> (count: Int, violation: SchemaViolation?) {
        var violations: [SchemaViolation] = []
        for schema in schemas {
            if let violation = schema.violation(of: value, definitions) {
                violations.append(violation)
            }
        }
        let count = schemas.count - violations.count
        guard count == 0 else { return (count, nil) }
        return (0, Self.closest(of: violations))
    }

    private func oneFit(
        of value: JSONValue,
        among schemas: [SchemaNode],
        _ definitions: [SchemaNode]
    ) -> SchemaViolation? {
        let fit = bestFit(of: value, among: schemas, definitions)
        guard fit.count > 1 else { return fit.violation }
        return SchemaViolation(
            expected: "what keeps to one of \(schemas.count) schemas",
            got: "what keeps to \(fit.count) of them"
        )
    }

    /// The fault that lies deepest; faults at the same place become one with all expectations.
    private static func closest(of violations: [SchemaViolation]) -> SchemaViolation? {
        guard let depth = violations.map(\.depth).max() else { return nil }
        let deepest = violations.filter { $0.depth == depth }
        guard let first = deepest.first else { return nil }
        var expectations: [String] = []
        for violation in deepest where violation.path == first.path {
            if !expectations.contains(violation.expected) {
                expectations.append(violation.expected)
            }
        }
        var joined = SchemaViolation(
            expected: expectations.joined(separator: ", or "),
            got: first.got
        )
        for name in first.path { joined = joined.within(name) }
        return joined
    }
}

// MARK: - Arrays and objects

extension ItemRules {
    func violation(of array: [JSONValue], _ definitions: [SchemaNode]) -> SchemaViolation? {
        for (index, element) in array.enumerated() {
            let schema = index < prefix.count ? prefix[index] : rest
            if let violation = schema?.violation(of: element, definitions) {
                return violation.within("\(index)")
            }
        }
        return nil
    }
}

extension MemberRules {
    func violation(of object: JSONObject, _ definitions: [SchemaNode]) -> SchemaViolation? {
        if isClosed, let violation = stranger(in: object) { return violation }
        for name in required where object[name] == nil {
            return SchemaViolation(expected: "a value", got: "nothing").within(name)
        }
        for (name, value) in object {
            if let violation = self.violation(of: value, named: name, definitions) {
                return violation.within(name)
            }
        }
        return nil
    }

    private func stranger(in object: JSONObject) -> SchemaViolation? {
        for (name, _) in object where named[name] == nil && !matchesPattern(name) {
            return SchemaViolation(
                expected: allowedNames,
                got: "the unknown name \"\(name.excerpt)\""
            )
            .within(name)
        }
        return nil
    }

    private func violation(
        of value: JSONValue,
        named name: String,
        _ definitions: [SchemaNode]
    ) -> SchemaViolation? {
        var isKnown = false
        if let schema = named[name] {
            isKnown = true
            if let violation = schema.violation(of: value, definitions) { return violation }
        }
        for (pattern, schema) in patterned where pattern.matches(name) {
            isKnown = true
            if let violation = schema.violation(of: value, definitions) { return violation }
        }
        return isKnown ? nil : others?.violation(of: value, definitions)
    }

    private func matchesPattern(_ name: String) -> Bool {
        patterned.contains { $0.pattern.matches(name) }
    }
}

// MARK: - Values

extension JSONValue {
    /// The value for people: as it is written where that is short, its kind where it is not.
    var brief: String {
        switch self {
        case .string(let string): return JSONValue.string(string.excerpt).text
        case .null, .bool, .integer, .real: return text
        case .array: return "an array"
        case .object: return "an object"
        }
    }

    /// Whether a number is a whole multiple of another; everything else is.
    func isMultiple(of divisor: JSONValue) -> Bool {
        if case .integer(let value) = self, case .integer(let divisor) = divisor {
            return value.remainderReportingOverflow(dividingBy: divisor).partialValue == 0
        }
        guard let value = number, let divisor = divisor.number else { return true }
        let quotient = value / divisor
        return quotient.isFinite
            ? quotient == quotient.rounded()
            : value.truncatingRemainder(dividingBy: divisor) == 0
    }
}
