import Glibc
import JSON
import JSONRPC
import Ledger
import Logging
import PluginKit
import ProcessPlugins
import Synchronization

/// The process plugins of a host: their manager, tied to the host's methods and services.
final class PluginSupport: Sendable {
    let manager: PluginManager
    private let facilities: Facilities
    private let isStarting = Mutex(false)
    private let logger: Logger

    /// Adds the methods of `plugin.*`, and asks plugins before anything is appended.
    init(
        _ registry: MethodRegistry,
        facilities: Facilities,
        logger: Logger
    ) throws(MethodTableError) {
        self.facilities = facilities
        self.logger = logger
        Self.removeLeftovers(in: facilities.home.runPath)
        let configuration = facilities.configuration.processPlugins
        let host = ProcessPluginHost(registry, facilities: facilities, logger: logger)
        var settings = configuration.settings
        settings.messageLimits = facilities.configuration.limits.connection.message
        let manager = PluginManager(
            settings: settings,
            host: host,
            directory: facilities.home.path,
            version: AssayVersion.current,
            options: configuration.options,
            logger: logger
        )
        host.attach(manager)
        self.manager = manager
        try registry.addPluginMethods(manager)
        let network = facilities.services.network
        let hooks = AppendGuard { [weak manager, weak network] payload, author in
            guard let manager, let network else { return }
            try await PluginHooks(manager: manager, network: network).ask(payload, author)
        }
        network.guardAppends(with: hooks)
        let home = facilities.home
        let executors = SegmentExecutor { [weak manager] name, work in
            guard let manager else { throw RPCError(.shuttingDown) }
            return try await PluginExecutor(manager: manager, home: home).run(name, work)
        }
        facilities.services.proofs.useExecutors(executors)
    }

    /// Removes the sockets and checkpoints that a host which was killed has left; the home's lock
    /// says that they are nobody's.
    private static func removeLeftovers(in directory: String) {
        guard let handle = opendir(directory) else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix("plugin-") || name.hasPrefix("executor-") else { continue }
            unlink("\(directory)/\(name)")
        }
    }

    /// Starts the plugins that configuration and the home name; returns when each is ready or has
    /// failed, which the log and `plugin.list` tell.
    ///
    /// - Throws: `pluginRefused` or `fileUnreadable` when what is named is not there.
    func startConfigured() async throws(RPCError) {
        let configuration = facilities.configuration.processPlugins
        var programs = configuration.paths
        for directory in configuration.directories {
            programs += try PluginManager.programs(in: directory)
        }
        let usual = "\(facilities.home.path)/plugins"
        if access(usual, F_OK) == 0 { programs += try PluginManager.programs(in: usual) }
        guard !programs.isEmpty else { return }
        isStarting.withLock { $0 = true }
        defer { isStarting.withLock { $0 = false } }
        try await manager.startAll(programs)
        let known = Set(manager.reports.flatMap { $0.manifest?.options ?? [] }.map(\.name))
        for name in configuration.options.names where !known.contains(name) {
            logger.warning("no plugin has this option", metadata: ["option": .string(name)])
        }
    }

    /// Tells plugins of events until its task is cancelled or the ledger closes.
    func feedEvents() async {
        await PluginEventFeed(
            manager: manager,
            network: facilities.services.network,
            logger: logger
        ).run()
    }

    /// The host is to end: gives up on plugins that have not come up yet.
    func interruptStart() {
        if isStarting.withLock({ $0 }) { manager.beginShutdown() }
    }
}

extension MethodRegistry {
    /// Adds the methods by which plugins are seen and handled.
    fileprivate func addPluginMethods(_ manager: PluginManager) throws(MethodTableError) {
        let methods: [any Method] = [
            PluginList(plugins: plugins, manager: manager),
            PluginRestart(manager: manager),
            PluginStart(manager: manager),
        ]
        try table.add(methods.map { serve($0, owner: nil) } + [serve(PluginStop(manager: manager))])
    }
}
