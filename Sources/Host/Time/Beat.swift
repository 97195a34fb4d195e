package import JSON
package import PluginKit
import Synchronization

/// The progress of a call, said again when the work itself has said nothing for a while, so that its
/// caller can tell a long silence from a dead host.
package final class Beat: Sendable {
    private struct State {
        var report: JSONObject = ["step": 0, "steps": 0, "message": "at work"]
        var time = ContinuousClock.now
        var isEnded = false
    }

    private let interval: Duration
    private let send: @Sendable (JSONObject) -> Void
    private let state = Mutex(State())

    /// A beat of an interval.
    package init(every interval: Duration, _ send: @escaping @Sendable (JSONObject) -> Void) {
        self.interval = interval
        self.send = send
    }

    /// Where the work tells how far it is.
    package var reporter: ProgressReporter {
        ProgressReporter { self.tell($0) }
    }

    /// Does work, and beats as long as it takes.
    package func accompany<Result: Sendable>(
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        let beating = Task { await run() }
        defer {
            // First, so that nothing is sent behind the reply.
            state.withLock { $0.isEnded = true }
            beating.cancel()
        }
        return try await work()
    }

    private func tell(_ report: JSONObject?) {
        state.withLock { state in
            guard !state.isEnded else { return }
            if let report { state.report = report }
            state.time = .now
            send(state.report)
        }
    }

    private func run() async {
        while true {
            let next = state.withLock { $0.time }.advanced(by: interval)
            do {
                try await Task.sleep(until: next, clock: .continuous)
            } catch {
                return
            }
            let isSilent = state.withLock { ContinuousClock.now - $0.time >= interval }
            if isSilent { tell(nil) }
        }
    }
}
