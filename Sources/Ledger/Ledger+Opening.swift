internal import Digests
internal import GRDB
import Glibc
public import Network

extension Ledger {
    /// Starts a network in a home that has none, and opens its ledger.
    ///
    /// A crash leaves the whole log or none: it is made under another name and renamed.
    ///
    /// - Throws: ``LedgerError/networkExists(path:)`` when the home has a network already.
    public static func create(
        in home: Home,
        genesis: Genesis,
        limits: LedgerLimits = LedgerLimits()
    ) throws(LedgerError) -> Ledger {
        guard try !hasLog(home) else { throw .networkExists(path: home.path) }
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
        do throws(StorageError) {
            return try home.directory.names().contains(Home.logName)
        } catch {
            throw .storage(error)
        }
    }

    /// Sets how many pages of 4096 bytes the log's file may have; at least as many as it has now.
    public func limit(pageCount: Int) throws(LedgerError) {
        try database.limit(pageCount: pageCount)
    }
}
