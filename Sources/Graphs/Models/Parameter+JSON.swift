public import JSON

extension Model.Parameter: JSONEncodable {
    /// This value as JSON.
    public var json: JSONValue {
        var object: JSONObject = [
            "initial": law.json, "name": .string(name), "shape": .extents(extents),
        ]
        if !isTrained { object["trained"] = false }
        return .object(object)
    }

    init(json reader: JSONReader, in scope: NodeScope) throws(JSONDecodingError) {
        var fields = try reader.object()
        let nameReader = try fields.required("name")
        name = try scope.newName(nameReader)
        guard name.isParameterName else {
            throw nameReader.failure(
                expected: "a letter, then letters, digits, \".\", \"_\" and \"-\", and none of the "
                    + "names that checkpoints and contributions have for themselves: \"step\", "
                    + "\"sampleCount\", and those that begin with \"momentum.\", \"firstMoment.\" "
                    + "or \"secondMoment.\"",
                got: "\"\(name.excerpt)\""
            )
        }
        extents = try fields.required("shape").extents()
        law = try fields.required("initial").decode()
        isTrained = try fields.optional("trained")?.bool() ?? true
        try fields.finish()
    }
}

extension String {
    fileprivate var isParameterName: Bool {
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        let others = Set("0123456789._-".utf8)
        guard let first = utf8.first, isLetter(first),
            utf8.allSatisfy({ isLetter($0) || others.contains($0) })
        else { return false }
        let isOfSlot = UpdateRule.allCases.flatMap(\.slots).contains(where: hasPrefix)
        return self != "step" && self != "sampleCount" && !isOfSlot
    }
}

extension Model.InitialLaw: JSONEncodable, JSONDecodable {
    /// This value as JSON: an object whose one name is the kind of the law.
    public var json: JSONValue {
        switch self {
        case .uniform(let inputs): ["fanIn": .count(inputs)]
        case .within(let bound): ["uniform": bound.json]
        case .normal(let deviation): ["normal": deviation.json]
        case .constant(let number): ["constant": number.json]
        }
    }

    /// Reads the value from JSON.
    public init(json reader: JSONReader) throws(JSONDecodingError) {
        var fields = try reader.object()
        let kinds = ["fanIn", "uniform", "normal", "constant"]
        guard let name = fields.names.first, kinds.contains(name), fields.names.count == 1 else {
            let known = kinds.map { "\"\($0)\"" }.joined(separator: ", ")
            throw reader.failure(
                expected: "an object with one of the names \(known)",
                got: fields.names.isEmpty
                    ? "an empty object" : "\"\(fields.names.joined(separator: ", ").excerpt)\""
            )
        }
        let value = try fields.required(name)
        switch name {
        case "fanIn": self = .uniform(inputs: try value.extent())
        case "uniform": self = .within(try value.decode())
        case "normal": self = .normal(deviation: try value.decode())
        default: self = .constant(try value.decode())
        }
    }
}
