import Glibc
public import Host
public import JSON
public import JSONRPC
public import Ledger
import Logging

/// A host inside of the test's own process, serving a socket, with a client connected to it.
public struct RunningHost: CallableHost {
    /// The host itself.
    public let host: Host
    /// A connection to it.
    public let client: Client
    /// The notifications that came over this connection.
    public let notifications: NotificationLog
    /// Where it listens.
    public let socketPath: String

    /// Calls a method over the client's connection.
    public func call(_ method: String, _ params: JSONObject) async throws -> JSONValue {
        try await client.call(method, .object(params))
    }
}

/// How the host of a test differs from the one that `assay serve` runs.
public struct HostSettings: Sendable {
    /// Where storage fails.
    public var faults = StorageFaults()
    /// How much the log takes.
    public var ledgerLimits = LedgerLimits()
    /// How long calls in flight may still take when the host is to end.
    public var grace = Duration.seconds(30)

    /// What time it is for tokens and rates.
    package var clock = AccessClock.system

    /// No difference.
    public init() {}
}

/// Runs a host on a home for as long as `body` takes, then ends it in order.
public func withHost<Result: Sendable>(
    at path: String,
    settings: HostSettings = HostSettings(),
    _ body: @Sendable (RunningHost) async throws -> Result
) async throws -> Result {
    var logger = Logger(label: "assay.tests")
    logger.logLevel = .error
    var configuration = try HostConfiguration(homePath: path)
    configuration.grace = settings.grace
    // Tests count what the work itself reports, however slow the machine is.
    configuration.limits.time.beatMilliseconds = 3_600_000
    let host = try await openedHost(configuration, settings, logger)
    let socketPath = "\(path)/run/assay.sock"
    let (started, start) = AsyncStream<Never>.makeStream()
    let serving = Task { [logger] in
        defer { start.finish() }
        try await host.serve(socketPath: socketPath, streams: nil, logger: logger) {
            start.finish()
        }
    }
    for await _ in started {}
    let notifications = NotificationLog()
    let client: Client
    do {
        client = try await Client.connect(to: socketPath) { notifications.add($0) }
    } catch {
        // Where serving failed, that is the reason, and not that there is no socket.
        host.stop()
        try await serving.value
        throw error
    }
    let running = RunningHost(
        host: host,
        client: client,
        notifications: notifications,
        socketPath: socketPath
    )
    let result: Swift.Result<Result, any Error>
    do {
        result = .success(try await body(running))
    } catch {
        result = .failure(error)
    }
    host.stop()
    try await serving.value
    await client.close()
    return try result.get()
}

/// Runs a host on a new home for as long as `body` takes.
public func withHost<Result: Sendable>(
    settings: HostSettings = HostSettings(),
    _ body: @Sendable (RunningHost) async throws -> Result
) async throws -> Result {
    let home = try TemporaryHome()
    return try await withHost(at: home.path, settings: settings, body)
}

/// Opens a home, which a host that has just ended may hold a moment longer: until the last task of
/// its last call has.
private func openedHost(
    _ configuration: HostConfiguration,
    _ settings: HostSettings,
    _ logger: Logger
) async throws -> Host {
    var attemptsLeft = 1000
    while true {
        do {
            return try Host(
                configuration,
                faults: settings.faults,
                ledgerLimits: settings.ledgerLimits,
                clock: settings.clock,
                logger: logger
            )
        } catch HomeError.inUse(_, Int(getpid())) where attemptsLeft > 0 {
            attemptsLeft -= 1
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
