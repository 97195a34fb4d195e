import Synchronization

/// Does things at their time, unless they are called off before.
///
/// Nearly all are: each call has a deadline and hardly any meets it. So setting and calling off cost
/// an entry in a table; one task sleeps until the earliest, and looks again.
package final class Alarm: Sendable {
    private struct Entry {
        let time: ContinuousClock.Instant
        let action: @Sendable () -> Void
    }

    private struct State {
        var entries: [Int64: Entry] = [:]
        var lastNumber: Int64 = 0
        var sleeper: Task<Void, Never>?
        /// When the sleeper wakes.
        var wakeTime: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// An alarm that nothing is set on.
    package init() {}

    deinit {
        state.withLock { $0.sleeper }?.cancel()
    }

    /// Does something at a time, at once when it has passed; returns the number to call it off by.
    package func set(
        at time: ContinuousClock.Instant,
        _ action: @escaping @Sendable () -> Void
    ) -> Int64 {
        state.withLock { state in
            state.lastNumber += 1
            state.entries[state.lastNumber] = Entry(time: time, action: action)
            if state.wakeTime.map({ time < $0 }) ?? true { sleep(until: time, &state) }
            return state.lastNumber
        }
    }

    /// Calls something off; it is let pass when it has been done.
    package func callOff(_ number: Int64) {
        state.withLock { _ = $0.entries.removeValue(forKey: number) }
    }

    private func sleep(until time: ContinuousClock.Instant, _ state: inout State) {
        state.sleeper?.cancel()
        state.wakeTime = time
        state.sleeper = Task { [weak self] in
            do {
                try await Task.sleep(until: time, clock: .continuous)
                self?.ring()
            } catch {
                // Another sleeps in its place.
            }
        }
    }

    private func ring() {
        let now = ContinuousClock.now
        let due = state.withLock { state in
            let due = state.entries.filter { $0.value.time <= now }
            for number in due.keys { state.entries[number] = nil }
            // Another than who rings, if something earlier was set while it woke.
            state.sleeper?.cancel()
            state.sleeper = nil
            state.wakeTime = nil
            let next = state.entries.values.map(\.time).min()
            if let next { sleep(until: next, &state) }
            return due.sorted { ($0.value.time, $0.key) < ($1.value.time, $1.key) }
                .map(\.value.action)
        }
        for action in due { action() }
    }
}
