import JSON
import PluginKit

/// `plugin.list`: the role plugins, and whether configuration lets them work.
struct PluginList: ControlMethod {
    static let name = "plugin.list"
    let plugins: [PluginRegistration]

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        [
            "plugins": .array(
                plugins.map { plugin in
                    [
                        "name": .string(plugin.manifest.name),
                        "version": .string(plugin.manifest.version),
                        "role": .string(plugin.manifest.role.rawValue),
                        "enabled": .bool(plugin.isEnabled),
                        "summary": .string(plugin.manifest.summary),
                        "methods": .array(plugin.methods.map { .string($0) }),
                    ]
                }
            )
        ]
    }
}
