/// How much the ledger takes at once.
public struct LedgerLimits: Hashable, Sendable {
    /// The most appends that may wait for the writer; more are told to come back.
    public var waitingCountMax = 65_536
    /// The most events in one transaction: what the first of them waits for.
    public var batchCountMax = 1024
    /// The most pages of 4096 bytes that the log's file may have; nothing leaves it to the disk.
    public var pageCountMax: Int?

    /// The default limits.
    public init() {}
}
