import JSON
import PluginKit
import ProcessPlugins

/// `plugin.stop`: ends a process plugin, whatever else goes on: when this is answered its methods
/// are gone and its calls are answered, and its process is asked to end.
struct PluginStop: ControlMethod {
    static let name = "plugin.stop"
    let manager: PluginManager

    func answer(_ parameters: PluginParameters) throws -> JSONObject {
        let report = try manager.stop(parameters.plugin)
        return ["plugin": .object(PluginDescription(report).json)]
    }
}

/// The parameters of methods that are about one process plugin.
struct PluginParameters: JSONDecodable, Sendable {
    let plugin: String

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        plugin = try fields.required("plugin").string()
        try fields.finish()
    }
}
