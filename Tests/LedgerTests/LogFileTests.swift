import Glibc
import Ledger
import Network
import TestDirectories
import Testing

/// The files that SQLite keeps the log in.
@Suite struct LogFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `the log's files are their owner's alone, also when they were not before`()
        async throws
    {
        let ledger = try temporaryLedger(in: directory)
        let home = ledger.home
        let files = ["log.sqlite", "log.sqlite-shm", "log.sqlite-wal"]
        #expect(names(in: home.path).filter { $0.hasPrefix("log") } == files)
        for file in files { #expect(mode(of: "\(home.path)/\(file)") == 0o600, "\(file)") }
        try await ledger.close()

        chmod(home.logPath, 0o644)
        let again = try reopenedLedger(home)
        for file in files { #expect(mode(of: "\(home.path)/\(file)") == 0o600, "\(file)") }
        try await again.close()
    }

    @Test func `what is left of a log that is gone is not read into a new one`() async throws {
        let ledger = try temporaryLedger(in: directory)
        for _ in 0..<3 { _ = try await ledger.submit(Fixture.transfer(), as: Fixture.key(2)) }
        let home = ledger.home
        // As a killed host leaves it, of which somebody moves the main file away.
        let companions = ["log.sqlite-shm", "log.sqlite-wal"]
        for name in companions {
            try write(contents(of: "\(home.path)/\(name)"), to: directory.file(name))
        }
        try await ledger.close()
        rename(home.logPath, directory.file("moved"))
        for name in companions { rename(directory.file(name), "\(home.path)/\(name)") }

        let refused = LedgerError.remains(path: home.path, names: companions)
        #expect(throws: refused) { try Ledger.create(in: home, genesis: Fixture.genesis()) }
        for name in companions { #expect(refused.description.contains(name)) }
        #expect(try Ledger.open(home) == nil)

        for name in companions { unlink("\(home.path)/\(name)") }
        let second = try Ledger.create(in: home, genesis: Fixture.genesis(participants: 2))
        #expect(second.network.head.position == 0)
        #expect(second.networkID != ledger.networkID)
        try await second.close()
    }
}
