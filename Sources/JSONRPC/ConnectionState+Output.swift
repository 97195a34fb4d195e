// What waits to be sent, and how a connection ends.

import JSON

extension ConnectionState {
    /// Whether the transport should go on reading.
    var wantsInput: Bool {
        phase == .open && room >= 0
    }

    /// How many more bytes may wait to be sent; less than none when there are too many.
    var room: Int { limits.unsentByteCountMax - output.count - takenByteCount }

    /// Whether no call is in flight and nothing waits to be sent.
    var isQuiet: Bool { records.isEmpty && output.isEmpty && takenByteCount == 0 }

    /// Whether no more requests are taken.
    var isEnding: Bool { phase != .open }

    /// Puts a notification in line, unless too much waits to be sent; tells whether it did.
    mutating func send(_ bytes: [UInt8], framing: MessageFraming) -> (isSent: Bool, wake: Bool) {
        guard phase != .closed else { return (false, false) }
        guard room >= 0 else { return (false, false) }
        framing.append(bytes, to: &output)
        return (true, needsWake())
    }

    /// Hands all waiting output to the transport.
    mutating func takeOutput() -> Output {
        willAsk = false
        isWakePending = false
        guard output.isEmpty else {
            var bytes: [UInt8] = []
            swap(&bytes, &output)
            takenByteCount += bytes.count
            return .bytes(bytes)
        }
        return isDrained ? .close : .nothing
    }

    /// The transport has written bytes that it had taken.
    mutating func wrote(_ byteCount: Int) {
        takenByteCount -= byteCount
        precondition(takenByteCount >= 0, "no more is written than was taken")
    }

    /// Takes out those who waited for the room that there is now.
    mutating func takeRoomWaiters() -> [RoomWaiter] {
        guard !roomWaiters.isEmpty else { return [] }
        let served = roomWaiters.filter { hasRoom(below: $0.byteCount) }
        if !served.isEmpty { roomWaiters = roomWaiters.filter { !hasRoom(below: $0.byteCount) } }
        return served
    }

    /// Whether less than so many bytes wait to be sent, and notifications are taken.
    func hasRoom(below byteCount: Int) -> Bool {
        room >= 0 && output.count + takenByteCount < byteCount
    }

    /// What the reader has read and not taken in yet may bring more to send.
    private var isDrained: Bool {
        phase == .draining && !isReading && isQuiet
    }

    /// Whether the transport must be told to ask; true once until it does.
    mutating func needsWake() -> Bool {
        guard !willAsk, !isWakePending, !output.isEmpty || isDrained else { return false }
        isWakePending = true
        return true
    }
}

extension ConnectionState {
    /// Takes no more requests; those taken are answered, then the transport may close.
    mutating func drain() -> Effects {
        if phase == .open { phase = .draining }
        return Effects(wake: needsWake())
    }

    /// The host stops: calls that wait are answered, and those that run are cancelled, to say
    /// themselves what is left of them.
    mutating func stop() -> Effects {
        if phase == .open { phase = .draining }
        isStopping = true
        return cancel(answering: RPCError(.shuttingDown)) { _ in true }
    }

    /// Answers every call that is still in flight with an error, and cancels it.
    mutating func abandon(_ error: RPCError) -> Effects {
        if phase == .open { phase = .draining }
        let abandoned = records.sorted { $0.key < $1.key }
        var effects = Effects(cancellations: forgetCalls())
        for (_, record) in abandoned {
            answer(record.place, record.id.map { Reply.result(.failure(error), id: $0) })
        }
        effects.wake = needsWake()
        effects.replied = takeReplied()
        return effects
    }

    /// The connection is gone: its calls are cancelled, their replies have nowhere to go.
    mutating func close() -> Effects {
        phase = .closed
        output = []
        batches = [:]
        return Effects(cancellations: forgetCalls())
    }

    private mutating func forgetCalls() -> [Task<Void, Never>] {
        let tasks = records.values.compactMap(\.task) + [worker?.task].compactMap(\.self)
        records = [:]
        queue = Queue()
        worker = nil
        return tasks
    }
}
