internal import Foundation
internal import GRDB
internal import Network

/// The SQLite file of an embedded log: opens it, keeps its schema, translates its errors.
///
/// It knows no rule of the network.
/// One connection writes, on a queue of its own; a few read beside it (WAL). `synchronous` is FULL,
/// so that a committed transaction is on the disk.
struct LogDatabase: Sendable {
    let path: String
    private let pool: DatabasePool

    /// Bytes at a fixed place of the file that say whose it is ("ASSY").
    private static let applicationID: Int32 = 0x4153_5359
    private static let formatVersion = 1
    private static let readerCountMax = 4

    /// Opens a log's file.
    init(path: String, pageCountMax: Int?) throws(LedgerError) {
        self.path = path
        pool = try Self.translated(path, "open") {
            try DatabasePool(path: path, configuration: Self.configuration)
        }
        try translated("open") {
            try pool.writeWithoutTransaction { db in
                // GRDB chooses NORMAL, which may lose the last transactions with the power.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
                precondition(synchronous == 2, "SQLite flushes every commit")
            }
        }
        try checkFormat()
        if let pageCountMax { try limit(pageCount: pageCountMax) }
    }

    /// Makes a file that holds a genesis and nothing else, under a name that no host opens.
    static func create(path: String, genesis: StoredEntry) throws(LedgerError) {
        try translated(path, "create") {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                try db.execute(sql: "PRAGMA user_version = \(formatVersion)")
            }
            try queue.write { db in
                try db.execute(sql: schema)
                try insert(genesis, into: db)
            }
            try queue.close()
        }
    }

    /// Sets how many pages of 4096 bytes the file may have; at least as many as it has now.
    func limit(pageCount: Int) throws(LedgerError) {
        try translated("limit") {
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA max_page_count = \(pageCount)")
            }
        }
    }

    /// Runs a block on the writer's queue, after those that were given to it before.
    func scheduleWrite(_ block: @escaping @Sendable (Database) -> Void) {
        pool.asyncWriteWithoutTransaction(block)
    }

    /// Runs a query on a reader's queue, off the cooperative pool.
    func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        do {
            return try await pool.read(query)
        } catch {
            throw Self.translate(error, path: path, operation: "read")
        }
    }

    /// Runs a query and blocks until it is done; for opening, when nobody waits yet.
    func readNow<Value>(_ query: (Database) throws -> Value) throws(LedgerError) -> Value {
        try translated("read") { try pool.read(query) }
    }

    /// Closes all connections; the last one moves the WAL's content into the file.
    func close() throws(LedgerError) {
        try translated("close") { try pool.close() }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "assay.log"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = readerCountMax
        // Two hosts never share a home; whoever looks with another program may hold a lock briefly.
        configuration.busyMode = .timeout(10)
        return configuration
    }

    private func checkFormat() throws(LedgerError) {
        let (application, version) = try translated("open") {
            try pool.read { db in
                (
                    try Int32.fetchOne(db, sql: "PRAGMA application_id"),
                    try Int.fetchOne(db, sql: "PRAGMA user_version")
                )
            }
        }
        guard application == Self.applicationID else {
            throw .unsupportedFormat(
                path: path,
                reason: "it is empty or belongs to another program. Restore it from a backup, or "
                    + "move it away, together with the -wal and -shm files beside it, to begin a new "
                    + "network in this home."
            )
        }
        guard version == Self.formatVersion else {
            throw .unsupportedFormat(
                path: path,
                reason: "it has format \(version ?? 0), and this program reads format "
                    + "\(Self.formatVersion). Use the version of the program that wrote it."
            )
        }
    }
}

// Errors of SQLite in our words.
extension LogDatabase {
    private func translated<Value>(
        _ operation: String,
        _ body: () throws -> Value
    ) throws(LedgerError) -> Value {
        try Self.translated(path, operation, body)
    }

    private static func translated<Value>(
        _ path: String,
        _ operation: String,
        _ body: () throws -> Value
    ) throws(LedgerError) -> Value {
        do { return try body() } catch { throw translate(error, path: path, operation: operation) }
    }

    /// The ledger's word for whatever a block with the database threw.
    static func translate(_ error: any Error, path: String, operation: String) -> LedgerError {
        switch error {
        case let error as LedgerError: return error
        case let error as StorageError: return .storage(error)
        case let fault as LogFault: return .damaged(path: path, fault)
        case is CancellationError: return .cancelled
        case let error as DatabaseError: return translate(error, path: path, operation: operation)
        default:
            return .storage(.failed(path: path, operation: operation, reason: "\(error)"))
        }
    }

    private static func translate(
        _ error: DatabaseError,
        path: String,
        operation: String
    ) -> LedgerError {
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_MISUSE: return .closed
        case .SQLITE_INTERRUPT: return .cancelled
        case .SQLITE_FULL: return .storage(.full(path: path))
        case .SQLITE_NOTADB:
            return .unsupportedFormat(
                path: path,
                reason: "it is not an SQLite file. Restore it from a backup."
            )
        case .SQLITE_CORRUPT:
            return .damaged(path: path, LogFault(position: 0, kind: .file(reason)))
        default: return .storage(.failed(path: path, operation: operation, reason: reason))
        }
    }
}
