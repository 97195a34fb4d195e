package import NIOCore

/// Watches for silence on a connection, on its event loop.
///
/// Noting a sign of life costs a look at the clock; the one timer looks whether it came too early
/// and goes on from the last sign.
package final class IdleWatch {
    private let most: TimeAmount
    private let eventLoop: any EventLoop
    private let onSilence: () -> Void
    private var lastSign: NIODeadline
    private var timer: Scheduled<Void>?

    /// Watches until it is stopped, and calls `onSilence` after so many seconds without a sign.
    package init(_ seconds: Int, on eventLoop: any EventLoop, onSilence: @escaping () -> Void) {
        most = .seconds(Int64(seconds))
        self.eventLoop = eventLoop
        self.onSilence = onSilence
        lastSign = eventLoop.now
        schedule()
    }

    /// Something was read or sent.
    package func note() {
        lastSign = eventLoop.now
    }

    /// Watches no more; may be called while `onSilence` runs.
    package func stop() {
        timer?.cancel()
        timer = nil
    }

    private func schedule() {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        timer = eventLoop.scheduleTask(deadline: lastSign + most) { bound.value.look() }
    }

    private func look() {
        let isSilent = eventLoop.now >= lastSign + most
        // Once more after as long again: a call in flight keeps a silent connection open.
        if isSilent { note() }
        schedule()
        // Last, for it may stop the watch, and then nothing is to be scheduled any more.
        if isSilent { onSilence() }
    }
}
