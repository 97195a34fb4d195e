import Glibc
public import JSON
public import JSONRPC
public import Logging
import Synchronization

/// Runs the plugins of a host: starts and stops them, hands them calls, hooks and events.
public final class PluginManager: Sendable {
    struct State {
        /// In the order in which they were first started.
        var plugins: [ManagedPlugin] = []
        var isEnding = false
    }

    let settings: PluginSettings
    let host: any PluginHost
    let logger: Logger
    let processGuard: ProcessGuard
    let hooks = Mutex(HookChains())
    /// What is set for whatever plugin has an option of the name.
    let commonOptions: JSONObject
    let version: String
    let directory: String
    private let state = Mutex(State())

    /// A manager without plugins.
    ///
    /// - Parameters:
    ///   - directory: the working directory of all plugins.
    ///   - version: the host's version, as plugins are told.
    ///   - options: what is set for whatever plugin has an option of the name.
    public init(
        settings: PluginSettings,
        host: any PluginHost,
        directory: String,
        version: String,
        options: JSONObject,
        logger: Logger
    ) {
        self.settings = settings
        self.host = host
        self.directory = directory
        self.version = version
        self.logger = logger
        commonOptions = options
        processGuard = ProcessGuard(logger: logger)
        // A plugin that is gone is an error of the next write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// The plugins, in the order in which they were first started.
    public var reports: [PluginReport] { plugins.map(\.report) }

    var plugins: [ManagedPlugin] { state.withLock { $0.plugins } }

    /// Starts a plugin; returns when it is ready, or does not want to run.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - options: what is set for this plugin alone.
    /// - Throws: `pluginRefused` when it cannot run here, with its reasons.
    public func start(
        _ path: String,
        options: JSONObject = [:]
    ) async throws(RPCError) -> PluginReport {
        let plugin = try begin(path, options: options, isStartup: false)
        let outcome = await withTaskCancellationHandler {
            await plugin.outcome()
        } onCancel: {
            plugin.cancel()
        }
        try outcome.get()
        return plugin.report
    }

    /// Starts the plugins of a host that is starting; returns when each is ready or has failed.
    ///
    /// - Throws: `pluginRefused` for what is no program; then none of those behind it is started.
    public func startAll(_ paths: [String]) async throws(RPCError) {
        var started: [ManagedPlugin] = []
        for path in paths {
            started.append(try begin(path, options: [:], isStartup: true))
        }
        // How each went is in the log and in its report.
        for plugin in started { _ = await plugin.outcome() }
    }

    private func begin(
        _ path: String,
        options: JSONObject,
        isStartup: Bool
    ) throws(RPCError) -> ManagedPlugin {
        let path = try Self.program(path)
        let plugin = ManagedPlugin(name: try Self.name(of: path), path: path, options: options)
        try enlist(plugin)
        plugin.attach(Task { await self.lookAfter(plugin, isStartup: isStartup) })
        return plugin
    }

    /// Begins the end of a plugin: its methods are gone and its calls answered when this returns.
    public func stop(_ name: String) throws(RPCError) -> PluginReport {
        let plugin = try plugin(name)
        if let manifest = plugin.manifest, !manifest.isDynamic, plugin.phase == .running {
            throw Self.notDynamic(plugin.name)
        }
        end(plugin)
        return plugin.report
    }

    /// Ends a plugin and starts it again, with the same options; returns when it is ready.
    public func restart(_ name: String) async throws(RPCError) -> PluginReport {
        let plugin = try plugin(name)
        _ = try stop(name)
        await plugin.finished()
        return try await start(plugin.path, options: plugin.options)
    }

    /// Begins the end of all plugins; none is started from now on.
    public func beginShutdown() {
        let plugins = state.withLock { state in
            state.isEnding = true
            return state.plugins
        }
        for plugin in plugins { end(plugin) }
    }

    /// Ends all plugins; returns when all of their processes are gone.
    public func shutdown() async {
        beginShutdown()
        for plugin in plugins { await plugin.finished() }
        processGuard.end()
    }

    func end(_ plugin: ManagedPlugin) {
        plugin.cancel()
        withdraw(plugin)
    }

    func withdraw(_ plugin: ManagedPlugin) {
        hooks.withLock { $0.remove(plugin.name) }
        host.remove(plugin.name)
    }

    /// A plugin's place in the order in which they were first started.
    func place(of plugin: ManagedPlugin) -> Int {
        plugins.firstIndex { $0.name == plugin.name } ?? plugins.count
    }

    /// The plugin of a name, a file's name or a path.
    func plugin(_ name: String) throws(RPCError) -> ManagedPlugin {
        let plugin = plugins.first { plugin in
            plugin.name == name || plugin.path == name || plugin.path.hasSuffix("/\(name)")
        }
        guard let plugin else {
            throw RPCError(
                .unknownPlugin,
                "There is no process plugin named \"\(name.excerpt)\". See plugin.list.",
                got: name.excerpt
            )
        }
        return plugin
    }

    private func enlist(_ plugin: ManagedPlugin) throws(RPCError) {
        let refusal: RPCError? = state.withLock { state in
            if state.isEnding { return RPCError(.shuttingDown) }
            guard let index = state.plugins.firstIndex(where: { $0.name == plugin.name }) else {
                state.plugins.append(plugin)
                return nil
            }
            guard state.plugins[index].isOver else {
                return RPCError(
                    .pluginRefused,
                    "A plugin named \(plugin.name) is there already "
                        + "(\(state.plugins[index].path)). Stop it first, or give this one's file "
                        + "another name.",
                    details: ["plugin": .string(plugin.name)]
                )
            }
            state.plugins[index] = plugin
            return nil
        }
        if let refusal { throw refusal }
    }

    static func notDynamic(_ name: String) -> RPCError {
        RPCError(
            .pluginRefused,
            "The plugin \(name) says that it cannot be started and stopped while the host runs "
                + "(\"dynamic\": false).",
            details: ["plugin": .string(name)]
        )
    }
}

// MARK: - Programs and their names

extension PluginManager {
    /// The programs of a directory, in order of name.
    ///
    /// Hidden files, directories, and files that may not be executed are let be.
    public static func programs(in directory: String) throws(RPCError) -> [String] {
        guard let handle = opendir(directory) else {
            throw RPCError(
                .fileUnreadable,
                "The plugin directory \(directory) cannot be read: "
                    + (strerror(errno).map { String(cString: $0) } ?? "error") + ".",
                got: directory
            )
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().map { "\(directory)/\($0)" }.filter { isProgram($0) }
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = Glibc.stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return access(path, X_OK) == 0
    }

    /// The absolute path of a program that can be started; a link stays one, and gives its name.
    static func program(_ path: String) throws(RPCError) -> String {
        guard isProgram(path) else {
            throw RPCError(
                .pluginRefused,
                "The file \(path.prefix(200)) is no program that may be executed.",
                got: String(path.prefix(200))
            )
        }
        guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
        defer { free(directory) }
        return "\(String(cString: directory))/\(path)"
    }

    /// A plugin's name: its file's, without the ending.
    static func name(of path: String) throws(RPCError) -> String {
        let file = path.split(separator: "/").last ?? ""
        let name = String(file.prefix { $0 != "." })
        let isLetterOrDigit = { (byte: UInt8) in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: false
            }
        }
        guard (1...64).contains(name.utf8.count), name.utf8.first.map(isLetterOrDigit) == true,
            name.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F })
        else {
            throw RPCError(
                .pluginRefused,
                "A plugin is named after its file, up to the first dot: 1 to 64 letters, digits, - "
                    + "and _. Give \"\(String(file).excerpt)\" another name.",
                got: String(file).excerpt
            )
        }
        return name
    }
}
