import JSON
import PluginKit
import ProcessPlugins

/// `plugin.restart`: ends a process plugin and runs it again; answered when it is ready.
struct PluginRestart: Method {
    static let name = "plugin.restart"
    static let scheduling = Scheduling.long
    let manager: PluginManager

    func call(_ parameters: PluginParameters, in context: CallContext) async throws -> JSONObject {
        let report = try await manager.restart(parameters.plugin)
        return ["plugin": .object(PluginDescription(report).json)]
    }
}
