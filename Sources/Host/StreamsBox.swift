import JSONRPC
import Synchronization

/// Streams on their way into a closure: what cannot be copied is taken out once.
final class StreamsBox: Sendable {
    private let streams: Mutex<StandardStreams?>

    init(_ streams: consuming sending StandardStreams?) {
        self.streams = Mutex(streams)
    }

    func take() -> StandardStreams? {
        streams.withLock { $0.take() }
    }
}
