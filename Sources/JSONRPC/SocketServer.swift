import Glibc
import JSON
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Serves JSON-RPC on a Unix socket that only those can reach who are meant to.
public final class SocketServer: Sendable {
    /// How many connections one server holds open, unless told otherwise.
    public static let connectionCountMaxStandard = 128

    /// Where the socket lies.
    public let path: String

    private let channel: any Channel
    private let connections: ConnectionTable
    /// Until the server has shut down.
    private let file: Mutex<SocketFile?>

    private init(
        path: String,
        channel: any Channel,
        connections: ConnectionTable,
        file: consuming SocketFile?
    ) {
        self.path = path
        self.channel = channel
        self.connections = connections
        self.file = Mutex(file)
    }

    /// Begins to serve; connections are accepted when this returns.
    ///
    /// The socket's mode is 0600 from the first moment, and what `access` says a moment later. A
    /// socket that was left behind is taken over; a path that another process serves is refused. The
    /// server goes on until `shutdown`, whether or not anybody holds it. A socket that was
    /// `inherited` is served as it is, and its file left alone.
    public static func start(
        at path: String,
        inherited: InheritedSocket? = nil,
        handler: any RequestHandler,
        limits: ConnectionLimits = .standard,
        connectionCountMax: Int = connectionCountMaxStandard,
        access: SocketAccess = .ownerOnly,
        logger: Logger
    ) async throws(SocketError) -> SocketServer {
        var file: SocketFile?
        let listener: CInt
        if let inherited {
            listener = inherited.number
        } else {
            let made = try SocketFile(at: path)
            listener = try made.listen(for: access)
            file = consume made
        }
        let connections = ConnectionTable(
            handler: handler,
            limits: limits,
            countMax: connectionCountMax,
            admits: access.admits,
            logger: logger
        )
        let channel: any Channel
        do {
            // One loop for all: to hand a connection to another costs more than most calls do, and
            // nothing that takes long runs here.
            channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
                // To learn that nobody else is waiting costs one call to the system more.
                .serverChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelInitializer { connections.accept($0) }
                .withBoundSocket(listener)
                .get()
        } catch {
            throw .system(SystemError("serve the socket \(path)", number: EIO))
        }
        logger.info("serving a socket", metadata: ["path": "\(path)"])
        return SocketServer(
            path: path,
            channel: channel,
            connections: connections,
            file: file.take()
        )
    }

    /// Ends in order: takes no more connections and requests, waits until the calls in flight are
    /// answered and the answers sent, then closes.
    ///
    /// Calls that have not ended after the grace are cancelled and answered with
    /// `ErrorCode.shuttingDown`. Returns when all connections are closed and the path is free.
    public func shutdown(grace: Duration = .seconds(5)) async {
        do {
            try await channel.close()
        } catch {
            // Already closed, by a shutdown before.
        }
        await connections.shutdown(grace: grace, on: channel.eventLoop)
        let file = file.withLock { $0.take() }
        if let file { file.remove() }
    }
}
