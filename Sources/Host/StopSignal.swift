/// Tells one waiter, once, that it is time to stop.
struct StopSignal: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Stops the waiter, now or as soon as it waits.
    func fire() {
        continuation.finish()
    }

    /// Returns once the signal is fired.
    func wait() async {
        for await _ in stream {}
    }
}
