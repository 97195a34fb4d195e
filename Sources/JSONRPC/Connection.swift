package import JSON
import Synchronization

/// One caller's connection, whatever carries its bytes.
///
/// A transport feeds what it reads to `process`, and asks for output then and whenever `wake` is
/// called. Reading is the transport's thread alone; calls end on any thread.
package final class Connection: Sendable {
    package let id: ConnectionID
    package let peer: Peer?
    let attachments = Attachments()
    private let handler: any RequestHandler
    let state: Mutex<ConnectionState>
    /// Tells the transport, from any thread, to ask for output.
    let wake: @Sendable () -> Void

    private static let lastID = Atomic<Int64>(0)

    package init(
        handler: any RequestHandler,
        limits: ConnectionLimits,
        peer: Peer?,
        wake: @escaping @Sendable () -> Void
    ) {
        let number = Self.lastID.wrappingAdd(1, ordering: .relaxed).newValue
        id = ConnectionID(number: number)
        self.peer = peer
        self.handler = handler
        self.wake = wake
        state = Mutex(ConnectionState(limits: limits))
    }

    /// Tells the handler of the caller; before the first bytes are processed.
    package func open() {
        handler.connectionOpened(Caller(self, framing: .bare(newlineFollowed: true)))
    }

    /// Whether the transport should go on reading.
    package var wantsInput: Bool { state.withLock { $0.wantsInput } }

    /// Whether no more requests are taken.
    package var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Where `process` stops.
    package enum Stop {
        /// At the end of what has come.
        case end
        /// Behind messages whose replies are to be sent before the next one is served: once
        /// `wantsInput` is true again, `process` is to go on.
        case full
        /// At a message that is to be parsed elsewhere and given to `serve`; then `process` is to
        /// go on.
        case large(LargeMessage)
    }

    /// Serves the messages that a reader has come to; the transport takes the output next.
    ///
    /// - Parameter parsedByteCountMax: the most bytes of a message that is parsed here.
    package func process(
        _ reader: inout MessageReader,
        _ outlook: MessageScanner.Outlook,
        parsedByteCountMax: Int = .max
    ) -> Stop {
        var room = state.withLock { $0.beginReading() }
        // What is answered on the spot gathers here, so that the lock is taken once for all of it.
        var answers: [UInt8] = []
        var isTakenIn = true
        defer { state.withLock { $0.pauseReading(answers, isTakenIn: isTakenIn) } }
        while answers.count <= room {
            switch reader.next(outlook, parsedByteCountMax: parsedByteCountMax) {
            case nil: return .end
            case .message(let message):
                take(message, &answers)
                // The replies to a batch are in line already, if all of them are there.
                if case .batch = message { room = state.withLock { $0.room } }
            case .large(let bytes, let framing):
                isTakenIn = false
                return .large(LargeMessage(bytes, framing, reader.limits))
            }
        }
        return .full
    }

    /// Serves a message that was parsed elsewhere; the transport takes the output next.
    func serve(_ message: IncomingMessage) {
        _ = state.withLock { $0.beginReading() }
        var answers: [UInt8] = []
        take(message, &answers)
        state.withLock { $0.pauseReading(answers, isTakenIn: true) }
    }

    private func take(_ message: IncomingMessage, _ answers: inout [UInt8]) {
        switch message {
        case .single(let entry, let framing):
            take(entry, at: .single(framing), framing, &answers)
        case .batch(let entries, let framing):
            let batch = state.withLock { $0.openBatch(count: entries.count, framing: framing) }
            for (slot, entry) in entries.enumerated() {
                take(entry, at: .batch(batch, slot: slot), framing, &answers)
            }
        }
    }

    /// Says something that was not asked for as an error, and takes no more requests.
    package func end(_ error: RPCError, framing: MessageFraming) {
        _ = send(Reply.result(.failure(error), id: .null), framing: framing)
        drain()
    }

    /// Whether no call is in flight and nothing waits to be sent.
    package var isQuiet: Bool { state.withLock { $0.isQuiet } }

    /// Takes no more requests; those taken are answered, then the transport closes.
    package func drain() {
        perform(state.withLock { $0.drain() })
    }

    /// The host stops: cancels every call that is still in flight, which may say what is left of it.
    package func stop() {
        perform(state.withLock { $0.stop() })
    }

    /// Answers every call that is still in flight with an error, and cancels it.
    package func abandon(_ error: RPCError) {
        perform(state.withLock { $0.abandon(error) })
    }

    /// The transport has closed: cancels all calls.
    package func close() {
        perform(state.withLock { $0.close() })
        refuseRoom()
        handler.connectionClosed(id)
    }

    /// What the transport is to do next.
    package func takeOutput() -> ConnectionState.Output {
        state.withLock { $0.takeOutput() }
    }

    /// The transport has written bytes that it had taken.
    package func wrote(_ byteCount: Int) {
        let waiters = state.withLock { state in
            state.wrote(byteCount)
            return state.takeRoomWaiters()
        }
        for waiter in waiters { waiter.continuation.resume(returning: true) }
    }

    /// Puts a notification in line, unless too much waits to be sent.
    package func send(_ bytes: [UInt8], framing: MessageFraming) -> Bool {
        let (isSent, mustWake) = state.withLock { $0.send(bytes, framing: framing) }
        if mustWake { wake() }
        return isSent
    }

    private func take(
        _ entry: IncomingMessage.Entry,
        at place: ConnectionState.Place,
        _ framing: MessageFraming,
        _ answers: inout [UInt8]
    ) {
        switch entry {
        case .refused(let error, let id):
            answer(id, at: place, .failure(error), &answers)
        case .request(let request) where request.method == "$/cancelRequest":
            answer(request.id, at: place, cancel(request, "id"), &answers)
        // The Model Context Protocol's word for the same.
        case .request(let request) where request.method == "notifications/cancelled":
            answer(request.id, at: place, cancel(request, "requestId"), &answers)
        case .request(let request):
            route(request, at: place, framing, &answers)
        }
    }

    private func route(
        _ request: Request,
        at place: ConnectionState.Place,
        _ framing: MessageFraming,
        _ answers: inout [UInt8]
    ) {
        let caller = Caller(self, framing: framing)
        switch handler.route(for: request.method) {
        case nil:
            let error = RPCError(unknownMethod: request.method)
            answer(request.id, at: place, .failure(error), &answers)
        case .control(let body):
            let result = Result { () throws(RPCError) in
                if let refusal = batchRefusal(at: place) { throw refusal }
                return try body(request, caller)
            }
            answer(request.id, at: place, result, &answers)
        case .ordered(let body):
            admit(request, from: caller, at: place, isOrdered: true, body)
        case .long(let body):
            admit(request, from: caller, at: place, isOrdered: false, body)
        }
    }

    private func answer(
        _ id: RequestID?,
        at place: ConnectionState.Place,
        _ result: Result<JSONValue, RPCError>,
        _ answers: inout [UInt8]
    ) {
        switch place {
        case .single(let framing):
            if let id { Reply.append(result, id: id, framing, to: &answers) }
        case .batch:
            put(id.map { Reply.result(result, id: $0) }, at: place)
        }
    }

    private func batchRefusal(at place: ConnectionState.Place) -> RPCError? {
        guard case .batch = place else { return nil }
        return state.withLock { $0.batchRefusal(at: place) }
    }

    func put(_ reply: [UInt8]?, at place: ConnectionState.Place) {
        let replied = state.withLock { state in
            state.answer(place, reply)
            return state.takeReplied()
        }
        for action in replied { action() }
    }

    private func cancel(_ request: Request, _ name: String) -> Result<JSONValue, RPCError> {
        guard let id = request.params?[name] else {
            let missing = JSONDecodingError(
                pointer: "/\(name)",
                expected: "a value",
                got: "nothing"
            )
            return .failure(RPCError(missing))
        }
        perform(state.withLock { $0.cancel(id) })
        return .success(.null)
    }
}
