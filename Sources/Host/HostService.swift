public import JSONRPC
public import Logging
public import ServiceLifecycle

/// A host as a service of the process: it ends in order when the process is asked to.
public struct HostService: Service {
    private let host: Host
    private let socketPath: String?
    private let inherited: InheritedSocket?
    private let streams: StreamsBox
    private let logger: Logger
    private let started: @Sendable () -> Void
    private let stopping: @Sendable () -> Void

    /// A host that is to serve on a socket, on streams, or on both; it tells when callers can
    /// connect, and when the host begins to end.
    public init(
        _ host: Host,
        socketPath: String?,
        inherited: InheritedSocket? = nil,
        streams: consuming StandardStreams?,
        logger: Logger,
        started: @escaping @Sendable () -> Void = {},
        stopping: @escaping @Sendable () -> Void = {}
    ) {
        self.host = host
        self.socketPath = socketPath
        self.inherited = inherited
        self.started = started
        self.stopping = stopping
        self.streams = StreamsBox(streams)
        self.logger = logger
    }

    /// Serves until the process is asked to end.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await host.serve(
                socketPath: socketPath,
                inherited: inherited,
                streams: streams.take(),
                logger: logger,
                started: started,
                stopping: self.stopping
            )
        } onGracefulShutdown: {
            host.stop()
        }
    }
}
