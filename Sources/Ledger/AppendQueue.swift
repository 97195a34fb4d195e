/// Appends that wait for the writer, and whether a writer is at work: a state machine that performs
/// nothing itself.
struct AppendQueue<Request: Sendable>: Sendable {
    private enum State {
        /// Nobody waits, nobody writes.
        case idle
        /// A writer is at work and will come back for those who wait.
        case writing
        /// As `writing`, but nobody may join the queue any more.
        case closing
        /// The last append has been answered.
        case closed
    }

    /// What the caller of ``add(_:)`` has to do.
    enum AddAction {
        case startWriter
        case none
        case refuse(LedgerError)
    }

    private var state = State.idle
    private var waiting: [Request] = []
    private let waitingCountMax: Int
    private let batchCountMax: Int

    init(waitingCountMax: Int, batchCountMax: Int) {
        precondition(waitingCountMax > 0, "a queue holds something")
        precondition(batchCountMax > 0, "a batch holds something")
        self.waitingCountMax = waitingCountMax
        self.batchCountMax = batchCountMax
    }

    /// A caller wants something written.
    mutating func add(_ request: Request) -> AddAction {
        switch state {
        case .idle:
            precondition(waiting.isEmpty, "nobody waits while nobody writes")
            waiting.append(request)
            state = .writing
            return .startWriter
        case .writing:
            guard waiting.count < waitingCountMax else {
                return .refuse(.overloaded(waitingCountMax: waitingCountMax))
            }
            waiting.append(request)
            return .none
        case .closing, .closed:
            return .refuse(.closed)
        }
    }

    /// The writer asks for its next batch; nothing means that it is done and must go.
    mutating func take() -> [Request]? {
        guard waiting.isEmpty else {
            let batch = Array(waiting.prefix(batchCountMax))
            waiting.removeFirst(batch.count)
            return batch
        }
        switch state {
        case .writing: state = .idle
        case .closing: state = .closed
        case .idle, .closed: preconditionFailure("only a writer at work takes batches")
        }
        return nil
    }

    /// Nobody may join any more; those who wait are still served.
    mutating func close() {
        switch state {
        case .idle: state = .closed
        case .writing: state = .closing
        case .closing, .closed: break
        }
    }
}
