import JSON
import JSONRPC
import Logging
import Synchronization

/// One listener's events: from a number on, in order, at the pace at which they are read.
final class Subscription: Sendable {
    /// What a subscription tells through, and counts with.
    struct Means: Sendable {
        /// Tells how many were sent, and how many numbers passed over.
        let count: @Sendable (_ sent: Int64, _ lost: Int64) -> Void
        /// Whether an event is one that somebody may know of.
        let mayTell: @Sendable (Event, Caller) -> Bool
        /// Why somebody may listen no more, if so.
        let objection: @Sendable (Caller) -> RPCError?
        /// Takes a subscription that has ended by itself off the list.
        let forget: @Sendable (_ number: Int64, Caller) -> Void
        /// How many numbers a live listener may be behind.
        let behindMax: Int
        /// How many bytes may wait to be sent before no event is added to them.
        let unsentByteCountMax: Int
        let logger: Logger
    }

    /// The number, unique in this process.
    let number: Int64
    /// What it is to.
    let topics: Set<EventTopic>
    /// Which of their events.
    let filter: EventFilter
    /// The first number that it looks at.
    let first: Int64

    private let source: any EventSource
    private let caller: Caller
    private let means: Means
    private let state: Mutex<State>

    private struct State {
        var isEnded = false
        var reached: Int64
        var task: Task<Void, Never>?
    }

    init(
        _ number: Int64,
        to topics: Set<EventTopic>,
        _ filter: EventFilter,
        of source: any EventSource,
        after last: Int64,
        for caller: Caller,
        _ means: Means
    ) {
        self.number = number
        self.topics = topics
        self.filter = filter
        self.source = source
        self.caller = caller
        self.means = means
        first = last + 1
        state = Mutex(State(reached: last))
    }

    /// The last number that has been dealt with.
    var reached: Int64 { state.withLock { $0.reached } }

    /// Begins to send.
    func start() {
        state.withLock { state in
            guard !state.isEnded, state.task == nil else { return }
            state.task = Task { await run() }
        }
    }

    /// Returns when it has ended, by itself or by ``end()``.
    func ended() async {
        await state.withLock { $0.task }?.value
    }

    /// Whether it is to what happens in this process.
    var isOfHost: Bool { topics.allSatisfy { $0.series == .host } }

    /// Sends nothing from now on.
    func end() {
        let task = state.withLock { state in
            state.isEnded = true
            defer { state.task = nil }
            return state.task
        }
        task?.cancel()
    }

    private func run() async {
        var cursor = EventCursor(from: first, behindMax: means.behindMax)
        do {
            for await _ in source.changes() {
                while try await advance(&cursor) {}
            }
        } catch is Stopped {
            // Nobody listens any more.
        } catch {
            await tellEnded(error)
        }
    }

    /// The listener would wait for ever for events that do not come.
    private func tellEnded(_ error: any Error) async {
        means.logger.warning(
            "a subscription ended",
            metadata: ["subscription": "\(number)", "error": "\(error)"]
        )
        let params: JSONValue = [
            "subscription": .integer(number),
            "error": RPCError(describing: error).json,
        ]
        do {
            repeat {
                let hasRoom = await caller.awaitRoom(below: means.unsentByteCountMax)
                guard hasRoom else { throw Stopped() }
            } while try !put("events.ended", params) { $0.isEnded = true }
        } catch {
            // Nobody listens any more.
        }
        means.forget(number, caller)
    }

    /// Why nothing more is sent.
    private struct Stopped: Error {}

    /// Takes the next step; false when it is to wait for more events.
    private func advance(_ cursor: inout EventCursor) async throws -> Bool {
        switch cursor.step(last: source.last) {
        case .wait: return false
        case .tellLost:
            // Asked again when there is room: by then it may be more.
            try await awaitRoom(&cursor)
            guard case .tellLost(let range) = cursor.step(last: source.last), try tellLost(range)
            else { return true }
            cursor.toldLost(through: range.upperBound)
        case .deliver(let range):
            let page = try await source.events(in: range)
            if let through = page.lostThrough {
                try await awaitRoom(&cursor)
                guard try tellLost(range.lowerBound...through) else { return true }
                cursor.passed(through)
            }
            try await deliver(page.events, &cursor)
        }
        return true
    }

    private func deliver(_ events: [Event], _ cursor: inout EventCursor) async throws {
        for event in events {
            if !event.topics.isDisjoint(with: topics), filter.matches(event),
                means.mayTell(event, caller)
            {
                let hasWaited = try await awaitRoom(&cursor)
                let params = event.notification(to: number)
                guard try send("events.event", params, reaching: event.sequence) else { return }
                means.count(1, 0)
                cursor.passed(event.sequence)
                // What comes behind may be too much by now.
                if hasWaited { return }
            } else {
                cursor.passed(event.sequence)
                state.withLock { $0.reached = event.sequence }
            }
        }
    }

    /// Tells of events that are passed over; false where there is no room for it after all.
    private func tellLost(_ range: ClosedRange<Int64>) throws -> Bool {
        let params: JSONValue = [
            "subscription": .integer(number),
            "from": .integer(range.lowerBound),
            "to": .integer(range.upperBound),
        ]
        guard try send("events.lost", params, reaching: range.upperBound) else { return false }
        means.count(0, Int64(range.count))
        return true
    }

    /// Waits until there is room; tells whether it had to.
    @discardableResult
    private func awaitRoom(_ cursor: inout EventCursor) async throws -> Bool {
        if caller.hasRoom(below: means.unsentByteCountMax), !Task.isCancelled { return false }
        guard await caller.awaitRoom(below: means.unsentByteCountMax) else { throw Stopped() }
        cursor.unblocked(last: source.last)
        return true
    }

    /// Sends a notification as long as its listener may listen; false where there is no room for it.
    private func send(
        _ method: String,
        _ params: JSONValue,
        reaching number: Int64
    ) throws -> Bool {
        if let objection = means.objection(caller) { throw objection }
        return try put(method, params) { $0.reached = number }
    }

    /// Puts a notification in line; false where others have taken the room for it, which is to be
    /// waited for again.
    ///
    /// Under the lock, so that nothing is sent once ``end()`` has returned.
    private func put(
        _ method: String,
        _ params: JSONValue,
        _ note: (inout State) -> Void
    ) throws(Stopped) -> Bool {
        try state.withLock { state throws(Stopped) in
            guard !state.isEnded else { throw Stopped() }
            guard caller.notify(method, params) else {
                guard caller.isConnected else { throw Stopped() }
                return false
            }
            note(&state)
            return true
        }
    }
}
