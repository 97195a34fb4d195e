import JSON
import JSONRPC
import PluginKit

/// `host.help`: what there is to call, or all about one method, from its schema.
struct HostHelp: Method {
    struct Parameters: JSONDecodable, Sendable {
        let method: String?

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            method = try fields.optional("method")?.string()
            try fields.finish()
        }
    }

    static let name = "host.help"
    private let common: MethodCatalogue.Common
    private let methods: @Sendable () -> [ServedMethod]

    /// Describes the methods that there are at the time of each call.
    init(
        _ common: MethodCatalogue.Common,
        methods: @escaping @Sendable () -> [ServedMethod]
    ) {
        self.common = common
        self.methods = methods
    }

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let entries = methods().map(\.entry)
        guard let name = parameters.method else { return Self.list(entries) }
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw RPCError(
                .invalidParameters,
                "There is no method \(name.excerpt). host.help without parameters lists all.",
                pointer: "/method",
                expected: "a method's name",
                got: name.excerpt
            )
        }
        return [
            "text": .string(MethodHelp(entry, common).text),
            "methods": [Self.line(entry)],
            "method": entry.schema,
        ]
    }

    private static func list(_ entries: [MethodCatalogue.Entry]) -> JSONObject {
        let width = entries.map(\.name.count).max() ?? 0
        let lines = entries.map { entry in
            let gap = String(repeating: " ", count: width - entry.name.count + 2)
            return entry.name + gap + (entry.schema["summary"]?.string ?? "")
        }
        return [
            "text": .string(lines.joined(separator: "\n")),
            "methods": .array(entries.map { line($0) }),
            "method": .null,
        ]
    }

    private static func line(_ entry: MethodCatalogue.Entry) -> JSONValue {
        ["name": .string(entry.name), "summary": entry.schema["summary"] ?? ""]
    }
}

/// One method's schema as text for people.
struct MethodHelp {
    private let entry: MethodCatalogue.Entry
    private let common: MethodCatalogue.Common

    init(_ entry: MethodCatalogue.Entry, _ common: MethodCatalogue.Common) {
        self.entry = entry
        self.common = common
    }

    var text: String {
        let schema = entry.schema
        var lines = [
            ([entry.name] + parameters.map(\.usage)).joined(separator: " "), "",
            schema["summary"]?.string ?? "", schema["description"]?.string ?? "",
        ]
        if !parameters.isEmpty { lines += ["", "Parameters:"] + parameters.map(\.line) }
        lines += ["", "Options of every call:"] + common.params.map { Self.usage(of: $0).line }
        if let result = schema["result"]?["schema"]?["properties"]?.object {
            lines += ["", "Result:"] + result.map { "  \($0): \(Self.type(of: $1))" }
        }
        if let errors = schema["errors"]?.array, !errors.isEmpty {
            lines += ["", "Errors:"] + errors.map(Self.line)
        }
        lines += ["", "Errors of every call:"] + common.errors.map(Self.line)
        return lines.joined(separator: "\n")
    }

    private var parameters: [(usage: String, line: String)] {
        (entry.schema["params"]?.array ?? []).map(Self.usage)
    }

    private static func usage(of parameter: JSONValue) -> (usage: String, line: String) {
        let name = parameter["name"]?.string ?? ""
        let isRequired = parameter["required"] == true
        let type = type(of: parameter["schema"] ?? [:])
        let summary = parameter["summary"]?.string ?? ""
        return (
            isRequired ? "\(name)=..." : "[\(name)=...]",
            "  \(name) (\(type)\(isRequired ? ", required" : "")): \(summary)"
        )
    }

    private static func line(_ error: JSONValue) -> String {
        "  \(error["code"]?.text ?? ""): \(error["message"]?.string ?? "")"
    }

    /// A schema in a few words: its type, its choices, its default.
    private static func type(of schema: JSONValue) -> String {
        let choices = schema["enum"]?.array?.map(\.text).joined(separator: " | ")
        let types = schema["type"]?.array?.compactMap(\.string).joined(separator: " or ")
        let words = choices ?? schema["type"]?.string ?? types ?? "any"
        return schema["default"].map { "\(words), default \($0.text)" } ?? words
    }
}
