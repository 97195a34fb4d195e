import JSON

extension JSONValue {
    /// All strings of a value and names of its members, in the order in which they stand.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        case .object(let object): object.flatMap { [$0.name] + $0.value.texts }
        case .null, .bool, .integer, .real: []
        }
    }

    /// The value with each of its strings and names changed.
    func mapTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): return .string(change(text))
        case .array(let elements): return .array(elements.map { $0.mapTexts(change) })
        case .object(let object):
            var changed = JSONObject()
            for (name, value) in object { changed[change(name)] = value.mapTexts(change) }
            return .object(changed)
        case .null, .bool, .integer, .real: return self
        }
    }
}
