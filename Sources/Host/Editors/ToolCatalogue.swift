import JSON
import JSONRPC

/// The host's methods as a Model Context Protocol client sees them: tools, made from the schemas.
struct ToolCatalogue {
    private static let pageSize = 50

    private let entries: [MethodCatalogue.Entry]

    init(_ methods: [ServedMethod]) {
        entries = methods.map(\.entry)
    }

    /// A tool's name, of which clients allow letters, digits, `_` and `-` only.
    static func toolName(of method: String) -> String {
        String(method.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
    }

    /// The method behind a tool; of several with one name the first.
    func method(ofTool name: String) -> String? {
        entries.first { Self.toolName(of: $0.name) == name }?.name
    }

    /// Some tools in order of name, and where to go on.
    func page(after cursor: JSONValue?) throws(RPCError) -> JSONObject {
        var rest = entries[...]
        if let cursor, cursor != .null {
            guard let last = cursor.string, entries.contains(where: { $0.name == last }) else {
                throw RPCError(
                    .invalidParameters,
                    "Invalid params: /cursor: expected a cursor that tools/list gave",
                    pointer: "/cursor",
                    expected: "a cursor that tools/list gave",
                    got: cursor.text.excerpt
                )
            }
            rest = rest.drop { $0.name <= last }
        }
        let page = rest.prefix(Self.pageSize)
        var result: JSONObject = ["tools": .array(page.map { .object(tool($0)) })]
        if let last = page.last, page.count < rest.count {
            result["nextCursor"] = .string(last.name)
        }
        return result
    }

    private func tool(_ entry: MethodCatalogue.Entry) -> JSONObject {
        let schema = entry.schema
        let texts = [schema["summary"], schema["description"]].compactMap { $0?.string }
        var tool: JSONObject = [
            "name": .string(Self.toolName(of: entry.name)),
            "title": .string(entry.name),
            "description": .string(texts.joined(separator: " ")),
            "inputSchema": .object(inputSchema(entry)),
        ]
        // The protocol has only objects as structured results.
        if let result = schema["result"]?["schema"], result["type"] == "object" {
            tool["outputSchema"] = result
        }
        tool["annotations"] = [
            "readOnlyHint": .bool(MethodCatalogue.isLook(entry.name)), "openWorldHint": false,
        ]
        return tool
    }

    private func inputSchema(_ entry: MethodCatalogue.Entry) -> JSONObject {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for parameter in entry.schema["params"]?.array ?? [] {
            // Reports of progress have a token of the protocol's own.
            guard let name = parameter["name"]?.string, name != "progressToken" else { continue }
            var schema = parameter["schema"]?.object ?? [:]
            if let summary = parameter["summary"] { schema["description"] = summary }
            properties[name] = .object(schema)
            if parameter["required"]?.bool == true { required.append(.string(name)) }
        }
        return [
            "type": "object",
            "properties": .object(properties),
            "required": .array(required),
            "additionalProperties": false,
        ]
    }
}
