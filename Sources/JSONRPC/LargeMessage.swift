import JSON

/// A message that takes so long to parse that the thread of an event loop must not do it: the
/// other connections of the loop would wait for it.
package struct LargeMessage: Sendable {
    private let bytes: ArraySlice<UInt8>
    private let framing: MessageFraming
    private let limits: ConnectionLimits

    init(_ bytes: ArraySlice<UInt8>, _ framing: MessageFraming, _ limits: ConnectionLimits) {
        self.bytes = bytes
        self.framing = framing
        self.limits = limits
    }

    /// Parses the message.
    consuming func parsed() -> IncomingMessage {
        MessageReader(limits: limits).message(bytes, framing)
    }
}
