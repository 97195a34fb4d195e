public import JSON
public import JSONRPC
import Logging
import Synchronization

// What a host asks its plugins, and what it tells them.
extension PluginManager {
    /// Whether a plugin is asked at a hook.
    public func isAsked(at hook: PluginHook) -> Bool {
        !hooks.withLock { $0.chain(of: hook) }.isEmpty
    }

    /// How long a plugin may take for a call.
    public enum CallLimit: Sendable {
        /// As long as the method's manifest says, or else the settings.
        case own
        /// As long as its caller waits, who has said for how long.
        case callers
    }

    /// Calls a method of a plugin and waits for its answer.
    ///
    /// - Parameter reporter: hears of the call's progress: `progress` and `message`.
    public func call(
        _ plugin: String,
        _ method: String,
        _ params: JSONValue,
        limit: CallLimit = .own,
        reporter: (@Sendable (_ method: String, _ params: JSONValue) -> Void)? = nil
    ) async throws(RPCError) -> JSONValue {
        let (process, manifest) = try self.plugin(plugin).running()
        let own = manifest.methods.first { $0.name == method }?.deadlineSeconds
        let deadline: Duration? =
            switch limit {
            case .own: own.map { .seconds($0) } ?? settings.call
            case .callers: own.map { .seconds($0) }
            }
        return try await process.call(method, params, deadline: deadline, reporter: reporter)
    }

    /// Lets a plugin that is an executor compute something.
    public func execute(_ plugin: String, _ work: JSONValue) async throws(RPCError) -> JSONValue {
        let (process, manifest) = try self.plugin(plugin).running()
        guard let executor = manifest.executor else {
            throw RPCError(
                .pluginRefused,
                "The plugin \(plugin) is no executor: its manifest does not say so.",
                details: ["plugin": .string(plugin)]
            )
        }
        return try await process.call("executor.run", work, deadline: executor.deadline)
    }

    /// Asks all plugins at a hook, one after another, whether something may happen.
    ///
    /// - Parameter caller: the plugin that wants it to happen, which is not asked: it waits for us.
    /// - Throws: `hookRejected` with the reasons of the first that is against it.
    public func ask(
        _ hook: PluginHook,
        _ params: JSONObject,
        for caller: String?
    ) async throws(RPCError) {
        for entry in hooks.withLock({ $0.chain(of: hook) }) where entry.plugin != caller {
            let problem: String
            do throws(RPCError) {
                let (process, _) = try plugin(entry.plugin).running()
                let answer = try await process.call(
                    hook.rawValue,
                    .object(params),
                    deadline: settings.hook
                )
                switch answer["result"]?.string {
                case "continue": continue
                case "reject", "fail":
                    throw Self.rejection(of: hook, by: entry.plugin, Self.reason(in: answer))
                default: problem = "answered \(answer.text.excerpt)"
                }
            } catch {
                if error.code == .hookRejected || error.code == .cancelled { throw error }
                problem = "gave no answer: \(error.message)"
            }
            logger.warning(
                "hook without an answer",
                metadata: [
                    "plugin": .string(entry.plugin), "hook": .string(hook.rawValue),
                    "problem": .string(problem), "counts": .string(entry.onFailure.rawValue),
                ]
            )
            guard entry.onFailure == .reject else { continue }
            throw Self.rejection(of: hook, by: entry.plugin, "it \(problem)")
        }
    }

    /// Tells the plugins that listen of something that has happened.
    ///
    /// A plugin is told under each of the topics that it subscribes to; one that subscribes to `*`
    /// and to none of these, under the first.
    public func publish(_ payload: JSONValue, under topics: [String], origin: String? = nil) {
        guard let first = topics.first else { return }
        for plugin in plugins where plugin.phase == .running {
            guard let manifest = plugin.manifest else { continue }
            var own = topics.filter { manifest.subscribes(to: $0) }
            if own.isEmpty, manifest.subscribes(to: "*") { own = [first] }
            for topic in own { tell(plugin, topic, [topic: payload], origin) }
        }
    }

    /// Whether any plugin listens to anything.
    public var hasListeners: Bool {
        plugins.contains { $0.manifest?.subscriptions.isEmpty == false }
    }

    /// Takes in what a plugin says unasked: a line for the log, or news for other plugins.
    func receive(_ method: String, _ params: JSONValue, from plugin: ManagedPlugin) {
        if method == "log" {
            let level = Self.level(params["level"]?.string)
            let words = params["message"]?.string ?? ""
            logger.log(level: level, "\(words)", metadata: ["plugin": .string(plugin.name)])
            return
        }
        guard plugin.manifest?.notifications.contains(method) == true else {
            logger.warning(
                "notification that the manifest does not announce",
                metadata: ["plugin": .string(plugin.name), "topic": .string(method)]
            )
            return
        }
        let params = params[method] == nil ? [method: params] : params
        for other in plugins where other.phase == .running {
            guard let manifest = other.manifest else { continue }
            guard manifest.subscribes(to: method) || manifest.subscribes(to: "*") else { continue }
            tell(other, method, params, plugin.name)
        }
    }

    private func tell(
        _ plugin: ManagedPlugin,
        _ topic: String,
        _ params: JSONValue,
        _ origin: String?
    ) {
        do throws(RPCError) {
            let (process, _) = try plugin.running()
            guard !process.notify(topic, params, origin: origin) else { return }
            logger.warning(
                "notification dropped: too much is unread",
                metadata: ["plugin": .string(plugin.name), "topic": .string(topic)]
            )
        } catch {
            // It has just ended; whoever is not there hears nothing.
        }
    }

    private static func rejection(
        of hook: PluginHook,
        by plugin: String,
        _ reason: String
    ) -> RPCError {
        RPCError(
            .hookRejected,
            "The plugin \(plugin) rejects this (\(hook.rawValue)): \(reason).",
            details: ["plugin": .string(plugin), "hook": .string(hook.rawValue)]
        )
    }

    private static func reason(in answer: JSONValue) -> String {
        var words = answer["message"]?.string ?? answer["failure_message"]?.string ?? ""
        while words.hasSuffix(".") { words.removeLast() }
        return words.isEmpty ? "it gives no reason" : words
    }

    /// Core Lightning's levels, from `io` to `broken`.
    private static func level(_ name: String?) -> Logger.Level {
        switch name {
        case "trace", "io": .trace
        case "debug": .debug
        case "unusual", "warn", "warning": .warning
        case "error", "broken": .error
        default: .info
        }
    }
}
