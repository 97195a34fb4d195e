public import JSON

/// Something that users may set for a plugin, as the plugin announces it.
public struct PluginOption: Hashable, Sendable {
    /// What values an option takes.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case string
        case int
        case bool
        /// A switch: true when it is given.
        case flag
    }

    /// The option's name.
    public let name: String
    /// What values it takes.
    public let kind: Kind
    /// Its value when it is not set.
    public private(set) var fallback: JSONValue?
    /// Whether it may be set several times.
    public let isMultiple: Bool
    /// What it is for.
    public let description: String

    /// A value, from JSON or from the words of a command line, in the option's own type.
    ///
    /// - Throws: `JSONDecodingError` when it is of another type.
    public func value(_ reader: JSONReader) throws(JSONDecodingError) -> JSONValue {
        guard isMultiple else { return try single(reader) }
        guard reader.value.array != nil else { return .array([try single(reader)]) }
        var values: [JSONValue] = []
        for element in try reader.elements(count: 0...ProcessManifest.countMax) {
            values.append(try single(element))
        }
        return .array(values)
    }

    private func single(_ reader: JSONReader) throws(JSONDecodingError) -> JSONValue {
        switch (kind, reader.value) {
        case (.string, .string), (.int, .integer), (.bool, .bool), (.flag, .bool):
            return reader.value
        case (.string, .integer), (.string, .real), (.string, .bool):
            return .string(reader.value.text)
        case (.int, .string(let text)):
            if let integer = Int64(text) { return .integer(integer) }
        case (.bool, .string(let text)), (.flag, .string(let text)):
            if text == "true" || (kind == .flag && text.isEmpty) { return true }
            if text == "false" { return false }
        case (.string, _), (.int, _), (.bool, _), (.flag, _): break
        }
        throw reader.failure(expected: expectation, got: reader.value.string.map { "\"\($0)\"" })
    }

    private var expectation: String {
        switch kind {
        case .string: "a string"
        case .int: "an integer"
        case .bool, .flag: "true or false"
        }
    }
}

extension PluginOption: JSONDecodable {
    /// Reads an element of a manifest's `options`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        let name = try ProcessManifest.name(fields.required("name"))
        let type = fields.optional("type")
        guard let kind = Kind(rawValue: try type?.string() ?? "string") else {
            throw JSONDecodingError(
                pointer: type?.pointer ?? json.pointer,
                expected: "one of string, int, bool, flag",
                got: type?.value.text ?? "nothing"
            )
        }
        let isMultiple = try fields.optional("multi")?.bool() ?? false
        let description = try fields.optional("description")?.string() ?? ""
        self.init(
            name: name,
            kind: kind,
            fallback: nil,
            isMultiple: isMultiple,
            description: description
        )
        // A default is held to its own type here rather than at its first use.
        if let reader = fields.optional("default") { fallback = try value(reader) }
    }
}

extension ProcessManifest {
    /// The options' values as `init` carries them: what was set, or else the default.
    ///
    /// - Parameters:
    ///   - settings: what is set for this plugin alone; a name that it does not have is an error.
    ///   - common: what is set for whatever plugin has it.
    package func optionValues(
        _ settings: JSONObject,
        common: JSONObject
    ) throws(JSONDecodingError) -> JSONObject {
        let names = Set(options.map(\.name))
        if let stranger = settings.names.first(where: { !names.contains($0) }) {
            throw JSONDecodingError(
                pointer: JSONPointer.appending(stranger, to: "/options"),
                expected: names.isEmpty
                    ? "no options" : "one of \(names.sorted().joined(separator: ", "))",
                got: "the unknown name \"\(stranger)\""
            )
        }
        var values = JSONObject()
        for option in options {
            let pointer = JSONPointer.appending(option.name, to: "/options")
            if let value = settings[option.name] ?? common[option.name] {
                values[option.name] = try option.value(JSONReader(value, at: pointer))
            } else if let fallback = option.fallback {
                values[option.name] = fallback
            } else if option.kind == .flag {
                values[option.name] = false
            }
        }
        return values
    }
}
