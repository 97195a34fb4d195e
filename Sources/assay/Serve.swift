import ArgumentParser
import Host
import JSONRPC
import Logging
import ServiceLifecycle
import Tensors
import UnixSignals

/// `assay serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run a host until it is told to stop.",
        discussion: """
            Serves the socket, standard input and output, or both; without either option the \
            socket of the home. Ends in order on SIGTERM, SIGINT, host.stop, and the end of \
            standard input: calls in flight are answered first.

            Under a service manager it serves the listening Unix socket that is handed over \
            (LISTEN_FDS) in place of its own, and tells when it is ready and when it ends \
            (NOTIFY_SOCKET).
            """
    )

    @Flag(help: "Serve standard input and output.")
    var stdio = false

    @OptionGroup var places: HomeOptions

    @Option(
        name: .customLong("plugin"),
        help: "A program to run as a plugin; may be given several times."
    )
    var plugins: [String] = []

    @Option(
        name: .customLong("plugin-dir"),
        help: """
            A directory of which every program is run as a plugin, besides plugins/ in the home; may \
            be given several times.
            """
    )
    var pluginDirectories: [String] = []

    @Option(
        name: .customLong("plugin-option"),
        help: "NAME=VALUE for whatever plugin has this option; may be given several times."
    )
    var pluginOptions: [String] = []

    @Option(
        name: .customLong("plugin-role"),
        help: "A role that a plugin may take over; may be given several times."
    )
    var pluginRoles: [String] = []

    @Option(help: "How many threads compute. Default: one for each core.")
    var threads: Int?

    @Option(help: "The least severe messages to log, to standard error.")
    var logLevel = LogLevel.notice

    func run() async throws {
        // Before anything can print: standard output belongs to the protocol.
        var streams = stdio ? try StandardStreams.take() : nil
        LoggingSystem.bootstrap(StreamLogHandler.standardError(label:))
        var logger = Logger(label: "assay")
        logger.logLevel = logLevel.level
        DescriptorLimit.raise(logger)
        let host: Host
        let inherited: InheritedSocket?
        let manager = ServiceManager.take()
        do {
            inherited = try InheritedSocket.take()
            host = try Host(try configuration(), logger: logger)
        } catch {
            StandardError.write("assay: \(error)")
            ExitStatus.failure.exit()
        }
        let socketPath = stdio ? places.givenSocket : places.socketPath
        let service = HostService(
            host,
            socketPath: socketPath,
            inherited: inherited,
            streams: streams.take(),
            logger: logger,
            started: {
                let place = inherited?.path ?? socketPath ?? "standard input and output"
                manager?.tellReady(serving: place)
            },
            stopping: { manager?.tellStopping() }
        )
        var quiet = logger
        quiet.logLevel = max(logLevel.level, .warning)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: service,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        serviceName: "host"
                    )
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet
            )
        )
        do {
            try await group.run()
        } catch {
            StandardError.write("assay: \(error)")
            ExitStatus.failure.exit()
        }
        if case .unannounced = host.end { ExitStatus.failure.exit() }
    }

    func validate() throws {
        var plugins = PluginConfiguration()
        for word in pluginOptions where !plugins.addOption(word) {
            throw ValidationError("\"\(word)\" is not of the form NAME=VALUE.")
        }
        for name in pluginRoles where !plugins.allowRole(name) {
            throw ValidationError("There is no role \"\(name)\".")
        }
    }

    private func configuration() throws -> HostConfiguration {
        var configuration = try HostConfiguration(homePath: places.homePath)
        configuration.processPlugins.overrule(options: pluginOptions)
        configuration.processPlugins.paths += plugins
        configuration.processPlugins.directories += pluginDirectories
        for name in pluginRoles { _ = configuration.processPlugins.allowRole(name) }
        try configuration.overrule(
            threads: threads,
            instructionSet: environmentVariable(InstructionSet.environmentVariable)
        )
        return configuration
    }
}

/// How severe a message must be to be logged.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace
    case debug
    case info
    case notice
    case warning
    case error

    var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
