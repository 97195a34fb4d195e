import JSON
import Synchronization

/// What happens in this process, as a series of events: the newest are kept, nothing is on disk.
final class HostEventSource: EventSource {
    private struct State {
        var events: [Event] = []
        var last: Int64
        var watchers: [Int64: AsyncStream<Void>.Continuation] = [:]
        var lastWatcher: Int64 = 0
        var isClosed = false
    }

    private let keptCountMax: Int
    private let state: Mutex<State>

    /// A series that begins behind a number.
    ///
    /// - Parameter last: one that is higher than all numbers of earlier processes, so that who asks
    ///   for what came behind one of those is told what is lost.
    init(after last: Int64, keptCountMax: Int) {
        self.keptCountMax = keptCountMax
        state = Mutex(State(last: last))
    }

    var last: Int64 { state.withLock { $0.last } }

    /// Adds an event.
    func publish(
        _ topic: EventTopic,
        _ kind: String,
        _ subjects: [Event.Subject],
        _ details: JSONObject,
        of holder: Holder? = nil
    ) {
        precondition(topic.series == .host, "the log publishes itself")
        state.withLock { state in
            guard !state.isClosed else { return }
            state.last += 1
            state.events.append(
                Event(
                    sequence: state.last,
                    topics: [topic],
                    kind: kind,
                    subjects: subjects,
                    details: details,
                    holder: holder
                )
            )
            // Seldom and many at once, for taking from the front moves the rest.
            if state.events.count >= 2 * keptCountMax {
                state.events.removeFirst(state.events.count - keptCountMax)
            }
            for watcher in state.watchers.values { watcher.yield() }
        }
    }

    func events(in range: ClosedRange<Int64>) -> EventPage {
        state.withLock { state in
            let first = state.last - Int64(state.events.count) + 1
            guard range.lowerBound >= first else {
                return EventPage(lostThrough: min(first - 1, range.upperBound))
            }
            let lower = Int(range.lowerBound - first)
            let upper = Int(min(range.upperBound, state.last) - first)
            return EventPage(events: lower <= upper ? Array(state.events[lower...upper]) : [])
        }
    }

    func changes() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number: Int64? = state.withLock { state in
                guard !state.isClosed else { return nil }
                state.lastWatcher += 1
                state.watchers[state.lastWatcher] = continuation
                return state.lastWatcher
            }
            continuation.yield()
            guard let number else {
                continuation.finish()
                return
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
            }
        }
    }

    /// Takes no more events.
    func close() {
        let watchers = state.withLock { state in
            state.isClosed = true
            return Array(state.watchers.values)
        }
        // Not under the lock: each of them removes itself.
        for watcher in watchers { watcher.finish() }
    }
}
