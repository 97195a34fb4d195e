import JSON
import Synchronization

/// What the callers' tasks and the reading thread of a client share.
final class ClientCore: Sendable {
    private let state = Mutex(ClientState())
    /// Set before anything is sent.
    private let wake = Mutex<Wake?>(nil)
    private let onNotification: @Sendable (Request) -> Void

    init(onNotification: @escaping @Sendable (Request) -> Void) {
        self.onNotification = onNotification
    }

    /// The bytes of a request, or without an id of a notification.
    static func message(_ method: String, _ params: JSONValue?, id: Int64?) -> [UInt8] {
        var message: JSONObject = ["jsonrpc": "2.0"]
        if let id { message["id"] = .integer(id) }
        message["method"] = .string(method)
        if let params { message["params"] = params }
        return MessageFraming.bare(newlineFollowed: true).framed(
            JSONValue.object(message).serialized()
        )
    }

    /// Opens a call under an id of its own.
    func open() -> Int64 { state.withLock { $0.open() } }

    /// Puts messages in line to be sent.
    func send(_ messages: [UInt8]) {
        guard state.withLock({ $0.send(messages) }) else { return }
        wake.withLock(\.self)?.call()
    }

    /// Waits for the reply to an open call.
    func reply(to id: Int64) async -> ClientState.Reply {
        await withCheckedContinuation { continuation in
            deliver(state.withLock { $0.wait(for: id, continuation) })
        }
    }

    // MARK: The transport's side

    /// The transport is ready to send whenever it is told.
    func connect(wake: @escaping @Sendable () -> Void) {
        self.wake.withLock { $0 = Wake(call: wake) }
    }

    /// Everything that is to be sent.
    func takeOutput() -> [UInt8] { state.withLock { $0.takeOutput() } }

    /// Takes in the messages that a scanner has found.
    func receive(from scanner: inout MessageScanner) throws(ClientError) {
        while let scanned = scanner.next(.pause) {
            guard case .message(let bytes, _) = scanned else {
                throw .malformed("bytes that are no message")
            }
            let message: JSONValue
            do {
                message = try JSONValue(parsing: bytes)
            } catch {
                throw .malformed(error.description)
            }
            // By the sender's rules: one message is a reply or notification, several an array.
            for message in message.array ?? [message] {
                let incoming = try state.withLock { state throws(ClientError) in
                    try state.receive(message)
                }
                switch incoming {
                case .reply(let delivery): deliver(delivery)
                case .notification(let notification): onNotification(notification)
                case .kept: break
                }
            }
        }
    }

    /// The connection has closed.
    func close(_ error: ClientError) {
        // The transport is behind `wake`, and holds this in turn.
        wake.withLock { $0 = nil }
        for delivery in state.withLock({ $0.close(error) }) { deliver(delivery) }
    }

    /// Tells the transport to send.
    ///
    /// A bare function in a lock would be wrapped once more each time that it is taken out.
    private struct Wake: Sendable {
        let call: @Sendable () -> Void
    }

    private func deliver(_ delivery: ClientState.Delivery?) {
        guard let delivery else { return }
        delivery.waiting.resume(returning: delivery.reply)
    }
}
