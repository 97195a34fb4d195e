public import JSON

/// What stands behind connections and answers their requests.
public protocol RequestHandler: Sendable {
    /// How a method is served, or nothing when no method has this name.
    ///
    /// Asked once for each request, on the thread that reads the connection: a look-up, not work.
    func route(for method: String) -> Route?

    /// Tells that a caller has come, before its first request.
    func connectionOpened(_ caller: Caller)

    /// Tells that a caller has gone: its calls are cancelled and nothing reaches it any more.
    func connectionClosed(_ connection: ConnectionID)
}

extension RequestHandler {
    /// Does nothing.
    public func connectionOpened(_ caller: Caller) {}

    /// Does nothing.
    public func connectionClosed(_ connection: ConnectionID) {}
}

/// How a method is served, and by what.
public enum Route: Sendable {
    /// Runs at once on the thread that reads the connection, before anything that waits.
    ///
    /// For what must be answered whatever else goes on (`host.ping`, `host.status`): it costs no
    /// change of threads, and must neither block nor compute for longer than some microseconds.
    case control(@Sendable (Request, Caller) throws(RPCError) -> JSONValue)

    /// Runs after the ordered calls that its connection sent before, and before those sent later.
    ///
    /// For everything that takes effect and is done in milliseconds.
    case ordered(@Sendable (Request, Caller) async throws(RPCError) -> JSONValue)

    /// Runs beside all other calls, in a task of its own that `$/cancelRequest` cancels.
    case long(@Sendable (Request, Caller) async throws(RPCError) -> JSONValue)
}

/// The number of a connection, never used twice in one process.
public struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
    /// The number, from 1.
    public let number: Int64

    /// The number in decimal, as logs show it.
    public var description: String { "\(number)" }
}
