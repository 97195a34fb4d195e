import Synchronization

/// Somebody who waits until less than so many bytes are to be sent.
struct RoomWaiter: Sendable {
    let number: Int64
    let byteCount: Int
    let continuation: CheckedContinuation<Bool, Never>
}

// Waiting for what is to be sent: until there is less of it, or until a reply is among it.
extension Connection {
    private static let lastWaiter = Atomic<Int64>(0)

    /// Whether the transport has not closed.
    var isOpen: Bool { state.withLock { $0.phase != .closed } }

    /// Whether less than so many bytes wait to be sent, and notifications are taken.
    func hasRoom(below byteCount: Int) -> Bool {
        state.withLock { $0.hasRoom(below: byteCount) }
    }

    /// Returns once less than so many bytes wait to be sent; false when the connection has closed
    /// or the task is cancelled.
    func awaitRoom(below byteCount: Int) async -> Bool {
        precondition(byteCount > 0, "less than nothing never waits")
        let number = Self.lastWaiter.wrappingAdd(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    // Asked under the lock: a cancellation that comes later finds the waiter.
                    guard state.phase != .closed, !Task.isCancelled else { return false }
                    if state.hasRoom(below: byteCount) { return true }
                    state.roomWaiters.append(
                        RoomWaiter(
                            number: number,
                            byteCount: byteCount,
                            continuation: continuation
                        )
                    )
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            dismissWaiters { $0.number == number }
        }
    }

    /// Returns once so little waits to be sent that ordered calls go on, or when none will.
    func awaitRoom() async {
        let most = state.withLock { $0.limits.unsentByteCountMax }
        _ = await awaitRoom(below: max(1, most))
    }

    /// The connection has closed: there will be no room any more.
    func refuseRoom() {
        dismissWaiters { _ in true }
    }

    private func dismissWaiters(where isDismissed: (RoomWaiter) -> Bool) {
        let dismissed = state.withLock { state in
            let dismissed = state.roomWaiters.filter(isDismissed)
            state.roomWaiters.removeAll(where: isDismissed)
            return dismissed
        }
        for waiter in dismissed { waiter.continuation.resume(returning: false) }
    }

    /// Puts off an action until the reply to a call is in line; false when there is no such call.
    func deferAction(_ action: @escaping @Sendable () -> Void, behind call: Int64) -> Bool {
        state.withLock { state in
            guard state.records[call] != nil else { return false }
            state.records[call]?.afterReply.append(action)
            return true
        }
    }
}
