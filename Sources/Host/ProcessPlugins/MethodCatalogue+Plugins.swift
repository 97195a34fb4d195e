import JSON
import ProcessPlugins

extension MethodCatalogue {
    /// The namespaces of this host's own methods.
    var namespaces: Set<String> {
        Set(entries.map { String($0.name.prefix { $0 != "." }) })
    }
}

extension MethodCatalogue.Entry {
    /// The longest summary, as the conformance tests hold our own to.
    private static let summaryLengthMax = 90

    /// What a plugin says of a method, as an OpenRPC Method Object.
    init(_ method: ProcessManifest.Method, of plugin: String) {
        let lines = method.description.split(separator: "\n")
        var summary = lines.first.map(String.init) ?? "A method of the plugin \(plugin)."
        if summary.count > Self.summaryLengthMax {
            summary = summary.prefix(Self.summaryLengthMax - 1) + "…"
        }
        let description = [method.description, "Usage: \(method.name) \(method.usage)"]
            .filter { !$0.isEmpty }.joined(separator: "\n\n")
        let parameters = method.parameters
        self.init(
            name: method.name,
            schema: [
                "name": .string(method.name),
                "summary": .string(summary),
                "description": .string(description),
                "paramStructure": "either",
                "params": .array(
                    parameters.map { parameter in
                        [
                            "name": .string(parameter.name),
                            "required": .bool(parameter.isRequired),
                            "schema": [:],
                        ]
                    }
                ),
                "result": ["name": "result", "schema": [:]],
                "x-plugin": .string(plugin),
            ]
        )
    }
}
