import Glibc
import JSON
public import Logging
import NIOCore
import Synchronization

/// Serves JSON-RPC on a Unix socket that only those can reach who are meant to.
public final class SocketServer: Sendable {
    /// How many connections one server holds open, unless told otherwise.
    public static let connectionCountMaxStandard = 128

    /// Where the socket lies.
    public let path: String

    private let listeners: Listeners
    private let connections: ConnectionTable
    /// Until the server has shut down.
    private let file: Mutex<SocketFile?>

    private init(
        path: String,
        listeners: Listeners,
        connections: ConnectionTable,
        file: consuming SocketFile?
    ) {
        self.path = path
        self.listeners = listeners
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
        let listeners: Listeners
        do {
            listeners = try await Listeners.start(on: Descriptor(owning: listener)) {
                connections.accept($0)
            }
        } catch {
            throw .system(SystemError("serve the socket \(path)", number: EIO))
        }
        logger.info("serving a socket", metadata: ["path": "\(path)"])
        return SocketServer(
            path: path,
            listeners: listeners,
            connections: connections,
            file: file.take()
        )
    }

    /// Ends in order: takes no more connections and requests, waits until the calls in flight are
    /// answered and the answers sent, then closes.
    ///
    /// Calls that have not ended after the grace are cancelled, and answered with
    /// `ErrorCode.shuttingDown` and what they say is left of them. Returns when all connections are
    /// closed and the path is free.
    public func shutdown(grace: Duration = .seconds(5)) async {
        await listeners.close()
        await connections.shutdown(grace: grace)
        let file = file.withLock { $0.take() }
        if let file { file.remove() }
    }
}
