internal import Digests
internal import Foundation
internal import GRDB
internal import Network

/// An entry as the file has it: what was signed and chained, and columns that repeat some of it so
/// that SQLite can find it.
struct StoredEntry: Sendable {
    var position: Position
    /// The event's id: the SHA-256 of `body`.
    var event: [UInt8]
    var body: [UInt8]
    var signature: [UInt8]
    var chain: [UInt8]
    /// The author's key and sequence; a genesis has neither.
    var author: [UInt8]?
    var sequence: Int64?
}

extension LogDatabase {
    /// The tables.
    ///
    /// What `effects` and `subjects` hold follows from the entries; they are there so
    /// that "why?" is answered without folding the log again.
    static let schema = """
        CREATE TABLE entries (
            position INTEGER PRIMARY KEY,
            event BLOB NOT NULL UNIQUE,
            body BLOB NOT NULL,
            signature BLOB NOT NULL,
            chain BLOB NOT NULL,
            author BLOB,
            sequence INTEGER,
            UNIQUE (author, sequence)
        ) STRICT;
        CREATE TABLE effects (
            position INTEGER NOT NULL REFERENCES entries (position),
            ordinal INTEGER NOT NULL,
            effect TEXT NOT NULL,
            PRIMARY KEY (position, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE subjects (
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            position INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            PRIMARY KEY (kind, subject, position, ordinal),
            FOREIGN KEY (position, ordinal) REFERENCES effects (position, ordinal)
        ) STRICT, WITHOUT ROWID;
        """
}

extension StoredEntry {
    /// The row of an entry whose event has been read already.
    init(_ entry: LogEntry, author: ParticipantID?, sequence: Int64?) {
        position = entry.position
        event = entry.event.id.bytes
        body = entry.event.body
        signature = entry.event.signature
        chain = entry.chain.bytes
        self.author = author?.bytes
        self.sequence = sequence
    }

    static let columns = "position, event, body, signature, chain, author, sequence"

    /// A row of a query for ``columns``.
    init(_ row: Row) throws {
        position = try row.decode(atIndex: 0)
        event = try Self.bytes(row, 1)
        body = try Self.bytes(row, 2)
        signature = try Self.bytes(row, 3)
        chain = try Self.bytes(row, 4)
        author = try row.decode(Data?.self, atIndex: 5).map { Array($0) }
        sequence = try row.decode(atIndex: 6)
    }

    private static func bytes(_ row: Row, _ index: Int) throws -> [UInt8] {
        Array(try row.decode(Data.self, atIndex: index))
    }
}

extension LogDatabase {
    /// Adds an entry to an open transaction.
    static func insert(_ entry: StoredEntry, into db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO entries (\(StoredEntry.columns)) VALUES (?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            entry.position, Data(entry.event), Data(entry.body), Data(entry.signature),
            Data(entry.chain), entry.author.map { Data($0) }, entry.sequence,
        ])
    }

    /// All entries up to a position, in order.
    static func entries(
        through last: Position,
        in db: Database
    ) throws -> some Cursor<StoredEntry> {
        try Row.fetchCursor(
            db,
            sql: """
                SELECT \(StoredEntry.columns) FROM entries WHERE position <= ? ORDER BY position
                """,
            arguments: [last]
        ).map { try StoredEntry($0) }
    }

    /// Up to `count` entries from a position on, each with the chain hash of the one before.
    static func entries(
        from first: Position,
        count: Int,
        in db: Database
    ) throws -> [LogEntry] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT position, body, signature, chain,
                    (SELECT chain FROM entries AS before WHERE before.position = e.position - 1)
                FROM entries AS e WHERE position >= ? ORDER BY position LIMIT ?
                """,
            arguments: [first, count]
        )
        let zero = [UInt8](repeating: 0, count: Digest.byteCount)
        return try Array(
            rows.map { row in
                let position: Position = try row.decode(atIndex: 0)
                let previous = try row.decode(Data?.self, atIndex: 4).map { Array($0) } ?? zero
                return LogEntry(
                    position: position,
                    event: SignedEvent(
                        body: Array(try row.decode(Data.self, atIndex: 1)),
                        signature: Array(try row.decode(Data.self, atIndex: 2))
                    ),
                    previous: try digest(previous, at: position),
                    chain: try digest(Array(row.decode(Data.self, atIndex: 3)), at: position)
                )
            }
        )
    }

    /// Where an event stands.
    static func position(of event: Digest, in db: Database) throws -> Position? {
        try Position.fetchOne(
            db.cachedStatement(sql: "SELECT position FROM entries WHERE event = ?"),
            arguments: [Data(event.bytes)]
        )
    }

    /// Bytes of the file that should be a digest.
    static func digest(_ bytes: [UInt8], at position: Position) throws -> Digest {
        guard let digest = Digest(bytes: bytes) else {
            throw LogFault(position: position, kind: .chain)
        }
        return digest
    }
}
