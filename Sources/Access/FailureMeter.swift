/// Slows down whoever keeps failing: after some failures each further one doubles the pause in which
/// nothing more is tried for it.
///
/// Only time makes failures forgotten. Were it success, whoever guesses could succeed in between with
/// what everybody may do.
///
/// Time is in nanoseconds of a clock that never goes back.
public struct FailureMeter<Key: Hashable & Sendable>: Sendable {
    private struct Record {
        var count: Int
        var last: Int64
        var until: Int64
    }

    private static var second: Int64 { 1_000_000_000 }
    /// So many mistakes cost nothing: people mistype.
    public static var countFree: Int { 5 }
    /// The first pause.
    static var pauseMin: Int64 { second / 4 }
    /// The longest pause.
    static var pauseMax: Int64 { 64 * second }
    /// After so long without a failure all are forgotten.
    static var memory: Int64 { 300 * second }

    private let countMax: Int
    private var records: [Key: Record] = [:]

    /// A meter that remembers at most so many keys at a time.
    public init(countMax: Int = 1024) {
        precondition(countMax > 0, "a meter remembers something")
        self.countMax = countMax
    }

    /// In how many nanoseconds a key may try again; nothing when it may now.
    public func pause(of key: Key, at now: Int64) -> Int64? {
        guard let record = records[key], record.until > now else { return nil }
        return record.until - now
    }

    /// Counts a failure; tells how many there have been that are not forgotten.
    @discardableResult
    public mutating func fail(_ key: Key, at now: Int64) -> Int {
        var record = records[key] ?? Record(count: 0, last: now, until: now)
        if now - record.last > Self.memory { record.count = 0 }
        record.count += 1
        record.last = now
        if record.count > Self.countFree {
            let doublings = min(record.count - Self.countFree - 1, 20)
            record.until = now + min(Self.pauseMax, Self.pauseMin << Int64(doublings))
        }
        if records[key] == nil, records.count >= countMax { makeRoom() }
        records[key] = record
        return record.count
    }

    /// Forgets the half that failed longest ago.
    private mutating func makeRoom() {
        let oldest = records.sorted { $0.value.last < $1.value.last }
        for (key, _) in oldest.prefix((countMax + 1) / 2) { records[key] = nil }
    }
}
