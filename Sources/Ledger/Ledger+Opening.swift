internal import Digests
internal import GRDB
import Glibc
public import Network

extension Ledger {
    /// Starts a network in a home that has none, and opens its ledger.
    ///
    /// A crash leaves the whole log or none: it is made under another name and renamed.
    ///
    /// - Throws: ``LedgerError/networkExists(path:)`` when the home has a network already, and
    ///   ``LedgerError/remains(path:names:)`` when it has a part of one.
    public static func create(
        in home: Home,
        genesis: Genesis,
        limits: LedgerLimits = LedgerLimits()
    ) throws(LedgerError) -> Ledger {
        guard try !hasLog(home) else { throw .networkExists(path: home.path) }
        let remains = try remains(of: home)
        // SQLite would read them into the new log; and they may be all there is of the last events.
        guard remains.isEmpty else { throw .remains(path: home.path, names: remains) }
        let network = Network(genesis: genesis)
        let entry = StoredEntry(
            position: 0,
            event: network.id.bytes,
            body: genesis.canonicalBytes(),
            signature: [],
            chain: network.head.chain.bytes,
            author: nil,
            sequence: nil
        )
        let name = Home.logName + ".new"
        do throws(StorageError) {
            for suffix in ["", "-journal", "-wal", "-shm"] {
                try home.directory.remove(name + suffix)
            }
            // SQLite gives the files that it puts beside a database the database's mode.
            _ = try File(
                home.directory.path(of: name),
                flags: O_WRONLY | O_CREAT | O_EXCL,
                mode: 0o600
            )
        } catch {
            throw .storage(error)
        }
        try LogDatabase.create(path: home.directory.path(of: name), genesis: entry)
        do throws(StorageError) {
            try home.directory.adopt(home.directory.path(of: name), as: Home.logName)
        } catch {
            throw .storage(error)
        }
        do throws(StorageError) {
            try home.directory.synchronize()
        } catch {
            // Its creator is told that there is no network, so there must be none.
            unlink(home.logPath)
            throw .storage(error)
        }
        guard let ledger = try open(home, limits: limits) else {
            throw .damaged(path: home.logPath, LogFault(position: 0, kind: .missing))
        }
        return ledger
    }

    /// Opens the ledger of a home, or nothing when the home has no network yet.
    ///
    /// Folds the whole log and checks every chain hash and column on the way. Signatures were
    /// checked when the events were appended and take most of the time that ``verify()`` needs, so
    /// they are left to it. Blocks meanwhile.
    public static func open(
        _ home: Home,
        limits: LedgerLimits = LedgerLimits()
    ) throws(LedgerError) -> Ledger? {
        guard try hasLog(home) else { return nil }
        do throws(StorageError) {
            for name in [Home.logName] + Home.logCompanionNames {
                try home.directory.protect(name)
            }
        } catch {
            throw .storage(error)
        }
        let database = try LogDatabase(path: home.logPath, pageCountMax: limits.pageCountMax)
        let network = try database.readNow { db in
            let stored = try LogDatabase.entries(through: .max, in: db)
            var replay = try LogReplay(genesis: stored.next(), checksSignatures: false)
            while let entry = try stored.next() { _ = try replay.append(entry) }
            return replay.network
        }
        return Ledger(home: home, database: database, network: network, limits: limits)
    }

    private static func hasLog(_ home: Home) throws(LedgerError) -> Bool {
        try !present([Home.logName], in: home).isEmpty
    }

    /// What lies about of a log that is not there itself.
    private static func remains(of home: Home) throws(LedgerError) -> [String] {
        try present(Home.logCompanionNames, in: home)
    }

    private static func present(
        _ names: [String],
        in home: Home
    ) throws(LedgerError) -> [String] {
        do throws(StorageError) {
            return try home.directory.names().filter { names.contains($0) }
        } catch {
            throw .storage(error)
        }
    }

    /// Sets how many pages of 4096 bytes the log's file may have; at least as many as it has now.
    public func limit(pageCount: Int) throws(LedgerError) {
        try database.limit(pageCount: pageCount)
    }
}
