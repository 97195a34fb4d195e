/// Counts calls against limits: a bucket for each key, which fills with time.
///
/// Time is in nanoseconds of a clock that never goes back, and given with each call. Levels are in
/// billionths of a call, so that every nanosecond of a whole rate counts exactly.
public struct RateMeter<Key: Hashable & Sendable>: Sendable {
    /// A limit and whose calls count towards it.
    public struct Account: Hashable, Sendable {
        /// Whose calls.
        public let key: Key
        /// The limit.
        public let limit: RateLimit

        /// The account of a key.
        public init(key: Key, limit: RateLimit) {
            self.key = key
            self.limit = limit
        }
    }

    private struct Bucket {
        var level: Int64
        var filled: Int64
    }

    /// One call.
    private static var call: Int64 { 1_000_000_000 }

    private let countMax: Int
    private let isKept: @Sendable (Key) -> Bool
    private var buckets: [Account: Bucket] = [:]

    /// A meter that remembers at most so many accounts at a time.
    ///
    /// - Parameter isKept: whose accounts are remembered whatever others there are, beyond that
    ///   number, too: those of which callers cannot make new ones.
    public init(countMax: Int = 4096, isKept: @escaping @Sendable (Key) -> Bool = { _ in false }) {
        precondition(countMax > 0, "a meter remembers something")
        self.countMax = countMax
        self.isKept = isKept
    }

    /// Counts one call towards all accounts, or towards none of them.
    ///
    /// - Returns: nothing when the call may go on; otherwise in how many nanoseconds to try again.
    public mutating func take(from accounts: [Account], at now: Int64) -> Int64? {
        var wait: Int64 = 0
        var filled: [(Account, Bucket)] = []
        for account in accounts {
            let bucket = bucket(of: account, at: now)
            let missing = Self.call - bucket.level
            let rate = account.limit.perSecond
            if missing > 0 { wait = max(wait, (missing + rate - 1) / rate) }
            filled.append((account, bucket))
        }
        guard wait == 0 else { return wait }
        for (account, bucket) in filled {
            var bucket = bucket
            bucket.level -= Self.call
            store(bucket, for: account, at: now)
        }
        return nil
    }

    /// How many calls all accounts would let pass right now.
    public func remaining(of accounts: [Account], at now: Int64) -> Int64? {
        accounts.map { bucket(of: $0, at: now).level / Self.call }.min()
    }

    /// The number of accounts that are remembered.
    public var count: Int { buckets.count }

    private func bucket(of account: Account, at now: Int64) -> Bucket {
        let full = account.limit.burst * Self.call
        guard var bucket = buckets[account] else { return Bucket(level: full, filled: now) }
        let elapsed = max(0, now - bucket.filled)
        let (gain, isLarge) = elapsed.multipliedReportingOverflow(by: account.limit.perSecond)
        bucket.level = isLarge || gain >= full - bucket.level ? full : bucket.level + gain
        bucket.filled = max(now, bucket.filled)
        return bucket
    }

    private mutating func store(_ bucket: Bucket, for account: Account, at now: Int64) {
        if buckets[account] == nil, buckets.count >= countMax { makeRoom(at: now) }
        buckets[account] = bucket
    }

    /// Forgets the accounts that are full again, which is as if they had never been used; where all
    /// are in use, the fullest half.
    private mutating func makeRoom(at now: Int64) {
        let levels = buckets.keys.map { account in
            let full = account.limit.burst * Self.call
            return (account, share: Double(bucket(of: account, at: now).level) / Double(full))
        }
        let full = levels.filter { $0.share >= 1 }
        let dropped =
            full.isEmpty
            ? levels.filter { !isKept($0.0.key) }.sorted { $0.share > $1.share }
                .prefix((countMax + 1) / 2) : full[...]
        for (account, _) in dropped { buckets[account] = nil }
    }
}
