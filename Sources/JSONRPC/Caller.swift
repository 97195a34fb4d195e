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

    /// When the call was taken in.
    public private(set) var arrival: ContinuousClock.Instant?

    /// The number of the call, which is nothing for one that is answered on the spot.
    private var call: Int64?
    private let link: Connection
    /// How reports of progress are written; nothing for this protocol's own way.
    private var progressForm: ProgressForm?

    /// A method's name and its parameters, of a token and what is reported under it.
    public typealias ProgressForm = @Sendable (JSONValue, JSONValue) -> (String, JSONValue)
    /// Notifications are framed as the request was that the caller came with.
    private let framing: MessageFraming

    /// What the handler keeps with the connection, one value of each type; made at the first look.
    ///
    /// It lives as long as the connection, and as long as anybody holds a caller of it.
    public func attached<Value: Sendable>(_ make: () -> Value) -> Value {
        link.attachments.value(make)
    }

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

    /// Whether the connection is still there.
    public var isConnected: Bool { link.isOpen }

    /// Whether less than so many bytes wait to be sent, and no more than its connection lets wait.
    public func hasRoom(below byteCount: Int) -> Bool {
        link.hasRoom(below: byteCount)
    }

    /// Returns once there is room, as for ``hasRoom(below:)``; false when the connection has closed or
    /// the task is cancelled.
    ///
    /// For sequences longer than what may wait: whoever sends them goes as fast as they are read.
    /// Others may take the room before the next notification.
    public func awaitRoom(below byteCount: Int) async -> Bool {
        await link.awaitRoom(below: byteCount)
    }

    /// Does something once the reply to this call stands in line to be sent, so that what it sends
    /// comes behind it; at once when there is no such call any more.
    public func afterReply(_ action: @escaping @Sendable () -> Void) {
        guard let call, link.deferAction(action, behind: call) else {
            action()
            return
        }
    }

    /// The same caller, as that of a call which has been taken in.
    func calling(_ number: Int64) -> Caller {
        var caller = self
        caller.call = number
        caller.arrival = .now
        return caller
    }

    /// Reports how far a call has come, under the token that its caller chose.
    @discardableResult
    public func progress(token: JSONValue, _ value: JSONValue) -> Bool {
        let (method, params) =
            progressForm?(token, value) ?? ("$/progress", ["token": token, "value": value])
        return notify(method, params)
    }

    /// The same caller, to whom progress is reported in the form of another protocol.
    public func reporting(_ form: @escaping ProgressForm) -> Caller {
        var caller = self
        caller.progressForm = form
        return caller
    }
}
