import JSON

/// The second stage of a call: positional parameters get their names.
enum NamedParameters {
    /// The parameters of a request by name, also when they came by position.
    ///
    /// A positional null stands for a parameter that is left out.
    static func naming(
        _ params: JSONValue?,
        as names: [String]
    ) throws(JSONDecodingError) -> JSONObject {
        switch params {
        case nil: return [:]
        case .object(let object): return object
        case .array(let values): return try naming(values, as: names)
        case .null, .bool, .integer, .real, .string:
            throw JSONDecodingError(
                pointer: "",
                expected: "an object or an array",
                got: params?.kind ?? "nothing"
            )
        }
    }

    private static func naming(
        _ values: [JSONValue],
        as names: [String]
    ) throws(JSONDecodingError) -> JSONObject {
        guard values.count <= names.count else {
            throw JSONDecodingError(
                pointer: "",
                expected: "at most \(names.count) parameters",
                got: "\(values.count)"
            )
        }
        var object = JSONObject()
        for (name, value) in zip(names, values) where value != .null { object[name] = value }
        return object
    }
}
