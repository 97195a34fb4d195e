package import JSONRPC

/// The places at which plugins may be asked beforehand.
public enum PluginHook: String, Sendable, CaseIterable {
    /// Before this host appends that somebody takes a task.
    case taskAccept = "task_accept"
    /// Before this host appends a transfer or a settlement.
    case payment

    /// What counts without a proper answer, where the plugin declares nothing.
    ///
    /// A guard of money that cannot be asked must not be passed; work can be taken without one.
    public var answerOnFailure: HookAnswer {
        switch self {
        case .taskAccept: .continue
        case .payment: .reject
        }
    }
}

/// Which plugins are asked at each hook, in which order.
package struct HookChains {
    package struct Entry: Hashable {
        package let plugin: String
        /// Its place in the order in which plugins were first started.
        let place: Int
        let before: [String]
        let after: [String]
        let onFailure: HookAnswer
    }

    private var chains: [PluginHook: [Entry]] = [:]

    /// Nobody is asked.
    package init() {}

    /// Who is asked, in order.
    package func chain(of hook: PluginHook) -> [Entry] { chains[hook] ?? [] }

    /// Puts a plugin at its hooks, in the place of what it asked for before.
    ///
    /// Among those that nothing orders, who came first is asked first.
    ///
    /// - Throws: `pluginRefused` for a hook that does not exist, and for wishes that contradict
    ///   those of others; then the plugin has what it had.
    package mutating func set(
        _ hooks: [ProcessManifest.Hook],
        of plugin: String,
        place: Int
    ) throws(RPCError) {
        var next = self
        for (index, wish) in hooks.enumerated() {
            let details = "/hooks/\(index)"
            guard let hook = PluginHook(rawValue: wish.name) else {
                let names = PluginHook.allCases.map(\.rawValue).joined(separator: ", ")
                throw RPCError(
                    .pluginRefused,
                    "The plugin \(plugin) asks for a hook that does not exist: \(wish.name).",
                    pointer: "\(details)/name",
                    expected: "one of \(names)",
                    got: wish.name
                )
            }
            let entry = Entry(
                plugin: plugin,
                place: place,
                before: wish.before,
                after: wish.after,
                onFailure: wish.onFailure ?? hook.answerOnFailure
            )
            let entries = chain(of: hook).filter { $0.plugin != plugin } + [entry]
            guard let ordered = Self.ordered(entries.sorted { $0.place < $1.place }) else {
                throw RPCError(
                    .pluginRefused,
                    "The plugin \(plugin) wants to stand at the hook \(wish.name) where others' "
                        + "\"before\" and \"after\" do not let it.",
                    pointer: details
                )
            }
            next.chains[hook] = ordered
        }
        for hook in PluginHook.allCases where !hooks.contains(where: { $0.name == hook.rawValue }) {
            next.chains[hook]?.removeAll { $0.plugin == plugin }
        }
        self = next
    }

    /// Takes a plugin away from all hooks.
    package mutating func remove(_ plugin: String) {
        for hook in PluginHook.allCases { chains[hook]?.removeAll { $0.plugin == plugin } }
    }

    /// The entries with every wish met, otherwise in the order given; nothing when they go round.
    static func ordered(_ entries: [Entry]) -> [Entry]? {
        var waiting = entries
        var ordered: [Entry] = []
        while !waiting.isEmpty {
            let first = waiting.firstIndex { entry in
                !waiting.contains { other in
                    other != entry
                        && (entry.after.contains(other.plugin)
                            || other.before.contains(entry.plugin))
                }
            }
            guard let first else { return nil }
            ordered.append(waiting.remove(at: first))
        }
        return ordered
    }
}
