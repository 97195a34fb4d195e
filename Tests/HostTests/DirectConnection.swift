import Host
import JSON
import JSONRPC
import Synchronization
import Testing

/// A connection to a host without a transport, over which a test can call from within the host's own
/// work: so what it says comes at the same moment in each run.
final class DirectConnection: Sendable {
    /// What has come from the host.
    let messages: AsyncStream<JSONValue>

    private let arrivals: AsyncStream<JSONValue>.Continuation
    private let isHeld = Switch()
    private let connection = Mutex<Connection?>(nil)
    private let reader: Mutex<MessageReader>
    private let onMessage: @Sendable (JSONValue, DirectConnection) -> Void

    /// - Parameter onMessage: called with each message, on the thread that has sent it.
    init(
        to host: Host,
        limits: ConnectionLimits = .standard,
        onMessage: @escaping @Sendable (JSONValue, DirectConnection) -> Void = { _, _ in }
    ) {
        (messages, arrivals) = AsyncStream<JSONValue>.makeStream()
        reader = Mutex(MessageReader(limits: limits))
        self.onMessage = onMessage
        let made = Connection(handler: host.handler, limits: limits, peer: nil) { [weak self] in
            self?.collect()
        }
        connection.withLock { $0 = made }
        made.open()
    }

    deinit { connection.withLock { $0?.close() } }

    /// Sends a request, or without an id a notification.
    func send(_ method: String, _ params: JSONObject, id: JSONValue? = nil) {
        var request: JSONObject = [
            "jsonrpc": "2.0", "method": .string(method), "params": .object(params),
        ]
        request["id"] = id
        let text = JSONValue.object(request).text + "\n"
        guard let connection = connection.withLock(\.self) else { return }
        reader.withLock { reader in
            Array(text.utf8).withUnsafeBytes { reader.append($0) }
            _ = connection.process(&reader, .pause)
        }
        collect()
    }

    /// Cancels a call.
    func cancel(_ id: JSONValue) { send("$/cancelRequest", ["id": id]) }

    /// The reply to a call; what comes before it is let pass.
    func reply(to id: JSONValue) async -> JSONValue? {
        for await message in messages where message["id"] == id { return message }
        return nil
    }

    /// From now on what the host sends waits.
    func hold() { isHeld.turn(on: true) }

    /// Takes what waits, and what comes from now on.
    func release() {
        isHeld.turn(on: false)
        collect()
    }

    /// Fills what may wait to be sent.
    func fill(_ byteCount: Int) {
        let bytes = Array(JSONValue.string(String(repeating: "x", count: byteCount)).text.utf8)
        let framing = MessageFraming.bare(newlineFollowed: true)
        _ = connection.withLock(\.self)?.send(bytes, framing: framing)
    }

    private func collect() {
        guard let connection = connection.withLock(\.self) else { return }
        while !isHeld.isOn, case .bytes(let bytes) = connection.takeOutput() {
            connection.wrote(bytes.count)
            // Whole messages, for each is put in line at once.
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                do {
                    let message = try JSONValue(parsing: String(decoding: line, as: UTF8.self))
                    arrivals.yield(message)
                    onMessage(message, self)
                } catch {
                    Issue.record(error, "the host sends JSON")
                }
            }
        }
    }
}
