import JSON
import JSONRPC
import Logging
import Synchronization

// The life of a plugin: started, asked, served, and started again when it crashes.
extension PluginManager {
    private enum LifeEnd {
        case ended(ProcessExit)
        case refused(RPCError)
        case disabled(String)
    }

    /// Starts a plugin and starts it again when it crashes, until it is to end.
    func lookAfter(_ plugin: ManagedPlugin, isStartup: Bool) async {
        let clock = ContinuousClock()
        var isFirst = true
        while true {
            let began = clock.now
            let end = await live(plugin, isStartup: isStartup && isFirst)
            if Task.isCancelled { return await retire(plugin, .stopped, nil, isFirst) }
            let problem: String
            switch end {
            case .disabled(let reason):
                logger.notice("plugin disabled", metadata: named(plugin, "reason", reason))
                return await retire(plugin, .disabled, reason, false)
            case .refused(let error):
                problem = error.message
                logger.error("plugin refused", metadata: named(plugin, "reason", problem))
                if isFirst { return await retire(plugin, .failed, problem, true, error) }
            case .ended(let exit):
                problem = "It ended (\(exit))."
                logger.error("plugin crashed", metadata: named(plugin, "exit", "\(exit)"))
            }
            isFirst = false
            guard let delay = plugin.crashed(problem, after: clock.now - began, settings) else {
                logger.error("plugin in quarantine", metadata: named(plugin, "reason", problem))
                return await host.closeSocket(for: plugin.name)
            }
            do {
                try await clock.sleep(for: delay)
            } catch {
                return await retire(plugin, .stopped, nil, false)
            }
            plugin.willRestart()
        }
    }

    private func retire(
        _ plugin: ManagedPlugin,
        _ phase: PluginPhase,
        _ problem: String?,
        _ isFirst: Bool,
        _ error: RPCError? = nil
    ) async {
        withdraw(plugin)
        await host.closeSocket(for: plugin.name)
        let stopped = RPCError(
            .pluginUnavailable,
            "The plugin \(plugin.name) was stopped while it started.",
            isRetryable: false
        )
        plugin.finish(phase, problem, error ?? (isFirst ? stopped : nil))
    }

    /// One life: from the start of a process to its end.
    private func live(_ plugin: ManagedPlugin, isStartup: Bool) async -> LifeEnd {
        let process: PluginProcess
        let socket: String
        do throws(RPCError) {
            socket = try await host.openSocket(for: plugin.name)
            process = try await start(plugin)
        } catch {
            return .refused(error)
        }
        plugin.began(process)
        return await withTaskCancellationHandler {
            var refusal: RPCError?
            do throws(RPCError) {
                if let reason = try await shakeHands(
                    plugin,
                    process,
                    socket: socket,
                    isStartup: isStartup
                ) {
                    process.kill()
                    plugin.ended(await process.end())
                    return .disabled(reason)
                }
            } catch {
                refusal = error
                process.kill()
            }
            let exit = await process.end()
            plugin.ended(exit)
            return refusal.map { .refused($0) } ?? .ended(exit)
        } onCancel: {
            let isSubscribed = plugin.manifest?.subscribes(to: "shutdown") ?? false
            process.terminate(isSubscribedToShutdown: isSubscribed)
        }
    }

    private func start(_ plugin: ManagedPlugin) async throws(RPCError) -> PluginProcess {
        let environment = InheritedEnvironment.variables(overruledBy: [
            "LIGHTNINGD_PLUGIN=1", "LIGHTNINGD_VERSION=assay-\(version)",
            "ASSAY_PLUGIN=\(plugin.name)",
        ])
        let countMax = settings.errorLineCountMax
        let logger = logger
        let tag: Logger.Metadata = ["plugin": .string(plugin.name)]
        let observer = PluginObserver(
            notification: { [weak self] method, params in
                self?.receive(method, params, from: plugin)
            },
            errorLine: { line in
                plugin.keep(errorLine: line, countMax: countMax)
                logger.info("\(line)", metadata: tag)
            },
            foreignOutput: { words in
                logger.warning("foreign output: \(words)", metadata: tag)
            }
        )
        return try await PluginProcess.start(
            ChildProcess.Command(
                path: plugin.path,
                environment: environment,
                directory: directory
            ),
            name: plugin.name,
            settings: settings,
            observer: observer,
            processGuard: processGuard
        )
    }

    /// Asks a plugin for its manifest, grants it, and tells it to begin; why it does not want to.
    private func shakeHands(
        _ plugin: ManagedPlugin,
        _ process: PluginProcess,
        socket: String,
        isStartup: Bool
    ) async throws(RPCError) -> String? {
        let answer = try await process.call(
            "getmanifest",
            ["allow-deprecated-apis": false],
            deadline: settings.handshake
        )
        let manifest: ProcessManifest
        let options: JSONObject
        do throws(JSONDecodingError) {
            manifest = try ProcessManifest(json: JSONReader(answer))
            options = try manifest.optionValues(plugin.options, common: commonOptions)
        } catch {
            throw RPCError(
                .pluginRefused,
                "The manifest of the plugin \(plugin.name) cannot be granted: \(error).",
                pointer: error.pointer,
                expected: error.expected,
                got: error.got,
                details: ["plugin": .string(plugin.name)]
            )
        }
        if let reason = manifest.disabledReason { return reason }
        if !manifest.isDynamic, !isStartup, plugin.manifest == nil {
            throw Self.notDynamic(plugin.name)
        }
        try grant(manifest, to: plugin)
        var configuration = host.configuration(for: plugin.name)
        configuration["rpc-file"] = .string(socket)
        configuration["startup"] = .bool(isStartup)
        let state = try await process.call(
            "init",
            ["options": .object(options), "configuration": .object(configuration)],
            deadline: settings.handshake
        )
        if let reason = state["disable"]?.string { return reason }
        logger.notice("plugin running", metadata: named(plugin, "path", plugin.path))
        plugin.ready(manifest)
        return nil
    }

    /// Serves what a plugin announces, all of it or nothing.
    ///
    /// A plugin that was refused keeps the hooks that it had: whom it stood guard over must not
    /// pass because of that.
    private func grant(_ manifest: ProcessManifest, to plugin: ManagedPlugin) throws(RPCError) {
        if Task.isCancelled { throw RPCError(.cancelled) }
        let place = place(of: plugin)
        try host.add(manifest, of: plugin.name)
        do throws(RPCError) {
            try hooks.withLock { chains throws(RPCError) in
                try chains.set(manifest.hooks, of: plugin.name, place: place)
            }
        } catch {
            host.remove(plugin.name)
            throw error
        }
    }

    private func named(_ plugin: ManagedPlugin, _ key: String, _ value: String) -> Logger.Metadata {
        ["plugin": .string(plugin.name), key: .string(value)]
    }
}
