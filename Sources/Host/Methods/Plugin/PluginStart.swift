import JSON
import PluginKit
import ProcessPlugins

/// `plugin.start`: runs a program as a plugin of this host; answered when it is ready.
struct PluginStart: Method {
    struct Parameters: JSONDecodable, Sendable {
        let path: String
        let options: JSONObject

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            let reader = try fields.required("path")
            path = try reader.string()
            guard path.hasPrefix("/") else {
                throw reader.failure(expected: "an absolute path", got: "\"\(path.excerpt)\"")
            }
            let given = fields.optional("options")
            if let given, given.value.object == nil { throw given.failure(expected: "an object") }
            options = given?.value.object ?? [:]
            try fields.finish()
        }
    }

    static let name = "plugin.start"
    static let scheduling = Scheduling.long
    let manager: PluginManager

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let report = try await manager.start(parameters.path, options: parameters.options)
        return ["plugin": .object(PluginDescription(report).json)]
    }
}
