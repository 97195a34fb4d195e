public import JSON

/// Whoever sent a request, as something to send notifications to.
///
/// A caller may outlive the call it came with, as for subscriptions; let go of it when
/// `RequestHandler.connectionClosed(_:)` names its connection.
public struct Caller: Sendable {
    /// The connection that the request came over.
    public let connection: ConnectionID
    /// The process at the other end, where the kernel tells.
    public let peer: Peer?

    private let link: Connection
    /// Notifications are framed as the request was that the caller came with.
    private let framing: MessageFraming

    init(_ link: Connection, framing: MessageFraming) {
        connection = link.id
        peer = link.peer
        self.link = link
        self.framing = framing
    }

    /// Sends a notification; tells whether it was put in line.
    ///
    /// It is dropped when the connection has closed, and when more waits to be sent than
    /// `ConnectionLimits.unsentByteCountMax`: a reader that has fallen that far behind must not make
    /// the host hold everything. Senders of sequences can tell the reader later what it missed.
    @discardableResult
    public func notify(_ method: String, _ params: JSONValue) -> Bool {
        link.send(Reply.notification(method, params), framing: framing)
    }

    /// Reports how far a call has come, under the token that its caller chose.
    @discardableResult
    public func progress(token: JSONValue, _ value: JSONValue) -> Bool {
        notify("$/progress", ["token": token, "value": value])
    }
}
