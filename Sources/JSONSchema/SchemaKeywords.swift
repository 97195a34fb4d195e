import JSON

/// The keywords of one schema object, read by their types.
struct SchemaKeywords {
    private static let assertions: Set<String> = [
        "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
        "items", "prefixItems", "minProperties", "maxProperties", "required", "properties",
        "patternProperties", "additionalProperties", "allOf", "anyOf", "oneOf", "not", "$ref",
        "$defs",
    ]
    /// What says something to people, and nothing to a validator.
    private static let annotations: Set<String> = [
        "$schema", "$comment", "title", "description", "default", "examples", "format",
        "deprecated",
    ]

    /// All keywords that a schema may have.
    static let known = assertions.union(annotations)

    private let keywords: JSONObject
    private let pointer: String

    init(_ keywords: JSONObject, at pointer: String) {
        self.keywords = keywords
        self.pointer = pointer
    }

    subscript(name: String) -> JSONValue? { keywords[name] }

    /// The place of a keyword, or of something in it.
    func place(of names: String...) -> String {
        names.reduce(pointer) { JSONPointer.appending($1, to: $0) }
    }

    func malformed(_ name: String, _ expected: String) -> SchemaError {
        SchemaError(pointer: pointer, fault: .malformed(name, expected: expected))
    }

    func string(_ name: String) throws(SchemaError) -> String? {
        guard let value = keywords[name] else { return nil }
        guard let string = value.string else { throw malformed(name, "a string") }
        return string
    }

    func strings(_ name: String) throws(SchemaError) -> [String]? {
        guard let array = try array(name) else { return nil }
        let strings = array.compactMap(\.string)
        guard strings.count == array.count, Set(strings).count == strings.count else {
            throw malformed(name, "an array of different strings")
        }
        return strings
    }

    func array(_ name: String) throws(SchemaError) -> [JSONValue]? {
        guard let value = keywords[name] else { return nil }
        guard let array = value.array else { throw malformed(name, "an array") }
        return array
    }

    func object(_ name: String) throws(SchemaError) -> JSONObject? {
        guard let value = keywords[name] else { return nil }
        guard let object = value.object else { throw malformed(name, "an object") }
        return object
    }

    private func number(_ name: String) throws(SchemaError) -> JSONValue? {
        guard let value = keywords[name] else { return nil }
        guard value.number != nil else { throw malformed(name, "a number") }
        return value
    }

    private func count(_ name: String) throws(SchemaError) -> Int? {
        guard let value = try number(name)?.number else { return nil }
        guard let count = Int(exactly: value), count >= 0 else {
            throw malformed(name, "an integer of at least 0")
        }
        return count
    }
}

// MARK: - Rules about a value as a whole

extension SchemaKeywords {
    /// The rules that need no other schema, cheap ones first.
    func valueRules() throws(SchemaError) -> [SchemaNode.Rule] {
        var rules: [SchemaNode.Rule] = []
        let types = try types()
        if let types { rules.append(.types(types)) }
        if let constant = keywords["const"] {
            rules.append(.constant(JSONInstance(value: constant)))
        }
        if let values = try array("enum") {
            rules.append(.enumeration(values.map { JSONInstance(value: $0) }))
        }
        if let range = try numberRange(isInteger: types?.isDisjoint(with: .fraction) ?? false) {
            rules.append(.range(range))
        }
        if let divisor = try number("multipleOf") {
            guard let number = divisor.number, number > 0 else {
                throw malformed("multipleOf", "a number above 0")
            }
            rules.append(.multiple(of: divisor))
        }
        if let range = try countRange("minLength", "maxLength", .characters) {
            rules.append(.length(range))
        }
        if let text = try string("pattern") {
            guard let pattern = SchemaPattern(text) else {
                throw SchemaError(pointer: pointer, fault: .pattern(text))
            }
            rules.append(.pattern(pattern))
        }
        if let range = try countRange("minItems", "maxItems", .elements) {
            rules.append(.itemCount(range))
        }
        if let isUnique = keywords["uniqueItems"] {
            guard let isUnique = isUnique.bool else { throw malformed("uniqueItems", "a boolean") }
            if isUnique { rules.append(.uniqueItems) }
        }
        if let range = try countRange("minProperties", "maxProperties", .members) {
            rules.append(.memberCount(range))
        }
        return rules
    }

    private func types() throws(SchemaError) -> TypeSet? {
        guard let value = keywords["type"] else { return nil }
        var names: [String] = []
        if let name = value.string {
            names = [name]
        } else if let several = try strings("type") {
            names = several
        }
        var types: TypeSet = []
        for name in names {
            guard let type = TypeSet(named: name) else { throw malformed("type", "a type's name") }
            types.formUnion(type)
        }
        guard !types.isEmpty else { throw malformed("type", "one type at least") }
        return types
    }

    private func numberRange(isInteger: Bool) throws(SchemaError) -> NumberRange? {
        var range = NumberRange(isInteger: isInteger)
        for (name, isExclusive) in [("minimum", false), ("exclusiveMinimum", true)] {
            guard let value = try number(name) else { continue }
            range.least.append(NumberRange.Bound(value: value, isExclusive: isExclusive))
        }
        for (name, isExclusive) in [("maximum", false), ("exclusiveMaximum", true)] {
            guard let value = try number(name) else { continue }
            range.most.append(NumberRange.Bound(value: value, isExclusive: isExclusive))
        }
        return range.least.isEmpty && range.most.isEmpty ? nil : range
    }

    private func countRange(
        _ least: String,
        _ most: String,
        _ empty: CountRange
    ) throws(SchemaError) -> CountRange? {
        let counts = (least: try count(least), most: try count(most))
        guard counts.least != nil || counts.most != nil else { return nil }
        var range = empty
        range.least = counts.least ?? 0
        range.most = counts.most ?? .max
        return range
    }
}
