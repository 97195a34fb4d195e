public import JSON
public import JSONRPC
import Synchronization

/// The notifications that a connection has received, and those who wait for more.
public final class NotificationLog: Sendable {
    private struct State {
        var notifications: [Request] = []
        var isClosed = false
        var waiting: [(count: Int, action: @Sendable (Bool) -> Void)] = []
    }

    private let state = Mutex(State())

    /// A log with nothing in it.
    public init() {}

    /// Adds a notification.
    public func add(_ notification: Request) {
        let due = state.withLock { state in
            state.notifications.append(notification)
            let count = state.notifications.count
            let due = state.waiting.filter { $0.count <= count }
            state.waiting.removeAll { $0.count <= count }
            return due
        }
        for waiter in due { waiter.action(true) }
    }

    /// All notifications so far, in their order.
    public var all: [Request] { state.withLock { $0.notifications } }

    /// The values of the `$/progress` notifications so far, in their order.
    public var progress: [JSONValue] {
        all.filter { $0.method == "$/progress" }.compactMap { $0.params?["value"] }
    }

    /// Returns once so many notifications have come, or no more will; whether they have come.
    @discardableResult
    public func wait(for count: Int) async -> Bool {
        await withCheckedContinuation { continuation in
            act(at: count) { continuation.resume(returning: $0) }
        }
    }

    /// Acts once so many notifications have come, or no more will; is told whether they have come.
    ///
    /// On the thread that receives them: what waits for a task waits for the tasks before it, too.
    public func act(at count: Int, _ action: @escaping @Sendable (Bool) -> Void) {
        let isThere: Bool? = state.withLock { state in
            if state.notifications.count >= count { return true }
            if state.isClosed { return false }
            state.waiting.append((count, action))
            return nil
        }
        if let isThere { action(isThere) }
    }

    /// Forgets what has come, for a call that begins.
    public func begin() {
        state.withLock { state in
            state.notifications = []
            state.isClosed = false
        }
    }

    /// Tells those who wait that no more will come.
    public func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.action(false) }
    }
}
