import JSON
import JSONRPC
import Synchronization
import Testing

/// A connection without a transport: text goes in, messages come out.
final class Wire: Sendable {
    let connection: Connection
    private let inbox = Inbox()
    private let reader: Mutex<MessageReader>

    init(_ handler: some RequestHandler, limits: ConnectionLimits = .standard) {
        let inbox = inbox
        connection = Connection(handler: handler, limits: limits, peer: nil) { inbox.collect() }
        inbox.connect(connection)
        reader = Mutex(MessageReader(limits: limits))
        connection.open()
    }

    /// Feeds text as one read's worth.
    func send(_ text: String, _ outlook: MessageScanner.Outlook = .pause) {
        reader.withLock { reader in
            Array(text.utf8).withUnsafeBytes { reader.append($0) }
            serve(&reader, outlook)
        }
        inbox.collect()
    }

    /// As transports do: where there is no room for more replies, what is left waits for it.
    private func serve(_ reader: inout MessageReader, _ outlook: MessageScanner.Outlook) {
        while case .full = connection.process(&reader, outlook) {
            inbox.collect()
            guard connection.wantsInput else { return }
        }
    }

    /// The next message from the host, as text.
    func next() async -> String { await inbox.next() }

    /// The next message from the host, without the `data` of errors.
    func nextBrief() async throws -> JSONValue {
        Self.brief(try JSONValue(parsing: await next()))
    }

    /// All bytes that have come so far.
    var received: String { inbox.received }

    /// Whether the host has asked to close.
    var isClosed: Bool { inbox.isClosed }

    /// From now on nothing that is taken counts as written.
    func stopWriting() { inbox.stopWriting() }

    /// What was taken counts as written, as does what will be.
    func goOnWriting() { inbox.goOnWriting() }

    static func brief(_ reply: JSONValue) -> JSONValue {
        switch reply {
        case .array(let replies): return .array(replies.map(brief))
        case .object(var object):
            if case .object(var error) = object["error"] {
                error["data"] = nil
                object["error"] = .object(error)
            }
            return .object(object)
        case .null, .bool, .integer, .real, .string: return reply
        }
    }
}

/// Where the output of a connection gathers until a test asks for it.
private final class Inbox: Sendable {
    private struct State {
        var connection: Connection?
        var scanner = MessageScanner()
        var received: [UInt8] = []
        var isClosed = false
        var isWriting = true
        var unwrittenCount = 0
        var waiting: CheckedContinuation<Void, Never>?

        mutating func takeAll(from connection: Connection) {
            while true {
                switch connection.takeOutput() {
                case .nothing: return
                case .close:
                    isClosed = true
                    return
                case .bytes(let bytes):
                    received += bytes
                    scanner.append(bytes)
                    if isWriting {
                        connection.wrote(bytes.count)
                    } else {
                        unwrittenCount += bytes.count
                    }
                }
            }
        }
    }

    private let state = Mutex(State())

    func connect(_ connection: Connection) { state.withLock { $0.connection = connection } }

    var received: String { state.withLock { String(decoding: $0.received, as: UTF8.self) } }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    func stopWriting() { state.withLock { $0.isWriting = false } }

    func goOnWriting() {
        state.withLock { state in
            state.isWriting = true
            state.connection?.wrote(state.unwrittenCount)
            state.unwrittenCount = 0
        }
    }

    func collect() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let connection = state.connection else { return nil }
            state.takeAll(from: connection)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    func next() async -> String {
        while true {
            let (message, seen) = state.withLock { ($0.scanner.next(.pause), $0.received.count) }
            switch message {
            case .message(let bytes, _): return String(decoding: bytes, as: UTF8.self)
            case .fault(let fault): return "fault: \(fault.reason)"
            case nil: await change(since: seen)
            }
        }
    }

    /// Waits until more has come than was seen at the last look.
    private func change(since seen: Int) async {
        await withCheckedContinuation { continuation in
            let isLate = state.withLock { state in
                guard state.received.count == seen else { return true }
                state.waiting = continuation
                return false
            }
            if isLate { continuation.resume() }
        }
    }
}

/// A handler made of a table.
struct TableHandler: RequestHandler {
    let routes: [String: Route]

    init(_ routes: [String: Route]) {
        self.routes = routes
    }

    func route(for method: String) -> Route? { routes[method] }
}

/// Something that calls wait for until a test lets them go on.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivedCount = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var onArrival: [(count: Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Waits until the gate is opened, or the task is cancelled.
    func pass() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isOpen, arrived) = state.withLock { state in
                    state.arrivedCount += 1
                    let arrived = state.onArrival.filter { $0.count <= state.arrivedCount }
                    state.onArrival.removeAll { $0.count <= state.arrivedCount }
                    // A task that is cancelled already has had its handler run.
                    let isOpen = state.isOpen || Task.isCancelled
                    if !isOpen { state.waiting.append(continuation) }
                    return (isOpen, arrived.map(\.1))
                }
                for continuation in arrived { continuation.resume() }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            release(opening: false)
        }
    }

    func open() { release(opening: true) }

    /// Waits until some number of calls stands at the gate.
    func arrival(of count: Int) async {
        await withCheckedContinuation { continuation in
            let isHere = state.withLock { state in
                guard state.arrivedCount < count else { return true }
                state.onArrival.append((count, continuation))
                return false
            }
            if isHere { continuation.resume() }
        }
    }

    private func release(opening: Bool) {
        let waiting = state.withLock { state in
            if opening { state.isOpen = true }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
