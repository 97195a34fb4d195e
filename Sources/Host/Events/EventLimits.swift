import JSON

/// How much those who listen to events may ask for.
public struct EventLimits: Sendable, Hashable {
    /// The most subscriptions of one connection.
    public var countMax = 32
    /// How many events a live listener may be behind before some are passed over.
    public var behindMax = 1024
    /// How many bytes may wait to be sent to a connection before events wait, too.
    ///
    /// Below the bound at which notifications are dropped and no more requests are read.
    public var unsentByteCountMax = 256 << 10

    /// The defaults.
    public init() {}
}
