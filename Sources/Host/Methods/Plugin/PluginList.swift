import JSON
import PluginKit
import ProcessPlugins

/// `plugin.list`: the plugins of this host, those of the roles first, and how they are.
struct PluginList: Method {
    static let name = "plugin.list"
    static let pagedList: String? = "plugins"
    let plugins: [PluginRegistration]
    let manager: PluginManager

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let roles = plugins.map { plugin in
            PluginDescription(
                name: plugin.manifest.name,
                kind: "role",
                version: plugin.manifest.version,
                role: plugin.manifest.role.rawValue,
                isEnabled: plugin.isEnabled,
                summary: plugin.manifest.summary,
                methods: plugin.methods,
                state: plugin.isEnabled ? .running : .disabled
            )
        }
        let processes = manager.reports.map { PluginDescription($0) }
        return ["plugins": .array((roles + processes).map { .object($0.json) })]
    }
}

/// A plugin as the methods of `plugin.*` answer it: the same members for every plugin.
struct PluginDescription {
    let name: String
    let kind: String
    var version: String?
    var role: String?
    let isEnabled: Bool
    let summary: String
    let methods: [String]
    let state: PluginPhase
    var report: PluginReport?

    var json: JSONObject {
        let manifest = report?.manifest
        return [
            "name": .string(name),
            "kind": .string(kind),
            "version": .optional(version.map { .string($0) }),
            "role": .optional(role.map { .string($0) }),
            "enabled": .bool(isEnabled),
            "summary": .string(summary),
            "methods": .array(methods.map { .string($0) }),
            "state": .string(state.rawValue),
            "path": .optional(report.map { .string($0.path) }),
            "pid": .optional(report?.processID.map { .count($0) }),
            "hooks": .array((manifest?.hooks ?? []).map { .string($0.name) }),
            "subscriptions": .array((manifest?.subscriptions ?? []).map { .string($0) }),
            "options": .array((manifest?.options ?? []).map { Self.describe($0) }),
            "restarts": .count(report?.restartCount ?? 0),
            "lastExit": .optional(report?.lastExit.map { .string($0.description) }),
            "problem": .optional(report?.problem.map { .string($0) }),
            "stderr": .array((report?.errorLines ?? []).map { .string($0) }),
        ]
    }

    private static func describe(_ option: PluginOption) -> JSONValue {
        [
            "name": .string(option.name),
            "type": .string(option.kind.rawValue),
            "default": .optional(option.fallback),
            "multiple": .bool(option.isMultiple),
            "description": .string(option.description),
        ]
    }
}

extension PluginDescription {
    /// A process plugin.
    init(_ report: PluginReport) {
        self.init(
            name: report.name,
            kind: "process",
            role: report.manifest?.role,
            isEnabled: report.phase != .disabled,
            summary: report.manifest == nil
                ? "A process that has not said yet what it does."
                : "A process that extends this host.",
            methods: (report.manifest?.methods ?? []).map(\.name).sorted(),
            state: report.phase,
            report: report
        )
    }
}
