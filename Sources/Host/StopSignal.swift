import Synchronization

/// How a host comes to its end.
public enum HostEnd: Sendable {
    /// As it should.
    case orderly
    /// A language-server client said `exit` without having said `shutdown`: its protocol wants the
    /// exit code 1 then.
    case unannounced
}

/// Tells one waiter, once, that it is time to stop, and remembers how that came.
final class StopSignal: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation
    private let end = Mutex<HostEnd?>(nil)

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Stops the waiter, now or as soon as it waits; the first call says how.
    func fire(_ end: HostEnd = .orderly) {
        self.end.withLock { if $0 == nil { $0 = end } }
        continuation.finish()
    }

    /// How the end came.
    var how: HostEnd { end.withLock { $0 } ?? .orderly }

    /// Returns once the signal is fired.
    func wait() async {
        for await _ in stream {}
    }
}
