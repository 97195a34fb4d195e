import Synchronization

/// Lets a few tasks through at a time, or one, callers in turn.
///
/// The tasks of one caller go in the order in which they came. So who asks for much keeps nobody
/// waiting who asks for little.
package final class Turns: Sendable {
    private struct Waiting {
        let ticket: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var takenCount = 0
        var lastTicket = 0
        /// Those who wait, a line a caller; no line is empty.
        var lines: [Int64: [Waiting]] = [:]
        /// The callers who wait, in the order in which they have the turn next.
        var order: [Int64] = []

        mutating func append(_ waiting: Waiting, of caller: Int64) {
            if lines[caller] == nil { order.append(caller) }
            lines[caller, default: []].append(waiting)
        }

        mutating func popNext() -> Waiting? {
            guard !order.isEmpty else { return nil }
            let caller = order.removeFirst()
            let next = lines[caller]?.removeFirst()
            if lines[caller]?.isEmpty == true { lines[caller] = nil } else { order.append(caller) }
            return next
        }

        mutating func remove(_ ticket: Int, of caller: Int64) -> Waiting? {
            guard let place = lines[caller]?.firstIndex(where: { $0.ticket == ticket }) else {
                return nil
            }
            let waiting = lines[caller]?.remove(at: place)
            if lines[caller]?.isEmpty == true {
                lines[caller] = nil
                order.removeAll { $0 == caller }
            }
            return waiting
        }
    }

    private let state = Mutex(State())
    private let width: Int

    /// Turns of which so many are had at a time.
    package init(width: Int = 1) {
        precondition(width > 0, "somebody has the turn")
        self.width = width
    }

    /// How many wait.
    package var waitingCount: Int {
        state.withLock { $0.lines.values.reduce(0) { $0 + $1.count } }
    }

    /// How many have the turn.
    package var takenCount: Int { state.withLock { $0.takenCount } }

    /// Returns when it is the caller's turn, who must then ``pass()`` it on.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled; then there is no turn to pass.
    package func take(for caller: Int64 = 0) async throws {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    // Asked under the lock: a cancellation that comes later finds the ticket.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.takenCount == width else {
                        state.takenCount += 1
                        return .success(())
                    }
                    state.append(Waiting(ticket: ticket, continuation: continuation), of: caller)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let waiting = state.withLock { $0.remove(ticket, of: caller) }
            waiting?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Ends a turn: the next in line has it.
    package func pass() {
        let next = state.withLock { state in
            precondition(state.takenCount > 0, "only who has the turn passes it on")
            let next = state.popNext()
            if next == nil { state.takenCount -= 1 }
            return next
        }
        next?.continuation.resume()
    }
}
