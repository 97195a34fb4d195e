import JSON

/// Turns a schema document into nodes.
struct SchemaCompiler {
    private let document: JSONValue
    /// The schemas that others refer to; a reference is a place here.
    private(set) var definitions: [SchemaNode] = []
    private var numbers: [String: Int] = [:]

    init(_ document: JSONValue) {
        self.document = document
    }

    /// The document itself.
    mutating func compile() throws(SchemaError) -> SchemaNode {
        let root = try compile(document, at: "")
        try checkReferences()
        return root
    }

    /// The schema at a place in the document.
    mutating func compile(
        _ schema: JSONValue,
        at pointer: String
    ) throws(SchemaError) -> SchemaNode {
        switch schema {
        case .bool(true): return SchemaNode()
        case .bool(false): return .never
        case .object(let keywords): return try compile(keywords, at: pointer)
        case .null, .integer, .real, .string, .array:
            throw SchemaError(
                pointer: pointer,
                fault: .malformed("schema", expected: "an object or a boolean")
            )
        }
    }

    private mutating func compile(
        _ keywords: JSONObject,
        at pointer: String
    ) throws(SchemaError) -> SchemaNode {
        for name in keywords.names where !SchemaKeywords.known.contains(name) {
            throw SchemaError(pointer: pointer, fault: .unknownKeyword(name))
        }
        let fields = SchemaKeywords(keywords, at: pointer)
        var node = SchemaNode(rules: try fields.valueRules())
        if let rule = try itemRules(fields) { node.rules.append(.items(rule)) }
        if let rule = try memberRules(fields) { node.rules.append(.members(rule)) }
        if let schemas = try schemas("allOf", fields) { node.rules.append(.all(schemas)) }
        if let schemas = try schemas("anyOf", fields) { node.rules.append(.any(schemas)) }
        if let schemas = try schemas("oneOf", fields) { node.rules.append(.one(schemas)) }
        if let schema = keywords["not"] {
            node.rules.append(.not([try compile(schema, at: fields.place(of: "not"))]))
        }
        if let reference = try fields.string("$ref") {
            node.rules.append(.reference(try resolve(reference, at: pointer)))
        }
        // Definitions that nothing refers to are held to the same rules.
        for (name, schema) in try fields.object("$defs") ?? [:] {
            _ = try compile(schema, at: fields.place(of: "$defs", name))
        }
        return node
    }

    private mutating func schemas(
        _ name: String,
        _ fields: SchemaKeywords
    ) throws(SchemaError) -> [SchemaNode]? {
        guard let array = try fields.array(name) else { return nil }
        guard !array.isEmpty else { throw fields.malformed(name, "a filled array") }
        var nodes: [SchemaNode] = []
        for (index, schema) in array.enumerated() {
            nodes.append(try compile(schema, at: fields.place(of: name, "\(index)")))
        }
        return nodes
    }

    private mutating func itemRules(
        _ fields: SchemaKeywords
    ) throws(SchemaError) -> ItemRules? {
        let prefix = try schemas("prefixItems", fields)
        var rest: SchemaNode?
        if let schema = fields["items"] {
            rest = try compile(schema, at: fields.place(of: "items"))
        }
        guard prefix != nil || rest != nil else { return nil }
        return ItemRules(prefix: prefix ?? [], rest: rest)
    }

    private mutating func memberRules(
        _ fields: SchemaKeywords
    ) throws(SchemaError) -> MemberRules? {
        var rules = MemberRules(required: try fields.strings("required") ?? [])
        for (name, schema) in try fields.object("properties") ?? [:] {
            rules.named[name] = try compile(schema, at: fields.place(of: "properties", name))
            rules.names.append(name)
        }
        for (text, schema) in try fields.object("patternProperties") ?? [:] {
            let place = fields.place(of: "patternProperties", text)
            guard let pattern = SchemaPattern(text) else {
                throw SchemaError(pointer: place, fault: .pattern(text))
            }
            rules.patterned.append((pattern, try compile(schema, at: place)))
        }
        if let others = fields["additionalProperties"] {
            rules.isClosed = others == .bool(false)
            rules.others = try compile(others, at: fields.place(of: "additionalProperties"))
        }
        let isEmpty = rules.required.isEmpty && rules.named.isEmpty && rules.patterned.isEmpty
        return isEmpty && rules.others == nil ? nil : rules
    }

    // MARK: References

    private mutating func resolve(
        _ reference: String,
        at pointer: String
    ) throws(SchemaError) -> Int {
        if let number = numbers[reference] { return number }
        guard reference.hasPrefix("#"), let schema = document.value(at: reference.dropFirst())
        else {
            throw SchemaError(pointer: pointer, fault: .unresolvedReference(reference))
        }
        let number = definitions.count
        numbers[reference] = number
        definitions.append(SchemaNode())
        definitions[number] = try compile(schema, at: String(reference.dropFirst()))
        return number
    }

    /// Refuses references that come round without having looked at any part of the value:
    /// validation would not end.
    private func checkReferences() throws(SchemaError) {
        for (reference, number) in numbers {
            var reached: Set<Int> = []
            var next = definitions[number].references
            while let other = next.popLast() {
                guard other != number else {
                    throw SchemaError(pointer: "", fault: .circularReference(reference))
                }
                if reached.insert(other).inserted { next += definitions[other].references }
            }
        }
    }
}

extension SchemaNode {
    /// The definitions that are asked about the same value.
    fileprivate var references: [Int] {
        rules.flatMap { rule -> [Int] in
            switch rule {
            case .reference(let number): [number]
            case .all(let schemas), .any(let schemas), .one(let schemas), .not(let schemas):
                schemas.flatMap(\.references)
            case .never, .types, .constant, .enumeration, .range, .multiple, .length, .pattern,
                .itemCount, .uniqueItems, .items, .memberCount, .members:
                []
            }
        }
    }
}

extension JSONValue {
    /// The value at an RFC 6901 pointer, as a URI's fragment has it.
    fileprivate func value(at fragment: Substring) -> JSONValue? {
        guard let pointer = fragment.removingPercentEncoding else { return nil }
        if pointer.isEmpty { return self }
        guard pointer.hasPrefix("/") else { return nil }
        var value = self
        for part in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let name = part.replacing("~1", with: "/").replacing("~0", with: "~")
            switch value {
            case .object(let object):
                guard let member = object[String(name)] else { return nil }
                value = member
            case .array:
                guard let index = Int(name), let element = value[index] else { return nil }
                value = element
            case .null, .bool, .integer, .real, .string: return nil
            }
        }
        return value
    }
}

extension Substring {
    /// The text with `%25` and its like decoded; nothing where that is no UTF-8.
    fileprivate var removingPercentEncoding: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let code = UInt8(String(Substring(digits)), radix: 16) else {
                return nil
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
