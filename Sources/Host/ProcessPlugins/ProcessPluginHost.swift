import Digests
import Glibc
import JSON
import JSONRPC
import Ledger
import Logging
import Network
import PluginKit
import ProcessPlugins
import Synchronization

/// What process plugins see of this host: they add methods to its table, and each has a socket.
final class ProcessPluginHost: PluginHost {
    private struct State {
        weak var manager: PluginManager?
        var granted: [String: ProcessManifest] = [:]
        var sockets: [String: SocketServer] = [:]
    }

    /// Weakly: the table holds the methods of plugins, and those the manager, which holds this.
    private weak let table: MethodTable?
    private let catalogue: MethodCatalogue
    private let facilities: Facilities
    private let logger: Logger
    private let state = Mutex(State())

    init(_ registry: MethodRegistry, facilities: Facilities, logger: Logger) {
        table = registry.table
        catalogue = registry.catalogue
        self.facilities = facilities
        self.logger = logger
    }

    /// Says who runs the plugins; before any is started.
    func attach(_ manager: PluginManager) {
        state.withLock { $0.manager = manager }
    }

    func configuration(for plugin: String) -> JSONObject {
        let network = facilities.services.network
        var name = ""
        do {
            if network.exists { name = try network.state.id.hex }
        } catch {
            // Between the two questions nothing can have taken the network away.
            logger.error("no network for plugins", metadata: ["error": "\(error)"])
        }
        return [
            "lightning-dir": .string(facilities.home.path),
            "network": .string(name),
            "feature_set": [:],
            "always_use_proxy": false,
            "assay": [
                "version": .string(AssayVersion.current),
                "plugin": .string(plugin),
            ],
        ]
    }
}

// MARK: - Methods

extension ProcessPluginHost {
    /// Names outside of any namespace that have a meaning for clients or for plugins themselves.
    private static let reservedNames: Set<String> = [
        "completion", "exit", "getmanifest", "init", "initialize", "initialized", "logging",
        "notifications", "ping", "prompts", "resources", "sampling", "server", "setconfig",
        "shutdown", "textDocument", "tools", "workspace",
    ]

    func add(_ manifest: ProcessManifest, of plugin: String) throws(RPCError) {
        let (manager, granted) = state.withLock { ($0.manager, $0.granted[plugin]) }
        // After a crash it usually wants what it had, which is served as unavailable meanwhile.
        guard let manager, let table, granted != manifest else { return }
        if MethodRegistry.pluginNames.contains(plugin) {
            throw refusal(
                plugin,
                "Its name is that of a role plugin of this host; give its file another."
            )
        }
        let role = try role(of: manifest, plugin)
        // What it served before, so that the methods of a role are the built-in ones again.
        remove(plugin)
        var own: [ServedMethod] = []
        var taken: [ServedMethod] = []
        for (index, method) in manifest.methods.enumerated() {
            let served = ServedMethod(
                try entry(of: method, index, role: role, plugin),
                owner: plugin,
                body: .long(
                    PluginMethodTarget(
                        manager: manager,
                        plugin: plugin,
                        method: method.name,
                        original: table[method.name]?.target
                    )
                )
            )
            if catalogue[method.name] == nil { own.append(served) } else { taken.append(served) }
        }
        try serve(own, taken, of: plugin, in: table)
        state.withLock { $0.granted[plugin] = manifest }
    }

    func remove(_ plugin: String) {
        state.withLock { $0.granted[plugin] = nil }
        table?.remove(owner: plugin)
    }

    private func serve(
        _ own: [ServedMethod],
        _ taken: [ServedMethod],
        of plugin: String,
        in table: MethodTable
    ) throws(RPCError) {
        for method in own + taken {
            guard let owner = table[method.name]?.owner else { continue }
            guard !MethodRegistry.pluginNames.contains(owner) else { continue }
            throw refusal(
                plugin,
                "It adds the method \(method.name), which the plugin \(owner) serves already."
            )
        }
        do throws(MethodTableError) {
            try table.add(own)
            try table.add(taken, shadowing: true)
        } catch {
            table.remove(owner: plugin)
            throw refusal(plugin, "\(error).")
        }
    }

    /// The role that a plugin takes over, if that is allowed.
    private func role(
        of manifest: ProcessManifest,
        _ plugin: String
    ) throws(RPCError) -> String? {
        guard let role = manifest.role else { return nil }
        guard facilities.configuration.processPlugins.roles.contains(role) else {
            throw refusal(
                plugin,
                "It wants to take over the role \(role), which this host does not allow. Start it "
                    + "with --plugin-role \(role), or name the role in config.json under "
                    + "processPlugins.roles.",
                pointer: "/assay/role"
            )
        }
        return role
    }

    /// The method's entry in the catalogue: for a role's method the one that it has already.
    private func entry(
        of method: ProcessManifest.Method,
        _ index: Int,
        role: String?,
        _ plugin: String
    ) throws(RPCError) -> MethodCatalogue.Entry {
        let namespace = method.name.split(separator: ".", omittingEmptySubsequences: false)[0]
        let isOfRole = role.map { $0 == namespace } ?? false
        if isOfRole, let entry = catalogue[method.name] { return entry }
        let isReserved =
            catalogue.namespaces.contains(String(namespace))
            || Self.reservedNames.contains { name in
                method.name == name || method.name.hasPrefix("\(name)/")
            }
            || method.name.hasPrefix("$") || method.name.hasPrefix("rpc.")
        guard isOfRole || !isReserved else {
            throw refusal(
                plugin,
                "It adds the method \(method.name), whose name belongs to this host.",
                pointer: "/rpcmethods/\(index)/name"
            )
        }
        return MethodCatalogue.Entry(method, of: plugin)
    }

    private func refusal(
        _ plugin: String,
        _ reason: String,
        pointer: String? = nil
    ) -> RPCError {
        RPCError(
            .pluginRefused,
            "The plugin \(plugin) cannot run here. \(reason)",
            pointer: pointer,
            details: ["plugin": .string(plugin)]
        )
    }
}

// MARK: - Sockets

extension ProcessPluginHost {
    /// Where the private socket of a plugin lies.
    private func socketPath(of plugin: String) -> String {
        "\(facilities.home.runPath)/plugin-\(plugin).sock"
    }

    func openSocket(for plugin: String) async throws(RPCError) -> String {
        let path = socketPath(of: plugin)
        // Only the one task that looks after the plugin opens and closes it.
        guard state.withLock({ $0.sockets[plugin] == nil }) else { return path }
        let limits = facilities.configuration.limits
        guard let table else { throw RPCError(.shuttingDown) }
        do throws(SocketError) {
            let server = try await SocketServer.start(
                at: path,
                handler: PluginServices(
                    table: table,
                    events: facilities.events,
                    plugin: plugin,
                    keys: facilities.keys
                ),
                limits: limits.connection,
                connectionCountMax: limits.connectionCountMax,
                logger: logger
            )
            state.withLock { $0.sockets[plugin] = server }
        } catch {
            throw refusal(plugin, "Its socket cannot be opened: \(error).")
        }
        return path
    }

    func closeSocket(for plugin: String) async {
        let server = state.withLock { $0.sockets.removeValue(forKey: plugin) }
        await server?.shutdown(grace: .zero)
        // The home is ours alone, so nobody else can hold a lock of this name.
        Self.remove("\(socketPath(of: plugin)).lock")
    }

    private static func remove(_ path: String) { unlink(path) }
}
