import Glibc
import JSON
public import JSONRPC
package import Ledger
public import Logging
import Network
import PluginKit
import ProcessPlugins
import Tensors

/// A home that is open, with everything that answers requests about it.
///
/// This is where the parts are put together; nothing else knows all of them.
public final class Host: Sendable {
    /// What answers requests.
    public let handler: any RequestHandler
    private let methods: MethodTable
    /// How the host is set up.
    public let configuration: HostConfiguration

    private let facilities: Facilities
    private let plugins: PluginSupport
    private let stopping = StopSignal()

    /// Opens a home and the network in it, if there is one.
    ///
    /// - Throws: `HomeError` when another host has the home, `LedgerError` when its log is damaged.
    public convenience init(_ configuration: HostConfiguration, logger: Logger) throws {
        try self.init(
            configuration,
            faults: StorageFaults(),
            ledgerLimits: LedgerLimits(),
            clock: .system,
            logger: logger
        )
    }

    /// Opens a home whose storage fails where a test wants it to.
    package init(
        _ configuration: HostConfiguration,
        faults: StorageFaults,
        ledgerLimits: LedgerLimits,
        clock: AccessClock,
        logger: Logger
    ) throws {
        let home = try Home(configuration.homePath, faults: faults)
        if let mode = home.exposedMode {
            let text = String(mode, radix: 8)
            logger.warning(
                "others can look into \(home.path), which has mode 0\(text); chmod 700 keeps them out"
            )
        }
        let keys = try KeyStore(home)
        let blobs = try BlobStore(home)
        let notes = try NoteStore(home)
        let ledger = try Ledger.open(home, limits: ledgerLimits)
        let network = NetworkService(keys: keys, blobs: blobs, ledger: ledger)
        let tensors = TensorService(blobs: blobs, execution: configuration.execution)
        let proofs = ProofService(network: network, tensors: tensors, notes: notes)
        let access = try AccessControl(
            configuration.access,
            keys: keys,
            notes: notes,
            clock: clock,
            logger: logger
        )
        let events = EventHub(
            network,
            gate: access,
            limits: configuration.limits.events,
            after: Self.microsecondsOfClock,
            logger: logger
        )
        let metrics = PrometheusRegistry()
        let conduct = CallConduct(
            configuration.limits.time,
            events: events,
            meters: CallMeters(metrics)
        )
        let stopping = stopping
        facilities = Facilities(
            configuration: configuration,
            home: home,
            keys: keys,
            blobs: blobs,
            ledgerLimits: ledgerLimits,
            services: Services(
                network: network,
                notes: NoteService(notes),
                tensors: tensors,
                proofs: proofs,
                reputation: ReputationService(network: network, tensors: tensors, proofs: proofs)
            ),
            tensors: try TensorStore(tensors, names: notes),
            events: events,
            conduct: conduct,
            metrics: HostMetrics(
                registry: metrics,
                network: network,
                events: events,
                jobs: conduct.jobs,
                start: .now
            ),
            access: access,
            stop: { stopping.fire($0) }
        )
        self.configuration = configuration
        let registry = try MethodRegistry(facilities, catalogue: try .standard(), gate: access)
        handler = registry
        methods = registry.table
        plugins = try PluginSupport(registry, facilities: facilities, logger: logger)
        logger.notice(
            "opened \(home.path)",
            metadata: ["position": "\(ledger?.network.head.position ?? -1)"]
        )
    }

    /// Serves callers until the process is asked to end, `host.stop` is called, or the streams'
    /// input ends; returns when all calls are answered and the log is closed.
    ///
    /// - Parameters:
    ///   - socketPath: where to listen, or nothing.
    ///   - inherited: a socket that listens already, to be served in place of one at the path.
    ///   - streams: standard input and output, taken from the process, or nothing.
    ///   - started: called once callers can connect.
    ///   - isStopping: called when the end begins, whoever asked for it.
    public func serve(
        socketPath: String?,
        inherited: InheritedSocket? = nil,
        streams: consuming StandardStreams?,
        logger: Logger,
        started: @Sendable () -> Void = {},
        stopping isStopping: @Sendable () -> Void = {}
    ) async throws {
        var server: StreamServer?
        if let streams {
            server = try StreamServer(
                streams,
                handler: handler,
                limits: configuration.limits.connection,
                logger: logger
            )
        }
        let socket: SocketServer?
        do {
            // Before anybody can connect, for they bring methods.
            try await plugins.startConfigured()
            socket = try await listen(at: socketPath, inherited, logger)
        } catch {
            await plugins.manager.shutdown()
            throw error
        }
        started()
        await withTaskGroup { group in
            group.addTask { await self.plugins.feedEvents() }
            if let server {
                group.addTask {
                    await server.run()
                    self.stop()
                }
            }
            await stopping.wait()
            isStopping()
            logger.notice("stopping: calls in flight are answered first")
            facilities.events.publish(.host, "host.stopping")
            let jobCount = await facilities.conduct.jobs.shutdown(grace: configuration.grace)
            if jobCount > 0 {
                logger.notice("cancelled jobs that ran", metadata: ["count": "\(jobCount)"])
            }
            await facilities.events.finishHostEvents(within: .seconds(1))
            await socket?.shutdown(grace: configuration.grace)
            await server?.shutdown(grace: configuration.grace)
            await plugins.manager.shutdown()
            group.cancelAll()
        }
        try await close()
    }

    /// Begins to accept callers, if there is where.
    private func listen(
        at socketPath: String?,
        _ inherited: InheritedSocket?,
        _ logger: Logger
    ) async throws -> SocketServer? {
        guard let socketPath = inherited?.path ?? socketPath else { return nil }
        let socket = try await SocketServer.start(
            at: socketPath,
            inherited: inherited,
            handler: handler,
            limits: configuration.limits.connection,
            connectionCountMax: configuration.limits.connectionCountMax,
            access: facilities.access.socketAccess,
            logger: logger
        )
        logger.notice("serving \(socketPath)")
        return socket
    }

    /// The names of all methods that are served.
    package var methodNames: Set<String> { Set(methods.methods.map(\.name)) }

    /// Begins the orderly end of ``serve(socketPath:streams:logger:)``.
    public func stop() {
        stopping.fire()
        plugins.interruptStart()
    }

    /// How the end came, once ``serve(socketPath:streams:logger:)`` has returned.
    public var end: HostEnd { stopping.how }

    /// The log of the network in this home.
    package var ledger: Ledger {
        get throws { try facilities.services.network.ledger }
    }

    /// The time since 1970, with which numbers begin that must be higher in each process.
    private static var microsecondsOfClock: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }

    /// Closes the log; what was acknowledged is on disk already.
    public func close() async throws {
        facilities.events.close()
        guard facilities.services.network.exists else { return }
        try await facilities.services.network.ledger.close()
    }
}
