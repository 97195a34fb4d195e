internal import Network
internal import Synchronization

/// Those who want to know when the log's head moves, each with room for the newest head only.
final class HeadWatchers: Sendable {
    private struct State {
        var continuations: [UInt64: AsyncStream<LogHead>.Continuation] = [:]
        var nextNumber: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A new stream, which begins with the head of this moment.
    func add(_ head: () -> LogHead) -> AsyncStream<LogHead> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number: UInt64? = state.withLock { state in
                guard !state.isFinished else { return nil }
                state.nextNumber += 1
                state.continuations[state.nextNumber] = continuation
                // Under the lock, so that no newer head can be announced before this one.
                continuation.yield(head())
                return state.nextNumber
            }
            guard let number else {
                continuation.finish()
                return
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.continuations.removeValue(forKey: number) }
            }
        }
    }

    /// The head has moved.
    func announce(_ head: LogHead) {
        state.withLock { state in
            for continuation in state.continuations.values { continuation.yield(head) }
        }
    }

    /// The head will not move any more.
    func finish() {
        let continuations = state.withLock { state in
            state.isFinished = true
            return state.continuations.values.map { $0 }
        }
        // Not under the lock: each of them removes itself.
        for continuation in continuations { continuation.finish() }
    }
}
