public import Digests
internal import GRDB
public import Network

extension Ledger {
    /// The most entries, or effects, that one call returns.
    public static let pageCountMax = 1000

    /// Up to `limit` entries from a position on, in order; position 0 is the genesis.
    public func entries(
        from position: Position,
        limit: Int = pageCountMax
    ) async throws(LedgerError) -> [LogEntry] {
        let first = max(0, position)
        let count = min(max(0, limit), Self.pageCountMax)
        return try await database.read { db in
            try LogDatabase.entries(from: first, count: count, in: db)
        }
    }

    /// Up to `limit` entries from a position on, in order, each with what it did.
    public func recordedEntries(
        from position: Position,
        limit: Int = pageCountMax
    ) async throws(LedgerError) -> [RecordedEntry] {
        let first = max(0, position)
        let count = min(max(0, limit), Self.pageCountMax)
        return try await database.read { db in
            try LogDatabase.entries(from: first, count: count, in: db).map { entry in
                RecordedEntry(
                    entry: entry,
                    effects: try LogDatabase.effects(at: entry.position, in: db)
                )
            }
        }
    }

    /// The entry of an event, or nothing when the log does not have it.
    public func entry(of event: Digest) async throws(LedgerError) -> LogEntry? {
        try await database.read { db in
            guard let position = try LogDatabase.position(of: event, in: db) else { return nil }
            return try LogDatabase.entries(from: position, count: 1, in: db).first
        }
    }

    /// What happened to a subject from a position on, in order, up to `limit` effects.
    public func effects(
        on subject: Subject,
        from position: Position = 0,
        limit: Int = pageCountMax
    ) async throws(LedgerError) -> [RecordedEffect] {
        let count = min(max(0, limit), Self.pageCountMax)
        return try await database.read { db in
            try LogDatabase.effects(on: subject, from: position, count: count, in: db)
        }
    }

    /// What the event at a position did.
    public func effects(at position: Position) async throws(LedgerError) -> [Effect] {
        try await database.read { db in try LogDatabase.effects(at: position, in: db) }
    }
}
