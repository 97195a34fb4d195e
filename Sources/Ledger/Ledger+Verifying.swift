internal import Digests
internal import GRDB
internal import JSON
internal import Network

extension Ledger {
    /// Checks the whole log again: every hash, chain link, column and signature; that folding it
    /// gives the state in memory; and that the effects on record are those that the rules give.
    ///
    /// Stops at the first fault, which the report names. What it cannot see are entries cut off the
    /// end while no host was running; other participants' copies, and the heads that later events
    /// say they have seen, show those. Appends go on meanwhile and are not part of the check.
    ///
    /// - Throws: ``LedgerError/storage(_:)`` when the log cannot be read at all.
    public func verify() async throws(LedgerError) -> LedgerReport {
        let expected = network
        let (path, faults) = (database.path, home.faults)
        return try await database.read { db in
            let stored = try LogDatabase.entries(through: expected.head.position, in: db)
            let entries = stored.map { entry in
                guard let code = faults.onRead?(path) else { return entry }
                throw StorageError(code: code, path: path, operation: "read")
            }
            var audit: LogAudit
            do {
                try LogAudit.checkFile(in: db)
                audit = LogAudit(try LogReplay(genesis: entries.next(), checksSignatures: true))
            } catch {
                return LedgerReport(fault: try LogAudit.fault(in: error, at: 0))
            }
            do {
                try audit.run(entries, to: expected, in: db)
                return audit.report(fault: nil)
            } catch {
                return audit.report(fault: try LogAudit.fault(in: error, at: audit.next))
            }
        }
    }
}

/// One full check of a stored log, as far as it has come.
private struct LogAudit {
    private var replay: LogReplay
    private var effectCount = 0
    private var subjectCount = 0

    init(_ replay: LogReplay) { self.replay = replay }

    /// The position of the next entry.
    var next: Position { replay.network.head.position + 1 }

    /// Lets SQLite check its own structure, indexes included.
    static func checkFile(in db: Database) throws {
        let verdict = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "no answer"
        guard verdict == "ok" else { throw LogFault(position: 0, kind: .file(verdict)) }
    }

    /// The fault that an error tells of; an error that tells of none is thrown on.
    static func fault(in error: any Error, at position: Position) throws -> LogFault {
        switch error {
        case let fault as LogFault: return fault
        case let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT:
            return LogFault(position: position, kind: .file(error.message ?? "it is malformed"))
        default: throw error
        }
    }

    /// Checks the entries behind the genesis, and that they lead to the state that they should.
    mutating func run(
        _ entries: some Cursor<StoredEntry>,
        to expected: Network,
        in db: Database
    ) throws {
        let last = expected.head.position
        try compare([], at: 0, in: db)
        while let entry = try entries.next() {
            try compare(replay.append(entry), at: entry.position, in: db)
        }
        guard next == last + 1 else { throw LogFault(position: next, kind: .missing) }
        guard try LogDatabase.subjectCount(through: last, in: db) == subjectCount else {
            throw LogFault(position: last, kind: .effects)
        }
        guard replay.network.head == expected.head,
            replay.network.stateHash == expected.stateHash
        else { throw LogFault(position: last, kind: .state) }
    }

    /// Compares the effects on record for an entry with those that the rules give.
    private mutating func compare(
        _ effects: [Effect],
        at position: Position,
        in db: Database
    ) throws {
        let stored = try LogDatabase.effectTexts(at: position, in: db)
        guard stored == effects.map(\.json.text) else {
            throw LogFault(position: position, kind: .effects)
        }
        for (ordinal, effect) in effects.enumerated() {
            for subject in Set(effect.subjects) {
                guard
                    try LogDatabase.isRecorded(subject, at: position, ordinal: ordinal, in: db)
                else { throw LogFault(position: position, kind: .effects) }
                subjectCount += 1
            }
        }
        effectCount += effects.count
    }

    func report(fault: LogFault?) -> LedgerReport {
        LedgerReport(
            head: replay.network.head,
            entryCount: Int(next),
            voidCount: replay.voidCount,
            effectCount: effectCount,
            stateHash: replay.network.stateHash,
            fault: fault
        )
    }
}
