import NIOCore

/// Watches for silence on a connection, on its event loop.
///
/// Noting a sign of life costs a look at the clock; the one timer looks whether it came too early
/// and goes on from the last sign.
final class IdleWatch {
    private let most: TimeAmount
    private let eventLoop: any EventLoop
    private let onSilence: () -> Void
    private var lastSign: NIODeadline
    private var timer: Scheduled<Void>?

    init(_ seconds: Int, _ context: ChannelHandlerContext, onSilence: @escaping () -> Void) {
        most = .seconds(Int64(seconds))
        eventLoop = context.eventLoop
        self.onSilence = onSilence
        lastSign = .now()
        schedule()
    }

    /// Something was read or sent.
    func note() {
        lastSign = .now()
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }

    private func schedule() {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        timer = eventLoop.scheduleTask(deadline: lastSign + most) { bound.value.look() }
    }

    private func look() {
        if NIODeadline.now() >= lastSign + most {
            // Once more after as long again: a call in flight keeps a silent connection open.
            onSilence()
            lastSign = .now()
        }
        schedule()
    }
}
