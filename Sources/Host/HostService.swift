public import JSONRPC
public import Logging
public import ServiceLifecycle

/// A host as a service of the process: it ends in order when the process is asked to.
public struct HostService: Service {
    private let host: Host
    private let socketPath: String?
    private let streams: StreamsBox
    private let logger: Logger

    /// A host that is to serve on a socket, on streams, or on both.
    public init(
        _ host: Host,
        socketPath: String?,
        streams: consuming StandardStreams?,
        logger: Logger
    ) {
        self.host = host
        self.socketPath = socketPath
        self.streams = StreamsBox(streams)
        self.logger = logger
    }

    /// Serves until the process is asked to end.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await host.serve(socketPath: socketPath, streams: streams.take(), logger: logger)
        } onGracefulShutdown: {
            host.stop()
        }
    }
}
