public import Digests
public import Network

/// What a full check of the log found.
public struct LedgerReport: Hashable, Sendable {
    /// The last entry found right; nothing when even the genesis is wrong.
    public let head: LogHead?
    /// How many entries were found right, the genesis included.
    public let entryCount: Int
    /// How many of them the rules made void.
    public let voidCount: Int
    /// How many effects on record were found right.
    public let effectCount: Int
    /// The state hash that folding those entries gives.
    public let stateHash: Digest?
    /// The first thing found wrong; nothing when all is right.
    public let fault: LogFault?

    init(
        head: LogHead? = nil,
        entryCount: Int = 0,
        voidCount: Int = 0,
        effectCount: Int = 0,
        stateHash: Digest? = nil,
        fault: LogFault?
    ) {
        self.head = head
        self.entryCount = entryCount
        self.voidCount = voidCount
        self.effectCount = effectCount
        self.stateHash = stateHash
        self.fault = fault
    }

    /// Whether everything was found right.
    public var isIntact: Bool { fault == nil }
}
