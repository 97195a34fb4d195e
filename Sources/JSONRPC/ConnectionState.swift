import JSON

/// The calls of one connection and the bytes that wait to be sent over it.
///
/// This is what the threads of a connection share, as a value without I/O: each method takes one
/// event and says what is to be done about it.
package struct ConnectionState {
    typealias Body = @Sendable (Request, Caller) async throws(RPCError) -> JSONValue

    /// Where the reply to a request goes.
    enum Place {
        case single(MessageFraming)
        case batch(Int64, slot: Int)
    }

    /// A call that waits for its turn, or runs.
    struct Call: Sendable {
        let number: Int64
        let request: Request
        let caller: Caller
        let body: Body
        /// Why it is not to be run after all.
        var refusal: RPCError?
    }

    /// What is to be done about a request.
    enum Admission {
        /// Nothing: it waits in the queue of a worker.
        case queued
        /// It is to be answered with an error.
        case refused(RPCError)
        /// The call is to be run in a task of its own.
        case run(Call)
        /// A worker is to be started for the queue.
        case work(Int64)
    }

    /// What is to be done after something has changed.
    struct Effects {
        /// The transport is to be told to ask for output.
        var wake = false
        /// A worker is to be started for the queue.
        var worker: Int64?
        /// What waited for replies that are in line now, to be done outside of any lock.
        var replied: [@Sendable () -> Void] = []
        /// Tasks to be cancelled, outside of any lock.
        var cancellations: [Task<Void, Never>] = []
        /// So much waits to be sent that ordered calls wait, too.
        var isFull = false
    }

    /// What the transport is to do.
    package enum Output {
        case nothing
        case bytes([UInt8])
        /// Everything is answered and sent, and nothing more will come.
        case close
    }

    enum Phase {
        case open
        /// No request is taken any more; those taken are answered.
        case draining
        case closed
    }

    struct Record {
        let id: RequestID?
        let place: Place
        var isQueued = false
        var isCancelled = false
        var task: Task<Void, Never>?
        /// What is to be done once the reply is in line.
        var afterReply: [@Sendable () -> Void] = []
    }

    struct Batch {
        let framing: MessageFraming
        var replies: [[UInt8]?]
        /// The bytes of the replies so far.
        var byteCount = 0
        var openCount: Int
        var afterReply: [@Sendable () -> Void] = []
    }

    /// The task that runs ordered calls one after another, as long as there are any.
    struct Worker {
        let generation: Int64
        var task: Task<Void, Never>?
        var running: Int64?
        /// Its task is cancelled on behalf of the running call, so that others need a new one.
        var isRetired = false
    }

    let limits: ConnectionLimits
    var phase = Phase.open
    /// What is cancelled from now on is so because the host stops.
    var isStopping = false
    private var lastNumber: Int64 = 0
    var records: [Int64: Record] = [:]
    var batches: [Int64: Batch] = [:]
    var queue = Queue<Call>()
    var worker: Worker?
    /// What waited for replies that are in line now.
    var replied: [@Sendable () -> Void] = []
    /// Those who wait until less is to be sent.
    var roomWaiters: [RoomWaiter] = []
    var output: [UInt8] = []
    /// Bytes that the transport has taken and not yet written.
    var takenByteCount = 0
    /// The reader is at work: what it has read is not all taken in yet.
    var isReading = false
    /// The transport will ask for output when the reader is done, without being told.
    var willAsk = false
    var isWakePending = false

    init(limits: ConnectionLimits) {
        self.limits = limits
    }
}

// MARK: - Requests

extension ConnectionState {
    /// The reader begins with what has come in; answers how many bytes of replies there is room for.
    mutating func beginReading() -> Int {
        isReading = true
        willAsk = true
        return room
    }

    /// The reader stops, with replies that are framed already.
    ///
    /// - Parameter isTakenIn: whether nothing that the reader has begun with is left.
    mutating func pauseReading(_ answers: [UInt8], isTakenIn: Bool) {
        isReading = !isTakenIn
        guard phase != .closed, !answers.isEmpty else { return }
        if output.isEmpty { output = answers } else { output += answers }
    }

    /// Takes in a request that is not answered on the spot.
    mutating func admit(
        _ request: Request,
        from caller: Caller,
        at place: Place,
        isOrdered: Bool,
        _ body: @escaping Body
    ) -> Admission {
        if let refusal = refusal(at: place) { return .refused(refusal) }
        let number = nextNumber()
        let call = Call(
            number: number,
            request: request,
            caller: caller.calling(number),
            body: body
        )
        records[call.number] = Record(id: request.id, place: place, isQueued: isOrdered)
        guard isOrdered else { return .run(call) }
        queue.append(call)
        return worker == nil ? .work(hireWorker()) : .queued
    }

    /// Why no request can be taken just now.
    private func refusal(at place: Place) -> RPCError? {
        switch phase {
        case .draining, .closed:
            RPCError(.shuttingDown)
        case .open where records.count >= limits.callCountMax:
            RPCError(
                limit: "callCount",
                most: limits.callCountMax,
                message: "A connection may have at most \(limits.callCountMax) calls in flight; "
                    + "wait for replies, then send again.",
                isRetryable: true
            )
        case .open: batchRefusal(at: place)
        }
    }

    mutating func nextNumber() -> Int64 {
        lastNumber += 1
        return lastNumber
    }
}

// MARK: - Calls

extension ConnectionState {
    /// Keeps the task of a call; tells whether to cancel it at once.
    ///
    /// Of a call that is not known any more the task has ended, or is to end: both bear it.
    mutating func attach(_ task: Task<Void, Never>, toCall number: Int64) -> Bool {
        records[number]?.task = task
        return records[number]?.isCancelled ?? true
    }

    /// Keeps the task of a worker; tells whether to cancel it at once, as for calls.
    mutating func attach(_ task: Task<Void, Never>, toWorker generation: Int64) -> Bool {
        guard worker?.generation == generation else { return true }
        worker?.task = task
        return worker?.isRetired ?? true
    }

    /// The next call for a worker, or nothing when its work is done.
    mutating func nextCall(forWorker generation: Int64) -> Call? {
        guard worker?.generation == generation else { return nil }
        precondition(worker?.running == nil, "ordered calls run one after another")
        guard var call = queue.popFirst() else {
            worker = nil
            return nil
        }
        worker?.running = call.number
        records[call.number]?.isQueued = false
        call.refusal = records[call.number].flatMap { batchRefusal(at: $0.place) }
        return call
    }

    /// A call has ended; its reply is nothing for a notification.
    mutating func finish(_ number: Int64, _ reply: [UInt8]?) -> Effects {
        // A call that was given up when the connection closed has been dealt with.
        guard let record = records.removeValue(forKey: number) else { return Effects() }
        answer(record.place, reply, then: record.afterReply)
        var effects = Effects(wake: needsWake(), replied: takeReplied(), isFull: room < 0)
        if worker?.running == number {
            worker?.running = nil
            if worker?.isRetired == true {
                worker = nil
                if !queue.isEmpty { effects.worker = hireWorker() }
            }
        }
        return effects
    }

    /// Cancels the calls of an id.
    mutating func cancel(_ id: JSONValue) -> Effects {
        cancel(answering: RPCError(.cancelled)) { $0.id?.value == id }
    }

    /// Cancels calls: one that waits is answered, one that runs hears of it and decides itself how it
    /// ends.
    mutating func cancel(
        answering error: RPCError,
        where isMeant: (Record) -> Bool
    ) -> Effects {
        var effects = Effects()
        let meant = records.filter { isMeant($0.value) }
        for (number, record) in meant.sorted(by: { $0.key < $1.key }) {
            if record.isQueued {
                queue.removeAll { $0.number == number }
                records[number] = nil
                answer(record.place, record.id.map { Reply.result(.failure(error), id: $0) })
            } else if worker?.running == number {
                // Retired before the lock is let go of, it can take no other call into a task that
                // is about to be cancelled.
                worker?.isRetired = true
                if let task = worker?.task { effects.cancellations.append(task) }
            } else {
                records[number]?.isCancelled = true
                if let task = record.task { effects.cancellations.append(task) }
            }
        }
        effects.wake = needsWake()
        effects.replied = takeReplied()
        return effects
    }

    private mutating func hireWorker() -> Int64 {
        precondition(worker == nil, "one worker a connection")
        let generation = nextNumber()
        worker = Worker(generation: generation)
        return generation
    }
}
