public import JSON

/// How much one connection may ask for; each limit is answered with an error that names it.
public struct ConnectionLimits: Hashable, Sendable {
    /// Limits of each message.
    public var message: JSONLimits
    /// The most requests that one batch may hold.
    public var batchCountMax: Int
    /// The most calls that may be waiting or running at once; control calls do not count.
    public var callCountMax: Int
    /// The most bytes that the replies to a batch may have before no more of its requests are
    /// carried out.
    ///
    /// They are sent together, so that all of them wait for the last.
    public var batchReplyByteCountMax: Int
    /// The most bytes that may wait to be sent before no more is read and no ordered call begins,
    /// and before notifications are dropped.
    public var unsentByteCountMax: Int
    /// How many seconds a connection may have no call in flight and nothing to read or send.
    ///
    /// Then it is closed; without a figure, never. A pair of streams may always be silent.
    public var idleSecondsMax: Int?

    /// Limits of one's own.
    public init(
        message: JSONLimits = .standard,
        batchCountMax: Int = 1000,
        batchReplyByteCountMax: Int = 4 << 20,
        callCountMax: Int = 1024,
        unsentByteCountMax: Int = 4 << 20,
        idleSecondsMax: Int? = nil
    ) {
        self.message = message
        self.batchCountMax = batchCountMax
        self.batchReplyByteCountMax = batchReplyByteCountMax
        self.callCountMax = callCountMax
        self.unsentByteCountMax = unsentByteCountMax
        self.idleSecondsMax = idleSecondsMax
    }

    /// 16 MiB and 256 levels a message, 1000 requests and 4 MiB of replies a batch, 1024 calls,
    /// 4 MiB unsent.
    public static let standard = ConnectionLimits()
}
